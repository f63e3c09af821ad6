// The page of all that is on this phone and not yet stored: in words, to be corrected, copied, saved as
// a file or taken out, and the proof of what was sent. Nothing leaves it but by an answer or a person.
import { keysOf } from "../offline/drafts.js"
import * as outbox from "../offline/outbox.js"
import { prove } from "../offline/proof.js"
import { button, link, make, message } from "../message.js"
import * as problems from "../problems.js"
import { IN_GRAMS, UnitError, parseVolume, parseWeight } from "../units.js"
import { clock, counted, say, trim } from "../words.js"

const entries = (rows) => counted(rows.length, "entry", "entries")

export function mount(root) {
  for (const place of root.querySelectorAll("[data-waiting]")) start(place)
}

function start(place) {
  const person = Number(place.dataset.waiting)
  let proof = null
  let editing = null
  let replaced = null

  async function draw() {
    if (editing) return // what is being typed is not drawn over
    let rows
    try {
      rows = await outbox.rows(person)
    } catch {
      place.replaceChildren(message("This phone keeps nothing for Pouch. Entries are saved only where there is a signal.", { tags: "warning" }))
      return
    }
    const of = (...states) => rows.filter((row) => states.includes(row.state))
    const need = of("invalid", "conflict").filter((row) => !row.seenAt)
    const waiting = of("waiting")
    replaced = new Set([...need, ...waiting].map((row) => row.wire.corrects))
    place.replaceChildren(
      ...section("Need you", need, "Pouch could not store these as they are."),
      ...section("Waiting", waiting, await whyWaiting(waiting)),
      ...drafts(person),
      ...(need.length + waiting.length ? [tools([...need, ...waiting])] : [message("All saved. Nothing waits on this phone.", { tags: "success" })]),
      ...section("With the coordinator", of("parked"), "These animals had left you by then. Nothing is lost; the coordinator decides."),
      ...section("Taken out here", of("taken_out"), "Never sent. Kept for two weeks."),
      ...proven(proof, of("sent")),
      await aboutPhone(),
    )
  }

  const section = (title, rows, words) =>
    rows.length
      ? [make("section", { className: "stack" }, make("h2", { textContent: title }), make("p", { className: "age", textContent: words }), list(rows))]
      : []

  const list = (rows) => make("ul", { className: "rows" }, ...rows.map(line))

  function line(row) {
    const item = make(
      "li",
      { className: "outbox-entry" },
      make("p", {}, make("b", { textContent: nameOf(row) }), `, ${said(row, place)}`),
      make("p", { className: "age", textContent: clock(row.wire.happened_at) + (row.wire.corrects ? ", a correction" : "") + (row.wire.taken_out ? ", taken out" : replaced.has(row.id) ? ", corrected since" : "") }),
      ...Object.values(row.errors).flat().map((textContent) => make("p", { className: "field-error", textContent })),
      ...(row.state === "conflict" && !row.said.length ? [make("p", { textContent: "Pouch already has this entry with other values. Both are kept, and the coordinator sees it." })] : []),
      ...row.said.map((textContent) => make("p", { textContent })),
    )
    item.append(make("div", { className: "cluster" }, ...acts(row, item)))
    return item
  }

  function acts(row, item) {
    const copy = button("Copy", copying(() => asText([row])))
    if (row.state === "conflict") return [button("All right", () => outbox.seen(row.id)), copy]
    if (row.state === "taken_out") return [button("Put back", () => outbox.putBack(row.id).then(sendSoon)), copy]
    // Sent as it was: what came after it is what counts.
    if (row.state === "parked" || row.wire.taken_out || replaced.has(row.id)) return [copy]
    return [button("Correct", () => edit(row, item)), button("Take out", () => outbox.takeOut(row.id).then(sendSoon)), copy]
  }

  function edit(row, item) {
    editing = row.id
    const done = () => {
      editing = null
      draw()
    }
    const form = editor(row, async (wire) => {
      await outbox.replace(row.id, wire)
      done()
      sendSoon()
    }, done)
    item.append(form)
    form.elements[0].focus()
  }

  const tools = (rows) =>
    make(
      "div",
      { className: "cluster" },
      button("Send now", sendSoon),
      button("Copy all as text", copying(() => asText(rows))),
      button("Save as a file", () => saveFile(rows)),
    )

  document.addEventListener("pouch:outbox", draw)
  draw()
  prove(person).then((days) => {
    proof = days
    draw()
  }, draw)
}

