"""Rows that must never be, each refused by the database: no form and no clean() stands before it.

One line per row: the rule that it breaks, and how it would be stored.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from animals.database_rules import RULES
from animals.models import (
    Animal,
    BreedBirthWeight,
    BuddyPair,
    BuddyPairState,
    CareTask,
    Dam,
    FeedingStep,
    Formula,
    FosterHome,
    GrowthMultiple,
    GrowthPoint,
    HealthTest,
    HomeAbsence,
    HomeInvitation,
    HomeMembership,
    Limit,
    Litter,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    Person,
    Placement,
    ResidentAnimals,
    Species,
    SupplyLent,
)
from tests.factories import (
    join_home,
    make_animal,
    make_home,
    make_litter,
    make_person,
    make_placement,
    species,
)
from tests.nonsense import POSITIVE, constraints, refused

NOW = timezone.now()
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 5, 1)

NONSENSE: list[tuple[str, object]] = []


def nonsense(rule: str, *rows, like) -> None:
    """Rows that differ from a good one, which `like` makes of them, by what breaks the rule."""
    NONSENSE.extend((rule, lambda row=row: like(**row)) for row in rows)


def an_animal(**fields):
    return make_animal(**{"name": "Joey", **fields})


def stored(model, /, **good):
    """Straight into the table: as an import or a script would."""

    def make(**fields):
        values = {**good, **fields}
        values = {name: value() if callable(value) else value for name, value in values.items()}
        return model.objects.bulk_create([model(**values)])[0]

    return make


def an_update(model, **fields):
    """Storing by UPDATE, which must be as closed as INSERT."""
    return model.objects.update(**fields)


# ---- animals ------------------------------------------------------------------------------------

raw_animal = stored(Animal, name="Joey", species=species, intake_at=NOW - 10 * DAY)

nonsense("animal_has_name", {"name": ""}, like=raw_animal)
nonsense("animal_sex_known", {"sex": ""}, {"sex": "both"}, {"sex": "FEMALE"}, like=raw_animal)
nonsense("animal_collar_known", {"collar": "plaid"}, {"collar": "Red"}, like=raw_animal)
nonsense("animal_adult_size_known", {"adult_size": "huge"}, like=raw_animal)
nonsense(
    "animal_weaning_stage_known", {"weaning_stage": "x"}, {"weaning_stage": ""}, like=raw_animal
)
nonsense(
    "animal_born_precision",
    {"born_precision": "guessed"},
    {"born_precision": "known", "born_plus_minus_days": 2},
    {"born_precision": "estimated", "born_plus_minus_days": 731},
    like=raw_animal,
)
nonsense(POSITIVE, {"born_plus_minus_days": -1, "born_precision": "estimated"}, like=raw_animal)
nonsense(
    "animal_birth_weight_possible",
    {"birth_weight_g": Decimal(0)},
    {"birth_weight_g": Decimal(-3)},
    {"birth_weight_g": Decimal(5000)},
    {"birth_weight_g": Decimal(40_000)},
    like=raw_animal,
)
nonsense(
    "animal_runt_has_reason",
    {"runt_by_hand": "runt"},
    {"runt_by_hand": "not_a_runt", "runt_reason": ""},
    {"runt_by_hand": "perhaps", "runt_reason": "small"},
    {"runt_reason": "small"},
    like=raw_animal,
)
nonsense(
    "animal_last_weight_positive",
    {"last_weight_g": Decimal(0)},
    {"last_weight_g": Decimal(-212)},
    like=raw_animal,
)
nonsense(
    "animal_intake_category",
    {"intake_type": "Found"},
    {"intake_type": ""},
    {"intake_subtype": "In State"},
    {"intake_type": "Relinquished by Owner", "intake_subtype": "In State"},
    {"intake_type": "Transferred In from Agency", "intake_subtype": "Born in Care"},
    like=raw_animal,
)
nonsense(
    "animal_outcome_category",
    {"outcome_type": "Eaten", "outcome_at": NOW},
    {"outcome_type": "Adoption", "outcome_at": NOW, "outcome_subtype": "In State"},
    {"outcome_subtype": "In State"},
    like=raw_animal,
)
nonsense(
    "animal_outcome_whole",
    {"outcome_type": "Adoption"},
    {"outcome_at": NOW},
    like=raw_animal,
)
nonsense(
    "animal_outcome_after_intake",
    {"outcome_type": "Adoption", "outcome_at": NOW - 11 * DAY},
    like=raw_animal,
)
nonsense(
    "animal_litter_species",
    {"litter": lambda: make_litter(species_code="dog")},
    like=raw_animal,
)


@pytest.mark.django_db
def test_an_animal_is_not_its_own_mother():
    litter = make_litter(dam=(bella := make_animal(name="Bella")))
    refused("animal_litter_species", lambda: an_update(Animal, litter=litter))
    young = make_animal(litter=make_litter())
    refused("litter_dam_species", lambda: Litter.objects.filter(young=young).update(dam=young))
    assert bella.litter_id is None


@pytest.mark.django_db
def test_no_edit_makes_two_species_of_a_litter_and_its_own():
    bella = make_animal(species_code="dog")
    litter = make_litter(species_code="dog", dam=bella)
    young = make_animal(litter=litter)
    for row in (bella, young, litter):
        rule = "litter_dam_species" if row is litter else "animal_litter_species"
        rows = type(row).objects.filter(pk=row.pk)
        refused(rule, lambda rows=rows: rows.update(species=species("cat")))


# ---- litters ------------------------------------------------------------------------------------

raw_litter = stored(Litter, name="Pouch", species=species)

nonsense("litter_has_name", {"name": ""}, like=raw_litter)
nonsense(
    "litter_born_precision",
    {"born_precision": "x"},
    {"born_precision": "known", "born_plus_minus_days": 1},
    {"born_precision": "estimated", "born_plus_minus_days": 731},
    like=raw_litter,
)
nonsense("litter_size_possible", {"size_at_birth": 31}, like=raw_litter)
nonsense("litter_stillborn_possible", {"stillborn": 31}, like=raw_litter)
nonsense(POSITIVE, {"size_at_birth": -1}, {"stillborn": -1}, like=raw_litter)
nonsense("litter_dam_species", {"dam": lambda: make_animal(species_code="dog")}, like=raw_litter)

# ---- mothers, tests, bonds ----------------------------------------------------------------------

raw_dam = stored(Dam, animal=make_animal)
nonsense("dam_state_known", {"state": "married"}, {"state": ""}, like=raw_dam)
nonsense("dam_due_window_needs_date", {"due_plus_minus_days": 3}, like=raw_dam)
nonsense(POSITIVE, {"due_on": TODAY, "due_plus_minus_days": -3}, like=raw_dam)

raw_test = stored(HealthTest, animal=make_animal, kind="felv", tested_on=TODAY)
nonsense("health_test_result_known", {"result": "maybe"}, {"result": ""}, like=raw_test)

raw_bond = stored(
    MaternalBond, young=make_animal, mother=make_animal, state="nursing", started_at=NOW
)
nonsense("maternal_bond_state_known", {"state": "adored"}, {"state": ""}, like=raw_bond)
nonsense("maternal_bond_ends_after_start", {"ended_at": NOW - DAY}, like=raw_bond)


@pytest.mark.django_db
def test_a_young_one_has_one_open_bond_to_a_mother_and_none_to_itself():
    young, bella, surrogate = (make_animal() for _ in range(3))
    refused("maternal_bond_not_own_mother", lambda: raw_bond(young=young, mother=young))
    raw_bond(young=young, mother=bella)
    raw_bond(young=young, mother=surrogate, is_surrogate=True)
    refused("maternal_bond_one_open", lambda: raw_bond(young=young, mother=bella))
    MaternalBond.objects.update(ended_at=NOW + DAY)
    raw_bond(young=young, mother=bella, started_at=NOW + DAY)


# ---- buddies ------------------------------------------------------------------------------------


def a_pair(first=None, second=None):
    return BuddyPair.objects.create(first=first or make_animal(), second=second or make_animal())


raw_state = stored(BuddyPairState, pair=a_pair, state="bonded", started_at=NOW)
nonsense("buddy_state_known", {"state": "married"}, {"state": ""}, like=raw_state)
nonsense("buddy_state_ends_after_start", {"ended_at": NOW - DAY}, like=raw_state)


@pytest.mark.django_db
def test_a_pair_exists_once_and_of_two():
    first, second = make_animal(), make_animal()
    raw_pair = stored(BuddyPair)
    refused("buddy_pair_in_order", lambda: raw_pair(first=first, second=first))
    refused("buddy_pair_in_order", lambda: raw_pair(first=second, second=first))
    raw_pair(first=first, second=second)
    refused("buddy_pair_once", lambda: raw_pair(first=first, second=second))


@pytest.mark.django_db
def test_an_animal_is_in_one_pair_at_a_time():
    first, second, third = (make_animal() for _ in range(3))
    pair, rival = a_pair(first, second), a_pair(second, third)
    raw_state(pair=pair, state="introduced")
    refused("buddy_state_one_open", lambda: raw_state(pair=pair, state="bonded"))
    refused("buddy_one_pair", lambda: raw_state(pair=rival, state="introduced"))
    raw_state(pair=rival, state="proposed")
    proposed = BuddyPairState.objects.filter(pair=rival)
    refused("buddy_one_pair", lambda: proposed.update(state="bonded"))
    BuddyPairState.objects.filter(pair=pair).update(ended_at=NOW + DAY)
    proposed.update(state="bonded")
    ended = BuddyPairState.objects.filter(pair=pair)
    refused("buddy_one_pair", lambda: ended.update(ended_at=None))


@pytest.mark.django_db
def test_no_pair_is_made_of_others_who_have_a_friend():
    first, second, third, fourth = (make_animal() for _ in range(4))
    pair, rival = a_pair(first, second), a_pair(third, fourth)
    for each in (pair, rival):
        raw_state(pair=each, state="bonded")
    rivals = BuddyPair.objects.filter(pk=rival.pk)
    refused("buddy_pair_stays", lambda: rivals.update(first=second))
    rivals.update(second=make_animal())


# ---- homes and placements -----------------------------------------------------------------------

raw_home = stored(FosterHome, name="Home")
nonsense("home_has_name", {"name": ""}, like=raw_home)
nonsense("home_minutes_fit_a_day", {"feeding_minutes_a_day": 1441}, like=raw_home)
nonsense("home_quarantine_rooms_are_rooms", {"rooms": 1, "quarantine_rooms": 2}, like=raw_home)
nonsense(
    "home_coordinates_possible",
    {"latitude": 91, "longitude": 0},
    {"latitude": 0, "longitude": -181},
    {"latitude": 10},
    {"longitude": 10},
    like=raw_home,
)
nonsense(POSITIVE, {"rooms": -1}, {"feeding_minutes_a_day": -1}, like=raw_home)

nonsense("home_experience_known", {"experience": 3}, like=raw_home)
nonsense("home_away_within_a_day", {"away_hours": 25}, like=raw_home)
nonsense(
    "home_closes_after_it_opens",
    {"available_from_on": TODAY, "closes_on": TODAY},
    {"available_from_on": TODAY, "closes_on": TODAY - DAY},
    like=raw_home,
)
nonsense("home_hold_has_an_end", {"hold_reason": "parvovirus"}, like=raw_home)

raw_absence = stored(HomeAbsence, home=make_home, from_on=TODAY, to_on=TODAY)
nonsense("absence_ends_after_start", {"to_on": TODAY - DAY}, like=raw_absence)

raw_residents = stored(ResidentAnimals, home=make_home, species=species)
nonsense("residents_at_least_one", {"how_many": 0}, like=raw_residents)

raw_supply = stored(SupplyLent, home=make_home, what="Scale", lent_on=TODAY)
nonsense("supply_has_name", {"what": ""}, like=raw_supply)
nonsense("supply_returned_after_lent", {"returned_on": TODAY - DAY}, like=raw_supply)

raw_invitation = stored(
    HomeInvitation,
    home=make_home,
    email="dee@example.org",
    digest="0" * 64,
    made_at=NOW,
    expires_at=NOW + DAY,
)
nonsense("invitation_expires_later", {"expires_at": NOW}, like=raw_invitation)
nonsense("invitation_used_or_withdrawn", {"used_at": NOW, "withdrawn_at": NOW}, like=raw_invitation)
nonsense("invitation_relief_ends", {"kind": "relief"}, {"kind": "guest"}, like=raw_invitation)

raw_offer = stored(Offer, home=make_home, made_at=NOW, expires_at=NOW + DAY)
nonsense("offer_state_known", {"state": "perhaps", "answered_at": NOW}, like=raw_offer)
nonsense("offer_expires_later", {"expires_at": NOW}, like=raw_offer)
nonsense("offer_answer_has_time", {"answered_at": NOW}, {"state": "declined"}, like=raw_offer)
nonsense("offer_overruled_with_reason", {"in_spite_of": "far"}, like=raw_offer)
nonsense("offer_room_from_one", {"room": 0}, like=raw_offer)

raw_offered = stored(OfferedAnimal, offer=raw_offer, animal=make_animal)
nonsense("offered_answer_known", {"answer": "perhaps"}, like=raw_offered)

raw_membership = stored(HomeMembership, home=make_home, person=make_person, started_at=NOW)
nonsense(
    "membership_ends_after_start", {"ended_at": NOW}, {"ended_at": NOW - DAY}, like=raw_membership
)
nonsense("membership_relief_ends", {"kind": "relief"}, {"kind": "guest"}, like=raw_membership)

raw_placement = stored(Placement, animal=make_animal, home=make_home, started_at=NOW)
nonsense("placement_room_from_one", {"room": 0}, like=raw_placement)
nonsense("placement_overruled_with_reason", {"in_spite_of": "far"}, like=raw_placement)
nonsense(
    "placement_ends_after_start", {"ended_at": NOW}, {"ended_at": NOW - DAY}, like=raw_placement
)


@pytest.mark.django_db
def test_a_home_has_its_name_alone():
    raw_home(name="Ben's")
    refused("animals_fosterhome_name", lambda: raw_home(name="Ben's"))


@pytest.mark.django_db
def test_an_animal_is_promised_to_one_home_at_a_time():
    joey, first, second = make_animal(), raw_offer(), raw_offer()
    raw_offered(offer=first, animal=joey)
    refused("offered_to_one_home", lambda: raw_offered(offer=second, animal=joey))
    refused("offered_to_one_home", lambda: raw_offered(offer=second, animal=joey, answer="agreed"))
    refused("offered_once_an_offer", lambda: raw_offered(offer=first, animal=joey, answer="moved"))
    OfferedAnimal.objects.update(answer="refused")
    raw_offered(offer=second, animal=joey)


@pytest.mark.django_db
def test_a_home_names_the_animals_that_live_there_once_a_species(bens_home):
    raw_residents(home=bens_home)
    refused("residents_once_a_species", lambda: raw_residents(home=bens_home, how_many=2))


@pytest.mark.django_db
def test_a_person_belongs_to_a_home_once_at_a_time(ben, bens_home):
    refused("membership_one_open", lambda: join_home(person=ben, home=bens_home))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-5, None),  # open beside open
        (-30, None),  # open, from before
        (-30, -9),  # ends within
        (-5, -4),  # inside
        (-30, 30),  # around
        (-1, 5),
        (-10, 5),  # the same start
    ],
)
def test_no_stay_overlaps_an_open_one(start, end):
    joey = make_animal()
    make_placement(animal=joey, home=make_home(), started_at=NOW - 10 * DAY)
    ended_at = None if end is None else NOW + end * DAY
    rival = {"animal": joey, "started_at": NOW + start * DAY, "ended_at": ended_at}
    with_either_name = "placement_one_open" if end is None else "placement_overlap"
    refused_as_either(with_either_name, lambda: raw_placement(**rival))


def refused_as_either(rule, make):
    """Two open stays break the unique rule and the overlap; which is told first is the engine's."""
    try:
        refused(rule, make)
    except AssertionError:
        refused("placement_overlap", make)


