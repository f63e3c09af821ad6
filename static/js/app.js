// Binds behaviours to the page. Every page works before this arrives, and without it. What a page
// has no use for is never loaded; mount(root) runs again on a part of a page that was replaced.
const behaviours = [
  ["html", () => import("./behaviours/install.js")],
  ["html[data-kept-at]", () => import("./behaviours/kept-page.js")],
  ["[data-person]", () => import("./behaviours/status.js")],
  ["[data-waiting]", () => import("./behaviours/waiting.js")],
  ["form[action$='/sign-out/']", () => import("./behaviours/sign-out.js")],
  ["[data-due-in]", () => import("./behaviours/due-in.js")],
  ["[data-theme-choice]", () => import("./behaviours/theme.js")],
  ["[data-round]", () => import("./behaviours/round.js")],
  ["[data-round]", () => import("./behaviours/round-save.js")],
  ["[data-entry]", () => import("./behaviours/entry-save.js")],
  ["[data-round], [data-last-day], [data-log]", () => import("./behaviours/unsent.js")],
  ["[data-draft], [data-round-saved]", () => import("./behaviours/round-draft.js")],
  ["main", () => import("./behaviours/flash.js")],
  ["[data-sugar]", () => import("./behaviours/fading.js")],
  ["[data-board]", () => import("./behaviours/board.js")],
  ["[data-growth-chart]", () => import("./behaviours/growth-chart.js")],
  ["[data-print]", () => import("./behaviours/print.js")],
]

export function mount(root) {
  const needed = behaviours.filter(([selector]) => root.querySelector(selector))
  return Promise.all(needed.map(async ([, load]) => (await load()).mount(root)))
}

// Times are shown in the phone's zone until its owner chooses another.
const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "")
document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`

mount(document).then(() => (document.documentElement.dataset.ready = "")) // all of them listen
