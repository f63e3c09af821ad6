"""How the reader of a chart is told a reading: its day, its weight, its change, the band.

Pure. Weights come in grams and are told in the reader's unit, with no more figures than are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from animals.units import GRAMS_PER, WeightUnit, format_weight, in_unit, trimmed
from feedings.alerts.sentences import in_words
from feedings.growth.axes import Axes
from feedings.growth.curves import Band
from feedings.growth.readings import Reading
from feedings.growth.suspicion import Doubt, Reason
from feedings.growth.trend import Gain, LitterShare, Trend, gains_24h

# A change is "since the day before" while its readings lie no further apart than this.
A_DAY_OR_SO = timedelta(hours=36)
DAY_BEFORE = "since the day before"
HOUR = timedelta(hours=1)
HALF_GRAM = 0.5
# The reason of a doubt in as few words as a read-out has room for.
IN_DOUBT: dict[Reason, str] = {
    "swapped": "swapped?",
    "unit": "another unit?",
    "digit": "a digit wrong?",
    "tare": "something else on the scale?",
    "litter_jump": "was the scale at zero?",
    "jump": "far from its course",
}
WEEK_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Told:
    """One reading in words: "day 12 · 31 Mar", "212 g", "+9".

    `change` is a bare number where it is the one since the day before, and names its span where
    it is not. `number` is the weight without its unit. What is not known is empty. `doubt` is why
    the weight is in doubt; then no change is computed from it.
    """

    day: date
    label: str
    weight: str
    number: str
    change: str
    doubt: str = ""

    @property
    def since(self) -> str:
        """The change with its span, as a sentence has it."""
        bare = self.change and " " not in self.change
        return f"{self.change} {DAY_BEFORE}" if bare else self.change


@dataclass(frozen=True, kw_only=True)
class TrendWords:
    """A trend for its reader; empty where the readings do not say.

    Numbers stand without their unit. `direction` is "up" or "down", and empty where the change is
    no larger than rounding makes. `since`, `daily_from` and `share_from` say what from.
    """

    weight: str = ""
    change: str = ""
    since: str = ""
    direction: str = ""
    daily: str = ""
    daily_percent: str = ""
    daily_from: str = ""
    share: str = ""
    share_from: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """The reader's unit and zone, and what the chart shows."""

    unit: WeightUnit
    zone: tzinfo
    born_on: date | None
    band: Band | None
    axes: Axes

    def tell(self, readings: Sequence[Reading], doubts: Iterable[Doubt] = ()) -> list[Told]:
        """Every reading of one animal, oldest first. A time stands where a day has several."""
        why = {(doubt.entry_id, doubt.at): IN_DOUBT[doubt.reason] for doubt in doubts}
        gains = iter(gains_24h([reading for reading in readings if not reading.questioned]))
        moments = [reading.at.astimezone(self.zone) for reading in readings]
        days = [moment.date() for moment in moments]
        crowded = {day for day, other in pairwise(days) if day == other}
        told = []
        for reading, moment in zip(readings, moments, strict=True):
            label = self.day_label(moment.date())
            if moment.date() in crowded and not reading.day_only:
                label += f" · {moment:%H:%M}"
            weight = self.weight(reading)
            told.append(
                Told(
                    day=moment.date(),
                    label=label,
                    weight=weight,
                    number=weight.removesuffix(f" {self.unit}"),
                    change="" if reading.questioned else self.change(next(gains)),
                    doubt=why.get((reading.entry_id, reading.at), "in doubt")
                    if reading.questioned
                    else "",
                )
            )
        return told

    def doubt(self, doubt: Doubt, name: str) -> str:
        """Why a weight is in doubt, in the reader's unit, with whose it is where that is said."""
        sentence = in_words(doubt.sentence, self.unit)
        sentence += "" if sentence.endswith("?") else "."
        return f"{name}, {sentence}" if name else sentence

    def label(self, at: datetime) -> str:
        return self.day_label(at.astimezone(self.zone).date())

    def day_label(self, day: date) -> str:
        return _day_label(day, self.born_on)

    def weight(self, reading: Reading) -> str:
        return weight_words(reading, self.unit)

    def change(self, gain: Gain | None) -> str:
        """ "+9" since the day before; "+8 a day, over 5 days" where that was not weighed."""
        if gain is None:
            return ""
        change, since = difference(gain.grams, self.unit), _since(gain)
        return change if since == DAY_BEFORE else f"{change} {since}"

    def limits(self, at: datetime) -> str:
        """The band's area at an instant: "180 to 250 g"."""
        limits = self.band.at(self.axes.age(at)) if self.band else None
        if self.band is None or limits is None:
            return ""
        low = limits.low_g
        high = limits.typical_g if self.band.kind == "multiples" else limits.high_g
        if low is not None and high is not None:
            return f"{_figures(low, self.unit)} to {_figures(high, self.unit)} {self.unit}"
        if low is not None:
            return f"from {_figures(low, self.unit)} {self.unit}"
        return f"up to {_figures(high, self.unit)} {self.unit}" if high is not None else ""


