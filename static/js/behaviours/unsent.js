// What is on this phone and not in the page yet counts here already: last fed and next due, the weight
// and what to give by it, in the list of what happened; and it says so in words.
import { facts, gramsOf, happenedAt, isWaiting, madeAt, person, unsent } from "../offline/facts.js"
import * as outbox from "../offline/outbox.js"
import { make } from "../message.js"
import { clock, say, sayRound, volume, weight } from "../words.js"
import { tellTimes } from "./due-in.js"

const DAY = 86_400_000
// Alerts that a feed or a weight on this phone has answered.
const OF_FEEDS = ["feed_overdue", "feeds_missed", "never_fed"]
const OF_WEIGHTS = ["weigh_in_overdue"]

export function mount(root) {
  const page = root.querySelector("[data-round], [data-last-day], [data-log]")
  const draw = page.matches("[data-round]") ? onRound : page.matches("[data-log]") ? onAnimal : onToday
  const show = async () => draw(page, unsent(await outbox.rows(person()), madeAt()))
  show().catch(() => {}) // a phone that keeps nothing has nothing to add
  // A sheet that is being typed is left alone.
  if (draw !== onRound) document.addEventListener("pouch:outbox", () => show().catch(() => {}))
}

// ---- Today -----------------------------------------------------------------------------------------

function onToday(list, rows) {
  const known = facts(rows)
  for (const row of document.querySelectorAll(".row-animal[data-animal]")) {
    const { fed, weighed } = known.get(Number(row.dataset.animal)) ?? {}
    if (isNews(fed, row.dataset.lastFedAt)) showFed(row, fed)
    if (isNews(weighed, row.dataset.lastWeighedAt)) showWeight(row, weighed)
  }
  tellTimes(document)
  showLines(list, rows.filter((row) => Date.now() - happenedAt(row) < DAY))
  list.closest("section").hidden = !list.children.length
}

function showFed(row, fed) {
  row.querySelector("[data-fed]").replaceChildren(...fedWords(fed))
  const dueAt = new Date(happenedAt(fed) + row.dataset.intervalS * 1000).toISOString()
  const time = make("time", { dateTime: dueAt })
  time.dataset.dueIn = ""
  row.querySelector(".due").replaceChildren(time)
  // Its place on the line was reckoned without this feed.
  document.querySelector(`.due-strip [data-animal="${row.dataset.animal}"]`)?.remove()
  settle(row, OF_FEEDS)
}

function settle(row, codes) {
  const alert = row.querySelector(".alert-line")
  if (codes.includes(alert?.dataset.code)) alert.remove()
}

function showWeight(row, weighed) {
  const number = row.querySelector(".row-animal-weight") ?? make("p", { className: "row-animal-weight" })
  row.querySelector(".row-animal-head").after(number)
  number.replaceChildren(...weightNumber(weighed, row.dataset.unit), " ", make("span", { className: "age" }, "weighed ", ago(weighed), notSent(weighed)))
  settle(row, OF_WEIGHTS)
}

// One line for each sitting, on top of what the page has.
function showLines(list, rows) {
  for (const line of list.querySelectorAll("[data-unsent]")) line.remove()
  const shown = rows.filter((row) => !document.querySelector(`[formaction*="${row.id}"]`))
  const sittings = new Map()
  for (const row of shown) {
    const sitting = row.wire.round ?? row.id
    sittings.set(sitting, [...(sittings.get(sitting) ?? []), row])
  }
  const { unit } = list.dataset
  list.prepend(...[...sittings.values()].sort((a, b) => happenedAt(b[0]) - happenedAt(a[0])).map((sitting) => line(sitting, unit)))
}

function line(rows, unit) {
  const [first] = rows
  const waiting = rows.find(isWaiting)
  const words = rows.length > 1 ? sayRound(rows.map((row) => row.wire)) : [first.name, say(first.wire, unit)].filter(Boolean).join(", ")
  const time = make("time", { textContent: clock(first.wire.happened_at) })
  const item = make("li", { className: "unsent" }, time, " ", make("span", {}, words, " ", make("span", { className: "age" }, "you")))
  if (waiting) item.append(" ", make("a", { href: "/waiting/", textContent: "not sent yet" }))
  item.dataset.unsent = ""
  return item
}

// ---- one animal ------------------------------------------------------------------------------------

