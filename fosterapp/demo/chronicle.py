"""The entries of the story: every feed, weight and sighting, stored through the one door."""

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal

from animals.models import Animal, CareTask
from feedings import recording
from feedings.models import (
    Entry,
    Feed,
    MedicineGiven,
    NotFedReason,
    Observation,
    ReturnAttempt,
    Source,
    Vigour,
    WeighIn,
)
from feedings.protocols import WEAK, protocols_for

from . import cast, diary
from .bottles import Bottles, random_uuid, sittings
from .phones import device_of
from .stage import Stage

FIRST_SITTING_DAYS_AGO = 17.5
LAST_COMMON_SITTING_HOURS = 6.75  # after it the box is fed as DUE_IN_MINUTES needs it
SAME_SITTING = dt.timedelta(minutes=20)
DAY_SECONDS = 86_400


class Chronicle:
    """Collects unsaved entries, then records them at once."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.time, self.rng = stage, stage.time, stage.rng
        self.protocols = protocols_for(stage.animals.values())
        self.entries: list[Entry] = []
        self.last_weight: dict[str, Decimal] = {}

    def record(self) -> None:
        self.weigh_everybody()
        self.feed_everybody()
        self.write_down_sightings()
        self.correct_a_slip()
        twice = self.enter_twice()
        self.weigh_queens()
        for entry in self.entries:
            entry.device = device_of(entry.recorded_by)
        recording.record(self.entries)
        recording.void(
            twice,
            by=self.stage.carer_of(twice.animal, at=twice.happened_at),
            reason="Entered twice.",
            at=twice.stored_at + dt.timedelta(minutes=3),
        )

    # ---- weights -------------------------------------------------------------------------------

    def weigh_everybody(self) -> None:
        for name in self.stage.courses:
            animal = self.stage.animals[name]
            if name == "Emu":
                for days_ago in range(49, 3, -7):
                    self.weigh(animal, days_ago)
                continue
            first = (self.time.today - self.time.local_day(animal.intake_at)).days
            for days_ago in range(first, self.time.last_weighing - 1, -1):
                self.weigh(animal, days_ago)

    def weigh(self, animal: Animal, days_ago: int) -> None:
        morning = self.time.morning(days_ago)
        when = morning + dt.timedelta(minutes=self.rng.randint(2, 50))
        until = animal.outcome_at or self.silent_since(animal)
        if not animal.intake_at < when < until:
            return
        course = self.stage.courses[animal.name]
        if days_ago <= self.time.last_weighing + 1:
            # Today shows the change since yesterday in large figures: chance stays out of it.
            grams = Decimal(round(course.at(morning)))
        else:
            grams = course.on_the_scale(morning, self.rng)
        self.add(WeighIn(grams=grams, precision_g=Decimal("0.5")), animal, when)
        self.last_weight[animal.name] = grams

    def weigh_queens(self) -> None:
        """A nursing queen every other day, as the care schedule has it."""
        for mother in cast.MOTHERS:
            if mother.grams is None:
                continue
            for days_ago in range(mother.born_days_ago - 1, self.time.last_weighing - 1, -2):
                grams = Decimal(mother.grams + 10 * self.rng.randint(-4, 4))
                when = self.time.morning(days_ago) + dt.timedelta(minutes=self.rng.randint(51, 58))
                weighed = WeighIn(grams=grams, precision_g=Decimal(5))
                self.add(weighed, self.stage.animals[mother.name], when)

    def silent_since(self, animal: Animal) -> dt.datetime:
        if self.stage.home_of[animal.name] == cast.ALEXS:
            return self.time.ago(hours=cast.QUIET_FOR_HOURS)
        return self.time.at

    # ---- feeds ---------------------------------------------------------------------------------

    def feed_everybody(self) -> None:
        by_home = defaultdict(list)
        for young in cast.YOUNG:
            if young.bottle_from is not None:
                by_home[young.home].append(young)
        for home, box in by_home.items():
            times = self.sittings_of(home)
            feeds: list[Feed] = []
            for place, young in enumerate(box):
                own = [moment + dt.timedelta(minutes=3 * place) for moment in times]
                fed = self.bottles_of(young).feeds(self.feed_times(young, own))
                if young.by_hand == 1 and fed[-1].vigour not in WEAK:
                    fed[-1].volume_ml = fed[-1].suggested_ml
                feeds += fed
            share_rounds(feeds, self.rng)
            self.entries += feeds
        self.leave_asleep("Possum", self.time.ago(hours=3, minutes=38))

    def sittings_of(self, home: str) -> list[dt.datetime]:
        """Every three hours while they are new, every three and a half later."""
        quiet = cast.QUIET_FOR_HOURS + 0.25 if home == cast.ALEXS else LAST_COMMON_SITTING_HOURS
        return sittings(
            first=self.time.ago(FIRST_SITTING_DAYS_AGO),
            last=self.time.ago(hours=quiet),
            gap_hours=lambda moment: 3.0 if moment < self.time.ago(11) else 3.5,
            rng=self.rng,
        )

    def feed_times(self, young: cast.YoungOfStory, times: list[dt.datetime]) -> list[dt.datetime]:
        animal = self.stage.animals[young.name]
        age = animal.age_days(self.time.today) or 0
        first = max(
            self.time.clock(age - (young.bottle_from or 0), 8),
            animal.intake_at + dt.timedelta(minutes=30),
        )
        times = [moment for moment in times if moment >= first]
        if young.by_hand < 0.5:
            times = times[::2]
        if young.name not in cast.DUE_IN_MINUTES:
            return times
        last, interval = self.last_feed(young)
        return [moment for moment in times if moment <= last - 0.75 * interval] + [last]

    def last_feed(self, young: cast.YoungOfStory) -> tuple[dt.datetime, dt.timedelta]:
        """When it was fed last and its interval: the next is due as DUE_IN_MINUTES says."""
        due = self.time.ago(minutes=-cast.DUE_IN_MINUTES[young.name])
        weak = self.vigour(young.name, self.time.ago(hours=3)) in WEAK
        fed_at = due
        for _ in range(2):  # it may have been fed the day before, when its interval was another
            plan = self.protocols.plan(
                self.stage.animals[young.name],
                on=fed_at.date(),
                weight_g=self.last_weight[young.name],
                weak=weak,
            )
            fed_at = due - plan.interval
        return fed_at, plan.interval

    def bottles_of(self, young: cast.YoungOfStory) -> Bottles:
        animal = self.stage.animals[young.name]
        return Bottles(
            animal=animal,
            course=self.stage.courses[young.name],
            protocols=self.protocols,
            by_hand=young.by_hand,
            vigour_at=lambda moment: self.vigour(young.name, moment),
            fed_by=lambda moment: self.stage.carer_of(animal, at=moment),
            zone_name=self.time.zone_name,
            rng=self.rng,
        )

    def vigour(self, name: str, moment: dt.datetime) -> str:
        days_ago = (self.time.at - moment).total_seconds() / DAY_SECONDS
        said = [vigour for since, vigour in diary.VIGOUR.get(name, ()) if days_ago <= since]
        return said[-1] if said else Vigour.NORMAL

    def leave_asleep(self, name: str, when: dt.datetime) -> None:
        asleep = Feed(not_fed_reason=NotFedReason.ASLEEP, note="Asleep under Kangaroo, left her.")
        beside = self.nearest_feed("Kangaroo", when)
        self.add(asleep, self.stage.animals[name], when)
        asleep.round = beside.round

    # ---- what was seen, given and tried --------------------------------------------------------

    def write_down_sightings(self) -> None:
        for name, days_ago, note in diary.SAID_AT_FEED:
            self.nearest_feed(name, self.time.ago(days_ago)).note = note
        for name, days_ago, hour, kind, value, note in diary.SEEN:
            figures: dict = {}
            if kind == Observation.Kind.TEMPERATURE:
                figures = {"temperature_c": value}
            elif kind == Observation.Kind.STOOL:
                scale = Observation.StoolScale.PURINA_7
                figures = {"stool_score": value, "stool_scale": scale}
            entry = Observation(kind=kind, note=note, **figures)
            self.add(entry, self.stage.animals[name], self.time.clock(days_ago, hour, 12))
        worming = CareTask.objects.filter(
            species__code="cat", task="dewormer_roundworm_hookworm"
        ).first()
        self.add(
            MedicineGiven(
                task=worming,
                medicine="Wormer (pyrantel)",
                dose="0.3 ml, as the vet wrote it down",
            ),
            self.stage.animals["Bilby"],
            self.time.clock(1, 9, 20),
        )
        self.add(
            ReturnAttempt(
                mother=self.stage.animals["Wattle"],
                scent_prepared=True,
                warm_and_sated=True,
                latched=False,
                minutes=12,
                reaction=ReturnAttempt.Reaction.IGNORED,
                weight_before_g=Decimal(112),
                weight_after_g=Decimal(112),
                result=ReturnAttempt.Result.TAKEN_BACK,
                note="Groomed Joey and walked round her.",
            ),
            self.stage.animals["Kangaroo"],
            self.time.clock(9, 14),
        )

    def correct_a_slip(self) -> None:
        """A feed written without its decimal point, and the entry that put it right."""
        wrong = self.nearest_feed("Joey", self.time.ago(2.2))
        right = Feed(
            corrects=wrong,
            volume_ml=wrong.volume_ml,
            suggested_ml=wrong.suggested_ml,
            peed=wrong.peed,
            pooped=wrong.pooped,
            round=wrong.round,
            note="The point was missing.",
        )
        wrong.volume_ml = (wrong.volume_ml or 0) * 10
        wrong.weight_before_g = wrong.weight_after_g = wrong.weight_precision_g = None
        wrong.volume_is_computed = False
        self.add(right, wrong.animal, wrong.happened_at)
        right.stored_at += dt.timedelta(minutes=14)

    def enter_twice(self) -> Feed:
        first = self.nearest_feed("Bilby", self.time.ago(1.4))
        twice = Feed(volume_ml=first.volume_ml, peed=first.peed)
        self.add(twice, first.animal, first.happened_at + dt.timedelta(minutes=1))
        return twice

    def nearest_feed(self, name: str, when: dt.datetime) -> Feed:
        animal = self.stage.animals[name]
        feeds = (
            entry
            for entry in self.entries
            if isinstance(entry, Feed) and entry.animal_id == animal.pk
        )
        return min(feeds, key=lambda feed: abs(feed.happened_at - when))

    def add(self, entry: Entry, animal: Animal, when: dt.datetime) -> None:
        entry.id = random_uuid(self.rng)
        entry.animal = animal
        entry.happened_at = when
        entry.stored_at = when + dt.timedelta(minutes=2)
        entry.time_zone = self.time.zone_name
        entry.recorded_by = self.stage.carer_of(animal, at=when)
        entry.source = Source.DEMO
        self.entries.append(entry)


def share_rounds(feeds: list[Feed], rng: random.Random) -> None:
    """Those fed in one sitting carry its mark."""
    sitting = last = None
    for feed in sorted(feeds, key=lambda feed: (feed.happened_at, feed.animal_id)):
        if last is None or feed.happened_at - last > SAME_SITTING:
            sitting = random_uuid(rng)
        feed.round, last = sitting, feed.happened_at
