"""The board, the what-if and the plan: who waits, which home fits, and how it becomes an offer."""

import datetime as dt
import json
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from animals import placing
from animals.models import (
    Animal,
    Dam,
    FosterHome,
    HomeAbsence,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    Placement,
)
from tests.factories import make_animal, make_home, make_litter, make_person

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def coordinator(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def joey():
    return make_animal(name="Joey", intake_at=timezone.now() - DAY)


def board(client, **query):
    return client.get(reverse("placements"), query)


def names(rows):
    return [row.home.name for row in rows]


def move_url(group, home):
    return f"{reverse('placement-move')}?group={group.pk}&home={home.pk}"


def send(client, home, *animals, act="offer", group=None, **fields):
    """The what-if as it stands, with these animals ticked."""
    url = move_url(group or animals[0], home)
    page = client.get(url).context
    sent = {
        "animals": [animal.pk for animal in animals],
        "act": act,
        "seen": page["seen"],
        "place": page["whole"].home_id or "",
    }
    return client.post(url, {**sent, **fields})


def said(answer):
    return [str(message) for message in answer.wsgi_request._messages]


# ---- the board ----------------------------------------------------------------------------------


def test_the_most_urgent_stand_first_then_those_that_wait_longest(coordinator):
    litter = make_litter(name="Shepherds")
    make_animal(name="Alone", bottle_baby=False, intake_at=timezone.now() - 15 * DAY)
    make_animal(name="Roo", litter=litter, intake_at=timezone.now() - 2 * HOUR)
    make_animal(name="Joey", litter=litter, intake_at=timezone.now() - 3 * HOUR)
    make_animal(name="Wombat", intake_at=timezone.now() - 9 * HOUR)
    cards = board(coordinator).context["waiting"]
    assert [card.title for card in cards] == ["Wombat", "Joey and Roo", "Alone"]
    assert [card.waits.urgency.word for card in cards] == ["tonight", "tonight", "soon"]


def test_sixty_that_wait_are_shown_and_more_are_counted(coordinator):
    for _ in range(61):
        make_animal()
    page = board(coordinator).content.decode()
    assert page.count("data-group=") == 60
    assert "The most urgent 60 of 61 are shown." in page


def test_nothing_waits_and_no_home_is_there_yet(coordinator):
    page = board(coordinator).content.decode()
    assert "Nobody waits for a home." in page
    assert "No foster home is here yet." in page


def test_one_sentence_says_who_needs_a_home_tonight(coordinator, joey):
    make_animal(name="Roo", intake_at=timezone.now(), species_code="dog")
    make_animal(name="Alone", bottle_baby=False, intake_at=timezone.now() - 15 * DAY)
    make_animal(name="Weaned", bottle_baby=False, intake_at=timezone.now() - HOUR)
    answer = board(coordinator)
    assert answer.context["summary"] == "2 need a home tonight, 1 soon, 1 can wait."
    Animal.objects.filter(bottle_baby=True).update(
        outcome_type="Adoption", outcome_at=timezone.now()
    )
    assert (
        board(coordinator).context["summary"] == "Nobody needs a home tonight, 1 soon, 1 can wait."
    )


def test_a_home_shows_its_groups_as_a_way_to_move_them_and_who_is_promised_to_it(
    coordinator, ben, bens_home, joey
):
    litter = make_litter(name="Depot kittens")
    pip = make_animal(litter=litter, home=bens_home)
    for _ in range(2):
        make_animal(litter=litter, home=bens_home)
    FosterHome.objects.update(experience=2, rooms=3)
    send(coordinator, bens_home, joey)
    [row] = board(coordinator).context["homes"]
    assert [company.title for company in row.there] == ["Depot kittens, 3 young"]
    assert row.coming == ("Joey",)
    page = board(coordinator).content.decode()
    assert f'<a href="?group={pip.pk}#homes-title">Depot kittens, 3 young</a>' in page
    assert "Joey: offered, not there yet." in page


def test_a_home_that_is_held_or_goes_away_says_so_on_the_board(coordinator, bens_home):
    today = timezone.localdate()
    FosterHome.objects.update(hold_until=today)
    HomeAbsence.objects.create(home=bens_home, from_on=today + DAY, to_on=today + DAY)
    [row] = board(coordinator).context["homes"]
    assert [state.split()[0] for state in row.states] == ["held", "away"]
    assert f'<li class="tag">{row.states[0]}</li>' in board(coordinator).content.decode()


def test_groups_that_share_a_room_are_said_to(coordinator, bens_home):
    for name in ("Joey", "Roo"):
        make_animal(name=name, home=bens_home)
    assert "2 groups for 1 room" in board(coordinator).content.decode()


def test_every_home_shows_who_is_there_who_cares_and_its_load(coordinator, ben, cleos_home):
    make_animal(name="Kangaroo", home=FosterHome.objects.get(name="Ben's home"))
    page = board(coordinator).content.decode()
    assert "48 min of 4 h a day, 1 of 1 room" in page
    assert "Kangaroo" in page
    assert "Nobody is there now." in page
    assert "nobody belongs to it" in page


def test_homes_are_found_by_name_or_area(coordinator, bens_home):
    make_home(name="Far away", area="Northside")
    assert names(board(coordinator, q="north").context["homes"]) == ["Far away"]
    page = board(coordinator, q="nowhere").content.decode()
    assert "No home has these words" in page


def test_homes_stand_in_order_for_a_group_with_what_speaks_against_them(coordinator, joey, ben):
    best = make_home(name="Best", experience=2)
    make_person(name="Dee", home=best)
    closed = make_home(name="Closed", hold_until=timezone.localdate() + DAY)
    make_person(name="Eve", home=closed)
    answer = board(coordinator, group=joey.pk)
    assert names(answer.context["fitting"]) == ["Best", "Ben's home"]
    [blocked] = answer.context["blocked"]
    assert blocked.fit.reasons[0].code == "on_hold"
    assert "1 home cannot take this one" in answer.content.decode()


def test_no_home_at_all_for_a_group_is_said(coordinator, joey, bens_home):
    page = board(coordinator, group=joey.pk).content.decode()
    assert "No home can take them as things are." in page
    assert "1 home cannot take this one" in page


def test_one_in_a_home_can_be_moved_without_waiting(coordinator, ben, cleo, bens_home):
    kangaroo = make_animal(home=bens_home)
    answer = board(coordinator, group=kangaroo.pk)
    assert answer.context["waiting"] == []
    assert names(answer.context["fitting"]) == ["Cleo's home"]


@pytest.mark.parametrize("group", ["0", "x", "-1", "9" * 60, "\0", "1.5", "²", "999999999"])
def test_a_group_that_is_not_there_shows_the_board(coordinator, joey, group):
    answer = board(coordinator, group=group)
    assert answer.status_code == 200
    assert "chosen" not in answer.context


def test_offers_that_wait_for_an_answer_are_on_the_board(coordinator, joey, ben, bens_home):
    send(coordinator, bens_home, joey, reason="the only one")
    page = board(coordinator)
    assert page.context["waiting"] == []
    assert f"/offers/{Offer.objects.get().pk}/" in page.content.decode()


# ---- what it would mean -------------------------------------------------------------------------


def test_what_a_move_would_mean_stands_before_it(coordinator, joey, ben, bens_home):
    page = coordinator.get(move_url(joey, bens_home)).content.decode()
    assert "48 min of 4 h a day, 1 of 1 room" in page
    assert "Send the offer" in page


def test_how_far_it_is_stands_there_where_both_places_are_known(coordinator, joey, ben, bens_home):
    assert " km" not in coordinator.get(move_url(joey, bens_home)).content.decode()
    Organisation.objects.create(pk=1, latitude="48.5", longitude="9")
    FosterHome.objects.update(latitude="48.7", longitude="9")
    assert ", 22 km away" in coordinator.get(move_url(joey, bens_home)).content.decode()
    assert "· 22 km" in board(coordinator, group=joey.pk).content.decode()


def test_an_offer_goes_to_the_home_and_nothing_moves(coordinator, ana, joey, ben, bens_home):
    answer = send(coordinator, bens_home, joey, reason="it is near", note="Bring a box.")
    assert answer.status_code == 302
    offer = Offer.objects.get()
    assert (offer.home, offer.made_by, offer.note) == (bens_home, ana, "Bring a box.")
    assert [row.animal for row in offer.offered.all()] == [joey]
    assert not Placement.objects.exists()
    assert "Joey: offered to Ben's home" in said(answer)[0]


def test_the_home_gets_an_e_mail_with_the_link(
    coordinator, joey, ben, bens_home, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(coordinator, bens_home, joey, reason="it is near")
    [message] = mail.outbox
    assert message.to == [ben.email]
    assert f"/offers/{Offer.objects.get().pk}/" in message.body


def test_an_e_mail_that_cannot_be_sent_is_told_and_the_offer_stands(
    coordinator, joey, ben, bens_home, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.pages.test_offers.NoServer"
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(coordinator, bens_home, joey, reason="it is near")
    assert f"No e-mail could be sent to {ben.email}." in said(answer)
    assert Offer.objects.count() == 1


def test_what_is_agreed_moves_at_once(coordinator, ana, joey, ben, bens_home):
    at = timezone.localtime() - 2 * HOUR
    answer = send(
        coordinator,
        bens_home,
        joey,
        act="move",
        reason="it is near",
        room=1,
        starts_at=at.strftime("%Y-%m-%dT%H:%M"),
    )
    row = Placement.objects.get()
    assert (row.animal, row.home, row.room, row.placed_by) == (joey, bens_home, 1, ana)
    assert row.started_at == at.replace(second=0, microsecond=0)
    assert said(answer) == ["Joey: in Ben's home now."]


def test_a_litter_is_moved_in_part(coordinator, ben, bens_home):
    litter = make_litter()
    joey, _left_behind = (make_animal(litter=litter) for _ in range(2))
    look = send(coordinator, bens_home, joey, group=joey, act="look")
    assert look.status_code == 200
    assert "breaks_litter" in look.context["seen"]
    fields = {"seen": look.context["seen"], "reason": "one room is left"}
    send(coordinator, bens_home, joey, group=joey, act="move", **fields)
    assert list(Animal.objects.in_homes([bens_home])) == [joey]
    assert "breaks_litter" in Placement.objects.get().in_spite_of
    assert Placement.objects.get().reason == "one room is left"


def test_a_mother_moves_with_the_ones_she_nurses(coordinator, ben):
    home = make_home()
    make_person(name="Dee", home=home)
    bella = make_animal(name="Bella", bottle_baby=False, weaning_stage="solid")
    Dam.objects.create(animal=bella, state="nursing")
    young = [make_animal(litter=make_litter(), bottle_baby=False) for _ in range(2)]
    for each in young:
        MaternalBond.objects.create(
            young=each, mother=bella, state="nursing", started_at=timezone.now() - DAY
        )
    send(coordinator, home, *young, bella, act="move", reason="fits")
    assert set(Animal.objects.in_homes([home])) == {bella, *young}
    assert Placement.history.count() == 3


def test_a_warning_asks_for_a_sentence_and_keeps_what_was_typed(coordinator, joey, ben, bens_home):
    answer = send(coordinator, bens_home, joey, note="Bring a box.")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["Say in a sentence why, all the same."]}
    assert "Bring a box." in answer.content.decode()
    assert not Offer.objects.exists()


def test_a_warning_that_nobody_has_seen_is_shown_first(coordinator, joey, ben, bens_home):
    answer = send(coordinator, bens_home, joey, seen="", reason="fits")
    assert answer.status_code == 422
    assert "Read the reasons again." in answer.content.decode()


@pytest.mark.parametrize("act", ["offer", "move"])
@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"feeding_minutes_a_day": 47}, "too_many_minutes"),
        ({"takes_bottle_babies": False}, "takes_no_bottle_babies"),
        ({"closes_on": timezone.localdate()}, "closing"),
        ({"hold_until": timezone.localdate()}, "on_hold"),
    ],
)
def test_what_blocks_cannot_be_overruled(coordinator, joey, ben, bens_home, fact, code, act):
    FosterHome.objects.update(**fact)
    answer = send(coordinator, bens_home, joey, act=act, reason="all the same")
    assert answer.status_code == 422
    assert code in [reason.code for reason in answer.context["row"].fit.reasons]
    assert answer.content.decode().count('class="problem"') == 1
    assert not Offer.objects.exists()
    assert not Placement.objects.exists()


