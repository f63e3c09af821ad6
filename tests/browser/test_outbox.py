"""The outbox on the phone: what it keeps, what it lets go of, and what a person can do about it."""

import json
import uuid

import pytest
from playwright.sync_api import Page, Route, expect

OUTBOX = "/static/js/offline/outbox.js"
SEND = "/static/js/offline/send.js"


class Server:
    """Answers /sync/entries as a test says, and remembers what was sent."""

    def __init__(self, page: Page):
        self.calls: list[dict] = []
        self.answer = self.store
        page.route("**/sync/entries", lambda route: self.take(route))

    def take(self, route: Route) -> None:
        self.calls.append(json.loads(route.request.post_data))
        self.answer(route, self.calls[-1])

    def store(self, route: Route, call: dict) -> None:
        self.result(route, [{"id": entry["id"], "status": "stored"} for entry in call["entries"]])

    def result(self, route: Route, results: list[dict]) -> None:
        route.fulfill(json={"results": results, "clock_off_s": None})

    def lose(self, route: Route, call: dict) -> None:
        route.abort()

    @property
    def sent(self) -> list[str]:
        return [entry["id"] for call in self.calls for entry in call["entries"]]


@pytest.fixture
def server(page: Page):
    return Server(page)


@pytest.fixture
def outbox(page: Page, server, box, carer, sign_in):
    """Calls a function of the outbox in the page; `me` stands for the carer's key."""
    sign_in(carer)
    server.answer = server.lose
    page.goto("/waiting/")
    expect(page.get_by_text("All saved. Nothing waits on this phone.")).to_be_visible()
    while not server.calls:  # the sign of life of a phone that was just opened
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)

    def outbox(call: str, *arguments, module=OUTBOX):
        return page.evaluate(
            f"async ([me, ...given]) => {{ const it = await import('{module}'); return {call} }}",
            [carer.pk, *arguments],
        )

    return outbox


def feed(animal, amount="6.5", **fields) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "kind": "feed",
        "animal": animal.pk,
        "happened_at": "2026-05-01T03:01:00Z",
        "route": "bottle",
        "volume_ml": amount,
        **fields,
    }


def add(outbox, *wires) -> list[str]:
    return outbox("it.add(me, given[0].map((wire) => ({ name: 'Kangaroo', wire })))", list(wires))


def rows(outbox) -> list[dict]:
    return outbox("it.rows(me)")


def test_it_is_on_disk_before_it_is_called_kept(page: Page, outbox, box):
    page.evaluate("""() => {
      const transaction = IDBDatabase.prototype.transaction
      IDBDatabase.prototype.transaction = function (...given) {
        const made = transaction.apply(this, given)
        ;(window.kinds ??= []).push(`${made.mode} ${made.durability}`)
        return made
      }
    }""")
    add(outbox, feed(box["Kangaroo"]))
    assert "readwrite strict" in page.evaluate("window.kinds")


def test_the_same_tap_twice_is_one_entry(outbox, box):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    add(outbox, wire)
    assert [row["id"] for row in rows(outbox)] == [wire["id"]]


def test_the_same_id_with_other_content_is_kept_as_another_entry(outbox, box):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    ids = add(outbox, wire | {"volume_ml": "7.5"})
    kept = rows(outbox)
    assert ids == [kept[1]["id"]]
    assert [row["wire"]["volume_ml"] for row in kept] == ["6.5", "7.5"]
    assert len({row["id"] for row in kept}) == 2


def test_all_of_a_round_are_kept_or_none(outbox, box):
    wire = feed(box["Kangaroo"])
    with pytest.raises(Exception, match="could not be cloned"):
        outbox(
            "it.add(me, [{ name: '', wire: given[0] },"
            " { name: '', wire: { id: 'x', note: () => 0 } }])",
            wire,
        )
    assert rows(outbox) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to our network</h1>"},
        {"status": 200, "json": {"fine": True}},
        {"status": 200, "json": {"results": []}},
        {"status": 302, "headers": {"Location": "/sign-in/"}},
        {"status": 403, "content_type": "text/html", "body": "<h1>No</h1>"},
        {"status": 503, "content_type": "text/html", "body": "<h1>Later</h1>"},
        {"status": 500, "json": {"error": "oops"}},
    ],
    ids=lambda answer: f"{answer['status']}-{'json' if 'json' in answer else 'other'}",
)
def test_nothing_leaves_without_an_answer_for_its_own_id(outbox, server, box, answer):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    server.answer = lambda route, call: route.fulfill(**answer)
    outbox("it.send(me)", module=SEND)
    assert [(row["id"], row["state"]) for row in rows(outbox)] == [(wire["id"], "waiting")]
    assert wire["id"] in server.sent


def test_only_the_one_that_was_answered_leaves(outbox, server, box):
    one, other = feed(box["Kangaroo"]), feed(box["Joey"])
    add(outbox, one, other)
    server.answer = lambda route, call: server.result(
        route, [{"id": one["id"], "status": "stored"}]
    )
    outbox("it.send(me)", module=SEND)
    assert {row["id"]: row["state"] for row in rows(outbox)} == {
        one["id"]: "sent",
        other["id"]: "waiting",
    }


