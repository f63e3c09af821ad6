// What about an entry cannot be right, asked before it is kept: feedings/questions.py and
// growth/plausible.py, the same here. Pure; the page brings their figures, by their names.
//
// known: { animal, name, lastWeightG, lastWeighedAt, lastFedAt, lastFedBy, ceilingMl, bornOn }
// typed: { animal, grams, unit, precisionG, volumeMl, fed }; mates: [[known, typed or null]]
// Instants in milliseconds, days as "2026-05-01", null for what is not known.
import { IN_GRAMS } from "../units.js"
import { volume, weight } from "../words.js"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ABOUT_WEIGHT = ["swapped", "unit", "digit", "jump"]
const BIT = 1e-9 // by as much a decimal and its binary fraction may differ

export const asksWeight = (asked) => asked.some(({ code }) => ABOUT_WEIGHT.includes(code))

export const askTime = ({ at, now, figures }) =>
  at > now + figures.CLOCK_SLACK_S * 1000 ? [{ code: "future", field: "happened_at", text: "This time has not come yet." }] : []

export const ask = ({ known, typed, mates, at, day, unit, figures }) => [
  ...askBirth(known, day),
  ...askWeight(known, typed, mates, at, unit, figures),
  ...(typed.fed ? [...askAmount(known, typed), ...askFedAgain(known, at, figures)] : []),
]

function askBirth({ name, bornOn }, day) {
  if (!bornOn || day >= bornOn) return []
  const words = new Date(bornOn).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" })
  return [{ code: "before_birth", field: "happened_at", text: `${name} was born on ${words}, after this.` }]
}

function askAmount({ name, ceilingMl }, { volumeMl }) {
  if (ceilingMl == null || volumeMl == null || volumeMl <= ceilingMl) return []
  const text = `${volume(volumeMl)} is more than ${name}'s stomach holds at this weight, about ${volume(ceilingMl)}.`
  return [{ code: "ceiling", field: "amount", text }]
}

function askFedAgain({ name, lastFedAt, lastFedBy }, at, figures) {
  const apart = at - lastFedAt
  if (lastFedAt == null || Math.abs(apart) >= figures.FED_AGAIN_WITHIN_S * 1000) return []
  const minutes = Math.floor(Math.abs(apart) / MINUTE)
  const when = minutes ? `${minutes} min ${apart > 0 ? "before" : "after"}` : "at the same time"
  const by = lastFedBy ? ` by ${lastFedBy}` : ""
  return [{ code: "fed_again", field: "fed", text: `${name} was fed ${when}${by}. Feed again?` }]
}

// At most one doubt about a weight: the most telling explanation of it.
function askWeight(known, typed, mates, at, unit, figures) {
  const { name, lastWeightG: last, lastWeighedAt } = known
  if (typed.grams == null || last == null) return []
  const field = "weight_before"
  const fits = isPlausible(known, typed, at, figures)
  const other = swappedWith(known, typed, mates, fits, figures)
  const shown = weight(typed.grams, unit)
  if (other) return [{ code: "swapped", field, text: `${shown} fits ${other.name} better than ${name}. Swap?`, swapWith: other.animal }]
  if (fits) return []
  for (const [code, words, factor] of slips(typed.unit)) {
    const meant = typed.grams * factor
    if (Math.abs(meant - last) <= figures.UNIT_FITS * last + BIT)
      return [{ code, field, text: `${shown}? ${name} weighed ${weight(last, unit)}. ${words} That would be ${weight(meant, unit)}.` }]
  }
  const change = typed.grams - last
  const apart = `${weight(Math.abs(change), unit)} ${change > 0 ? "more" : "less"}`
  const text = `${shown} is ${apart} than ${name}'s last weight, ${weight(last, unit)}, ${daysApart(at - lastWeighedAt)} before.`
  return [{ code: "jump", field, text }]
}

// The mate whom this weight fits better, and whose own does not gainsay it.
function swappedWith(known, typed, mates, fits, figures) {
  const last = known.lastWeightG
  const own = offBy(typed.grams, last)
  let best = null
  for (const [mate, matesTyped] of mates) {
    if (mate.animal === known.animal || mate.lastWeightG == null) continue
    const theirs = offBy(typed.grams, mate.lastWeightG)
    let better = !fits && theirs <= figures.FITS_A_MATE + BIT && theirs * 3 < own - BIT
    if (matesTyped?.grams != null) {
      const asTyped = own + offBy(matesTyped.grams, mate.lastWeightG)
      const crossed = theirs + offBy(matesTyped.grams, last)
      const rounding = (2 * typed.precisionG) / last
      better = crossed * 3 < asTyped - BIT && asTyped > 2 * figures.WORTH_SWAPPING + rounding + BIT
    }
    if (better && (!best || theirs < best.theirs - BIT)) best = { theirs, mate }
  }
  return best?.mate
}

const offBy = (grams, usual) => Math.abs(grams - usual) / usual

function isPlausible({ lastWeightG, lastWeighedAt }, { grams, precisionG }, at, figures) {
  if (lastWeighedAt == null) return true
  const [lowest, highest] = possible(lastWeightG, (at - lastWeighedAt) / DAY, precisionG, figures)
  return lowest <= grams && grams <= highest
}

function possible(last, days, precisionG, figures) {
  const passed = Math.abs(days)
  const early = Math.min(passed, figures.DAYS_THAT_COUNT)
  const late = Math.min(passed, figures.MOST_DAYS) - early
  const gain = (1 + figures.GAIN_A_DAY_MOST) ** early * (1 + figures.GAIN_A_DAY_LATER) ** late
  const loss = (1 - figures.LOSS_A_DAY_MOST) ** early
  const [up, down] = days < 0 ? [1 / loss, 1 / gain] : [gain, loss]
  const slack = figures.SMALL_CHANGE_G + 2 * precisionG
  return [last * (1 - figures.JUMP_DOWN_AT_ONCE) * down - slack, last * (1 + figures.JUMP_UP_AT_ONCE) * up + slack]
}

function* slips(unit) {
  for (const other of Object.keys(IN_GRAMS))
    if (other !== unit) yield ["unit", `Was it read in ${other}?`, IN_GRAMS[other] / IN_GRAMS[unit]]
  yield ["digit", "Is a digit missing?", 10]
  yield ["digit", "Is there a digit too many?", 0.1]
}

function daysApart(passed) {
  const hours = Math.abs(passed) / HOUR
  if (hours < 1) return "less than an hour"
  return hours < 36 ? `${halfEven(hours)} h` : `${halfEven(hours / 24)} days`
}

// As Python rounds whole numbers.
function halfEven(number) {
  const up = Math.round(number)
  return up - number === 0.5 && up % 2 ? up - 1 : up
}
