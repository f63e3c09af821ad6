"""Which reference an animal's weights are read against, and what it says at an age.

Pure: rows come in as arguments. Ages are days since birth (fractions allowed), weights grams. The
figures are the rows' own; `animals/reference/growth_*.csv` name the source of each. A reference is
company for the animal's own trend and its litter, never a verdict: every band carries the sentence
that says where it comes from and how sure it is.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

BandKind = Literal["grams", "multiples"]
Position = Literal["below", "low", "typical", "high", "above"]

# How the tables say how a row was come by (their `basis` column), in a reader's words.
SURENESS = {
    "rule_of_thumb": "a rule of thumb, not published centiles",
    "published_mean": "a published mean",
    "published_model": "a published model",
}


@dataclass(frozen=True, kw_only=True)
class BandRow:
    """One row of growth_*.csv: the weights (grams) at one age (days); None where it gives none."""

    age_days: float
    low_g: float | None
    typical_g: float | None
    high_g: float | None
    size_class: str
    basis: str
    source: str


@dataclass(frozen=True, kw_only=True)
class MultipleRow:
    """One row of growth_multiples.csv: weight at an age (days) as a multiple of birth weight."""

    model: str
    age_days: float
    multiple: float
    basis: str
    source: str


@dataclass(frozen=True)
class Curve:
    """Straight lines between points (age in days, grams), oldest last; silent outside them."""

    ages: tuple[float, ...]
    grams: tuple[float, ...]

    @classmethod
    def through(cls, points: Iterable[tuple[float, float]]) -> "Curve":
        """A curve through points in any order; of two at one age the later one counts."""
        by_age = sorted(dict(points).items())
        return cls(tuple(age for age, _ in by_age), tuple(grams for _, grams in by_age))

    def at(self, age_days: float) -> float | None:
        """Grams at an age; None outside the points' own range and on an empty curve."""
        if not self.ages or not self.ages[0] <= age_days <= self.ages[-1]:
            return None
        right = bisect_left(self.ages, age_days)
        if self.ages[right] == age_days:
            return self.grams[right]
        left_age, right_age = self.ages[right - 1], self.ages[right]
        share = (age_days - left_age) / (right_age - left_age)
        return self.grams[right - 1] * (1 - share) + self.grams[right] * share


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a band says at one age, in grams; None where its source is silent."""

    low_g: float | None
    typical_g: float | None
    high_g: float | None


@dataclass(frozen=True, kw_only=True)
class Band:
    """A reference band. Of kind "multiples" `high` is a ceiling and `typical` the usual best."""

    kind: BandKind
    low: Curve
    typical: Curve
    high: Curve
    title: str
    sureness: str
    source: str

    def at(self, age_days: float) -> Limits | None:
        """The limits at an age in days; None where the band says nothing at all."""
        limits = Limits(
            low_g=self.low.at(age_days),
            typical_g=self.typical.at(age_days),
            high_g=self.high.at(age_days),
        )
        if limits.low_g is None and limits.typical_g is None and limits.high_g is None:
            return None
        return limits

    @property
    def top(self) -> Curve:
        """The upper edge of the area between low and usual: a ceiling is not part of it."""
        return self.typical if self.kind == "multiples" else self.high

    @property
    def sentence(self) -> str:
        """For under the chart: which band, how sure, and what else is drawn."""
        ceiling = " Dotted: the fastest growth, a ceiling and no aim." * (
            self.kind == "multiples" and bool(self.high.ages)
        )
        return f"Band: {self.title}; {self.sureness}.{ceiling}"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The band that applies to an animal, or the sentence that says why there is none."""

    band: Band | None
    sentence: str


