// Light, dark or as the system is set: at once on this page, and by a cookie from the first byte
// of the next one. The form around the choice stores it for the person's other devices.
const YEAR = 60 * 60 * 24 * 365

export function mount(root) {
  for (const choice of root.querySelectorAll("[data-theme-choice]"))
    choice.addEventListener("change", (event) => {
      if (event.target.name === "theme") fix(event.target.value)
    })
}

function fix(theme) {
  const html = document.documentElement
  if (theme === "system") delete html.dataset.bsTheme
  else html.dataset.bsTheme = theme
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; SameSite=Lax`
}
