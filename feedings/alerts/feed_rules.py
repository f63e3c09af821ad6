"""What an animal's feeds say is wrong. Pure. Volumes are millilitres."""

import datetime as dt

from animals.words import span
from feedings.questions import FED_AGAIN_WITHIN

from .facts import Facts, FeedFact
from .findings import Finding, Limit, Limits
from .life_stage import days_old
from .sentences import plain
from .weight_rules import span_words

FEED_GRACE_KEY = "late_feed_grace_fraction"
MISSED_FEEDS_KEY = "missed_feeds_alert_under_28d"
NO_FOOD_KEY = "no_food_hours_alert_over_28d"
INTAKE_LOW_KEY = "intake_low_fraction"
INTAKE_HIGH_KEY = "intake_high_fraction"
CEILING_KEY = "stomach_ml_per_100g_high"

FOUR_WEEKS = 28
DAY = dt.timedelta(hours=24)
# A longer gap between two feeds is rather one that nobody entered.
LONGEST_GAP = dt.timedelta(hours=12)
VOLUME_STEP_ML = 0.1
# For so long two feeds one after the other are worth a look at the animal.
TOLD_FED_TWICE = dt.timedelta(hours=6)
# Who writes of a new arrival for longer, and never a feed, does not write feeds down.
NEW_ARRIVAL = dt.timedelta(days=3)


