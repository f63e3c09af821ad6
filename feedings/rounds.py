"""The round: one sitting that feeds the whole box, on one sheet, with one save."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from animals.models import Animal, Organisation, Person
from animals.units import trimmed

from . import questions, recording
from .care_day import care_day_start
from .forms import RoundEntryForm, RoundForm
from .models import Entry, Feed, Route, Source, WeighIn
from .prepared import Keys, Prepared, Slot
from .protocols import protocols_for
from .schedule import FeedPlan

LONGEST_ROUND = 60


@dataclass
class Row:
    """One animal of the sheet: who it is, what is proposed, what was typed, what is doubted."""

    animal: Animal
    plan: FeedPlan
    last_feed: Feed | None
    fed_by: str  # "you", or whose name
    form: RoundEntryForm
    doubts: list[questions.Question] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"a{self.animal.pk}"

    @property
    def suggested(self) -> str:
        """The suggestion as the amount's field shows it."""
        return "" if self.plan.suggested_ml is None else trimmed(self.plan.suggested_ml)

    @property
    def signature(self) -> str:
        """What "it is right" confirms: these doubts about these values, and no others."""
        typed = self.form.cleaned_data
        values = [typed["weight_before"].grams if typed["weight_before"] else "", typed["amount"]]
        return "|".join([*(question.code for question in self.doubts), *map(str, values)])

    @property
    def is_answered(self) -> bool:
        return not self.doubts or self.form.cleaned_data["confirmed"] == self.signature


