// What entries on this phone say before the server does: the last feed and the last weight of each
// animal. `person` is who is signed in to the page; what the server had when it was made, at `madeAt`,
// stands in it.

export const person = () => Number(document.querySelector("[data-person]").dataset.person)
export const madeAt = () => Date.parse(document.documentElement.dataset.keptAt) || performance.timeOrigin

export function unsent(rows, madeAt) {
  const corrected = new Set(rows.map((row) => row.wire.corrects))
  return rows.filter(
    (row) =>
      (isWaiting(row) || (row.state === "sent" && row.answeredAt > madeAt)) && !row.wire.taken_out && !corrected.has(row.id),
  )
}

export const isWaiting = (row) => row.state === "waiting"
export const happenedAt = (row) => Date.parse(row.wire.happened_at)

// Fed by hand, or seen to have nursed enough: the clock to the next feed starts again.
export const startsClock = ({ kind, not_fed_reason }) => kind === "feed" && ["", "nursed"].includes(not_fed_reason ?? "")

export const gramsOf = ({ kind, purpose, grams, weight_before_g }) =>
  kind === "feed" ? weight_before_g : kind === "weigh_in" && purpose !== "intake" ? grams : null

// Map of animal to { fed, weighed }: the latest row of each, where there is one.
export function facts(rows) {
  const found = new Map()
  for (const row of rows) {
    const known = found.get(row.wire.animal) ?? {}
    if (startsClock(row.wire)) known.fed = later(known.fed, row)
    if (gramsOf(row.wire) != null) known.weighed = later(known.weighed, row)
    found.set(row.wire.animal, known)
  }
  return found
}

const later = (one, other) => (one && happenedAt(one) > happenedAt(other) ? one : other)
