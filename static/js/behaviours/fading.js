// The sugar timer: one tap is one entry. It counts as given once it is on this phone's disk, so that
// neither a dead spot nor a reload loses one.
import { happenedAt, isWaiting, madeAt, unsent } from "../offline/facts.js"
import { person } from "../offline/facts.js"
import { plainly } from "../offline/keep.js"
import { add, newId, rows } from "../offline/outbox.js"
import { message } from "../message.js"
import { zoneOf } from "../times.js"

const SECOND = 1000
const ONE_TAP = 3 * SECOND // a thumb that shakes taps twice
const LOOK_BACK = 7200 * SECOND // feedings.fading.LOOK_BACK

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-sugar]")) start(form)
}

function start(form) {
  const { name, note, everyS, betterS } = form.dataset
  const animal = Number(form.dataset.animal) // none where it only counts
  const ahead = Date.now() - Date.parse(form.dataset.now) // of the server's clock
  const left = form.querySelector("[data-left]")
  const said = form.querySelector("[data-said]")
  const served = [...form.querySelectorAll("time")]
  const refused = new Set()
  const title = document.title
  let given = served.map((time) => Date.parse(time.dateTime) + ahead)
  let waiting = 0
  let tapped = 0
  let told = 0

  form.querySelector("button").hidden = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const now = Date.now()
    if (now - Math.max(tapped, given.at(-1) ?? 0) < ONE_TAP) return
    tapped = now
    navigator.wakeLock?.request("screen").catch(() => {})
    if (!animal) return show([...given, now])
    const what = { kind: "observation", observed: "note", note, animal }
    const wire = { id: newId(), happened_at: new Date(now).toISOString(), time_zone: zoneOf(form), ...what }
    try {
      await add(person(), [{ name, wire }])
    } catch {
      return plainly(form)
    }
    document.dispatchEvent(new Event("pouch:send"))
  })

  // What is on this phone beside what the page was made with.
  async function learn() {
    const known = served.map((time) => time.dataset.id)
    const isOurs = ({ id, wire }) => wire.animal === animal && wire.note === note && !known.includes(id)
    const taps = (await rows(person())).filter((row) => isOurs(row) && Date.now() - happenedAt(row) < LOOK_BACK)
    taps.filter((row) => row.answeredAt > madeAt() && ["invalid", "conflict", "parked"].includes(row.state)).forEach(tell)
    const counted = unsent(taps, madeAt())
    waiting = counted.filter(isWaiting).length
    show([...served.map((time) => Date.parse(time.dateTime) + ahead), ...counted.map(happenedAt)])
  }

  function tell(row) {
    if (refused.has(row.id)) return
    refused.add(row.id)
    const why = [...Object.values(row.errors).flat(), ...row.said].join(" ") || "This could not simply be stored."
    form.before(message(`Sugar: ${why}`, { tags: "warning", role: "alert" }))
  }

  function show(times) {
    given = times.sort((a, b) => a - b)
    say()
    tick()
  }

  function say(before = "") {
    const [first] = given
    if (!first) return
    const better = betterS ? `; not better by ${clock(first + betterS * SECOND)}: call` : ""
    const held = waiting ? `, ${waiting} waiting on this phone` : animal ? "" : ", not logged"
    const words = `${before}${given.length} given since ${clock(first)}${held}${better}`
    if (said.textContent !== words) said.textContent = words
  }

  function tick() {
    const last = given.at(-1)
    if (!last || !everyS) return
    const seconds = Math.ceil((last + everyS * SECOND - Date.now()) / SECOND)
    const isDue = seconds <= 0
    left.textContent = isDue ? "Now" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    form.classList.toggle("is-due", isDue)
    document.title = isDue ? `Sugar now · ${title}` : title
    if (isDue && told !== last) {
      told = last
      say("Sugar is due. ")
      navigator.vibrate?.([300, 150, 300])
    }
  }

  setInterval(tick, SECOND / 2)
  document.addEventListener("visibilitychange", tick)
  show(given)
  if (!animal) return
  const learnQuietly = () => learn().catch(() => {}) // a phone that keeps nothing has nothing to add
  document.addEventListener("pouch:outbox", learnQuietly)
  learnQuietly()
}

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