def feed_overdue(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Late by a share of the time between feeds."""
    if not (facts.takes_feeds and facts.last_fed_at and facts.next_feed_due_at):
        return None
    interval = facts.next_feed_due_at - facts.last_fed_at
    late = at - facts.next_feed_due_at
    if FEED_GRACE_KEY not in limits or interval <= dt.timedelta():
        return None
    if late < interval * limits[FEED_GRACE_KEY].value:
        return None
    return Finding(
        code="feed_overdue",
        severity="watch",
        text=f"feed {span(late)} late",
        since=facts.next_feed_due_at,
        entries=last_feed_ids(facts),
        limit=limits[FEED_GRACE_KEY],
    )


def feeds_missed(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """So many feeds left out, by age; one that also has its mother's milk is only to be watched.

    A feed is left out when it is late by its grace. Under four weeks, and where the age is not
    known, the limit counts feeds; later it is hours without food.
    """
    if not (facts.takes_feeds and facts.last_fed_at):
        return None
    interval = (facts.next_feed_due_at or facts.last_fed_at) - facts.last_fed_at
    found = longest_without(facts, limits, interval, at=at)
    if found is None or at - facts.last_fed_at < found[0]:
        return None
    return Finding(
        code="feeds_missed",
        severity="watch" if facts.nursed else "act_now",
        text=f"no feed for {span(at - facts.last_fed_at)}",
        since=facts.last_fed_at,
        entries=last_feed_ids(facts),
        limit=found[1],
    )


def never_fed(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """No feed at all for as long as feeds_missed has it, since it came or first left one.

    Where none was left either, and others are written of it, perhaps nobody wrote feeds down.
    """
    if not facts.takes_feeds or facts.last_fed_at:
        return None
    left = [feed for feed in facts.feeds if not feed.given and feed.at <= at]
    known = [feed.at for feed in left]
    is_new = facts.in_care_since is not None and at - facts.in_care_since < NEW_ARRIVAL
    if facts.in_care_since and is_new and (left or (facts.written_of and not facts.nursed)):
        known.append(facts.in_care_since)
    found = longest_without(facts, limits, facts.feed_every or dt.timedelta(), at=at)
    if found is None or not known or at - min(known) < found[0]:
        return None
    passed = span_words(at - min(known))
    return Finding(
        code="never_fed",
        severity="act_now" if left and not facts.nursed else "watch",
        text=f"took no feed in {passed}" if left else f"no feed entered since it came {passed} ago",
        since=min(known),
        entries=tuple(feed.entry_id for feed in left),
        limit=found[1],
    )


def longest_without(
    facts: Facts, limits: Limits, interval: dt.timedelta, *, at: dt.datetime
) -> tuple[dt.timedelta, Limit] | None:
    """How long it may go without a feed at its age, with the limit that says so."""
    age = days_old(facts, at, zone=at.tzinfo)
    key = MISSED_FEEDS_KEY if age is None or age < FOUR_WEEKS else NO_FOOD_KEY
    if key not in limits:
        return None
    limit = limits[key]
    if key == NO_FOOD_KEY:
        return dt.timedelta(hours=limit.value), limit
    if interval <= dt.timedelta():
        return None
    grace = limits[FEED_GRACE_KEY].value if FEED_GRACE_KEY in limits else 0
    return interval * (limit.value + grace), limit


def intake_low(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Drank less in 24 hours than a share of its least need. Nobody measures a mother's milk."""
    day = measured_day(facts, at=at)
    if INTAKE_LOW_KEY not in limits or facts.nursed or not day or not facts.day_low_ml:
        return None
    drunk_ml = volume(day)
    if drunk_ml >= limits[INTAKE_LOW_KEY].value * facts.day_low_ml:
        return None
    return Finding(
        code="intake_low",
        severity="watch",
        text=f"drank {drunk_ml:g} ml in 24 h, needs {facts.day_low_ml:g} ml or more",
        since=day[-1].at,
        entries=tuple(feed.entry_id for feed in day),
        limit=limits[INTAKE_LOW_KEY],
    )


def intake_high(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Drank more in 24 hours than its most need, by a share."""
    day = measured_day(facts, at=at)
    if INTAKE_HIGH_KEY not in limits or not day or not facts.day_high_ml:
        return None
    drunk_ml = volume(day)
    if drunk_ml <= limits[INTAKE_HIGH_KEY].value * facts.day_high_ml:
        return None
    return Finding(
        code="intake_high",
        severity="watch",
        text=f"drank {drunk_ml:g} ml in 24 h, needs {facts.day_high_ml:g} ml at most",
        since=day[-1].at,
        entries=tuple(feed.entry_id for feed in day),
        limit=limits[INTAKE_HIGH_KEY],
    )


def above_ceiling(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """The last feed was more than its stomach holds in comfort."""
    given = feeds_given(facts, at=at)
    if CEILING_KEY not in limits or not given or not facts.ceiling_ml:
        return None
    last = given[-1]
    if at - last.at > DAY or last.route == "solid" or last.volume_ml is None:
        return None
    if round(last.volume_ml - facts.ceiling_ml, 2) <= VOLUME_STEP_ML:
        return None
    return Finding(
        code="above_ceiling",
        severity="watch",
        text=f"drank {last.volume_ml:g} ml at the last feed, at most {facts.ceiling_ml:g} ml "
        "is right",
        since=last.at,
        entries=(last.entry_id,),
        limit=limits[CEILING_KEY],
    )


def fed_twice(facts: Facts, limits: Limits, at: dt.datetime) -> Finding | None:
    """Two people, or two phones, fed it by hand less than an hour apart, of late."""
    by_hand = [feed for feed in feeds_given(facts, at=at) if feed.route != "nursing"]
    if len({(feed.by_id, feed.device) for feed in by_hand}) < 2:
        return None  # as nearly always, so that no pair has to be looked at
    lately = [feed for feed in by_hand if at - feed.at < TOLD_FED_TWICE]
    pairs = (
        (earlier, later)
        for later in reversed(lately)
        for earlier in reversed(by_hand)
        if dt.timedelta() <= later.at - earlier.at < FED_AGAIN_WITHIN and by_two(earlier, later)
    )
    earlier, later = next(pairs, (None, None))
    if earlier is None or later is None:
        return None
    return Finding(
        code="fed_twice",
        severity="watch",
        text=f"fed twice {apart_words(later.at - earlier.at)}, {who_fed(earlier, later)}",
        since=later.at,
        entries=(earlier.entry_id, later.entry_id),
    )


def by_two(one: FeedFact, other: FeedFact) -> bool:
    """Whether two people or two phones fed; what is not known of either tells nothing."""
    if one.by_id is None or other.by_id is None:
        return False
    two_phones = one.device and other.device and one.device != other.device
    return one.by_id != other.by_id or bool(two_phones)


def apart_words(apart: dt.timedelta) -> str:
    return f"within {span(apart)}" if apart >= dt.timedelta(minutes=1) else "at the same time"


def who_fed(one: FeedFact, other: FeedFact) -> str:
    if one.by_id == other.by_id:
        return f"by {plain(one.by)} on two phones"
    return f"by {plain(one.by)} and by {plain(other.by)}"


def feeds_given(facts: Facts, *, at: dt.datetime) -> list[FeedFact]:
    given = [feed for feed in facts.feeds if feed.given and feed.at <= at]
    return sorted(given, key=lambda feed: (feed.at, feed.entry_id))


def measured_day(facts: Facts, *, at: dt.datetime) -> list[FeedFact]:
    """The feeds of the 24 hours up to the last; empty unless all are known and measured.

    They are known where one was entered before these hours too, and none is missing between.
    """
    given = feeds_given(facts, at=at)
    if not facts.takes_feeds or not given or at - given[-1].at > LONGEST_GAP:
        return []
    starts_at = given[-1].at - DAY
    day = [feed for feed in given if feed.at > starts_at]
    before = [feed for feed in given if feed.at <= starts_at]
    if not before or any(feed.volume_ml is None for feed in day):
        return []
    known = [before[-1], *day]
    gaps = (later.at - earlier.at for earlier, later in zip(known, day, strict=False))
    return [] if any(gap > LONGEST_GAP for gap in gaps) else day


def volume(feeds: list[FeedFact]) -> float:
    return round(sum(feed.volume_ml or 0 for feed in feeds), 1)


def last_feed_ids(facts: Facts) -> tuple[str, ...]:
    return tuple(feed.entry_id for feed in facts.feeds if feed.at == facts.last_fed_at)[-1:]
