"""What scripts ask and say without a signal is what the server asks and says: table and chance."""

import datetime as dt
import random
import zoneinfo
from decimal import Decimal

import pytest
from django.utils import timezone

from animals import units, words
from animals.forms.days import InstantField
from feedings import questions, wording
from feedings.models import Feed, Observation, WeighIn
from feedings.questions import Known, Typed

AT = dt.datetime(2026, 5, 1, 2, 14, tzinfo=dt.UTC)
UNITS = list(units.GRAMS_PER)
NAMES = ["Kangaroo", "Joey", "Possum"]

ASK = """async ([address, cases, figures]) => {
  const { ask, askTime, asksWeight } = await import(address + "js/offline/questions.js")
  return cases.map((one) => {
    const asked = [...askTime({ ...one, figures }), ...ask({ ...one, figures })]
    const all = asked.map((it) => [it.code, it.field, it.text, it.swapWith ?? null])
    return [asksWeight(asked), all]
  })
}"""
EACH = """async ([address, file, name, cases]) => {
  const module = await import(address + file)
  return cases.map((args) => {
    try { return module[name](...args) } catch (error) { return error.message }
  })
}"""


@pytest.fixture
def modules(page, live_server):
    """The address of our scripts, on a page that may import them."""
    page.goto(f"{live_server.url}/sign-in/")
    return f"{live_server.url}/static/"


@pytest.fixture
def each(page, modules):
    """Call a function of a script with each of the arguments."""

    def each(file, name, cases):
        return page.evaluate(EACH, [modules, file, name, [list(args) for args in cases]])

    return each


def ms(moment):
    return moment and moment.timestamp() * 1000


def number(value):
    return None if value is None else float(value)


def as_script(known: Known, typed: Typed | None):
    return (
        {
            "animal": known.animal_id,
            "name": known.name,
            "lastWeightG": number(known.last_weight_g),
            "lastWeighedAt": ms(known.last_weighed_at),
            "lastFedAt": ms(known.last_fed_at),
            "lastFedBy": known.last_fed_by,
            "ceilingMl": number(known.ceiling_ml),
            "bornOn": known.born_on and known.born_on.isoformat(),
        },
        typed
        and {
            "animal": typed.animal_id,
            "grams": number(typed.grams),
            "unit": typed.unit,
            "precisionG": number(typed.precision_g),
            "volumeMl": number(typed.volume_ml),
            "fed": typed.fed,
        },
    )


def asked_here(box, at, now, unit):
    (known, typed), *mates = box
    asked = questions.ask_time(happened_at=at, at=now)
    asked += questions.ask(known=known, typed=typed, mates=mates, happened_at=at, unit=unit)
    return [
        questions.asks_weight(asked),
        [[one.code, one.field, one.text, one.swap_with] for one in asked],
    ]


def asked_there(page, modules, cases):
    def script(case):
        box, at, now, unit = case
        (known, typed), *mates = [as_script(*pair) for pair in box]
        frame = {"at": ms(at), "now": ms(now), "day": at.date().isoformat(), "unit": unit}
        return frame | {"known": known, "typed": typed, "mates": mates}

    return page.evaluate(ASK, [modules, [script(case) for case in cases], questions.FIGURES])


def pair(animal=1, last=212, hours=24, grams=None, **facts):
    last_g = None if last is None else Decimal(str(last))
    of_typed = {
        name: facts.pop(name)
        for name in ("unit", "precision_g", "volume_ml", "fed")
        if name in facts
    }
    known = Known(
        animal_id=animal,
        name=NAMES[animal - 1],
        last_weight_g=last_g,
        last_weighed_at=None if last is None else AT - dt.timedelta(hours=hours),
        **facts,
    )
    weight = None if grams is None else Decimal(str(grams))
    return known, Typed(animal_id=animal, grams=weight, **of_typed)


