"""Which animal was in which home, from when to when."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords


class PlacementQuerySet(models.QuerySet):
    def open_at(self, at: dt.datetime):
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), started_at__lte=at)


class Placement(models.Model):
    """An animal in a home. History is kept: a move ends one row and starts the next.

    At most one home at a time: one open row by a unique constraint, and no overlap at all by the
    trigger `placement_overlap` in animals.database_rules.
    """

    animal = models.ForeignKey(
        "animals.Animal", on_delete=models.CASCADE, related_name="placements"
    )
    home = models.ForeignKey(
        "animals.FosterHome", on_delete=models.PROTECT, related_name="placements"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    room = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Counted from 1; empty: not said."
    )
    reason = models.CharField(max_length=200, blank=True)
    in_spite_of = models.CharField(
        max_length=300, blank=True, help_text="Codes of the warnings that the reason overrules."
    )

    objects = PlacementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(
                fields=["home", "animal"],
                condition=Q(ended_at__isnull=True),
                name="placement_open_by_home",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["animal"],
                condition=Q(ended_at__isnull=True),
                name="placement_one_open",
                violation_error_message="This animal is in a home already.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="placement_ends_after_start",
                violation_error_message="A placement ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=True) | Q(room__gte=1), name="placement_room_from_one"
            ),
            models.CheckConstraint(
                condition=Q(in_spite_of="") | ~Q(reason=""),
                name="placement_overruled_with_reason",
                violation_error_message="Say in a sentence why, in spite of the warnings.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.animal} in {self.home}"
