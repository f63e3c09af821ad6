"""What people type about themselves, animals, litters and homes, checked where it was typed."""

from .animals import AnimalForm
from .litters import LitterForm, NewLitterForm, YoungSheet, save_litter
from .mothers import DamForm, HealthTests, MotherForm, save_mother
from .people import AccountForm, SignInForm
from .placements import PlaceForm

__all__ = [
    "AccountForm",
    "AnimalForm",
    "DamForm",
    "HealthTests",
    "LitterForm",
    "MotherForm",
    "NewLitterForm",
    "PlaceForm",
    "SignInForm",
    "YoungSheet",
    "save_litter",
    "save_mother",
]
