// A form's entries: on this phone's disk first, then sent, then said what became of them. A phone that
// keeps nothing posts the plain form instead, as a page without scripts does.
import { leave } from "../behaviours/flash.js"
import { link, message } from "../message.js"
import { counted } from "../words.js"
import { person } from "./facts.js"
import { add, rows } from "./outbox.js"
import { send } from "./send.js"

const PATIENCE = 2500
const NOT_KEPT = "This phone could not keep it, and there is no signal. Nothing is saved yet; what you typed stays here."

// words: what is saved, of wires, in a line; next: the page to go on to; kept: called once it is on disk.
export async function keep(form, items, { words, next, kept = () => {} }) {
  const buttons = form.querySelectorAll("button")
  const enable = (on) => buttons.forEach((button) => (button.disabled = !on))
  enable(false)
  let ids
  try {
    ids = await add(person(), items)
  } catch {
    enable(true)
    return plainly(form)
  }
  kept()
  const sent = await Promise.race([send(person()), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
  const outcome = said((await rows(person())).filter((row) => ids.includes(row.id)), words)
  // Where no page would come, or only the one to sign in on, it is said here.
  if (!sent?.signIn && (navigator.serviceWorker?.controller || (await reaches(next)))) return leave(next, outcome)
  const acts = [link("Go on", next), link("On this phone", "/waiting/")]
  form.replaceWith(...outcome.map(([text, tags]) => message(text, { tags, acts })))
}

export async function plainly(form) {
  if (await reaches("/healthz")) form.submit()
  else say(form, NOT_KEPT, "warning")
}

function said(rows, words) {
  const of = (...states) => rows.filter((row) => states.includes(row.state)).map((row) => row.wire)
  const [sent, waiting, held] = [of("sent"), of("waiting"), of("invalid", "conflict", "parked")]
  return [
    sent.length && [`Saved: ${words(sent)}.`, "success"],
    waiting.length && [`Kept on this phone: ${words(waiting)}. Not sent yet.`, "info"],
    held.length && [`${counted(held.length, "entry", "entries")} could not simply be stored. Nothing is lost: look under On this phone.`, "warning"],
    ...rows.flatMap((row) => row.said).map((text) => [text, "warning"]),
  ].filter(Boolean)
}

export function say(form, words, tags) {
  form.previousElementSibling?.matches(".message[data-own]") && form.previousElementSibling.remove()
  const box = message(words, { tags, role: "alert" })
  box.dataset.own = ""
  form.before(box)
  box.scrollIntoView({ block: "center" })
}

const reaches = (address) =>
  fetch(address, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then((answer) => answer.ok, () => false)
