// Sends what waits. An entry has left only when the server has answered for its own id: any other
// answer (signed out, a hotel's sign-in page with status 200, an error) leaves it here.
import * as outbox from "./outbox.js"

const ADDRESS = "/sync/entries"
const MOST_AT_ONCE = 100
const PATIENCE = 30_000
const REFUSED = [400, 413] // what was sent cannot be read, and never will be
const ONE_OF_THEM = [...REFUSED, 500] // perhaps because of one: the halves are tried by themselves
const STATES = { stored: "sent", already_stored: "sent", parked: "parked", conflict: "conflict", invalid: "invalid" }

let running = null
let again = false

// One at a time, here and across tabs. Returns { ok, signIn } once what waited at the call was tried; never throws.
export function send(person) {
  again = Boolean(running)
  return (running ??= turns(person))
}

async function turns(person) {
  let result
  do {
    again = false
    result = await locked(() => all(person)).catch(() => ({ ok: false, signIn: false }))
  } while (again)
  running = null
  return result
}

// For the service worker, which has no page that says who is signed in.
export async function sendAll() {
  const person = await outbox.fact("person")
  return person ? send(person) : { ok: true, signIn: false }
}

async function all(person) {
  const called = new Set()
  let ok = true
  for (;;) {
    const waiting = (await outbox.rows(person)).filter((row) => row.state === "waiting" && !called.has(row.id))
    const batch = waiting.slice(0, MOST_AT_ONCE)
    if (called.size && !batch.length) return { ok, signIn: false }
    for (const row of batch) called.add(row.id)
    const { stop, ...result } = await deliver(person, batch)
    if (stop || !batch.length) return result
    ok &&= result.ok
  }
}

async function deliver(person, batch) {
  const sent = await outbox.trying(batch.map((row) => row.id))
  const { status, said } = await call(person, sent)
  if (status === 200) {
    const wires = new Map(sent.map((row) => [row.id, row.wire]))
    await outbox.answered(new Map(said.results.map((result) => [result.id, answer(result, wires.get(result.id))])))
    return { ok: true, signIn: false }
  }
  if (ONE_OF_THEM.includes(status) && batch.length > 1) {
    const middle = batch.length >> 1
    const first = await deliver(person, batch.slice(0, middle))
    if (first.stop) return first
    const second = await deliver(person, batch.slice(middle))
    return { ...second, ok: first.ok && second.ok }
  }
  if (REFUSED.includes(status) && said?.error && sent.length) {
    const [{ id, wire }] = sent
    await outbox.answered(new Map([[id, { wire, state: "invalid", errors: { entry: [said.error] } }]]))
    return { ok: true, signIn: false }
  }
  if (status === 401) await outbox.setFact("signIn", true)
  return { ok: false, signIn: status === 401, stop: status !== 500 }
}

// The status and the JSON of the answer; status 0 where there was none of ours.
async function call(person, batch) {
  const counted = outbox.summary(await outbox.rows(person))
  const body = JSON.stringify({
    device: await outbox.device(),
    person,
    sent_at: new Date().toISOString(),
    waiting: counted.waiting,
    oldest_waiting_at: counted.oldest && new Date(counted.oldest).toISOString(),
    need_you: counted.needYou,
    entries: batch.map((row) => row.wire),
  })
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  try {
    const answer = await fetch(ADDRESS, {
      method: "POST", body, headers: { "Content-Type": "application/json" },
      cache: "no-store", redirect: "manual", signal: patience.signal,
    })
    if (!answer.headers.get("Content-Type")?.startsWith("application/json"))
      return { status: answer.status === 413 || answer.status >= 500 ? answer.status : 0 }
    const said = await answer.json()
    if (answer.status !== 200) return { status: answer.status, said }
    if (!Array.isArray(said.results)) return { status: 0 }
    await Promise.all([
      outbox.setFact("signIn", false), outbox.setFact("clockOffS", said.clock_off_s ?? null), outbox.setFact("answeredAt", Date.now()),
    ])
    return { status: 200, said }
  } catch {
    return { status: 0 }
  } finally {
    clearTimeout(timer)
  }
}

// A status that this page does not know yet is no acknowledgement.
const answer = ({ status, errors, said }, wire) => ({
  wire, state: STATES[status] ?? "waiting", errors: errors ?? {}, said: said ?? [], before: status === "already_stored",
})

// ---- one at a time ---------------------------------------------------------------------------------

const LEASE = "pouch:sending"

// Web Locks are missing over plain HTTP; sending twice would store once all the same.
async function locked(work) {
  if (navigator.locks) return navigator.locks.request("pouch-outbox", work)
  if (Number(globalThis.localStorage?.[LEASE]) > Date.now()) return { ok: false, signIn: false }
  try {
    localStorage[LEASE] = Date.now() + PATIENCE
    return await work()
  } finally {
    delete localStorage[LEASE]
  }
}
