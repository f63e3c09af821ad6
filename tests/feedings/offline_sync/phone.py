"""A phone for tests: what it would send, and a way to send it."""

import json
import uuid

from django.utils import timezone

DEVICE = str(uuid.UUID(int=7))


def stamp(at) -> str:
    return at.isoformat().replace("+00:00", "Z")


def sent_feed(animal, *, at=None, **fields) -> dict:
    return entry(animal, kind="feed", at=at) | {"route": "bottle", "volume_ml": "6.5"} | fields


def sent_weight(animal, *, at=None, **fields) -> dict:
    return entry(animal, kind="weigh_in", at=at) | {"grams": "212"} | fields


def sent_observation(animal, *, at=None, **fields) -> dict:
    return entry(animal, kind="observation", at=at) | {"observed": "crying"} | fields


def entry(animal, *, kind, at=None) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "animal": getattr(animal, "pk", animal),
        "happened_at": stamp(at or timezone.now()),
    }


def call_of(entries, *, at=None, **fields) -> dict:
    said = {"device": DEVICE, "sent_at": stamp(at or timezone.now()), "entries": list(entries)}
    return said | fields


def post(client, body, **more):
    """The answer to a body: bytes as they are, all else as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    more.setdefault("content_type", "application/json")
    return client.post("/sync/entries", raw, **more)


def send(client, *entries, **fields) -> list[dict]:
    """The results of a call with these entries."""
    answer = post(client, call_of(entries, **fields))
    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [result["id"] for result in results] == [each.get("id") for each in entries]
    return results


def statuses(client, *entries, **fields) -> list[str]:
    return [result["status"] for result in send(client, *entries, **fields)]
