// The sheet of a round while it is typed: of weight before, weight after and amount any two give
// the third, the suggestion follows the weight, and Enter walks from weight to weight. The server
// computes the same again.
const IN_GRAMS = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 }
// As animals/units.py reads it: digits, and the unit where one is written behind them.
const WRITTEN = /^(\d+(?:[.,]\d+)?)\s*(?:(gr|grams?|g|kg)|(oz|ounces?)|(lbs?|pounds?)|ml)?\.?$/i
const FINE_BELOW_ML = 5

export function mount(root) {
  for (const form of root.querySelectorAll("form[data-round]")) {
    const rows = [...form.querySelectorAll("[data-row]")]
    rows.forEach(bind)
    walk(form)
    const count = () => showEntered(form, rows)
    form.addEventListener("input", count)
    count()
  }
}

function bind(row) {
  const before = row.querySelector("[data-weight_before]")
  const amount = row.querySelector("[data-amount]")
  const after = row.querySelector("[data-weight_after]")
  const fed = row.querySelector("[name$='-fed']")
  const reason = row.querySelector("[name$='-not_fed_reason']")
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

  if (before.value) weighed() // typed before this script arrived

  function weighed() {
    const suggestion = propose(row, inGrams(before, row))
    // Weighed and not fed: an amount of its own would say that there was a feed.
    const untouched = fed.checked ? suggestion : row.dataset.suggested
    if (amount.value === proposed) amount.value = proposed = untouched
    if (number(after)) amountFromWeights()
    else afterFromAmount()
  }

  function amountFromWeights() {
    const drunk = (inGrams(after, row) - inGrams(before, row)) / row.dataset.gramsPerMl
    if (number(before) && number(after) && drunk >= 0) {
      amount.value = proposed = trim(drunk)
      fed.checked = !reason.value
    }
  }

  function afterFromAmount() {
    if (number(after)) return
    const heavier = inGrams(before, row) + number(amount) * row.dataset.gramsPerMl
    after.placeholder = number(before) && number(amount) ? trim(heavier / IN_GRAMS[row.dataset.unit]) : ""
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
    || row.querySelector("[name$='-not_fed_reason']").value || number(row.querySelector("[data-weight_before]")))
  form.querySelector("[data-entered]").textContent = `${entered.length} of ${rows.length} entered`
}

function inGrams(input, row) {
  const [, , grams, ounces, pounds] = written(input)
  const unit = grams?.toLowerCase() === "kg" ? "kg" : grams ? "g" : ounces ? "oz" : pounds ? "lb" : row.dataset.unit
  return number(input) * IN_GRAMS[unit]
}

function number(input) {
  return Number.parseFloat((written(input)[1] ?? "").replace(",", ".")) || 0
}

function written(input) {
  return WRITTEN.exec(input.value.trim()) ?? []
}

function trim(value) {
  return String(Math.round(value * 10) / 10)
}
