// The read-out of a growth chart: arrow keys, mouse or finger choose a reading, and what it says
// stands above the chart, where no finger covers it. The shape of the data: feedings/growth/chart.py.

export function mount(root) {
  for (const figure of root.querySelectorAll("[data-growth-chart]:not([data-mounted])")) start(figure)
}

function start(figure) {
  figure.dataset.mounted = ""
  const { labels, band, series, lead } = JSON.parse(figure.querySelector("script").textContent)
  const field = figure.querySelector("[data-chart-field]")
  const out = figure.querySelector("[data-chart-readout]")
  const cursor = figure.querySelector("[data-chart-cursor]")
  const handle = Object.assign(document.createElement("div"), { className: "chart-handle", tabIndex: 0 })
  let chosen = lead
  let index = series[chosen].points.length - 1

  function show() {
    const { name, collar, points } = series[chosen]
    const [x, y, label, weight, change, doubt] = points[index]
    const since = /^[^ ]+$/.test(change) ? " since the day before" : ""
    out.replaceChildren(
      labels[label] + " · ",
      Object.assign(document.createElement("b"), { textContent: `${name} ${weight}` }),
      doubt ? `, in doubt: ${doubt}` : change ? `, ${change}${since}` : "",
      band[label] ? ` · band ${band[label]}` : "",
    )
    cursor.removeAttribute("hidden")
    cursor.dataset.collar = collar
    set(cursor.firstChild, { x1: x / 10 + "%", x2: x / 10 + "%" })
    set(cursor.lastChild, { cx: x / 10 + "%", cy: y / 10 + "%" })
    for (const part of figure.querySelectorAll("[data-series]"))
      part.classList.toggle("is-touched", part.dataset.series == chosen)
    set(handle, {
      "aria-valuemax": points.length - 1, "aria-valuenow": index, "aria-valuetext": out.textContent,
    })
  }

  function nearest(points, distance) {
    return points.reduce((best, point, at) => (distance(point) < distance(points[best]) ? at : best), 0)
  }

  function point(event) {
    const box = field.getBoundingClientRect()
    const far = ([x, y]) =>
      Math.hypot((x / 1000) * box.width - event.clientX + box.left, (y / 1000) * box.height - event.clientY + box.top)
    const closest = series.map(({ points }) => nearest(points, far))
    chosen = nearest(series.map(({ points }, at) => points[closest[at]]), far)
    index = closest[chosen]
    show()
  }

  function step(event) {
    const last = series[chosen].points.length - 1
    const move = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last }[event.key]
    const other = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    if (move === undefined && !other) return
    event.preventDefault()
    if (other) {
      const [x] = series[chosen].points[index]
      chosen = (chosen + other + series.length) % series.length
      index = nearest(series[chosen].points, (p) => Math.abs(p[0] - x))
    } else index = Math.max(0, Math.min(last, move))
    show()
  }

  set(handle, {
    role: "slider", "aria-valuemin": 0,
    "aria-label": "Read the chart: left and right by weighing, up and down by animal",
  })
  handle.addEventListener("keydown", step)
  handle.addEventListener("pointermove", point)
  handle.addEventListener("pointerdown", point)
  handle.addEventListener("focus", () => handle.matches(":focus-visible") && show())
  field.append(handle)
  set(handle, { "aria-valuemax": index, "aria-valuenow": index, "aria-valuetext": out.textContent })
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
}
