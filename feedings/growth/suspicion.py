"""Weights that cannot be right, found after the fact and over a whole litter. Pure.

A weight is held against the course between the ones beside it that are not in doubt. What is found,
in this order, each with its reason:

    unit, digit    a factor puts it right: another unit, a digit too many or missing, two exchanged
    swapped        two of one sitting fit each other's course far better than their own
    litter_jump    the whole sitting reads high (or low), and the next is back on course: the scale
    tare           it reads high and the next is back on course: a bag or a bowl
    jump           it is far off, and the weights on both sides agree with each other

A falling animal is never silenced. A fall that stays or goes on is real; the last weight is doubted
for being low only where it was swapped, or its unit or a digit is wrong; a high one may be.
What a person said is right is not doubted. Shares are of the weight, days and grams as they say.
The limits below are a designer's defaults, above what hours of the day, meals and rounding do.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from statistics import median
from typing import Literal

from animals.units import GRAMS_PER
from feedings.alerts.sentences import plain, weight
from feedings.growth.plausible import MOST_DAYS, SMALL_CHANGE_G, UNIT_FITS, Slip, possible, slips
from feedings.growth.readings import Reading, in_order

Reason = Literal["swapped", "unit", "digit", "tare", "litter_jump", "jump"]

# A course whose weights are all this near to the line between their neighbours has nothing to find.
QUIET = 0.04
QUIET_END = (-0.045, 0.14)  # change at the first and last step, where there is only one neighbour
# "Back on course" is not lower than before the doubted weight, nor higher than growth makes it.
AGREE_LOSS = 0.03
AGREE_GAIN_A_DAY = 0.10
BACK_GAIN_A_DAY = 0.04  # it was growing so fast at least, or as fast as it was
OUT_OF_LINE = 0.07
OUT_OF_LINE_A_DAY = 0.01  # more where the weights beside it lie further apart
NOISE_TIMES = 9.0  # and more than this animal's weights scatter anyway
NOISE_MOST = 0.25

SWAP_BOTH_OFF = 0.05
SWAP_BOTH_OFF_AT_END = 0.08
SWAP_ROSE_AT_END = 0.13  # one that rose no more may be growing, and the other falling
SWAP_ROSE_A_DAY_LATER = 0.03
SWAP_TOGETHER = 0.15
SWAP_BETTER = 3.0
SWAP_DAYS = 14.0  # how far a course is drawn on to see what was swapped

LITTER_AT_LEAST = 3
MOST_OF_THEM = 0.75
LITTER_DAYS = 4.5  # the sittings before and after lie no further apart
LITTER_JUMP = 0.04  # and the next sitting (or this one) fell for most
LITTER_JUMP_UNFALLEN = 0.06
# A growing litter of which most fell at once is off however unsteady it was before.
LITTER_JUMP_FALLEN = 0.05
LITTER_SAME_WAY = 0.02
LITTER_NOISE_TIMES = 3.5

TARE_MOST = 0.6  # what is further above its course is no bag
TARE_ALIKE = 0.25  # several of a sitting with the same grams too many
TARE_ALIKE_LEAST = 0.03

TRANSPOSED_FITS = 0.02
COURSE_DAYS = 7.0
COURSE_READINGS = 4
SLOPE = (-0.06, 0.10)  # of a course that is drawn on, a day
SLOPE_UNKNOWN = 0.03
FIRST_LOSS = 1  # the second weight is often lower than that at birth, and right
RUN_MOST = 2  # wrong weights in a row
# A weight that is not off by this share of what is looked for, between the ones beside it as they
# stand, needs no closer look: in a run of two wrong ones each looks half as far off as it is.
CLOSER_LOOK = 0.4
LEAP = 1.5  # less than the smallest factor, of kilograms to pounds, with what it may miss by

SITTING_GAP = timedelta(minutes=45)
DAY = 86_400.0
STORED_STEP_G = 0.1


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One weight in doubt, and why.

    `sentence` is one clause without a full stop, for a day before it; its weights are written by
    alerts.sentences.weight(). `sitting` is the same for all that were weighed together. `with_` is
    the key of the littermate that it was swapped with.
    """

    entry_id: str
    at: datetime
    grams: float
    reason: Reason
    sentence: str
    sitting: datetime
    with_: int | None = None


