"""When will it weigh so much: the weight some days ahead, with an interval that is honest.

Pure. Weights are grams, ages and horizons days, rates natural logs of the weight a day. The method
in words: from where it stands now, the animal grows as its reference does at that age, faster or
slower by as much as it did lately. What it did itself counts by how surely its readings show it;
what they leave open is filled in from its littermates. The difference fades with the days ahead,
its own sooner and its litter's later, because neither a poor week nor a good one goes on for ever.
The interval widens with the days ahead, with how unsteady its readings are and with how coarsely
they were rounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, exp, log, sqrt
from statistics import fmean, median

from feedings.alerts.findings import Limits
from feedings.growth.curves import Band, Curve
from feedings.growth.readings import Reading
from feedings.growth.standing import MAD_TO_SD
from feedings.growth.trend import DAY, LEAST_SPAN, STORED_STEP_G, gain_24h, seen, weight_at

LEAST_READINGS = 3
LEAST_DAYS = 2.0
# After so long without a weight nobody knows where it stands.
STALE_DAYS = 14.0
MOST_DAYS_AHEAD = 42.0

# Its own growth is read from so many days, and further back only to find three readings.
WINDOW_DAYS = 4.0
WINDOW_DAYS_MOST = 21.0
# A loss of so much in the last day is no gain, whatever the days before were like.
LOSS_PERCENT = 2.0
STILL_DAYS = 2.0

# Where there is no reference, an animal of so many days grows by 1 / (8 + days) a day: the same
# grams every day, as kittens do (a line through growth_kitten.csv, from 100 g by 13 g a day).
AGE_OFFSET_DAYS = 8.0
OLDEST_GUESS_DAYS = 92.0
NO_CURVE = Curve((), ())

# From here to Z_80: fitted on generated litters (bench/truth, the training seeds of bench/growth),
# for the least error in the middle and on the average, then for an interval that holds eighty of
# a hundred. `make bench ARGS="--only growth"` prints how they do on a seed and on a sheet that they
# were not fitted to. What they say: a week's pace tells little about the week after next.
FADES_DAYS = 2.0
# A pace in the first fortnight foretells less: a slow start is made up for.
YOUNG_DAYS = 14.0
# One that weighs half of typical grows 2 ** PULL times as fast as usual, in per cent of itself.
PULL = 0.15
# How far litters differ from their reference, and animals from their litter, as shares of the rate.
LITTER_SPREAD = 0.2
OWN_SPREAD = 0.2
# One weight by itself is unsure by this share of it, on the steadiest scale.
BLADDER = 0.01
# What cannot be foreseen, as a share of the usual growth to the power.
DRIFT = 0.2
DRIFT_POWER = 0.8
Z_80 = 1.2816  # eight of ten of a normal distribution

# The limits that are weights to reach, and what they are called.
TARGETS = {
    "growth_target_g": "first goal",
    "weaning_weight_g": "weaning",
    "spay_min_weight_g": "spaying",
}

TOO_FEW = "too few weights: it takes three, over two days"
TOO_OLD = "not weighed for two weeks"
NOT_GAINING = "not gaining"
ALREADY = "already there"
TOO_FAR = "too far ahead to say"


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The weight at a moment; eight times of ten a scale will show `low_g` to `high_g`.

    It is told from `readings` of its own weights, the last of them at `from_at`.
    """

    at: datetime
    grams: float
    low_g: float
    high_g: float
    from_at: datetime
    readings: int


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The day on which it weighs `target_g`, eight times of ten from `earliest_on` to `latest_on`.

    `latest_on` is None where it lies too far ahead to say. Where there is no day at all,
    `why_not` says so in a few words and the rest is None.
    """

    target_g: float
    on: date | None = None
    earliest_on: date | None = None
    latest_on: date | None = None
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Where an animal stands and how it grew lately.

    `level` is the log of its weight at `last`, `slope` its growth a day from `first` on, known to
    a standard deviation of `unsure`; `noise` is that of one reading, `rounding` how much of the
    slope rounding alone could hide.
    """

    level: float
    slope: float
    unsure: float
    noise: float
    rounding: float
    first: datetime
    last: datetime
    readings: int


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The usual growth a day by age; without a band the same grams every day."""

    band: Band | None
    born_at: datetime

    def age(self, moment: datetime) -> float:
        return max((moment - self.born_at) / DAY, 0.0)

    def grams(self, age: float) -> float | None:
        """The typical weight; beyond the band's last age so many grams a day on as at its end."""
        curve = self.band.typical if self.band else NO_CURVE
        if len(curve.ages) < 2:
            return None
        inside = min(max(age, curve.ages[0]), curve.ages[-1])
        grams, before = curve.at(inside), curve.at(curve.ages[-1] - 1)
        assert grams
        assert before
        return grams + max(age - inside, 0) * (grams - before)

    def rate(self, age: float) -> float:
        before, after = self.grams(max(age, 0.5) - 0.5), self.grams(max(age, 0.5) + 0.5)
        return log(after / before) if before and after else 1 / (AGE_OFFSET_DAYS + age)

    def rate_of(self, pace: Pace) -> float:
        """The usual growth a day of one of its weight over the span of a pace."""
        usual = self.mean_rate(pace.first, pace.last)
        return usual * self.behind(self.age(pace.last), pace.level)

    def behind(self, age: float, level: float) -> float:
        """How many times as fast as usual one grows that is lighter than typical."""
        grams = self.grams(age)
        return exp(PULL * (log(grams) - level)) if grams else 1.0

    def mean_rate(self, first: datetime, last: datetime) -> float:
        """The usual growth a day over a span."""
        young, old = self.age(first), self.age(last)
        steps = max(ceil(old - young), 1)
        return fmean(self.rate(young + (old - young) * (n + 0.5) / steps) for n in range(steps))


