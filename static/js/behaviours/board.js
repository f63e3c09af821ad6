// Dragging a group over the board: every home shows what it would mean before the group is dropped.
// Without a mouse, and without this, the same pages are reached by links.
export function mount(root) {
  const board = root.querySelector("[data-board]")
  const homes = board.querySelector("[data-homes]")
  let dragged = null
  let isDropped = false

  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[data-group]")
    if (!card) return
    dragged = card.dataset.group
    event.dataTransfer.setData("text/plain", dragged)
    event.dataTransfer.effectAllowed = "move"
    card.classList.add("is-dragged")
    show(board, dragged, () => dragged === card.dataset.group)
  })
  board.addEventListener("dragover", (event) => {
    const home = droppable(event, dragged)
    mark(board, home)
    if (home) event.preventDefault()
  })
  board.addEventListener("drop", (event) => {
    const home = droppable(event, dragged)
    if (!home) return
    event.preventDefault()
    isDropped = true
    location.assign(home.dataset.home)
  })
  board.addEventListener("dragend", (event) => {
    dragged = null
    mark(board, null)
    event.target.closest("[data-group]")?.classList.remove("is-dragged")
    if (!isDropped) board.querySelector("[data-homes]").replaceWith(homes)
  })
}

// The homes as the server sees them for this group, in the place of those that are shown; a group
// that was let go elsewhere brings back the first.
async function show(board, group, isStillDragged) {
  const answer = await fetch("?group=" + encodeURIComponent(group), { credentials: "same-origin" })
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const homes = page.querySelector("[data-homes]")
  if (homes && isStillDragged()) board.querySelector("[data-homes]").replaceWith(homes)
}

// A home that is shown for another group, from an earlier page, is no place to drop this one.
function droppable(event, group) {
  const home = group && event.target.closest("[data-home]")
  return home && new URL(home.dataset.home, location).searchParams.get("group") === group ? home : null
}

function mark(board, home) {
  for (const other of board.querySelectorAll("[data-home]"))
    other.classList.toggle("is-over", other === home)
}
