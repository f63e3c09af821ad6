"""The door and one's own settings."""

import re

import pytest
from django.contrib.auth import get_user
from django.db import OperationalError, connection
from django.urls import reverse

from tests.factories import make_person

PASSWORD = "a long pass phrase"
WRONG = "No account has this e-mail and password together."


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("sign-in"), {"username": email, "password": password, **more})


def signed_in(client):
    return get_user(client).is_authenticated


def test_a_carer_lands_on_today(client, ben):
    answer = sign_in(client, ben.email)
    assert answer["Location"] == reverse("start")
    assert client.get("/")["Location"] == reverse("today")


@pytest.mark.parametrize("name", ["ana", "sam"])
def test_coordinators_and_staff_land_on_placements(client, request, name):
    client.force_login(request.getfixturevalue(name))
    assert client.get("/")["Location"] == reverse("placements")


def test_the_page_asks_for_email_and_password(client, db):
    page = client.get(reverse("sign-in")).content.decode()
    assert re.search(r"<label[^>]*>\s*Email", page)
    assert re.search(r"<label[^>]*>\s*Password", page)
    assert re.search(r"<button[^>]*>Sign in</button>", page)


def test_who_is_signed_in_needs_no_second_sign_in(client, ben):
    client.force_login(ben)
    assert client.get(reverse("sign-in")).status_code == 302


def test_the_spelling_of_an_address_does_not_matter(client, ben):
    sign_in(client, f" {ben.email.upper()} ")
    assert signed_in(client)


def test_after_signing_in_one_is_where_one_wanted_to_be(client, ben):
    asked = client.get(reverse("account"))
    answer = client.post(asked["Location"], {"username": ben.email, "password": PASSWORD})
    assert answer["Location"] == reverse("account")


def test_a_foreign_address_is_no_place_to_go_on_to(client, ben):
    answer = sign_in(client, ben.email, next="https://elsewhere.example/")
    assert answer["Location"] == reverse("start")


@pytest.mark.parametrize("email", ["ben@example.org", "nobody@example.org"])
def test_a_wrong_password_is_one_sentence_and_the_email_stays(client, db, email):
    make_person(name="Ben", email="ben@example.org")
    page = sign_in(client, email, "wrong").content.decode()
    assert page.count(WRONG) == 1
    assert f'value="{email}"' in page
    assert not signed_in(client)


def test_a_closed_account_stays_outside(client, ben):
    ben.is_active = False
    ben.save()
    sign_in(client, ben.email)
    assert not signed_in(client)


@pytest.mark.parametrize("email", ["", "ben", "\0", "a" * 10_000 + "@example.org"])
def test_nonsense_for_an_email_is_answered_at_the_field(client, ben, email):
    answer = sign_in(client, email)
    assert answer.status_code == 200
    assert answer.context["form"].errors["username"]


def test_eight_wrong_passwords_close_the_door_for_a_while(client, ben):
    answers = [sign_in(client, ben.email, "wrong").status_code for _ in range(8)]
    assert answers == [200] * 7 + [429]
    answer = sign_in(client, ben.email)  # the right one, too late
    assert answer.status_code == 429
    assert "rests for 15 minutes" in answer.content.decode()
    assert answer["Retry-After"] == "900"
    assert not signed_in(client)


def test_other_spellings_of_an_address_give_no_further_tries(client, ben):
    spellings = [ben.email, ben.email.upper(), ben.email.title(), ben.email.swapcase()]
    answers = [sign_in(client, spelling, "wrong").status_code for spelling in spellings * 2]
    assert answers[-1] == 429


def test_the_lock_is_for_one_person_only(client, ben, cleo):
    for _ in range(8):
        sign_in(client, ben.email, "wrong")
    sign_in(client, cleo.email)
    assert signed_in(client)


def test_signing_out_takes_a_press_of_the_button(client, ben):
    client.force_login(ben)
    assert client.get(reverse("sign-out")).status_code == 405
    assert signed_in(client)
    assert client.post(reverse("sign-out"))["Location"] == reverse("sign-in")
    assert not signed_in(client)


def test_the_next_person_on_the_phone_gets_their_own_theme(client, ben):
    client.force_login(ben)
    client.cookies["theme"] = "dark"
    client.post(reverse("sign-out"))
    assert not client.cookies["theme"].value