@dataclass(frozen=True, kw_only=True)
class Course:
    """How it goes on: its pace, and by which share it is `faster` than usual, give or take
    `unsure` (a standard deviation)."""

    pace: Pace
    usual: Reference
    faster: float
    unsure: float

    def gains(self, days: float) -> list[float]:
        """The growth up to each whole day ahead, and up to `days` at the end; it never falls."""
        age = self.usual.age(self.pace.last)
        total, found = 0.0, []
        for day in range(ceil(days)):
            step = min(days - day, 1.0)
            middle = age + day + step / 2
            times = 1 + self.faster * exp(-(day + step / 2) / FADES_DAYS)
            times *= self.usual.behind(middle, self.pace.level + total)
            total += step * self.usual.rate(middle) * max(times, 0.0)
            found.append(total)
        return found

    def spread(self, days: float) -> float:
        """The standard deviation of a weight so many days ahead, as a log."""
        rate = self.usual.mean_rate(self.pace.last, self.pace.last + days * DAY)
        pace = self.unsure * rate * FADES_DAYS * (1 - exp(-days / FADES_DAYS))
        drift = DRIFT * (rate * days) ** DRIFT_POWER
        return sqrt(2 * self.pace.noise**2 + pace**2 + drift**2)


def forecast(
    readings: Iterable[Reading],
    *,
    littermates: Iterable[Sequence[Reading]] = (),
    reference: Band | None = None,
    born_on: date | None = None,
    at: datetime,
    ahead: timedelta,
) -> Forecast | None:
    """The weight `ahead` of `at`; None where `why_not` says why, or too far ahead to say."""
    course = _course(readings, littermates, reference, born_on, at)
    if isinstance(course, str):
        return None
    days = (at + ahead - course.pace.last) / DAY
    if not 0 < days <= MOST_DAYS_AHEAD:
        return None
    middle, aside = course.pace.level + course.gains(days)[-1], Z_80 * course.spread(days)
    return Forecast(
        at=at + ahead,
        grams=exp(middle),
        low_g=exp(middle - aside),
        high_g=exp(middle + aside),
        from_at=course.pace.last,
        readings=course.pace.readings,
    )


def why_not(
    readings: Iterable[Reading],
    *,
    reference: Band | None = None,
    born_on: date | None = None,
    at: datetime,
) -> str:
    """Why there is no forecast, in a few words; empty where there is one."""
    course = _course(readings, (), reference, born_on, at)
    return course if isinstance(course, str) else ""


def reaches(
    readings: Iterable[Reading],
    *,
    littermates: Iterable[Sequence[Reading]] = (),
    reference: Band | None = None,
    born_on: date | None = None,
    at: datetime,
    target_g: float,
) -> Reach:
    """When it weighs `target_g`, in days of `at`'s zone; or why that cannot be said."""
    own = seen(readings, at=at)
    if own and own[-1].grams >= target_g:
        return Reach(target_g=target_g, why_not=ALREADY)
    course = _course(own, littermates, reference, born_on, at)
    if isinstance(course, str):
        return Reach(target_g=target_g, why_not=course)
    if course.pace.slope < 0:
        return Reach(target_g=target_g, why_not=NOT_GAINING)
    goal = log(target_g)
    on: dict[int, date] = {}
    for day, gain in enumerate(course.gains(MOST_DAYS_AHEAD), start=1):
        aside = Z_80 * course.spread(day)
        moment = max(course.pace.last + day * DAY, at).astimezone(at.tzinfo)
        for sign in (-1, 0, 1):
            if sign not in on and course.pace.level + gain + sign * aside >= goal:
                on[sign] = moment.date()
    if 0 not in on:
        return Reach(target_g=target_g, why_not=TOO_FAR)
    return Reach(target_g=target_g, on=on[0], earliest_on=on[1], latest_on=on.get(-1))


