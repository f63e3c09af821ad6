// Before signing out with entries waiting: they stay on this phone, and the person should know it.
import { rows, summary } from "../offline/outbox.js"
import { button, message } from "../message.js"
import { counted } from "../words.js"

export function mount(root) {
  for (const form of root.querySelectorAll("form[action$='/sign-out/']")) ask(form)
}

function ask(form) {
  const person = Number(document.querySelector("[data-person]").dataset.person)
  let isAsked = false
  form.addEventListener("submit", async (event) => {
    if (isAsked) return
    event.preventDefault()
    isAsked = true
    const { waiting, needYou } = await rows(person).then(summary, () => ({ waiting: 0, needYou: 0 }))
    if (!(waiting + needYou)) return form.submit()
    const held = counted(waiting + needYou, "entry is", "entries are")
    const words = `${held} not stored yet. Nothing is lost: it stays on this phone, and goes on when you sign in here again.`
    const warning = message(words, { tags: "warning", role: "alert", acts: [button("Sign out all the same", () => form.submit())] })
    form.before(warning)
    warning.scrollIntoView({ block: "center" })
  })
}
