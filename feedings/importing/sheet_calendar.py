"""What a whole sheet's dates mean: their order, their year, and ages counted from birth. Pure."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .dates import DateOrder, When, real_date

ORDERS: tuple[DateOrder, ...] = ("mdy", "dmy", "ymd")
ORDER_NAMES: dict[DateOrder, str] = {
    "ymd": "year, month, day",
    "mdy": "month before day",
    "dmy": "day before month",
}
LONGEST_LITTER_DAYS = 400  # dates of a sheet lie this close behind the birth
DAYS_BEFORE_BIRTH = 14  # a date this little before birth is a slip and not the next year


@dataclass(frozen=True)
class Calendar:
    """How this sheet's dates are meant."""

    order: DateOrder
    born_on: dt.date | None
    today: dt.date
    year: int | None = None
    decided: bool = True  # False: both orders fit and this one is a guess
    ages_start_at: int = 0  # 1 where day 1 is the day of birth

    def day(self, found: When) -> dt.date | None:
        """The day itself; None where there is no such day, or an age without a birth date."""
        if found.day is not None:
            return found.day
        if found.age_days is not None:
            if self.born_on is None:
                return None
            shift = self.ages_start_at if found.age_days > 0 else 0
            try:
                return self.born_on + dt.timedelta(days=found.age_days - shift)
            except OverflowError:
                return None
        return self._from_numbers(found)

    def _from_numbers(self, found: When) -> dt.date | None:
        numbers = found.numbers
        if found.mark == "name":
            month, day = numbers
            return self._with_year(month, day)
        if len(numbers) == 2:
            month, day = numbers if self.order != "dmy" else (numbers[1], numbers[0])
            return self._with_year(month, day)
        first, second, third = numbers
        if first > 31:
            return real_date(first, second, third)
        if self.order == "ymd" and third <= 31:
            return real_date(_century(first), second, third)
        month, day = (second, first) if self.order == "dmy" else (first, second)
        return real_date(_century(third), month, day)

    def _with_year(self, month: int, day: int) -> dt.date | None:
        """The first such day from birth on; without a birth date the latest that is past."""
        if self.year is not None:
            years: Sequence[int] = (self.year,)
        elif self.born_on is not None:
            years = (self.born_on.year - 1, self.born_on.year, self.born_on.year + 1)
            earliest = self.born_on - dt.timedelta(days=DAYS_BEFORE_BIRTH)
            made = (real_date(year, month, day) for year in years)
            return next((date for date in made if date and date >= earliest), None)
        else:
            years = range(self.today.year, self.today.year - 9, -1)
        made = (real_date(year, month, day) for year in years)
        return next((date for date in made if date and (date <= self.today or self.year)), None)


def _century(year: int) -> int:
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def calendar_for(
    found: Iterable[When],
    *,
    born_on: dt.date | None,
    today: dt.date,
    order: DateOrder | None = None,
    year: int | None = None,
    ages_start_at: int = 0,
    prefers_month_first: bool = False,
) -> Calendar:
    """Decide from all dates of a sheet which order they are in."""
    open_ = [w for w in found if w.numbers and w.mark != "name" and w.numbers[0] <= 31]
    base = Calendar("ymd", born_on, today, year, True, ages_start_at)
    if order:
        return replace(base, order=order)
    if not open_:
        return base
    two_digit = all(len(w.numbers) == 3 and w.numbers[2] <= 31 for w in open_)
    orders = ORDERS if two_digit else ORDERS[:2]
    scores = {name: _fit(open_, replace(base, order=name)) for name in orders}
    best = max(scores.values())
    fitting = [name for name in orders if scores[name] == best]
    if len(fitting) == 1:
        return replace(base, order=fitting[0])
    days = {tuple(replace(base, order=name).day(w) for w in open_) for name in fitting}
    slash = all(w.mark == "/" for w in open_)
    likely: DateOrder = "mdy" if slash or prefers_month_first else "dmy"
    chosen = likely if likely in fitting else fitting[0]
    return replace(base, order=chosen, decided=len(days) == 1)


def _fit(found: Sequence[When], calendar: Calendar) -> tuple[int, int, int, int, int]:
    """How well an order suits the dates: real days, near the birth, rising, close together."""
    days = [calendar.day(w) for w in found]
    real = [day for day in days if day is not None]
    latest = calendar.today
    earliest = dt.date(1990, 1, 1)
    if calendar.born_on is not None:
        earliest = calendar.born_on
        latest = min(latest, earliest + dt.timedelta(days=LONGEST_LITTER_DAYS))
    near = sum(1 for day in real if earliest <= day <= latest)
    pairs = list(itertools.pairwise(real))
    rising = sum(1 for one, next_ in pairs if one <= next_)
    leaps = sum(abs((next_ - one).days) for one, next_ in pairs)
    from_birth = 0
    if calendar.born_on is not None:
        from_birth = min((abs((day - calendar.born_on).days) for day in real), default=0)
    return len(real), near, max(rising, len(pairs) - rising), -leaps, -from_birth
