"""Everything about the growth of some animals at an instant, as the command `growth` prints it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from animals.models import Animal, Organisation

from .alerts import evaluation, sentences
from .alerts.findings import Finding
from .growth.forecast import targets
from .growth.outlook import Outlook, outlook
from .growth.summary import Summary
from .growth.summary import sentences as told
from .growth.suspicion import Doubt
from .growth_records import Growing, growing, reference
from .growth_summary import litter_growth, readings_of
from .protocols import protocols_for


@dataclass(frozen=True, kw_only=True)
class Report:
    """One animal as its weights had it at an instant; weights in grams."""

    animal: Animal
    at: dt.datetime
    age_days: int | None
    summary: Summary
    sentences: Sequence[str]
    alerts: Sequence[Finding]
    doubts: Sequence[Doubt]
    names: dict[int, str]
    outlook: Outlook

    def as_json(self) -> dict:
        """The keys of docs/growth.md; what is not known is null."""
        grown, place = self.summary.trend, self.summary.place
        gain = grown.gain_24h
        return {
            "name": self.animal.name,
            "age_days": self.age_days,
            "last_weight_g": grown.last and rounded(grown.last.grams),
            "last_weighed_at": grown.last and grown.last.at.isoformat(),
            "gain_24h_g": gain and rounded(gain.grams),
            "gain_24h_pct": gain and rounded(gain.percent),
            "daily_gain_g": grown.daily and rounded(grown.daily.grams),
            "daily_gain_pct": grown.daily and rounded(grown.daily.percent),
            "litter_z": place and rounded(place.z, 2),
            "litter_pct": place and rounded(place.percent),
            "band": self.summary.band,
            "birth_weight_g": self.summary.birth_weight_g,
            "birth_weight_class": self.summary.birth_class,
            "runt": self.summary.runt.is_runt,
            "runt_by": self.summary.runt.definition,
            "sentences": list(self.sentences),
            "alerts": [
                {
                    "code": alert.code,
                    "severity": alert.severity,
                    "at": alert.since.isoformat(),
                    "text": sentences.in_words(alert.text, "g"),
                }
                for alert in self.alerts
            ],
            "questioned": [
                {
                    "at": doubt.at.isoformat(),
                    "grams": doubt.grams,
                    "reason": doubt.reason,
                    "with": self.names.get(doubt.with_) if doubt.with_ else None,
                }
                for doubt in self.doubts
            ],
            "forecast": {
                "ahead": [
                    {
                        "days": days,
                        "grams": rounded(found.grams),
                        "low_g": rounded(found.low_g),
                        "high_g": rounded(found.high_g),
                    }
                    for days, found in self.outlook.ahead.items()
                    if found
                ],
                "reaches": [
                    {
                        "target": name,
                        "grams": reach.target_g,
                        "on": iso(reach.on),
                        "earliest_on": iso(reach.earliest_on),
                        "latest_on": iso(reach.latest_on),
                        "why_not": reach.why_not or None,
                    }
                    for name, reach in self.outlook.reaches.items()
                ],
            },
        }


def reports(animals: Sequence[Animal], *, at: dt.datetime, zone: dt.tzinfo) -> list[Report]:
    """These animals, all of one litter or one alone, by name."""
    at, one = at.astimezone(zone), animals[0]
    found = growing(
        animals=[one.pk],
        litters=[one.litter_id] if one.litter_id else [],
        born_on=one.born_on,
        care_day_hour=Organisation.current().care_day_starts_at_hour,
        zone=zone,
        at=at,
    )
    young = list(Animal.objects.filter(litter=one.litter_id)) if one.litter_id else [one]
    protocols = protocols_for(animals)
    litter = litter_growth(young, found, protocols=protocols, at=at, zone=zone)
    alerts = evaluation.evaluate([animal.pk for animal in animals], at=at)
    names = {animal.pk: animal.name for animal in young}
    goals = targets(protocols.limits_of(one.species_id))

    def report(animal: Animal) -> Report:
        own = readings_of(animal, found)
        mates = [grown.readings for grown in found if grown.pk != animal.pk]
        band = reference(
            animal.species,
            adult_size=animal.adult_size,
            birth_weight=litter.births_g.get(animal.pk),
        )
        summary = litter.summary(animal, band=band)
        return Report(
            animal=animal,
            at=at,
            age_days=age_at(animal, at.date()),
            summary=summary,
            sentences=told(summary, unit="g", zone=zone, at=at),
            alerts=alerts.get(animal.pk, ()),
            doubts=doubts_of(animal, found),
            names=names,
            outlook=outlook(
                own,
                littermates=mates,
                reference=band.band,
                born_on=animal.born_on,
                targets=goals,
                at=at,
            ),
        )

    return [report(animal) for animal in animals]


def age_at(animal: Animal, day: dt.date) -> int | None:
    """Days since birth; None before it and where it is not known."""
    age = animal.age_days(day)
    return None if age is None or age < 0 else age


def doubts_of(animal: Animal, found: Sequence[Growing]) -> Sequence[Doubt]:
    return next((one.doubts for one in found if one.pk == animal.pk), ())


def rounded(number: float, places: int = 1) -> float:
    return round(number, places)


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
