"""Mothers, and who nurses whom."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .placement import Placement

NO_HOME = models.Value(0, models.BigIntegerField())  # a key that no row has


class Dam(models.Model):
    """What is known of an animal as a mother: pregnant with a due date, nursing, or dry."""

    class State(models.TextChoices):
        PREGNANT = "pregnant", "pregnant"
        NURSING = "nursing", "nursing"
        DRY = "dry", "not nursing"

    animal = models.OneToOneField("animals.Animal", on_delete=models.CASCADE, related_name="as_dam")
    state = models.CharField(max_length=8, choices=State, default=State.PREGNANT)
    due_on = models.DateField(null=True, blank=True)
    due_plus_minus_days = models.PositiveSmallIntegerField(default=0)
    milk = models.CharField(max_length=80, blank=True)
    temper = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "mother"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pregnant", "nursing", "dry"]), name="dam_state_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(due_plus_minus_days=0),
                name="dam_due_window_needs_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.animal}, {self.get_state_display()}"


class MaternalBondQuerySet(models.QuerySet):
    def open_at(self, at: dt.datetime | None = None):
        at = at or timezone.now()
        return self.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=at),
            started_at__lte=at,
        )

    def apart(self):
        """Where the two are not in one place: in two homes, or one of them in none."""

        def home_of(who: str):
            stay = Placement.objects.filter(animal=OuterRef(who), ended_at__isnull=True)
            home = Subquery(stay.values("home_id")[:1], output_field=models.BigIntegerField())
            return Coalesce(home, NO_HOME)

        bonds = self.annotate(young_home=home_of("young"), mother_home=home_of("mother"))
        return bonds.exclude(young_home=F("mother_home"))


class MaternalBond(models.Model):
    """How a young one stood with a mother, its own or a surrogate, from when to when.

    A change of state ends one row and starts the next, so the rows tell the story.
    """

    class State(models.TextChoices):
        NURSING = "nursing", "nursing"
        SUPPLEMENTED = "supplemented", "nursing, with the bottle beside"
        REJECTED = "rejected", "rejected"
        RETURNING = "returning", "returning"
        REUNITED = "reunited", "reunited"

    young = models.ForeignKey(
        "animals.Animal", on_delete=models.CASCADE, related_name="maternal_bonds"
    )
    mother = models.ForeignKey(
        "animals.Animal", on_delete=models.CASCADE, related_name="bonds_as_mother"
    )
    is_surrogate = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    objects = MaternalBondQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["young", "mother"],
                condition=Q(ended_at__isnull=True),
                name="maternal_bond_one_open",
                violation_error_message="There is an open bond to this mother already.",
            ),
            models.CheckConstraint(
                condition=~Q(young=F("mother")),
                name="maternal_bond_not_own_mother",
                violation_error_message="An animal cannot be its own mother.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="maternal_bond_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["nursing", "supplemented", "rejected", "returning", "reunited"]
                ),
                name="maternal_bond_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.young} and {self.mother}: {self.get_state_display()}"


# One that she rejects is not with her.
# At her teats, wholly or in part: only where she is. A return goes on from another home too.
NURSED = (
    MaternalBond.State.NURSING,
    MaternalBond.State.SUPPLEMENTED,
    MaternalBond.State.REUNITED,
)
WITH_MOTHER = (
    MaternalBond.State.NURSING,
    MaternalBond.State.SUPPLEMENTED,
    MaternalBond.State.RETURNING,
    MaternalBond.State.REUNITED,
)
