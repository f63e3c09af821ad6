"""What every request passes through."""

import zoneinfo
from urllib.parse import unquote

from django.utils import timezone
from django.utils.cache import patch_cache_control

ZONE_COOKIE = "zone"  # set by static/js/app.js


class ReaderTimeZoneMiddleware:
    """Show times in the reader's zone, and always undo it: worker threads are used again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with timezone.override(reader_zone(request)):
            return self.get_response(request)


def reader_zone(request) -> zoneinfo.ZoneInfo | None:
    """The zone that the person chose, else the phone's; None is the organisation's."""
    person = request.user
    chosen = person.time_zone if person.is_authenticated else ""
    name = chosen or unquote(request.COOKIES.get(ZONE_COOKIE, ""))
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None  # a cookie is anybody's text


class PersonalPagesMiddleware:
    """Say whose an answer is: browsers and proxies keep none, the service worker by person.

    A page without the mark is none of ours to the worker: a hotel's sign-in page has none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not is_public(response):
            response["Pouch-Person"] = str(request.user.pk)
            patch_cache_control(response, private=True, no_store=True)
        return response


def is_public(response) -> bool:
    return "public" in response.get("Cache-Control", "")