class RoundSheet:
    """The sheet for these animals, as proposed (`data` None) or as typed.

    Queries: four to propose, whatever the number of animals, and those of recording to store.
    """

    figures = questions.FIGURES

    def __init__(
        self,
        *,
        person: Person,
        animals: models.QuerySet[Animal],
        at: dt.datetime,
        data: QueryDict | None = None,
    ):
        self.person, self.at = person, at
        self.animals = list(animals.for_list().by_hunger()[:LONGEST_ROUND])
        self.protocols = protocols_for(self.animals)
        self.head = RoundForm(
            # Asked for where the sheet is drawn, and not where it is stored.
            data,
            initial={"round": uuid.uuid4, "growth": lambda: self.is_first_of_care_day},
        )
        self.rows = [self.row(animal, data) for animal in self.animals]
        self.time_doubts: list[questions.Question] = []

    @cached_property
    def last_feeds(self) -> dict[int, Feed]:
        """The last feed by animal: the one that its latest facts go by."""
        feeds = latest_feeds(animals=[animal.pk for animal in self.animals])
        return {feed.animal_id: feed for feed in feeds}

    @cached_property
    def care_day_started_at(self) -> dt.datetime:
        return care_day_start(self.at, Organisation.current().care_day_starts_at_hour)

    @cached_property
    def is_first_of_care_day(self) -> bool:
        """No growth weigh-in of these animals yet: the morning's weights are growth weights."""
        animals = [animal.pk for animal in self.animals]
        return not weighed_since(animals=animals, start=self.care_day_started_at)

    def row(self, animal: Animal, data: QueryDict | None) -> Row:
        last_feed = self.last_feeds.get(animal.pk)
        plan = self.protocols.plan(
            animal, weak=last_feed is not None and last_feed.vigour in recording.WEAK
        )
        form = RoundEntryForm(
            data,
            prefix=f"a{animal.pk}",
            unit=self.person.weight_unit,
            suggested_ml=plan.suggested_ml,
            formula=animal.formula_in_use,
            initial={
                "feed_id": uuid.uuid4(),
                "weigh_in_id": uuid.uuid4(),
                # Without an amount to suggest, "as suggested" cannot mean a feed.
                "fed": plan.suggested_ml is not None and is_half_due(animal, at=self.at),
                "amount": plan.suggested_ml,
                "route": last_feed.route if last_feed else Route.BOTTLE,
            },
        )
        return Row(
            animal=animal,
            plan=plan,
            last_feed=last_feed,
            fed_by=self.by_whom(last_feed),
            form=form,
        )

    @property
    def is_empty(self) -> bool:
        """Nothing was fed, refused or weighed."""
        return all(row.form.is_empty for row in self.rows)

    @property
    def happened_at(self) -> dt.datetime:
        return self.head.cleaned_data["happened_at"] or self.at

    def is_valid(self) -> bool:
        """Everything typed can be stored, and what cannot be right has been confirmed."""
        forms_valid = [form.is_valid() for form in (self.head, *(row.form for row in self.rows))]
        if not all(forms_valid):
            return False
        self.ask()
        return self.is_time_confirmed and all(row.is_answered for row in self.rows)

    @property
    def is_time_confirmed(self) -> bool:
        return not self.time_doubts or bool(self.head.cleaned_data["confirmed"])

    def ask(self) -> None:
        self.time_doubts = questions.ask_time(happened_at=self.happened_at, at=self.at)
        everyone = [(self.known(row), self.typed(row)) for row in self.rows]
        for row, (known, typed) in zip(self.rows, everyone, strict=True):
            row.doubts = questions.ask(
                known=known,
                typed=typed,
                mates=[pair for pair in everyone if pair[0].animal_id != known.animal_id],
                happened_at=timezone.localtime(self.happened_at),
                unit=self.person.weight_unit,
            )

    def known(self, row: Row) -> questions.Known:
        animal, typed = row.animal, row.form.cleaned_data
        # A round that was stored already is not "fed again" when it is sent a second time.
        again = row.last_feed is not None and row.last_feed.pk == typed["feed_id"]
        weight = typed["weight_before"].grams if typed["weight_before"] else animal.last_weight_g
        return questions.Known(
            animal_id=animal.pk,
            name=animal.name,
            last_weight_g=animal.last_weight_g,
            last_weighed_at=animal.last_weighed_at,
            last_fed_at=None if again else animal.last_fed_at,
            last_fed_by=row.fed_by,
            ceiling_ml=self.protocols.plan(animal, weight_g=weight).ceiling_ml,
            born_on=animal.born_on,
        )

    def by_whom(self, feed: Feed | None) -> str:
        if feed is None or feed.recorded_by is None:
            return ""
        return "you" if feed.recorded_by == self.person else feed.recorded_by.name

    def typed(self, row: Row) -> questions.Typed:
        typed = row.form.cleaned_data
        weight = typed["weight_before"]
        return questions.Typed(
            animal_id=row.animal.pk,
            grams=weight.grams if weight else None,
            unit=weight.unit if weight else "g",
            precision_g=weight.precision_g if weight else Decimal(0),
            volume_ml=typed["amount"],
            fed=typed["fed"],
        )

    def record(self) -> list[recording.Recorded]:
        """Store the round in one transaction; sent twice it is stored once."""
        entries = [entry for row in self.rows for entry in self.entries(row)]
        # Sent again without a time of its own, a round is later by the seconds in between.
        ignoring = () if self.head.cleaned_data["happened_at"] else ("happened_at",)
        return recording.record(entries, ignoring=ignoring)

    def entries(self, row: Row) -> Iterable[Entry]:
        typed = row.form.cleaned_data
        weight = typed["weight_before"]
        is_feed = typed["fed"] or bool(typed["not_fed_reason"])
        if is_feed:
            yield self.feed(row)
        if weight and (self.head.cleaned_data["growth"] or not is_feed):
            yield WeighIn(
                **self.frame(row, typed["weigh_in_id"]),
                grams=weight.grams,
                unit=weight.unit,
                precision_g=weight.precision_g,
                **self.confirmed(row),
            )

    def feed(self, row: Row) -> Feed:
        typed = row.form.cleaned_data
        before, after = typed["weight_before"], typed["weight_after"]
        return Feed(
            **self.frame(row, typed["feed_id"]),
            route=typed["route"] or Route.BOTTLE,
            volume_ml=typed["amount"],
            volume_is_computed=typed["volume_is_computed"],
            suggested_ml=row.plan.suggested_ml,
            weight_before_g=before.grams if before else None,
            weight_after_g=after.grams if after else None,
            weight_unit=before.unit if before else self.person.weight_unit,
            weight_precision_g=before.precision_g if before else None,
            not_fed_reason=typed["not_fed_reason"],
            # Not ticked is not seen, which is not the same as no.
            peed=typed["peed"] or None,
            pooped=typed["pooped"] or typed["stool_score"] is not None or None,
            stool_score=typed["stool_score"],
            vigour=typed["vigour"],
            note=typed["note"],
            formula=row.animal.formula_in_use,
            **self.confirmed(row),
        )

    def confirmed(self, row: Row) -> dict:
        """Who said that the weight is right, where that was asked."""
        if not questions.asks_weight(row.doubts):
            return {}
        return {"weight_confirmed_at": self.at, "weight_confirmed_by": self.person}

    def frame(self, row: Row, entry_id: uuid.UUID) -> dict:
        """What every entry of the round has."""
        return {
            "id": entry_id,
            "animal": row.animal,
            "happened_at": self.happened_at,
            "time_zone": timezone.get_current_timezone_name(),
            "recorded_by": self.person,
            "round": self.head.cleaned_data["round"],
            "source": Source.ROUND,
        }


@Prepared
def latest_feeds() -> models.QuerySet[Feed]:
    feeds = Feed.objects.current().filter(animal__in=Keys("animals"))
    return feeds.filter(happened_at=F("animal__last_fed_at")).select_related("recorded_by")


@Prepared
def weighed_since() -> models.QuerySet:
    """One of these animals' growth weigh-ins from `start` on, if there is any."""
    weighed = WeighIn.objects.current().growth().filter(animal__in=Keys("animals"))
    return weighed.filter(happened_at__gte=Slot("start")).order_by().values_list("pk")[:1]


def is_half_due(animal: Animal, *, at: dt.datetime) -> bool:
    """More than half of its interval has passed: this round is for it."""
    if animal.last_fed_at is None or animal.next_feed_due_at is None:
        return animal.bottle_baby
    return at - animal.last_fed_at >= (animal.next_feed_due_at - animal.last_fed_at) / 2


def swapped(data: QueryDict) -> QueryDict:
    """The sheet as typed, with two animals' weights exchanged where `swap` asks for it."""
    first, _, second = data.get("swap", "").partition("-")
    changed = data.copy()
    for name in ("weight_before", "weight_after"):
        here, there = f"a{first}-{name}", f"a{second}-{name}"
        if here in data and there in data:
            changed[here], changed[there] = data[there], data[here]
    return changed
