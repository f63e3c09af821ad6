// Schema 0, before there was an outbox: taps of sugar under pouch:draft:<person>:fading:<animal> in
// localStorage. They become entries once, each with the id that it was tapped with.
import { add } from "./outbox.js"

const SUGAR = "Sugar given (fading protocol)" // feedings.fading.SUGAR

export async function adoptTaps(person) {
  const prefix = `pouch:draft:${person}:fading:`
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
    const animal = Number(key.slice(prefix.length))
    await add(person, tapsOf(localStorage[key]).map((tap) => ({ name: "", wire: sugar(animal, tap) })))
    delete localStorage[key] // only now: they are on disk
  }
}

const sugar = (animal, { id, at }) => ({
  id, kind: "observation", animal, happened_at: new Date(at).toISOString(), observed: "note", note: SUGAR,
})

function tapsOf(text) {
  try {
    return JSON.parse(text).taps ?? []
  } catch {
    return []
  }
}
