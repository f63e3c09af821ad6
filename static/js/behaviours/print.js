// A button that prints the page; hidden in the HTML, because without a script it could do nothing.
export function mount(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false
    button.addEventListener("click", () => print())
  }
}
