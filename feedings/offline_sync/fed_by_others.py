"""Feeds that another person or phone gave to the same animal less than an hour apart."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from ..models import Feed, Route
from ..questions import FED_AGAIN_WITHIN, say_fed


def given_by_hand(feed: Feed) -> bool:
    return feed.was_given and feed.route != Route.NURSING and feed.voided_at is None


def fed_by_others(feeds: Sequence[Feed]) -> dict[uuid.UUID, str]:
    """For each feed that another one lies near to, the nearest of them in words. One query."""
    times = [feed.happened_at for feed in feeds]
    near = (
        Feed.objects.current()
        .given()
        .exclude(route=Route.NURSING)
        .of({feed.animal_id for feed in feeds})
        .between(min(times) - FED_AGAIN_WITHIN, max(times) + FED_AGAIN_WITHIN)
        .select_related("recorded_by", "animal")
    )
    by_animal: dict[int, list[Feed]] = defaultdict(list)
    for other in near:
        by_animal[other.animal_id].append(other)
    told = {}
    for feed in feeds:
        others = [one for one in by_animal[feed.animal_id] if is_from_elsewhere(one, feed)]
        if others:
            nearest = min(others, key=lambda one: abs(one.happened_at - feed.happened_at))
            told[feed.pk] = say_fed(
                nearest.animal.name,
                before=feed.happened_at - nearest.happened_at,
                by=by_whom(nearest, feed),
            )
    return told


def is_from_elsewhere(other: Feed, feed: Feed) -> bool:
    """Given by another person, or written down on another phone, less than an hour apart."""
    if other.pk == feed.pk or abs(other.happened_at - feed.happened_at) >= FED_AGAIN_WITHIN:
        return False
    if other.recorded_by_id != feed.recorded_by_id:
        return True
    return bool(other.device and feed.device and other.device != feed.device)


def by_whom(other: Feed, feed: Feed) -> str:
    if other.recorded_by is None:
        return ""
    return other.recorded_by.name if other.recorded_by_id != feed.recorded_by_id else "you"