def doubts(
    litter: Mapping[int, Sequence[Reading]], *, names: Mapping[int, str]
) -> dict[int, tuple[Doubt, ...]]:
    """What is in doubt by animal, oldest first; animals without a doubt are left out."""
    courses = [Course(pk, readings) for pk, readings in litter.items() if len(readings) > 1]
    if all(course.is_quiet() for course in courses):
        return {}
    search = Search(courses, names)
    search.run()
    return {
        pk: tuple(sorted(found, key=lambda doubt: (doubt.at, doubt.entry_id)))
        for pk, found in search.found.items()
    }


def marked(readings: Iterable[Reading], found: Iterable[Doubt]) -> tuple[Reading, ...]:
    """The readings with those in doubt marked as questioned."""
    doubted = {(doubt.entry_id, doubt.at, doubt.grams) for doubt in found}
    if not doubted:
        return tuple(readings)
    return tuple(
        replace(reading, questioned=True)
        if (reading.entry_id, reading.at, reading.grams) in doubted
        else reading
        for reading in readings
    )


@dataclass(slots=True)
class Line:
    """What a weight is expected to be: growth runs between even grams and even per cent a day."""

    low: float
    high: float
    rounding_g: float
    days: float  # between the weights that it was drawn from
    before: int | None  # their places
    after: int | None

    @property
    def middle(self) -> float:
        return math.sqrt(self.low * self.high)

    def off(self, grams: float) -> float:
        """How far above (or below) it a weight is, as a share, beyond what rounding explains."""
        if grams > self.high:
            return max(0.0, (grams - self.rounding_g) / self.high - 1)
        if grams < self.low:
            return min(0.0, (grams + self.rounding_g) / self.low - 1)
        return 0.0

    def raw_off(self, grams: float) -> float:
        if grams > self.high:
            return grams / self.high - 1
        return min(0.0, grams / self.low - 1)