def trend_words(trend: Trend, unit: WeightUnit) -> TrendWords:
    """The trend of one animal in the reader's unit."""
    if trend.last is None:
        return TrendWords()
    gain, daily, share = trend.gain_24h, trend.daily, trend.share
    days = (daily.to_at - daily.from_at) if daily else timedelta()
    return TrendWords(
        weight=weight_words(trend.last, unit).removesuffix(f" {unit}"),
        change=difference(gain.grams, unit) if gain else "",
        since=_since(gain) if gain else "",
        direction=_direction(gain) if gain else "",
        daily=difference(daily.grams, unit) if daily else "",
        daily_percent=_signed(daily.percent) if daily else "",
        daily_from=f"{daily.readings} weights in {_span(days)}" if daily else "",
        share=f"{share.percent:.0f}" if share else "",
        share_from=_beside(share) if share else "",
    )


def weight_words(reading: Reading, unit: WeightUnit) -> str:
    """A weight and its unit, with no more decimals than it was read with."""
    places = 0 if unit == "g" and reading.precision_g >= HALF_GRAM else 1
    return _weight(reading.grams, places, unit)


def day_in_words(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """ "today", "yesterday", "Tuesday" within the week, then "3 May" or "3 May 2019"."""
    day, today = moment.astimezone(zone).date(), at.astimezone(zone).date()
    past = (today - day).days
    if past in (0, 1):
        return "yesterday" if past else "today"
    if 1 < past < WEEK_DAYS:
        return f"{day:%A}"
    written = f"{day.day} {day:%B}"
    return written if day.year == today.year else f"{written} {day.year}"


def _since(gain: Gain) -> str:
    if gain.span <= A_DAY_OR_SO and not gain.extrapolated:
        return DAY_BEFORE
    return f"a day, over {_span(gain.span)}"


def _signed(percent: float) -> str:
    number = round(percent, 1)
    return f"{'−' if number < 0 else '+' if number > 0 else '±'}{abs(number):g}"


def _beside(share: LitterShare) -> str:
    if share.littermates == 1:
        return "of its littermate's weight"
    return f"of its {share.littermates} littermates' median"


def _direction(gain: Gain) -> str:
    if gain.within_rounding:
        return ""
    return "up" if gain.grams > 0 else "down"


def _span(passed: timedelta) -> str:
    hours = passed / HOUR
    return f"{hours:.0f} h" if passed < A_DAY_OR_SO else f"{hours / 24:.0f} days"


def _figures(grams: float, unit: WeightUnit) -> str:
    """A limit of the band to three figures: it is not known better than that."""
    return f"{float(f'{grams / float(GRAMS_PER[unit]):.3g}'):g}"


# A litter's chart says hundreds of weights, and the same ones at every visit.


@lru_cache(maxsize=4096)
def _weight(grams: float, places: int, unit: WeightUnit) -> str:
    return format_weight(Decimal(f"{grams:.{places}f}"), unit)


@lru_cache(maxsize=4096)
def difference(grams: float, unit: WeightUnit) -> str:
    number = in_unit(Decimal(f"{grams:.{0 if unit == 'g' else 1}f}"), unit)
    return f"{'−' if number < 0 else '+' if number > 0 else '±'}{trimmed(abs(number))}"


@lru_cache(maxsize=4096)
def _day_label(day: date, born_on: date | None) -> str:
    written = f"{day.day} {day:%b}"
    if born_on is None:
        return written
    return f"day {(day - born_on).days} · {written}".replace("-", "−")
