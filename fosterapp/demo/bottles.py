"""The feeds of one animal from its first bottle on, as a carer would have written them down."""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from animals.models import Animal, Person
from feedings import schedule
from feedings.models import Feed, Route, Source, Vigour
from feedings.protocols import WEAK, Protocols

from .diary import SAID_NOW_AND_THEN
from .growth import Course

LONGEST_GAP_HOURS = 6.0
WEIGHED_BEFORE = 0.14  # share of feeds, for the animals of the story
WEIGHED_AFTER = 0.4  # share of those
SYRINGE_UNTIL_DAYS = 3


@dataclass(frozen=True, kw_only=True)
class Bottles:
    """What stays the same from feed to feed of one animal."""

    animal: Animal
    course: Course
    protocols: Protocols
    by_hand: float
    vigour_at: Callable[[dt.datetime], str]
    fed_by: Callable[[dt.datetime], Person]
    zone_name: str
    rng: random.Random

    def feeds(self, times: Sequence[dt.datetime]) -> list[Feed]:
        """One feed a time, oldest first; the amount follows from the weight and the gap before."""
        found = []
        before = None
        for moment in times:
            gap = (moment - before).total_seconds() / 3600 if before else 3.0
            found.append(self.feed(moment, gap_hours=min(gap, LONGEST_GAP_HOURS)))
            before = moment
        return found

    def feed(self, moment: dt.datetime, *, gap_hours: float) -> Feed:
        rng, animal = self.rng, self.animal
        vigour = self.vigour_at(moment)
        weight = Decimal(str(round(self.course.at(moment), 1)))
        plan = self.protocols.plan(animal, on=moment.date(), weight_g=weight, weak=vigour in WEAK)
        volume_ml = self.amount(plan, vigour, gap_hours)
        pooped = rng.random() < 0.35
        entry = Feed(
            id=random_uuid(rng),
            animal=animal,
            happened_at=moment,
            stored_at=moment + dt.timedelta(minutes=rng.randint(1, 4)),
            time_zone=self.zone_name,
            recorded_by=self.fed_by(moment),
            source=Source.DEMO,
            route=self.route(moment),
            volume_ml=volume_ml,
            suggested_ml=plan.suggested_ml,
            peed=rng.random() < 0.95,
            pooped=pooped,
            stool_score=self.stool(vigour) if pooped and rng.random() < 0.6 else None,
            vigour=vigour if rng.random() < 0.3 or vigour in WEAK else Vigour.NOT_SAID,
            formula=animal.formula,
            note=rng.choice(SAID_NOW_AND_THEN) if rng.random() < 0.04 else "",
        )
        # No weight before a feed since the last morning, so that the morning's is the last weight.
        if moment < self.course.last_morning and rng.random() < WEIGHED_BEFORE:
            self.weigh_around(entry, volume_ml)
        return entry

    def amount(self, plan: schedule.FeedPlan, vigour: str, gap_hours: float) -> Decimal:
        """The day's need for the hours since the last feed, by appetite, under the ceiling."""
        # The plan gives amounts, as every animal of the story is weighed and on a known formula.
        need = float((plan.day_low_ml or 0) + (plan.day_high_ml or 0)) / 2
        appetite = self.rng.uniform(0.9, 1.05) * (0.6 if vigour in WEAK else 1)
        wanted = need * gap_hours / 24 * self.by_hand * appetite
        wanted = min(wanted, float(plan.ceiling_ml or 0))
        return max(schedule.measurable(Decimal(str(wanted))), Decimal("0.3"))

    def route(self, moment: dt.datetime) -> str:
        age = self.animal.age_days(moment.date())
        return Route.SYRINGE if age is not None and age < SYRINGE_UNTIL_DAYS else Route.BOTTLE

    def stool(self, vigour: str) -> int:
        return self.rng.choice((5, 6, 6)) if vigour in WEAK else self.rng.choice((3, 3, 4, 4, 4, 5))

    def weigh_around(self, entry: Feed, volume_ml: Decimal) -> None:
        before = self.course.on_the_scale(entry.happened_at, self.rng)
        entry.weight_before_g, entry.weight_precision_g = before, Decimal("0.5")
        if self.rng.random() < WEIGHED_AFTER and volume_ml >= 1:
            entry.volume_ml = Decimal(round(volume_ml))
            entry.volume_is_computed = True
            entry.weight_after_g = before + round(volume_ml)


def sittings(
    *,
    first: dt.datetime,
    last: dt.datetime,
    gap_hours: Callable[[dt.datetime], float],
    rng: random.Random,
) -> list[dt.datetime]:
    """When a home sat down to feed its box, from `first` to `last`, oldest first."""
    found = []
    moment = last
    while moment >= first:
        found.append(moment)
        moment -= dt.timedelta(hours=gap_hours(moment), minutes=rng.randint(-14, 14))
    return found[::-1]


def random_uuid(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
