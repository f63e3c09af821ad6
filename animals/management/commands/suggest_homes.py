"""A home for every group that waits, as `/placements/plan/` proposes it."""

import json
from dataclasses import asdict

from django.core.management.base import CommandError
from django.utils import timezone

from animals.commands import PlainCommand
from animals.network import Network
from animals.suggestion import Suggestion, suggest


class Command(PlainCommand):
    help = "Propose the best home for every group that waits for one, with reasons. Moves nobody."

    def add_arguments(self, parser):
        # Checked in handle, where every mistake ends in one line and exit code 1.
        parser.add_argument("--format", metavar="json|text", default="text")

    def handle(self, *args, format, **options):
        if format not in ("json", "text"):
            raise CommandError(f"“{format}” is no format that is known here: choose json or text.")
        found = suggest(Network(at=timezone.now()))
        as_format = as_json if format == "json" else as_text
        self.stdout.write(as_format(found))


def as_json(found: Suggestion) -> str:
    moves = [
        {
            "animals": list(ghost.group.ids),
            "names": [animal.name for animal in ghost.group.animals],
            "home": ghost.home.pk,
            "home_name": ghost.home.name,
            "why": ghost.why,
            "reasons": [asdict(reason) for reason in ghost.reasons],
        }
        for ghost in found.ghosts
    ]
    unplaced = [
        {
            "animals": [animal.pk for animal in each.animals],
            "names": [animal.name for animal in each.animals],
            "why": each.text,
        }
        for each in found.left_over
    ]
    score = round(found.plan.score, 2)
    return json.dumps({"score": score, "moves": moves, "unplaced": unplaced}, indent=2)


def as_text(found: Suggestion) -> str:
    lines = []
    for ghost in found.ghosts:
        lines.append(f"{ghost.title} → {ghost.home}: {ghost.why}; {ghost.load.words}")
        lines += [f"    {reason.text}" for reason in ghost.reasons]
    lines += [f"{each.title}: {each.text}" for each in found.left_over]
    return "\n".join(lines) or "Nobody waits for a home."
