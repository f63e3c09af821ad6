"""Any litter, written in any of the ways that people write, is read back to the gram's tenth."""

import csv
import datetime as dt
import io
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from animals.units import GRAMS_PER, to_tenth

from .reading import BORN, DOG, read

NAMES = ["Pink", "Zoë", "Rex", "Grün", "No 5", "Kitten B", "May", "O'Hara", "Blue girl", "Élan"]
DATE_STYLES = {
    "iso": "%Y-%m-%d",
    "america": "%m/%d/%Y",
    "america short": "%m/%d/%y",
    "germany": "%d.%m.%Y",
    "germany without year": "%d.%m.",
    "britain": "%d/%m/%Y",
    "words": "%d %B %Y",
    "short words": "%b %d",
    "excel": "%d-%b-%y",
    "compact": "%Y%m%d",
}


@st.composite
def litters(draw):
    """Names, days with gaps between them, and grams that grow as puppies do; None is a gap."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    gaps = draw(st.lists(st.integers(1, 4), min_size=3, max_size=10))
    days = [BORN + dt.timedelta(sum(gaps[: index + 1])) for index in range(len(gaps))]
    start = {name: draw(st.integers(250, 600)) for name in names}
    weights = {}
    for name in names:
        for day in days:
            age = (day - BORN).days
            grown = start[name] * (1 + 0.06 * age)
            missing = day != days[0] and draw(st.integers(0, 9)) == 0
            weights[name, day] = None if missing else Decimal(str(round(grown, 1)))
    return names, days, weights


def typed_in(grams: Decimal, unit: str) -> tuple[str, Decimal]:
    """The weight as a scale of that unit shows it, with the grams that this stands for."""
    if unit == "lb oz":
        ounces = (grams / GRAMS_PER["oz"]).quantize(Decimal("0.1"))
        pounds, rest = divmod(ounces, 16)
        exact = pounds * GRAMS_PER["lb"] + rest * GRAMS_PER["oz"]
        return f"{pounds:.0f} lb {rest} oz", to_tenth(exact)
    places = {"g": "1", "oz": "0.1", "lb": "0.01", "kg": "0.001"}[unit]
    number = (grams / GRAMS_PER[unit]).quantize(Decimal(places))
    return str(number), to_tenth(number * GRAMS_PER[unit])


@st.composite
def sheets(draw):
    names, days, weights = draw(litters())
    unit = draw(st.sampled_from(["g", "oz", "lb", "kg", "lb oz"]))
    style = DATE_STYLES[draw(st.sampled_from(sorted(DATE_STYLES)))]
    comma = draw(st.booleans()) and unit != "lb oz"
    delimiter = draw(st.sampled_from([";", "\t", "|"] if comma else [",", ";", "\t", "|"]))
    gap = draw(st.sampled_from(["", "NA", "-", "n/a", "?"]))
    beside = draw(st.sampled_from(["", "cell", "heading"]))
    truth, texts = {}, {}
    for (name, day), grams in weights.items():
        if grams is None:
            texts[name, day] = gap
            continue
        text, exact = typed_in(grams, unit)
        text = text.replace(".", ",") if comma else text
        texts[name, day] = f"{text} {unit}" if beside == "cell" and unit != "lb oz" else text
        truth[name, day] = exact
    suffix = f" ({unit})" if beside == "heading" and unit != "lb oz" else ""
    shape = draw(st.sampled_from(["down", "across", "long"]))
    written = {day: day.strftime(style) for day in days}
    if shape == "down":
        rows = [["Date", *(f"{name}{suffix}" for name in names)]]
        rows += [[written[day], *(texts[name, day] for name in names)] for day in days]
    elif shape == "across":
        rows = [["Name", *(written[day] for day in days)]]
        rows += [[f"{name}{suffix}", *(texts[name, day] for day in days)] for name in names]
    else:
        rows = [["Date", "Name", f"Weight{suffix}"]]
        rows += [[written[day], name, texts[name, day]] for day in days for name in names]
    if draw(st.booleans()):
        rows = [["Spring litter"], [], *rows]
    file = io.StringIO()
    csv.writer(
        file, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    ).writerows(rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return file.getvalue().encode(encoding), unit, truth


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(sheets())
def test_it_is_read_back_exactly(case):
    content, unit, truth = case
    found = read(content, limits=DOG, unit="lb" if unit == "lb oz" else unit)
    assert {(r.label, r.on): r.grams for r in found.readings} == truth
    assert not found.unread
