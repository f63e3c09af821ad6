"""Spans of time, days, experience in words, and keys out of what was typed. Pure."""

import datetime as dt

# By what animals.models.Experience counts.
EXPERIENCE = ("new to fostering", "has fostered before", "has raised bottle babies")


def span(passed: dt.timedelta) -> str:
    """ "12 min", "3 h 12 min", "2 days"; what is left below a minute is dropped."""
    minutes = int(passed.total_seconds() // 60)
    if minutes >= 48 * 60:
        return f"{minutes // (24 * 60)} days"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def counted(number: int, thing: str) -> str:
    """ "1 room", "5 rooms"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def key_in(text: str | None) -> int:
    """The key of a row as an address or a form has it; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else 0


def day_words(day: dt.date, *, today: dt.date) -> str:
    """ "12 May"; with its year where that is another than today's."""
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B} {day.year}"
