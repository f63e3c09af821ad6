"""The phones of the story: each carer's, as it last reported, and one entry that came too late."""

import datetime as dt
import hashlib
import json
import uuid

from animals.models import Person
from feedings.models import HeldEntry, Phone

from . import cast
from .stage import Stage

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)


def device_of(person: Person) -> uuid.UUID:
    """The same in every telling."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, person.email)


def bring_phones(stage: Stage) -> None:
    """Robin's and Noor's are well; Alex's has been out of reach with two entries on it."""
    quiet_since = stage.time.ago(hours=cast.QUIET_FOR_HOURS)
    for email, user_agent, seen_at in (
        (cast.CARER, IPHONE, stage.time.ago(minutes=4)),
        (cast.FOSTER, ANDROID, stage.time.ago(minutes=25)),
        (cast.QUIET, ANDROID, quiet_since),
    ):
        waits = email == cast.QUIET
        Phone.objects.create(
            device=device_of(stage.people[email]),
            person=stage.people[email],
            user_agent=user_agent,
            first_seen_at=stage.time.ago(days=20),
            last_seen_at=seen_at,
            waiting=2 if waits else 0,
            oldest_waiting_at=quiet_since - dt.timedelta(minutes=20) if waits else None,
        )
    hold_late_feed(stage, received_at=quiet_since)


def hold_late_feed(stage: Stage, *, received_at: dt.datetime) -> None:
    """Alex fed Kangaroo once more after the night in Robin's home, and sent it days later."""
    person, kangaroo = stage.people[cast.QUIET], stage.animals["Kangaroo"]
    happened_at = stage.relief_until + dt.timedelta(minutes=25)
    pk = uuid.uuid5(device_of(person), "late")
    content = {
        "id": str(pk),
        "kind": "feed",
        "animal": kangaroo.pk,
        "happened_at": happened_at.isoformat(),
        "volume_ml": "4.5",
        "note": "one more before I left",
    }
    HeldEntry.objects.create(
        reason=HeldEntry.Reason.PARKED,
        entry_id=pk,
        fingerprint=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
        kind="feed",
        content=content,
        person=person,
        device=device_of(person),
        animal=kangaroo,
        happened_at=happened_at,
        received_at=received_at,
    )
