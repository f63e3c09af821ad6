"""Whose an animal was at any time: one query says for all times what animals_for() says for one."""

import datetime as dt

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from animals.access import animals_for, stays_with
from tests.factories import join_home, make_animal, make_home, make_person, make_placement

HOUR = dt.timedelta(hours=1)
SPANS = st.tuples(st.integers(0, 9), st.integers(1, 9) | st.none())


class TestStays(TestCase):
    @settings(max_examples=60)
    @given(
        moves=st.lists(st.integers(0, 3), min_size=1, max_size=4),
        memberships=st.lists(st.tuples(st.integers(0, 1), SPANS), max_size=4),
    )
    def test_they_say_for_any_time_what_the_door_says(self, moves, memberships):
        start = timezone.now() - 24 * HOUR
        person, somebody = make_person(), make_person()
        homes = [make_home(), make_home()]
        animal = make_animal(intake_at=start)
        places = [*homes, None, None]
        for number, move in enumerate(moves):
            if places[move]:
                make_placement(
                    animal=animal,
                    home=places[move],
                    started_at=start + 3 * number * HOUR,
                    ended_at=start + 3 * (number + 1) * HOUR,
                )
        opened = set()
        for home, (joined, hours) in memberships:
            if hours is None and home in opened:
                continue
            opened |= {home} if hours is None else set()
            join_home(
                person=person,
                home=homes[home],
                started_at=start + joined * HOUR,
                ended_at=None if hours is None else start + (joined + hours) * HOUR,
            )
        for home in homes:
            join_home(person=somebody, home=home, started_at=start)
        stays = stays_with(person, [animal.pk]).get(animal.pk, [])
        for hours in range(15):
            at = start + hours * HOUR
            is_seen = animals_for(person, at=at).filter(pk=animal.pk).exists()
            assert any(stay.covers(at) for stay in stays) is is_seen, hours

    def test_it_is_one_query_for_all(self):
        home = make_home()
        person = make_person(home=home)
        animals = [make_animal(home=home) for _ in range(3)]
        with self.assertNumQueries(1):
            stays = stays_with(person, [animal.pk for animal in animals])
        assert [len(stays[animal.pk]) for animal in animals] == [1, 1, 1]
