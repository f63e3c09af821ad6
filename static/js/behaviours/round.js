// The sheet of a round while it is typed: of weight before, weight after and amount any two give
// the third, the suggestion follows the weight, and Enter walks from weight to weight.
import { local, zoneOf } from "../times.js"
import { IN_GRAMS, parseVolume, parseWeight } from "../units.js"
import { trim } from "../words.js"

const FINE_BELOW_ML = 5
const MINUTE = 60_000

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-round]")) {
    const rows = [...form.querySelectorAll("[data-row]")]
    rows.forEach(bind)
    walk(form)
    const count = () => showEntered(form, rows)
    for (const event of ["input", "pouch:facts"]) form.addEventListener(event, count)
    count()
    tellTime(form)
  }
}

// The page may have lain open, or be one that was kept; another time may be typed, or come from a draft.
function tellTime(form) {
  const words = form.querySelector("[data-round-words]")
  const show = () => {
    const [now, typed] = [local(Date.now(), zoneOf(form)), form.elements.happened_at.value]
    const time = typed.startsWith(now.slice(0, 10)) ? typed.slice(11) : typed.replace("T", " ")
    words.textContent = typed ? `${time}, not now` : `${now.slice(11)}, now`
  }
  form.addEventListener("input", show)
  setInterval(show, MINUTE / 2)
  show()
}

function bind(row) {
  const before = row.querySelector("[data-weight_before]")
  const amount = row.querySelector("[data-amount]")
  const after = row.querySelector("[data-weight_after]")
  const fed = row.querySelector("[name$='-fed']")
  const reason = row.querySelector("[name$='-not_fed_reason']")
  const grams = (input) => weightIn(input, row)
  let proposed = row.dataset.suggested

  before.addEventListener("input", weighed)
  after.addEventListener("input", amountFromWeights)
  amount.addEventListener("input", () => {
    if (amount.value.trim() && !reason.value) fed.checked = true
    afterFromAmount()
  })
  reason.addEventListener("change", () => {
    fed.checked = !reason.value
  })
  fed.addEventListener("change", () => {
    if (fed.checked) reason.value = ""
    weighed()
  })

  row.addEventListener("pouch:facts", learn)
  learn()
  if (before.value) weighed() // typed before this script arrived

  // A weight that is on this phone and not yet in the page (unsent.js).
  function learn() {
    const limit = row.querySelector("[data-limit]")
    if (!row.dataset.unsentWeight) return
    row.dataset.suggested = propose(row, Number(row.dataset.unsentWeight))
    limit.dataset.limit = limit.textContent
    weighed()
  }

  function weighed() {
    const suggestion = propose(row, grams(before))
    // Weighed and not fed: an amount of its own would say that there was a feed.
    const untouched = fed.checked ? suggestion : row.dataset.suggested
    if (amount.value === proposed) amount.value = proposed = untouched
    if (grams(after)) amountFromWeights()
    else afterFromAmount()
  }

  function amountFromWeights() {
    const drunk = (grams(after) - grams(before)) / row.dataset.gramsPerMl
    if (grams(before) && grams(after) && drunk >= 0) {
      amount.value = proposed = trim(drunk)
      fed.checked = !reason.value
    }
  }

  function afterFromAmount() {
    if (grams(after)) return
    const given = read(() => parseVolume(amount.value))
    const heavier = grams(before) + given * row.dataset.gramsPerMl
    after.placeholder = grams(before) && given ? trim(heavier / IN_GRAMS[row.dataset.unit]) : ""
  }
}

// What to give at this weight, in words too; without a weight what the server proposed.
function propose(row, grams) {
  const limit = row.querySelector("[data-limit]")
  limit.dataset.limit ||= limit.textContent
  if (!(grams > 0) || !row.dataset.mlPerHg) {
    limit.textContent = limit.dataset.limit
    return row.dataset.suggested
  }
  const each = (grams / 100) * row.dataset.mlPerHg
  const step = each < FINE_BELOW_ML ? 0.1 : 0.5
  const suggestion = trim(Math.floor(each / step + 1e-6) * step)
  const most = trim(Math.floor((grams / 10) * row.dataset.mostMlPerHg + 1e-6) / 10)
  limit.textContent = `${suggestion} ml suggested, ${most} ml at most`
  return suggestion
}

function walk(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return
    event.preventDefault()
    const weights = [...form.querySelectorAll("[data-weight_before]")]
    const next = weights[weights.indexOf(event.target) + 1]
    if (weights.includes(event.target) && next) {
      next.focus()
      next.select()
    } else {
      event.target.blur()
    }
  })
}

function showEntered(form, rows) {
  const entered = rows.filter((row) => row.querySelector("[name$='-fed']").checked
    || row.querySelector("[name$='-not_fed_reason']").value || weightIn(row.querySelector("[data-weight_before]"), row))
  form.querySelector("[data-entered]").textContent = `${entered.length} of ${rows.length} entered`
}

// 0 while it is no weight or amount yet.
function read(parse) {
  try {
    return parse()
  } catch {
    return 0
  }
}

const weightIn = (input, row) => read(() => parseWeight(input.value, row.dataset.unit).grams)
