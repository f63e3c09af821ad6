// One animal of the round as typed: read and checked as feedings/forms.py (RoundEntryForm) does, and
// made into entries as feedings/rounds.py does.
import { MOST_ML, UnitError, parseVolume, parseWeight, round } from "../units.js"

const MOST_TAKEN_G = 2000
const LIGHTER = "Lighter than before the feed: weigh again."
const TOO_MUCH = "Nobody drinks as much as that: weigh again."

export function readRow(row) {
  const { unit, suggested, gramsPerMl } = row.dataset
  const field = (name) => row.querySelector(`[name$="-${name}"]`)
  const chosen = (name) => row.querySelector(`[name$="-${name}"]:checked`)?.value
  const errors = {}
  const number = (name, parse) => {
    try {
      return field(name).value.trim() ? parse(field(name).value) : null
    } catch (error) {
      if (!(error instanceof UnitError)) throw error
      errors[name] = error.message
      return null
    }
  }
  const typed = {
    animal: Number(row.dataset.animal),
    before: number("weight_before", (text) => parseWeight(text, unit)),
    after: number("weight_after", (text) => parseWeight(text, unit)),
    amount: number("amount", parseVolume),
    suggested: suggested ? Number(suggested) : null,
    fed: field("fed").checked,
    reason: field("not_fed_reason").value,
    route: field("route").value,
    peed: Boolean(chosen("peed")),
    pooped: Boolean(chosen("pooped")),
    stool: chosen("stool_score"),
    vigour: chosen("vigour"),
    note: field("note").value.trim(),
    feedId: field("feed_id").value,
    weighInId: field("weigh_in_id").value,
  }
  if (!Object.keys(errors).length) check(typed, errors, { gramsPerMl, wasFed: field("fed").defaultChecked })
  return { typed, errors, field }
}

function check(typed, errors, { gramsPerMl, wasFed }) {
  if (typed.reason) {
    if (typed.fed && !wasFed) errors.not_fed_reason = "Fed and not fed at once: choose one."
    if (typed.after) errors.weight_after = "Not fed has no weight after."
    Object.assign(typed, { fed: false, amount: null })
  } else if (typed.fed) fillInAmount(typed, errors, gramsPerMl)
  else if (saysSomethingOfAFeed(typed)) errors.fed = "Switch Fed on, or say below why it was not fed."
}

const saysSomethingOfAFeed = (typed) =>
  (typed.amount !== null && typed.amount !== typed.suggested)
  || typed.after || typed.peed || typed.pooped || typed.stool || typed.vigour || typed.note

// The weights before and after win over an amount that was only suggested.
function fillInAmount(typed, errors, gramsPerMl) {
  const { before, after, amount } = typed
  if (!after) {
    if (amount === null && typed.route !== "nursing") errors.amount = "How much did it take? 0 is an answer too."
    return
  }
  if (!before) {
    errors.weight_before = "Weight after needs the weight before."
    return
  }
  const taken = round(after.grams - before.grams)
  const drunk = round(taken / gramsPerMl)
  if (taken < 0) errors.weight_after = LIGHTER
  else if (taken > MOST_TAKEN_G || drunk > MOST_ML) errors.weight_after = TOO_MUCH
  else if ([null, typed.suggested, drunk].includes(amount)) Object.assign(typed, { amount: drunk, isComputed: true })
}

export const isEmpty = ({ fed, reason, before }) => !(fed || reason || before)

// frame: what all entries of the round have; growth: whether its weights are growth weigh-ins.
export function wiresOf(typed, frame, { growth, unit, weightConfirmed }) {
  const { before, after, amount } = typed
  const confirmed = weightConfirmed || undefined
  const isFeed = typed.fed || Boolean(typed.reason)
  const wires = []
  if (isFeed)
    wires.push({
      ...frame, id: typed.feedId, kind: "feed", animal: typed.animal,
      route: typed.route || "bottle",
      volume_ml: text(amount), volume_is_computed: typed.isComputed, suggested_ml: text(typed.suggested),
      weight_before_g: text(before?.grams), weight_after_g: text(after?.grams),
      weight_unit: before?.unit ?? unit, weight_precision_g: text(before?.precisionG),
      not_fed_reason: typed.reason || undefined,
      // Not ticked is not seen, which is not the same as no.
      peed: typed.peed || undefined, pooped: typed.pooped || Boolean(typed.stool) || undefined,
      stool_score: typed.stool && Number(typed.stool), vigour: typed.vigour || undefined,
      note: typed.note || undefined, weight_confirmed: confirmed,
    })
  if (before && (growth || !isFeed))
    wires.push({
      ...frame, id: typed.weighInId, kind: "weigh_in", animal: typed.animal, purpose: "growth",
      grams: text(before.grams), unit: before.unit, precision_g: text(before.precisionG), weight_confirmed: confirmed,
    })
  return wires.map((wire) => JSON.parse(JSON.stringify(wire))) // without what was not said
}

const text = (number) => (number == null ? undefined : String(number))
