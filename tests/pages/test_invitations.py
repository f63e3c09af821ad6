"""People are added to homes, invited to them by a link that works once, and leave them."""

import datetime as dt
import hashlib
import html
import re

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from animals import invitations, mail, membership
from animals.access import animals_for, own_homes
from animals.models import HomeInvitation, HomeMembership, Person
from tests.factories import join_home, make_animal, make_person

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
DEE = {"name": "Dee", "password": "three quiet words"}
EMAIL = "dee@example.org"


@pytest.fixture
def carer(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def coordinator(client, ana):
    client.force_login(ana)
    return client


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def typed_time(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def people(home):
    return reverse("home-people", args=[home.pk])


def ask(client, home, email=EMAIL, kind="member", **typed):
    return client.post(people(home), {"email": email, "kind": kind, **typed})


def for_a_night():
    now = timezone.now()
    return {"starts_at": typed_time(now + HOUR), "ends_at": typed_time(now + 12 * HOUR)}


def an_invitation(home, by, *, at=None, email=EMAIL, kind="member", starts_at=None, ends_at=None):
    at = at or timezone.now()
    return invitations.invite(
        home, email, kind=kind, starts_at=starts_at, ends_at=ends_at, by=by, at=at
    )


def link(token):
    return reverse("invitation", args=[token])


def errors(response):
    assert response.status_code == 422
    return {name: list(found) for name, found in response.context["invite"].errors.items()}


# ---- who has an account -------------------------------------------------------------------------


def test_who_has_an_account_belongs_to_the_home_at_once(
    coordinator, cleo, bens_home, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(coordinator, bens_home, cleo.email.upper())
    assert answer["Location"] == reverse("home", args=[bens_home.pk])
    assert bens_home in own_homes(cleo)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == ([cleo.email], "You belong to Ben's home on Pouch")
    assert "http://testserver/" in letter.body
    assert "invitations" not in letter.body  # nothing in it signs anybody in


def test_relief_has_rights_for_its_time_only(carer, cleo, bens_home):
    kangaroo = make_animal(name="Kangaroo", home=bens_home)
    ask(carer, bens_home, cleo.email, **for_a_night())
    now = timezone.now()
    seen = [animals_for(cleo, at=at).contains(kangaroo) for at in (now, now + 2 * HOUR)]
    assert seen == [False, True]
    assert not animals_for(cleo, at=now + 13 * HOUR).contains(kangaroo)


def test_who_lives_there_asks_for_relief_only(carer, cleo, bens_home):
    refused = ask(carer, bens_home, cleo.email, kind="member")
    assert errors(refused) == {"ends_at": ["Say until when the relief stays."]}
    ask(carer, bens_home, cleo.email, kind="member", **for_a_night())
    assert HomeMembership.objects.get(person=cleo, home=bens_home).kind == "relief"


@pytest.mark.parametrize("name", ["cleo", "rae"])
def test_others_and_relief_invite_nobody(client, cleo, bens_home, name):
    if name == "rae":
        cleo = make_person(name="Rae")
        join_home(person=cleo, home=bens_home, ended_at=timezone.now() + DAY, kind="relief")
    client.force_login(cleo)
    assert ask(client, bens_home, **for_a_night()).status_code == 404
    assert not HomeInvitation.objects.exists()


@pytest.mark.parametrize(
    ("from_hours", "to_hours", "is_refused"),
    [(1, 3, True), (-2, 1, True), (3, 9, True), (10, 12, False), (8, 9, False)],
)
def test_times_of_one_person_never_overlap(
    coordinator, cleo, bens_home, from_hours, to_hours, is_refused
):
    now = timezone.now().replace(second=0, microsecond=0)
    join_home(
        person=cleo,
        home=bens_home,
        started_at=now,
        ended_at=now + 8 * HOUR,
        kind="relief",
    )
    answer = ask(
        coordinator,
        bens_home,
        cleo.email,
        kind="relief",
        starts_at=typed_time(now + from_hours * HOUR),
        ends_at=typed_time(now + to_hours * HOUR),
    )
    assert (answer.status_code == 422) is is_refused
    if is_refused:
        [[sentence]] = errors(answer).values()
        assert sentence.startswith("Cleo belongs to Ben's home already, from ")
    assert cleo.memberships.filter(home=bens_home).count() == 1 + (not is_refused)


def test_a_closed_account_is_not_added(coordinator, cleo, bens_home):
    Person.objects.filter(pk=cleo.pk).update(is_active=False)
    assert "is closed" in errors(ask(coordinator, bens_home, cleo.email))["email"][0]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "dee"}, "email"),
        ({"email": "dee\0@example.org"}, "email"),
        ({"email": "a" * 10_000 + "@example.org"}, "email"),
        ({"kind": "queen"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"kind": "relief"}, "ends_at"),
        ({"kind": "relief", "ends_at": "2026-01-01T10:00"}, "ends_at"),
        ({"kind": "relief", "ends_at": "9" * 40}, "ends_at"),
        ({"kind": "relief", "ends_at": "9999-12-31T23:59"}, "ends_at"),
        ({"kind": "relief", "starts_at": "x"}, "starts_at"),
        ({"kind": "member", "ends_at": "2030-01-01T10:00"}, "ends_at"),
    ],
)
def test_nonsense_is_refused_where_it_was_typed(coordinator, bens_home, typed, field):
    answer = coordinator.post(people(bens_home), {"email": EMAIL, "kind": "member", **typed})
    assert list(errors(answer)) == [field]
    assert not HomeInvitation.objects.exists()
    assert '<details class="fold" open>' in answer.content.decode()


