// Saving the round: checked and doubted here as the server does it, kept on this phone, then sent.
// Without scripts the same form is posted, and the server does all of it (feedings/rounds.py).
import { keep, say } from "../offline/keep.js"
import { ask, askTime, asksWeight } from "../offline/questions.js"
import { isEmpty, readRow, wiresOf } from "../offline/round-row.js"
import * as problems from "../problems.js"
import { instant, local, zoneOf } from "../times.js"
import { sayRound } from "../words.js"
import { forget } from "./round-draft.js"

const DAY = 86_400_000
const EARLIEST = Date.UTC(1990)

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-round]"))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (event.submitter?.name === "swap") swap(form, event.submitter.value)
      else save(form)
    })
}

function save(form) {
  const sheet = read(form)
  problems.clear(form)
  for (const [control, sentence] of sheet.errors) problems.show(control, sentence)
  if (sheet.errors.length) return problems.look(sheet.errors[0][0])
  const open = doubts(form, sheet)
  if (open) return problems.look(open)
  if (sheet.rows.every(({ typed }) => isEmpty(typed))) return say(form, "Nothing was entered, so nothing was stored.", "warning")
  const { round } = form.elements
  keep(form, entries(form, sheet), { words: sayRound, next: "/today/", kept: () => forget(round.value) })
}

function read(form) {
  const now = Date.now()
  const zone = zoneOf(form)
  const when = form.elements.happened_at
  const at = when.value ? instant(when.value, zone) : now
  const rows = [...form.querySelectorAll("[data-row]")].map((row) => ({ row, ...readRow(row) }))
  const errors = rows.flatMap(({ errors, field }) => Object.entries(errors).map(([name, sentence]) => [field(name), sentence]))
  const wrong = wrongTime(when, at, now)
  if (wrong) errors.unshift([when, wrong])
  return { now, at, zone, rows, errors }
}

function wrongTime(when, at, now) {
  if (when.validity.badInput || Number.isNaN(at)) return "This is not a time. Type it as 2026-05-01T14:30."
  if (at < EARLIEST) return "This day is too far away to be right."
  return at > now + 366 * DAY && "This time is too far away to be right."
}

// Shows what is doubted; the first switch that is still to be answered, if any.
function doubts(form, { at, now, zone, rows }) {
  const figures = JSON.parse(document.getElementById("figures").textContent)
  const everyone = rows.map(({ row, typed }) => [knownOf(row, typed), typedOf(typed)])
  const day = local(at, zone).slice(0, 10)
  const when = form.querySelector(".round-when")
  const open = [problems.settle(form, askTime({ at, now, figures }), { name: "confirmed", value: "on" }, (box) => when.after(box))]
  for (const [i, one] of rows.entries()) {
    const [known, typed] = everyone[i]
    one.doubts = ask({ known, typed, mates: everyone.filter((pair) => pair !== everyone[i]), at, day, unit: one.row.dataset.unit, figures })
    const question = { name: `a${known.animal}-confirmed`, value: signature(one), label: `It is right, ${known.name}` }
    open.push(problems.settle(form, one.doubts, question, (box) => one.row.querySelector("[data-limit]").after(box)))
  }
  return open.find(Boolean)
}

// What "it is right" confirms: these doubts about these values, and no others (rounds.Row.signature).
const signature = ({ doubts, typed }) =>
  [...doubts.map(({ code }) => code), typed.before?.grams.toFixed(1) ?? "", typed.amount?.toFixed(1) ?? "None"].join("|")

function knownOf({ dataset }, { before, feedId }) {
  const number = (text) => (text ? Number(text) : null)
  const grams = before?.grams ?? number(dataset.lastWeightG)
  return {
    animal: Number(dataset.animal), name: dataset.name, bornOn: dataset.bornOn,
    lastWeightG: number(dataset.lastWeightG), lastWeighedAt: Date.parse(dataset.lastWeighedAt) || null,
    // A round that was stored already is not "fed again" when it is sent a second time.
    lastFedAt: (dataset.lastFeedId !== feedId && Date.parse(dataset.lastFedAt)) || null, lastFedBy: dataset.lastFedBy,
    ceilingMl: grams === null || !dataset.mostMlPerHg
      ? number(dataset.ceilingMl)
      : Math.floor((grams / 10) * dataset.mostMlPerHg + 1e-6) / 10,
  }
}

const typedOf = ({ animal, before, amount, fed }) => ({
  animal, fed, volumeMl: amount, grams: before?.grams ?? null, unit: before?.unit ?? "g", precisionG: before?.precisionG ?? 0,
})

function entries(form, { at, zone, rows }) {
  const frame = { happened_at: new Date(at).toISOString(), time_zone: zone, round: form.elements.round.value }
  const growth = form.elements.growth.checked
  return rows.flatMap(({ row, typed, doubts }) =>
    wiresOf(typed, frame, { growth, unit: row.dataset.unit, weightConfirmed: asksWeight(doubts) }).map((wire) => ({
      name: row.dataset.name, wire,
    })),
  )
}

function swap(form, pair) {
  const [here, there] = pair.split("-").map((animal) => document.getElementById(`a${animal}`))
  for (const name of ["weight_before", "weight_after"]) {
    const [one, other] = [here, there].map((row) => row.querySelector(`[data-${name}]`))
    ;[one.value, other.value] = [other.value, one.value]
    for (const input of [one, other]) if (input.value) input.dispatchEvent(new Event("input", { bubbles: true }))
  }
  for (const row of [here, there]) row.querySelector(".question")?.remove()
  problems.look(here.querySelector("[data-weight_before]"))
}
