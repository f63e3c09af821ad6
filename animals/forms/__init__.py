"""What people type about themselves, animals, litters and homes, checked where it was typed."""

from .animals import AnimalForm
from .homes import (
    Absences,
    AvailabilityForm,
    HomeForm,
    Supplies,
    coming_absences,
    save_home,
    supplies_there,
)
from .invitations import InviteForm, NewPersonForm
from .litters import LitterForm, NewLitterForm, YoungSheet, save_litter
from .mothers import DamForm, HealthTests, MotherForm, save_mother
from .people import AccountForm, SignInForm
from .placements import MoveForm

__all__ = [
    "Absences",
    "AccountForm",
    "AnimalForm",
    "AvailabilityForm",
    "DamForm",
    "HealthTests",
    "HomeForm",
    "InviteForm",
    "LitterForm",
    "MotherForm",
    "MoveForm",
    "NewLitterForm",
    "NewPersonForm",
    "SignInForm",
    "Supplies",
    "YoungSheet",
    "coming_absences",
    "save_home",
    "save_litter",
    "save_mother",
    "supplies_there",
]
