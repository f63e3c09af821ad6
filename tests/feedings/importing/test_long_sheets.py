"""A row a weighing: in groups, with totals between, with columns that others keep."""

import datetime as dt

import pytest

from .reading import BORN, DOG, read, sentences, weights


def test_rows_without_a_day_or_a_name_are_problems_of_their_own():
    found = read(
        "date,pup,weight\n3/20,Pink,98\n,Pink,99\nsoon,Blue,97\n3/21,,101\n3/21,Blue,103\n3/22,,\n"
    )
    assert weights(found) == [("Pink", "20", "98"), ("Blue", "21", "103")]
    assert sentences(found) == {
        "A3": "There is no date here: the weight beside it is not read.",
        "A4": "“soon” is not a date: the weight beside it is not read.",
        "B5": "There is no name here: the weight beside it is not read.",
    }


def test_groups_by_animal_carry_the_name_down():
    found = read("pup,date,weight\nPink,3/20,98\n,3/21,101\nBlue,3/20,99\n,3/21,103\n")
    assert [w[0] for w in weights(found)] == ["Pink", "Pink", "Blue", "Blue"]


def test_totals_and_repeated_headings_between_are_passed_over():
    found = read(
        "date,pup,weight\n3/20,Pink,98\n3/20,Total,98\ndate,pup,weight\n3/21,Pink,101\n,Average,99\n"
    )
    assert weights(found) == [("Pink", "20", "98"), ("Pink", "21", "101")]
    assert found.left_out == [
        "Row 3, “Total”: worked out from weights.",
        "Row 6, “Average”: worked out from weights.",
    ]


def test_a_heading_further_down_is_found():
    found = read("Spring litter,,\nweighed at home,,\n\nname,date,weight\nPink,3/20,98\n")
    assert weights(found) == [("Pink", "20", "98")]


@pytest.mark.parametrize(
    "sheet",
    [
        "age (days),pup,weight\n1,Pink,98\n1,Blue,99\n2,Pink,101\n",
        "pup,day,weight\nPink,1,98\nBlue,1,99\nPink,2,101\n",
    ],
)
def test_ages_in_plain_numbers(sheet):
    found = read(sheet)
    assert [r.on - BORN for r in found.readings] == [dt.timedelta(n) for n in (1, 1, 2)]


def test_ages_in_weeks():
    found = read("week,pup,weight\n1,Rex,900\n2,Rex,1400\n", limits=DOG)
    assert [(r.on - BORN).days for r in found.readings] == [7, 14]


def test_of_the_same_weight_in_two_units_the_finer_is_read():
    found = read("date,pup,weight (oz),weight (g)\n3/20,Pink,3.5,98\n3/21,Pink,3.6,101\n")
    assert weights(found) == [("Pink", "20", "98"), ("Pink", "21", "101")]
    assert any("weight (oz)" in line for line in found.left_out)


def test_net_goes_before_gross():
    found = read("date,pup,gross,tare,net\n3/20,Pink,133,35,98\n")
    assert weights(found) == [("Pink", "20", "98")]


def test_what_else_is_said_about_the_animals_is_kept():
    found = read("date,pup,collar,sex,breed,weight,notes\n3/20,Rex,red,m,Persian,98,ate well\n")
    animal = found.animals[0]
    assert (animal.collar, animal.sex, animal.described) == ("red", "male", ["Persian"])
    assert found.left_out == ["The column “notes”: notes."]


def test_a_collar_names_the_animal_where_nothing_else_does():
    found = read("date,collar,weight\n3/20,pink,98\n3/20,blue,99\n")
    assert [animal.label for animal in found.animals] == ["pink", "blue"]


def test_a_number_names_the_animal_where_nothing_else_does():
    found = read("date,id,weight\n3/20,1,98\n3/20,2,99\n3/21,1,101\n")
    assert [animal.label for animal in found.animals] == ["1", "2"]


def test_unknown_headings_are_read_by_what_stands_under_them():
    found = read("wann,wer,wieviel\n20.3.2019,Mimi,98\n20.3.2019,Momo,99\n21.3.2019,Mimi,101\n")
    assert len(found.readings) == 3
    assert found.shape == "long"


def test_a_column_of_moods_is_not_a_column_of_names():
    found = read("date,Pink,mood\n3/20,98,fine\n3/21,101,fine\n3/22,104,quiet\n")
    assert [animal.label for animal in found.animals] == ["Pink"]


def test_a_bad_bag_is_not_taken_off():
    found = read("date,pup,gross,bag\n3/20,Pink,133,35\n3/21,Pink,101,none\n")
    assert [gram for _, _, gram in weights(found)] == ["98", "101"]
