// Keeps "in 40 min" and "3 h ago" true while the page lies open, or is one that was kept. The words
// are those of feedings.today.due_words and of feedings/_next_words.html.
import { make } from "../message.js"
import { since, span } from "../words.js"

const MINUTE = 60_000
const NOW = 5 * MINUTE

export function mount(root) {
  const refresh = () => tellTimes(root)
  setInterval(refresh, MINUTE / 2)
  document.addEventListener("visibilitychange", refresh)
  refresh()
}

export function tellTimes(root) {
  for (const time of root.querySelectorAll("time[data-since]")) tell(time, since(Date.parse(time.dateTime)))
  for (const time of root.querySelectorAll("time[data-due-in]")) show(time)
  for (const next of root.querySelectorAll("[data-next]")) sayNext(next, root)
}

function show(time) {
  const left = Date.parse(time.dateTime) - Date.now()
  const state = left < -NOW ? "late" : left > NOW ? "later" : "now"
  tell(time, { late: `${span(-left)} late`, now: "due now", later: `in ${span(left)}` }[state])
  const badge = time.closest(".due")
  badge.className = `due ${state}`
  const row = badge.closest("[data-interval-s]")
  const ring = row?.querySelector(".mark-clock")
  if (!ring) return
  const share = Math.round(100 - left / (10 * row.dataset.intervalS))
  ring.setAttribute("class", `mark-clock is-${state}`)
  ring.firstElementChild.setAttribute("stroke-dasharray", `${Math.max(0, Math.min(100, share))} 100`)
}

function sayNext(next, root) {
  const now = root.querySelectorAll(".row-animal .due:not(.later)").length
  const [first] = [...root.querySelectorAll(".row-animal .due.later time")].sort((a, b) => Date.parse(a.dateTime) - Date.parse(b.dateTime))
  const words = now ? `${now} due now${first ? ", the next " : ""}` : "All fed. The next "
  if (next.textContent === words + (first?.textContent ?? "")) return
  next.replaceChildren(words, ...(first ? [make("time", { dateTime: first.dateTime, textContent: first.textContent })] : []))
}

function tell(time, words) {
  if (time.textContent !== words) time.textContent = words
}