@pytest.mark.django_db
def test_a_stay_is_not_moved_into_another():
    joey = make_animal()
    make_placement(animal=joey, home=make_home(), started_at=NOW - 10 * DAY, ended_at=NOW - 5 * DAY)
    make_placement(animal=joey, home=make_home(), started_at=NOW - 5 * DAY)
    late = Placement.objects.filter(animal=joey, ended_at__isnull=True)
    early = Placement.objects.filter(animal=joey, ended_at__isnull=False)
    refused("placement_overlap", lambda: late.update(started_at=NOW - 6 * DAY))
    refused("placement_overlap", lambda: early.update(ended_at=NOW - 4 * DAY))
    roo = make_placement(animal=make_animal(), home=make_home(), started_at=NOW - 7 * DAY)
    refused_as_either(
        "placement_one_open", lambda: Placement.objects.filter(pk=roo.pk).update(animal=joey)
    )


# ---- people and the organisation ----------------------------------------------------------------

raw_person = stored(Person, email="x@example.org", name="X")
nonsense("person_email_lower", {"email": "X@example.org"}, like=raw_person)
nonsense("person_role_known", {"role": "king"}, {"role": ""}, like=raw_person)
nonsense("person_has_name", {"name": ""}, like=raw_person)

raw_organisation = stored(Organisation, pk=1)
nonsense("organisation_is_one", {"pk": 2}, like=raw_organisation)
nonsense("organisation_care_day_by_noon", {"care_day_starts_at_hour": 13}, like=raw_organisation)
nonsense(
    "organisation_coordinates_possible",
    {"latitude": 91, "longitude": 0},
    {"latitude": 10},
    {"longitude": 10},
    like=raw_organisation,
)
nonsense(
    "organisation_offers_last",
    {"offers_last_hours": 0},
    {"offers_last_hours": 337},
    like=raw_organisation,
)
nonsense(POSITIVE, {"care_day_starts_at_hour": -1}, like=raw_organisation)


