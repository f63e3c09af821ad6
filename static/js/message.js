// A message in the flow of the page, as templates/components/message.html draws it.
export function message(words, { tags = "info", role = "status", acts = [] } = {}) {
  const box = document.createElement("div")
  box.className = `message message-${tags}`
  box.setAttribute("role", role)
  box.append(Object.assign(document.createElement("p"), { textContent: words }), ...acts)
  return box
}

export function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words })
  made.addEventListener("click", act)
  return made
}

export function link(words, href) {
  return Object.assign(document.createElement("a"), { className: "button", href, textContent: words })
}
