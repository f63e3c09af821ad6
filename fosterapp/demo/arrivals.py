"""Who came to the shelter last night and has no home yet, one home with room, and one offer."""

import datetime as dt
import uuid

from animals.models import (
    Animal,
    CollarColour,
    Dam,
    IntakeSubtype,
    IntakeType,
    Litter,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Sex,
    WeaningStage,
)

from . import cast
from .stage import Stage

CAME_HOURS_AGO = 9
BORN_DAYS_AGO = 11
OFFERED_MINUTES_AGO = 50
KITTENS = (
    ("Corella", Sex.FEMALE, CollarColour.WHITE, "white, grey ears"),
    ("Galah", Sex.MALE, CollarColour.PINK, "grey and cream"),
    ("Brolga", Sex.FEMALE, CollarColour.GREY, "grey tabby"),
)


def bring_arrivals(stage: Stage) -> None:
    came_at = stage.time.ago(hours=CAME_HOURS_AGO)
    bring_family(stage, came_at)
    offer_the_pup(stage, came_at)


def bring_family(stage: Stage, came_at: dt.datetime) -> None:
    """A mother cat with three that she nurses."""
    queen = Animal.objects.create(
        name="Waratah",
        species=stage.species["cat"],
        sex=Sex.FEMALE,
        coat="tortoiseshell",
        weaning_stage=WeaningStage.SOLID,
        intake_at=came_at,
        intake_type=IntakeType.STRAY,
        intake_from="under the stage of a school",
        note="Purrs, and hisses when a dog is near.",
    )
    Dam.objects.create(animal=queen, state=Dam.State.NURSING, milk="plenty")
    litter = Litter.objects.create(
        name="Waratah's kittens",
        species=queen.species,
        dam=queen,
        born_on=stage.time.day(BORN_DAYS_AGO),
        born_precision="estimated",
        born_plus_minus_days=2,
        came_from=queen.intake_from,
        size_at_birth=len(KITTENS),
    )
    for name, sex, collar, coat in KITTENS:
        young = Animal.objects.create(
            name=name,
            species=queen.species,
            litter=litter,
            sex=sex,
            collar=collar,
            coat=coat,
            born_on=litter.born_on,
            born_precision=litter.born_precision,
            born_plus_minus_days=litter.born_plus_minus_days,
            intake_at=came_at,
            intake_type=IntakeType.STRAY,
            intake_from=queen.intake_from,
        )
        MaternalBond.objects.create(
            young=young, mother=queen, state=MaternalBond.State.NURSING, started_at=came_at
        )


def offer_the_pup(stage: Stage, came_at: dt.datetime) -> None:
    """A single puppy, offered to the home that has a mother dog with young of its age."""
    pup = Animal.objects.create(
        name="Dunnart",
        species=stage.species["dog"],
        sex=Sex.MALE,
        collar=CollarColour.ORANGE,
        coat="black and tan",
        mark="white bib",
        adult_size="medium",
        born_on=stage.time.day(24),
        born_precision="estimated",
        born_plus_minus_days=3,
        weaning_stage=WeaningStage.GRUEL,
        intake_at=came_at,
        intake_type=IntakeType.TRANSFER_IN,
        intake_subtype=IntakeSubtype.IN_STATE,
        intake_from="a shelter without room",
        note="Eats gruel by himself, and looks for company.",
    )
    made_at = stage.time.ago(minutes=OFFERED_MINUTES_AGO)
    offer = Offer.objects.create(
        pk=uuid.uuid5(uuid.NAMESPACE_DNS, f"{pup.name}.{cast.FOSTER}"),  # the same in every telling
        home=stage.homes[cast.NOORS],
        made_by=stage.people[cast.COORDINATOR],
        made_at=made_at,
        expires_at=made_at + dt.timedelta(hours=24),
        note="He could join Matilda's puppies. Until your holiday, if you like.",
    )
    OfferedAnimal.objects.create(offer=offer, animal=pup)
