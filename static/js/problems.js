// What is wrong or doubted about a form, shown where it was typed and as the server's templates show it.
import { make } from "./message.js"

export function clear(form) {
  for (const shown of form.querySelectorAll(".field-error, .invalid-feedback")) shown.remove()
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid")
    control.classList.remove("is-invalid")
    const others = described(control).filter((id) => !id.endsWith("_error"))
    control.setAttribute("aria-describedby", others.join(" "))
  }
}

export function show(control, sentence) {
  const id = `id_${control.name}_error`
  control.setAttribute("aria-invalid", "true")
  control.setAttribute("aria-describedby", [...described(control), id].join(" "))
  ;(control.closest(".numbers, .toggles, .field-box") ?? control).after(make("p", { className: "field-error", id, textContent: sentence }))
}

const described = (control) => (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)

// Leaves a question that was answered, shows one that was not, and takes away what is asked no more.
// Returns the switch that is still to be answered.
export function settle(form, doubts, { name, value, label }, put) {
  const old = form.querySelector(`.question input[name="${name}"]`)
  if (doubts.length && old?.checked && old.value === value) return null
  old?.closest(".question").remove()
  if (!doubts.length) return null
  const box = question(doubts, { name, value, label })
  put(box)
  return box.querySelector("input")
}

function question(doubts, { name, value, label = "It is right" }) {
  const box = document.querySelector("template[data-question]").content.cloneNode(true).firstElementChild
  const answer = box.querySelector("input")
  Object.assign(answer, { name, value, ariaLabel: label })
  box.lastElementChild.prepend(...doubts.map(({ text }) => make("p", { textContent: text })))
  for (const { swapWith } of doubts)
    if (swapWith)
      box.querySelector(".cluster").prepend(make("button", { className: "button", name: "swap", value: `${/\d+/.exec(name)}-${swapWith}`, textContent: "Swap the two" }))
  return box
}

// Where the eye and the keyboard go after a save that kept nothing.
export function look(control) {
  const fold = control.closest("details")
  if (fold) fold.open = true
  control.scrollIntoView({ block: "center" })
  control.focus({ preventScroll: true })
}
