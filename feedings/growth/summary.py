"""What a person who has raised hundreds of litters would read from the weights, as sentences.

Pure. Each sentence says from which numbers it was read. Nothing here alarms: alerts have their own
rules. Weights are grams; sentences are told in the reader's unit and zone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from animals.units import WeightUnit
from feedings.growth.curves import Position
from feedings.growth.readings import Reading
from feedings.growth.runt import Runt
from feedings.growth.standing import BirthWeightClass, LitterPlace, WeekBefore
from feedings.growth.trend import LEAST_SPAN, Trend, hides_growth, seen, since_the_highest
from feedings.growth.words import day_in_words, difference

DAY = timedelta(hours=24)
# Between these it is as heavy as its littermates.
ALIKE_PERCENT = (90, 110)
NO_CHANGE_PERCENT = 0.05  # a day: what is told as 0.0
# A gain this much under or over its own week before is worth a sentence.
SLOWER, FASTER = 0.6, 1.6


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Everything that the weights say about one animal; None where they do not say."""

    trend: Trend
    place: LitterPlace | None = None
    week: WeekBefore | None = None
    runt: Runt
    band: Position | None = None
    birth_weight_g: float | None = None
    birth_class: BirthWeightClass | None = None
    breed: str = ""
    stalled_since: datetime | None = None
    readings: int = 0
    littermates: int = 0

    @property
    def of_birth_weight(self) -> float | None:
        """The last weight as a multiple of the birth weight."""
        if self.trend.last is None or not self.birth_weight_g:
            return None
        return self.trend.last.grams / self.birth_weight_g


def stalled_since(readings: Iterable[Reading], *, at: datetime | None = None) -> datetime | None:
    """The earliest weighing that nothing after it rose above by more than rounding.

    None where the last weight is above an earlier one, less than a day has passed, or the rounding
    of the readings could hide what it gained since.
    """
    own = since_the_highest(seen(readings, at=at))
    if not own or own[-1].at - own[0].at < DAY:
        return None
    return None if hides_growth(own, own[-1].at - own[0].at) else own[0].at


def sentences(summary: Summary, *, unit: WeightUnit, zone: tzinfo, at: datetime) -> tuple[str, ...]:
    """The summary for its reader, the most telling first. Never empty."""
    if summary.trend.last is None:
        return ("No weight is in the record yet.",)
    told = [
        beside_littermates(summary, zone=zone, at=at),
        beside_its_week_before(summary, unit=unit),
        about_runt(summary.runt, zone=zone, at=at),
        about_birth(summary),
        *what_is_missing(summary),
    ]
    return tuple(sentence for sentence in told if sentence)


def beside_littermates(summary: Summary, *, zone: tzinfo, at: datetime) -> str:
    """ "31 % of what its littermates weigh, but gaining 9 % a day over 3 days." """
    gain, percent = gaining(summary, zone=zone, at=at), None
    if summary.place:
        percent = summary.place.percent
    if percent is None:
        return f"{gain[:1].upper()}{gain[1:]}." if gain else ""
    low, high = ALIKE_PERCENT
    standing = f"{percent:.0f} % of what its littermates weigh"
    if low <= percent <= high:
        standing = f"As heavy as its littermates ({percent:.0f} %)"
    small, grows = percent < low, is_gaining(summary)
    joint = ", but " if small == grows else ", and "
    return standing + (joint + gain if gain else "") + "."


def gaining(summary: Summary, *, zone: tzinfo, at: datetime) -> str:
    """How it goes over the days, and what the last one did where that gainsays it."""
    course = over_days(summary, zone=zone, at=at)
    fell = summary.trend.gain_24h
    if not course or fell is None or not is_gaining(summary) or not fell.is_loss:
        return course
    return f"{course}, yet {-fell.percent:.0f} % lighter than 24 h before"


def over_days(summary: Summary, *, zone: tzinfo, at: datetime) -> str:
    if summary.stalled_since:
        return f"not gaining since {day_in_words(summary.stalled_since, zone=zone, at=at)}"
    daily = summary.trend.daily
    if daily is None:
        return ""
    days = max(round((daily.to_at - daily.from_at) / DAY), 1)
    over = f"{days} days" if days > 1 else "one day"
    if abs(daily.percent) < NO_CHANGE_PERCENT:
        return f"no change over {over}"
    if daily.percent < 0:
        return f"losing {-daily.percent:.1f} % a day over {over}"
    return f"gaining {daily.percent:.1f} % a day over {over}".replace(".0 %", " %")


def is_gaining(summary: Summary) -> bool:
    daily = summary.trend.daily
    return summary.stalled_since is None and daily is not None and daily.grams > 0


def beside_its_week_before(summary: Summary, *, unit: WeightUnit) -> str:
    """ "It gains less than a week before: +3 g a day now, +12 then." """
    week = summary.week
    if week is None or week.share is None or SLOWER <= week.share <= FASTER:
        return ""
    more = "more" if week.share > 1 else "less"
    now, before = (difference(gain.grams, unit) for gain in (week.now, week.before))
    return f"It gains {more} than a week before: {now} {unit} a day now, {before} then."


def about_runt(verdict: Runt, *, zone: tzinfo, at: datetime) -> str:
    if verdict.definition is None:
        return ""
    if verdict.definition == "by hand":
        return f"{'A runt' if verdict.is_runt else 'Not a runt'}, said by hand: {verdict.reason}."
    why = {
        "at birth": f"{verdict.percent or 0:.0f} % of its littermates' median at birth",
        "very low birth weight": "a very low birth weight for its breed",
        "by growth": f"{verdict.percent or 0:.0f} % of its littermates' median",
    }[verdict.definition]
    since = ""
    if isinstance(verdict.since, datetime):
        since = f" since {day_in_words(verdict.since, zone=zone, at=at)}"
    if verdict.caught_up is None:
        return f"A runt{since or ' from birth'}: {why}."
    day = day_in_words(verdict.caught_up.at, zone=zone, at=at)
    return f"It was a runt ({why}) and has caught up: {verdict.caught_up.percent:.0f} % on {day}."


def about_birth(summary: Summary) -> str:
    times = summary.of_birth_weight
    if summary.birth_class in ("low", "very low"):
        low = f"A {summary.birth_class} birth weight for its breed ({summary.breed})"
        return f"{low}; now {times:.1f} times that." if times else f"{low}."
    return f"{times:.1f} times its birth weight." if times and times >= 1.05 else ""


def what_is_missing(summary: Summary) -> Sequence[str]:
    """Why a number is not there, in words."""
    if summary.readings == 1:
        return ("One weight so far: the change shows with the next.",)
    if summary.trend.gain_24h is None:
        hours = LEAST_SPAN // timedelta(hours=1)
        return (f"The weights lie less than {hours} h apart: too close for a day's gain.",)
    if summary.littermates and summary.place is None:
        return ("Too few littermates were weighed at that time to compare with.",)
    return ()
