"""Other people's sheets: every shape, unit and date style that carers keep."""

import datetime as dt
from decimal import Decimal

import pytest

from feedings.importing.sheet import SheetError

from .reading import BORN, CAT, DOG, read, sentences, weights

PAIR = [("Pink", "20", "98"), ("Blue", "20", "99"), ("Pink", "21", "101"), ("Blue", "21", "103")]

SHAPES = {
    "dates down": "date,Pink,Blue\n2019-03-20,98,99\n2019-03-21,101,103\n",
    "long": "Date,Pup,Weight\n3/20,Pink,98\n3/20,Blue,99\n3/21,Pink,101\n3/21,Blue,103\n",
    "long, other order": "weight;kitten;when\n98;Pink;20.3.\n99;Blue;20.3.\n101;Pink;21.3.\n"
    "103;Blue;21.3.\n",
    "long in German": "Gewicht (g);Welpe;Datum\n98;Pink;20.03.19\n99;Blue;20.03.19\n"
    "101;Pink;21.03.19\n103;Blue;21.03.19\n",
    "long, grouped by day": "Date,Name,Weight\n3/20,Pink,98\n,Blue,99\n3/21,Pink,101\n,Blue,103\n",
    "long without headings": "2019-03-20,Pink,98\n2019-03-20,Blue,99\n2019-03-21,Pink,101\n"
    "2019-03-21,Blue,103\n",
    "unit in cells": "date,Pink,Blue\n20 Mar,98g,99 g\n21 Mar,101 grams,103 gms\n",
    "unit in headings": "date,Pink (g),Blue_weight_g\n20 Mar,98,99\n21 Mar,101,103\n",
    "unit in a row": "date,Pink,Blue\n,g,g\n20 Mar,98,99\n21 Mar,101,103\n",
    "unit in a column": "date,name,value,unit\n3/20,Pink,98,g\n3/20,Blue,99,g\n3/21,Pink,101,g\n"
    "3/21,Blue,0.103,kg\n",
    "title rows": "Smith litter\nWeights in grams\n\ndate,Pink,Blue\n3/20,98,99\n\n3/21,101,103\n",
    "semicolons": "date;Pink;Blue\n20.03.2019;98;99\n21.03.2019;101;103\n",
    "tabs": "date\tPink\tBlue\n20.03.2019\t98\t99\n21.03.2019\t101\t103\n",
    "pipes": "|date|Pink|Blue|\n|---|---|---|\n|20.3.|98|99|\n|21.3.|101|103|\n",
    "aligned with spaces": "date        Pink   Blue\n2019-03-20  98     99\n"
    "2019-03-21  101    103\n",
    "sep= of Excel": "sep=;\ndate;Pink;Blue\n20.3.;98;99\n21.3.;101;103\n",
    "old line ends": "date,Pink,Blue\r20 Mar,98,99\r21 Mar,101,103\r",
    "spaces around": " date , Pink , Blue \n 20 Mar , 98 , 99 \n 21 Mar , 101 , 103 \n",
    "empty columns": ",,,\n,date,Pink,,Blue\n,3/20,98,,99\n,,,,\n,3/21,101,,103\n",
    "averages and totals": "date,Pink,Blue,Average,Total\n3/20,98,99,98.5,197\n"
    "3/21,101,103,102,204\nAverage,99.5,101,100,200\nGain,3,4,3.5,7\n",
    "gain under each name": "date,Pink,,Blue,\n,Weight,Gain,Weight,Gain\n3/20,98,,99,\n"
    "3/21,101,3,103,4\n",
    "ages and dates": "Day,Date,Pink,Blue\n1,3/20,98,99\n2,3/21,101,103\n",
    "weekdays beside": "Day,Date,Pink,Blue\nWed,3/20,98,99\nThu,3/21,101,103\n",
    "weekday inside": 'Date,Pink,Blue\nWed 3/20,98,99\n"Thu, Mar 21",101,103\n',
    "a row number": "#,Date,Pink,Blue\n1,3/20,98,99\n2,3/21,101,103\n",
    "heading repeated": "date,Pink,Blue\n3/20,98,99\ndate,Pink,Blue\n3/21,101,103\n",
    "a pair of columns each": "Pink,,Blue,\nDate,Weight,Date,Weight\n3/20,98,3/20,99\n"
    "3/21,101,3/21,103\n",
    "other figures": "date,Pink,Blue,Temp,Pink fed (ml),notes\n3/20,98,99,38.1,4,ok\n"
    "3/21,101,103,38,4.5,\n",
    "the mother too": "date,Pink,Blue,Mom\n3/20,98,99,4100\n3/21,101,103,4120\n",
    "Excel serials": "date,Pink,Blue\n43544,98,99\n43545,101,103\n",
    "ages in days": "day,Pink,Blue\n1,98,99\n2,101,103\n",
    "ages in words": "Age,Pink,Blue\nDay 1,98,99\nD2,101,103\n",
    "the bag included": "All weights include the bag (35 g)\ndate,Pink,Blue\n3/20,133,134\n"
    "3/21,136,138\n",
    "the bag in headings": "Bag: 35 g\ndate,Pink with bag,Blue (incl. bag)\n3/20,133,134\n"
    "3/21,136,138\n",
    "the bag in a column": "date,pup,gross,tare\n3/20,Pink,133,35\n3/20,Blue,134,35\n"
    "3/21,Pink,136,35\n3/21,Blue,138,35\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_litter_is_read_from_every_shape(shape):
    found = read(SHAPES[shape])
    assert weights(found) == PAIR
    assert not found.unread


ACROSS = {
    "plain": "name,3/20,3/21\nPink,98,101\nBlue,99,103\n",
    "described": "Name,Sex,Collar,3/20,3/21,Notes\nPink,F,red,98,101,runt\nBlue,M,,99,103,\n",
    "averages": "Pup,20-Mar,21-Mar,Gain\nPink,98,101,3\nBlue,99,103,4\nAverage,98.5,102,3.5\n",
    "ages": "Name,1,2\nPink,98,101\nBlue,99,103\n".replace("Name", "Day"),
    "ages as D": "kitten,D1,D2\nPink,98,101\nBlue,99,103\n",
    "a block a week": "Week 1\nname,3/20\nPink,98\nBlue,99\n\nWeek 2\nname,3/21\nPink,101\n"
    "Blue,103\n",
}


@pytest.mark.parametrize("shape", ACROSS)
def test_a_row_an_animal_is_read_too(shape):
    found = read(ACROSS[shape])
    assert sorted(weights(found)) == sorted(PAIR)
    assert found.shape == "across"


OUNCES = {
    "1 lb 3 oz": "538.6",
    "1lb 3.5oz": "552.8",
    "1 lb. 3 oz.": "538.6",
    "1# 3oz": "538.6",
    "1'3": "538.6",
    "1'3\"": "538.6",
    "1 pound, 3 ounces": "538.6",
    "1lb3": "538.6",
    "19 oz": "538.6",
    "19oz": "538.6",
    "1.19 lb": "539.8",
    "1.19lbs": "539.8",
    "½ lb": "226.8",
    "1 1/2 lbs": "680.4",
    "17½ oz": "496.1",
    "0.54 kg": "540",
    "540g": "540",
    "1 kg 40 g": "1040",
}


@pytest.mark.parametrize("text", OUNCES)
def test_a_unit_in_the_cell_wins(text):
    cell = '"' + text.replace('"', '""') + '"'
    found = read(f"date,Rex\n3/20,{cell}\n", limits=DOG, unit="g")
    assert weights(found) == [("Rex", "20", OUNCES[text])]


@pytest.mark.parametrize(
    ("sheet", "grams"),
    [
        ("date,Rex lb,Rex oz\n3/20,1,3\n3/21,1,4.5\n3/22,,15\n", ["538.6", "581.2", "425.2"]),
        ("date,Rex,\n,lb,oz\n3/20,1,3\n3/21,1,4.5\n3/22,,15\n", ["538.6", "581.2", "425.2"]),
        (
            "date,pup,lbs,oz\n3/20,Rex,1,3\n3/21,Rex,1,4.5\n3/22,Rex,,15\n",
            ["538.6", "581.2", "425.2"],
        ),
    ],
)
def test_pounds_beside_ounces_are_one_weight(sheet, grams):
    assert [gram for _, _, gram in weights(read(sheet, limits=DOG))] == grams


@pytest.mark.parametrize(
    ("cells", "grams"),
    [
        (["98,5", "102", "99,0"], ["98.5", "102", "99"]),
        (["1.050,5", "1.060", "990,5"], ["1050.5", "1060", "990.5"]),
        (["1,050.5", "1,060", "990.5"], ["1050.5", "1060", "990.5"]),
        (["1,050", "985", "1,020"], ["1050", "985", "1020"]),
        (["1 050", "985", "1 020"], ["1050", "985", "1020"]),
        (["1'050", "985", "1'020"], ["1050", "985", "1020"]),
    ],
)
def test_points_and_commas_are_decided_from_the_whole_sheet(cells, grams):
    rows = "".join(f"{20 + i}.3.;{cell}\n" for i, cell in enumerate(cells))
    found = read(f"Datum;Rex\n{rows}", limits=DOG, unit="g")
    assert [gram for _, _, gram in weights(found)] == grams


def test_kilos_with_a_decimal_comma():
    found = read("Datum;Rex\n20.3.;0,512\n21.3.;1,050\n", limits=DOG, unit="kg")
    assert [gram for _, _, gram in weights(found)] == ["512", "1050"]


@pytest.mark.parametrize("gap", ["", "NA", "n/a", "-", "—", ".", "?", "x", "#N/A", "none", "nan"])
def test_a_gap_is_no_problem(gap):
    found = read(f"date,Pink,Blue\n3/20,98,{gap}\n3/21,101,103\n")
    assert [w for w in weights(found) if w[0] == "Blue"] == [("Blue", "21", "103")]
    assert not found.problems


DATES = {
    "03/20/19": "dates of America",
    "3/20": "without a year",
    "20.3.": "German, without a year",
    "20/03/2019": "day first",
    "20-Mar-19": "Excel's",
    "Mar 20": "month first",
    "20 March 2019": "in words",
    "March 20th, 2019": "ordinal",
    "20. März": "German in words",
    "20 mars 2019": "French",
    "20 de marzo de 2019": "Spanish",
    "2019/03/20": "year first",
    "20190320": "without marks",
    "19-03-20": "short year first",
    "Day 1 (3/20)": "with the age",
    "2019-03-20 00:00:00": "of a database",
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read(text):
    found = read(f'date;Pink\n"{text}";98\n')
    assert weights(found) == [("Pink", "20", "98")]


def test_day_and_month_are_decided_from_all_dates():
    dates = [f"0{month}/0{day}/2019" for month, day in ((4, 1), (4, 2), (4, 3))]
    rows = "".join(f"{text},{98 + i}\n" for i, text in enumerate(dates))
    assert [w[1] for w in weights(read(f"date,Pink\n{rows}"))] == ["04-01", "04-02", "04-03"]
    turned = "".join(f"0{day}/04/2019,{98 + day}\n" for day in (1, 2, 3))
    assert [w[1] for w in weights(read(f"date,Pink\n{turned}"))] == ["04-01", "04-02", "04-03"]


def test_the_order_can_be_said():
    sheet = "date,Pink\n04/05/2019,98\n"
    assert weights(read(sheet, date_order="mdy"))[0][1] == "04-05"
    assert weights(read(sheet, date_order="dmy"))[0][1] == "05-04"


def test_dates_without_a_year_cross_the_new_year():
    found = read(
        "date,Pink\n12/30,98\n12/31,101\n1/1,104\n1/2,110\n", born_on=dt.date(2018, 12, 29)
    )
    assert [reading.on.year for reading in found.readings] == [2018, 2018, 2019, 2019]


def test_birth_weeks_and_days_are_ages():
    found = read("name,Birth,Day 3,Week 1,2 weeks\nPink,90,105,150,250\n")
    assert [r.on - BORN for r in found.readings] == [dt.timedelta(n) for n in (0, 3, 7, 14)]


AGES = {
    "birth, then numbers": "day,Pink\nBirth,90\n1,98\n2,101\n",
    "birth beside zero": "Age (days),Pink\n0 (birth),90\n1,98\n2,101\n",
    "birth, then numbers, across": "Day,Birth,1,2\nPink,90,98,101\n",
    "birth and one number": "name,Birth,1\nPink,90,98\n",
    "mornings of ages": "day,Pink\nDay 0 AM,90\nDay 1 AM,98\nDay 2 AM,101\n",
}


@pytest.mark.parametrize("way", AGES)
def test_ages_are_counted_from_birth(way):
    grown = ["90", "98", "101"]
    found = read(AGES[way])
    assert [(r.on, f"{r.grams:.0f}") for r in found.readings] == [
        (BORN + dt.timedelta(n), grown[n]) for n in range(len(found.readings))
    ]
    assert len(found.readings) >= 2


def test_a_time_of_birth_beside_the_name_is_no_time_of_weighing():
    found = read("name,Time,Birth weight,3/20\nPink,03:15,90,98\n")
    assert all(reading.day_only for reading in found.readings)


def test_a_weight_given_in_two_units_is_read_once():
    found = read("date,Pink\n3/20,3.5 oz / 99 g\n3/21,3.6oz (102g)\n3/22,3.7 oz/150 g\n")
    assert [gram for _, _, gram in weights(found)] == ["99.2", "102.1", "104.9"]
    assert set(sentences(found)) == {"B4"}


def test_day_one_can_be_the_day_of_birth():
    found = read("day,Pink\n1,98\n2,101\n3,105\n", day_one_is_birth=True)
    assert [reading.on.day for reading in found.readings] == [19, 20, 21]


def test_ages_need_the_day_of_birth_and_say_so_once():
    found = read("day,Pink\n1,98\n2,101\n3,105\n", born_on=None)
    assert found.needs_born_on
    assert [problem.sentence for problem in found.problems] == [
        "The sheet counts in ages, and the day of birth is not known: 3 weights are not read."
    ]


TIMES = {
    "in the cell": "date,Pink\n2019-03-20 07:30,98\n2019-03-20 19:30,101\n",
    "in the cell, American": "date,Pink\n3/20/19 7:30 AM,98\n3/20/19 7:30 PM,101\n",
    "in a column": "date,time,Pink\n3/20,07:30,98\n,19:30,101\n",
    "in a column, long": "date,time,pup,weight\n3/20,7:30 am,Pink,98\n3/20,7:30 pm,Pink,101\n",
}


@pytest.mark.parametrize("way", TIMES)
def test_times_of_day_are_kept(way):
    found = read(TIMES[way])
    assert [(r.at, r.day_only, f"{r.grams:.0f}") for r in found.readings] == [
        (dt.time(7, 30), False, "98"),
        (dt.time(19, 30), False, "101"),
    ]


HALVES = {
    "under the names": "date,Pink,\n,AM,PM\n3/20,98,101\n",
    "beside the date": "date,time,Pink\n3/20,AM,98\n3/20,PM,101\n",
    "in the date": "date,Pink\n3/20 AM,98\n3/20 PM,101\n",
    "in the date, early": "date,Pink\n4/8 AM,98\n4/8 PM,101\n",
    "in the date, in words": "date,Pink\nApr 8 AM,98\nApr 8 PM,101\n",
    "in the headings": "name,3/20 am,3/20 pm\nPink,98,101\n",
    "in the names": "date,Pink AM,Pink PM\n3/20,98,101\n",
}


@pytest.mark.parametrize("way", HALVES)
def test_mornings_and_evenings_are_two_readings(way):
    found = read(HALVES[way])
    assert [(r.label, r.at.hour) for r in found.readings] == [("Pink", 8), ("Pink", 20)]


def test_a_written_zone_is_kept():
    found = read("date,Pink\n2019-03-20T07:30:00Z,98\n")
    assert found.readings[0].zone == dt.UTC


def test_a_sheet_without_times_knows_only_the_day():
    assert all(reading.day_only for reading in read(SHAPES["dates down"]).readings)


@pytest.mark.parametrize("max_or_mean", ["Max", "Min"])
def test_max_is_a_name_until_it_is_the_highest_of_the_row(max_or_mean):
    as_name = read(f"date,{max_or_mean},Minnie,Average\n3/20,98,105,101\n3/21,101,110,105\n")
    assert [animal.label for animal in as_name.animals] == [max_or_mean, "Minnie"]
    pick = max if max_or_mean == "Max" else min
    figure = read(
        f"date,A,B,{max_or_mean}\n3/20,98,99,{pick(98, 99)}\n3/21,101,103,{pick(101, 103)}\n"
    )
    assert [animal.label for animal in figure.animals] == ["A", "B"]


def test_numbers_name_animals_too():
    found = read("date,1,2,3\n3/20,98,99,97\n3/21,101,103,102\n")
    assert [animal.label for animal in found.animals] == ["1", "2", "3"]


def test_a_name_that_would_be_an_age_elsewhere():
    for names in (["C1", "D1", "W1"], ["D1", "D2", "D3"]):
        found = read(f"date,{','.join(names)}\n3/20,98,99,97\n3/21,101,103,102\n")
        assert [animal.label for animal in found.animals] == names


def test_one_animal_without_a_name_has_the_sheets():
    found = read("date,weight (g)\n3/20,98\n", name="Mango weights.csv")
    assert [animal.label for animal in found.animals] == ["Mango"]


def test_sexes_and_collars_beside_the_names_are_kept():
    found = read("date,Pink (f),Rex\nsex,,m\ncollar,,Rot\n3/20,98,99\n")
    assert [(a.sex, a.collar) for a in found.animals] == [("female", ""), ("male", "rot")]
    found = read("name,sex,ribbon,breed,3/20\nRex,male,red,Persian,98\n")
    animal = found.animals[0]
    assert (animal.sex, animal.collar, animal.described) == ("male", "red", ["Persian"])


def test_a_birth_weight_column_is_the_day_of_birth():
    found = read("name,Birth weight,3/20\nPink,90,98\n")
    assert [(r.on, r.is_birth) for r in found.readings] == [
        (BORN, True),
        (BORN + dt.timedelta(1), False),
    ]


def test_what_is_left_out_is_said():
    found = read(SHAPES["averages and totals"])
    assert {line.split("”")[0] for line in found.left_out} == {
        "The column “Average",
        "The column “Total",
        "The row “Average",
        "The row “Gain",
    }
    found = read("date,Pink,,Blue\n3/20,98,7,99\n3/21,101,8,103\n")
    assert found.left_out == ["2 numbers in the column of C2, which has no animal’s name."]


def test_a_bag_that_is_only_noted_is_not_taken_off():
    found = read("Bag 35 g\ndate,Pink\n3/20,133\n")
    assert weights(found) == [("Pink", "20", "133")]
    assert any("gives a bag of 35 g" in line for line in found.said)
    assert weights(read("Bag 35 g\ndate,Pink\n3/20,133\n", bag_g=Decimal(35)))[0][2] == "98"


def test_a_bag_of_unknown_weight_is_said():
    found = read("date,Pink with bag\n3/20,133\n")
    assert any("does not say what it weighs" in line for line in found.said)


@pytest.mark.parametrize(
    ("sheet", "limits", "unit"),
    [
        ("date,Pink\n3/20,98\n3/25,140\n", CAT, "g"),
        ("date,Rex\n3/20,17\n3/25,22\n4/2,30\n", DOG, "oz"),
        ("date,Rex\n3/20,1.1\n3/27,2.0\n4/3,3.1\n", DOG, "lb"),
        ("date;Rex\n20.3.;0,512\n27.3.;0,930\n", DOG, "kg"),
        ("date,Pink\n3/20,3.5\n3/27,6.1\n", CAT, "oz"),
    ],
)
def test_the_unit_is_guessed_and_said_as_a_guess(sheet, limits, unit):
    found = read(sheet, limits=limits)
    assert found.unit == unit
    assert found.unit_guessed
    assert any("a guess" in line for line in found.said)


@pytest.mark.parametrize(
    ("cells", "unit", "precision"),
    [
        (["17", "18", "19"], "oz", "14.17"),
        (["1.1", "2", "2.4"], "lb", "22.68"),
        (["98", "101", "105"], "g", "0.50"),
        (["98.5", "101", "105.2"], "g", "0.05"),
        (["17", "17.5", "18.5", "19", "20.5", "21.5"], "oz", "7.09"),
        (["1 lb 3 oz", "1 lb 4 oz", "2 lb"], "g", "14.17"),
        (["0.512", "0.530", "0.55"], "kg", "0.50"),
    ],
)
def test_precision_is_half_of_the_typed_step(cells, unit, precision):
    rows = "".join(f"3/{20 + i},{cell}\n" for i, cell in enumerate(cells))
    found = read(f"date,Rex\n{rows}", limits=DOG, unit=unit)
    assert {str(reading.precision_g) for reading in found.readings} == {precision}


def test_one_finer_weight_does_not_make_the_others_finer():
    rows = "".join(f"3/{20 + i},{17 + i}\n" for i in range(10)) + "3/30,27.25\n"
    precisions = [
        str(r.precision_g) for r in read(f"date,Rex\n{rows}", limits=DOG, unit="oz").readings
    ]
    assert precisions == ["14.17"] * 10 + ["0.14"]


def test_the_same_day_twice_with_one_weight_is_one_reading():
    found = read("date,Pink\n3/20,98\n3/21,101\n3/21,101\n3/22,105\n")
    assert weights(found) == [("Pink", "20", "98"), ("Pink", "21", "101"), ("Pink", "22", "105")]
    assert found.left_out == ["B4: the same weight of Pink on 21 March as in B3."]


def test_two_weights_of_one_day_are_a_problem_that_names_both():
    found = read("date,Pink\n3/20,98\n3/21,101\n3/21,108\n3/22,110\n")
    assert weights(found) == [("Pink", "20", "98"), ("Pink", "21", "101"), ("Pink", "22", "110")]
    said = sentences(found)
    both = "Pink on 21 March has two weights: 101 in B3 and 108 in B4."
    assert said == {"B3": f"{both} This one is read.", "B4": f"{both} Only B3 is read."}


def test_a_sheet_with_every_day_twice_has_mornings_and_evenings():
    rows = "".join(
        f"3/{day},{90 + 5 * (day - 20) + half}\n" for day in range(20, 26) for half in (0, 2)
    )
    found = read(f"date,Pink\n{rows}")
    assert [reading.at.hour for reading in found.readings] == [8, 20] * 6
    assert any("That is a guess." in line for line in found.left_out)


def test_a_weight_at_birth_and_one_later_that_day_are_both_kept():
    found = read("name,Birth weight,3/19,3/20\nPink,90,94,99\n")
    assert [f"{reading.grams:.0f}" for reading in found.readings] == ["90", "94", "99"]


def test_a_name_twice_belongs_to_nobody():
    found = read("date,Pink,Blue,pink\n3/20,98,99,97\n3/21,101,103,100\n")
    assert {reading.label for reading in found.readings} == {"Blue"}
    assert set(sentences(found)) == {"B1", "D1"}


BAD = {
    "0": "“0”: no weight is 0. Not read.",
    "-3": "“-3”: no weight is negative. Not read.",
    "abc": "“abc” is not a weight: not read.",
    "40 kg": "40 kg is more than a kitten of 2 days can weigh. Not read.",
    "101/104": "“101/104” is not a weight: not read.",
    "12 Mar": None,
    '""""': '“"” is not a weight: not read.',
    "2019-01-03": "“2019-01-03” is a date, not a weight: not read.",
    "999999999": "more than a kitten of 2 days can weigh",
}


@pytest.mark.parametrize("cell", [cell for cell, sentence in BAD.items() if sentence])
def test_an_impossible_weight_is_a_problem_of_its_cell(cell):
    found = read(f"date,Pink,Blue\n3/20,98,99\n3/21,{cell},103\n3/22,104,105\n", unit="g")
    assert len(found.readings) == 5
    assert BAD[cell] in sentences(found)["B3"]


ROWS = {
    "3/18/2019": "18 March 2019 lies before the birth on 19 March 2019: 2 weights are not read.",
    "3/20/2091": "20 March 2091 has not come yet: 2 weights are not read.",
    "2/30/2019": "There is no such day: 2 weights are not read.",
    "someday": "“someday” is not a date: 2 weights beside it are not read.",
    "": "There is no date here: 2 weights beside it are not read.",
}


@pytest.mark.parametrize("day", ROWS)
def test_an_impossible_day_is_one_problem_of_its_row(day):
    found = read(f"date,Pink,Blue\n3/20/2019,98,99\n{day},100,101\n3/22/2019,104,105\n")
    assert len(found.readings) == 4
    assert sentences(found) == {"A3": ROWS[day]}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("101*", ""),
        ("101 (+3)", ""),
        ("~101", "says about"),
        ("101 sleepy", "the cell also says “sleepy”"),
    ],
)
def test_a_weight_with_words_beside_it_is_read_and_shown(cell, said):
    found = read(f"date,Pink\n3/20,98\n3/21,{cell}\n")
    assert weights(found)[1] == ("Pink", "21", "101")
    assert said in sentences(found).get("B3", "")
    assert bool(said) == bool(found.questioned)


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("a,b,c\n1,2,3\n", "has no dates or ages"),
        ("date,Pink\n3/20,\n3/21,NA\n", "has no weights beside its dates"),
        ("Dear all, the kittens are fine.\nMore soon, yours.\n", "has no dates or ages"),
    ],
)
def test_a_table_without_weights_is_refused(sheet, sentence):
    with pytest.raises(SheetError, match=sentence):
        read(sheet)
