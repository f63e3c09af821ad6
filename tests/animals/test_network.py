"""The network as it is read: who goes together, what they need, what homes can bear."""

import datetime as dt

import pytest
from django.utils import timezone

from animals.models import (
    BuddyPair,
    BuddyPairState,
    Dam,
    FosterHome,
    HomeAbsence,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    ResidentAnimals,
)
from animals.network import Network
from animals.placement_matching import Kind
from animals.waiting import Urgency, waiting
from tests.factories import make_animal, make_home, make_litter, species

DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def names(group):
    return sorted(animal.name for animal in group.animals)


def nursed_by(mother, *young):
    for each in young:
        MaternalBond.objects.create(
            young=each, mother=mother, state="nursing", started_at=timezone.now() - DAY
        )


def pair_of(one, other):
    first, second = sorted((one, other), key=lambda animal: animal.pk)
    pair = BuddyPair.objects.create(first=first, second=second)
    BuddyPairState.objects.create(pair=pair, state="bonded")


@pytest.mark.django_db
def test_a_mother_goes_with_the_ones_she_nurses_and_a_friend_with_its_friend(now, bens_home):
    litter = make_litter()
    joey, roo = (
        make_animal(name=name, litter=litter, bottle_baby=False) for name in ("Joey", "Roo")
    )
    bella = make_animal(name="Bella", bottle_baby=False, weaning_stage="solid")
    Dam.objects.create(animal=bella, state="nursing")
    nursed_by(bella, joey, roo)
    possum = make_animal(name="Possum", species_code="dog")
    pair_of(possum, roo)
    make_animal(name="Kangaroo", litter=litter, home=bens_home)
    network = Network(at=now)
    assert [names(group) for group in network.groups] == [
        ["Bella", "Joey", "Possum", "Roo"],
        ["Kangaroo"],
    ]
    need = network.need(network.groups[0], since=now)
    assert need.kinds == {Kind.BOTTLE, Kind.NURSING_MOTHER}
    assert need.species == {"cat", "dog"}
    assert need.company == {bens_home.pk: {"litter"}}
    assert not need.breaks
    assert need.minutes == 30 + 4 + 4 + network.cares[possum.pk].minutes


@pytest.mark.django_db
def test_company_that_is_in_quarantine_says_so(now, bens_home):
    litter = make_litter()
    joey = make_animal(litter=litter)
    make_animal(litter=litter, home=bens_home, quarantine_until=timezone.localdate(now))
    network = Network(at=now)
    need = network.need(network.group_of[joey.pk], since=now)
    assert need.company == {bens_home.pk: {"litter", "quarantine"}}


@pytest.mark.django_db
def test_a_group_is_where_its_home_is_or_else_at_the_shelter(now):
    home = make_home(latitude="48.5", longitude="9.1")
    joey, roo = make_animal(), make_animal(home=home)
    assert place_of(now, joey) == (None, None)
    Organisation.objects.create(pk=1, latitude="48.6", longitude="9.2")
    assert place_of(now, joey) == (48.6, 9.2)
    assert place_of(now, roo) == (48.5, 9.1)


def place_of(now, animal):
    network = Network(at=now)
    need = network.need(network.group_of[animal.pk], since=now)
    return need.latitude, need.longitude


@pytest.mark.django_db
def test_whoever_leaves_a_held_home_says_so(now, bens_home):
    joey = make_animal(home=bens_home)

    def need():
        network = Network(at=now)
        return network.need(network.group_of[joey.pk], since=now)

    assert not need().from_held_home
    FosterHome.objects.update(hold_until=timezone.localdate(now))
    assert need().from_held_home


@pytest.mark.django_db
def test_part_of_a_group_cuts_its_bonds(now, bens_home):
    litter = make_litter()
    joey = make_animal(litter=litter, home=bens_home)
    make_animal(litter=litter, home=bens_home)
    network = Network(at=now)
    assert network.need(network.group([joey.pk]), since=now).breaks == {"litter"}


@pytest.mark.django_db
def test_a_home_carries_who_is_there_and_who_is_promised(now, bens_home, ben):
    make_animal(home=bens_home)
    coming = make_animal()
    offer = Offer.objects.create(home=bens_home, expires_at=now + DAY)
    OfferedAnimal.objects.create(offer=offer, animal=coming)
    facts = Network(at=now).facts[bens_home.pk]
    assert (facts.people, facts.rooms_used) == (1, 2)
    both = facts.minutes_used
    later = Network(at=now + 2 * DAY).facts[bens_home.pk]
    assert later.rooms_used == 1  # the offer has expired
    assert 0 < later.minutes_used < both


@pytest.mark.django_db
def test_rooms_are_counted_by_groups_where_nobody_said_which(now, bens_home):
    litter = make_litter()
    for _ in range(3):
        make_animal(litter=litter, home=bens_home)
    make_animal(home=bens_home, quarantine_until=timezone.localdate(now))
    facts = Network(at=now).facts[bens_home.pk]
    assert (facts.rooms_used, facts.quarantine_rooms_used) == (2, 1)


@pytest.mark.django_db
def test_a_home_says_what_it_takes_who_lives_there_and_when_it_is_away(now):
    today = timezone.localdate(now)
    home = make_home(takes_bottle_babies=False, latitude="48.5", longitude="9.1")
    home.takes_species.add(species("dog"))
    ResidentAnimals.objects.create(home=home, species=species("cat"), vaccinated=True)
    HomeAbsence.objects.create(home=home, from_on=today - 3 * DAY, to_on=today - DAY)
    HomeAbsence.objects.create(home=home, from_on=today, to_on=today + DAY)
    facts = Network(at=now).facts[home.pk]
    assert facts.takes_species == {"dog"}
    assert Kind.BOTTLE not in facts.takes
    assert facts.residents == (("cat", True),)
    assert facts.absences == ((today, today + DAY),)
    assert (facts.latitude, facts.longitude) == (48.5, 9.1)


