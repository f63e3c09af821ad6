"""What was seen of an animal, beside its weights and feeds, that is wrong. Pure."""

import datetime as dt
from dataclasses import dataclass

from animals.words import span

from . import weight_rules
from .facts import Facts, FeedFact, Sighting
from .feed_rules import feeds_given
from .findings import Finding, Limits, Severity
from .sentences import plain

NO_FEED_BELOW_KEY = "temp_no_feed_below"
DIARRHOEA_FROM_KEY = "stool_diarrhoea_from"
DIARRHOEA_CALL_KEY = "diarrhoea_call_hours"
NO_STOOL_KEY = "no_stool_days"
TREATMENT_GRACE_KEY = "treatment_grace_days"

LIMP, WEAK = "limp", "weak"
# A vigour or a temperature says how an animal is for so long; then only that nobody looked since.
VIGOUR_HOLDS = dt.timedelta(hours=24)
TEMPERATURE_HOLDS = dt.timedelta(hours=12)
NOTHING_SINCE = "nothing said since"
# Two words within less are of one sitting.
SITTINGS_APART = dt.timedelta(hours=1)
STOOLS_NOTED_BY_FEEDS = 6
WEIGHT_SIGNS = (
    weight_rules.loss_10pct,
    weight_rules.no_gain_48h,
    weight_rules.loss_24h,
    weight_rules.no_gain_24h,
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One thing that was said at one moment."""

    at: dt.datetime
    entry_id: str
    vigour: str = ""
    stool_score: int | None = None


def limp(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    said = words_of_vigour(facts, at=at)
    if not said or said[-1].vigour != LIMP:
        return None
    run = last_run(said, (LIMP,))
    fresh = is_fresh(said, at=at)
    return Finding(
        code="limp",
        severity="act_now" if fresh else "watch",
        text="limp: warm it first, and call" if fresh else f"limp, {NOTHING_SINCE}",
        since=run[0].at,
        entries=entries(run),
    )


def weak(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    said = words_of_vigour(facts, at=at)
    if not said or said[-1].vigour != WEAK:
        return None
    run = last_run(said, (WEAK,))
    return Finding(
        code="weak",
        severity="watch",
        text="weak" if is_fresh(said, at=at) else f"weak, {NOTHING_SINCE}",
        since=run[0].at,
        entries=entries(run),
    )


def fading(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Weak in two sittings running, or weak and losing, not gaining or taking no feed."""
    said = words_of_vigour(facts, at=at)
    if not said or said[-1].vigour != WEAK:
        return None
    run = last_run(said, (WEAK, LIMP))
    used = entries(run)
    if run[-1].at - run[0].at >= SITTINGS_APART:
        text = "weak at two sittings running"
    elif left := left_the_last_feed(facts, at=at):
        text, used = "weak, and took no feed", (*used, left)
    elif sign := next((found for rule in WEIGHT_SIGNS if (found := rule(facts, limits, at))), None):
        text, used = f"weak, and {sign.text}", (*used, *sign.entries)
    else:
        return None
    fresh = is_fresh(said, at=at)
    return Finding(
        code="fading",
        severity="act_now" if fresh else "watch",
        text=f"{text}: it may be fading" if fresh else f"{text}; {NOTHING_SINCE}",
        since=run[0].at,
        entries=tuple(dict.fromkeys(used)),
    )


def cold(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """The last temperature is below the one under which nothing must be fed."""
    taken = [
        (sighting.at, sighting.entry_id, sighting.temperature_c)
        for sighting in facts.sightings
        if sighting.temperature_c is not None and dt.timedelta() <= at - sighting.at
    ]
    if NO_FEED_BELOW_KEY not in limits or not taken:
        return None
    taken_at, entry_id, temperature_c = max(taken)
    if temperature_c >= limits[NO_FEED_BELOW_KEY].value:
        return None
    what_to_do = ": warm first, do not feed"
    severity: Severity = "act_now"
    if at - taken_at > TEMPERATURE_HOLDS:
        what_to_do, severity = ", not measured since", "watch"
    return Finding(
        code="cold",
        severity=severity,
        text=f"{temperature_c:.1f} °C{what_to_do}",
        since=taken_at,
        entries=(entry_id,),
        limit=limits[NO_FEED_BELOW_KEY],
    )


def diarrhoea(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """From this score on the scale of 1 to 7; a later stool below it ends it."""
    scored = [one for one in everything(facts, at=at) if one.stool_score is not None]
    if DIARRHOEA_FROM_KEY not in limits or not scored:
        return None
    limit = limits[DIARRHOEA_FROM_KEY]
    firm = [place for place, one in enumerate(scored) if (one.stool_score or 0) < limit.value]
    run = scored[firm[-1] + 1 :] if firm else scored
    if not run:
        return None
    stands = run[-1].at - run[0].at
    call = limits.get(DIARRHOEA_CALL_KEY)
    score = f"{run[-1].stool_score} on the Purina scale of 1 to 7"
    if call and stands > dt.timedelta(hours=call.value):
        return Finding(
            code="diarrhoea",
            severity="act_now",
            text=f"diarrhoea for {span(stands)}, {score}: call",
            since=run[0].at,
            entries=entries(run),
            limit=call,
        )
    return Finding(
        code="diarrhoea",
        severity="watch",
        text=f"diarrhoea, {score}",
        since=run[0].at,
        entries=entries(run),
        limit=limit,
    )


def no_stool(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """No stool noted for days, although feeds go on being entered."""
    if NO_STOOL_KEY not in limits:
        return None
    limit = limits[NO_STOOL_KEY]
    days = dt.timedelta(days=limit.value)
    stools = [
        *((feed.at, feed.entry_id) for feed in facts.feeds if feed.pooped and feed.at <= at),
        *((one.at, one.entry_id) for one in everything(facts, at=at) if one.stool_score),
    ]
    last_at, last_id = max(stools, default=(None, ""))
    given = feeds_given(facts, at=at)
    known_from = last_at or (given[0].at if given else at)
    since_then = [feed for feed in given if feed.at > known_from or last_at is None]
    if at - known_from < days or len(since_then) < STOOLS_NOTED_BY_FEEDS:
        return None
    return Finding(
        code="no_stool",
        severity="watch",
        text=f"no stool noted for {span(at - known_from)}",
        since=known_from,
        entries=(last_id,) if last_id else (),
        limit=limit,
    )


def treatment_overdue(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """The next dose of something that was begun is late by more than its grace."""
    if TREATMENT_GRACE_KEY not in limits:
        return None
    limit = limits[TREATMENT_GRACE_KEY]
    late = [
        (due_at, plain(treatment.name), treatment.entry_id)
        for treatment in facts.treatments
        if (due_at := treatment.last_given_at + dt.timedelta(days=treatment.repeat_days))
        and at - due_at > dt.timedelta(days=limit.value)
    ]
    if not late:
        return None
    due_at, name, entry_id = min(late)
    more = f", and {len(late) - 1} more" if len(late) > 1 else ""
    return Finding(
        code="treatment_overdue",
        severity="watch",
        text=f"{name} was due {span(at - due_at)} ago{more}",
        since=due_at,
        entries=(entry_id,) if entry_id else (),
        limit=limit,
    )


def everything(facts: Facts, *, at: dt.datetime) -> list[Seen]:
    """What was said of vigour and stool, at feeds and beside them, oldest first."""
    noted: list[FeedFact | Sighting] = [*facts.feeds, *facts.sightings]
    said = [
        Seen(at=one.at, entry_id=one.entry_id, vigour=one.vigour, stool_score=one.stool_score)
        for one in noted
        if one.at <= at and (one.vigour or one.stool_score is not None)
    ]
    return sorted(said, key=lambda one: (one.at, one.entry_id))


def words_of_vigour(facts: Facts, *, at: dt.datetime) -> list[Seen]:
    """Those of the day up to the last of them."""
    said = [one for one in everything(facts, at=at) if one.vigour]
    return [one for one in said if said[-1].at - one.at <= VIGOUR_HOLDS]


def is_fresh(said: list[Seen], *, at: dt.datetime) -> bool:
    return at - said[-1].at <= VIGOUR_HOLDS


def last_run(said: list[Seen], words: tuple[str, ...]) -> list[Seen]:
    """The latest ones in a row that all say one of these."""
    others = [place for place, one in enumerate(said) if one.vigour not in words]
    return said[others[-1] + 1 :] if others else said


def left_the_last_feed(facts: Facts, *, at: dt.datetime) -> str:
    """The entry that says that the last feed was not taken; empty where it was."""
    recent = [feed for feed in facts.feeds if dt.timedelta() <= at - feed.at <= VIGOUR_HOLDS]
    last = max(recent, key=lambda feed: (feed.at, feed.entry_id), default=None)
    return last.entry_id if last and not last.given else ""


def entries(said: list[Seen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.entry_id for one in said))