TABLE = [
    [pair(grams=221)],
    [pair(grams=280)],
    [pair(grams=170)],
    [pair(grams=250, hours=2.5)],
    [pair(grams=250, hours=3.5)],
    [pair(grams=400, hours=36)],
    [pair(grams=500, hours=60)],
    [pair(grams=250, hours=0.5)],
    [pair(grams=250, hours=-30)],
    [pair(grams=2120)],
    [pair(grams="21.2")],
    [pair(last="212.5", grams="21.3")],
    [pair(grams="7.5")],
    [pair(last=None, grams=5000)],
    [pair(last="481.9", grams="425.2", unit="oz", precision_g=Decimal("14.17"))],
    [pair(grams=252), pair(2, last=250, grams=214)],
    [pair(grams=301), pair(2, last=300), pair(3, last=302)],
    [pair(grams=222), pair(2, last=213, grams=220)],
    [pair(volume_ml=Decimal("10.7"), fed=True, ceiling_ml=Decimal("10.6"))],
    [pair(volume_ml=Decimal("10.6"), fed=True, ceiling_ml=Decimal("10.6"))],
    [pair(fed=True, last_fed_at=AT - dt.timedelta(minutes=20), last_fed_by="Cleo")],
    [pair(fed=True, last_fed_at=AT + dt.timedelta(minutes=59, seconds=59))],
    [pair(fed=True, last_fed_at=AT - dt.timedelta(minutes=60))],
    [pair(fed=True, last_fed_at=AT)],
    [pair(born_on=dt.date(2026, 5, 3))],
    [pair(born_on=dt.date(2026, 5, 1))],
    [pair(grams=1200)],
]


def by_chance(seed: int):
    chance = random.Random(seed)

    def one(animal):
        last = chance.choice([None, round(chance.uniform(60, 1500), 1)])
        near = (last or 300) * chance.choice([1, 1, 1.1, 0.9, 1.3, 0.7, 10, 0.1, 0.0353, 28.35])
        grams = chance.choice([None, max(0.1, round(near * chance.uniform(0.95, 1.05), 1))])
        return pair(
            animal,
            last,
            hours=chance.choice([0.25, 2.5, 3, 24, 36, 90, 400, -5, 9000]),
            grams=grams,
            unit=chance.choice(UNITS),
            precision_g=chance.choice([Decimal("0.5"), Decimal("0.05"), Decimal("14.17")]),
            fed=chance.choice([True, False]),
            volume_ml=chance.choice([None, Decimal(str(round(chance.uniform(0, 40), 1)))]),
            ceiling_ml=chance.choice([None, Decimal(str(round(chance.uniform(3, 30), 1)))]),
            last_fed_at=chance.choice(
                [None, AT - dt.timedelta(seconds=chance.randint(-4000, 9000))]
            ),
            last_fed_by=chance.choice(["", "you", "Cleo"]),
            born_on=chance.choice([None, AT.date() + dt.timedelta(days=chance.randint(-9, 3))]),
        )

    box = [one(animal) for animal in (1, 2, 3)][: chance.randint(1, 3)]
    now = AT + dt.timedelta(minutes=chance.choice([0, 3, -6, -5]))
    return box, AT, now, chance.choice(UNITS)


def test_scripts_ask_what_the_server_asks(page, modules):
    cases = [(box, AT, AT, unit) for box in TABLE for unit in UNITS]
    cases += [by_chance(seed) for seed in range(600)]
    ours = [asked_here(*case) for case in cases]
    assert {code for _, asked in ours for code, *_ in asked} >= {
        *questions.ABOUT_WEIGHT, "future", "before_birth", "ceiling", "fed_again",
    }  # fmt: skip
    for case, here, there in zip(cases, ours, asked_there(page, modules, cases), strict=True):
        assert there == here, case


TYPED = [
    "212", "212.5", "212,5", " 212 g ", "17", "17 oz", "1.25", "0.212 kg", "2 lbs", "8.45",
    "8.4499", "0.05", "0.04", "7.25", "12 ml", "6,5ml", "5 pounds.", "1 Ounce", "3 grams", "2 gr",
    "0", "-3", "-3 g", "abc", "2 1 2", "1e5", "１２", "100000", "99999.9", "99999.95", "2000",
    "2001", "NaN", "1.23456", "12345678", "8x5", "g", "5 g g", "a long text that is no weight",
]  # fmt: skip


def parsed(parse):
    try:
        return parse()
    except units.UnitError as error:
        return str(error)