@pytest.mark.django_db
def test_an_address_signs_in_one_person(ben):
    refused("animals_person_email", lambda: raw_person(email=ben.email))


@pytest.mark.django_db
def test_the_organisation_is_there_once():
    raw_organisation()
    refused("animals_organisation", raw_organisation)


# ---- protocol -----------------------------------------------------------------------------------

raw_species = stored(
    Species, code="roo", name="Kangaroo", lightest_g=1, heaviest_newborn_g=2, heaviest_adult_g=3
)
nonsense(
    "species_weights_in_order",
    {"lightest_g": 0},
    {"lightest_g": 2},
    {"heaviest_adult_g": 2},
    like=raw_species,
)
nonsense(POSITIVE, {"lightest_g": -1}, like=raw_species)

raw_formula = stored(Formula, name="Milk", kcal_per_ml=1, grams_per_ml=1)
nonsense(
    "formula_figures_possible",
    {"kcal_per_ml": 0},
    {"kcal_per_ml": -1},
    {"kcal_per_ml": Decimal("3.1")},
    {"grams_per_ml": Decimal("0.4")},
    {"grams_per_ml": Decimal("2.1")},
    like=raw_formula,
)

raw_step = stored(FeedingStep, species=species, scheme="x", age_days_from=3, weight_g_from=100)
nonsense(
    "feeding_step_interval_positive", {"interval_hours": 0}, {"interval_hours": -2}, like=raw_step
)
nonsense(
    "feeding_step_ranges_in_order",
    {"age_days_to": 2},
    {"weight_g_to": 99},
    {"feeds_per_day": 8, "feeds_per_day_high": 7},
    {"interval_hours": 3, "interval_hours_high": 2},
    {"ml_per_feed_low": 3, "ml_per_feed_high": 2},
    {"ml_per_100g_day_low": 3, "ml_per_100g_day_high": 2},
    {"kcal_per_100g_day_low": 3, "kcal_per_100g_day_high": 2},
    like=raw_step,
)
nonsense(POSITIVE, {"age_days_from": -1}, like=raw_step)