def test_relief_that_ends_before_it_starts_is_refused(coordinator, bens_home):
    night = for_a_night()
    swapped = {"starts_at": night["ends_at"], "ends_at": night["starts_at"]}
    answer = ask(coordinator, bens_home, kind="relief", **swapped)
    assert errors(answer) == {"ends_at": ["The end lies before the start."]}


# ---- who has none -------------------------------------------------------------------------------


def test_the_link_goes_by_mail_and_is_shown_once(
    coordinator, bens_home, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(coordinator, bens_home, "Dee@Example.org")
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == ([EMAIL], "Ana invites you to Ben's home on Pouch")
    url = re.search(r"http://testserver/invitations/\S+/", letter.body)[0]
    assert f'value="{url}"' in answer.content.decode()
    token = url.split("/")[-2]
    page = coordinator.get(reverse("home", args=[bens_home.pk]))
    assert EMAIL in words(page)
    assert token not in page.content.decode()
    made = HomeInvitation.objects.get()
    assert made.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(HomeInvitation.objects.values().get())


def test_a_mail_that_cannot_be_sent_undoes_nothing(
    coordinator, bens_home, monkeypatch, django_capture_on_commit_callbacks
):
    def no_server(*args):
        raise OSError("no server")

    monkeypatch.setattr(mail, "send_mail", no_server)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(coordinator, bens_home).status_code == 200
    assert HomeInvitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_inviter_learns_that_a_mail_was_not_sent(coordinator, cleo, bens_home, monkeypatch):
    def no_server(*args):
        raise OSError("no server")

    monkeypatch.setattr(mail, "send_mail", no_server)
    assert "pass the link on yourself" in words(ask(coordinator, bens_home))
    added = coordinator.post(
        people(bens_home), {"email": cleo.email, "kind": "member"}, follow=True
    )
    assert "The e-mail could not be sent: tell it yourself." in words(added)


def test_opening_the_link_uses_nothing_up(client, ana, bens_home):
    made, token = an_invitation(bens_home, ana)
    for _ in range(3):
        answer = client.get(link(token))
        assert answer.status_code == 200
        assert client.head(link(token)).status_code == 200
    assert "Ana invites you to Ben's home" in words(answer)
    assert "no-store" in answer["Cache-Control"]
    made.refresh_from_db()
    assert made.used_at is None


def test_the_link_makes_an_account_signs_in_and_lands_on_today(client, ana, bens_home):
    make_animal(name="Kangaroo", home=bens_home)
    made, token = an_invitation(bens_home, ana)
    answer = client.post(link(token), DEE, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("today")
    assert "Welcome, Dee. You belong to Ben's home now." in words(answer)
    assert "Kangaroo" in words(answer)
    dee = Person.objects.get(email=EMAIL)
    assert (dee.name, dee.role) == ("Dee", "carer")
    assert dee.check_password(DEE["password"])
    made.refresh_from_db()
    assert made.used_by == dee
    assert Client().get(link(token)).status_code == 410


def test_invited_relief_has_the_time_it_was_asked_for(client, ana, bens_home):
    now = timezone.now()
    _, token = an_invitation(
        bens_home, ana, kind="relief", starts_at=now + HOUR, ends_at=now + 9 * HOUR
    )
    client.post(link(token), DEE)
    stay = HomeMembership.objects.get(person__email=EMAIL)
    assert (stay.kind, stay.started_at, stay.ended_at) == ("relief", now + HOUR, now + 9 * HOUR)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"password": ""}, "password"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
        ({"password": EMAIL}, "password"),
        ({"password": "x\0" * 20}, "password"),
    ],
)
def test_what_cannot_be_is_refused_and_the_link_works_on(client, ana, bens_home, typed, field):
    _, token = an_invitation(bens_home, ana)
    answer = client.post(link(token), DEE | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Person.objects.filter(email=EMAIL).exists()
    assert client.post(link(token), DEE).status_code == 302


def test_nobody_makes_themselves_staff(client, ana, bens_home):
    _, token = an_invitation(bens_home, ana)
    client.post(link(token), DEE | {"role": "staff", "is_superuser": "on", "email": "x@y.org"})
    dee = Person.objects.get(name="Dee")
    assert (dee.email, dee.role, dee.is_superuser) == (EMAIL, "carer", False)


def use(made, token):
    Client().post(link(token), DEE)


def age(made, token):
    now = timezone.now()
    HomeInvitation.objects.filter(pk=made.pk).update(made_at=now - 8 * DAY, expires_at=now - DAY)


def take_back(made, token):
    invitations.withdraw(made, at=timezone.now())


def invite_again(made, token):
    an_invitation(made.home, made.made_by)


def get_an_account(made, token):
    make_person(name="Dee", email=EMAIL)


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (use, "This invitation has been used."),
        (age, "This invitation is too old to work."),
        (take_back, "This invitation was taken back."),
        (invite_again, "This invitation was taken back."),
        (get_an_account, "There is an account for this e-mail address by now."),
    ],
)
def test_a_dead_link_says_what_to_do_and_nothing_of_the_home(client, ana, bens_home, happens, says):
    made, token = an_invitation(bens_home, ana)
    happens(made, token)
    before = Person.objects.count()
    for answer in (client.get(link(token)), client.post(link(token), DEE)):
        assert answer.status_code == 410
        assert says in words(answer)
        assert "Ben's home" not in words(answer)
        assert "Ana" not in words(answer)
    assert Person.objects.count() == before
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("token", ["x", "%00", "9" * 400, "🦘"])
def test_an_unknown_link_is_404(client, db, token):
    answer = client.get(f"/invitations/{token}/")
    assert answer.status_code == 404
    assert "Look whether the whole link was copied" in words(answer)


