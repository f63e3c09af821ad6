"""Spans of time and days in words. Pure."""

import datetime as dt


def span(passed: dt.timedelta) -> str:
    """ "12 min", "3 h 12 min", "2 days"; what is left below a minute is dropped."""
    minutes = int(passed.total_seconds() // 60)
    if minutes >= 48 * 60:
        return f"{minutes // (24 * 60)} days"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def day_words(day: dt.date, *, today: dt.date) -> str:
    """ "12 May"; with its year where that is another than today's."""
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B} {day.year}"