def test_what_makes_the_server_fail_is_left_alone_and_the_others_are_sent(outbox, server, box):
    wires = [feed(box["Kangaroo"], f"{i}.5") for i in range(9)]
    poison = wires[4]["id"]

    def fail(route, call):
        if poison in [entry["id"] for entry in call["entries"]]:
            route.fulfill(status=500, content_type="text/html", body="oops")
        else:
            server.store(route, call)

    add(outbox, *wires)
    server.answer = fail
    # Else Background Sync would not ask again.
    assert outbox("it.send(me)", module=SEND)["ok"] is False
    assert [row["id"] for row in rows(outbox) if row["state"] == "waiting"] == [poison]


def test_signed_out_it_needs_you(page: Page, outbox, server, box):
    add(outbox, feed(box["Kangaroo"]))
    server.answer = lambda route, call: route.fulfill(status=401, json={"error": "Sign in."})
    outbox("document.dispatchEvent(new Event('pouch:send'))")
    expect(page.locator("[data-person]")).to_have_text("1 need you")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    server.answer = server.store
    outbox("document.dispatchEvent(new Event('pouch:send'))")
    expect(page.locator("[data-person]")).to_have_text("All saved")


def test_one_typed_anew_before_it_was_sent_is_one_entry(page: Page, outbox, server, box):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    expect(page.get_by_text("Kangaroo, bottle 6.5 ml")).to_be_visible()
    page.get_by_role("button", name="Correct").click()
    page.get_by_label("Amount, ml").fill("7")
    server.answer = server.store
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-person]")).to_have_text("All saved")
    assert [entry["volume_ml"] for entry in server.calls[-1]["entries"]] == ["7"]
    assert server.calls[-1]["entries"][0]["id"] == wire["id"]


def test_what_is_no_number_is_said_where_it_was_typed(page: Page, outbox, server, box):
    wire = feed(box["Kangaroo"], weight_before_g="212")
    add(outbox, wire)
    page.get_by_role("button", name="Correct").click()
    page.get_by_label("Weight before, g").fill("two")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field-error")).to_contain_text("“two” is not a number")
    assert rows(outbox)[0]["wire"] == wire
    page.get_by_label("Weight before, g").fill("8 oz")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Kangaroo, bottle 6.5 ml, 226.8 g before")).to_be_visible()
    changed = rows(outbox)[0]["wire"]
    assert (changed["weight_before_g"], changed["weight_unit"]) == ("226.8", "oz")


def test_one_typed_anew_after_a_try_is_a_correction(outbox, server, box):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    outbox("it.send(me)", module=SEND)  # lost: it may have been stored
    outbox("it.replace(given[0], given[1])", wire["id"], wire | {"volume_ml": "7"})
    old, new = rows(outbox)
    assert (old["wire"]["volume_ml"], old["state"]) == ("6.5", "waiting")
    assert new["wire"]["corrects"] == wire["id"]
    assert new["wire"]["volume_ml"] == "7"
    assert new["id"] == new["wire"]["id"] != wire["id"]


def test_one_taken_out_before_it_was_sent_never_is_and_can_be_put_back(
    page: Page, outbox, server, box
):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    page.get_by_role("button", name="Take out").click()
    expect(page.get_by_role("heading", name="Taken out here")).to_be_visible()
    server.answer = server.store
    outbox("it.send(me)", module=SEND)
    assert server.sent == []
    with page.expect_request("**/sync/entries"):
        page.get_by_role("button", name="Put back").click()
    expect(page.locator("[data-person]")).to_have_text("All saved")
    assert server.sent == [wire["id"]]


def test_one_taken_out_after_a_try_is_sent_with_the_mark(outbox, server, box):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    outbox("it.send(me)", module=SEND)
    outbox("it.takeOut(given[0])", wire["id"])
    server.answer = server.store
    outbox("it.send(me)", module=SEND)
    assert server.calls[-1]["entries"] == [wire | {"taken_out": True}]


def test_one_taken_out_while_it_is_on_its_way_is_sent_again_with_the_mark(
    page: Page, outbox, server, box
):
    wire, on_its_way = feed(box["Kangaroo"]), []
    add(outbox, wire)
    server.answer = lambda route, call: on_its_way.append((route, call))
    outbox("void it.send(me)", module=SEND)
    while not on_its_way:
        page.wait_for_timeout(20)
    outbox("it.takeOut(given[0])", wire["id"])
    server.answer = server.store
    server.store(*on_its_way[0])
    outbox("it.send(me)", module=SEND)
    expect(page.locator("[data-person]")).to_have_text("All saved")
    assert server.calls[-1]["entries"] == [wire | {"taken_out": True}]
    assert [row["state"] for row in rows(outbox)] == ["sent"]


