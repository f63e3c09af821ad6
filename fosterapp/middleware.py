"""What every request passes through."""

import zoneinfo

from django.utils import timezone


class ReaderTimeZoneMiddleware:
    """Show times in the reader's zone, and always undo it: worker threads are used again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with timezone.override(reader_zone(request.user)):
            return self.get_response(request)


def reader_zone(user) -> zoneinfo.ZoneInfo | None:
    """The signed-in person's zone; the organisation's where there is none."""
    return user.zone if user.is_authenticated else None
