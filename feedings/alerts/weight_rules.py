"""What an animal's weights say is wrong. Pure.

Rounding is never a loss: a change counts by what is left of it after the rounding of its readings.
Questioned readings are not seen. `at` is local, as life_stage.py has it; limits are rows by key.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from animals.words import span
from feedings.growth.readings import Reading, in_order
from feedings.growth.trend import (
    DAY,
    LEAST_SPAN,
    STORED_STEP_G,
    Gain,
    daily_gain,
    gain_24h,
    hides_growth,
    seen,
    since_the_highest,
    weight_along,
)

from .facts import Facts
from .findings import Finding, Limit, Limits, Severity
from .life_stage import after_birth_day, days_old, is_growing, is_neonate
from .sentences import plain, weight

FIRST_48H_KEY = "growth_day0_2_pct_critical"
LOSS_KEY = "loss_pct_24h_watch"
LOSS_ACT_KEY = "loss_pct_24h_urgent"
LITTER_WIDE_KEY = "litter_wide_share"
NO_GAIN_KEY = "no_gain_hours_watch"
NO_GAIN_ACT_KEY = "no_gain_hours_vet"
GAIN_DAYS_KEY = "gain_days"
LEAST_GRAMS_KEY = "gain_g_day_min"
LEAST_PERCENT_KEY = "gain_pct_birth_weight_day_low"
WEEK_1_KEY = "gain_pct_day_min_week1"
WEEK_2_4_KEY = "gain_pct_day_min_week2_4"
LATER_KEY = "gain_pct_day_min_later"
BY_ADULT_WEIGHT_KEY = "gain_g_per_kg_adult_day_low"
FALLING_POINTS_KEY = "falling_away_points"
FALLING_DAYS_KEY = "falling_away_days"
WEIGH_IN_GRACE_KEY = "weigh_in_grace_fraction"
PAIR_RATIO_KEY = "pair_weight_ratio_max"

# What the last weight said is said for so long; then only that a weigh-in is overdue.
WEIGHT_HOLDS = dt.timedelta(days=14)
# ... and is a matter for this hour only while it is so fresh.
FRESH = dt.timedelta(days=3)
# How far back a stall is followed.
STALL_BACK = dt.timedelta(days=21)
# So far back readings are needed: what the last says stands until it no longer holds, and no
# earlier weight drops out of sight before.
READ_BACK = WEIGHT_HOLDS + STALL_BACK
# One after the other on one scale, with a toilet stop each.
SITTING = dt.timedelta(hours=3)
LITTER_LEAST = 3
# The littermate that fell most has lost at least this share of what it lost.
FELL_ALIKE = 0.5
# Half a gram either way is what kitchen scales round; finer than that a limit is taken as it reads.
FINE_G = 0.5
# A gain of no more than this share of the least is far below it.
FAR_BELOW = 0.75
# A change over little more than a day is told, and counted, as it is.
ABOUT_A_DAY = dt.timedelta(hours=36)
TWO_DAYS = dt.timedelta(hours=48)
FIRST_DAYS_END = 5
VERY_LOW_BIRTH_WEIGHT_ENDS = 21
VERY_LOW_BIRTH_WEIGHT_SOURCE = (
    "Mugnier et al. 2020 BMC Vet Res 16:345, deaths to day 21 by birth weight and breed"
)
PAIR_WEIGHTS_HOLD = dt.timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Change:
    """From one weight (grams) to a later one; `precision_g` is what rounding could make of it."""

    before_g: float
    grams: float
    precision_g: float
    span: dt.timedelta
    readings: tuple[Reading, ...]

    @property
    def lost(self) -> bool:
        return -self.grams > self.precision_g + STORED_STEP_G

    @property
    def is_fine(self) -> bool:
        return all(reading.precision_g <= FINE_G for reading in self.readings)

    @property
    def not_gained(self) -> bool:
        """Not risen; of coarse readings only a fall beyond their rounding says so."""
        return self.grams <= 0 if self.is_fine else self.lost

    @property
    def percent(self) -> float:
        return 100 * self.grams / self.before_g

    @property
    def least_percent(self) -> float:
        """The change without what coarse readings could have made of it."""
        if self.is_fine:
            return self.percent
        surely = min(0.0, self.grams + self.precision_g)
        return 100 * surely / (self.before_g + self.precision_g)


@dataclass(frozen=True, kw_only=True)
class Stall:
    """Not heavier at the last reading than at an earlier one.

    `highest` is the last that nothing after it rose above: where the stall began, or later.
    """

    readings: tuple[Reading, ...]  # from the earlier to the last
    highest: Reading
    is_coarse: bool  # a day's growth would hide in the rounding

    @property
    def span(self) -> dt.timedelta:
        return self.readings[-1].at - self.readings[0].at


@dataclass(frozen=True, kw_only=True)
class Slow:
    """A gain a day (grams) below the least that is right, over days."""

    gain_g: float
    least_g: float
    limit: Limit
    span: dt.timedelta
    readings: tuple[Reading, ...]


def loss_first_48h(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """From birth to day 2 no more than the published limit; until above it again, or day 5."""
    own = lasting(facts, at=at)
    age = days_old(facts, at, zone=at.tzinfo)
    if FIRST_48H_KEY not in limits or not own or age is None or age >= FIRST_DAYS_END:
        return None
    limit = limits[FIRST_48H_KEY]
    born = birth(facts, own, zone=at.tzinfo)
    day_two = born.at + TWO_DAYS if born else at
    day_two_g = weight_along(own, day_two)
    if born is None or day_two_g is None:
        return None
    nearest = min(own, key=lambda reading: abs(reading.at - day_two))
    change = between(born, replace(nearest, grams=day_two_g))
    if not change.not_gained or not between(born, own[-1]).not_gained:
        return None
    if change.least_percent > limit.value:
        return None
    lost = f"lost {weight(-change.grams)} ({-change.percent:.0f} %)"
    return Finding(
        code="loss_first_48h",
        severity="watch",
        text=f"{lost if change.grams < 0 else 'no gain'} from birth to day 2",
        since=nearest.at,
        entries=ids(change.readings),
        limit=limit,
    )


def loss_24h(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Any loss beyond rounding in the 24 hours before the last weight, after the first day."""
    own = lasting(facts, at=at)
    change = last_change(own)
    if LOSS_KEY not in limits or change is None or not is_growing(facts, limits, at=at):
        return None
    begins = max(change.readings[0].at, own[-1].at - DAY)
    if not after_birth_day(facts, begins, zone=at.tzinfo):
        return None
    if not change.lost or -change.least_percent <= limits[LOSS_KEY].value:
        return None
    return Finding(
        code="loss_24h",
        severity="watch",
        text=whole_litter(facts, limits, own, at=at) or loss_words(change),
        since=own[-1].at,
        entries=ids(change.readings),
        limit=limits[LOSS_KEY],
    )


