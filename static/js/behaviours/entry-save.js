// Saving one new weight or observation: checked as feedings/forms.py does, doubted as
// feedings/second_look.py does where the page has the data, kept on this phone, then sent.
import { facts, gramsOf, happenedAt, madeAt, person, unsent } from "../offline/facts.js"
import { keep } from "../offline/keep.js"
import { newId, rows } from "../offline/outbox.js"
import { ask, asksWeight } from "../offline/questions.js"
import * as problems from "../problems.js"
import { instant, local, zoneOf } from "../times.js"
import { UnitError, parseWeight } from "../units.js"
import { say } from "../words.js"

const EARLIEST = Date.UTC(1990)
const REQUIRED = "This field is required."
const FILL_IN = "This is what the observation is about: fill it in."
const TEMPERATURE = "A temperature lies between 15 and 45 °C, with one decimal: 37.1."
const ABOUT = { temperature: "temperature_c", stool: "stool_score", vigour: "vigour", note: "note" }

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-entry]")) start(form)
}

function start(form) {
  const when = form.elements.happened_at
  if ("fresh" in form.dataset) {
    form.elements.id.value = newId() // a kept page is opened many times
    if (when) when.value = local(Date.now(), zoneOf(form))
  }
  let isSaving = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (isSaving) return // a double tap is one save
    isSaving = true
    await save(form).finally(() => (isSaving = false))
  })
}

async function save(form) {
  const errors = new Map()
  const wire = read(form, errors)
  problems.clear(form)
  for (const [name, sentence] of errors) problems.show(form.elements[name], sentence)
  if (errors.size) return problems.look(form.elements[errors.keys().next().value])
  const doubts = await doubtsOf(form, wire)
  // As second_look.SecondLook has it, should the plain form be posted after all.
  const grams = wire.grams ? Number(wire.grams).toFixed(1) : "None"
  const signature = [...doubts.map(({ code }) => code), grams, "None", wire.happened_at.slice(0, 10)].join("|")
  const save = form.querySelector("[type=submit]")
  const open = problems.settle(form, doubts, { name: "confirmed", value: signature }, (box) => save.before(box))
  if (open) return problems.look(open)
  if (asksWeight(doubts)) wire.weight_confirmed = true
  const { name, unit, next } = form.dataset
  await keep(form, [{ name, wire }], { words: () => `${name}, ${say(wire, unit)}`, next })
}

function read(form, errors) {
  const { id, happened_at: when } = form.elements
  const zone = zoneOf(form)
  const at = when ? instant(when.value, zone) : Date.now()
  if (when?.validity.badInput) errors.set("happened_at", "This is not a time. Type it as 2026-05-01T14:30.")
  else if (when && !when.value) errors.set("happened_at", REQUIRED)
  else if (at < EARLIEST) errors.set("happened_at", "This day is too far away to be right.")
  else if (at > Date.now() + 300_000) errors.set("happened_at", "This time lies in the future.")
  const what = READ[form.dataset.entry](form.elements, errors, form.dataset)
  return {
    id: id.value, animal: Number(form.dataset.animal), time_zone: zone, note: form.elements.note?.value.trim() || undefined,
    happened_at: Number.isNaN(at) ? "" : new Date(at).toISOString(), ...what,
  }
}

const READ = {
  weigh_in({ grams }, errors, { unit }) {
    try {
      if (!grams.value.trim()) throw new UnitError(REQUIRED)
      const weight = parseWeight(grams.value, unit)
      return { kind: "weigh_in", purpose: "growth", grams: String(weight.grams), unit: weight.unit, precision_g: String(weight.precisionG) }
    } catch (error) {
      if (!(error instanceof UnitError)) throw error
      errors.set("grams", error.message)
    }
  },
  observation(controls, errors) {
    const observed = controls.kind?.value ?? "temperature" // the fading screen asks for nothing else
    const name = ABOUT[observed]
    const value = controls[name]?.value.trim()
    const wire = { kind: "observation", observed }
    if (!observed) errors.set("kind", REQUIRED)
    else if (name === "temperature_c" && (controls[name].validity.badInput || (value && !isTemperature(value)))) errors.set(name, TEMPERATURE)
    else if (name && !value) errors.set(name, controls.kind ? FILL_IN : REQUIRED)
    else if (name) wire[name] = name === "stool_score" ? Number(value) : value
    return wire
  },
}

const isTemperature = (text) => /^\d\d(\.\d)?$/.test(text) && text >= 15 && text <= 45

// The page knows the last weight alone: one typed for an earlier time is looked at by the server.
async function doubtsOf({ dataset }, wire) {
  const figures = document.getElementById("figures")
  if (!figures) return []
  const at = Date.parse(wire.happened_at)
  const { weighed } = (await unsentFacts()).get(wire.animal) ?? {}
  const known = {
    animal: wire.animal, name: dataset.name, bornOn: dataset.bornOn,
    lastWeightG: dataset.lastWeightG ? Number(dataset.lastWeightG) : null, lastWeighedAt: Date.parse(dataset.lastWeighedAt) || null,
  }
  if (weighed && !(known.lastWeighedAt > happenedAt(weighed)))
    Object.assign(known, { lastWeightG: Number(gramsOf(weighed.wire)), lastWeighedAt: happenedAt(weighed) })
  const typed = { animal: wire.animal, grams: wire.grams && known.lastWeighedAt <= at ? Number(wire.grams) : null, unit: wire.unit, precisionG: Number(wire.precision_g) }
  const day = local(at, zoneOf({ dataset })).slice(0, 10)
  return ask({ known, typed, mates: [], at, day, unit: dataset.unit, figures: JSON.parse(figures.textContent) })
}

const unsentFacts = async () => facts(unsent(await rows(person()).catch(() => []), madeAt()))
