// What became of a save, said on the page that comes next.
import { message } from "../message.js"

const KEY = "pouch:said"

export function leave(address, outcome) {
  sessionStorage[KEY] = JSON.stringify(outcome)
  // Back brings the form as it was left, with ids that are used up.
  addEventListener("pageshow", (event) => event.persisted && location.reload())
  location.href = address
}

export function mount() {
  const outcome = JSON.parse(sessionStorage[KEY] ?? "[]")
  delete sessionStorage[KEY]
  const role = { warning: "alert" }
  document.querySelector("main").prepend(...outcome.map(([words, tags]) => message(words, { tags, role: role[tags] })))
}
