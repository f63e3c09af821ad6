// Proof that nothing is missing: what this phone sent, and what the server holds of it, day by day.
// What is missing there (a server put back to an older backup) is sent again.
import * as outbox from "./outbox.js"

const SENT = ["sent", "parked", "conflict"]
const DAYS = 14

export async function prove(person) {
  const address = `/devices/${await outbox.device()}/ledger`
  const ledger = await ask(address)
  if (!ledger) return null
  const stored = new Map(ledger.days.map(({ day, stored }) => [day, stored]))
  const days = []
  for (const [day, ids] of byDay(await outbox.rows(person))) {
    let held = stored.get(day) ?? 0
    const missing = held < ids.length ? await missingOf(address, day, ids) : []
    await outbox.sendAgain(missing)
    if (missing.length) held = ids.length - missing.length
    days.push({ day, sent: ids.length, stored: held, again: missing.length })
  }
  await outbox.setFact("provedAt", Date.now())
  return days.sort((one, other) => (one.day < other.day ? 1 : -1))
}

function byDay(rows) {
  const first = new Date(Date.now() - DAYS * 86_400_000).toISOString().slice(0, 10)
  const days = new Map()
  for (const row of rows) {
    const day = new Date(row.wire.happened_at).toISOString().slice(0, 10) // of UTC, as the ledger counts
    if (!SENT.includes(row.state) || row.elsewhere || day <= first) continue
    days.set(day, [...(days.get(day) ?? []), row.id])
  }
  return days
}

async function missingOf(address, day, ids) {
  const held = await ask(`${address}?day=${day}`)
  return held?.ids ? ids.filter((id) => !held.ids.includes(id)) : []
}

// A phone of which nothing arrived yet is not known; any other answer says nothing.
async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" })
    if (answer.status === 404) return { days: [], ids: [] }
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) return null
    const said = await answer.json()
    return Array.isArray(said.days) || said.ids ? { days: [], ...said } : null
  } catch {
    return null
  }
}
