"""Weights that are read and shown to be looked at: swaps, slips, jumps, dates out of order."""

import csv
import datetime as dt

from feedings.importing.cells import written_weight

from .reading import DOG, read, sentences

DAYS = [dt.date(2019, 3, 22) + dt.timedelta(n) for n in range(8)]


def sheet(columns: dict[str, list[object]]) -> str:
    rows = [
        f"{day},{','.join(str(cells[i]) for cells in columns.values())}"
        for i, day in enumerate(DAYS)
    ]
    return "\n".join([f"date,{','.join(columns)}", *rows])


def growing(start: float, gain: float) -> list[object]:
    return [round(start + gain * day) for day in range(len(DAYS))]


def test_steady_growth_raises_no_doubt():
    found = read(sheet({"Pink": growing(100, 11), "Blue": growing(140, 13)}))
    assert not found.problems


def test_two_weights_swapped_are_named_at_both_cells():
    pink, blue = growing(100, 11), growing(160, 14)
    pink[4], blue[4] = blue[4], pink[4]
    said = sentences(read(sheet({"Pink": pink, "Blue": blue})))
    assert said == {
        "B6": "216 g fits Blue better than Pink that day. Are the two swapped?",
        "C6": "144 g fits Pink better than Blue that day. Are the two swapped?",
    }


def test_a_missing_digit_is_asked_for():
    pink = growing(100, 11)
    pink[3] = 13
    found = read(sheet({"Pink": pink}))
    assert "Is a digit missing? That would be 130 g." in sentences(found)["B5"] or (
        "less than any kitten" in sentences(found)["B5"]
    )
    assert len(found.readings) == len(DAYS)


def test_a_digit_too_many_in_a_large_litter_is_asked_for():
    rex = growing(500, 40)
    rex[3] = 6200
    assert "B5" in sentences(read(sheet({"Rex": rex}), limits=DOG))


def test_another_unit_is_asked_for():
    rex = growing(500, 40)
    rex[3] = 22
    found = read(sheet({"Rex": rex}), limits=DOG, unit="g")
    assert "22 g" in sentences(found)["B5"]


def test_a_jump_of_the_whole_litter_is_asked_once():
    columns = {
        name: growing(start, 9) for name, start in (("A", 300), ("B", 340), ("C", 320), ("D", 390))
    }
    for cells in columns.values():
        cells[4] = round(cells[4] * 1.12)
    found = read(sheet(columns), limits=DOG)
    assert len(found.questioned) == 1
    assert found.questioned[0].sentence == (
        "On 26 March all four read high. Was the scale at zero?"
    )


def test_rounding_to_whole_ounces_raises_no_doubt():
    found = read(sheet({"Rex": [17, 17, 18, 17, 18, 18, 19, 19]}), limits=DOG, unit="oz")
    assert not found.problems


def test_the_wrong_unit_for_all_is_asked_for_at_each_cell():
    found = read(sheet({"Rex": [17, 17, 18, 18, 18, 19, 19, 20]}), limits=DOG, unit="g")
    assert len(found.questioned) == len(DAYS)
    assert all("Is the unit right?" in problem.sentence for problem in found.questioned)


def test_a_date_out_of_order_is_asked_for():
    text = sheet({"Pink": growing(100, 11)}).replace("2019-03-25", "2019-04-25")
    assert (
        "25 April 2019 is out of order here. Is the date right?" in sentences(read(text)).values()
    )


def test_a_sheet_with_the_newest_day_first_is_in_order():
    head, *rows = sheet({"Pink": growing(100, 11)}).split("\n")
    assert not read("\n".join([head, *reversed(rows)])).problems


def test_a_gap_of_weeks_raises_no_doubt():
    text = "date,Pink\n2019-03-20,98\n2019-03-21,104\n2019-05-02,720\n2019-05-03,735\n"
    assert not read(text).problems


def test_the_real_sheet_is_read_cell_by_cell(real_sheets):
    path = real_sheets / "shepherd_litter_2019_oz.csv"
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    cells = {
        (i, j): cell
        for i, row in enumerate(rows[1:], 1)
        for j, cell in enumerate(row[1:], 1)
        if written_weight(cell) is not None
    }
    found = read(path.read_bytes(), limits=DOG, unit="oz")
    assert {reading.spot: reading.text for reading in found.readings} == cells
    assert not found.unread
    assert any("26 April" in problem.sentence for problem in found.questioned)
    assert not any("27 April" in problem.sentence for problem in found.questioned)
