"""What the weights say about the animals of the database: for pages and the command `growth`."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from animals.models import Animal, BreedBirthWeight
from animals.models.animal import RuntByHand

from .growth.curves import Position, Reference, position
from .growth.readings import Reading
from .growth.runt import Birth, ByHand, RuntLimits, runt
from .growth.standing import birth_weight_class, litter_place, week_before
from .growth.summary import Summary, stalled_since
from .growth.trend import trend
from .growth_records import Growing, birth_weight_of
from .protocols import Protocols

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class LitterGrowth:
    """A litter, or one animal alone, as its weights and births were `found` at an instant."""

    found: Sequence[Growing]
    births_g: Mapping[int, float]
    breeds: Mapping[int, BreedBirthWeight]
    protocols: Protocols
    at: dt.datetime
    zone: dt.tzinfo

    def summary(self, animal: Animal, *, band: Reference) -> Summary:
        """What the weights say about one of them."""
        at = self.at
        own = readings_of(animal, self.found)
        mates = [one.readings for one in self.found if one.pk != animal.pk]
        grown = trend(own, littermates=mates, at=at)
        low, very_low = limits_of(self.breeds.get(animal.pk))
        birth = Birth(
            born_on=animal.born_on,
            own_g=self.births_g.get(animal.pk),
            littermates_g=[grams for pk, grams in self.births_g.items() if pk != animal.pk],
            low_below_g=low,
            very_low_below_g=very_low,
        )
        limits = runt_limits(self.protocols, animal.species_id)
        return Summary(
            trend=grown,
            place=litter_place(own, mates, at=at),
            week=week_before(own, at=at),
            runt=runt(own, mates, birth=birth, by_hand=said_of(animal), limits=limits, at=at),
            band=place_in(band, grown.last, animal.born_on, zone=self.zone),
            birth_weight_g=birth.own_g,
            birth_class=birth_weight_class(birth.own_g, low_below_g=low, very_low_below_g=very_low),
            breed=animal.breed,
            stalled_since=stalled_since(own, at=at),
            readings=sum(reading.at <= at and not reading.questioned for reading in own),
            littermates=len(mates),
        )


def litter_growth(
    young: Sequence[Animal],
    found: Sequence[Growing],
    *,
    protocols: Protocols,
    at: dt.datetime,
    zone: dt.tzinfo,
) -> LitterGrowth:
    """Those read together: a litter. No query where no breed is known, else one."""
    return LitterGrowth(
        found=found,
        births_g=births_of(young, found, zone=zone),
        breeds=breeds_of(young),
        protocols=protocols,
        at=at,
        zone=zone,
    )


def readings_of(animal: Animal, found: Iterable[Growing]) -> tuple[Reading, ...]:
    return next((one.readings for one in found if one.pk == animal.pk), ())


def births_of(
    animals: Iterable[Animal], found: Iterable[Growing], *, zone: dt.tzinfo
) -> dict[int, float]:
    """Birth weights in grams of those where one is known, recorded or weighed on the day."""
    readings = {one.pk: one.readings for one in found}
    weights = {
        animal.pk: birth_weight_of(
            readings.get(animal.pk, ()),
            recorded_g=animal.birth_weight_g,
            born_on=animal.born_on,
            zone=zone,
        )
        for animal in animals
    }
    return {pk: grams for pk, grams in weights.items() if grams}


def breeds_of(animals: Iterable[Animal]) -> dict[int, BreedBirthWeight]:
    """The published birth weights of their breeds, by animal; no query where no breed is known."""
    named = [animal for animal in animals if animal.breed]
    if not named:
        return {}
    species_ids = {animal.species_id for animal in named}
    rows = BreedBirthWeight.objects.filter(species__in=species_ids)
    by_name = {(row.species_id, row.breed.lower()): row for row in rows}
    found = {
        animal.pk: by_name.get((animal.species_id, animal.breed.strip().lower()))
        for animal in named
    }
    return {pk: row for pk, row in found.items() if row}


def limits_of(breed: BreedBirthWeight | None) -> tuple[float | None, float | None]:
    """Low and very low birth weight of a breed, in grams."""
    if breed is None:
        return None, None
    low, very_low = breed.lbw_below_g, breed.vlbw_below_g
    return (None if low is None else float(low), None if very_low is None else float(very_low))


def runt_limits(protocols: Protocols, species_id: int) -> RuntLimits:
    """The rows that staff keep; the published figure where a row was deleted."""
    rows = {
        "z": "litter_z_runt",
        "small_percent": "small_vs_littermates_pct_low",
        "caught_up_percent": "runt_caught_up_pct",
    }
    found = {name: protocols.limit(key, species_id) for name, key in rows.items()}
    return RuntLimits(**{name: float(value) for name, value in found.items() if value is not None})


def said_of(animal: Animal) -> ByHand | None:
    if animal.runt_by_hand == RuntByHand.NOT_SAID:
        return None
    return ByHand(is_runt=animal.runt_by_hand == RuntByHand.RUNT, reason=animal.runt_reason)


def place_in(
    band: Reference, last: Reading | None, born_on: dt.date | None, *, zone: dt.tzinfo
) -> Position | None:
    """Where the last weight stands in the band; None where there is none at that age."""
    if band.band is None or last is None or born_on is None:
        return None
    born_at = dt.datetime.combine(born_on, dt.time(), tzinfo=zone)
    return position(last.grams, band.band.at((last.at - born_at) / DAY))
