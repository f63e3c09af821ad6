"""One animal's page: who it is, how it does, its curve among its littermates, its days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.dateformat import format as format_date

from animals.exposure import in_quarantine
from animals.models import Animal, Organisation, Person
from animals.units import format_weight

from . import ages, alert_lines, growth_summary, life
from .alert_lines import AlertLine, alerts_of
from .alerts.evaluation import has_milk
from .care_day import care_day_of, start_of
from .day_log import CareDay, care_days, is_given
from .growth.chart import Chart, Series, growth_chart
from .growth.curves import Position, Reference
from .growth.forecast import targets
from .growth.outlook import outlook, outlook_words
from .growth.readings import Reading
from .growth.summary import sentences
from .growth.words import TrendWords, trend_words
from .growth_records import LONG_AGO, Growing, growing, reference
from .log_lines import LogLine, log_lines
from .models import ENTRY_MODELS
from .protocols import Protocols, protocols_for
from .today import due_words, interval

DAYS_ON_PAGE = 7
# Far enough back for the weight that the need of a page's first day goes by.
WEIGHED_BEFORE = dt.timedelta(days=7)
# Up to this age a forecast means something.
GROWS_DAYS = 120

PLACE: dict[Position, str] = {
    "below": "below the band",
    "low": "low in the band",
    "typical": "typical for its age",
    "high": "high in the band",
    "above": "above the band",
}


@dataclass(frozen=True, kw_only=True)
class Who:
    """The head of the page: how old, where, with whom."""

    age: str
    born: str
    left: str  # how it left care; empty while it is in care
    home: str
    bonds: Sequence[str]
    takes_feeds: bool
    in_quarantine: bool


@dataclass(frozen=True, kw_only=True)
class AlertTold:
    """An alert with the entries that it was read from, in words, oldest first."""

    line: AlertLine
    read_from: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Doing:
    """How it does now, and its curve."""

    last: Reading | None
    weighed: str
    words: TrendWords
    place: str
    sayings: Sequence[str]  # what the weights say, the most telling first
    outlook: Sequence[str]  # what comes, where it is young and in care
    last_feed: LogLine | None
    due_state: str
    due_text: str
    interval: dt.timedelta  # from feed to feed, for a feed that only this phone knows of
    today: CareDay | None
    alerts: Sequence[AlertTold]
    chart: Chart | None
    reference: Reference


@dataclass(frozen=True, kw_only=True)
class AnimalPage:
    """`doing` is None on a page of earlier days; `earlier` is the day to go on before, if any."""

    who: Who
    doing: Doing | None
    days: Sequence[CareDay]
    chapters: Sequence[life.Chapter]
    earlier: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the page, and when: what every part of it is told by."""

    person: Person
    at: dt.datetime
    care_day_hour: int

    @property
    def zone(self) -> dt.tzinfo:
        return timezone.get_current_timezone()

    @property
    def today(self) -> dt.date:
        """The calendar's day, for ages."""
        return self.local_day(self.at)

    def local_day(self, moment: dt.datetime) -> dt.date:
        return timezone.localdate(moment)

    def care_day(self, moment: dt.datetime) -> dt.date:
        return care_day_of(moment, self.care_day_hour)

    def start_of(self, day: dt.date) -> dt.datetime:
        return start_of(day, self.care_day_hour)


def animal_page(
    person: Person, animal: Animal, *, at: dt.datetime, before: dt.date | None = None
) -> AnimalPage:
    """The page of today, or of the days before one. Ten queries, whatever litter and history."""
    reader = Reader(
        person=person, at=at, care_day_hour=Organisation.current().care_day_starts_at_hour
    )
    days = shown_days(animal, reader, before=before)
    lines = lines_of(animal, days, reader)
    found = litter_growing(animal, reader, days=days, alone=before is not None)
    own = next((one.readings for one in found if one.pk == animal.pk), ())
    protocols = protocols_for([animal])
    log = care_days(
        lines,
        days,
        animal=animal,
        protocols=protocols,
        weights_g=weights_by_day(own, days, reader),
        care_day_hour=reader.care_day_hour,
    )
    chapters = life.chapters_of(animal)
    now = None if before else doing(animal, found, lines, log, chapters, protocols, reader)
    return AnimalPage(
        who=who(animal, chapters, reader),
        doing=now,
        days=without_silent_end(log),
        chapters=chapters,
        earlier=goes_on_before(animal, days, own, chapters, reader),
    )


