"""The chapters of an animal's life beside its entries: homes, mothers, friends, first bottle."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Min, Value
from django.db.models.functions import Cast

from animals.models import Animal, BuddyPairState, MaternalBond, Placement

from .growth.chart import Mark
from .models import Feed, Route

HOME, MOTHER, YOUNG, FRIEND, BOTTLE = "home", "mother", "young", "friend", "bottle"
BY_HAND = (Route.BOTTLE, Route.SYRINGE, Route.TUBE)
# On the chart a number marks each, and more than this could not be told apart.
MOST_MARKS = 6

TOLD = {
    (HOME, ""): "in {}",
    (MOTHER, MaternalBond.State.NURSING): "nursed by {}",
    (MOTHER, MaternalBond.State.SUPPLEMENTED): "nursed by {}, with the bottle beside",
    (MOTHER, MaternalBond.State.REJECTED): "rejected by {}",
    (MOTHER, MaternalBond.State.RETURNING): "on the way back to {}",
    (MOTHER, MaternalBond.State.REUNITED): "reunited with {}",
    (YOUNG, MaternalBond.State.NURSING): "nurses {}",
    (YOUNG, MaternalBond.State.SUPPLEMENTED): "nurses {}, who has the bottle beside",
    (YOUNG, MaternalBond.State.REJECTED): "rejects {}",
    (YOUNG, MaternalBond.State.RETURNING): "{} is on the way back to her",
    (YOUNG, MaternalBond.State.REUNITED): "reunited with {}",
    (FRIEND, BuddyPairState.State.PROPOSED): "proposed as a friend of {}",
    (FRIEND, BuddyPairState.State.INTRODUCED): "introduced to {}",
    (FRIEND, BuddyPairState.State.BONDED): "bonded with {}",
    (FRIEND, BuddyPairState.State.SEPARATED): "apart from {}",
    (BOTTLE, ""): "first bottle",
}
# The state that a young one begins with, or a wish, is no event on its curve.
NOT_MARKED = {
    (MOTHER, MaternalBond.State.NURSING),
    (FRIEND, BuddyPairState.State.PROPOSED),
}


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One span of a life: its kind, the home's or the other animal's name, and what it was."""

    kind: str
    name: str
    state: str
    started_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def text(self) -> str:
        return TOLD[self.kind, self.state].format(self.name)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.kind != BOTTLE

    @property
    def has_end(self) -> bool:
        """Spans from a day to a day; a first bottle is a moment."""
        return self.kind != BOTTLE


def chapters_of(animal: Animal) -> list[Chapter]:
    """All chapters of one, the latest first. One query."""
    return lives([animal.pk])[animal.pk]


def lives(animals: Collection[int]) -> dict[int, list[Chapter]]:
    """All chapters of each, the latest first, in one query: their tables have the same shape here.

    A bond of two of them is a chapter of both.
    """
    placements = Placement.objects.filter(animal__in=animals)
    bonds, pairs = MaternalBond.objects, BuddyPairState.objects
    found = as_rows(placements, HOME, "animal", F("home__name"), Value("")).union(
        as_rows(bonds.filter(young__in=animals), MOTHER, "young", F("mother__name"), F("state")),
        as_rows(bonds.filter(mother__in=animals), YOUNG, "mother", F("young__name"), F("state")),
        *(
            as_rows(
                pairs.filter(**{f"pair__{own}__in": animals}),
                FRIEND,
                f"pair__{own}",
                F(f"pair__{other}__name"),
                F("state"),
            )
            for own, other in (("first", "second"), ("second", "first"))
        ),
        first_bottles(animals),
        all=True,
    )
    chapters: dict[int, list[Chapter]] = defaultdict(list)
    # Without it Django 6.1 brings the first table's own order back, which has no column here.
    for whose, kind, name, state, started_at, ended_at in found.order_by():
        chapters[whose].append(
            Chapter(kind=kind, name=name, state=state, started_at=started_at, ended_at=ended_at)
        )
    for life in chapters.values():
        life.sort(key=lambda chapter: chapter.started_at, reverse=True)
    return chapters


def as_rows(chapters: models.QuerySet, kind: str, whose: str, name, state) -> models.QuerySet:
    return (
        chapters.order_by()
        .annotate(whose_=F(f"{whose}_id"), kind_=Value(kind), name_=name, state_=state)
        .values_list("whose_", "kind_", "name_", "state_", "started_at", "ended_at")
    )


def first_bottles(animals: Collection[int]) -> models.QuerySet:
    return (
        Feed.objects.current()
        .given()
        .filter(animal__in=animals, route__in=BY_HAND)
        .order_by()
        .values("animal_id")
        .annotate(
            kind_=Value(BOTTLE),
            name_=Value(""),
            state_=Value(""),
            first_at=Min("happened_at"),
            ended_=Cast(Value(None), models.DateTimeField()),
        )
        .values_list("animal_id", "kind_", "name_", "state_", "first_at", "ended_")
    )


def marks(chapters: Sequence[Chapter]) -> list[Mark]:
    """What the chart marks: the latest turns of a life, oldest first, without how it began."""
    first_home = min(
        (chapter.started_at for chapter in chapters if chapter.kind == HOME), default=None
    )
    turns = [
        Mark(
            at=chapter.started_at,
            text=f"moved: {chapter.text}" if chapter.kind == HOME else chapter.text,
        )
        for chapter in chapters
        if (chapter.kind, chapter.state) not in NOT_MARKED and chapter.started_at != first_home
    ]
    return sorted(turns, key=lambda mark: mark.at)[-MOST_MARKS:]
