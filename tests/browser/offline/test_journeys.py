"""Whatever happens to phone, line or server: every entry is on the server once, or visibly waiting.

The server is the real one, and the line to it is cut to have no signal: a browser's own offline
switch does not cut off service workers.
"""

import datetime as dt
import uuid

import pytest
from playwright.sync_api import expect

from .line import Mode
from .stage import BOX, PEOPLE

pytestmark = pytest.mark.browser
APART = 70  # minutes between two feeds of one animal, so that nobody asks "feed again?"


def feeds(pouch, number: int, *, start=1) -> list[dict]:
    """Entries as they are sent: feeds of Kangaroo, each with an amount of its own."""
    animal = pouch.rows("select id from animals_animal where name = ?", BOX[0])[0]["id"]
    now = dt.datetime.now(dt.UTC)
    return [
        {
            "id": str(uuid.uuid4()),
            "kind": "feed",
            "animal": animal,
            "happened_at": (now - dt.timedelta(minutes=i)).isoformat(),
            "route": "bottle",
            "volume_ml": f"{i / 10:.1f}",
        }
        for i in range(start, start + number)
    ]


def amounts_of(wires) -> list[float]:
    return sorted(float(wire["volume_ml"]) for wire in wires)


def ben(pouch) -> int:
    return pouch.rows("select id from animals_person where email = ?", PEOPLE["ben"])[0]["id"]


def test_a_round_without_a_signal_waits_is_seen_and_is_stored_once(phone, pouch, line):
    line.set(Mode.CUT)
    phone.page.goto("/today/")
    expect(phone.page.get_by_text("No signal. This page")).to_be_visible()
    phone.save_round(3.1)
    phone.expect_badge("1 waiting")
    expect(phone.page.get_by_text("not sent yet").first).to_be_visible()
    phone.save_round(3.2, minutes_ago=APART)
    phone.page.reload()
    phone.expect_badge("2 waiting")
    phone.page.goto("/waiting/")
    expect(phone.page.get_by_text("Kangaroo, bottle 3.1 ml")).to_be_visible()
    line.set(Mode.OPEN)
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1, 3.2]


def test_an_animal_never_looked_at_opens_without_a_signal(phone, pouch, line):
    wallaby = pouch.rows("select id from animals_animal where name = 'Wallaby'")[0]["id"]
    phone.wait_until_kept(f"/animals/{wallaby}/")
    line.set(Mode.CUT)
    phone.page.goto(f"/animals/{wallaby}/")
    expect(phone.page.get_by_role("heading", name="Wallaby")).to_be_visible()
    expect(phone.page.get_by_text("No signal. This page")).to_be_visible()


def test_the_phone_dies_and_nothing_is_lost(phone, pouch, line):
    line.set(Mode.CUT)
    phone.save_round(3.1)
    phone.kill()
    phone.open()
    phone.page.goto("/today/")
    phone.expect_badge("1 waiting")
    phone.kill()
    line.set(Mode.OPEN)
    phone.open()
    phone.look_in_the_morning(PEOPLE["ben"])
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]


def test_a_draft_that_comes_back_after_its_round_was_kept_is_forgotten(phone, line):
    """What was erased last is what a phone that dies forgets to have erased."""
    line.set(Mode.CUT)
    phone.fill_round(3.1)
    phone.expect_badge("1 waiting")
    draft = phone.page.evaluate("({ ...localStorage })")
    phone.press_save()
    phone.page.wait_for_url("**/today/**")
    phone.page.evaluate("(draft) => Object.assign(localStorage, draft)", draft)
    phone.page.goto("/round/")
    phone.expect_badge("1 waiting")
    expect(phone.page.get_by_label(f"Amount, {BOX[0]}")).not_to_have_value("3.1")
    expect(phone.page.get_by_text("Half-typed at")).to_have_count(0)


