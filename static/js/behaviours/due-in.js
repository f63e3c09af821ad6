// Keeps "in 40 min" true while the page lies open. The words are those of feedings.today.due_words
// and animals.words.span.
const MINUTE = 60_000
const NOW = 5 * MINUTE

export function mount(root) {
  const times = root.querySelectorAll("time[data-due-in]")
  const refresh = () => times.forEach(show)
  setInterval(refresh, MINUTE / 2)
  document.addEventListener("visibilitychange", refresh)
}

function show(time) {
  const left = new Date(time.dateTime) - Date.now()
  const state = left < -NOW ? "late" : left > NOW ? "later" : "now"
  time.textContent = { late: `${span(-left)} late`, now: "due now", later: `in ${span(left)}` }[state]
  const badge = time.closest(".due")
  badge?.classList.remove("late", "now", "later")
  badge?.classList.add(state)
}

function span(length) {
  const minutes = Math.floor(length / MINUTE)
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  if (!hours) return `${minutes} min`
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
}
