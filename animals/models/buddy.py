"""Friends: two animals, often lonely runts, sometimes of two species."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords


class BuddyPairQuerySet(models.QuerySet):
    def of(self, animal):
        return self.filter(Q(first=animal) | Q(second=animal))


class BuddyPair(models.Model):
    """Two animals, kept in the order of their keys so that a pair exists once."""

    first = models.ForeignKey("animals.Animal", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("animals.Animal", on_delete=models.CASCADE, related_name="+")
    adopt_together = models.BooleanField(default=False)
    end_plan = models.TextField(
        blank=True, help_text="For two species: how the bridge ends, and when."
    )

    objects = BuddyPairQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="buddy_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="buddy_pair_in_order",
                violation_error_message="An animal cannot be its own buddy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class BuddyPairState(models.Model):
    """How a pair stood, from when to when; who decided it and why.

    An animal is in one introduced or bonded pair at a time: trigger `buddy_one_pair` in
    animals.database_rules.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        INTRODUCED = "introduced", "introduced"
        BONDED = "bonded", "bonded"
        SEPARATED = "separated", "separated"

    pair = models.ForeignKey(BuddyPair, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=10, choices=State)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(ended_at__isnull=True), name="buddy_state_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="buddy_state_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "introduced", "bonded", "separated"]),
                name="buddy_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair}: {self.get_state_display()}"


PAIRED_STATES = (BuddyPairState.State.INTRODUCED, BuddyPairState.State.BONDED)
