"""What a rule answers: one thing that is wrong, from which entries, by which limit. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["act_now", "watch", "silence"]


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One row of the limits as staff have it: its figure, unit, source and how sure it is."""

    value: float
    unit: str = ""
    source: str = ""
    certainty: str = ""

    @property
    def words(self) -> str:
        """ "10 %, recalled, unverified": the figure, and how sure where it was not read."""
        sure = "" if self.certainty in ("", "seen") else f", {self.certainty}"
        return f"{self.value:g} {self.unit}".rstrip() + sure


Limits = Mapping[str, Limit]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong now.

    `code` is stable: an alert stays the same one while its code is found. `text` is a sentence
    without its full stop; a weight in it is written by sentences.weight(). `since` is the instant
    from which the entries say so, `entries` are the ids of those it was read from.
    """

    code: str
    severity: Severity
    text: str
    since: dt.datetime
    entries: tuple[str, ...] = ()
    limit: Limit | None = None