def test_a_link_of_relief_works_no_longer_than_the_relief(ana, bens_home):
    ends_at = timezone.now() + HOUR
    made, _ = an_invitation(bens_home, ana, kind="relief", ends_at=ends_at)
    assert made.expires_at == ends_at


def test_two_at_once_make_one_person(ana, bens_home):
    """Both have opened the page; the second finds the invitation used up."""
    at = timezone.now()
    _, token = an_invitation(bens_home, ana, at=at)
    both = [invitations.find(token, at=at) for _ in range(2)]
    invitations.accept(both[0], Person(email=EMAIL, name="Dee"), at=at)
    with pytest.raises(invitations.DeadLink) as dead:
        invitations.accept(both[1], Person(email="other@example.org", name="Dee"), at=at)
    assert (dead.value.status, dead.value.sentence) == (410, invitations.USED)
    assert Person.objects.filter(name="Dee").count() == 1


def test_one_taken_back_while_its_page_is_open_says_so(ana, bens_home):
    at = timezone.now()
    made, token = an_invitation(bens_home, ana, at=at)
    found = invitations.find(token, at=at)
    invitations.withdraw(made, at=at)
    with pytest.raises(invitations.DeadLink) as dead:
        invitations.accept(found, Person(email=EMAIL, name="Dee"), at=at)
    assert dead.value.sentence == invitations.WITHDRAWN


def test_an_account_made_in_that_moment_wins_and_the_link_is_not_used_up(ana, bens_home):
    at = timezone.now()
    made, token = an_invitation(bens_home, ana, at=at)
    found = invitations.find(token, at=at)
    make_person(name="Dee", email=EMAIL)
    with pytest.raises(invitations.DeadLink) as dead:
        invitations.accept(found, Person(email=EMAIL, name="Dee"), at=at)
    assert dead.value.sentence == invitations.HAS_ACCOUNT
    made.refresh_from_db()
    assert made.used_at is None


