"""Which animal a label means."""

import pytest

from feedings.importing.layout import Labelled
from feedings.importing.matching import Candidate, collar_of, match, new_name, sex_of

YOUNG = [
    Candidate(1, "Rosie", "pink"),
    Candidate(2, "Zoë", "blue"),
    Candidate(3, "Pink Panther", ""),
    Candidate(4, "Kitten 4", ""),
    Candidate(5, "Clover", "red"),
]


def labelled(text, **about):
    return Labelled(label=text, spot=(0, 0), **about)


@pytest.mark.parametrize(
    ("label", "pk"),
    [
        ("Rosie", 1),
        (" ROSIE ", 1),
        ("pink", 1),
        ("Pink girl", 1),
        ("pink collar", 1),
        ("rosa", 1),
        ("zoe", 2),
        ("Blau", 2),
        ("pink panther", 3),
        ("4", 4),
        ("#4", 4),
        ("Clover (red)", 5),
        ("Clover girl", 5),
        ("Rosalind", None),
        ("Clover junior", None),
        ("green", None),
        ("5", None),
    ],
)
def test_a_label_is_matched_by_name_or_collar(label, pk):
    found = match([labelled(label)], YOUNG, young="kitten")
    assert list(found.values()) == ([] if pk is None else [pk])


def test_two_of_one_collar_are_a_doubt_and_nobody_is_matched():
    twins = [Candidate(1, "Ash", "pink"), Candidate(2, "Birch", "pink")]
    assert match([labelled("pink")], twins, young="kitten") == {}


def test_nobody_is_matched_twice_and_names_go_before_collars():
    young = [Candidate(1, "Blue", "pink"), Candidate(2, "Pink", "blue")]
    found = match([labelled("pink"), labelled("blue")], young, young="kitten")
    assert found == {"pink": 2, "blue": 1}


@pytest.mark.parametrize(
    ("label", "name"),
    [("pink", "Pink"), ("clover", "Clover"), ("4", "Kitten 4"), ("#2", "Kitten 2"), ("x" * 90, 60)],
)
def test_a_new_animal_is_called_by_its_label(label, name):
    made = new_name(labelled(label), "kitten")
    assert len(made) == name if isinstance(name, int) else made == name


def test_collar_and_sex_come_from_their_own_lines_or_the_label():
    assert collar_of(labelled("Rex", collar="hot pink")) == "pink"
    assert collar_of(labelled("Grün")) == "green"
    assert collar_of(labelled("Rex", collar="plaid")) == ""
    assert sex_of(labelled("pink girl")) == "female"
    assert sex_of(labelled("Rex", sex="male")) == "male"
    assert sex_of(labelled("Rex")) == "unknown"
