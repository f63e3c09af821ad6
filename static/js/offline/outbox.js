// Entries that were made on this phone: on disk before a page says that they are kept, and here until
// the server has answered for their own id. What was answered stays two weeks, so that phone and
// server can be compared. Every row belongs to one person; nobody else's page reads it.
//
// row: { seq, id, person, name, wire, addedAt, tries, state, errors, said, answeredAt }
//   wire: the entry as it is sent (docs/sync.md); name: the animal's, to say it in words
//   state: "waiting" until answered, then "sent", "parked", "conflict" or "invalid";
//          "taken_out" by the person before it was ever sent

export const SCHEMA = 1 // raise it with a step in upgrade(), and keep a fixture of the old one
const DAY = 86_400_000
const KEPT = 14 * DAY

// Returns the ids that they are kept under.
export const add = (person, items) =>
  change(async (entries) => {
    const ids = []
    for (const { name, wire } of items) {
      const before = await got(entries.index("id").get(wire.id))
      const isSame = before && same(before.wire, wire) // the same tap twice
      // A page that was kept offline and saved again with other content: both are kept.
      const kept = before && !isSame ? { ...wire, id: newId() } : wire
      if (!isSame) entries.add(row(person, name, kept))
      ids.push(kept.id)
    }
    return ids
  })

export const rows = (person) => read((entries) => got(entries.index("person").getAll(person)))

// Who waits, and who needs a person: what the badge says and what is reported with each call.
export function summary(rows) {
  const waiting = rows.filter((row) => row.state === "waiting")
  return {
    waiting: waiting.length,
    oldest: waiting.length ? Math.min(...waiting.map((row) => row.addedAt)) : null,
    needYou: rows.filter((row) => ["invalid", "conflict"].includes(row.state) && !row.seenAt).length,
  }
}

// Sent at least once; or answered for while the person was still at it.
const mayBeStored = ({ state, tries }) => state === "sent" || (state === "waiting" && tries > 0)

// An entry typed anew. Where the old one may have reached the server it stands, and this corrects it.
export const replace = (id, wire) =>
  change(async (entries) => {
    const old = await got(entries.index("id").get(id))
    if (mayBeStored(old)) {
      entries.add(row(old.person, old.name, { ...wire, id: newId(), corrects: id }))
      return
    }
    // What it was to correct is not on the server either: then it stands for itself.
    const { corrects, ...alone } = wire
    entries.put({ ...old, wire: old.errors.corrects ? alone : { ...alone, corrects }, state: "waiting", errors: {} })
  })

// Taken out by the person. One that may have been stored already is sent with the mark, and voided there.
export const takeOut = (id) =>
  update(id, (old) =>
    mayBeStored(old)
      ? { wire: { ...old.wire, taken_out: true }, state: "waiting", answeredAt: null }
      : { state: "taken_out", answeredAt: Date.now() },
  )

export const putBack = (id) => update(id, () => ({ state: "waiting", errors: {}, answeredAt: null }))
export const seen = (id) => update(id, () => ({ seenAt: Date.now() }))

// Before a call: of these the rows that still wait, as they are now. From here on they may be on the
// server, whatever becomes of the answer.
export const trying = (ids) =>
  change(async (entries) => {
    const sent = []
    for (const id of ids) {
      const row = await got(entries.index("id").get(id))
      if (row?.state !== "waiting") continue
      entries.put({ ...row, tries: row.tries + 1 })
      sent.push(row)
    }
    return sent
  })

// answers: Map of id to { wire, state, errors, said, before }: to what was sent, and `before` where it
// was stored already. One that was taken out meanwhile has yet to be sent as it is now.
export const answered = (answers) =>
  change(async (entries) => {
    for (const [id, { wire, before, ...answer }] of answers) {
      const old = await got(entries.index("id").get(id))
      if (old?.state !== "waiting" || !same(old.wire, wire)) continue
      // Sent again because the ledger lacks it, and yet stored: it came by another road.
      const elsewhere = old.elsewhere || (old.again && before)
      entries.put({ ...old, ...answer, elsewhere, again: false, answeredAt: Date.now() })
    }
    await forgetOld(entries)
  })

export const sendAgain = (ids) => updateAll(ids, () => ({ state: "waiting", again: true, answeredAt: null }))

export async function device() {
  const known = await fact("device")
  if (known) return known
  return change(async (_entries, facts) => {
    const stored = (await got(facts.get("device"))) ?? newId() // another tab may have been first
    facts.put(stored, "device")
    return stored
  })
}

export const fact = (name) => read((_entries, facts) => got(facts.get(name)))
export const setFact = (name, value) =>
  change((_entries, facts) => void facts.put(value, name), { quietly: name !== "signIn" })

// crypto.randomUUID is missing where the page came over plain HTTP.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const byte = () => crypto.getRandomValues(new Uint8Array(1))[0]
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (byte() & (15 >> (digit / 4)))).toString(16),
  )
}

// ---- the database ----------------------------------------------------------------------------------

function upgrade(database, from) {
  if (from < 1) {
    const entries = database.createObjectStore("entries", { keyPath: "seq", autoIncrement: true })
    entries.createIndex("id", "id", { unique: true })
    entries.createIndex("person", "person")
    database.createObjectStore("facts")
  }
}

let opened = null

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("pouch", SCHEMA)
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion)
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const database = request.result
      // A newer page wants to upgrade, or the browser has closed it: open it again at the next need.
      database.onversionchange = database.onclose = () => {
        database.close()
        opened = null
      }
      resolve(database)
    }
  }).catch((error) => {
    opened = null
    throw error
  })
  return opened
}

async function run(mode, work) {
  const database = await open()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["entries", "facts"], mode, { durability: "strict" })
    const result = Promise.resolve(work(transaction.objectStore("entries"), transaction.objectStore("facts")))
    result.catch((error) => {
      reject(error)
      if (!transaction.error) transaction.abort()
    })
    transaction.oncomplete = () => resolve(result)
    transaction.onabort = () => reject(transaction.error ?? new Error("The phone did not keep it."))
  })
}

const read = (work) => run("readonly", work)

async function change(work, { quietly = false } = {}) {
  const result = await run("readwrite", work)
  if (!quietly) tell()
  return result
}

const update = (id, how) => updateAll([id], how)

const updateAll = (ids, how) =>
  change(async (entries) => {
    for (const id of ids) {
      const old = await got(entries.index("id").get(id))
      if (old) entries.put({ ...old, ...how(old) })
    }
  })

const row = (person, name, wire) => ({
  id: wire.id, person, name, wire, addedAt: Date.now(), tries: 0, state: "waiting", errors: {}, said: [], answeredAt: null,
})

async function forgetOld(entries) {
  const isOld = ({ state, answeredAt, seenAt }) =>
    Date.now() - answeredAt > KEPT && (["sent", "parked", "taken_out"].includes(state) || seenAt)
  for (const one of await got(entries.getAll())) if (one.answeredAt && isOld(one)) entries.delete(one.seq)
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)

function got(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

// ---- other tabs ------------------------------------------------------------------------------------

const channel = globalThis.BroadcastChannel && new BroadcastChannel("pouch:outbox")
const say = () => globalThis.document?.dispatchEvent(new Event("pouch:outbox"))
if (channel) channel.onmessage = say

function tell() {
  channel?.postMessage("changed")
  say()
}