def test_who_is_signed_in_is_told_so_and_may_sign_out(client, ana, cleo, bens_home):
    _, token = an_invitation(bens_home, ana)
    client.force_login(cleo)
    for answer in (client.get(link(token)), client.post(link(token), DEE)):
        assert "You are signed in as Cleo" in words(answer)
        assert f'action="{reverse("sign-out")}"' in answer.content.decode()
        assert "Ben's home" not in words(answer)
    assert not Person.objects.filter(email=EMAIL).exists()


def test_an_invitation_is_taken_back_once(carer, ben, bens_home, cleos_home):
    made, _ = an_invitation(bens_home, ben)
    theirs, _ = an_invitation(cleos_home, None)
    where = reverse("home-invitation-withdrawal", args=[bens_home.pk, made.pk])
    assert "is taken back" in words(carer.post(where, follow=True))
    assert "was not open any more" in words(carer.post(where, follow=True))
    made.refresh_from_db()
    assert made.withdrawn_at
    where = reverse("home-invitation-withdrawal", args=[bens_home.pk, theirs.pk])
    assert carer.post(where).status_code == 404


# ---- leaving ------------------------------------------------------------------------------------


def end(client, stay, **more):
    return client.post(reverse("home-person-end", args=[stay.home_id, stay.pk]), **more)


def test_rights_end_at_once(coordinator, ben, bens_home):
    kangaroo = make_animal(home=bens_home)
    dee = make_person(name="Dee", home=bens_home)
    assert animals_for(dee).contains(kangaroo)
    end(coordinator, dee.memberships.get())
    assert not animals_for(dee).contains(kangaroo)
    assert "had ended" not in words(end(coordinator, dee.memberships.get(), follow=True))
    assert dee.memberships.get().ended_at <= timezone.now()


def test_a_night_that_has_not_begun_is_taken_back_whole(carer, cleo, bens_home):
    soon = timezone.now() + HOUR
    stay = join_home(
        person=cleo, home=bens_home, started_at=soon, ended_at=soon + 8 * HOUR, kind="relief"
    )
    end(carer, stay)
    assert not cleo.memberships.filter(home=bens_home).exists()


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("ben", "relief", 302),
        ("ben", "member", 404),
        ("ben", "ben", 302),
        ("relief", "relief", 302),
        ("relief", "ben", 404),
        ("cleo", "relief", 404),
        ("ana", "member", 302),
    ],
)
def test_who_may_end_whose_time(client, ana, ben, cleo, bens_home, who, whose, status):
    rae = make_person(name="Rae")
    stays = {
        "relief": join_home(
            person=rae, home=bens_home, ended_at=timezone.now() + DAY, kind="relief"
        ),
        "member": make_person(name="Dee", home=bens_home).memberships.get(),
        "ben": ben.memberships.get(),
    }
    client.force_login({"ben": ben, "relief": rae, "cleo": cleo, "ana": ana}[who])
    assert end(client, stays[whose]).status_code == status
    stay = HomeMembership.objects.get(pk=stays[whose].pk)
    has_ended = stay.ended_at is not None and stay.ended_at <= timezone.now()
    assert has_ended is (status == 302)


def test_the_last_one_leaves_animals_alone_by_a_coordinator_only(client, ana, ben, bens_home):
    make_animal(home=bens_home)
    make_animal(home=bens_home)
    stay = ben.memberships.get()
    client.force_login(ben)
    assert "nobody else lives there" in words(end(client, stay, follow=True))
    assert own_homes(ben).exists()
    client.force_login(ana)
    answer = words(end(client, stay, follow=True))
    assert "Nobody belongs to Ben's home now, and 2 animals are there." in answer
    assert not own_homes(ben).exists()


def test_the_last_one_leaves_an_empty_home_by_herself(carer, ben, bens_home):
    assert end(carer, ben.memberships.get())["Location"] == reverse("start")
    assert not own_homes(ben).exists()


def test_a_stay_of_another_home_is_404(carer, bens_home, cleo):
    where = reverse("home-person-end", args=[bens_home.pk, cleo.memberships.get().pk])
    assert carer.post(where).status_code == 404


def test_adding_locks_the_home(cleo, bens_home, django_assert_max_num_queries):
    term = {"kind": "member", "starts_at": None, "ends_at": None}
    with django_assert_max_num_queries(12) as asked:
        membership.add(bens_home, cleo, **term, at=timezone.now())
    if connection.features.has_select_for_update:
        assert any("FOR UPDATE" in query["sql"] for query in asked.captured_queries)