def shown_days(animal: Animal, reader: Reader, *, before: dt.date | None) -> list[dt.date]:
    """The care days of a page, latest first; none where nothing was entered.

    A page ends with the last day that has an entry; silent days up to today count as long as the
    last entry is still on the page. The latest facts spare most pages the question when that was.
    """
    today = reader.care_day(reader.at)
    end = before - dt.timedelta(days=1) if before else today
    facts = [moment for moment in (animal.last_fed_at, animal.last_weighed_at) if moment]
    last = max(facts, default=None)
    if before or last is None or (end - reader.care_day(last)).days >= DAYS_ON_PAGE:
        last = last_entry(animal, until=reader.start_of(end + dt.timedelta(days=1)))
    if last is None:
        return []
    if before or (end - reader.care_day(last)).days >= DAYS_ON_PAGE:
        end = reader.care_day(last)
    return [end - dt.timedelta(days=back) for back in range(DAYS_ON_PAGE)]


def without_silent_end(log: Sequence[CareDay]) -> Sequence[CareDay]:
    """Without the days before the first entry of the page; silence between entries stays."""
    kept = list(log)
    while kept and not kept[-1].lines:
        kept.pop()
    return kept


def last_entry(animal: Animal, *, until: dt.datetime) -> dt.datetime | None:
    """When the last entry before an instant happened, by one row of each kind's index."""
    last = {
        model._meta.model_name: Subquery(
            model.objects.current()
            .filter(animal=OuterRef("pk"), happened_at__lt=until)
            .order_by("-happened_at")
            .values("happened_at")[:1]
        )
        for model in ENTRY_MODELS
    }
    row = Animal.objects.filter(pk=animal.pk).values(**last).get()
    return max((moment for moment in row.values() if moment), default=None)


def goes_on_before(
    animal: Animal,
    days: Sequence[dt.date],
    own: Sequence[Reading],
    chapters: Sequence[life.Chapter],
    reader: Reader,
) -> dt.date | None:
    """The first day of the page, if the animal was weighed, fed or here before it."""
    moments = [reading.at for reading in own[:1]]
    moments += [chapter.started_at for chapter in chapters if chapter.kind == life.BOTTLE]
    known = [reader.care_day(moment) for moment in (*moments, animal.intake_at)]
    return days[-1] if days and min(known) < days[-1] else None


def lines_of(animal: Animal, days: Sequence[dt.date], reader: Reader) -> list[LogLine]:
    if not days:
        return []
    return log_lines(
        [animal],
        since=reader.start_of(days[-1]),
        until=reader.start_of(days[0] + dt.timedelta(days=1)),
        person=reader.person,
        back_to=animal.get_absolute_url(),
    )


def litter_growing(
    animal: Animal, reader: Reader, *, days: Sequence[dt.date], alone: bool
) -> list[Growing]:
    """The readings of the whole litter, or only the animal's own that a page of past days needs."""
    return growing(
        animals=[animal.pk],
        litters=[animal.litter_id] if animal.litter_id and not alone else [],
        born_on=animal.born_on,
        care_day_hour=reader.care_day_hour,
        zone=reader.zone,
        at=reader.at,
        since=reader.start_of(days[-1]) - WEIGHED_BEFORE if alone and days else LONG_AGO,
    )


def weights_by_day(
    readings: Sequence[Reading], days: Sequence[dt.date], reader: Reader
) -> dict[dt.date, Decimal]:
    """The weight in grams that was known by the end of each day."""
    by_day = {reader.care_day(reading.at): reading.grams for reading in readings}
    known = {
        day: max((weighed for weighed in by_day if weighed <= day), default=None) for day in days
    }
    return {day: Decimal(f"{by_day[weighed]:.1f}") for day, weighed in known.items() if weighed}


def who(animal: Animal, chapters: Sequence[life.Chapter], reader: Reader) -> Who:
    now = [chapter for chapter in chapters if chapter.is_open]
    outcome_on = reader.local_day(animal.outcome_at) if animal.outcome_at else None
    return Who(
        age=ages.age(animal.age_days(reader.today)) if outcome_on is None else "",
        born=ages.born(animal, today=reader.today),
        left=ages.left(animal, outcome_on, today=reader.today) if outcome_on else "",
        home=next((chapter.name for chapter in now if chapter.kind == life.HOME), ""),
        bonds=[chapter.text for chapter in now if chapter.kind != life.HOME],
        takes_feeds=animal.takes_feeds,
        in_quarantine=in_quarantine(animal.quarantine_until, on=reader.today),
    )