function onAnimal(log, rows) {
  const list = log.querySelector("[data-unsent-list]") ?? make("ul", { className: "quiet-list is-log" })
  Object.assign(list.dataset, { unsentList: "", unit: log.dataset.unit })
  log.querySelector("h2").after(list)
  const own = rows.filter((row) => row.wire.animal === Number(log.dataset.log)).map((row) => ({ ...row, name: "", wire: { ...row.wire, round: row.id } }))
  showLines(list, own)
  const stat = document.querySelector("[data-last-fed]")
  const { fed } = facts(own).values().next().value ?? {}
  if (!stat || !isNews(fed, stat.dataset.lastFedAt)) return
  const time = stat.querySelector("[data-since]")
  if (time) time.dateTime = fed.wire.happened_at
  showFed(stat, fed)
  tellTimes(document)
}

// ---- the round -------------------------------------------------------------------------------------

function onRound(form, rows) {
  const known = facts(rows)
  const isUntouched = "fresh" in form.dataset && !localStorage[form.dataset.draft]
  for (const row of form.querySelectorAll("[data-row]")) {
    const { fed, weighed } = known.get(Number(row.dataset.animal)) ?? {}
    if (isNews(fed, row.dataset.lastFedAt)) learnFed(row, fed)
    if (isNews(weighed, row.dataset.lastWeighedAt)) learnWeight(row, weighed)
    if (isUntouched) proposeFed(row)
    row.dispatchEvent(new Event("pouch:facts", { bubbles: true }))
  }
  tellTimes(form)
  if (isUntouched) proposeGrowth(form, rows)
}

function learnFed(row, fed) {
  const at = happenedAt(fed)
  const dueAt = new Date(at + row.dataset.intervalS * 1000).toISOString()
  Object.assign(row.dataset, { lastFedAt: fed.wire.happened_at, lastFedBy: "you", lastFeedId: fed.id, dueAt })
  row.querySelector("[data-fed]").replaceChildren(...fedWords(fed))
}

function learnWeight(row, weighed) {
  const grams = gramsOf(weighed.wire)
  Object.assign(row.dataset, { lastWeightG: grams, lastWeighedAt: weighed.wire.happened_at, unsentWeight: grams })
  const last = row.querySelector(".round-last") ?? make("span", { className: "round-last" })
  row.querySelector("legend").append(last)
  last.replaceChildren(make("span", { className: "age" }, "last"), " ", ...weightNumber(weighed, row.dataset.unit, "number number-sm"))
  if (isWaiting(weighed)) row.querySelector("[data-fed]").append(`; ${weight(grams, row.dataset.unit)} not sent yet`)
}

// As rounds.is_half_due, by this phone's clock: a page that was kept grows old.
function proposeFed(row) {
  const { lastFedAt, dueAt, suggested, unsentWeight } = row.dataset
  if (!lastFedAt || !dueAt || !(suggested || unsentWeight)) return
  const [fedAt, due] = [Date.parse(lastFedAt), Date.parse(dueAt)]
  const fed = row.querySelector("[name$='-fed']")
  if (fed.checked !== fed.defaultChecked) return // somebody was quicker than this script
  fed.checked = fed.defaultChecked = Date.now() - fedAt >= (due - fedAt) / 2
}

// The first weights of a care day count for growth.
function proposeGrowth(form, rows) {
  const served = Date.parse(form.dataset.careDay)
  const start = served + Math.floor((Date.now() - served) / DAY) * DAY
  const isWeighed = rows.some(({ wire }) => wire.kind === "weigh_in" && Date.parse(wire.happened_at) >= start && form.querySelector(`[data-animal="${wire.animal}"]`))
  const { growth } = form.elements
  growth.checked = !isWeighed && (growth.checked || start > served)
  form.querySelector("[data-growth]").textContent = growth.checked ? "growth weigh-in" : ""
}

// ---- words -----------------------------------------------------------------------------------------

const isNews = (row, knownAt) => row && !(Date.parse(knownAt) >= happenedAt(row))
const notSent = (row) => (isWaiting(row) ? ", not sent yet" : "")

function fedWords(fed) {
  const { volume_ml } = fed.wire
  return ["fed ", ago(fed), " by you", volume_ml ? `, ${volume(volume_ml)}` : "", notSent(fed)]
}

function ago(row) {
  const time = make("time", { dateTime: row.wire.happened_at })
  time.dataset.since = ""
  return time
}

function weightNumber(row, unit, className = "number") {
  const [number, its] = weight(gramsOf(row.wire), unit).split(" ")
  return [make("span", { className }, `${number} `, make("span", { className: "unit", textContent: its }))]
}
