"""In whose time zone a page is shown, and whose it is."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from fosterapp.middleware import ReaderTimeZoneMiddleware, reader_zone


def asked(*, chosen=None, cookie=None):
    user = AnonymousUser()
    if chosen is not None:
        user = SimpleNamespace(is_authenticated=True, time_zone=chosen)
    return SimpleNamespace(user=user, COOKIES={} if cookie is None else {"zone": cookie})


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (asked(), None),
        (asked(cookie="Europe%2FParis"), "Europe/Paris"),
        (asked(chosen="", cookie="Asia/Tokyo"), "Asia/Tokyo"),
        (asked(chosen="America/Denver", cookie="Asia/Tokyo"), "America/Denver"),
        (asked(cookie="../../etc/passwd"), None),
        (asked(cookie="Nowhere/Land"), None),
        (asked(cookie="\x00"), None),
    ],
)
def test_the_chosen_zone_wins_then_the_phone_s(request_, name):
    zone = reader_zone(request_)
    assert (zone and zone.key) == name


def test_the_zone_is_undone_even_after_an_error():
    def fail(request):
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"
        raise RuntimeError

    before = timezone.get_current_timezone_name()
    with pytest.raises(RuntimeError):
        ReaderTimeZoneMiddleware(fail)(asked(cookie="Asia/Tokyo"))
    assert timezone.get_current_timezone_name() == before


@pytest.mark.parametrize("address", ["/today/", "/more/", "/animals/999/", "/components/"])
def test_a_page_says_whose_it_is_and_is_kept_by_no_browser(client, ben, address):
    client.force_login(ben)
    answer = client.get(address)
    assert answer["Pouch-Person"] == str(ben.pk)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize("address", ["/offline/", "/manifest.webmanifest", "/service-worker.js"])
def test_what_is_public_belongs_to_nobody(client, ben, address):
    client.force_login(ben)
    answer = client.get(address)
    assert "Pouch-Person" not in answer
    assert "no-store" not in answer["Cache-Control"]


@pytest.mark.django_db
def test_the_door_belongs_to_nobody(client):
    assert "Pouch-Person" not in client.get("/sign-in/")


def test_signing_out_makes_the_browser_forget_pages(client, ben):
    client.force_login(ben)
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Pouch-Person" not in answer
