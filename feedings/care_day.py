"""The care day: totals of a day begin at the organisation's hour in the reader's zone. Pure."""

import datetime as dt

from django.utils import timezone


def care_day_of(moment: dt.datetime, starts_at_hour: int, zone: dt.tzinfo | None = None) -> dt.date:
    """The care day that an instant belongs to: before the hour it is still the day before."""
    local = timezone.localtime(moment, zone)
    return local.date() - dt.timedelta(days=local.hour < starts_at_hour)


def start_of(day: dt.date, starts_at_hour: int, zone: dt.tzinfo | None = None) -> dt.datetime:
    """The instant at which a care day begins, also in the nights when the clock changes."""
    return dt.datetime.combine(
        day, dt.time(starts_at_hour), tzinfo=zone or timezone.get_current_timezone()
    ).astimezone(dt.UTC)


def care_day_start(
    moment: dt.datetime, starts_at_hour: int, zone: dt.tzinfo | None = None
) -> dt.datetime:
    """The instant at which the care day of `moment` began."""
    return start_of(care_day_of(moment, starts_at_hour, zone), starts_at_hour, zone)
