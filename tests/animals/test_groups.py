"""Who goes together, and which bonds a move would cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animals.groups import Bond, cut, inseparable, tied, together

LITTER, MOTHER, PAIR = Bond.LITTER, Bond.MOTHER, Bond.PAIR


@pytest.mark.parametrize(
    ("animals", "ties", "groups"),
    [
        ([3, 1, 2], [], [(1,), (2,), (3,)]),
        ([1, 2, 3], [tied(2, 1, LITTER)], [(1, 2), (3,)]),
        ([1, 2, 3, 4], [tied(3, 4, PAIR), tied(4, 1, MOTHER)], [(1, 3, 4), (2,)]),
        ([1, 2], [tied(2, 9, PAIR)], [(1,), (2,)]),  # the friend is not here
    ],
)
def test_those_that_hang_together_go_together(animals, ties, groups):
    assert together(animals, ties) == groups


def test_a_litter_may_be_split_but_neither_a_pair_nor_a_mother_from_hers():
    ties = [tied(1, 2, LITTER), tied(2, 3, LITTER), tied(3, 4, MOTHER), tied(1, 5, PAIR)]
    assert inseparable(range(1, 6), ties) == [(1, 5), (2,), (3, 4)]


@given(
    st.sets(st.integers(1, 12), min_size=1),
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12), st.sampled_from(Bond))),
)
def test_every_animal_is_in_one_group_and_no_tie_crosses_two(animals, rows):
    ties = [tied(*row) for row in rows]
    groups = together(animals, ties)
    assert sorted(animal for group in groups for animal in group) == sorted(animals)
    place = {animal: group for group in groups for animal in group}
    assert all(
        place[tie.first] is place[tie.second]
        for tie in ties
        if tie.first in place and tie.second in place
    )


def test_bonds_to_those_left_behind_are_cut_and_bonds_elsewhere_draw():
    ties = [tied(1, 2, LITTER), tied(1, 3, MOTHER), tied(1, 4, PAIR), tied(5, 6, PAIR)]
    home_of = {1: 7, 2: 7, 3: 8, 4: None, 5: 7, 6: 7}
    assert cut([1], ties, home_of=home_of) == ({LITTER}, {8: {3: MOTHER}})


def test_a_bond_to_one_that_left_care_counts_for_nothing():
    assert cut([1], [tied(1, 2, PAIR)], home_of={1: 7}) == (frozenset(), {})