def test_the_server_dies_after_it_stored_and_before_it_answered(phone, pouch, line):
    line.on_swallowed = pouch.kill
    line.mode = Mode.SWALLOW
    phone.save_round(3.1)
    phone.expect_badge("1 waiting")
    assert line.swallowed == 1
    assert pouch.amounts() == [3.1]
    line.set(Mode.OPEN)
    pouch.start()
    phone.send_now()
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]
    assert pouch.ids() == {row["id"] for row in phone.rows()}


def test_the_session_ended_while_she_typed(phone, pouch):
    phone.fill_round(3.1)
    pouch.forget_sessions()
    phone.press_save()
    phone.expect_badge("1 need you")
    assert pouch.amounts() == []
    phone.sign_in(PEOPLE["ben"])
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]


def test_another_tab_signed_in_again_and_the_token_is_another(phone, pouch):
    phone.fill_round(3.1)
    other = phone.context.new_page()
    other.goto("/more/")
    other.context.clear_cookies(name="csrftoken")
    other.reload()
    phone.press_save()
    phone.page.wait_for_url("**/today/**")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]


def test_another_person_on_this_phone_sees_and_sends_nothing_of_mine(phone, pouch, line):
    line.set(Mode.NO_SYNC)
    phone.save_round(3.1)
    phone.expect_badge("1 waiting")
    phone.sign_out()
    phone.sign_in(PEOPLE["cleo"])
    phone.expect_badge("All saved")
    phone.page.goto("/waiting/")
    expect(phone.page.get_by_text("All saved. Nothing waits on this phone.")).to_be_visible()
    expect(phone.page.get_by_text("Kangaroo")).to_have_count(0)
    line.set(Mode.OPEN)
    phone.send_now()
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == []
    line.set(Mode.CUT)
    phone.page.goto("/today/")
    expect(phone.page.get_by_text("Kangaroo")).to_have_count(0)
    line.set(Mode.OPEN)
    phone.sign_out()
    phone.sign_in(PEOPLE["ben"])
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]
    [feed] = pouch.rows("select recorded_by_id from feedings_feed where device is not null")
    assert feed["recorded_by_id"] == ben(pouch)


def test_two_tabs_send_at_once(phone, pouch, line):
    line.set(Mode.NO_SYNC)
    other = phone.context.new_page()
    other.goto("/today/")
    phone.page.goto("/today/")
    wires = feeds(pouch, 20)
    phone.add(ben(pouch), wires, pouch.data)
    line.set(Mode.OPEN)
    for page in (phone.page, other):
        page.evaluate("setTimeout(() => document.dispatchEvent(new Event('pouch:send')))")
    phone.expect_badge("All saved")
    expect(other.locator("[data-person]")).to_have_text("All saved")
    assert pouch.amounts() == amounts_of(wires)


def test_five_hundred_waiting_are_all_stored(phone, pouch, line):
    wires = feeds(pouch, 500)
    phone.page.goto("/waiting/")
    line.set(Mode.CUT)
    phone.add(ben(pouch), wires, pouch.data)
    phone.expect_badge("500 waiting")
    line.set(Mode.OPEN)
    phone.send_now()
    phone.expect_badge("All saved", seconds=60)
    assert pouch.amounts() == amounts_of(wires)


def test_one_that_cannot_be_right_holds_up_no_other_and_can_be_mended(phone, pouch):
    wires = feeds(pouch, 50)
    wires[20]["volume_ml"] = "-3"
    phone.page.goto("/waiting/")
    phone.add(ben(pouch), wires, pouch.data)
    phone.send_now()
    phone.expect_badge("1 need you")
    assert len(pouch.amounts()) == 49
    entry = phone.page.get_by_role("listitem").filter(has_text="-3 ml")
    expect(entry.locator(".field-error")).to_be_visible()
    entry.get_by_role("button", name="Correct").click()
    phone.page.get_by_label("Amount, ml").fill("9.9")
    phone.page.get_by_role("button", name="Save", exact=True).click()
    phone.expect_badge("All saved")
    assert 9.9 in pouch.amounts()
    assert len(pouch.amounts()) == 50


