"""What a phone sends, read value by value: docs/sync.md has the format. Pure.

An entry is read whole or refused with a sentence for each field, and so is never half stored.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from animals.forms.days import EARLIEST
from animals.units import (
    UnitError,
    WeightUnit,
    is_weight_unit,
    parse_volume,
    parse_weight,
    plain_number,
)

from ..forms import (
    ABOUT,
    FILL_IN,
    HOW_MUCH,
    LONGEST_NOTE,
    NOT_FED_NO_AMOUNT,
    NOT_FED_NO_WEIGHT_AFTER,
    ROUND_AHEAD,
    TEMPERATURE,
    WrongWeight,
    drunk_ml,
)
from ..models import CLOCK_RIGHT_S, NotFedReason, Observation, Route, Vigour, WeighIn
from ..questions import CLOCK_SLACK

MOST_ENTRIES = 500
LARGEST_COUNT = 2**31 - 1  # of a column for whole numbers
LONGEST_KEY = 18  # digits, all of which the database can look for
LONGEST_TIME = 40
LONGEST_ZONE = 64
LONGEST_ECHO = 64
MOST_ERRORS = 20
STOOL_SCALE = range(1, 8)

Errors = dict[str, list[str]]
T = TypeVar("T")


class BadBody(ValueError):
    """The body as a whole is no call; the message says so in a sentence."""


class TooMany(BadBody):
    """More entries than one call may have."""


class BadEntry(ValueError):
    """One entry cannot be stored; `errors` has a sentence for each field."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("; ".join(sentence for said in errors.values() for sentence in said))
        self.errors = errors


class WrongField(ValueError):
    """Two values do not go together; `field` is the one to look at."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Digits(str):
    """A JSON number as it was written, so that it is read as a number in quotes is."""

    __slots__ = ()


# ---- one value ----------------------------------------------------------------------------------


def is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Digits)


def read_id(value: object) -> uuid.UUID:
    if is_text(value) and len(str(value)) == 36:
        try:
            return uuid.UUID(str(value))
        except ValueError:
            pass
    raise ValueError("This is not an id. Make one as a UUID.")


def read_whole(value: object) -> int:
    """A whole number that fits a key."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST_KEY:
        return int(value)
    raise ValueError("This is not a whole number.")


def read_instant(value: object) -> dt.datetime:
    if is_text(value) and len(str(value)) <= LONGEST_TIME:
        try:
            said = dt.datetime.fromisoformat(str(value))
            if said.tzinfo is not None:
                return said.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError("This is not a time with its zone, such as 2026-05-01T03:01:00Z.")


def read_happened_at(value: object) -> dt.datetime:
    happened_at = read_instant(value)
    if happened_at.date() < EARLIEST:
        raise ValueError("This time is too long ago to be right.")
    return happened_at


def read_text(value: object) -> str:
    """Text that every database can store."""
    if not is_text(value):
        raise ValueError("This is not text.")
    text = str(value).strip()
    if "\0" in text or not is_storable(text):
        raise ValueError("This text has characters that cannot be stored.")
    return text


