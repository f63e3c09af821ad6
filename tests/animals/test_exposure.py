"""Who was with whom: tables of small worlds, and what holds in every world."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animals.exposure import Bond, Contact, How, Stay, Window, conflicts, contacts

DAY_ZERO = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
KANGAROO, POSSUM, JOEY, WOMBAT = 1, 2, 3, 4
HERE, THERE = 10, 11


def day(number: float | None) -> dt.datetime | None:
    return None if number is None else DAY_ZERO + dt.timedelta(days=number)


WINDOW = Window(since=day(0), until=day(14))


def stay(animal, start, end, *, home=HERE, room=None) -> Stay:
    return Stay(animal=animal, home=home, room=room, started_at=day(start), ended_at=day(end))


def bond(how, first, second, start, end) -> Bond:
    return Bond(how=how, first=first, second=second, started_at=day(start), ended_at=day(end))


def met(animal, how, start, end) -> Contact:
    return Contact(animal=animal, how=how, started_at=day(start), ended_at=day(end))


HERSELF = stay(KANGAROO, 2, 8, room=1)

WORLDS = {
    "alone": ([HERSELF], [], []),
    "in another home": ([HERSELF, stay(POSSUM, 0, 9, home=THERE, room=1)], [], []),
    "the same room": (
        [HERSELF, stay(POSSUM, 4, 9, room=1)],
        [],
        [met(POSSUM, How.ROOM, 4, 8)],
    ),
    "another room, the same hands": (
        [HERSELF, stay(POSSUM, 4, 9, room=2)],
        [],
        [met(POSSUM, How.HANDS, 4, 8)],
    ),
    "a room that nobody said": (
        [HERSELF, stay(POSSUM, 4, 9)],
        [],
        [met(POSSUM, How.HANDS, 4, 8)],
    ),
    "neither room said": (
        [stay(KANGAROO, 2, 8), stay(POSSUM, 4, 6)],
        [],
        [met(POSSUM, How.HANDS, 4, 6)],
    ),
    "came when she had left": ([HERSELF, stay(POSSUM, 8, 9, room=1)], [], []),
    "both still there": (
        [stay(KANGAROO, -9, None, room=1), stay(POSSUM, -5, None, room=1)],
        [],
        [met(POSSUM, How.ROOM, 0, None)],
    ),
    "before the window": (
        [stay(KANGAROO, -9, None, room=1), stay(POSSUM, -5, 0, room=1)],
        [],
        [],
    ),
    "after the window": ([stay(KANGAROO, 0, None), stay(POSSUM, 14, None)], [], []),
    "moved within the room": (
        [HERSELF, stay(POSSUM, 3, 5, room=1), stay(POSSUM, 5, 7, room=1)],
        [],
        [met(POSSUM, How.ROOM, 3, 7)],
    ),
    "went and came again": (
        [HERSELF, stay(POSSUM, 2, 3, room=1), stay(POSSUM, 6, 7, room=1)],
        [],
        [met(POSSUM, How.ROOM, 6, 7), met(POSSUM, How.ROOM, 2, 3)],
    ),
    "from room to room": (
        [HERSELF, stay(POSSUM, 2, 4, room=1), stay(POSSUM, 4, 7, room=2)],
        [],
        [met(POSSUM, How.ROOM, 2, 4), met(POSSUM, How.HANDS, 4, 7)],
    ),
    "a pair, whatever homes they are written in": (
        [HERSELF],
        [bond(How.PAIR, POSSUM, KANGAROO, 3, 5)],
        [met(POSSUM, How.PAIR, 3, 5)],
    ),
    "introduced, then bonded": (
        [],
        [bond(How.PAIR, KANGAROO, POSSUM, 3, 5), bond(How.PAIR, KANGAROO, POSSUM, 5, None)],
        [met(POSSUM, How.PAIR, 3, None)],
    ),
    "a pair of others": ([HERSELF], [bond(How.PAIR, POSSUM, JOEY, 3, 5)], []),
    "the closest first, then the latest": (
        [
            HERSELF,
            stay(WOMBAT, 3, 8, room=2),
            stay(POSSUM, 3, 4, room=1),
            stay(JOEY, 3, 6, room=1),
        ],
        [bond(How.NURSING, KANGAROO, 5, 2, 3), bond(How.PAIR, KANGAROO, POSSUM, 2, 3)],
        [
            met(5, How.NURSING, 2, 3),
            met(POSSUM, How.PAIR, 2, 3),
            met(JOEY, How.ROOM, 3, 6),
            met(POSSUM, How.ROOM, 3, 4),
            met(WOMBAT, How.HANDS, 3, 8),
        ],
    ),
}


@pytest.mark.parametrize(("stays", "bonds", "expected"), WORLDS.values(), ids=WORLDS)
def test_who_was_with_kangaroo(stays, bonds, expected):
    assert contacts(KANGAROO, stays, bonds, WINDOW) == expected


animals, days = st.integers(1, 4), st.integers(-3, 17)
spans = st.tuples(days, days).filter(lambda span: span[0] < span[1]) | st.tuples(days, st.none())
some_stays = st.builds(
    lambda animal, home, room, span: stay(animal, *span, home=home, room=room),
    animals,
    st.sampled_from([HERE, THERE]),
    st.sampled_from([None, 1, 2]),
    spans,
)
some_bonds = st.builds(
    lambda how, pair, span: bond(how, *pair, *span),
    st.sampled_from([How.NURSING, How.PAIR]),
    st.permutations([1, 2, 3, 4]).map(lambda order: order[:2]),
    spans,
)


@given(st.lists(some_stays, max_size=12), st.lists(some_bonds, max_size=6))
def test_who_was_exposed_to_one_exposed_it_for_the_same_spans(stays, bonds):
    met_by = {
        animal: {
            (contact.animal, contact.how, contact.started_at, contact.ended_at)
            for contact in contacts(animal, stays, bonds, WINDOW)
        }
        for animal in range(1, 5)
    }
    for animal, found in met_by.items():
        for other, *rest in found:
            assert other != animal
            assert (animal, *rest) in met_by[other]


@given(st.lists(some_stays, max_size=12), st.lists(some_bonds, max_size=6))
def test_contacts_of_one_kind_lie_apart_and_within_the_window(stays, bonds):
    last_end = {}
    found = contacts(KANGAROO, stays, bonds, WINDOW)
    for contact in sorted(found, key=lambda one: one.started_at):
        ended_at = contact.ended_at or WINDOW.until
        assert WINDOW.since <= contact.started_at < ended_at <= WINDOW.until
        key = contact.animal, contact.how
        assert key not in last_end or last_end[key] < contact.started_at
        last_end[key] = ended_at


TODAY = DAY_ZERO.date()
TOMORROW, YESTERDAY = TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)
BOX = [stay(KANGAROO, 0, None, room=1), stay(POSSUM, 0, None, room=1), stay(JOEY, 0, None, room=2)]

CONFLICTS = {
    "nobody in quarantine": (BOX, {}, {}, []),
    "it ended yesterday": (BOX, {KANGAROO: YESTERDAY}, {}, []),
    "its last day": (BOX, {KANGAROO: TODAY}, {}, [(KANGAROO, [POSSUM])]),
    "another room is apart": (BOX, {JOEY: TOMORROW}, {}, []),
    "its own litter": (BOX, {KANGAROO: TOMORROW}, {KANGAROO: {POSSUM}}, []),
    "both in quarantine, strangers": (
        BOX,
        {KANGAROO: TOMORROW, POSSUM: TOMORROW, JOEY: None},
        {},
        [(KANGAROO, [POSSUM]), (POSSUM, [KANGAROO])],
    ),
    "a room that nobody said": (
        [stay(WOMBAT, 0, None), *BOX],
        {WOMBAT: TOMORROW},
        {WOMBAT: {JOEY}},
        [(WOMBAT, [KANGAROO, POSSUM])],
    ),
    "room one of two homes": (
        [*BOX, stay(WOMBAT, 0, None, home=THERE, room=1)],
        {WOMBAT: TOMORROW},
        {},
        [],
    ),
    "in quarantine and in no home": (BOX, {WOMBAT: TOMORROW}, {}, []),
}


@pytest.mark.parametrize(
    ("stays", "until", "together", "expected"), CONFLICTS.values(), ids=CONFLICTS
)
def test_who_shares_a_room_with_one_in_quarantine(stays, until, together, expected):
    assert conflicts(stays, until, together, on=TODAY) == expected