def position(grams: float, limits: Limits | None) -> Position | None:
    """Where a weight (grams) stands in the band at its age; None where the band is silent.

    Below and above are outside the limits. Inside, "low" is nearer to the low limit than to the
    typical weight, and "high" nearer to the high limit: a convention of ours, not a published one.
    """
    if limits is None or limits.low_g is None:
        return None
    if grams < limits.low_g:
        return "below"
    if limits.high_g is not None and grams > limits.high_g:
        return "above"
    if limits.typical_g is None:
        return "typical"
    if grams < (limits.low_g + limits.typical_g) / 2:
        return "low"
    if limits.high_g is not None and grams > (limits.typical_g + limits.high_g) / 2:
        return "high"
    return "typical"


def reference_for(
    *,
    young_name: str,
    sized_by_adult: bool,
    adult_size: str,
    rows: Sequence[BandRow],
    multiples: Sequence[MultipleRow],
    birth_weight_g: float | None,
    whose_birth_weight: str = "its",
) -> Reference:
    """The reference for one animal, from the rows of its species.

    Grams where the species has them: the class of the animal's adult size where its young differ
    by that, else the species' one working class ("breed:" and "chart:" rows are comparisons).
    Without a class, multiples of the birth weight in grams. Else no band, and why.
    """
    wanted = adult_size if sized_by_adult else ""
    working = [row for row in rows if ":" not in row.size_class]
    classes = list(dict.fromkeys(row.size_class for row in working))
    chosen = wanted if wanted in classes else classes[0] if not sized_by_adult and classes else ""
    if chosen:
        detail = f"{chosen} adult size" if sized_by_adult else chosen.replace("_", " ")
        in_class = [row for row in working if row.size_class == chosen]
        band = _grams_band(in_class, title=f"{young_name}, {detail}")
        return Reference(band=band, sentence=band.sentence)
    if multiples and birth_weight_g:
        band = _multiples_band(multiples, birth_weight_g, young_name, whose_birth_weight)
        return Reference(band=band, sentence=band.sentence)
    return Reference(
        band=None, sentence=_why_none(young_name, wanted, sized_by_adult, bool(multiples))
    )


def _grams_band(rows: Sequence[BandRow], *, title: str) -> Band:
    return Band(
        kind="grams",
        low=Curve.through((r.age_days, r.low_g) for r in rows if r.low_g is not None),
        typical=Curve.through((r.age_days, r.typical_g) for r in rows if r.typical_g is not None),
        high=Curve.through((r.age_days, r.high_g) for r in rows if r.high_g is not None),
        title=title,
        sureness=_sureness(r.basis for r in rows),
        source=_sources(r.source for r in rows),
    )


def _multiples_band(
    rows: Sequence[MultipleRow], birth_weight_g: float, young_name: str, whose: str
) -> Band:
    def curve(ending: str) -> Curve:
        return Curve.through(
            (r.age_days, r.multiple * birth_weight_g) for r in rows if r.model.endswith(ending)
        )

    return Band(
        kind="multiples",
        low=curve("_low"),
        typical=curve("_typical"),
        high=curve("_maximum"),
        title=f"{young_name}, multiples of {whose} birth weight ({birth_weight_g:.0f} g)",
        sureness=_sureness(r.basis for r in rows if not r.model.endswith("_maximum")),
        source=_sources(r.source for r in rows),
    )


def _why_none(young_name: str, size: str, sized_by_adult: bool, has_multiples: bool) -> str:
    if not has_multiples and (size or not sized_by_adult):
        kind = f"{young_name} of {size} adult size" if size else young_name
        return f"No band: there is no reference table for a {kind} here."
    if not has_multiples:
        return "No band: it goes by adult size, which is not known."
    if not sized_by_adult:
        return "No band: it goes by birth weight, which is not known."
    return "No band: it goes by adult size or birth weight, and neither is known."


def _sureness(bases: Iterable[str]) -> str:
    distinct = dict.fromkeys(basis for basis in bases if basis)
    words = [SURENESS.get(basis, basis.replace("_", " ")) for basis in distinct]
    return " and ".join(words) or "how sure is not recorded"


def _sources(sources: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(source for source in sources if source))