def is_storable(text: str) -> bool:
    """Half of a character that takes two (a lone surrogate) is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_note(value: object) -> str:
    note = read_text(value)
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"A note has at most {LONGEST_NOTE:,} characters.")
    return note


def read_zone(value: object) -> str:
    """The name as it was sent; one that nobody knows is no reason to refuse an entry."""
    return read_text(value)[:LONGEST_ZONE]


def read_switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("This is yes or no: true or false.")


def read_number(value: object) -> str:
    if isinstance(value, str) and len(value) <= 20:
        return value
    raise ValueError("This is not a number. Type digits, such as 212 or 6.5.")


def read_weight(value: object) -> Decimal:
    """Grams with the decimals that were typed, as they say how finely they were read."""
    grams = signed(read_number(value), "A weight cannot be negative.")
    return to_places(grams, parse_weight(f"{grams:f}", "g").grams)


def read_volume(value: object) -> Decimal:
    volume_ml = signed(read_number(value), "An amount cannot be negative.")
    return to_places(volume_ml, parse_volume(f"{volume_ml:f}"))


def signed(text: str, sentence: str) -> Decimal:
    if text.startswith("-"):
        raise ValueError(sentence)
    if "," in text:
        raise ValueError("Send numbers with a point: 6.5.")
    return plain_number(text)


def to_places(number: Decimal, stored: Decimal) -> Decimal:
    """The number, where storing it loses none of its decimals."""
    if number != stored:
        raise ValueError("One decimal at most: 6.5.")
    return number


def read_precision(value: object) -> Decimal:
    precision_g = signed(read_number(value), "A precision cannot be negative.")
    if precision_g > 1000 or precision_g != round(precision_g, 2):
        raise ValueError("A precision lies between 0 and 1,000 g, with two decimals at most.")
    return precision_g


def read_temperature(value: object) -> Decimal:
    try:
        degrees = plain_number(read_number(value))
    except UnitError:
        raise ValueError(TEMPERATURE) from None
    if not 15 <= degrees <= 45 or degrees != round(degrees, 1):
        raise ValueError(TEMPERATURE)
    return degrees


def read_stool_score(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 1:
        score = int(value)
        if score in STOOL_SCALE:
            return score
    raise ValueError("A stool score lies between 1 and 7.")


def read_unit(value: object) -> WeightUnit:
    if is_text(value) and is_weight_unit(unit := str(value)):
        return unit
    raise ValueError("A weight is typed in g, kg, oz or lb.")


def one_of(choices: type[Enum]) -> Callable[[object], str]:
    """Reads one of the choices."""
    known = {str(choice.value) for choice in choices}

    def read(value: object) -> str:
        if is_text(value) and value in known:
            return str(value)
        named = ", ".join(sorted(known - {""}))
        raise ValueError(f"This is none of: {named}.")

    return read


def needed(read: Callable[[Any], T]) -> BeforeValidator:
    return BeforeValidator(read)


def maybe(read: Callable[[Any], T], otherwise: T | None = None) -> BeforeValidator:
    """Null is the same as left out: not said."""
    return BeforeValidator(lambda value: otherwise if value is None else read(value))


Id = Annotated[uuid.UUID, needed(read_id)]
MaybeId = Annotated[uuid.UUID | None, maybe(read_id)]
Switch = Annotated[bool, maybe(read_switch, False)]
MaybeSeen = Annotated[bool | None, maybe(read_switch)]
Note = Annotated[str, maybe(read_note, "")]
MaybeWeight = Annotated[Decimal | None, maybe(read_weight)]
MaybeVolume = Annotated[Decimal | None, maybe(read_volume)]
MaybePrecision = Annotated[Decimal | None, maybe(read_precision)]
MaybeScore = Annotated[int | None, maybe(read_stool_score)]
SaidVigour = Annotated[str, maybe(one_of(Vigour), "")]
Unit = Annotated[str, maybe(read_unit, "g")]


# ---- one entry ----------------------------------------------------------------------------------


class SentEntry(BaseModel):
    """What every kind has. A field that is not known makes the entry invalid."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    id: Id
    animal: Annotated[int, needed(read_whole)]
    happened_at: Annotated[dt.datetime, needed(read_happened_at)]
    note: Note = ""
    round: MaybeId = None
    time_zone: Annotated[str, maybe(read_zone, "")] = ""
    corrects: MaybeId = None
    taken_out: Switch = False

    def content(self) -> dict[str, Any]:
        """As it was sent, for JSON: what was not said is left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


class SentFeed(SentEntry):
    kind: Literal["feed"]
    route: Annotated[str, maybe(one_of(Route), Route.BOTTLE.value)] = Route.BOTTLE.value
    volume_ml: MaybeVolume = None
    volume_is_computed: Switch = False
    suggested_ml: MaybeVolume = None
    weight_before_g: MaybeWeight = None
    weight_after_g: MaybeWeight = None
    weight_unit: Unit = "g"
    weight_precision_g: MaybePrecision = None
    not_fed_reason: Annotated[str, maybe(one_of(NotFedReason), "")] = ""
    peed: MaybeSeen = None
    pooped: MaybeSeen = None
    stool_score: MaybeScore = None
    vigour: SaidVigour = ""
    weight_confirmed: Switch = False

    @model_validator(mode="after")
    def goes_together(self) -> "SentFeed":
        """As the round and a feed's own form have it."""
        if self.not_fed_reason:
            if self.volume_ml:
                raise WrongField("volume_ml", NOT_FED_NO_AMOUNT)
            if self.weight_after_g is not None:
                raise WrongField("weight_after_g", NOT_FED_NO_WEIGHT_AFTER)
        elif self.weight_after_g is not None:
            drunk = drunk_ml(self.weight_before_g, self.weight_after_g, Decimal(1))
            if isinstance(drunk, WrongWeight):
                raise WrongField(f"weight_{drunk.which}_g", drunk.sentence)
        elif self.volume_ml is None and self.route != Route.NURSING:
            raise WrongField("volume_ml", HOW_MUCH)
        return self


class SentWeighIn(SentEntry):
    kind: Literal["weigh_in"]
    grams: Annotated[Decimal, needed(read_weight)]
    unit: Unit = "g"
    precision_g: MaybePrecision = None
    purpose: Annotated[str, maybe(one_of(WeighIn.Purpose), WeighIn.Purpose.GROWTH.value)] = (
        WeighIn.Purpose.GROWTH.value
    )
    weight_confirmed: Switch = False


class SentObservation(SentEntry):
    kind: Literal["observation"]
    observed: Annotated[str, needed(one_of(Observation.Kind))]
    temperature_c: Annotated[Decimal | None, maybe(read_temperature)] = None
    stool_score: MaybeScore = None
    vigour: SaidVigour = ""

    @model_validator(mode="after")
    def is_about_one_thing(self) -> "SentObservation":
        """What belongs to another kind would be lost if it were left out quietly."""
        about = ABOUT.get(Observation.Kind(self.observed))
        if about and not getattr(self, about):
            raise WrongField(about, FILL_IN)
        for name in ("temperature_c", "stool_score", "vigour"):
            if name != about and getattr(self, name):
                raise WrongField(name, "This belongs to another kind of observation.")
        return self


