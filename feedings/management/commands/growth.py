"""Everything the weights of a litter or an animal say, for people and for other programs."""

import datetime as dt
import json
import zoneinfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from animals.commands import PlainCommand
from animals.models import Animal, Litter
from feedings.alerts.sentences import in_words
from feedings.growth.outlook import outlook_words
from feedings.growth.words import weight_words
from feedings.growth_report import Report, reports

# As pages have it for the days of an address.
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200


class Command(PlainCommand):
    help = (
        "Print what the weights of a litter or of one animal say: gains, place in the litter and "
        "in the band, alerts, doubted readings, forecast."
    )

    def add_arguments(self, parser):
        # Checked in handle, where every mistake ends in one line and exit code 1.
        parser.add_argument(
            "who", nargs="?", metavar="LITTER-OR-ANIMAL", help="its name, or litter:3 or animal:12"
        )
        parser.add_argument(
            "--at", metavar="ISO", help="as it stood then: 2026-05-01 or 2026-05-01T03:00"
        )
        parser.add_argument("--format", metavar="json|text", default="text")

    def handle(self, *args, who, at, format, **options):
        if not who:
            raise CommandError("Say the LITTER-OR-ANIMAL to look at (see --help).")
        if format not in ("json", "text"):
            raise CommandError(f"“{format}” is no format that is known here: choose json or text.")
        moment = instant(at) if at else timezone.now()
        found = reports(animals_called(who), at=moment, zone=zone())
        if format == "json":
            self.stdout.write(json.dumps([report.as_json() for report in found], indent=2))
        else:
            self.stdout.write("\n\n".join(as_text(report) for report in found))


def zone() -> dt.tzinfo:
    return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def instant(text: str) -> dt.datetime:
    """An instant; a day alone means its end, so that what was weighed on it counts."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
        if len(text.strip()) <= len("2026-05-01"):
            moment = dt.datetime.combine(moment.date(), dt.time.max)
    except ValueError as error:
        raise CommandError(f"“{text}” is no time: write 2026-05-01 or 2026-05-01T03:00.") from error
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise CommandError(f"{moment.year} is no year that anybody was weighed in.")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone())


def animals_called(who: str) -> list[Animal]:
    """The young of the litter, or the animal, of that name or number."""
    kind, _, number = who.partition(":")
    if kind in ("litter", "animal") and number.isascii() and number.isdigit():
        found = by_number(kind, int(number))
    else:
        found = by_name(" ".join(who.split()))
    if isinstance(found, Animal):
        return [found]
    young = list(Animal.objects.for_list().filter(litter=found))
    if not young:
        raise CommandError(f"Nobody of the litter {found} is in the record.")
    return young


def by_number(kind: str, number: int) -> Animal | Litter:
    rows = Litter.objects if kind == "litter" else Animal.objects.for_list()
    found = rows.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise CommandError(f"There is no {kind} {number} here.")
    return found


def by_name(name: str) -> Animal | Litter:
    """A litter of that name goes before an animal."""
    for kind, rows in (("litter", Litter.objects), ("animal", Animal.objects.for_list())):
        found = list(rows.filter(name__iexact=name)[:2])
        if len(found) > 1:
            raise CommandError(
                f"Several {kind}s are called “{name}”: give the number, as {kind}:{found[0].pk}."
            )
        if found:
            return found[0]
    raise CommandError(f"There is no litter and no animal “{name}” here.")


def as_text(report: Report) -> str:
    """One animal, a line for each thing that is known."""
    last = report.summary.trend.last
    head = report.animal.name
    if report.age_days is not None:
        head += f", {report.age_days} days old"
    if last:
        head += f": {weight_words(last, 'g')} on {last.at:%Y-%m-%d}"
    lines = [head, *(f"  {sentence}" for sentence in report.sentences)]
    lines += [
        f"  {alert.severity.replace('_', ' ')}: {in_words(alert.text, 'g')}"
        for alert in report.alerts
    ]
    lines += [
        f"  in doubt: {doubt.at:%Y-%m-%d}: {in_words(doubt.sentence, 'g')}"
        for doubt in report.doubts
    ]
    lines += [
        f"  {line}" for line in outlook_words(report.outlook, unit="g", today=report.at.date())
    ]
    return "\n".join(lines)
