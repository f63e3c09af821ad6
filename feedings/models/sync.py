"""The phones that entries come from, and entries that came and could not simply be stored."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .entry import CLOCK_RIGHT_S, time_by_our_clock

LONGEST_USER_AGENT = 200


class Phone(models.Model):
    """One device of one person, as it last reported itself. Its clock's error is in seconds.

    A device that two people share is two rows: neither learns of the other's entries.
    """

    device = models.UUIDField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phones"
    )
    user_agent = models.CharField(max_length=LONGEST_USER_AGENT, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    waiting = models.PositiveIntegerField(default=0, help_text="Entries not sent, as it said.")
    oldest_waiting_at = models.DateTimeField(null=True, blank=True)
    need_you = models.PositiveIntegerField(default=0, help_text="Entries its owner must look at.")
    clock_off_s = models.IntegerField(
        null=True, blank=True, help_text="Seconds ahead (+) or behind (-); empty where it is right."
    )

    class Meta:
        ordering = ["-last_seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["device", "person"], name="phone_one_row"),
            models.CheckConstraint(
                condition=Q(clock_off_s__isnull=True)
                | Q(clock_off_s__gt=CLOCK_RIGHT_S)
                | Q(clock_off_s__lt=-CLOCK_RIGHT_S),
                name="phone_clock_off_or_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.device}"


class HeldEntryQuerySet(models.QuerySet):
    def undecided(self):
        return self.filter(decided_at__isnull=True)


class HeldEntry(models.Model):
    """An entry as it came, kept word for word until a coordinator has decided about it.

    Parked: the animal had left this carer by the time that the entry tells of. Conflict: another
    entry of the same id is stored, with other content; or what it corrects was corrected or taken
    out before. `fingerprint` is of the content, so that the same one sent again is held once.
    """

    class Reason(models.TextChoices):
        PARKED = "parked", "the animal had left"
        CONFLICT = "conflict", "same id, other content"

    class Decision(models.TextChoices):
        NONE = "", "—"
        ACCEPTED = "accepted", "accepted"
        REFUSED = "refused", "left out"

    reason = models.CharField(max_length=8, choices=Reason)
    entry_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    content = models.JSONField(help_text="The entry as it was sent.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    device = models.UUIDField(null=True, blank=True)
    animal = models.ForeignKey("animals.Animal", on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    clock_off_s = models.IntegerField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=8, choices=Decision, default="", blank=True)

    objects = HeldEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "held entries"
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(decided_at__isnull=True),
                name="held_undecided",
            ),
            models.Index(fields=["device", "happened_at"], name="held_by_device"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "fingerprint"], name="held_once"),
            models.CheckConstraint(
                condition=Q(reason__in=["parked", "conflict"]), name="held_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="")
                | Q(decided_at__isnull=False, decision__in=["accepted", "refused"]),
                name="held_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.kind} of {self.animal_id}"

    @property
    def proposed_at(self) -> dt.datetime | None:
        return time_by_our_clock(self.happened_at, self.clock_off_s)
