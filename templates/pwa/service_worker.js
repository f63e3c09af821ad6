{% load static %}// Between the pages and the network, so that Pouch opens where there is no signal. What is kept, what
// is not, and why: docs/decisions/0013-service-worker.md. Rendered by fosterapp/shell.py.
import { sendAll } from "{% static 'js/offline/send.js' %}"

const SHELL = "shell-{{ version }}"
const FILES = {{ files|safe }}
const STATIC = "{% get_static_prefix %}"
const OFFLINE = "{% url 'offline' %}"
const SIGN_IN = "{% url 'sign-in' %}"
const SIGN_OUT = "{% url 'sign-out' %}"
const ADMIN = "{% url 'admin:index' %}"
const OF_ALL = ["{% url 'round' %}", "{% url 'fading' %}"] // pages that name every animal in the home

const PAGES = "pages-" // and the person whose they are
const MOST_PAGES = 150
const PATIENCE = 3000
const FRESH = 30 * 60_000
const AFTER_A_SAVE = 30_000
const NOBODY_HOME = [502, 503, 504] // a proxy answers in the place of Pouch
const HASH = /\.[0-9a-f]{12}(?=\.\w+$)/

let era = 0 // what was asked for before somebody signed in or out is not kept after it
let savedAt = 0
let isFilling = false

addEventListener("install", (event) => {
  skipWaiting()
  event.waitUntil(install())
})

addEventListener("activate", (event) => event.waitUntil(takeOver()))

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (origin !== location.origin || pathname.startsWith(ADMIN)) return
  if (mode === "navigate" && method === "POST") {
    isFilling = false // what a save has to say is for the page that follows
    savedAt = Date.now()
    if (pathname === SIGN_OUT) event.respondWith(signOut(event.request))
    else if (pathname === SIGN_IN) event.respondWith(signIn(event.request))
    else if (isPlainForm(event.request)) event.respondWith(post(event.request))
  } else if (mode === "navigate") {
    event.respondWith(page(event))
  } else if (pathname.startsWith(STATIC)) {
    event.respondWith(file(event))
  }
})

addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(fill(event.data.keep))
})

addEventListener("sync", (event) => {
  if (event.tag === "pouch-outbox") event.waitUntil(sendOrAskAgain())
})

// A rejection asks the browser for another "sync" later.
async function sendOrAskAgain() {
  if (!(await sendAll()).ok) throw new Error("not sent yet")
}

// ---- the shell: styles, scripts, icons ---------------------------------------------------------------

async function install() {
  const cache = await caches.open(SHELL)
  const offline = new Request(OFFLINE, { cache: "reload", credentials: "omit" })
  await Promise.all([...FILES.map((path) => add(cache, path, isFile)), add(cache, offline, isWhole)])
}

async function add(cache, request, isRight) {
  const answer = await fetch(request)
  if (!isRight(answer)) throw new Error(`${answer.status} ${answer.url}`)
  await cache.put(request, answer)
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL)
  await Promise.all(old.map((name) => caches.delete(name)))
  await registration.navigationPreload?.enable()
  await clients.claim()
}

async function file(event) {
  const { url } = event.request
  const kept = await caches.match(url)
  if (kept && HASH.test(url)) return kept
  try {
    const answer = await fetch(event.request)
    if (isFile(answer)) event.waitUntil(put(SHELL, url, answer.clone()))
    if (answer.ok) return answer
  } catch {
    // No signal.
  }
  return kept ?? (await caches.match(ofToday(url))) ?? Response.error()
}

// A kept page names files of the Pouch that rendered it; after an upgrade those of today serve it.
function ofToday(url) {
  const bare = (path) => path.replace(HASH, "")
  const wanted = bare(new URL(url).pathname)
  return FILES.find((path) => bare(path) === wanted) ?? url
}

const isWhole = (answer) => answer.status === 200 && !answer.redirected
const isHtml = (answer) => answer.headers.get("Content-Type")?.startsWith("text/html")
const isFile = (answer) => isWhole(answer) && !isHtml(answer) // a hotel's page has any file's name

// ---- pages -------------------------------------------------------------------------------------------

