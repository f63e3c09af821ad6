"""Who, where and with whom; the species with their protocols and limits."""

from .animal import (
    DEATHS,
    LIVE_OUTCOMES,
    AdultSize,
    Animal,
    BornPrecision,
    CollarColour,
    IntakeSubtype,
    IntakeType,
    OutcomeSubtype,
    OutcomeType,
    RuntByHand,
    Sex,
    WeaningStage,
)
from .buddy import PAIRED_STATES, BuddyPair, BuddyPairState
from .dam import NURSED, WITH_MOTHER, Dam, MaternalBond
from .health import HealthTest
from .home import (
    Experience,
    FosterHome,
    HomeAbsence,
    HomeInvitation,
    HomeMembership,
    ResidentAnimals,
    SupplyLent,
)
from .litter import Litter
from .offer import PROMISED, Offer, OfferedAnimal
from .organisation import Organisation
from .person import Person
from .placement import Placement
from .protocol import (
    BreedBirthWeight,
    CareTask,
    FeedingStep,
    Formula,
    GrowthMultiple,
    GrowthPoint,
    Limit,
)
from .species import Species

__all__ = [
    "DEATHS",
    "LIVE_OUTCOMES",
    "NURSED",
    "PAIRED_STATES",
    "PROMISED",
    "WITH_MOTHER",
    "AdultSize",
    "Animal",
    "BornPrecision",
    "BreedBirthWeight",
    "BuddyPair",
    "BuddyPairState",
    "CareTask",
    "CollarColour",
    "Dam",
    "Experience",
    "FeedingStep",
    "Formula",
    "FosterHome",
    "GrowthMultiple",
    "GrowthPoint",
    "HealthTest",
    "HomeAbsence",
    "HomeInvitation",
    "HomeMembership",
    "IntakeSubtype",
    "IntakeType",
    "Limit",
    "Litter",
    "MaternalBond",
    "Offer",
    "OfferedAnimal",
    "Organisation",
    "OutcomeSubtype",
    "OutcomeType",
    "Person",
    "Placement",
    "ResidentAnimals",
    "RuntByHand",
    "Sex",
    "Species",
    "SupplyLent",
    "WeaningStage",
]
