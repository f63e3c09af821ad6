"""Recompute the latest-fact columns of all animals from their entries, or report their drift."""

from django.core.management.base import CommandError
from django.db import transaction

from animals.commands import PlainCommand
from animals.models import Animal
from feedings import recording
from feedings.animal_rows import batches, lock
from feedings.prepared import write_columns


class Command(PlainCommand):
    help = (
        "Recompute what each animal's row says of its last feed, next feed and last weight from "
        "the entries. Needs the same memory for ten animals and for a million."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="only report each animal and column that has drifted; exits 1 if there is any",
        )

    def handle(self, *args, check, verbosity, **options):
        seen = drifted = 0
        for ids in batches(Animal.objects.all()):
            seen += len(ids)
            drifted += self.report(ids) if check else self.put_right(ids)
        if check and drifted:
            raise CommandError(
                f"{drifted} of {seen} animals have drifted; `recount` without --check repairs that."
            )
        if verbosity:
            what = "drifted" if check else "put right"
            self.stdout.write(f"{seen} animals looked at, {drifted} {what}.")

    def report(self, ids: list[int]) -> int:
        found = recording.drifted(ids)
        for animal, old in found:
            for column, value in old.items():
                right = getattr(animal, column)
                if right != value:
                    self.stdout.write(
                        f"{animal.name} ({animal.pk}): {column} is {value}, entries say {right}"
                    )
        return len(found)

    def put_right(self, ids: list[int]) -> int:
        with transaction.atomic():
            lock(ids)
            found = recording.drifted(ids)
            write_columns([animal for animal, _ in found], recording.LATEST_FACTS)
        return len(found)
