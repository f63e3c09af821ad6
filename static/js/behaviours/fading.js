// The sugar timer: one tap is one entry. It is kept on this phone until the server has answered for
// its own id, so that neither a dead spot nor a reload loses one, and sent again it is stored once.
import { keepTaps, sent, tell, waitingTaps } from "./waiting-sugar.js"

const SECOND = 1000
const ONE_TAP = 3 * SECOND // a thumb that shakes taps twice
const AGAIN = 10 * SECOND

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-sugar]")) start(form)
}

function start(form) {
  const { keep, everyS, betterS } = form.dataset
  const ahead = Date.now() - Date.parse(form.dataset.now) // of the server's clock
  const left = form.querySelector("[data-left]")
  const said = form.querySelector("[data-said]")
  const entries = [...form.querySelectorAll("time")]
  const known = new Set(entries.map((time) => time.dataset.id))
  let waiting = (keep ? waitingTaps(keep) : []).filter((tap) => !known.has(tap.id))
  const given = [...entries.map((time) => Date.parse(time.dateTime) + ahead), ...waiting.map((tap) => tap.at)].sort()
  const title = document.title
  let told = 0
  let sending = false

  form.querySelector("button").hidden = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const now = Date.now()
    if (now - (given.at(-1) ?? 0) < ONE_TAP) return
    given.push(now)
    navigator.wakeLock?.request("screen").catch(() => {})
    if (keep) {
      waiting.push({ id: uuid(), at: now })
      keepTaps(keep, waiting)
      send()
    }
    say()
    tick()
  })

  function say(before = "") {
    const [first] = given
    if (!first) return
    const better = betterS ? `; not better by ${clock(first + betterS * SECOND)}: call` : ""
    const held = waiting.length ? `, ${waiting.length} waiting on this phone` : keep ? "" : ", not logged"
    const words = `${before}${given.length} given since ${clock(first)}${held}${better}`
    if (said.textContent !== words) said.textContent = words
  }

  function tick() {
    const last = given.at(-1)
    if (!last || !everyS) return
    const seconds = Math.ceil((last + everyS * SECOND - Date.now()) / SECOND)
    const isDue = seconds <= 0
    left.textContent = isDue ? "Now" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    form.classList.toggle("is-due", isDue)
    document.title = isDue ? `Sugar now · ${title}` : title
    if (isDue && told !== last) {
      told = last
      say("Sugar is due. ")
      navigator.vibrate?.([300, 150, 300])
    }
  }

  async function send() {
    if (sending || !waiting.length) return
    sending = true
    for (const tap of [...waiting]) {
      const { done, why } = await sent(form.action, tap)
      if (!done) break
      waiting = waiting.filter((other) => other !== tap)
      keepTaps(keep, waiting)
      if (!why) continue
      given.splice(given.indexOf(tap.at), 1)
      tell(why)
    }
    sending = false
    say()
  }

  addEventListener("online", send)
  setInterval(send, AGAIN)
  setInterval(tick, SECOND / 2)
  document.addEventListener("visibilitychange", tick)
  if (keep) keepTaps(keep, waiting)
  say()
  tick()
  send()
}

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })

// crypto.randomUUID is missing where the page came over plain HTTP.
function uuid() {
  const byte = () => crypto.getRandomValues(new Uint8Array(1))[0]
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (byte() & (15 >> (digit / 4)))).toString(16),
  )
}
