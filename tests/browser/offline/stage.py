"""Fills the database of the environment with the cast and Ben's box. Run as a process of its own.

python -m tests.browser.offline.stage
"""

import datetime as dt
from decimal import Decimal

import django

BOX = ("Kangaroo", "Possum", "Joey", "Quokka", "Wallaby")
PASS_PHRASE = "a long pass phrase"
PEOPLE = {"ben": "ben@example.org", "cleo": "cleo@example.org", "ana": "ana@example.org"}


def main() -> None:
    django.setup()
    # Models load only now.
    from django.core.management import call_command
    from django.utils import timezone

    from animals.models import CollarColour, Person
    from feedings import recording
    from feedings.models import Feed, WeighIn
    from tests.factories import make_animal, make_home, make_litter, make_person

    call_command("migrate", interactive=False, verbosity=0)
    homes = {name: make_home(name=f"{name}'s home") for name in ("Ben", "Cleo")}
    for name, email in PEOPLE.items():
        role = Person.Role.COORDINATOR if name == "ana" else Person.Role.CARER
        home = homes.get(name.capitalize())
        make_person(name=name.capitalize(), email=email, password=PASS_PHRASE, role=role, home=home)
    litter = make_litter(name="Story")
    now = timezone.now()
    entries: list[Feed | WeighIn] = []
    for name, collar in zip(BOX, CollarColour.values[1:], strict=False):
        animal = make_animal(name=name, collar=collar, home=homes["Ben"], litter=litter)
        entries.append(
            WeighIn(animal=animal, grams=Decimal(212), happened_at=now - dt.timedelta(days=1))
        )
        entries.append(
            Feed(animal=animal, volume_ml=Decimal(6), happened_at=now - dt.timedelta(hours=20))
        )
    make_animal(name="Numbat", home=homes["Cleo"])
    recording.record(entries)


if __name__ == "__main__":
    main()
