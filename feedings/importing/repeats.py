"""The same animal on the same day twice: repeats, contradictions, mornings and evenings. Pure."""

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from .facts import Problem, Reading, Understanding
from .layout import address

EVENING = dt.time(20)
MIDNIGHT = dt.time(0)


def one_reading_a_time(found: Understanding) -> None:
    """One animal has one weight at a time: repeats are dropped, contradictions are shown."""
    groups: dict[tuple[str, dt.date, dt.time, bool], list[Reading]] = defaultdict(list)
    for reading in found.readings:
        groups[reading.key, reading.on, reading.at, reading.day_only].append(reading)
    twice = {key for key, group in groups.items() if len(group) == 2 and key[3]}
    days_twice = {(key[1]) for key in twice}
    if len(days_twice) > 2 and len(twice) * 10 > len(groups) * 6:
        found.left_out.append(
            "Most days stand twice without a time of day: the first was taken as the morning’s "
            "(08:00) and the second as the evening’s (20:00). That is a guess."
        )
    else:
        twice = set()
    kept: list[Reading] = []
    for key, group in groups.items():
        if key in twice:
            first, second = (replace(reading, day_only=False) for reading in group)
            kept += [first, replace(second, at=EVENING)]
        else:
            kept += _without_repeats(found, group)
    found.readings = sorted(kept, key=lambda reading: reading.spot)


def _without_repeats(found: Understanding, group: list[Reading]) -> list[Reading]:
    births = [reading for reading in group if reading.is_birth]
    others = [reading for reading in group if not reading.is_birth]
    if births and others and births[0].grams != others[0].grams:
        # Weighed at birth and again that day: both are true.
        return [replace(births[0], at=MIDNIGHT), *_without_repeats(found, others)]
    first, *repeats = group
    for again in repeats:
        here, there = address(again.spot), address(first.spot)
        if again.grams == first.grams:
            found.left_out.append(
                f"{here}: the same weight of {first.label} on {first.on:%-d %B} as in {there}."
            )
            continue
        both = (
            f"{first.label} on {first.on:%-d %B} has two weights: {first.text} in {there} and "
            f"{again.text} in {here}."
        )
        found.problems += [
            Problem(
                spot=first.spot,
                text=first.text,
                sentence=f"{both} This one is read.",
                severity="question",
            ),
            Problem(
                spot=again.spot,
                text=again.text,
                sentence=f"{both} Only {there} is read.",
            ),
        ]
    return [first]
