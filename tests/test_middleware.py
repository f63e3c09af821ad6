"""In whose time zone a page is shown."""

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
