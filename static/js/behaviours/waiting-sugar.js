// Sugar that was tapped on the fading screen and has not reached the server: kept on this phone under
// pouch:draft:<person>:fading:<animal>, and sent from whatever page is open, since the screen of one
// that has left care is gone with it.
const SECOND = 1000
const AGAIN = 10 * SECOND

export function mount(root) {
  for (const badge of root.querySelectorAll("[data-person]")) {
    const send = () => sendAll(`pouch:draft:${badge.dataset.person}:fading:`)
    addEventListener("online", send)
    setInterval(send, AGAIN)
    send()
  }
}

async function sendAll(prefix) {
  // The timer on this page sends its own.
  const own = document.querySelector("[data-sugar]")?.dataset.keep
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(prefix) && key !== own)) {
    const animal = key.slice(prefix.length)
    for (const tap of waitingTaps(key)) {
      const { done, why } = await sent(`/animals/${animal}/fading/`, tap)
      if (!done) break
      keepTaps(key, waitingTaps(key).filter((other) => other.id !== tap.id))
      if (why) tell(why)
    }
  }
}

// Whether the server has answered for this tap, with why where it will never store it. An answer that
// is none of ours (signed out, a page that is gone) would be the same in ten seconds: no more tries
// from this page, and the tap stays on the phone.
let isPointless = false

export async function sent(address, { id, at }) {
  if (isPointless) return { done: false }
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? ""
  const body = new FormData()
  body.set("id", id)
  body.set("ago", Math.max(0, Math.round((Date.now() - at) / SECOND)))
  const headers = { Accept: "application/json", "X-CSRFToken": token }
  try {
    const answer = await fetch(address, { method: "POST", body, headers })
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      const said = await answer.json()
      return { done: said.id === id, why: said.why }
    }
    isPointless = answer.status < 500
  } catch {
    // No signal: tried again.
  }
  return { done: false }
}

export function waitingTaps(key) {
  try {
    return JSON.parse(localStorage[key]).taps
  } catch {
    return []
  }
}

export function keepTaps(key, taps) {
  if (taps.length) localStorage[key] = JSON.stringify({ count: taps.length, taps })
  else delete localStorage[key]
  document.dispatchEvent(new Event("pouch:drafts"))
}

export function tell(why) {
  const message = document.createElement("div")
  message.className = "message message-warning"
  message.setAttribute("role", "alert")
  message.append(Object.assign(document.createElement("p"), { textContent: `Sugar: ${why}` }))
  document.querySelector("main").prepend(message)
}
