"""An upgraded app finds what older ones left on the phone, and sends it.

schemas/N.json is what version N wrote, kept for as long as a phone may still hold it.
"""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .line import Mode
from .stage import BOX

pytestmark = pytest.mark.browser

SCHEMAS = Path(__file__).parent / "schemas"
OUTBOX = Path("static/js/offline/outbox.js")
PUT = """({ version, stores = {}, entries = [], facts = {}, localStorage: kept = {} }) => {
  for (const [key, value] of Object.entries(kept)) localStorage[key] = JSON.stringify(value)
  if (!version) return
  return new Promise((resolve, reject) => {
    const gone = indexedDB.deleteDatabase("pouch")
    gone.onsuccess = () => {
      const request = indexedDB.open("pouch", version)
      request.onerror = () => reject(request.error)
      request.onupgradeneeded = () => {
        for (const [name, { indexes = {}, ...options }] of Object.entries(stores)) {
          const store = request.result.createObjectStore(name, options)
          for (const [index, unique] of Object.entries(indexes))
            store.createIndex(index, index, { unique })
        }
      }
      request.onsuccess = () => {
        const writing = request.result.transaction(Object.keys(stores), "readwrite")
        for (const entry of entries) writing.objectStore("entries").add(entry)
        for (const [name, value] of Object.entries(facts))
          writing.objectStore("facts").put(value, name)
        writing.oncomplete = () => { request.result.close(); resolve() }
      }
    }
  })
}"""


def schema_now() -> int:
    return int(re.search(r"SCHEMA = (\d+)", OUTBOX.read_text())[1])


def filled_in(value, *, person: int, animal: int):
    """The fixture with this test's keys, and with instants as near as they were then."""
    match value:
        case dict():
            return {
                key.format(person=person, animal=animal): filled_in(
                    one, person=person, animal=animal
                )
                for key, one in value.items()
            }
        case list():
            return [filled_in(one, person=person, animal=animal) for one in value]
        case "{person}":
            return person
        case "{animal}":
            return animal
        case str() if found := re.fullmatch(r"\{minutes_ago:(\d+)\}", value):
            return dt.datetime.now(dt.UTC) - dt.timedelta(minutes=int(found[1]))
    return value


def test_every_schema_there_was_has_its_fixture():
    kept = {int(path.stem) for path in SCHEMAS.glob("*.json")}
    assert kept == set(range(schema_now() + 1))


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_what_an_older_version_left_is_sent(phone, pouch, line, path):
    person = pouch.rows("select id from animals_person where email = 'ben@example.org'")[0]["id"]
    animal = pouch.rows("select id from animals_animal where name = ?", BOX[0])[0]["id"]
    left = filled_in(json.loads(path.read_text()), person=person, animal=animal)
    in_ms = path.stem == "0"
    as_written = json.loads(
        json.dumps(left, default=lambda at: at.timestamp() * 1000 if in_ms else at.isoformat())
    )
    line.set(Mode.CUT)
    phone.page.goto("/offline/")
    phone.page.evaluate(PUT, as_written)
    line.set(Mode.OPEN)
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert set(left["ids"]) <= pouch.ids()


def test_a_new_version_of_the_app_takes_over_with_a_full_queue(phone, pouch):
    pouch.stop()
    phone.save_round(3.1)
    phone.expect_badge("1 waiting")
    pouch.upgrade()
    pouch.start()
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]


def test_a_page_that_is_older_than_the_outbox_still_saves(phone, pouch):
    """Another tab was upgraded: this one cannot open the outbox any more, and loses nothing."""
    phone.fill_round(3.1)
    newer = phone.context.new_page()
    newer.goto("/offline/")
    newer.evaluate(
        """version => new Promise((resolve, reject) => {
          const request = indexedDB.open("pouch", version)
          request.onsuccess = () => { request.result.close(); resolve() }
          request.onerror = () => reject(request.error)
        })""",
        schema_now() + 1,
    )
    phone.press_save()
    phone.page.wait_for_url("**/today/**")
    assert pouch.round_amounts() == [3.1]
    expect(phone.page.get_by_text("Saved: 1 feed, 3.1 ml.")).to_be_visible()