def test_a_home_that_cannot_take_them_leads_to_others(coordinator, joey, ben, bens_home):
    FosterHome.objects.update(takes_bottle_babies=False)
    page = coordinator.get(move_url(joey, bens_home)).content.decode()
    assert "cannot take them" in page
    assert f'{reverse("placements")}?group={joey.pk}#homes-title">choose another home' in page
    assert "Send the offer" not in page


def test_of_two_coordinators_one_wins_and_the_other_is_told(
    coordinator, ana, joey, ben, cleo, bens_home, cleos_home
):
    page = coordinator.get(move_url(joey, bens_home))
    placing.place([joey], home=cleos_home, by=make_person(name="Kim", role="coordinator"))
    sent = {"animals": [joey.pk], "act": "move", "seen": page.context["seen"], "reason": "fits"}
    answer = coordinator.post(move_url(joey, bens_home), {**sent, "place": ""})
    assert Placement.objects.get().home == cleos_home
    assert answer.status_code == 422
    assert "was moved to Cleo&#x27;s home by Kim" in answer.content.decode()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"animals": []},
        {"animals": ["x"]},
        {"animals": ["999999999"]},
        {"place": "x"},
        {"room": "99"},
        {"room": "x"},
        {"starts_at": "yesterday"},
        {"starts_at": "1890-01-01T00:00"},
        {"starts_at": "2999-01-01T00:00"},
        {"reason": "x" * 201},
        {"reason": "a\0b"},
        {"note": "x" * 401},
    ],
)
@pytest.mark.parametrize("act", ["offer", "move"])
def test_nonsense_is_refused_whole(coordinator, joey, ben, bens_home, nonsense, act):
    answer = send(coordinator, bens_home, joey, act=act, **{"reason": "fits", **nonsense})
    assert answer.status_code == 422
    assert not Offer.objects.exists()
    assert not Placement.objects.exists()