const sendSoon = () => document.dispatchEvent(new Event("pouch:send"))
const nameOf = (row) => row.name || `Animal ${row.wire.animal}`

function said({ wire }, place) {
  try {
    return say(wire, place?.dataset.unit) + (wire.note ? `: “${wire.note}”` : "")
  } catch {
    return JSON.stringify(wire) // of a version that this page does not know
  }
}

async function whyWaiting(rows) {
  if (!rows.length) return ""
  const since = `${entries(rows)} since ${clock(outbox.summary(rows).oldest)}.`
  if (await outbox.fact("signIn")) return `${since} Sign in again to send them.`
  return `${since} They are safe on this phone, and are sent as soon as there is a signal.`
}

// ---- half-typed rounds -----------------------------------------------------------------------------

function drafts(person) {
  const keys = keysOf(person)
  if (!keys.length) return []
  const address = (key) => `/round/?${key.split(":round")[1]}`
  const items = keys.map((key) => make("li", { className: "outbox-entry" }, make("p", { textContent: "A round, typed in part and not saved yet" }), link("Go on with it", address(key))))
  return [make("section", { className: "stack" }, make("h2", { textContent: "Half-typed" }), make("ul", { className: "rows" }, ...items))]
}

// ---- correcting ------------------------------------------------------------------------------------

const WEIGHTS = ["weight_before_g", "weight_after_g", "grams"]
const READ = {
  happened_at(text) {
    if (Number.isNaN(Date.parse(text))) throw new UnitError("This is not a time.")
    return { happened_at: new Date(text).toISOString() }
  },
  volume_ml: (text) => ({ volume_ml: text ? String(parseVolume(text)) : null }),
  weight_before_g: (text, unit) => weighed(text, unit, "weight_before_g", "weight_unit", "weight_precision_g"),
  weight_after_g: (text, unit) => weighed(text, unit, "weight_after_g"),
  grams: (text, unit) => weighed(text, unit, "grams", "unit", "precision_g"),
  temperature_c: (text) => ({ temperature_c: text.replace(",", ".") || null }),
  stool_score: (text) => ({ stool_score: Number(text) || text || null }),
  note: (note) => ({ note }),
}
const FIELDS = {
  feed: { volume_ml: "Amount, ml", weight_before_g: "Weight before", weight_after_g: "Weight after", note: "Note" },
  weigh_in: { grams: "Weight", note: "Note" },
  observation: { temperature_c: "Temperature, °C", stool_score: "Stool, 1 to 7", note: "Note" },
}

function editor(row, save, cancel) {
  const { wire } = row
  const unit = wire.weight_unit ?? wire.unit ?? "g"
  const fields = Object.entries(FIELDS[wire.kind] ?? { note: "Note" }).filter(([name]) => row.errors[name] || name === "note" || wire[name] != null)
  const form = make("form", { className: "stack", noValidate: true })
  const control = (name, label, value, type = "text") => {
    const id = `correct-${row.id}-${name}`
    form.append(make("div", {}, make("label", { className: "form-label", htmlFor: id, textContent: label }), make("input", {
      id, name, type, value, className: "form-control form-control-lg", autocomplete: "off", inputMode: name === "note" || type !== "text" ? "" : "decimal",
    })))
  }
  control("happened_at", "When", localTime(wire.happened_at), "datetime-local")
  for (const [name, label] of fields) {
    const isWeight = WEIGHTS.includes(name)
    control(name, isWeight ? `${label}, ${unit}` : label, isWeight && Number(wire[name]) ? trim(wire[name] / IN_GRAMS[unit], 2) : wire[name] ?? "")
  }
  form.append(make("div", { className: "cluster" }, make("button", { className: "button button-main", textContent: "Save" }), button("Leave it", cancel)))
  form.onsubmit = (event) => {
    event.preventDefault()
    const changed = typed(form, wire, unit)
    if (changed) save(changed)
  }
  return form
}

