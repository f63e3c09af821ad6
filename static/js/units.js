// Weights and amounts as people type them: animals/units.py, the same here.
// tests/browser/test_questions_offline.py compares the two.
export const IN_GRAMS = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 }
export const MOST_ML = 2000
const HEAVIEST_G = 99999.9
const NUMBER = /^[0-9]{1,7}([.,][0-9]{1,4})?$/
const WRITTEN = /(g|gr|grams?|kg|oz|ounces?|lbs?|pounds?|ml)\.?$/i
const BY_LETTER = { g: "g", k: "kg", o: "oz", l: "lb", p: "lb" }

// Its message is one sentence for who typed.
export class UnitError extends Error {}

// Half up as decimals are rounded, and not as the binary fractions next to them are.
export function round(number, places = 1) {
  const scale = 10 ** places
  return Math.round(Number((number * scale).toPrecision(13))) / scale
}

// "212", "7,5 oz": { grams, unit, precisionG }, the last half of the step that was read.
export function parseWeight(text, unit) {
  let digits = text.trim()
  const written = WRITTEN.exec(digits)
  const meant = BY_LETTER[written?.[1][0].toLowerCase()]
  if (meant) digits = digits.slice(0, written.index)
  if (digits.startsWith("-")) throw new UnitError("A weight cannot be negative.")
  const { number, places } = plain(digits)
  const per = IN_GRAMS[meant ?? unit]
  const grams = round(number * per)
  if (grams <= 0) throw new UnitError("A weight is more than 0.")
  if (grams > HEAVIEST_G) throw new UnitError("A weight of 100 kg or more cannot be stored.")
  return { grams, unit: meant ?? unit, precisionG: round(per / 2 / 10 ** places, 2) }
}

// Millilitres to a tenth.
export function parseVolume(text) {
  const digits = text.trim().replace(/ml\.?$/i, "")
  if (digits.startsWith("-")) throw new UnitError("An amount cannot be negative.")
  const volume = round(plain(digits).number)
  if (volume > MOST_ML) throw new UnitError("An amount above 2,000 ml cannot be stored.")
  return volume
}

function plain(text) {
  const digits = text.trim()
  if (!NUMBER.test(digits)) throw new UnitError(`“${digits.slice(0, 20)}” is not a number. Type digits, such as 212 or 6.5.`)
  return { number: Number(digits.replace(",", ".")), places: digits.split(/[.,]/)[1]?.length ?? 0 }
}
