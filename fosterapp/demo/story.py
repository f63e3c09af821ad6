"""The story of product.md, told into an empty database with dates that end when it is told."""

import datetime as dt

from django.db import transaction

from . import arrivals, bonds, phones, sample_sheet
from .chronicle import Chronicle
from .stage import Stage

DEFAULT_SEED = 2


@transaction.atomic
def tell(*, at: dt.datetime, seed: int = DEFAULT_SEED) -> None:
    """Write the whole story as it stands at `at`; the same seed and time give the same rows."""
    stage = Stage(at=at, seed=seed)
    stage.set_up()
    bonds.tie_bonds(stage)
    bonds.make_friends(stage)
    Chronicle(stage).record()
    sample_sheet.bring_in(stage)
    phones.bring_phones(stage)
    arrivals.bring_arrivals(stage)
