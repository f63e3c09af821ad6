// What the server says in words, said the same here: animals/words.py, animals/units.py and
// feedings/wording.py. tests/browser/test_questions_offline.py compares the two.
import { IN_GRAMS, round } from "./units.js"

const PLACES = { g: 1, kg: 3, oz: 1, lb: 2 }
const MINUTE = 60_000
const ROUTES = { solid: "solid food" }
const NOT_FED = {
  refused: "would not take it", asleep: "asleep, left alone", nursed: "nursed enough",
  too_cold: "too cold to feed", vomiting: "vomiting", other: "another reason",
}

export const trim = (number, places = 1) => String(round(number, places))
// What is no number stays as it was typed.
const orTyped = (number, typed) => (Number.isNaN(number) ? typed : number)
export const volume = (ml) => `${orTyped(round(ml, 1), ml)} ml`

export function weight(grams, unit = "g") {
  const number = round(grams / IN_GRAMS[unit], PLACES[unit])
  return `${unit === "g" && grams >= 1000 ? round(number, 0) : orTyped(number, grams)} ${unit}`
}

export function since(moment) {
  const passed = Date.now() - moment
  if (Math.abs(passed) < MINUTE) return "just now"
  return passed > 0 ? `${span(passed)} ago` : `in ${span(-passed)}`
}

export function span(length) {
  const minutes = Math.floor(length / MINUTE)
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  if (!hours) return `${minutes} min`
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
}

// "03:04", with the day where it is not today's.
export function clock(instant) {
  const at = new Date(instant)
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  const isToday = at.toDateString() === new Date().toDateString()
  return isToday ? time : `${at.toLocaleDateString([], { day: "numeric", month: "long" })}, ${time}`
}

export const counted = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`

// One entry as it is sent, in a line: "bottle 6.5 ml, 221 g before, peed".
export const say = (wire, unit) => SAY[wire.kind](wire, unit ?? wire.weight_unit ?? wire.unit ?? "g")

const SAY = {
  feed: (feed, unit) =>
    [
      feed.not_fed_reason
        ? `not fed, ${NOT_FED[feed.not_fed_reason]}`
        : [ROUTES[feed.route] ?? feed.route, feed.volume_ml != null && volume(feed.volume_ml)].filter(Boolean).join(" "),
      feed.weight_before_g != null && `${weight(feed.weight_before_g, unit)} before`,
      feed.peed && "peed",
      feed.stool_score ? `stool ${feed.stool_score} of 7` : feed.pooped && "pooped",
      feed.vigour,
    ].filter(Boolean).join(", "),
  weigh_in: ({ grams, purpose }, unit) => `${weight(grams, unit)}${purpose === "intake" ? ", around a feed" : ""}`,
  observation: (seen) =>
    ({
      temperature: `${seen.temperature_c} °C`, stool: `stool ${seen.stool_score} of 7`,
      vigour: seen.vigour, crying: "cried between feeds", note: "note",
    })[seen.observed],
}

// A sitting in one line: "5 feeds, 33 ml, 5 weights".
export function sayRound(wires) {
  const feeds = wires.filter((wire) => wire.kind === "feed")
  const given = feeds.filter((feed) => !feed.not_fed_reason)
  const total = given.reduce((sum, feed) => sum + Number(feed.volume_ml ?? 0), 0)
  const weighed = new Set(wires.filter((wire) => wire.grams ?? wire.weight_before_g).map((wire) => wire.animal))
  return [
    given.length && `${counted(given.length, "feed")}, ${volume(total)}`,
    feeds.length > given.length && `${feeds.length - given.length} not fed`,
    weighed.size && counted(weighed.size, "weight"),
  ].filter(Boolean).join(", ")
}