@pytest.mark.django_db
def test_one_home_is_read_without_the_others(now, bens_home, cleos_home):
    joey, roo = make_animal(home=bens_home), make_animal(home=cleos_home)
    network = Network(at=now, homes=FosterHome.objects.filter(pk=bens_home.pk))
    assert (set(network.homes), set(network.animals)) == ({bens_home.pk}, {joey.pk})
    assert network.facts[bens_home.pk] == Network(at=now).facts[bens_home.pk]
    assert roo.pk in Network(at=now).animals


@pytest.mark.django_db
def test_reading_it_takes_as_many_queries_for_few_and_many(now, django_assert_num_queries):
    def read():
        network = Network(at=now)
        return waiting(network), network.facts

    make_animal(home=make_home())
    make_animal()
    read()  # the steps of the species are kept from here on
    with django_assert_num_queries(7):
        read()
    for _ in range(5):
        make_animal(home=make_home(), litter=make_litter())
        make_animal()
    with django_assert_num_queries(7):
        read()


# ---- who waits ----------------------------------------------------------------------------------


def why(network):
    return {
        tuple(names(each.group)): [(reason.code, reason.urgency) for reason in each.why]
        for each in waiting(network)
    }


@pytest.mark.django_db
def test_bottle_babies_without_a_home_need_one_tonight(now, bens_home):
    make_animal(name="Joey", intake_at=now - DAY)
    make_animal(name="Roo", bottle_baby=False, intake_at=now - dt.timedelta(hours=3))
    make_animal(name="Wombat", bottle_baby=False, intake_at=now - 3 * DAY)
    make_animal(name="Kangaroo", home=bens_home)
    assert why(Network(at=now)) == {
        ("Joey",): [("no_home", Urgency.TONIGHT)],
        ("Wombat",): [("no_home", Urgency.SOON)],
        ("Roo",): [("no_home", Urgency.WAITS)],
    }


@pytest.mark.django_db
def test_a_mother_with_the_ones_she_nurses_does_not_wait_a_day_to_be_urgent(now):
    joey = make_animal(name="Joey", bottle_baby=False, intake_at=now - dt.timedelta(hours=3))
    bella = make_animal(name="Bella", bottle_baby=False, intake_at=joey.intake_at)
    MaternalBond.objects.create(
        young=joey, mother=bella, state="nursing", started_at=now - dt.timedelta(hours=3)
    )
    assert why(Network(at=now)) == {("Bella", "Joey"): [("no_home", Urgency.SOON)]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ahead", "urgency"),
    [
        (0, Urgency.TONIGHT),
        (1, Urgency.TONIGHT),
        (2, Urgency.SOON),
        (7, Urgency.SOON),
        (8, Urgency.WAITS),
        (14, Urgency.WAITS),
        (15, None),
    ],
)
def test_a_home_that_goes_away_or_closes_puts_who_is_there_at_risk(
    now, bens_home, cleos_home, ahead, urgency
):
    on = timezone.localdate(now) + ahead * DAY
    HomeAbsence.objects.create(home=bens_home, from_on=on, to_on=on + DAY)
    FosterHome.objects.filter(pk=cleos_home.pk).update(closes_on=on)
    make_animal(name="Joey", home=bens_home)
    make_animal(name="Roo", home=cleos_home)
    expected = {("Joey",): [("away", urgency)], ("Roo",): [("closing", urgency)]}
    assert why(Network(at=now)) == (expected if urgency is not None else {})


@pytest.mark.django_db
def test_a_mother_to_be_needs_a_home_that_takes_her(now, bens_home):
    due_on = timezone.localdate(now) + 9 * DAY
    bella = make_animal(name="Bella", home=bens_home, bottle_baby=False)
    Dam.objects.create(animal=bella, state="pregnant", due_on=due_on, due_plus_minus_days=2)
    assert why(Network(at=now)) == {}
    FosterHome.objects.update(takes_nursing_mothers=False)
    assert why(Network(at=now)) == {("Bella",): [("due", Urgency.SOON)]}


@pytest.mark.django_db
def test_quarantine_beside_strangers_is_a_reason_to_move(now, bens_home):
    litter = make_litter()
    for name in ("Joey", "Roo"):
        make_animal(
            name=name, litter=litter, home=bens_home, quarantine_until=timezone.localdate(now) + DAY
        )
    assert why(Network(at=now)) == {}
    make_animal(name="Wombat", home=bens_home)
    assert why(Network(at=now)) == {("Joey", "Roo"): [("quarantine", Urgency.SOON)]}


@pytest.mark.django_db
def test_nobody_is_to_leave_a_home_that_is_held_for_a_quarantine_there(now, bens_home):
    today = timezone.localdate(now)
    for name in ("Joey", "Roo"):
        make_animal(name=name, home=bens_home, quarantine_until=today + DAY)
    assert set(why(Network(at=now))) == {("Joey",), ("Roo",)}
    FosterHome.objects.update(hold_until=today)
    assert why(Network(at=now)) == {}
    FosterHome.objects.update(hold_until=today - DAY)
    assert set(why(Network(at=now))) == {("Joey",), ("Roo",)}


@pytest.mark.django_db
def test_who_is_offered_waits_no_more_until_the_offer_expires(now, bens_home):
    joey = make_animal(name="Joey")
    offer = Offer.objects.create(home=bens_home, expires_at=now + DAY)
    OfferedAnimal.objects.create(offer=offer, animal=joey)
    assert waiting(Network(at=now)) == []
    assert [names(each.group) for each in waiting(Network(at=now + 2 * DAY))] == [["Joey"]]
