"""Many coordinators move and offer the same animals at once: one wins, the others are told."""

import itertools
import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from animals import offers, placing
from animals.models import Offer, OfferedAnimal, Person, Placement
from tests.factories import make_animal, make_home, make_litter, make_offer, make_person

COORDINATORS, ROUNDS, LITTERS, YOUNG = 20, 3, 2, 4


def at_once(*acts) -> Counter:
    """What each of the acts came to, done in threads that begin together."""
    told, ready = [], threading.Barrier(len(acts))

    def run(act):
        try:
            ready.wait()
            act()
            told.append("done")
        except Exception as problem:
            told.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(told)


def places(animals) -> dict[int, int]:
    """The home of each by animal; fails where one is in two."""
    rows = Placement.objects.filter(animal__in=animals, ended_at=None)
    found = dict(rows.values_list("animal", "home"))
    assert len(found) == rows.count()
    return found


def assert_no_row_is_lost(animals, *, moves: int) -> None:
    """Each animal's stays follow each other without a gap, and each change of them has a row."""
    for animal in animals:
        stays = list(Placement.objects.filter(animal=animal).order_by("started_at"))
        assert len(stays) == 1 + moves
        for one, next_one in itertools.pairwise(stays):
            assert one.ended_at == next_one.started_at
        # The first was stored by hand with its one row; each move adds an end and a beginning.
        assert Placement.history.filter(animal_id=animal.pk).count() == 1 + 2 * moves


@pytest.fixture
def stage(transactional_db):
    """Litters in a home, twenty coordinators, and a home that each of them thinks of."""
    start = make_home()
    litters = [
        [make_animal(litter=litter, home=start) for _ in range(YOUNG)]
        for litter in (make_litter() for _ in range(LITTERS))
    ]
    people = [make_person(role=Person.Role.COORDINATOR) for _ in range(COORDINATORS)]
    return litters, people, [make_home() for _ in range(COORDINATORS)]


def test_of_twenty_who_saw_the_same_page_one_moves_the_litter(stage):
    litters, people, _ = stage
    for _ in range(ROUNDS):
        homes = [make_home() for _ in people]  # nobody thinks of the home where they are already
        seen = [places(litter) for litter in litters]

        def move(number, seen=seen, homes=homes):
            litter = litters[number % LITTERS]
            placing.place(
                # Ticked in another order, which must not make two wait for each other.
                litter if number % 3 else litter[::-1],
                home=homes[number],
                by=people[number],
                expected=seen[number % LITTERS],
            )

        told = at_once(*(lambda n=n: move(n) for n in range(COORDINATORS)))
        assert told == {"done": LITTERS, "CannotPlace": COORDINATORS - LITTERS}
        for litter in litters:
            assert len(set(places(litter).values())) == 1
    for litter in litters:
        assert_no_row_is_lost(litter, moves=ROUNDS)


def test_twenty_who_do_not_look_move_one_after_the_other_and_never_half(stage):
    litters, people, homes = stage

    def move(number):
        # Overlapping groups: one litter, both of them, or one with a single of the other.
        groups = [litters[0], litters[1] + litters[0], litters[0] + litters[1][:1]]
        placing.place(groups[number % 3], home=homes[number], by=people[number])

    told = at_once(*(lambda n=n: move(n) for n in range(COORDINATORS)))
    assert told == {"done": COORDINATORS}
    assert len(set(places(litters[0]).values())) == 1
    assert_no_row_is_lost(litters[0], moves=COORDINATORS)


def test_an_offer_made_twice_at_once_is_made_once(stage):
    litters, people, homes = stage
    for home in homes:
        make_person(home=home)
    told = at_once(
        *(
            lambda n=n: offers.make(litters[0], home=homes[n % 2], by=people[n])
            for n in range(COORDINATORS)
        )
    )
    assert told == {"done": 1, "CannotOffer": COORDINATORS - 1}
    assert OfferedAnimal.objects.count() == YOUNG
    assert Offer.objects.get().state == "open"


def test_of_two_answers_at_once_one_counts(stage):
    litters, _, homes = stage
    litter = litters[0]
    ids = {animal.pk for animal in litter}
    for home in homes[:4]:
        yes, no = make_person(home=home), make_person(home=home)
        offer = make_offer(*litter, home=home, made_at=timezone.now())
        told = at_once(
            lambda offer=offer, yes=yes: offers.answer(offer, by=yes, accepted_ids=ids),
            lambda offer=offer, no=no: offers.answer(offer, by=no, accepted_ids=(), why="ill"),
        )
        assert told == {"done": 1, "CannotAnswer": 1}
        offer.refresh_from_db()
        came = set(places(litter).values()) == {home.pk}
        assert offer.state == ("accepted" if came else "declined")


def test_answers_moves_and_withdrawals_at_once_end_in_one_of_them(stage):
    """Whoever comes first; none waits for ever, and no promise is left behind."""
    litters, people, _ = stage
    litter = litters[0]
    ids = {animal.pk for animal in litter}
    for _ in range(ROUNDS):
        home, other = make_home(), make_home()
        carer = make_person(home=home)
        offer = make_offer(*litter, home=home, made_at=timezone.now())
        told = at_once(
            lambda offer=offer, carer=carer: offers.answer(offer, by=carer, accepted_ids=ids),
            lambda offer=offer: offers.withdraw(offer, by=people[0]),
            lambda other=other: placing.place(litter, home=other, by=people[1]),
            lambda home=home: placing.place(litter[::-1], home=home, by=people[2]),
        )
        assert set(told) <= {"done", "CannotPlace", "CannotAnswer"}
        assert len(set(places(litter).values())) == 1
        assert not OfferedAnimal.objects.filter(answer__in=("pending", "agreed")).exists()
