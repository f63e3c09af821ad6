// A page that the service worker gave from what this phone kept: how old it is, and when there is a
// signal again a way to load it anew. The age is no part of what a screen reader is told by itself,
// since it changes each minute.
import { clock, span } from "../words.js"

const MINUTE = 60_000

export function mount(root) {
  const line = root.querySelector(".kept-line")
  if (!line) return
  const [words, age] = line.querySelectorAll("span")
  const anew = line.querySelector("a")
  const keptAt = Date.parse(document.documentElement.dataset.keptAt)
  const said = `This page is from ${clock(keptAt)}`
  words.textContent = `No signal. ${said}`

  const refresh = async () => {
    age.textContent = `, ${since(keptAt)}.`
    const isBack = await answers()
    anew.hidden = !isBack
    const now = isBack ? said : `No signal. ${said}`
    if (words.textContent !== now) words.textContent = now
  }
  refresh()
  setInterval(refresh, MINUTE)
  addEventListener("online", refresh)
  addEventListener("offline", refresh)
  document.addEventListener("visibilitychange", refresh)
}

function since(instant) {
  const length = Date.now() - instant
  return length < MINUTE ? "just now" : `${span(length)} ago`
}

// A hotel's sign-in page answers too, but not with this.
async function answers() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" })
    return (await answer.json()).status === "ok"
  } catch {
    return false
  }
}