def _course(
    readings: Iterable[Reading],
    littermates: Iterable[Sequence[Reading]],
    band: Band | None,
    born_on: date | None,
    at: datetime,
) -> Course | str:
    """How it goes on, or why that cannot be said."""
    own = seen(readings, at=at)
    pace = _pace(own)
    if pace is None:
        return TOO_FEW
    if (at - pace.last) / DAY > STALE_DAYS:
        return TOO_OLD
    usual = _usual(band, born_on, pace, at)
    if _not_gaining(own, pace, usual):
        return NOT_GAINING
    mates = [mate for one in littermates if (mate := _pace(seen(one, at=at)))]
    litter, litter_unsure = _litters_difference(mates, usual)
    rate = usual.rate_of(pace)
    before = OWN_SPREAD**2 + litter_unsure**2
    weight = before / (before + (pace.unsure / rate) ** 2)
    young = min(usual.age(pace.first) / YOUNG_DAYS, 1.0)
    return Course(
        pace=pace,
        usual=usual,
        faster=young * (litter + weight * (pace.slope / rate - 1 - litter)),
        unsure=sqrt(before * (1 - weight)),
    )


def _litters_difference(mates: Sequence[Pace], usual: Reference) -> tuple[float, float]:
    """How much faster than usual littermates grow, as a share of it, and how unsure that is.

    The median of theirs, drawn towards none where they are few or their readings unsure.
    """
    if not mates:
        return 0.0, LITTER_SPREAD
    rates = [usual.rate_of(mate) for mate in mates]
    pairs = list(zip(mates, rates, strict=True))
    each = OWN_SPREAD**2 + median((mate.unsure / rate) ** 2 for mate, rate in pairs)
    weight = LITTER_SPREAD**2 / (LITTER_SPREAD**2 + each / len(mates))
    difference = median(mate.slope / rate - 1 for mate, rate in pairs)
    return weight * difference, LITTER_SPREAD * sqrt(1 - weight)


def _pace(own: Sequence[Reading]) -> Pace | None:
    """From readings in order; None where they are fewer than three or span less than two days."""
    if not own:
        return None
    last = own[-1]
    recent = [r for r in own if last.at - r.at <= WINDOW_DAYS * DAY]
    if len(recent) < LEAST_READINGS:
        recent = [r for r in own if last.at - r.at <= WINDOW_DAYS_MOST * DAY][-LEAST_READINGS:]
    days = [(r.at - last.at) / DAY for r in recent]
    if len(recent) < LEAST_READINGS or -days[0] < LEAST_DAYS:
        return None
    logs = [log(r.grams) for r in recent]
    slope = median(
        (logs[later] - logs[earlier]) / (days[later] - days[earlier])
        for earlier in range(len(recent))
        for later in range(earlier + 1, len(recent))
        if recent[later].at - recent[earlier].at >= LEAST_SPAN
    )
    aside = [weight - slope * day for weight, day in zip(logs, days, strict=True)]
    unsteady = MAD_TO_SD * median(abs(one - median(aside)) for one in aside)
    # Rounding is spread evenly over its step, which makes a third of its square a variance.
    rounded = median((r.precision_g / r.grams) ** 2 / 3 for r in recent)
    noise = max(sqrt(BLADDER**2 + rounded), unsteady)
    middle = fmean(days)
    return Pace(
        level=logs[-1],
        slope=slope,
        unsure=noise / sqrt(sum((day - middle) ** 2 for day in days)),
        noise=noise,
        rounding=(recent[0].precision_g + last.precision_g + STORED_STEP_G) / last.grams / -days[0],
        first=recent[0].at,
        last=last.at,
        readings=len(recent),
    )


def _usual(band: Band | None, born_on: date | None, pace: Pace, at: datetime) -> Reference:
    """The reference by age; where the birth is not known, an age at which its own pace is usual."""
    if born_on is not None:
        born_at = datetime(born_on.year, born_on.month, born_on.day, tzinfo=at.tzinfo)
        return Reference(band=band, born_at=born_at)
    middle = pace.first + (pace.last - pace.first) / 2
    age = min(max(1 / max(pace.slope, 0.01) - AGE_OFFSET_DAYS, 0.0), OLDEST_GUESS_DAYS)
    return Reference(band=None, born_at=middle - age * DAY)


def _not_gaining(own: Sequence[Reading], pace: Pace, usual: Reference) -> bool:
    """It lost in the last day, or stands still and rounding cannot be what hides its gain.

    Still means no gain over its last days, or over the last two.
    """
    gain = gain_24h(own)
    if gain and gain.percent < -LOSS_PERCENT and not gain.within_rounding:
        return True
    last, expected = own[-1], usual.mean_rate(pace.first, pace.last)
    if pace.slope <= 0 and pace.slope + pace.rounding < expected / 2:
        return True
    before_g = weight_at(own, last.at - STILL_DAYS * DAY)
    hidden_g = 2 * last.precision_g + STORED_STEP_G
    return (
        before_g is not None
        and last.grams <= before_g
        and last.grams - before_g + hidden_g < expected * STILL_DAYS * last.grams / 2
    )


def targets(limits: Limits) -> dict[str, float]:
    """The weights (grams) worth looking forward to, by name, lightest first.

    They are rows of the limits, so a species has those that staff gave it. Puppies have no weaning
    weight: it would go by breed, and their weaning goes by age.
    """
    known = {name: limits[key].value for key, name in TARGETS.items() if key in limits}
    return dict(sorted(known.items(), key=lambda item: item[1]))
