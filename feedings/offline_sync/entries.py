"""Entries from what was sent, unsaved; and a form's as a phone would have sent them."""

import datetime as dt
import uuid
import zoneinfo
from dataclasses import dataclass

from django.utils import timezone

from animals.models import Animal, Person
from animals.units import weight_of

from ..forms import WrongWeight, density_of, drunk_ml
from ..models import Entry, Feed, Observation, Source, WeighIn
from ..models.entry import time_by_our_clock
from ..questions import CLOCK_SLACK
from .payload import Sent, SentFeed, SentObservation, SentWeighIn


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """An entry that came, unsaved, and the same as it was sent."""

    entry: Entry
    sent: Sent

    @property
    def said_at(self) -> dt.datetime:
        """When it was by our clock, as nearly as is known."""
        return self.entry.proposed_at or self.entry.happened_at


def entry_from(
    sent: Sent,
    *,
    animal: Animal,
    person: Person | None,
    device: uuid.UUID | None,
    clock_off_s: int | None,
    at: dt.datetime,
) -> Entry:
    """The entry that was sent, unsaved; one that was taken out on the phone is voided."""
    entry = MAKERS[type(sent)](sent, animal)
    entry.id, entry.animal, entry.happened_at = sent.id, animal, sent.happened_at
    entry.note, entry.round, entry.corrects_id = sent.note, sent.round, sent.corrects
    entry.time_zone = known_zone(sent.time_zone)
    entry.recorded_by, entry.device, entry.source = person, device, Source.SYNC
    entry.clock_off_s = clock_off_when_made(sent.happened_at, clock_off_s, at=at)
    entry.stored_at = at
    if sent.taken_out:
        entry.voided_at, entry.voided_by, entry.void_reason = at, person, "taken out on the phone"
    if getattr(sent, "weight_confirmed", False):
        entry.weight_confirmed_at, entry.weight_confirmed_by = at, person
    return entry


def feed_from(sent: SentFeed, animal: Animal) -> Feed:
    formula, before_g = animal.formula_in_use, sent.weight_before_g
    precision_g = sent.weight_precision_g
    if precision_g is None and before_g is not None:
        precision_g = weight_of(before_g, "g").precision_g
    volume_ml, is_computed = sent.volume_ml, sent.volume_is_computed
    if volume_ml is None and sent.weight_after_g is not None:
        drunk = drunk_ml(before_g, sent.weight_after_g, density_of(formula))
        if not isinstance(drunk, WrongWeight):
            volume_ml, is_computed = drunk, True
    return Feed(
        route=sent.route,
        volume_ml=volume_ml,
        volume_is_computed=is_computed,
        suggested_ml=sent.suggested_ml,
        weight_before_g=before_g,
        weight_after_g=sent.weight_after_g,
        weight_unit=sent.weight_unit,
        weight_precision_g=precision_g,
        not_fed_reason=sent.not_fed_reason,
        peed=sent.peed,
        # As in the round: who scores a stool has seen one.
        pooped=True if sent.pooped is None and sent.stool_score else sent.pooped,
        stool_score=sent.stool_score,
        vigour=sent.vigour,
        formula=formula,
    )


def weigh_in_from(sent: SentWeighIn, animal: Animal) -> WeighIn:
    precision_g = sent.precision_g
    if precision_g is None:
        precision_g = weight_of(sent.grams, "g").precision_g
    return WeighIn(grams=sent.grams, unit=sent.unit, precision_g=precision_g, purpose=sent.purpose)


def observation_from(sent: SentObservation, animal: Animal) -> Observation:
    is_stool = sent.observed == Observation.Kind.STOOL
    return Observation(
        kind=sent.observed,
        temperature_c=sent.temperature_c,
        stool_score=sent.stool_score,
        stool_scale=Observation.StoolScale.PURINA_7 if is_stool else "",
        vigour=sent.vigour,
    )


MAKERS = {SentFeed: feed_from, SentWeighIn: weigh_in_from, SentObservation: observation_from}
SENT_AS = {Feed: SentFeed, WeighIn: SentWeighIn, Observation: SentObservation}
NAMED_OTHERWISE = {"animal": "animal_id", "corrects": "corrects_id", "observed": "kind"}


def arrived_by_form(entry: Entry) -> Arrived:
    """An entry that came by a plain form, beside what a phone would have sent for it."""
    shape = SENT_AS[type(entry)]
    kind = shape.model_fields["kind"].annotation.__args__[0]
    own = shape.model_fields.keys() - {"kind", "taken_out", "weight_confirmed"}
    values = {name: getattr(entry, NAMED_OTHERWISE.get(name, name)) for name in own}
    confirmed = getattr(entry, "weight_confirmed_at", None) is not None
    more = {"weight_confirmed": True} if confirmed else {}
    return Arrived(entry=entry, sent=shape.model_construct(kind=kind, **values, **more))


def known_zone(name: str) -> str:
    """The phone's zone; the reader's where nobody knows it."""
    try:
        return zoneinfo.ZoneInfo(name).key if name else timezone.get_current_timezone_name()
    except (KeyError, ValueError, OSError):
        return timezone.get_current_timezone_name()


def clock_off_when_made(
    happened_at: dt.datetime, clock_off_s: int | None, *, at: dt.datetime
) -> int | None:
    """The error, unless the entry would lie in the future: the clock was another then."""
    proposed_at = time_by_our_clock(happened_at, clock_off_s)
    return clock_off_s if proposed_at and proposed_at <= at + CLOCK_SLACK else None
