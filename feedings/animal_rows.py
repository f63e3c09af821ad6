"""Animals' rows a few at a time, and held against other writers."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from animals.models import Animal

from .prepared import Keys, Prepared

BATCH = 400  # animals whose facts are recomputed in one transaction


def lock(animal_ids: Collection[int]) -> None:
    """Make other writers for these animals wait, so that nothing is computed from half."""
    held(animals=animal_ids)


@Prepared
def held() -> QuerySet:
    rows = Animal.objects.select_for_update(of=("self",)).filter(pk__in=Keys("animals"))
    return rows.order_by("pk").values_list("pk", flat=True)


def batches(animals: QuerySet[Animal]) -> Iterator[list[int]]:
    """The keys of animals, a few at a time, each batch read only when the one before is done."""
    last = 0
    rows = animals.order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=last)[:BATCH]):
        yield ids
        last = ids[-1]
