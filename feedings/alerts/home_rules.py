"""What a home's entries say: nothing at all is a state of its own. Pure."""

import datetime as dt

from animals.words import span

from .facts import HomeFacts
from .findings import Finding, Limits
from .sentences import plain

SILENCE_KEY = "silence_hours"


def silence(home: HomeFacts, limits: Limits, *, at: dt.datetime) -> Finding | None:
    """No entry from a home with bottle babies for hours: no news, neither good nor bad."""
    if SILENCE_KEY not in limits:
        return None
    limit = limits[SILENCE_KEY]
    if at - home.since < dt.timedelta(hours=limit.value):
        return None
    return Finding(
        code="silence",
        severity="silence",
        text=f"no entry from {plain(home.name)} for {span(at - home.since)}",
        since=home.since,
        limit=limit,
    )