class Course:
    """One animal's weights in order of time; `trusted` are the places of those not in doubt."""

    def __init__(self, pk: int, readings: Sequence[Reading]):
        self.pk = pk
        self.readings = in_order(readings)
        self.days = [reading.at.timestamp() / DAY for reading in self.readings]
        self.grams = [reading.grams for reading in self.readings]
        self.precision = [reading.precision_g for reading in self.readings]
        self.trusted = list(range(len(self.grams)))
        self._offs: list[float] | None = None

    def distrust(self, place: int) -> None:
        """Step over this one from now on."""
        self.trusted.remove(place)
        self._offs = None

    def offs(self) -> list[float]:
        """By place: how far off it reads between its neighbours; 0 at the ends and in doubt."""
        if self._offs is None:
            self._offs = [0.0] * len(self.grams)
            trusted = self.trusted
            for before, place, after in zip(trusted, trusted[1:], trusted[2:], strict=False):
                self._offs[place] = self.between(before, place, after).raw_off(self.grams[place])
        return self._offs

    def leaps(self) -> bool:
        """Whether any step is so large that a factor could explain it."""
        return any(
            not 1 / LEAP < here / there < LEAP
            for here, there in pairwise(self.grams[place] for place in self.trusted)
        )

    def is_quiet(self) -> bool:
        """No weight is so far from the ones beside it that any doubt could come of it."""
        days, grams, precision = self.days, self.grams, self.precision
        last = len(grams) - 1
        for end, inner in ((last, last - 1), (0, 1)):
            change = grams[end] - grams[inner] if end else grams[inner] - grams[end]
            slack = precision[end] + precision[inner]
            base = min(grams[end], grams[inner])
            if not QUIET_END[0] * base - slack < change < QUIET_END[1] * base + slack:
                return False
        for i in range(1, last):
            before, after = grams[i - 1], grams[i + 1]
            span = days[i + 1] - days[i - 1]
            share = (days[i] - days[i - 1]) / span if span else 0.5
            line = before + share * (after - before)
            away = grams[i] - line
            slack = QUIET * line + precision[i]
            if away > slack:
                return False
            if away < -slack and grams[i] < before * (after / before) ** share - slack:
                return False
        return True

    def around(self, first: int, last: int) -> tuple[int, int] | None:
        """The trusted places before the one and after the other."""
        before, after = bisect_left(self.trusted, first), bisect_right(self.trusted, last)
        if before == 0 or after == len(self.trusted):
            return None
        return self.trusted[before - 1], self.trusted[after]

    def trusts(self, place: int) -> bool:
        at = bisect_left(self.trusted, place)
        return at < len(self.trusted) and self.trusted[at] == place

    def between(self, before: int, place: int, after: int) -> Line:
        """The line between two weights at a third's time."""
        days, grams, precision = self.days, self.grams, self.precision
        span = days[after] - days[before]
        share = (days[place] - days[before]) / span if span > 0 else 0.5
        even_grams = grams[before] + share * (grams[after] - grams[before])
        even_share = grams[before] * (grams[after] / grams[before]) ** share
        return Line(
            low=even_share,
            high=even_grams,
            rounding_g=precision[place] + max(precision[before], precision[after]) + STORED_STEP_G,
            days=span,
            before=before,
            after=after,
        )

    def line(self, place: int) -> Line | None:
        """What a trusted weight is expected to be by the trusted ones beside it."""
        index = bisect_left(self.trusted, place)
        if 0 < index < len(self.trusted) - 1:
            return self.between(self.trusted[index - 1], place, self.trusted[index + 1])
        beside = self.trusted[:index] if index else self.trusted[1:][::-1]
        return self.drawn_on(beside, place)

    def drawn_on(self, beside: Sequence[int], place: int) -> Line | None:
        """The course drawn on to a place at or beyond its end; the nearest of `beside` is last."""
        if not beside:
            return None
        nearest = beside[-1]
        days = self.days[place] - self.days[nearest]
        if abs(days) > SWAP_DAYS:
            return None
        grams = self.grams[nearest] * math.exp(self.slope(beside) * days)
        return Line(
            low=grams,
            high=grams,
            rounding_g=2 * self.precision[place] + self.precision[nearest] + STORED_STEP_G,
            days=2 * abs(days),
            before=nearest if days >= 0 else None,
            after=nearest if days < 0 else None,
        )

    def slope(self, beside: Sequence[int]) -> float:
        """The robust gain a day, as a logarithm, of the weights next to an end."""
        near = [
            place
            for place in beside[-COURSE_READINGS:]
            if abs(self.days[place] - self.days[beside[-1]]) <= COURSE_DAYS
        ]
        if len(near) < 2:
            near = list(beside[-2:])
        slopes = [
            math.log(self.grams[there] / self.grams[here]) / (self.days[there] - self.days[here])
            for here, there in combinations(near, 2)
            if abs(self.days[there] - self.days[here]) >= 0.25
        ]
        lowest, highest = SLOPE
        return min(highest, max(lowest, median(slopes))) if slopes else SLOPE_UNKNOWN

    def is_possible(self, place: int, from_place: int) -> bool:
        lowest, highest = possible(
            self.grams[from_place],
            days=self.days[place] - self.days[from_place],
            precision_g=max(self.precision[place], self.precision[from_place]),
        )
        return lowest <= self.grams[place] <= highest

    def agree(self, before: int, after: int) -> bool:
        """The course goes on from the one to the other, later one, without a fall."""
        rounding = self.precision[before] + self.precision[after] + STORED_STEP_G
        days = self.days[after] - self.days[before]
        least = self.grams[before] * (1 - AGREE_LOSS) - rounding
        most = self.grams[before] * (1 + AGREE_GAIN_A_DAY) ** min(days, MOST_DAYS) + rounding
        return days > 1 / 1440 and least <= self.grams[after] <= most + SMALL_CHANGE_G

    def is_back(self, before: int, after: int) -> bool:
        """They agree, and the later one is no lower than its course was going to be."""
        if not self.agree(before, after):
            return False
        beside = self.trusted[: bisect_right(self.trusted, before)]
        days = self.days[after] - self.days[before]
        slope = min(self.slope(beside), BACK_GAIN_A_DAY)
        rounding = self.precision[before] + self.precision[after] + STORED_STEP_G
        least = self.grams[before] * math.exp(slope * min(days, COURSE_DAYS)) * (1 - AGREE_LOSS)
        return self.grams[after] >= least - rounding

    def scatter(self) -> float:
        """How far its weights lie off anyway: the third of them that lies nearest, at most.

        Not the middle one, as a wrong weight makes those beside it look off too.
        """
        offs = sorted(abs(off) for off in self.offs()[1:-1])
        return offs[len(offs) // 3] if len(offs) > 2 else 0.0

    def is_open(self, place: int) -> bool:
        return not self.readings[place].confirmed


@dataclass(frozen=True, slots=True)
class Member:
    """One weight of a sitting: whose, and its place in the course."""

    course: Course
    place: int

    @property
    def grams(self) -> float:
        return self.course.grams[self.place]

    @property
    def reading(self) -> Reading:
        return self.course.readings[self.place]

    @property
    def is_trusted(self) -> bool:
        return self.course.trusts(self.place)

    @property
    def is_end(self) -> bool:
        """The first or the last that is trusted of its course."""
        trusted = self.course.trusted
        return bool(trusted) and self.place in (trusted[0], trusted[-1])

    @property
    def is_open(self) -> bool:
        """Whether it can still come into doubt."""
        return self.is_trusted and not self.reading.confirmed


Sitting = Sequence[Member]


def sittings(courses: Iterable[Course]) -> Sequence[Sitting]:
    """Weights taken together, oldest first; no animal twice in one."""
    everything = sorted(
        (Member(course, place) for course in courses for place in range(len(course.readings))),
        key=lambda member: (member.reading.at, member.course.pk, member.place),
    )
    found: list[list[Member]] = []
    there: set[int] = set()
    for member in everything:
        if (
            not found
            or member.course.pk in there
            or member.reading.at - found[-1][-1].reading.at > SITTING_GAP
        ):
            found.append([])
            there = set()
        found[-1].append(member)
        there.add(member.course.pk)
    return found


class Search:
    """The weights of one litter, and what is found about them."""

    def __init__(self, courses: Sequence[Course], names: Mapping[int, str]):
        self.courses, self.names = courses, names
        self.loud = [course for course in courses if not course.is_quiet()]
        self.sittings = sittings(courses)
        self.sitting_at = {
            (member.course.pk, member.place): sitting[0].reading.at
            for sitting in self.sittings
            for member in sitting
        }
        self.found: dict[int, list[Doubt]] = defaultdict(list)

    def run(self) -> None:
        """What has weights on both sides first, so that the ends are drawn on from sound ones."""
        self.find_swapped(inside=True)
        for course in self.loud:
            self.find_slips(course)
        self.find_litter_jumps()
        for course in self.loud:
            self.find_singles(course)
        self.find_swapped(inside=False)
        for course in self.loud:
            self.find_slips_at_ends(course)
        for course in self.loud:
            self.find_high_end(course)

    def doubt(
        self, course: Course, place: int, reason: Reason, sentence: str, with_: int | None = None
    ) -> None:
        reading = course.readings[place]
        course.distrust(place)
        self.found[course.pk].append(
            Doubt(
                entry_id=reading.entry_id,
                at=reading.at,
                grams=reading.grams,
                reason=reason,
                sentence=sentence,
                sitting=self.sitting_at[course.pk, place],
                with_=with_,
            )
        )

    # A factor

    def find_slips(self, course: Course) -> None:
        if not course.leaps():
            return
        for length in range(1, RUN_MOST + 1):
            at = 0
            while at < len(course.trusted) - length - 1:
                before, *run, after = course.trusted[at : at + length + 2]
                found = self.explained(course, before, run, after)
                for place, (slip, line) in zip(run, found, strict=False):
                    self.doubt_slip(course, place, slip, line)
                at += 0 if found else 1

    def explained(
        self, course: Course, before: int, run: Sequence[int], after: int
    ) -> list[tuple[Slip, Line]]:
        """How each of the run was written wrong, between two that agree; empty if not all were."""
        found = []
        for place in run:
            if course.is_possible(place, before) and course.is_possible(place, after):
                return []
            line = course.between(before, place, after)
            slip = slip_of(course, place, line, exchange=len(run) == 1)
            if slip is None or not course.is_open(place):
                return []
            found.append((slip, line))
        return found if course.is_possible(after, before) else []

    def find_slips_at_ends(self, course: Course) -> None:
        for length in range(1, RUN_MOST + 1):
            for backwards in (False, True):
                trusted = course.trusted[::-1] if backwards else course.trusted
                beside, run = trusted[:-length], trusted[-length:]
                if len(beside) < length:
                    continue
                found = []
                for place in run:
                    if course.is_possible(place, beside[-1]) or not course.is_open(place):
                        break
                    line = course.drawn_on(beside, place)
                    if line is None:
                        break
                    # A fall that two digits explain by chance may be a real one.
                    is_high = course.grams[place] > line.high
                    slip = slip_of(
                        course, place, line, exchange=length == 1 and is_high != backwards
                    )
                    if slip is None:
                        break
                    found.append((slip, line))
                if len(found) == length:
                    for place, (slip, line) in zip(run, found, strict=True):
                        self.doubt_slip(course, place, slip, line)

    def doubt_slip(self, course: Course, place: int, slip: Slip, line: Line) -> None:
        grams = course.grams[place]
        sentence = (
            f"{weight(grams)}, where about {about(line.middle)} fits. {slip.text} "
            f"That would be {weight(grams * float(slip.factor))}"
        )
        self.doubt(course, place, slip.reason, sentence)

    # Two of one sitting

    def find_swapped(self, *, inside: bool) -> None:
        """The pairs that gain most by being exchanged first."""
        find = swapped_inside if inside else swapped_at_ends
        pairs = sorted(
            (pair for sitting in self.sittings for pair in find(sitting)),
            key=lambda pair: -pair[0],
        )
        for _, one, other in pairs:
            if not (one.is_trusted and other.is_trusted):
                continue
            for own, mate in ((one, other), (other, one)):
                name = self.names.get(mate.course.pk, "the other")
                sentence = f"{weight(own.grams)} reads like {plain(name)}'s weight: swapped?"
                self.doubt(own.course, own.place, "swapped", sentence, mate.course.pk)

    # The scale

    def find_litter_jumps(self) -> None:
        if len(self.courses) < LITTER_AT_LEAST:
            return
        middles = [litter_middle(sitting) for sitting in self.sittings]
        usual = [abs(middle) for middle in middles if middle is not None]
        noise = LITTER_NOISE_TIMES * median(usual) if len(usual) > 4 else 0.0
        loud = {
            length: [
                at
                for at, middle in enumerate(middles)
                if middle is not None and abs(middle) >= LITTER_JUMP * CLOSER_LOOK ** (length > 1)
            ]
            for length in range(1, RUN_MOST + 1)
        }
        for length in loud:
            for at in loud[length]:
                jump = litter_jump(
                    self.sittings[at : at + length],
                    max(LITTER_JUMP, min(noise, LITTER_JUMP_FALLEN)),
                )
                if jump and jump.fell and not self.is_answered_beside(at, length):
                    self.doubt_sittings(jump)
        for at in loud[1]:
            jump = litter_jump([self.sittings[at]], max(LITTER_JUMP_UNFALLEN, noise))
            if jump and jump.share > 0 and not self.is_beside_a_jump(at):
                self.doubt_sittings(jump)

    def doubt_sittings(self, jump: "LitterJump") -> None:
        """All that were weighed then, but for one that fell while the others rose."""
        for sitting in jump.sittings:
            number = NUMBERS.get(len(sitting), str(len(sitting)))
            reads = "high" if jump.share > 0 else "low"
            sentence = f"all {number} read {reads} that day: was the scale at zero?"
            for member in sitting:
                if member.is_open and not is_against(member, jump.share):
                    self.doubt(member.course, member.place, "litter_jump", sentence)

    def is_answered_beside(self, at: int, length: int) -> bool:
        """Somebody said of a sitting next to it that it is right: the same is not asked again."""
        beside = [*self.sittings[max(0, at - 1) : at], *self.sittings[at + length :][:1]]
        return any(
            2 * sum(member.reading.confirmed for member in sitting) > len(sitting)
            for sitting in beside
        )

    def is_beside_a_jump(self, at: int) -> bool:
        """What lies next to a doubted sitting is its shadow."""
        starts = {there[0].reading.at for there in self.sittings[max(0, at - 1) : at + 2]}
        return any(
            doubt.reason == "litter_jump" and doubt.sitting in starts
            for found in self.found.values()
            for doubt in found
        )

    # One weight

    def find_singles(self, course: Course) -> None:
        """The one furthest off first: what lies beside it looks off because of it."""
        scatter = course.scatter()
        while found := max(
            (
                single
                for length in range(1, RUN_MOST + 1)
                for single in singles(course, length, scatter)
            ),
            key=lambda single: single[0],
            default=None,
        ):
            for place, line in found[1]:
                self.doubt_single(course, place, line)

    def doubt_single(self, course: Course, place: int, line: Line) -> None:
        grams = course.grams[place]
        slip = exchanged(grams, course.precision[place], line)
        if slip:
            self.doubt_slip(course, place, slip, line)
            return
        extra_g = grams - line.high
        if extra_g <= 0 or extra_g > TARE_MOST * line.high:
            self.doubt(course, place, "jump", far_off(grams, line))
        else:
            sentence = (
                f"{weight(grams)} is {about(extra_g)} above its course, and the next weight is "
                "back on it: was a bag or bowl on the scale?"
            )
            self.doubt(course, place, "tare", sentence)
            self.find_same_tare(course, place, extra_g)

    def find_same_tare(self, course: Course, place: int, extra_g: float) -> None:
        """Others of the sitting that were too heavy by the same grams."""
        moment = self.sitting_at[course.pk, place]
        sitting = next(there for there in self.sittings if there[0].reading.at == moment)
        for member in sitting:
            around = member.course.around(member.place, member.place)
            if not member.is_open or around is None or not member.course.is_back(*around):
                continue
            line = member.course.between(around[0], member.place, around[1])
            over_g = member.grams - line.high
            near = TARE_ALIKE * extra_g + line.rounding_g
            if line.off(member.grams) > TARE_ALIKE_LEAST and abs(over_g - extra_g) <= near:
                sentence = (
                    f"{weight(member.grams)} is {about(over_g)} above its course, as of another "
                    "that was weighed with it: was a bag or bowl on the scale?"
                )
                self.doubt(member.course, member.place, "tare", sentence)

    def find_high_end(self, course: Course) -> None:
        """The last weight, where no growth explains it; a low one stands until more are known."""
        if len(course.trusted) < 2:
            return
        *beside, place = course.trusted
        line = course.drawn_on(beside, place)
        if line is None or not course.is_open(place) or course.is_possible(place, beside[-1]):
            return
        grams = course.grams[place]
        if line.off(grams) <= OUT_OF_LINE:
            return
        if grams - line.high > TARE_MOST * line.high:
            self.doubt(course, place, "jump", far_off(grams, line))
        else:
            sentence = (
                f"{weight(grams)} is {about(grams - line.high)} above its course: was something "
                "else on the scale?"
            )
            self.doubt(course, place, "tare", sentence)


@dataclass(frozen=True)
class LitterJump:
    """Sittings that read off for nearly all: by what share, and whether most fell to or from it."""

    sittings: Sequence[Sitting]
    share: float
    fell: bool


def litter_middle(sitting: Sitting) -> float | None:
    """How far off the middle one of a sitting reads; None with too few to tell."""
    offs = [
        member.course.offs()[member.place]
        for member in sitting
        if member.is_trusted and not member.is_end
    ]
    return median(offs) if len(offs) >= LITTER_AT_LEAST else None


def litter_jump(run: Sequence[Sitting], least: float) -> LitterJump | None:
    """Whether nearly all of these sittings lie off between the sittings around them."""
    shares: list[list[float]] = []
    fell = agreeing = back = counted = firsts = 0
    for sitting in run:
        shares.append([])
        for member in sitting:
            if not member.is_trusted:
                continue
            course = member.course
            first, last = places_in(run, member)
            around = course.around(first, last)
            if around is None or course.days[around[1]] - course.days[around[0]] > LITTER_DAYS:
                continue
            before, after = around
            line = course.between(before, member.place, after)
            shares[-1].append(line.raw_off(member.grams))
            counted += 1
            firsts += bisect_left(course.trusted, before) < FIRST_LOSS
            agreeing += course.agree(before, after)
            back += course.is_back(before, after)
            fell += (
                course.grams[after] < course.grams[last] - STORED_STEP_G
                if shares[-1][-1] > 0
                else course.grams[first] < course.grams[before] - STORED_STEP_G
            )
    if any(len(found) < LITTER_AT_LEAST for found in shares):
        return None
    middles = [median(found) for found in shares]
    share = min(middles, key=abs)
    same_way = all(
        sum(one * share > 0 and abs(one) >= LITTER_SAME_WAY for one in found)
        >= MOST_OF_THEM * len(found)
        for found in shares
    )
    if share < 0 and firsts > counted / 2:
        return None
    if abs(share) < least or not same_way:
        return None
    if agreeing < MOST_OF_THEM * counted or 2 * back < counted:
        return None
    return LitterJump(run, share, fell >= MOST_OF_THEM * counted)


def places_in(run: Sequence[Sitting], member: Member) -> tuple[int, int]:
    """The first and the last place of this animal in a run of sittings."""
    if len(run) == 1:
        return member.place, member.place
    places = [other.place for there in run for other in there if other.course is member.course]
    return places[0], places[-1]


def is_against(member: Member, share: float) -> bool:
    """It fell although the sitting reads high, or nothing later says that it did not fall."""
    course, place = member.course, member.place
    at = bisect_left(course.trusted, place)
    if share < 0:
        return at == len(course.trusted) - 1
    if at == 0:
        return False
    before = course.trusted[at - 1]
    rounding = course.precision[place] + course.precision[before] + STORED_STEP_G
    return course.grams[place] < course.grams[before] - rounding


def slip_of(course: Course, place: int, line: Line, *, exchange: bool) -> Slip | None:
    """What puts a weight nearest to its course: a factor, or two digits exchanged."""
    grams = course.grams[place]
    best, nearest = None, math.log(1 + float(UNIT_FITS))
    for slip, factor in SLIPS:
        left = abs(math.log(grams * factor / line.middle))
        if left <= nearest:
            best, nearest = slip, left
    other = exchanged(grams, course.precision[place], line) if exchange else None
    if other and away(grams * float(other.factor), line) <= nearest:
        return other
    return best


def exchanged(grams: float, precision_g: float, line: Line) -> Slip | None:
    """Two neighbouring digits the wrong way round, if that puts a weight right on its course."""
    if not precision_g:
        return None
    step = 2 * precision_g  # of the scale as it was typed, so that the digits are those of any unit
    digits = str(round(grams / step))
    for at in range(len(digits) - 1):
        other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        meant = int(other) * step
        if other != digits and abs(meant - line.middle) <= TRANSPOSED_FITS * line.middle:
            return Slip("digit", "Were two digits exchanged?", Decimal(meant / grams))
    return None


Pair = tuple[float, Member, Member]


def swapped_inside(sitting: Sitting) -> Iterator[Pair]:
    """Pairs that fit crosswise between the weights on both sides."""
    loud = [
        member
        for member in sitting
        if abs(member.course.offs()[member.place]) >= SWAP_BOTH_OFF and member.is_open
    ]
    if len(loud) > 1:
        yield from swapped_pairs(loud, SWAP_BOTH_OFF)


def swapped_at_ends(sitting: Sitting) -> Iterator[Pair]:
    """Pairs that fit crosswise where the course of one or both has to be drawn on."""
    if any(member.is_end for member in sitting):
        yield from swapped_pairs(
            [member for member in sitting if member.is_open], SWAP_BOTH_OFF_AT_END
        )


def swapped_pairs(members: Iterable[Member], least: float) -> Iterator[Pair]:
    """Pairs that fit crosswise, with how much better they fit so."""
    lines = [(member, line) for member in members if (line := member.course.line(member.place))]
    off = [
        (line.off(member.grams), member, line)
        for member, line in lines
        if abs(line.off(member.grams)) >= least
    ]
    for (one_off, one, ones), (other_off, other, others) in combinations(off, 2):
        if one_off * other_off > 0 or abs(one_off) + abs(other_off) < SWAP_TOGETHER:
            continue
        as_read = away(one.grams, ones) + away(other.grams, others)
        crossed = away(one.grams, others) + away(other.grams, ones)
        rose, line = (one, ones) if one_off > 0 else (other, others)
        if crossed * SWAP_BETTER < as_read and not may_have_grown(rose, line):
            yield as_read - crossed, one, other


def may_have_grown(member: Member, line: Line) -> bool:
    """At the end of a course: from the weight before, by no more than some animals do."""
    if line.before is None or line.after is not None:
        return False
    days = line.days / 2
    most = SWAP_ROSE_AT_END * min(days, 1) + SWAP_ROSE_A_DAY_LATER * max(days - 1, 0)
    return member.grams <= member.course.grams[line.before] * (1 + most) + line.rounding_g


def away(grams: float, line: Line) -> float:
    return abs(math.log(grams / line.middle))


def singles(
    course: Course, length: int, scatter: float
) -> Iterator[tuple[float, list[tuple[int, Line]]]]:
    """So many weights in a row that are off the same way, between two that agree."""
    trusted, shares = course.trusted, course.offs()
    for at in range(len(trusted) - length - 1):
        if abs(shares[trusted[at + 1]]) < CLOSER_LOOK * OUT_OF_LINE:
            continue
        before, *run, after = trusted[at : at + length + 2]
        lines = [(place, course.between(before, place, after)) for place in run]
        offs = [line.off(course.grams[place]) for place, line in lines]
        least = OUT_OF_LINE + OUT_OF_LINE_A_DAY * lines[0][1].days
        least = max(
            least + SMALL_CHANGE_G / lines[0][1].high, min(NOISE_TIMES * scatter, NOISE_MOST)
        )
        # Two low weights in a row may well be a bad day that it got over.
        smallest = min(offs) if length > 1 else abs(offs[0])
        if min(offs) < 0 and at < FIRST_LOSS:
            continue
        if smallest > least and all(map(course.is_open, run)) and course.is_back(before, after):
            yield smallest, lines


def about(grams: float) -> str:
    """A weight that was computed: no finer than whole grams, but for the smallest."""
    return weight(round(grams) if grams >= 10 else grams)


def far_off(grams: float, line: Line) -> str:
    return f"{weight(grams)} is far from its course, about {about(line.middle)} then"


def every_slip() -> list[tuple[Slip, float]]:
    """The slips of all units, each factor once: a reading does not tell what it was typed in."""
    found = {round(float(slip.factor), 5): slip for unit in GRAMS_PER for slip in slips(unit)}
    return [(slip, float(slip.factor)) for slip in found.values()]


SLIPS = every_slip()
NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
