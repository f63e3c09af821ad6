"""Who nurses whom, and the two who found each other."""

from animals.models import BuddyPair, BuddyPairState, MaternalBond

from . import cast
from .stage import Stage

END_PLAN = (
    "A bridge until both are weaned; then each back to her own mother and litter. "
    "Every Sunday: neither weighs twice the other, and no sucking on each other."
)


def turns_of_bonds(stage: Stage) -> dict[str, list]:
    """What became of nursing: (state, since when, why) in order, by name."""
    state, clock = MaternalBond.State, stage.time.clock
    return {
        "Kangaroo": [
            (state.REJECTED, clock(16, 15), "Wattle feeds the others and pushes her off.")
        ],
        "Possum": [
            (state.REJECTED, clock(16, 13), "Too weak to hold on; Matilda leaves her lying."),
            (
                state.RETURNING,
                clock(3, 10),
                "A cloth from the litter in her nest; visits once she weighs 500 g.",
            ),
        ],
        "Joey": [
            (state.SUPPLEMENTED, clock(9, 9), "Gained 2 g in a day; a bottle beside nursing.")
        ],
        "Potoroo": [(state.SUPPLEMENTED, clock(8, 9), "Pushed off the teat by the others.")],
    }


def tie_bonds(stage: Stage) -> None:
    """From birth in care, or from intake with the mother; a death ends the bond."""
    turns = turns_of_bonds(stage)
    for animal in stage.animals.values():
        mother = animal.litter.dam if animal.litter else None
        if mother is None:
            continue
        states = [
            (MaternalBond.State.NURSING, animal.intake_at, ""),
            *turns.get(animal.name, ()),
        ]
        ends = [since for _, since, _ in states[1:]] + [animal.outcome_at]
        MaternalBond.objects.bulk_create(
            MaternalBond(
                young=animal,
                mother=mother,
                state=state,
                started_at=since,
                ended_at=until,
                seen_by=stage.carer_of(animal, at=since),
                reason=reason,
            )
            for (state, since, reason), until in zip(states, ends, strict=True)
        )


def make_friends(stage: Stage) -> None:
    first, second = sorted(
        (stage.animals["Kangaroo"], stage.animals["Possum"]), key=lambda animal: animal.pk
    )
    pair = BuddyPair.objects.create(first=first, second=second, end_plan=END_PLAN)
    clock = stage.time.clock
    proposed, introduced, bonded = clock(12, 20), clock(10, 9), clock(7, 8)
    kim, robin = stage.people[cast.COORDINATOR], stage.people[cast.CARER]
    state = BuddyPairState.State
    BuddyPairState.objects.bulk_create(
        BuddyPairState(
            pair=pair, state=name, started_at=since, ended_at=until, decided_by=who, reason=why
        )
        for name, since, until, who, why in (
            (state.PROPOSED, proposed, introduced, kim, "Two runts, both alone, both crying."),
            (state.INTRODUCED, introduced, bonded, robin, "One nest for an hour; both slept."),
            (state.BONDED, bonded, None, robin, "They sleep on each other and cry apart."),
        )
    )