@pytest.mark.parametrize("change", ["taken out", "typed anew"])
def test_one_that_was_stored_while_it_is_looked_at_is_changed_there(outbox, server, box, change):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    server.answer = server.store
    outbox("it.send(me)", module=SEND)
    if change == "taken out":
        outbox("it.takeOut(given[0])", wire["id"])
    else:
        outbox("it.replace(given[0], given[1])", wire["id"], wire | {"volume_ml": "7"})
    outbox("it.send(me)", module=SEND)
    [sent] = server.calls[-1]["entries"]
    if change == "taken out":
        assert sent == wire | {"taken_out": True}
    else:
        assert sent == wire | {"id": sent["id"], "volume_ml": "7", "corrects": wire["id"]}


def test_a_refused_one_says_why_and_can_be_mended(page: Page, outbox, server, box):
    wire = feed(box["Kangaroo"], "-3")
    add(outbox, wire)
    refused = [{"id": wire["id"], "status": "invalid", "errors": {"volume_ml": ["Not so."]}}]
    server.answer = lambda route, call: server.result(route, refused)
    outbox("it.send(me)", module=SEND)
    expect(page.locator("[data-person]")).to_have_text("1 need you")
    expect(page.get_by_text("Not so.")).to_be_visible()
    server.answer = server.store
    page.get_by_role("button", name="Correct").click()
    page.get_by_label("Amount, ml").fill("3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-person]")).to_have_text("All saved")


def test_nobody_elses_entries_are_shown_or_sent(outbox, server, box):
    wire = feed(box["Kangaroo"])
    outbox("it.add(me + 1, [{ name: 'Kangaroo', wire: given[0] }])", wire)
    server.answer = server.store
    outbox("it.send(me)", module=SEND)
    assert rows(outbox) == []
    assert server.sent == []


def test_it_works_over_plain_http_without_locks_and_random_ids(
    page: Page, server, box, carer, sign_in
):
    page.add_init_script("""
      delete Navigator.prototype.locks
      delete Navigator.prototype.serviceWorker
      delete Crypto.prototype.randomUUID
    """)
    sign_in(carer)
    page.goto("/waiting/")
    assert page.evaluate("[navigator.locks, crypto.randomUUID].every((one) => one === undefined)")
    ids = page.evaluate(f"import('{OUTBOX}').then((it) => [1, 2, 3].map(() => it.newId()))")
    assert len({uuid.UUID(one) for one in ids}) == 3
    assert all(uuid.UUID(one).version == 4 for one in ids)
    wire = feed(box["Kangaroo"])
    page.evaluate(
        f"([me, wire]) => import('{OUTBOX}').then((it) => it.add(me, [{{ name: '', wire }}]))",
        [carer.pk, wire],
    )
    page.evaluate("document.dispatchEvent(new Event('pouch:send'))")
    expect(page.locator("[data-person]")).to_have_text("All saved")
    assert server.sent == [wire["id"]]


def test_after_an_hour_it_says_so(page: Page, outbox, box):
    add(outbox, feed(box["Kangaroo"]))
    page.clock.install()
    page.goto("/today/")
    expect(page.get_by_text("1 entry on this phone")).to_have_count(0)
    page.clock.fast_forward("01:05:00")
    expect(page.get_by_text("1 entry on this phone")).to_be_visible()


def test_one_that_was_corrected_or_taken_out_after_a_try_is_not_to_be_changed_again(
    page: Page, outbox, server, box
):
    one, other = feed(box["Kangaroo"]), feed(box["Possum"])
    add(outbox, one, other)
    outbox("it.send(me)", module=SEND)
    page.goto("/waiting/")
    lines = page.locator(".outbox-entry")
    lines.first.get_by_role("button", name="Correct").tap()
    page.get_by_label("Amount, ml").fill("7")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(lines).to_have_count(3)
    lines.nth(1).get_by_role("button", name="Take out").tap()
    expect(lines.nth(1)).to_contain_text("taken out")
    expect(lines.nth(0)).to_contain_text("corrected since")
    for line in (lines.nth(0), lines.nth(1)):
        expect(line.get_by_role("button")).to_have_text(["Copy"])
    expect(lines.nth(2)).to_contain_text("bottle 7 ml")


def test_copying_says_so_also_over_plain_http(page: Page, outbox, box):
    add(outbox, feed(box["Kangaroo"]))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy", exact=True).tap()
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    page.get_by_role("button", name="Copy all as text").tap()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)


def test_signing_out_with_entries_waiting_says_that_they_stay(page: Page, outbox, box):
    wire = feed(box["Kangaroo"])
    add(outbox, wire)
    page.goto("/more/")
    expect(page.locator("[data-person]")).to_have_text("1 waiting")
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => /sign-out/.test(name))"
    )
    page.get_by_role("button", name="Sign out Ben").click()
    expect(page.get_by_text("1 entry is not stored yet.")).to_be_visible()
    page.get_by_role("button", name="Sign out all the same").click()
    page.wait_for_url("**/sign-in/**")
    assert [row["id"] for row in rows(outbox)] == [wire["id"]]
