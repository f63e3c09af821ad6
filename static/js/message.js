// Parts of a page that scripts make, as the templates in templates/components draw them.
export function make(tag, properties = {}, ...children) {
  const { role, ...rest } = properties
  const element = Object.assign(document.createElement(tag), rest)
  if (role) element.setAttribute("role", role)
  element.append(...children)
  return element
}

// A message in the flow of the page, never over it.
export const message = (words, { tags = "info", role = "status", acts = [] } = {}) =>
  make("div", { className: `message message-${tags}`, role }, make("p", { textContent: words }), ...acts)

export const button = (textContent, onclick) => make("button", { type: "button", className: "button", textContent, onclick })
export const link = (textContent, href) => make("a", { className: "button", href, textContent })
