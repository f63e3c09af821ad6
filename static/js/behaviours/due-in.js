// Keeps "in 40 min" true while the page lies open; the words are those of feedings' own filter.
const NOW_MINUTES = 5

export function mount(root) {
  const times = root.querySelectorAll("time[data-due-in]")
  const refresh = () => times.forEach(show)
  setInterval(refresh, 30_000)
  document.addEventListener("visibilitychange", refresh)
}

function show(time) {
  const minutes = Math.round((new Date(time.dateTime) - Date.now()) / 60_000)
  const state = minutes < -NOW_MINUTES ? "late" : minutes > NOW_MINUTES ? "later" : "now"
  const span = words(Math.abs(minutes))
  time.textContent = { late: `${span} late`, now: "due now", later: `in ${span}` }[state]
  const badge = time.closest(".due")
  badge?.classList.remove("late", "now", "later")
  badge?.classList.add(state)
}

function words(minutes) {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours && `${hours} h`, (rest || !hours) && `${rest} min`].filter(Boolean).join(" ")
}
