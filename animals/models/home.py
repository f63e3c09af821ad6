"""Foster homes and the people in them."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords


class FosterHome(models.Model):
    """A foster home. Its capacity is feeding minutes a day and separate rooms, not heads."""

    name = models.CharField(max_length=80, unique=True)
    area = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    rooms = models.PositiveSmallIntegerField(default=1)
    quarantine_rooms = models.PositiveSmallIntegerField(default=0)
    feeding_minutes_a_day = models.PositiveSmallIntegerField(default=240)
    closed_until = models.DateField(
        null=True, blank=True, help_text="No new animals until then, after an infection or a rest."
    )
    note = models.TextField(blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="animals.HomeMembership", related_name="homes"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="home_has_name"),
            models.CheckConstraint(
                condition=Q(feeding_minutes_a_day__lte=1440), name="home_minutes_fit_a_day"
            ),
            models.CheckConstraint(
                condition=Q(quarantine_rooms__lte=F("rooms")),
                name="home_quarantine_rooms_are_rooms",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,  # a comparison with NULL would pass the check
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="home_coordinates_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HomeMembershipQuerySet(models.QuerySet):
    def open_at(self, at: dt.datetime):
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), started_at__lte=at)


class HomeMembership(models.Model):
    """A person belongs to a home from when to when; a night's relief is a short one."""

    home = models.ForeignKey(FosterHome, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HomeMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "person"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.home}"
