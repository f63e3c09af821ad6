// Pouch on the phone: the service worker, the pages that it keeps, and the way to the home screen.
import { rows } from "../offline/outbox.js"

const IDLE_AFTER = 5000
const DISMISSED = "pouch:home-screen-hint"
const ASKED = "pouch:asked-to-stay"

// The browser's own question, which it hands over once.
let prompt = null
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault()
  prompt = event
  document.dispatchEvent(new Event("pouch:installable"))
})

export function mount(root) {
  for (const hint of root.querySelectorAll("[data-home-screen]")) show(hint)
  document.addEventListener("pouch:outbox", stay)
  addEventListener("appinstalled", stay)
  // There is none over plain HTTP, and pages do without.
  if (isSecureContext && navigator.serviceWorker) whenIdle(() => serve(root))
}

// After everything that the page itself needs, so that a first visit is no slower for it.
function whenIdle(act) {
  const wait = () => (window.requestIdleCallback ?? setTimeout)(act)
  if (document.readyState === "complete") wait()
  else addEventListener("load", wait)
}

async function serve(root) {
  const options = { type: "module", scope: "/", updateViaCache: "none" }
  try {
    await navigator.serviceWorker.register("/service-worker.js", options)
  } catch {
    return // a browser that knows no module workers
  }
  const list = root.querySelector("[data-keep-pages]")
  if (list && !navigator.connection?.saveData) setTimeout(() => whenIdle(() => fill(list)), IDLE_AFTER)
}

async function fill(list) {
  const { active } = await navigator.serviceWorker.ready
  active.postMessage({ keep: JSON.parse(list.textContent) })
}

// Asked when there is something to lose, and once: some browsers put the question to the person.
async function stay({ type }) {
  if (!navigator.storage?.persist || ASKED in localStorage) return
  if (type !== "appinstalled" && !(await hasEntries())) return
  localStorage[ASKED] = new Date().toISOString()
  await navigator.storage.persist()
}

async function hasEntries() {
  const badge = document.querySelector("[data-person]")
  return Boolean(badge && (await rows(Number(badge.dataset.person))).length)
}

// ---- the home screen ---------------------------------------------------------------------------------

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true
// An iPad says that it is a Mac, but a Mac has no touch screen.
const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent)
  || (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1)

function show(hint) {
  const isOnce = hint.dataset.homeScreen === "once"
  const place = (name) => hint.querySelector(`[data-way="${name}"]`)
  const put = place("prompt")
  const refresh = () => {
    hint.hidden = isInstalled() || (isOnce && (DISMISSED in localStorage || !(prompt || isApple)))
    put.hidden = !prompt
    place("acts").hidden = !prompt && !isOnce
    place("apple").hidden = !isApple
    place("menu").hidden = Boolean(prompt) || isApple
  }
  put.addEventListener("click", async () => {
    await prompt.prompt()
    prompt = null
    refresh()
  })
  place("later")?.addEventListener("click", () => {
    localStorage[DISMISSED] = new Date().toISOString()
    refresh()
  })
  document.addEventListener("pouch:installable", refresh)
  addEventListener("appinstalled", refresh)
  refresh()
}