def loss_10pct(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """A large loss in 24 hours; only to be watched where the whole litter read lower at once.

    What can be normal on the day of birth is a slight loss, not one so large.
    """
    own = lasting(facts, at=at)
    change = last_change(own)
    if LOSS_ACT_KEY not in limits or change is None or not change.lost:
        return None
    if -per_day(change) < limits[LOSS_ACT_KEY].value:
        return None
    litter_wide = whole_litter(facts, limits, own, at=at)
    urgent: Severity = "act_now" if not litter_wide and is_fresh(own, at=at) else "watch"
    return Finding(
        code="loss_10pct",
        severity=urgent,
        text=litter_wide or loss_words(change),
        since=own[-1].at,
        entries=ids(change.readings),
        limit=limits[LOSS_ACT_KEY],
    )


def no_gain_48h(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Not heavier than two days before, and on neither day the least that is right.

    One low weight after a good day is a loss of that day, not a stall of two.
    """
    own = lasting(facts, at=at)
    if NO_GAIN_ACT_KEY not in limits or not is_growing(facts, limits, at=at):
        return None
    limit = limits[NO_GAIN_ACT_KEY]
    hours = dt.timedelta(hours=limit.value)
    stall = stalled(facts, own, least=hours, at=at)
    if stall is None or gained_on_either_half(facts, limits, own, hours=hours, at=at):
        return None
    litter_wide = whole_litter(facts, limits, own, at=at)
    urgent = (
        is_neonate(facts, limits, at=at)
        and is_fresh(own, at=at)
        and not stall.is_coarse
        and not litter_wide
    )
    return Finding(
        code="no_gain_48h",
        severity="act_now" if urgent else "watch",
        text=litter_wide or stall_words(stall, hours),
        since=stall.readings[0].at,
        entries=ids(stall.readings),
        limit=limit,
    )


def no_gain_24h(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Not heavier than a day before; a stall of the longer limit is no_gain_48h."""
    if NO_GAIN_KEY not in limits or not is_growing(facts, limits, at=at):
        return None
    if no_gain_48h(facts, limits, at):
        return None
    limit = limits[NO_GAIN_KEY]
    hours = dt.timedelta(hours=limit.value)
    stall = stalled(facts, lasting(facts, at=at), least=hours, at=at)
    if stall is None:
        return None
    return Finding(
        code="no_gain_24h",
        severity="watch",
        text=stall_words(stall, hours),
        since=stall.readings[0].at,
        entries=ids(stall.readings),
        limit=limit,
    )


def low_gain(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Gains, but for days less than the least, by more than rounding could make.

    Far below the least is said at once; what is near it swings across with every stool, and must
    have been too little a day before as well.
    """
    own = growing_days(facts, lasting(facts, at=at), at=at)
    slow = slowly(facts, limits, own, at=at)
    if slow is None or not is_growing(facts, limits, at=at):
        return None
    day_before = [r for r in own if own[-1].at - r.at >= DAY - LEAST_SPAN]
    is_near = slow.gain_g > slow.least_g * FAR_BELOW
    if is_near and slowly(facts, limits, day_before, at=at) is None:
        return None
    return Finding(
        code="low_gain",
        severity="watch",
        text=low_gain_words(slow),
        since=slow.readings[0].at,
        entries=ids(slow.readings),
        limit=slow.limit,
    )


def low_gain_words(slow: Slow) -> str:
    over, least = span_words(slow.span), weight(slow.least_g)
    if slow.gain_g < STORED_STEP_G:
        return f"hardly gained over {over}, where {least} a day is the least"
    return f"gains {weight(slow.gain_g)} a day over {over}, less than {least}"


def falling_away(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Its share of the littermates' median has fallen by points within days, and below them.

    Half of that must have been lost at the weight before: one wrong reading is no falling away.
    """
    own = lasting(facts, at=at)
    if FALLING_POINTS_KEY not in limits or FALLING_DAYS_KEY not in limits or len(own) < 2:
        return None
    limit = limits[FALLING_POINTS_KEY]
    last, last_but_one = own[-1], own[-2]
    earlier = last.at - dt.timedelta(days=limits[FALLING_DAYS_KEY].value)
    if own[0].at > earlier or not is_growing(facts, limits, at=at):
        return None
    mates = [seen(one, at=at) for one in facts.littermates]
    shares = shares_of_median(own, mates, (earlier, last_but_one.at, last.at))
    if shares is None:
        return None
    then, before, now = shares
    rounding = 2 * now * last.precision_g / last.grams
    if now >= 100 or then - now - rounding < limit.value:
        return None
    if then - before - rounding < limit.value / 2:
        return None
    return Finding(
        code="falling_away",
        severity="watch",
        text=f"falls away from its littermates: {then:.0f} % of their weight, "
        f"{span_words(last.at - earlier)} later {now:.0f} %",
        since=earlier,
        entries=ids(reading for reading in own if reading.at >= earlier),
        limit=limit,
    )


def very_low_birth_weight(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Below the limit of its breed at birth; said for the days in which most of them die."""
    age = days_old(facts, at, zone=at.tzinfo)
    limit_g = facts.very_low_birth_weight_g
    if age is None or not 0 <= age < VERY_LOW_BIRTH_WEIGHT_ENDS or not limit_g:
        return None
    born = birth(facts, seen(facts.readings, at=at), zone=at.tzinfo)
    if born is None or born.grams >= limit_g:
        return None
    return Finding(
        code="very_low_birth_weight",
        severity="watch",
        text=f"very low birth weight: {weight(born.grams)}",
        since=born.at,
        entries=ids([born]),
        limit=Limit(value=limit_g, unit="g", source=VERY_LOW_BIRTH_WEIGHT_SOURCE),
    )


def weight_questioned(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """The last weight does not fit: nothing is known of this animal until it is weighed again."""
    known = in_order(reading for reading in facts.readings if reading.at <= at)
    if not known or not known[-1].questioned or at - known[-1].at > WEIGHT_HOLDS:
        return None
    return Finding(
        code="weight_questioned",
        severity="watch",
        text=f"{weight(known[-1].grams)} does not fit the weights before: weigh again",
        since=known[-1].at,
        entries=ids(known[-1:]),
    )


def weigh_in_overdue(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Not weighed for longer than the care schedule has it, with a share of that as grace."""
    if facts.weigh_every is None or WEIGH_IN_GRACE_KEY not in limits:
        return None
    weighed = [reading for reading in in_order(facts.readings) if reading.at <= at]
    last_at = max(
        (moment for moment in (facts.last_weighed_at, *(r.at for r in weighed[-1:])) if moment),
        default=None,
    )
    since = last_at or facts.in_care_since
    limit = limits[WEIGH_IN_GRACE_KEY]
    if since is None or at - since < facts.weigh_every * (1 + limit.value):
        return None
    return Finding(
        code="weigh_in_overdue",
        severity="watch",
        text=f"not weighed for {span_words(at - since)}" if last_at else "not weighed yet",
        since=since + facts.weigh_every,
        entries=ids(weighed[-1:]),
        limit=limit,
    )


def pair_ratio(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """The other of its pair has become too heavy for it. Said of the lighter one alone."""
    own, buddy = seen(facts.readings, at=at), facts.buddy
    if PAIR_RATIO_KEY not in limits or not own or buddy is None or not buddy.weight_g:
        return None
    last, weighed_at = own[-1], buddy.weighed_at
    if weighed_at is None or at - min(last.at, weighed_at) > PAIR_WEIGHTS_HOLD:
        return None
    ratio = buddy.weight_g / last.grams
    if ratio <= limits[PAIR_RATIO_KEY].value:
        return None
    return Finding(
        code="pair_ratio",
        severity="watch",
        text=f"{plain(buddy.name)} weighs {ratio:.1f} times as much ({weight(buddy.weight_g)}, "
        f"{plain(facts.name)} {weight(last.grams)})",
        since=max(last.at, weighed_at),
        entries=ids([last]),
        limit=limits[PAIR_RATIO_KEY],
    )


def lasting(facts: Facts, *, at: dt.datetime) -> tuple[Reading, ...]:
    """Its readings that count, oldest first; none where the last is too old to say anything."""
    own = seen(facts.readings, at=at)
    return own if own and at - own[-1].at <= WEIGHT_HOLDS else ()


def growing_days(facts: Facts, own: Sequence[Reading], *, at: dt.datetime) -> tuple[Reading, ...]:
    later = (i for i, r in enumerate(own) if after_birth_day(facts, r.at, zone=at.tzinfo))
    return tuple(own[next(later, len(own)) :])


def shares_of_median(
    own: Sequence[Reading], mates: Sequence[Sequence[Reading]], moments: Sequence[dt.datetime]
) -> list[float] | None:
    """What it weighs at each moment in per cent of the median of the same littermates.

    None with fewer than two of them known at all the moments.
    """
    known = [[weight_along(one, moment) for moment in moments] for one in mates]
    whole = [weights for weights in known if None not in weights]
    mine = [weight_along(own, moment) for moment in moments]
    if len(whole) < LITTER_LEAST - 1 or None in mine:
        return None
    medians = [median(grams for grams in column if grams) for column in zip(*whole, strict=True)]
    return [100 * (m or 0.0) / middle for m, middle in zip(mine, medians, strict=True)]


def is_fresh(own: Sequence[Reading], *, at: dt.datetime) -> bool:
    return at - own[-1].at <= FRESH


def birth(facts: Facts, own: Sequence[Reading], *, zone: dt.tzinfo | None) -> Reading | None:
    """Its weight at birth: recorded, else the first one of that day; None where nobody knows.

    Noon stands for an hour that is not known, the rounding of the first weight for that of a
    recorded one.
    """
    that_day = [reading for reading in own if days_old(facts, reading.at, zone=zone) == 0]
    grams = facts.birth_weight_g or (that_day[0].grams if that_day else None)
    if not grams or facts.born_on is None:
        return None
    if that_day:
        return replace(that_day[0], grams=grams)
    noon = dt.datetime.combine(facts.born_on, dt.time(12), tzinfo=zone)
    return Reading(at=noon, grams=grams, precision_g=own[0].precision_g if own else FINE_G)


def last_change(own: Sequence[Reading]) -> Change | None:
    """The change over the 24 hours before the last weight.

    Where no weight was taken in those 24 hours but the last, from the one before it, over as long
    as it is; where all are younger, from the first.
    """
    gain = gain_24h(own)
    if gain is None:
        return None
    left = next(reading for reading in reversed(own) if reading.at == gain.from_at)
    if gain.extrapolated or own[-2].at <= left.at:
        return between(left, own[-1])
    return interpolated(own, gain)


def between(left: Reading, right: Reading) -> Change:
    return Change(
        before_g=left.grams,
        grams=right.grams - left.grams,
        precision_g=left.precision_g + right.precision_g,
        span=right.at - left.at,
        readings=(left, right),
    )


def interpolated(own: Sequence[Reading], gain: Gain) -> Change:
    used = tuple(reading for reading in own if gain.from_at <= reading.at)
    return Change(
        before_g=own[-1].grams - gain.grams,
        grams=gain.grams,
        precision_g=gain.precision_g,
        span=DAY,
        readings=used,
    )


def per_day(change: Change) -> float:
    """Per cent in 24 hours; what happened within little more than a day counts as it is."""
    days = change.span / DAY if change.span > ABOUT_A_DAY else 1
    return change.least_percent / days


def loss_words(change: Change) -> str:
    return f"lost {weight(-change.grams)} ({-change.percent:.0f} %) in {span_words(change.span)}"


def stalled(
    facts: Facts, own: Sequence[Reading], *, least: dt.timedelta, at: dt.datetime
) -> Stall | None:
    """Since which reading it has not gained, at least for this long.

    As the page says it: since the one that nothing after it rose above, though not from one that
    reads lower than the last, which the page takes for rounding. Where that is younger than this
    long, since the one before it that is old enough. None where the rounding
    of the readings could hide what it gained in that time.
    """
    grown = growing_days(facts, own, at=at)
    if len(grown) < 2:
        return None
    last = grown[-1]
    before_g = weight_along(grown, last.at - least)
    if before_g is None or grown[0].at > last.at - least or last.grams > before_g:
        return None
    recent = [reading for reading in grown if last.at - reading.at <= STALL_BACK]
    highest = next(r for r in since_the_highest(recent) if r.grams >= last.grams)
    old_enough = [reading for reading in recent if reading.at <= last.at - least]
    begins = min(highest.at, old_enough[-1].at) if old_enough else highest.at
    since = tuple(reading for reading in recent if reading.at >= begins)
    found = Stall(readings=since, highest=highest, is_coarse=hides_growth(recent, DAY))
    return None if hides_growth(found.readings, found.span) else found


def stall_words(stalled: Stall, least: dt.timedelta) -> str:
    text = f"no gain for {span_words(max(stalled.span, least))}"
    change = between(stalled.highest, stalled.readings[-1])
    if not change.lost:
        return text
    if stalled.highest.at > stalled.readings[0].at:
        return f"{text}, {weight(-change.grams)} lost in {span_words(change.span)}"
    return f"{text}, {weight(-change.grams)} lighter"


def slowly(facts: Facts, limits: Limits, own: Sequence[Reading], *, at: dt.datetime) -> Slow | None:
    """The gain of the days up to the last reading, where it is less than the least."""
    if GAIN_DAYS_KEY not in limits or not own:
        return None
    days = dt.timedelta(days=limits[GAIN_DAYS_KEY].value)
    recent = [reading for reading in own if own[-1].at - reading.at <= days + LEAST_SPAN]
    gain = daily_gain(recent if len(recent) > 2 else own)
    if gain is None or gain.to_at - gain.from_at < days - LEAST_SPAN:
        return None
    used = tuple(reading for reading in own if gain.from_at <= reading.at)
    span = gain.to_at - gain.from_at
    least = least_gain(facts, limits, used[0], at=at)
    rounding = (used[0].precision_g + used[-1].precision_g) / (span / DAY)
    if least is None or gain.grams + rounding >= least[0]:
        return None
    return Slow(gain_g=gain.grams, least_g=least[0], limit=least[1], span=span, readings=used)


def gained_on_either_half(
    facts: Facts,
    limits: Limits,
    own: Sequence[Reading],
    *,
    hours: dt.timedelta,
    at: dt.datetime,
) -> bool:
    """Did it gain the least of a day in the first or the second half of these hours?"""
    moments = [own[-1].at - hours, own[-1].at - hours / 2, own[-1].at]
    known = [weight_along(own, moment) for moment in moments]
    first = next(r for r in reversed(own) if r.at <= moments[0])
    least = least_gain(facts, limits, first, at=at)
    if least is None or None in known:
        return False
    before, middle, last = (grams or 0.0 for grams in known)
    return max(middle - before, last - middle) >= least[0]


def least_gain(
    facts: Facts, limits: Limits, reading: Reading, *, at: dt.datetime
) -> tuple[float, Limit] | None:
    """The least gain in grams a day from this weight on, and the limit that says so.

    Where the rows are in grams a day, a small one that gains its share of its weight is right too.
    Where they are in per cent, the adult weight is the better measure after four weeks.
    """
    if LEAST_GRAMS_KEY in limits:
        grams, share = limits[LEAST_GRAMS_KEY], limits.get(LEAST_PERCENT_KEY)
        of_weight = reading.grams * share.value / 100 if share else grams.value
        return min(grams.value, of_weight), grams
    age = days_old(facts, reading.at, zone=at.tzinfo)
    key = LATER_KEY
    if age is not None and age < 7 and WEEK_1_KEY in limits:
        key = WEEK_1_KEY
    elif age is not None and age < 28 and WEEK_2_4_KEY in limits:
        key = WEEK_2_4_KEY
    elif age is not None and facts.adult_weight_kg and BY_ADULT_WEIGHT_KEY in limits:
        limit = limits[BY_ADULT_WEIGHT_KEY]
        return limit.value * facts.adult_weight_kg, limit
    limit_found = limits.get(key)
    return (reading.grams * limit_found.value / 100, limit_found) if limit_found else None


def whole_litter(facts: Facts, limits: Limits, own: Sequence[Reading], *, at: dt.datetime) -> str:
    """What to say where it and most of its litter read lower at this sitting; else empty.

    A scale that is off takes from others about as many grams, or as large a share, and once: one
    that fell far more than all littermates, or at the sitting before as well, lost weight.
    """
    sitting = own[-1].at
    fall, before = change_at(own, sitting), [r for r in own if r.at < sitting - SITTING]
    if LITTER_WIDE_KEY not in limits or fall is None or not fall.lost:
        return ""
    if (earlier := change_at(before, before[-1].at)) and earlier.lost:
        return ""
    everybody = [change_at(seen(mates, at=at), sitting) for mates in facts.littermates]
    mates = [change for change in everybody if change]
    fallen = [change for change in mates if change.lost]
    number, of_all = len(fallen) + 1, len(mates) + 1
    if of_all < LITTER_LEAST or number < limits[LITTER_WIDE_KEY].value * of_all:
        return ""
    as_much = [max(one.grams / fall.grams, one.percent / fall.percent) for one in fallen]
    if max(as_much, default=0) < FELL_ALIKE:
        return ""
    return (
        f"{number} of {of_all} weighed less at this sitting: the scale, or the whole litter? "
        "Weigh again"
    )


def change_at(own: Sequence[Reading], sitting: dt.datetime) -> Change | None:
    """From the weight before this sitting to the one of it; None where it was not weighed."""
    now = [reading for reading in own if abs(reading.at - sitting) <= SITTING]
    before = [reading for reading in own if reading.at < sitting - SITTING]
    return between(before[-1], now[-1]) if now and before else None


def span_words(passed: dt.timedelta) -> str:
    """To the hour, and over two days to the day: weights are not taken to the minute."""
    if passed >= TWO_DAYS:
        return f"{round(passed / DAY)} days"
    return span(dt.timedelta(hours=max(1, round(passed / dt.timedelta(hours=1)))))


def ids(readings: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(reading.entry_id for reading in readings if reading.entry_id)
