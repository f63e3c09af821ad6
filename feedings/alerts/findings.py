"""What a rule answers: one thing that is wrong, from which entries, by which limit. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["act_now", "watch", "silence"]

# How the tables write units and how sure a row is, as a reader says it.
UNITS = {
    "%/day": "% a day",
    "C": "°C",
    "C rectal": "°C",
    "g/day": "g a day",
    "g/kg adult weight/day": "g a day for each kg of adult weight",
    "ml/100 g": "ml for each 100 g",
    "of interval": "of the time between two",
    "ratio": "times as heavy",
    "score 1-7": "on the scale of 1 to 7",
}
CERTAINTIES = {
    "invented default": "our own default",
    "recalled figure": "recalled",
    "recalled, unverified": "recalled, not published",
    "seen": "",
}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One row of the limits as staff have it: its figure, unit, source and how sure it is."""

    value: float
    unit: str = ""
    source: str = ""
    certainty: str = ""

    @property
    def words(self) -> str:
        """ "10 %, recalled, not published": the figure, and how sure where it was not read."""
        figure = f"{self.value:g} {UNITS.get(self.unit, self.unit)}".rstrip()
        return f"{figure}, {self.sure}" if self.sure else figure

    @property
    def sure(self) -> str:
        """How sure it is, in a reader's words; empty where its source was read."""
        return CERTAINTIES.get(self.certainty, self.certainty)


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
