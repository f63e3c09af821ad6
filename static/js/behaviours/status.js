// The badge beside the avatar: what is on this phone and not yet stored, and what needs its owner.
// It also keeps sending what waits: on load, when there is a signal again, when the page is looked
// at, and by a timer with growing pauses. A half-typed round is not stored either, and counts.
import * as drafts from "../offline/drafts.js"
import { fact, rows, setFact, summary } from "../offline/outbox.js"
import { send } from "../offline/send.js"
import { link, message } from "../message.js"
import { clock, counted } from "../words.js"

const SECOND = 1000
const FIRST_PAUSE = 5 * SECOND
const LONGEST_PAUSE = 300 * SECOND
const SIGN_OF_LIFE = 900 * SECOND
const LONG = 3600 * SECOND
const DAY = 24 * LONG
const ADDRESS = "/waiting/"

export function mount(root) {
  for (const badge of root.querySelectorAll("[data-person]")) start(badge, Number(badge.dataset.person))
}

function start(badge, person) {
  let pause = FIRST_PAUSE
  let timer = 0

  async function refresh() {
    const state = await stateOf(person)
    show(badge, state)
    warn(state)
    if (!state.waiting) pause = FIRST_PAUSE
    else if (!timer) {
      timer = setTimeout(sendNow, pause)
      askToBeWoken()
    }
    return state
  }

  async function sendNow() {
    clearTimeout(timer)
    timer = 0
    pause = Math.min(2 * pause, LONGEST_PAUSE)
    await send(person)
    await refresh()
  }

  function sendSoon() {
    pause = FIRST_PAUSE / 2
    if (!document.hidden) sendNow()
  }

  async function begin() {
    if (drafts.keysOf(person).some((key) => key.includes(":fading:")))
      await (await import("../offline/older.js")).adoptTaps(person)
    await setFact("person", person)
    const { waiting } = await refresh()
    if (waiting || (await since("answeredAt")) > SIGN_OF_LIFE) await sendNow()
    if ((await since("provedAt")) > DAY) await (await import("../offline/proof.js")).prove(person)
  }

  addEventListener("online", sendSoon)
  document.addEventListener("visibilitychange", sendSoon)
  document.addEventListener("pouch:send", sendSoon)
  for (const event of ["storage", "pageshow"]) addEventListener(event, refresh)
  for (const event of ["pouch:drafts", "pouch:outbox"]) document.addEventListener(event, refresh)
  begin().catch(refresh) // a phone that keeps nothing still shows its drafts
}

// Where there is Background Sync, the service worker sends when there is a signal, with Pouch closed.
const askToBeWoken = () =>
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("pouch-outbox")).catch(() => {})

const since = async (name) => Date.now() - ((await fact(name)) ?? 0)

async function stateOf(person) {
  try {
    const all = await rows(person)
    drafts.forgetKept(person, all)
    return { ...summary(all), typed: drafts.count(person), signIn: await fact("signIn") }
  } catch {
    return { waiting: 0, needYou: 0, oldest: null, typed: drafts.count(person), signIn: false }
  }
}

function show(badge, { waiting, needYou, oldest, typed, signIn }) {
  const need = needYou + (signIn ? waiting : 0)
  const words = need ? `${need} need you` : waiting + typed ? `${waiting + typed} waiting` : "All saved"
  badge.dataset.state = need ? "need" : waiting + typed ? "waiting" : "saved"
  badge.title = oldest ? `since ${clock(oldest)}` : ""
  // Before this script it holds a noscript of the same words.
  if (badge.childElementCount || badge.textContent !== words) badge.textContent = words
}

// What cannot wait until somebody looks at the list.
function warn({ waiting, oldest, signIn }) {
  const held = waiting && `${counted(waiting, "entry", "entries")} on this phone since ${clock(oldest)}`
  if (waiting && signIn) say(`${held}. Sign in again to send them.`, "warning", link("Sign in", `/sign-in/?next=${location.pathname}`))
  else if (waiting && Date.now() - oldest > LONG && location.pathname !== ADDRESS)
    say(`${held}, not sent yet. They are safe here; keep Pouch open where there is a signal.`, "warning", link("Look at them", ADDRESS))
  else say("")
}

let shown = null

function say(words, tags, act) {
  if (shown?.dataset.words === words) return
  shown?.remove()
  shown = null
  if (!words) return
  shown = message(words, { tags, acts: act ? [act] : [] })
  shown.dataset.words = words
  document.querySelector("main").prepend(shown)
}