// What stands as it was shown keeps its value: the seconds of a time, the grams of an ounce.
function typed(form, wire, unit) {
  const changed = { ...wire }
  problems.clear(form)
  for (const control of form.elements) {
    if (!control.name || control.value === control.defaultValue) continue
    try {
      Object.assign(changed, READ[control.name](control.value.trim(), unit))
    } catch (error) {
      if (!(error instanceof UnitError)) throw error
      problems.show(control, error.message)
      return problems.look(control)
    }
  }
  return changed
}

function weighed(text, typedIn, grams, unit, precision) {
  if (!text) return { [grams]: null }
  const weight = parseWeight(text, typedIn)
  const more = unit ? { [unit]: weight.unit, [precision]: String(weight.precisionG) } : {}
  return { [grams]: String(weight.grams), ...more }
}

function localTime(instant) {
  const at = new Date(instant)
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

// ---- out of the phone ------------------------------------------------------------------------------

// The old way, since over plain HTTP there is no other.
const copying = (text) => ({ currentTarget }) => {
  const field = make("textarea", { value: text() })
  currentTarget.after(field)
  field.select()
  currentTarget.textContent = document.execCommand("copy") ? "Copied" : "Not copied"
  field.remove()
  currentTarget.focus()
}

const asText = (rows) => rows.map((row) => `${new Date(row.wire.happened_at).toLocaleString()} ${nameOf(row)}: ${said(row)}`).join("\n")

function saveFile(rows) {
  const text = JSON.stringify(rows.map(({ name, wire }) => ({ name, ...wire })), null, 2)
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }))
  make("a", { href, download: `pouch-unsent-${new Date().toISOString().slice(0, 10)}.json` }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}

// ---- proof -----------------------------------------------------------------------------------------

function proven(days, sent) {
  if (!days && !sent.length) return []
  const heading = make("h2", { textContent: "Sent from this phone" })
  const words = days ? lines(days) : [make("li", { textContent: `${entries(sent)} in the last two weeks. Without a signal they cannot be compared with Pouch.` })]
  return [make("section", { className: "stack" }, heading, make("ul", { className: "rows proof" }, ...words))]
}

function lines(days) {
  if (!days.length) return [make("li", { textContent: "Nothing in the last two weeks." })]
  return days.map(({ day, sent, stored, again }) => {
    const date = new Date(`${day}T12:00Z`).toLocaleDateString([], { weekday: "short", day: "numeric", month: "long" })
    if (again) return make("li", { className: "field-error", textContent: `${date}: ${sent} sent, ${stored} stored. ${again} are missing there and are sent again.` })
    const more = stored > sent ? `, ${stored - sent} more than this phone remembers` : ""
    return make("li", { textContent: `${date}: ${sent} sent, ${stored} stored${more}` })
  })
}

async function aboutPhone() {
  const off = await outbox.fact("clockOffS")
  const device = await outbox.device()
  const items = [make("p", {}, link("What Pouch has from this phone", `/devices/${device}/ledger`))]
  if (off) items.unshift(message(`This phone's clock is ${Math.round(Math.abs(off) / 60)} min ${off > 0 ? "ahead" : "behind"}. Set it right, so that feeds have their right times.`, { tags: "warning" }))
  return make("section", { className: "stack" }, make("h2", { textContent: "This phone" }), ...items)
}
