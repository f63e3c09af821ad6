"""Steps that need Django, each in a process of its own on the database of the environment.

python -m bench.inside make HOMES ENTRIES BENCH_HOME_ENTRIES SEED | facts | forget ISO | queries
    | evaluate
Answers with JSON on standard output.
"""

import datetime as dt
import json
import sys
import time

import django

TIMES = 25


def make(homes: str, entries: str, bench_home_entries: str, seed: str) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from fosterapp.demo import network

    call_command("migrate", interactive=False, verbosity=0)
    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0)  # an outdated one was kept
    network.grow(
        at=timezone.now(),
        seed=int(seed),
        homes=int(homes),
        entries=int(entries),
        bench_home_entries=int(bench_home_entries),
    )
    with connection.cursor() as cursor:
        # What autovacuum would have done while such a history grew over years.
        cursor.execute("ANALYZE")


def facts() -> dict:
    """Of each carer: the litter of five that is fed by hand and its animals; the sizes."""
    from django.db.models import Count

    from animals.models import Animal, Litter, Person
    from feedings.models import ENTRY_MODELS

    fed = Litter.objects.filter(dam__isnull=True, young__outcome_at__isnull=True).distinct()
    carers = []
    for person in Person.objects.filter(email__startswith="carer").order_by("pk")[:40]:
        litter = fed.filter(young__placements__home__members=person).order_by("pk").first()
        if litter:
            young = litter.young.in_care().order_by("pk").values_list("pk", flat=True)
            carers.append({"email": person.email, "litter": litter.pk, "animals": list(young)})
    longest = (
        Animal.objects.in_care().annotate(fed=Count("feeds")).order_by("-fed").values("pk", "fed")
    )
    return {
        "carers": carers,
        "in_care": Animal.objects.in_care().count(),
        "animals": Animal.objects.count(),
        "entries": sum(model.objects.count() for model in ENTRY_MODELS),
        "longest_fed": longest.first(),
    }


def forget(since: str) -> dict:
    """Take out what the bench itself stored, so that the next run measures the same."""
    from animals.models import Animal
    from feedings import recording
    from feedings.models import ENTRY_MODELS, Phone

    after = dt.datetime.fromisoformat(since)
    Phone.objects.filter(first_seen_at__gte=after).delete()
    touched: set[int] = set()
    removed = 0
    for model in ENTRY_MODELS:
        rows = model.objects.filter(stored_at__gte=after, source__in=["round", "sync"])
        touched.update(rows.values_list("animal_id", flat=True).distinct())
        removed += rows.delete()[0]
    recording.refresh_latest_facts(touched)
    return {"removed": removed, "animals": Animal.objects.filter(pk__in=touched).count()}


def queries() -> dict:
    """Queries and processor time of each page by who asks for it, session and person included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from animals.models import Person

    found = {}
    for name, (email, path) in json.load(sys.stdin).items():
        client = Client(headers={"host": "localhost"})
        client.force_login(Person.objects.get(email=email), "animals.access.RoleBackend")
        client.get(path)  # what the first page of a process looks up once is not the page's
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        counted = len(captured)
        started = time.process_time()
        for _ in range(TIMES):
            client.get(path)
        spent = (time.process_time() - started) / TIMES
        found[name] = {
            "status": answer.status_code,
            "queries": counted,
            "cpu_ms": spent * 1000,
        }
    return found


def evaluate() -> dict:
    """Processor time and queries of finding what is wrong with everybody in care, the best of 3."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from animals.models import Animal
    from feedings.alerts import evaluation
    from feedings.alerts.weight_rules import READ_BACK
    from feedings.models import WeighIn

    at = timezone.now()
    in_care = list(Animal.objects.in_care().values_list("pk", flat=True))
    spent = []
    for _ in range(3):
        started = time.process_time()
        found = evaluation.evaluate(in_care, at=at)
        spent.append(time.process_time() - started)
    with CaptureQueriesContext(connection) as captured:
        evaluation.evaluate(in_care, at=at)
    since = at - READ_BACK
    return {
        "animals": len(found),
        "readings": WeighIn.objects.filter(happened_at__gte=since).count(),
        "findings": sum(len(one) for one in found.values()),
        "queries": len(captured),
        "cpu_s": min(spent),
    }


STEPS = {
    "make": make,
    "facts": facts,
    "forget": forget,
    "queries": queries,
    "evaluate": evaluate,
}


def main() -> None:
    django.setup()
    step, *arguments = sys.argv[1:]
    json.dump(STEPS[step](*arguments), sys.stdout)


if __name__ == "__main__":
    main()
