"""Young born together; split across homes they stay one litter."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .animal import BornPrecision


class LitterQuerySet(models.QuerySet):
    def for_page(self):
        return self.select_related("species", "dam")


class Litter(models.Model):
    """A litter: its mother where known, its birth, and how many it was."""

    name = models.CharField(max_length=60)
    species = models.ForeignKey("animals.Species", on_delete=models.PROTECT)
    dam = models.ForeignKey(
        "animals.Animal",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="litters_borne",
        verbose_name="mother",
    )
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(
        max_length=10, choices=BornPrecision, default=BornPrecision.KNOWN
    )
    born_plus_minus_days = models.PositiveSmallIntegerField("± days", default=0)
    came_from = models.CharField(max_length=120, blank=True, verbose_name="where from")
    size_at_birth = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Born alive.")
    stillborn = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)

    objects = LitterQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-born_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="litter_has_name"),
            models.CheckConstraint(
                condition=Q(born_precision=BornPrecision.KNOWN, born_plus_minus_days=0)
                | Q(born_precision=BornPrecision.ESTIMATED, born_plus_minus_days__lte=730),
                name="litter_born_precision",
                violation_error_message="A known birth date has no ± days.",
            ),
            models.CheckConstraint(
                condition=Q(size_at_birth__isnull=True) | Q(size_at_birth__lte=30),
                name="litter_size_possible",
            ),
            models.CheckConstraint(
                condition=Q(stillborn__lte=30), name="litter_stillborn_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("litter", args=[self.pk])
