// The badge beside the avatar: what is typed on this phone and not yet stored. A half-typed round
// keeps itself under pouch:draft:<person>:<round> as JSON with a count, and says so by an event.
export function mount(root) {
  for (const badge of root.querySelectorAll("[data-person]")) {
    const refresh = () => show(badge)
    refresh()
    addEventListener("storage", refresh)
    addEventListener("pageshow", refresh)
    document.addEventListener("pouch:drafts", refresh)
  }
}

function show(badge) {
  const waiting = count(`pouch:draft:${badge.dataset.person}:`)
  const words = waiting ? `${waiting} waiting` : "All saved"
  badge.dataset.state = waiting ? "waiting" : "saved"
  if (badge.textContent !== words) badge.textContent = words
}

function count(prefix) {
  const drafts = Object.keys(localStorage).filter((key) => key.startsWith(prefix))
  return drafts.reduce((sum, key) => sum + entries(localStorage[key]), 0)
}

function entries(draft) {
  try {
    return JSON.parse(draft).count
  } catch {
    return 1 // whatever it is, it is not stored
  }
}
