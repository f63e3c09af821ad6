"""Entries in a carer's words. Pure: finished values for pages, messages and logs."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from animals.units import WeightUnit, format_volume, format_weight
from animals.words import counted, span

from .models import Entry, Feed, MedicineGiven, Observation, ReturnAttempt, WeighIn

KINDS: dict[str, type[Entry]] = {
    "feed": Feed,
    "weigh-in": WeighIn,
    "observation": Observation,
    "medicine": MedicineGiven,
    "return-attempt": ReturnAttempt,
}
KIND_OF = {model: kind for kind, model in KINDS.items()}


def say(entry: Entry, unit: WeightUnit = "g") -> str:
    """One line for one entry: "bottle 6.5 ml, peed"; weights in the reader's unit."""
    return WORDS[type(entry)](entry, unit)


def say_feed(feed: Feed, unit: WeightUnit) -> str:
    if feed.not_fed_reason:
        parts = [f"not fed, {feed.get_not_fed_reason_display()}"]
    elif feed.volume_ml is None:
        parts = [feed.get_route_display()]
    else:
        parts = [f"{feed.get_route_display()} {format_volume(feed.volume_ml)}"]
    if feed.weight_before_g is not None:
        parts.append(f"{format_weight(feed.weight_before_g, unit)} before")
    if feed.peed:
        parts.append("peed")
    if feed.stool_score:
        parts.append(f"stool {feed.stool_score} of 7")
    elif feed.pooped:
        parts.append("pooped")
    if feed.vigour:
        parts.append(feed.get_vigour_display())
    return ", ".join(parts)


def say_weigh_in(weigh_in: WeighIn, unit: WeightUnit) -> str:
    grams = format_weight(weigh_in.grams, unit)
    return grams if weigh_in.purpose == WeighIn.Purpose.GROWTH else f"{grams}, around a feed"


def say_observation(observation: Observation, unit: WeightUnit) -> str:
    return {
        Observation.Kind.TEMPERATURE: f"{observation.temperature_c} °C",
        Observation.Kind.STOOL: f"stool {observation.stool_score} of 7",
        Observation.Kind.VIGOUR: observation.get_vigour_display(),
        Observation.Kind.CRYING: "cried between feeds",
        Observation.Kind.NOTE: "note",
    }[Observation.Kind(observation.kind)]


def say_medicine(given: MedicineGiven, unit: WeightUnit) -> str:
    return f"{given.medicine}, {given.dose}" if given.dose else given.medicine


def say_return_attempt(attempt: ReturnAttempt, unit: WeightUnit) -> str:
    minutes = f"{attempt.minutes} min with the mother" if attempt.minutes else "with the mother"
    return f"{minutes}, {attempt.get_result_display()}"


WORDS = {
    Feed: say_feed,
    WeighIn: say_weigh_in,
    Observation: say_observation,
    MedicineGiven: say_medicine,
    ReturnAttempt: say_return_attempt,
}


def say_round(entries: Iterable[Entry]) -> str:
    """A sitting in one line: "5 feeds, 33 ml, 5 weights"."""
    entries = list(entries)
    feeds = [entry for entry in entries if isinstance(entry, Feed)]
    given = [feed for feed in feeds if feed.was_given]
    total_ml = sum((feed.volume_ml or Decimal(0) for feed in given), Decimal(0))
    parts = [
        f"{some(len(given), 'feed')}, {format_volume(total_ml)}" if given else "",
        f"{len(feeds) - len(given)} not fed" if len(feeds) > len(given) else "",
        some(len({entry.animal_id for entry in entries if has_weight(entry)}), "weight"),
    ]
    return ", ".join(part for part in parts if part)


def has_weight(entry: Entry) -> bool:
    return isinstance(entry, WeighIn) or getattr(entry, "weight_before_g", None) is not None


def some(number: int, thing: str) -> str:
    """ "1 feed", "5 feeds", and nothing for none."""
    return counted(number, thing) if number else ""


def clock_off(seconds: int) -> str:
    """How a phone's clock is off: "1 h 1 min behind", "12 min ahead"."""
    return f"{span(dt.timedelta(seconds=abs(seconds)))} {'ahead' if seconds > 0 else 'behind'}"


def our_clock(ours: dt.datetime, theirs: dt.datetime) -> str:
    """Our time beside the phone's, both local; with its day where that is another."""
    return f"{ours:%H:%M}" if ours.date() == theirs.date() else f"{ours:%H:%M on %-d %B}"
