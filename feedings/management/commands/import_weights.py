"""Read a weighing sheet of a litter and store its weights."""

import datetime as dt
import zoneinfo
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from animals.commands import PlainCommand
from animals.models import AdultSize, Litter, Species
from animals.units import is_weight_unit
from feedings.importing import sheet
from feedings.importing.apply import Target, limits_for, match_animals, prepare, store
from feedings.importing.layout import count_of
from feedings.importing.understanding import Options, Understanding, understand_tables

EARLIEST_BIRTH = dt.date(1990, 1, 1)


class Command(PlainCommand):
    help = (
        "Read a weighing sheet (CSV, Excel, OpenDocument), wide either way or one row a weighing, "
        "and store its weights. Says per cell what it could not read. Twice adds nothing."
    )

    def add_arguments(self, parser):
        # Checked in handle, where every mistake ends in one line and exit code 1.
        parser.add_argument("file", nargs="?", metavar="FILE", help="the weighing sheet")
        parser.add_argument("--species", metavar="dog|cat", help="whose weights these are (needed)")
        parser.add_argument("--born", metavar="DATE", help="day of birth, as 2019-03-19 (needed)")
        parser.add_argument(
            "--unit", metavar="oz|lb|g|kg", help="of numbers that have none beside them (needed)"
        )
        parser.add_argument("--litter", metavar="NAME", help="else the file's name")
        parser.add_argument("--adult-size", metavar="toy..giant", help="of dogs, when grown")
        parser.add_argument("--sheet", metavar="NAME", default="", help="of several worksheets")
        parser.add_argument(
            "--bag", metavar="GRAMS", help="weight of a bag that every weight includes"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")

    def handle(self, *args, **typed):
        path = Path(needed(typed["file"], "the FILE to read"))
        species = species_called(needed(typed["species"], "--species"))
        born_on = birth_day(needed(typed["born"], "--born"))
        unit = needed(typed["unit"], "--unit")
        if not is_weight_unit(unit):
            raise CommandError(f"“{unit}” is no unit that is known here: choose oz, lb, g or kg.")
        adult_size = adult_size_called(typed["adult_size"], species)
        options = Options(
            limits=limits_for(species, adult_size),
            today=timezone.localdate(),
            born_on=born_on,
            unit=unit,
            bag_g=bag_weight(typed["bag"]),
        )
        name = " ".join((typed["litter"] or path.stem.replace("_", " ")).split())
        target = Target(
            species=species,
            zone=zoneinfo.ZoneInfo(settings.TIME_ZONE),
            litter=litter_called(name, species, born_on),
            litter_name=litter_name(name),
            born_on=born_on,
            adult_size=adult_size,
        )
        try:
            tables = sheet.read_tables(path.name, contents(path))
            found = understand_tables(tables, options, sheet=typed["sheet"])
        except sheet.SheetError as error:
            raise CommandError(str(error)) from error
        self.say(found)
        chosen = match_animals(found, target)
        if not found.readings:
            raise CommandError(f"No weight in “{path.name}” could be read; nothing is stored.")
        if typed["dry_run"]:
            plan = prepare(found, target, chosen)
            for problem in plan.differing:
                self.stdout.write(f"{problem.cell}: {problem.sentence}")
            self.stdout.write(
                f"Dry run, nothing stored: {count_of(len(plan.to_store), 'weight')} would be, "
                f"{len(plan.already)} there already, "
                f"{count_of(len(plan.new), 'animal')} would be created."
            )
            return
        report = store(found, target, chosen)
        for problem in report.differing:
            self.stdout.write(f"{problem.cell}: {problem.sentence}")
        self.stdout.write(
            f"{report.litter}: {count_of(report.stored, 'weight')} stored, "
            f"{report.already} there already, {count_of(len(report.created), 'animal')} created, "
            f"{count_of(len(found.unread), 'problem')}."
        )

    def say(self, found: Understanding) -> None:
        for line in found.said:
            self.stdout.write(line)
        for line in found.left_out:
            self.stdout.write(f"Left out: {line}")
        for problem in found.unread:
            self.stdout.write(f"{problem.cell}: {problem.sentence}")
        for problem in found.questioned:
            self.stdout.write(f"{problem.cell}, read, please look again: {problem.sentence}")


def needed(value: str | None, what: str) -> str:
    if not value:
        raise CommandError(f"Say {what} (see --help).")
    return value


def species_called(code: str) -> Species:
    species = Species.objects.filter(code=code.strip().lower()).first()
    if species is None:
        codes = " or ".join(Species.objects.values_list("code", flat=True))
        raise CommandError(f"There is no species “{code}” here: choose {codes}.")
    return species


def birth_day(text: str) -> dt.date:
    try:
        born_on = dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day: write it as 2019-03-19.") from error
    if born_on > timezone.localdate():
        raise CommandError(f"The day of birth, {born_on}, lies in the future.")
    if born_on < EARLIEST_BIRTH:
        raise CommandError(f"The day of birth, {born_on}, is too long ago to be right.")
    return born_on


def adult_size_called(text: str | None, species: Species) -> str:
    if not text:
        return ""
    if text not in AdultSize.values:
        sizes = ", ".join(value for value in AdultSize.values if value)
        raise CommandError(f"“{text}” is no adult size: choose one of {sizes}.")
    if not species.sized_by_adult:
        raise CommandError(
            f"A {species.young_name} has no adult size class; leave --adult-size out."
        )
    return text


def bag_weight(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        grams = Decimal(text)
    except InvalidOperation as error:
        raise CommandError(f"“{text}” is not a bag's weight in grams.") from error
    if not (grams.is_finite() and 0 <= grams < 10_000):
        raise CommandError("A bag weighs from 0 to 10,000 grams.")
    return grams


def litter_name(name: str) -> str:
    if not name:
        raise CommandError("The litter needs a name: give one with --litter.")
    if len(name) > 60:
        raise CommandError("The litter's name is longer than 60 characters: give a shorter one.")
    return name


def litter_called(name: str, species: Species, born_on: dt.date) -> Litter | None:
    """The litter of that name, if there is one; refuses one that cannot be the sheet's."""
    named = list(Litter.objects.filter(name__iexact=name, species=species))
    same = [litter for litter in named if litter.born_on == born_on]
    if len(same) > 1:
        raise CommandError(f"{len(same)} litters “{name}” were born on {born_on}: rename one.")
    if not same and named:
        other = named[0].born_on
        raise CommandError(
            f"There is a litter “{named[0]}” born {f'on {other}' if other else 'on an unknown day'}"
            ": give that day with --born, or another name with --litter."
        )
    return same[0] if same else None


def contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise CommandError(f"“{path}” is a folder, not a weighing sheet.")
        if path.stat().st_size > sheet.MAX_BYTES:
            raise CommandError(sheet.too_large(path.name))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(f"There is no file “{path}”.") from error
    except (OSError, ValueError) as error:
        raise CommandError(
            f"“{path}” cannot be read: {getattr(error, 'strerror', error)}."
        ) from error
