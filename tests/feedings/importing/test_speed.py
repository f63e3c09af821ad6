"""A sheet at the limits is still read while somebody waits."""

import datetime as dt
import time

from .reading import DOG, read


def test_five_thousand_days_of_six_animals_are_read_in_seconds():
    first, day_long = dt.date(2009, 1, 1), dt.timedelta(1)
    rows = "".join(
        f"{first + dt.timedelta(day)},{','.join(str(2000 + day % 50 + n) for n in range(6))}\n"
        for day in range(4_990)
    )
    before = time.process_time()
    found = read(f"date,A,B,C,D,E,F\n{rows}", limits=DOG, born_on=first - 60 * day_long, unit="g")
    seconds = time.process_time() - before
    assert len(found.readings) == 4_990 * 6
    assert seconds < 8  # about 1.2 on one quiet core; a square in the number of cells would show
