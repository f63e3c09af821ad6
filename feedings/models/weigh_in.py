"""A weight on its own: the toileted morning weight (growth) or one around a feed (intake)."""

from django.db import models
from django.db.models import Q

from .entry import (
    Entry,
    EntryQuerySet,
    Weighed,
    entry_constraints,
    entry_indexes,
    possible_weight,
)


class WeighInQuerySet(EntryQuerySet):
    def growth(self):
        """Those that the growth curve is drawn from."""
        return self.filter(purpose=WeighIn.Purpose.GROWTH)


class WeighIn(Weighed, Entry):
    """Grams to 0.1 with half of the typed step as precision: 17 oz is known to 14.17 g."""

    class Purpose(models.TextChoices):
        GROWTH = "growth", "growth"
        INTAKE = "intake", "intake"

    grams = models.DecimalField(max_digits=7, decimal_places=1)
    unit = models.CharField("typed in", max_length=2, default="g")
    precision_g = models.DecimalField(max_digits=6, decimal_places=2, default=0.5)
    purpose = models.CharField(max_length=6, choices=Purpose, default=Purpose.GROWTH)
    day_only = models.BooleanField(default=False, help_text="The time of day is not known.")

    objects = WeighInQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = "weigh-in"
        indexes = entry_indexes("weighin")
        constraints = [
            *entry_constraints("weighin"),
            models.CheckConstraint(
                condition=possible_weight("grams"), name="weighin_weight_possible"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["g", "kg", "oz", "lb"]), name="weighin_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(precision_g__gte=0, precision_g__lte=1000),
                name="weighin_precision_possible",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["growth", "intake"]), name="weighin_purpose_known"
            ),
        ]
