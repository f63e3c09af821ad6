// A half-typed round stays on this phone until it is stored: it survives a reload, a crash and a
// lost answer. Its entries keep the ids they were made with, so that sending it again stores once.
import { erase, forgetKept, keysOf, read, write } from "../offline/drafts.js"
import { person } from "../offline/facts.js"
import { newId, rows } from "../offline/outbox.js"
import { local, zoneOf } from "../times.js"
import { clock } from "../words.js"

const OLD_MINUTES = 15

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form)
  for (const saved of root.querySelectorAll("[data-round-saved]")) forget(saved.dataset.roundSaved)
}

function keep(form) {
  const key = form.dataset.draft
  const kept = read(key)
  let startedAt = kept?.startedAt ?? null
  if ("fresh" in form.dataset) {
    // Made here: a page that was kept for the time without signal is opened many times.
    for (const input of form.querySelectorAll("[name=round], [name$='-feed_id'], [name$='-weigh_in_id']")) input.value = newId()
    if (kept) restore(form, kept, key)
  }
  form.addEventListener("input", () => {
    startedAt ??= Date.now()
    write(key, { round: form.elements.round.value, startedAt, count: touched(form), fields: fields(form) })
  })
  if (kept) startAfreshIfKept(key).catch(() => {})
}

async function startAfreshIfKept(key) {
  forgetKept(person(), await rows(person()))
  if (!read(key)) location.reload()
}

function restore(form, kept, key) {
  for (const control of controls(form).filter((control) => isOf(kept, control.name))) {
    const values = kept.fields[control.name] ?? []
    if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value)
    else if (values.length) control.value = values[0]
  }
  const minutes = Math.round((Date.now() - kept.startedAt) / 60_000)
  const when = form.elements.happened_at
  if (minutes >= OLD_MINUTES && when && !when.value) when.value = local(kept.startedAt, zoneOf(form))
  note(form, `Half-typed at ${clock(kept.startedAt)}, kept on this phone and not saved yet.`, key)
  form.dispatchEvent(new Event("input"))
}

// An animal that came into the box since has nothing in the draft and keeps what the page proposes.
function isOf(kept, name) {
  const animal = /^a(\d+)-/.exec(name)?.[1]
  return name !== "animal" && (!animal || kept.fields.animal.includes(animal))
}

function note(form, words, key) {
  const box = document.createElement("div")
  box.className = "message message-info"
  box.setAttribute("role", "status")
  const text = document.createElement("p")
  text.textContent = words
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button"
  button.textContent = "Start afresh"
  button.addEventListener("click", () => {
    erase(key)
    location.reload()
  })
  box.append(text, button)
  form.before(box)
}

export function forget(round) {
  for (const key of keysOf(person())) if (read(key)?.round === round) erase(key)
}

function controls(form) {
  return [...form.elements].filter((control) => control.name && control.name !== "csrfmiddlewaretoken" && control.name !== "swap")
}

function fields(form) {
  const typed = {}
  for (const control of controls(form)) {
    if (["checkbox", "radio"].includes(control.type) && !control.checked) continue
    ;(typed[control.name] ??= []).push(control.value)
  }
  return typed
}

function touched(form) {
  const rows = [...form.querySelectorAll("[data-row]")]
  return rows.filter((row) => row.querySelector("[name$='-fed']").checked
    || row.querySelector("[data-weight_before]").value).length || 1
}
