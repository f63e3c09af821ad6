"""What to know of a home before placing animals there, in a few words. Pure."""

import datetime as dt
from collections.abc import Sequence

# As one writes them beside a day, short enough for a list.
MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
OTHER_YEAR_FROM_DAYS = 300


def states(home, *, away: Sequence[tuple[dt.date, dt.date]], is_empty: bool, on: dt.date) -> list:
    """ "held until 3 May", "away 24 Dec to 2 Jan": what stands on that day or is to come.

    `away` are the first and last days of absences, the earliest first; `is_empty`: it has no carer.
    """
    found = []
    if is_empty:
        found.append("nobody belongs to it")
    if home.closes_on:
        verb = "closed since" if home.closes_on <= on else "closes"
        found.append(f"{verb} {day(home.closes_on, on=on)}")
    if is_held(home, on=on):
        found.append(f"held until {day(home.hold_until, on=on)}")
    if home.available_from_on and home.available_from_on > on:
        found.append(f"available from {day(home.available_from_on, on=on)}")
    if coming := next((days for days in away if days[1] >= on), None):
        found.append(f"away {days(*coming, on=on)}")
    return found


def is_held(home, *, on: dt.date) -> bool:
    """After an infection; the last day is a day of it."""
    return bool(home.hold_until) and home.hold_until >= on


def days(first: dt.date, last: dt.date, *, on: dt.date) -> str:
    """ "24 Dec to 2 Jan", or one day."""
    if first == last:
        return day(first, on=on)
    return f"{day(first, on=on)} to {day(last, on=on)}"


def day(date: dt.date, *, on: dt.date) -> str:
    """ "3 May", with the year where it could be taken for another."""
    year = f" {date.year}" if abs((date - on).days) > OTHER_YEAR_FROM_DAYS else ""
    return f"{date.day} {MONTHS[date.month - 1]}{year}"


def closing(home, *, animals: int, offers: int, on: dt.date) -> str:
    """What a closing day leaves to do, in one sentence; empty where nothing is left."""
    if not home.closes_on or not (animals or offers):
        return ""
    left = []
    if animals:
        left.append("1 animal is there" if animals == 1 else f"{animals} animals are there")
    if offers:
        left.append("1 offer is open" if offers == 1 else f"{offers} offers are open")
    verb = "closed on" if home.closes_on <= on else "closes on"
    return f"{home.name} {verb} {day(home.closes_on, on=on)}: {' and '.join(left)}."