def doing(
    animal: Animal,
    found: Sequence[Growing],
    lines: Sequence[LogLine],
    log: Sequence[CareDay],
    chapters: Sequence[life.Chapter],
    protocols: Protocols,
    reader: Reader,
) -> Doing:
    own = growth_summary.readings_of(animal, found)
    last_feed = next((line for line in lines if is_given(line.entry)), None)
    due_state, due_text = due_words(animal.next_feed_due_at, at=reader.at)
    litter = growth_summary.litter_growth(
        litter_of(animal), found, protocols=protocols, at=reader.at, zone=reader.zone
    )
    band = reference(
        animal.species,
        adult_size=animal.adult_size,
        birth_weight=litter.births_g.get(animal.pk),
    )
    summary = litter.summary(animal, band=band)
    grown = summary.trend
    alerts = alert_lines.lines_of(
        animal,
        alerts_of([animal], with_actions=True).get(animal.pk, ()),
        protocols.limits_of(animal.species_id),
        reader.person,
        nursed=Animal.objects.filter(has_milk(at=reader.at), pk=animal.pk).exists(),
        at=reader.at.astimezone(reader.zone),
    )
    is_today = bool(log) and log[0].day == reader.care_day(reader.at)
    return Doing(
        last=grown.last,
        weighed=ages.ago(grown.last.at, at=reader.at) if grown.last else "",
        words=trend_words(grown, reader.person.weight_unit),
        place=PLACE[summary.band] if summary.band else "",
        sayings=sentences(summary, unit=reader.person.weight_unit, zone=reader.zone, at=reader.at),
        outlook=what_comes(animal, found, band, protocols, reader) if grown.last else (),
        last_feed=last_feed if is_today else None,
        due_state=due_state,
        due_text=due_text,
        interval=interval(animal) or protocols.plan(animal).interval,
        today=log[0] if is_today else None,
        alerts=[alert_told(alert, own, lines, reader) for alert in alerts],
        chart=chart_of(animal, found, band, chapters, alerts, reader),
        reference=band,
    )


def alert_told(
    alert: AlertLine, own: Sequence[Reading], lines: Sequence[LogLine], reader: Reader
) -> AlertTold:
    """From "240 g on 20 Nov, 06:10; 231 g on 21 Nov, 06:05": those that the page has at hand."""
    said = {str(line.entry.pk): (line.at, line.words) for line in reversed(lines)} | {
        reading.entry_id: (
            reading.at,
            format_weight(Decimal(f"{reading.grams:.1f}"), reader.person.weight_unit),
        )
        for reading in own
    }
    known = sorted(said[entry] for entry in set(alert.entries) if entry in said)
    return AlertTold(
        line=alert,
        read_from=[f"{words} on {clock_words(moment, reader)}" for moment, words in known],
    )


def clock_words(moment: dt.datetime, reader: Reader) -> str:
    return format_date(moment.astimezone(reader.zone), "j M, H:i")


def what_comes(
    animal: Animal,
    found: Sequence[Growing],
    band: Reference,
    protocols: Protocols,
    reader: Reader,
) -> Sequence[str]:
    """The forecast of one that still grows and is in care."""
    age = animal.age_days(reader.today)
    if not animal.is_in_care or (age is not None and age > GROWS_DAYS):
        return ()
    ahead = outlook(
        growth_summary.readings_of(animal, found),
        littermates=[one.readings for one in found if one.pk != animal.pk],
        reference=band.band,
        born_on=animal.born_on,
        targets=targets(protocols.limits_of(animal.species_id)),
        at=reader.at.astimezone(reader.zone),
    )
    return outlook_words(ahead, unit=reader.person.weight_unit, today=reader.today)


def litter_of(animal: Animal) -> list[Animal]:
    """It and its littermates, with what the day of their birth is known by."""
    if not animal.litter_id:
        return [animal]
    return list(Animal.objects.filter(litter=animal.litter_id))


def chart_of(
    animal: Animal,
    found: Sequence[Growing],
    band: Reference,
    chapters: Sequence[life.Chapter],
    alerts: Sequence[AlertLine],
    reader: Reader,
) -> Chart | None:
    told_of = frozenset(entry for alert in alerts for entry in alert.entries)
    return growth_chart(
        title=f"Weights of {animal.name}" + " and its littermates" * (len(found) > 1),
        series=[
            Series(
                name=one.name,
                collar=one.collar,
                readings=one.readings,
                doubts=one.doubts,
                is_me=one.pk == animal.pk,
                told_of=told_of,
            )
            for one in found
        ],
        born_on=animal.born_on,
        unit=reader.person.weight_unit,
        zone=reader.zone,
        at=animal.outcome_at or reader.at,
        band=band.band,
        marks=life.marks(chapters),
    )