def test_no_room_on_the_phone_is_said_and_nothing_is_called_kept(phone, pouch, line):
    full = """IDBObjectStore.prototype.add = function () {
      throw new DOMException("full", "QuotaExceededError")
    }"""
    phone.context.add_init_script(full)
    phone.fill_round(3.1)
    line.set(Mode.CUT)
    phone.press_save()
    expect(phone.page.get_by_text("This phone could not keep it")).to_be_visible()
    expect(phone.page.get_by_label(f"Amount, {BOX[0]}")).to_have_value("3.1")
    line.set(Mode.OPEN)
    phone.press_save()
    phone.page.wait_for_url("**/today/**")
    stored = pouch.rows("select volume_ml from feedings_feed where round is not null")
    assert [float(row["volume_ml"]) for row in stored] == [3.1]


def test_a_clock_an_hour_ahead_is_noticed_and_both_times_are_kept(phone, pouch):
    phone.context.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    phone.save_round(3.1)
    phone.expect_badge("All saved")
    [feed] = pouch.rows(
        "select clock_off_s, happened_at from feedings_feed where device is not null"
    )
    assert 3500 < feed["clock_off_s"] < 3700
    happened_at = dt.datetime.fromisoformat(feed["happened_at"]).replace(tzinfo=dt.UTC)
    assert happened_at - dt.datetime.now(dt.UTC) > dt.timedelta(minutes=50)


def test_a_hand_over_while_she_had_no_signal(phone, pouch, line):
    line.set(Mode.CUT)
    phone.save_round(3.1, minutes_ago=APART)
    phone.save_round(3.2)
    pouch.move_away(BOX[0], at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=APART // 2))
    line.set(Mode.OPEN)
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    stored = pouch.rows("select volume_ml from feedings_feed where device is not null")
    assert [float(row["volume_ml"]) for row in stored] == [3.1]
    held = pouch.rows("select reason from feedings_heldentry")
    assert [row["reason"] for row in held] == ["parked"]
    phone.page.goto("/waiting/")
    expect(phone.page.get_by_role("heading", name="With the coordinator")).to_be_visible()


def test_a_hotels_page_with_status_200_is_no_answer(phone, pouch, line):
    phone.fill_round(3.1)
    line.set(Mode.PORTAL)
    phone.press_save()
    phone.page.wait_for_timeout(500)
    line.set(Mode.CUT)
    phone.page.goto("/today/")
    phone.expect_badge("1 waiting")
    assert pouch.amounts() == []
    line.set(Mode.OPEN)
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]


def test_one_bar_of_signal_is_like_none(phone, pouch, line):
    line.set(Mode.DEAD)
    phone.save_round(3.1)
    phone.expect_badge("1 waiting")
    line.set(Mode.OPEN)
    phone.page.goto("/today/")
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]


def test_phone_and_server_agree_and_what_a_restored_backup_lacks_is_sent_again(phone, pouch):
    backup = (pouch.data / "pouch.sqlite3").read_bytes()
    phone.save_round(3.1)
    phone.expect_badge("All saved")
    phone.page.goto("/waiting/")
    expect(phone.page.get_by_text("1 sent, 1 stored")).to_be_visible()
    pouch.stop()
    (pouch.data / "pouch.sqlite3").write_bytes(backup)
    for left in pouch.data.glob("pouch.sqlite3-*"):
        left.unlink()
    pouch.start()
    assert pouch.amounts() == []
    phone.sign_in(PEOPLE["ben"])
    phone.page.goto("/waiting/")
    expect(phone.page.get_by_text("1 are missing there and are sent again")).to_be_visible()
    phone.expect_badge("All saved")
    assert pouch.amounts() == [3.1]