Sent = SentFeed | SentWeighIn | SentObservation
READ: TypeAdapter[Sent] = TypeAdapter(Annotated[Sent, Field(discriminator="kind")])

# pydantic's names of what is wrong with an entry as a whole or with a field's being there.
SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "Pouch does not know this field.",
    "union_tag_invalid": "Pouch does not know this kind of entry.",
    "union_tag_not_found": "This is missing.",
}
NOT_AN_ENTRY = "This is not an entry."


def read_entry(raw: object, *, latest: dt.datetime | None = None) -> Sent:
    """One entry of a call; BadEntry where it cannot be stored, or lies behind `latest`."""
    if not isinstance(raw, dict):
        raise BadEntry({"entry": [NOT_AN_ENTRY]})
    try:
        sent = READ.validate_python(raw)
    except ValidationError as error:
        raise BadEntry(in_words(error)) from None
    if latest and sent.happened_at > latest:
        raise BadEntry({"happened_at": ["This time lies in the future."]})
    return sent


def read_again(content: object) -> Sent:
    """An entry from its own `content()`, after a database kept it."""
    return read_entry(parse(json.dumps(content).encode()))


def in_words(error: ValidationError) -> Errors:
    """Our sentence for each field, and never pydantic's."""
    errors: Errors = {}
    for each in error.errors(include_url=False, include_input=False)[:MOST_ERRORS]:
        cause = each.get("ctx", {}).get("error")
        field = str(each["loc"][1]) if len(each["loc"]) > 1 else "entry"
        if each["type"].startswith("union_tag"):
            field = "kind"
        elif isinstance(cause, WrongField):
            field = cause.field
        sentence = str(cause) if cause else SENTENCES.get(each["type"], NOT_AN_ENTRY)
        errors.setdefault(field[:LONGEST_ECHO], []).append(sentence)
    return errors


def id_of(raw: object) -> str | None:
    """The id as it was sent, so that the phone finds its own entry; None where there is none."""
    sent = raw.get("id") if isinstance(raw, dict) else None
    return sent[:LONGEST_ECHO] if isinstance(sent, str) and is_text(sent) else None


# ---- one call -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a phone says of itself, and its entries, not read yet."""

    device: uuid.UUID
    sent_at: dt.datetime
    person: str | None
    waiting: int
    oldest_waiting_at: dt.datetime | None
    need_you: int
    entries: list[object]

    def latest(self, *, at: dt.datetime) -> dt.datetime:
        """Nothing happened after it was sent, by the phone's clock or by ours."""
        return min(max(self.sent_at, at), at + ROUND_AHEAD) + CLOCK_SLACK

    def clock_off_s(self, *, at: dt.datetime) -> int | None:
        """How far the phone's clock is ahead; None where it is right."""
        off_s = round((self.sent_at - at).total_seconds())
        off_s = max(-LARGEST_COUNT, min(off_s, LARGEST_COUNT))
        return off_s if abs(off_s) > CLOCK_RIGHT_S else None


def read_call(body: bytes) -> Call:
    """The call; BadBody where it is none, TooMany where it has too many entries."""
    parsed = parse(body)
    if not isinstance(parsed, dict):
        raise BadBody("The body is not an object with device, sent_at and entries.")
    entries = parsed.get("entries")
    if not isinstance(entries, list):
        raise BadBody("“entries” is not a list.")
    if len(entries) > MOST_ENTRIES:
        raise TooMany(f"One call takes at most {MOST_ENTRIES} entries. Send the rest in another.")
    person = parsed.get("person")
    return Call(
        device=field_of(parsed, "device", read_id),
        sent_at=field_of(parsed, "sent_at", read_instant),
        person=None if person is None else str(person),
        waiting=count_of(parsed.get("waiting")),
        oldest_waiting_at=oldest_of(parsed.get("oldest_waiting_at")),
        need_you=count_of(parsed.get("need_you")),
        entries=entries,
    )


def parse(body: bytes) -> object:
    try:
        return json.loads(
            body.decode(), parse_int=Digits, parse_float=Digits, parse_constant=Digits
        )
    except RecursionError:
        raise BadBody("The body is nested too deeply.") from None
    except ValueError:
        raise BadBody("The body is not JSON in UTF-8.") from None


def field_of(parsed: Mapping[str, object], name: str, read: Callable[[object], T]) -> T:
    try:
        return read(parsed.get(name))
    except ValueError as error:
        raise BadBody(f"“{name}”: {error}") from None


def count_of(value: object) -> int:
    """What a phone says of its queue is only told on; nonsense is none of it."""
    if not isinstance(value, str) or not value.isascii() or not value.isdigit():
        return 0
    return min(int(value), LARGEST_COUNT) if len(value) <= LONGEST_KEY else LARGEST_COUNT


def oldest_of(value: object) -> dt.datetime | None:
    try:
        return read_happened_at(value)
    except ValueError:
        return None