def test_scripts_read_weights_as_the_server_does(each):
    cases = [(text, unit) for text in TYPED for unit in UNITS]
    read = each("js/units.js", "parseWeight", cases)
    for (text, unit), there in zip(cases, read, strict=True):
        here = parsed(lambda text=text, unit=unit: units.parse_weight(text, unit))
        if isinstance(here, units.Weight):
            here = {
                "grams": float(here.grams),
                "unit": here.unit,
                "precisionG": float(here.precision_g),
            }
        assert there == here, (text, unit)


def test_scripts_read_amounts_as_the_server_does(each):
    for text, there in zip(
        TYPED, each("js/units.js", "parseVolume", [(text,) for text in TYPED]), strict=True
    ):
        here = parsed(lambda text=text: units.parse_volume(text))
        assert there == (float(here) if isinstance(here, Decimal) else here), text


def test_scripts_say_weights_and_spans_as_the_server_does(each):
    tenths = [
        Decimal(n) / 10
        for n in [*range(1, 400), *range(5000, 5100), *range(9950, 10050), 2125, 84505, 999999]
    ]
    cases = [(float(grams), unit) for grams in tenths for unit in UNITS]
    here = [units.format_weight(Decimal(str(grams)), unit) for grams, unit in cases]
    assert each("js/words.js", "weight", cases) == here
    lengths = [dt.timedelta(seconds=s) for s in (0, 59, 60, 3599, 3600, 3660, 172799, 172800, 9e6)]
    said = each("js/words.js", "span", [(length.total_seconds() * 1000,) for length in lengths])
    assert said == [words.span(length) for length in lengths]


ENTRIES = [
    Feed(volume_ml=Decimal("6.5"), weight_before_g=Decimal(221), peed=True, stool_score=4),
    Feed(route="solid", not_fed_reason="too_cold", pooped=True, vigour="limp"),
    Feed(route="solid", volume_ml=Decimal(12)),
    Feed(route="nursing"),
    WeighIn(grams=Decimal("8.4")),
    WeighIn(grams=Decimal(1234), purpose="intake"),
    Observation(kind="temperature", temperature_c=Decimal("36.4")),
    Observation(kind="stool", stool_score=7),
    Observation(kind="crying"),
    Observation(kind="note", note="x"),
    Observation(kind="vigour", vigour="weak"),
]
SENT = [
    "route", "volume_ml", "weight_before_g", "not_fed_reason", "peed", "pooped", "stool_score",
    "vigour", "grams", "purpose", "temperature_c",
]  # fmt: skip


def as_sent(entry):
    said = {name: getattr(entry, name, None) for name in SENT}
    wire = {name: str(it) if isinstance(it, Decimal) else it for name, it in said.items()}
    kind = {Feed: "feed", WeighIn: "weigh_in", Observation: "observation"}[type(entry)]
    return wire | {
        "kind": kind,
        "observed": getattr(entry, "kind", None),
        "animal": entry.animal_id,
    }


def test_scripts_say_entries_and_rounds_as_the_server_does(each):
    for unit in UNITS:
        said = each("js/words.js", "say", [(as_sent(entry), unit) for entry in ENTRIES])
        assert said == [wording.say(entry, unit) for entry in ENTRIES]
    for index, entry in enumerate(ENTRIES):
        entry.animal_id = index % 3
    rounds = [ENTRIES[:size] for size in range(1, 7)]
    said = each("js/words.js", "sayRound", [([as_sent(one) for one in each],) for each in rounds])
    assert said == [wording.say_round(entries) for entries in rounds]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"])
def test_scripts_read_times_in_the_reader_s_zone_as_the_server_does(each, zone):
    shown = ["2026-05-01T02:14", "2026-01-31T23:59", "2025-12-31T00:00", "2026-07-01T12:30"]
    shown += ["2026-03-29T02:30", "2025-10-26T02:30", "2026-03-08T02:30", "2025-11-02T01:30"]
    field = InstantField()
    with timezone.override(zoneinfo.ZoneInfo(zone)):
        here = [field.to_python(text).timestamp() * 1000 for text in shown]
        back = [f"{timezone.localtime(field.to_python(text)):%Y-%m-%dT%H:%M}" for text in shown]
    there = each("js/times.js", "instant", [(text, zone) for text in shown])
    assert there == here
    assert each("js/times.js", "local", [(moment, zone) for moment in there]) == back