// From the network; the kept one where that fails or takes too long.
async function page(event) {
  const asked = ask(event)
  event.waitUntil(asked.catch(() => {}))
  const kept = await find(event.request.url)
  if (!kept) return asked.catch(() => caches.match(OFFLINE))
  // After a save the kept page would not show what was just stored.
  const patience = Date.now() - savedAt < AFTER_A_SAVE ? AFTER_A_SAVE : PATIENCE
  const answer = await Promise.race([asked, pause(patience)]).catch(() => null)
  return !answer || NOBODY_HOME.includes(answer.status) ? aged(kept) : answer
}

// A form with a file goes by itself: not every browser hands a worker its file.
const isPlainForm = (request) => request.headers.get("Content-Type")?.startsWith("application/x-www-form-urlencoded")

// What was typed is still there, one step back; the browser's own page for no signal does not say so.
const post = (request) => fetch(request).catch(() => Response.redirect(`${OFFLINE}#not-sent`))

async function ask(event) {
  const before = era
  const answer = (await event.preloadResponse) ?? (await fetch(event.request))
  event.waitUntil(keep(event.request.url, answer.clone(), before).catch(() => {}))
  return answer
}

// Only what the server marked with the person whom it is for, and only whole.
async function keep(url, answer, before) {
  const person = answer.headers.get("Pouch-Person")
  if (!person || before !== era) return
  await forget(PAGES + person)
  const cache = await caches.open(PAGES + person)
  if (answer.status === 404) await cache.delete(key(url))
  if (!isWhole(answer) || !isHtml(answer)) return
  const html = await answer.text()
  if (!html.trimEnd().endsWith("</html>") || before !== era) return
  const headers = { "Content-Type": "text/html; charset=utf-8", "Pouch-Kept-At": new Date().toISOString() }
  await cache.put(key(url), new Response(html, { headers }))
  const oldestFirst = await cache.keys()
  await Promise.all(oldestFirst.slice(0, -MOST_PAGES).map((request) => cache.delete(request)))
}

async function find(url) {
  const name = (await caches.keys()).find((name) => name.startsWith(PAGES))
  const cache = name && (await caches.open(name))
  return cache && ((await cache.match(key(url))) ?? cache.match(new URL(url, location).pathname))
}

// How one came to a page is no part of its name.
function key(url) {
  const address = new URL(url, location)
  for (const name of ["from", "saved"]) address.searchParams.delete(name)
  return address.href
}

const keptAt = (kept) => kept.headers.get("Pouch-Kept-At")

// The page says how old it is: static/js/behaviours/kept-page.js.
async function aged(kept) {
  const html = await kept.text()
  const dated = html.replace("<html", `<html data-kept-at="${keptAt(kept)}"`)
  return new Response(dated, { headers: kept.headers })
}

// Pages that nobody has opened yet, one after the other; Today names them.
async function fill(urls) {
  if (isFilling) return
  isFilling = true
  try {
    // Somebody has come whom the kept round does not know.
    const isNew = (await Promise.all(urls.map(find))).includes(undefined)
    for (const url of urls) {
      const kept = await find(url)
      const isFresh = kept && Date.now() - Date.parse(keptAt(kept)) < FRESH
      if (isFresh && !(isNew && OF_ALL.includes(url))) continue
      if (!isFilling) return
      const before = era
      const answer = await fetch(url, { redirect: "manual", priority: "low" })
      if (answer.type === "opaqueredirect") return // signed out
      await keep(url, answer, before)
    }
  } catch {
    // No signal: another time.
  } finally {
    isFilling = false
  }
}

// ---- people ------------------------------------------------------------------------------------------

async function signOut(request) {
  await changeHands()
  return fetch(request).catch(() => Response.redirect(`${OFFLINE}#still-signed-in`))
}

async function signIn(request) {
  const answer = await fetch(request).catch(() => caches.match(OFFLINE))
  if (answer.type === "opaqueredirect") await changeHands()
  return answer
}

function changeHands() {
  era++
  return forget()
}

// All kept pages but those of one person. What waits to be sent is not touched.
async function forget(except) {
  const others = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== except)
  await Promise.all(others.map((name) => caches.delete(name)))
}

// ---- small things ------------------------------------------------------------------------------------

async function put(name, request, answer) {
  const cache = await caches.open(name)
  await cache.put(request, answer)
}

const pause = (length) => new Promise((resolve) => setTimeout(resolve, length))
