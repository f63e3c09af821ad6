// Times as people type and read them: in the zone that the reader chose, else in the phone's.
const DAY = 86_400_000

export const zoneOf = (form) => form.dataset.zone || Intl.DateTimeFormat().resolvedOptions().timeZone

// "2026-05-01T02:14", as a field for a time has it.
export const local = (moment, zone) => new Date(wall(moment, zone)).toISOString().slice(0, 16)

// The instant of it. Of an hour that the clocks strike twice, the first is meant.
export function instant(text, zone) {
  const shown = Date.parse(`${text}Z`)
  const [early, late] = [shown - DAY, shown + DAY].map((near) => shown - (wall(near, zone) - near))
  return wall(early, zone) === shown || wall(late, zone) !== shown ? early : late
}

// What the clocks of a zone show then, as if that were UTC.
function wall(moment, timeZone) {
  const shown = new Date(moment).toLocaleString("sv", { timeZone })
  return Date.parse(`${shown.replace(" ", "T")}Z`)
}