raw_limit = stored(Limit, key="x", value=1, unit="g", meaning="x")
raw_point = stored(GrowthPoint, species=species, size_class="x", age_days=1)
nonsense(
    "growth_point_in_order",
    {"low_g": 3, "typical_g": 2},
    {"typical_g": 3, "high_g": 2},
    {"low_g": 3, "high_g": 2},
    like=raw_point,
)
raw_multiple = stored(GrowthMultiple, species=species, model="x", age_days=1, multiple=2)
nonsense("growth_multiple_positive", {"multiple": 0}, {"multiple": -1}, like=raw_multiple)
raw_breed = stored(BreedBirthWeight, species=species, breed="x")
nonsense("breed_birth_weight_in_order", {"lbw_below_g": 2, "vlbw_below_g": 3}, like=raw_breed)
raw_task = stored(CareTask, species=species, task="x", from_age_days=5)
nonsense("care_task_in_order", {"until_age_days": 4}, like=raw_task)

TWICE = {
    "animals_species_code": raw_species,
    "animals_formula_name": raw_formula,
    "breed_birth_weight_once": raw_breed,
    "care_task_once": raw_task,
    "feeding_step_once": raw_step,
    "growth_multiple_once": raw_multiple,
    "growth_point_once": raw_point,
    "limit_for_all_once": raw_limit,
    "limit_once": lambda: raw_limit(species=species()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", TWICE)
def test_a_published_row_is_there_once(rule):
    TWICE[rule]()
    refused(rule, TWICE[rule])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "make"), NONSENSE, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(NONSENSE)]
)
def test_nonsense_is_refused(rule, make):
    refused(rule, make)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        raw_animal,
        raw_litter,
        raw_dam,
        lambda: raw_test(result="negative"),
        raw_bond,
        raw_state,
        raw_home,
        raw_membership,
        raw_absence,
        raw_residents,
        raw_supply,
        raw_invitation,
        raw_offer,
        raw_offered,
        raw_placement,
        raw_person,
        raw_organisation,
        raw_species,
        raw_formula,
        raw_step,
        raw_limit,
        raw_point,
        raw_multiple,
        raw_breed,
        raw_task,
        lambda: raw_animal(born_precision="estimated", born_plus_minus_days=730),
        lambda: raw_animal(outcome_type="Adoption", outcome_at=NOW - 10 * DAY),
        lambda: raw_home(latitude=90, longitude=-180),
        lambda: raw_animal(litter=make_litter()),
    ],
)
def test_sense_is_stored(make):
    """The rows that the nonsense differs from, or it would be refused for the wrong reason."""
    assert make().pk


def test_every_rule_has_a_row_that_breaks_it():
    shown = {rule for rule, _ in NONSENSE} | set(TWICE)
    source = Path(__file__).read_text()
    by_hand = {name for name in every_rule() if f'"{name}"' in source}
    assert every_rule() - shown - by_hand == set()


def every_rule() -> set[str]:
    return set(constraints("animals")) | {rule.name for rule in RULES}