def test_a_forgotten_password_is_set_anew_by_mail(client, ben, mailoutbox):
    for _ in range(8):
        sign_in(client, ben.email, "wrong")
    client.post(reverse("password_reset"), {"email": ben.email})
    [mail] = mailoutbox
    assert mail.to == [ben.email]
    link = re.search(r"https?://[^/]+(/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    new = "quite another phrase"
    address = form.redirect_chain[-1][0]
    answer = client.post(address, {"new_password1": new, "new_password2": new})
    assert answer["Location"] == reverse("password_reset_complete")
    assert client.get(answer["Location"]).status_code == 200
    sign_in(client, ben.email, new)
    assert signed_in(client)  # also though eight wrong tries came before
    client.logout()
    assert "This link has been used" in client.get(link, follow=True).content.decode()


def test_a_reset_tells_nobody_who_has_an_account(client, ben, mailoutbox):
    def answer(email):
        response = client.post(reverse("password_reset"), {"email": email}, follow=True)
        return response.status_code, response.content

    assert answer(ben.email) == answer("nobody@example.org")
    assert len(mailoutbox) == 1


def test_too_simple_a_password_is_refused(client, ben):
    client.force_login(ben)
    typed = {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}
    answer = client.post(reverse("password_change"), typed)
    assert answer.context["form"].errors["new_password2"]


def test_a_new_password_keeps_one_signed_in(client, ben):
    client.force_login(ben)
    new = "quite another phrase"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post(reverse("password_change"), typed)
    assert answer["Location"] == reverse("account")
    assert client.get(reverse("account")).status_code == 200


SETTINGS = {
    "name": "Ben Adams",
    "phone": "+44 20 7946 0000",
    "time_zone": "Europe/Paris",
    "weight_unit": "oz",
    "theme": "dark",
}


def test_settings_are_stored_and_the_theme_holds_from_the_next_page(client, ben):
    client.force_login(ben)
    answer = client.post(reverse("account"), SETTINGS, follow=True)
    ben.refresh_from_db()
    assert {name: getattr(ben, name) for name in SETTINGS} == SETTINGS
    assert 'data-bs-theme="dark"' in answer.content.decode()
    assert client.cookies["theme"].value == "dark"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 10_000),
        ("name", "a\0b"),
        ("time_zone", "Middle/Earth"),
        ("time_zone", "../../etc/passwd"),
        ("weight_unit", "stone"),
        ("theme", "pink"),
        ("phone", "1" * 500),
    ],
)
def test_settings_that_cannot_be_are_refused_where_they_were_typed(client, ben, name, value):
    client.force_login(ben)
    answer = client.post(reverse("account"), SETTINGS | {name: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    ben.refresh_from_db()
    assert ben.name == "Ben"
    assert ben.theme == "system"


def test_nobody_makes_themselves_staff(client, ben):
    client.force_login(ben)
    client.post(reverse("account"), SETTINGS | {"role": "staff", "is_superuser": "on"})
    ben.refresh_from_db()
    assert (ben.role, ben.is_superuser) == ("carer", False)


def test_more_shows_each_what_they_may_do(client, ben, ana, sam):
    def links(person):
        client.force_login(person)
        return set(re.findall(r'href="(/[^"]*)"', client.get(reverse("more")).content.decode()))

    assert {reverse("animal-add"), reverse("account")} <= links(ben)
    assert reverse("placements") not in links(ben)
    assert reverse("placements") in links(ana)
    assert reverse("admin:index") not in links(ana)
    assert reverse("admin:index") in links(sam)


def test_the_admin_has_no_door_of_its_own(client, ben, ana, sam):
    asked = client.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0] == f"{reverse('sign-in')}?next=/admin/"
    for person in (ben, ana):
        client.force_login(person)
        assert client.get("/admin/", follow=True).status_code == 404
    client.force_login(sam)
    assert client.get("/admin/").status_code == 200


def test_who_was_never_here_gets_to_the_admin_through_the_one_door(client, sam):
    asked = client.get("/admin/login/?next=/admin/animals/")
    assert asked["Location"] == f"{reverse('sign-in')}?next=/admin/animals/"


def test_healthz_answers_anybody_and_says_when_the_database_does_not(client, db, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}

    def gone():
        raise OperationalError("gone")

    with monkeypatch.context() as without_database:
        without_database.setattr(connection, "cursor", gone)
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "the database does not answer"}
