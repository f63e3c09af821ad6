"""The story's time: whole days before it is told, and clock times in the organisation's zone."""

import datetime as dt
import zoneinfo

from django.conf import settings

WEIGHED_AT = 7  # o'clock; by eight all are through


class StoryClock:
    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.zone_name = settings.TIME_ZONE
        self.zone = zoneinfo.ZoneInfo(self.zone_name)
        self.today = self.local_day(at)
        self.last_weighing = 0 if at >= self.clock(0, WEIGHED_AT + 1) else 1  # days ago
        self.last_morning = self.morning(self.last_weighing)

    def local_day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def day(self, days_ago: int) -> dt.date:
        return self.today - dt.timedelta(days=days_ago)

    def clock(self, days_ago: int, hour: int, minute: int = 0) -> dt.datetime:
        local = dt.datetime.combine(self.day(days_ago), dt.time(hour, minute), self.zone)
        return local.astimezone(dt.UTC)

    def morning(self, days_ago: int) -> dt.datetime:
        return self.clock(days_ago, WEIGHED_AT)

    def ago(self, days: float = 0, *, hours: float = 0, minutes: float = 0) -> dt.datetime:
        exact = self.at - dt.timedelta(days=days, hours=hours, minutes=minutes)
        return exact.replace(second=0, microsecond=0)
