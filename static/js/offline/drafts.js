// Rounds that are typed in part: in localStorage under pouch:draft:<person>:round<query>, as JSON
// { round, startedAt, typedAt, count, fields }. They survive a reload and a crash, and are no entries.

export const keysOf = (person) => Object.keys(localStorage).filter((key) => key.startsWith(`pouch:draft:${person}:`))
export const count = (person) => keysOf(person).reduce((sum, key) => sum + (read(key)?.count ?? 1), 0)

export function read(key) {
  try {
    return JSON.parse(localStorage[key] ?? "null")
  } catch {
    return null
  }
}

export function write(key, draft) {
  localStorage[key] = JSON.stringify({ ...draft, typedAt: Date.now() })
  tell()
}

export function erase(key) {
  localStorage.removeItem(key)
  tell()
}

// A phone that dies may bring back what was erased last: a round that is in the outbox is typed no more.
export function forgetKept(person, rows) {
  const keptAt = new Map(rows.map((row) => [row.wire.round, row.addedAt]))
  for (const key of keysOf(person)) {
    const draft = read(key)
    if (keptAt.get(draft?.round) >= draft?.typedAt) localStorage.removeItem(key)
  }
}

const tell = () => document.dispatchEvent(new Event("pouch:drafts"))