@pytest.mark.parametrize("act", ["", "x", "offer\0", "MOVE"])
def test_no_button_at_all_only_looks_again(coordinator, joey, ben, bens_home, act):
    assert send(coordinator, bens_home, joey, act=act, reason="fits").status_code == 200
    assert not Offer.objects.exists()
    assert not Placement.objects.exists()


def test_a_move_at_a_time_to_come_is_an_offer(coordinator, joey, ben, bens_home):
    later = (timezone.localtime() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    moved = send(coordinator, bens_home, joey, act="move", reason="fits", starts_at=later)
    assert list(moved.context["form"].errors) == ["starts_at"]
    send(coordinator, bens_home, joey, reason="fits", starts_at=later)
    assert Offer.objects.get().starts_at > timezone.now() + DAY


def test_a_group_or_home_that_is_not_there_leads_to_the_board(coordinator, joey, bens_home):
    for query in (
        "",
        f"?group={joey.pk}",
        f"?home={bens_home.pk}",
        f"?group=x&home={bens_home.pk}",
    ):
        answer = coordinator.get(reverse("placement-move") + query)
        assert answer["Location"] == reverse("placements")
        assert said(answer)[-1:] == ["This group or this home is not here any more."]


# ---- the plan -----------------------------------------------------------------------------------


@pytest.fixture
def roomy(ben):
    FosterHome.objects.update(experience=2, rooms=3)
    return ben.homes.get()


def plan(client, **sent):
    return client.post(reverse("placement-plan"), sent)


def ghosts(answer):
    return {row.ghost.title: row.ghost for row in answer.context["rows"]}


def test_a_plan_proposes_a_home_for_all_and_moves_nobody(coordinator, joey, roomy):
    make_animal(name="Roo", species_code="dog", intake_at=timezone.now())
    answer = coordinator.get(reverse("placement-plan"))
    assert set(ghosts(answer)) == {"Joey", "Roo"}
    assert not Offer.objects.exists()


def test_who_fits_nowhere_is_told_why(coordinator, joey, roomy):
    FosterHome.objects.update(takes_bottle_babies=False)
    page = coordinator.get(reverse("placement-plan")).content.decode()
    assert "No home fits: 1 home takes no bottle babies." in page


def test_nobody_waits_is_a_plan_too(coordinator):
    assert "Nobody waits for a home." in coordinator.get(reverse("placement-plan")).content.decode()


def test_ticked_moves_become_offers(coordinator, joey, roomy):
    roo = make_animal(name="Roo", species_code="dog", intake_at=timezone.now())
    found = ghosts(coordinator.get(reverse("placement-plan")))
    answer = plan(coordinator, move=[ghost.name for ghost in found.values()], act="offer")
    assert answer.status_code == 302
    assert set(OfferedAnimal.objects.values_list("animal", flat=True)) == {joey.pk, roo.pk}
    assert not Placement.objects.exists()


def test_one_of_them_is_sent_by_itself(coordinator, joey, roomy):
    make_animal(name="Roo", species_code="dog", intake_at=timezone.now())
    found = ghosts(coordinator.get(reverse("placement-plan")))
    answer = plan(coordinator, one=found["Joey"].name, move=[found["Roo"].name])
    assert answer["Location"] == reverse("placement-plan")
    assert [row.animal for row in OfferedAnimal.objects.all()] == [joey]


def test_what_is_kept_stays_and_the_rest_is_planned_around_it(coordinator, joey, roomy, cleo):
    FosterHome.objects.filter(name="Cleo's home").update(experience=0)
    first = ghosts(coordinator.get(reverse("placement-plan")))["Joey"]
    assert first.home == roomy
    other = FosterHome.objects.get(name="Cleo's home")
    again = plan(coordinator, move=[f"{joey.pk}:{other.pk}"], act="again")
    assert again.status_code == 200
    assert ghosts(again)["Joey"].home == other
    assert ghosts(again)["Joey"].is_kept
    assert not Offer.objects.exists()


def test_one_of_a_litter_that_fits_nowhere_whole_is_offered_alone(coordinator, roomy):
    litter = make_litter(name="Shepherds")
    joey, _ = (make_animal(name=name, litter=litter) for name in ("Joey", "Roo"))
    FosterHome.objects.update(feeding_minutes_a_day=60)
    found = ghosts(coordinator.get(reverse("placement-plan")))
    assert set(found) == {"Joey"}
    sentence = {f"why-{found['Joey'].key}": "the only one"}
    answer = plan(coordinator, move=[found["Joey"].name], act="offer", **sentence)
    assert answer.status_code == 302
    assert [row.animal for row in OfferedAnimal.objects.all()] == [joey]
    assert "Roo" in board(coordinator).content.decode()


def test_a_warning_in_the_plan_asks_for_a_sentence_and_sends_none(coordinator, joey, ben):
    make_animal(name="Roo", species_code="dog", bottle_baby=False, intake_at=timezone.now())
    FosterHome.objects.update(rooms=3)
    found = ghosts(coordinator.get(reverse("placement-plan")))
    assert found["Joey"].codes
    moves = [ghost.name for ghost in found.values()]
    answer = plan(coordinator, move=moves, act="offer")
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == 1
    assert not Offer.objects.exists()
    sentence = {f"why-{found['Joey'].key}": "the only one"}
    plan(coordinator, move=moves, act="offer", **sentence)
    assert Offer.objects.filter(reason="the only one").count() == 1
    assert Offer.objects.count() == 2


def test_one_sentence_does_for_all_that_are_marked(coordinator, ben, cleo, bens_home):
    for code, name in (("cat", "Joey"), ("dog", "Roo")):
        make_animal(name=name, species_code=code, intake_at=timezone.now() - DAY)
    FosterHome.objects.update(rooms=3, experience=0)
    found = ghosts(coordinator.get(reverse("placement-plan")))
    assert all(ghost.codes for ghost in found.values())
    moves = [ghost.name for ghost in found.values()]
    refused = plan(coordinator, move=moves, act="offer")
    assert refused.status_code == 422
    assert refused.content.decode().count('aria-invalid="true"') == 1
    own = {f"why-{found['Roo'].key}": "knows puppies"}
    plan(coordinator, move=moves, act="offer", why="the only ones", **own)
    assert set(Offer.objects.values_list("offered__animal__name", "reason")) == {
        ("Joey", "the only ones"),
        ("Roo", "knows puppies"),
    }


@pytest.mark.parametrize("move", [[], ["x"], ["1:"], [":1"], ["9:9"], ["\0:1"], ["1:" + "9" * 60]])
def test_a_plan_that_nobody_made_is_refused(coordinator, joey, roomy, move):
    answer = plan(coordinator, move=move, act="offer")
    assert answer.status_code == 422
    assert not Offer.objects.exists()


def test_a_home_that_goes_on_holiday_is_planned_around(coordinator, roomy, cleo, cleos_home):
    FosterHome.objects.filter(pk=cleos_home.pk).update(experience=2)
    on = timezone.localdate() + DAY
    HomeAbsence.objects.create(home=roomy, from_on=on, to_on=on + DAY)
    make_animal(name="Kangaroo", home=roomy)
    assert ghosts(coordinator.get(reverse("placement-plan")))["Kangaroo"].home == cleos_home


# ---- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["placements", "placement-move", "placement-plan"])
def test_a_carer_finds_none_of_it(client, ben, joey, bens_home, name):
    client.force_login(ben)
    url = reverse(name) + f"?group={joey.pk}&home={bens_home.pk}"
    assert client.get(url).status_code == 404
    assert client.post(url, {"act": "move", "animals": joey.pk}).status_code in (404, 405)
    assert not Placement.objects.exists()


@pytest.mark.django_db
def test_the_command_proposes_and_moves_nobody(joey, roomy, capsys):
    call_command("suggest_homes", format="json")
    found = json.loads(capsys.readouterr().out)
    assert [(move["names"], move["home"]) for move in found["moves"]] == [(["Joey"], roomy.pk)]
    call_command("suggest_homes")
    assert re.match(r"Joey → Ben's home: 48 min a day", capsys.readouterr().out)
    assert not Offer.objects.exists()
