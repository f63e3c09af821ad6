"""Species are data: a third one is rows here and in protocol.py, not code."""

import uuid

from django.db import models
from django.db.models import F, Q


class Species(models.Model):
    """A species in care, its words, and the weights (grams) that are possible for it."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    young_name = models.CharField(max_length=40, help_text="kitten, puppy")
    mother_name = models.CharField(max_length=40, help_text="queen, mother dog")
    reporting_group = models.CharField(max_length=40, help_text="Feline, Canine")
    feeding_scheme = models.CharField(max_length=40, default="default")
    default_formula = models.ForeignKey(
        "animals.Formula", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lightest_g = models.PositiveIntegerField(help_text="Lighter than any that lived, in grams.")
    heaviest_newborn_g = models.PositiveIntegerField(help_text="Heavier than any newborn, grams.")
    heaviest_adult_g = models.PositiveIntegerField(help_text="Heavier than any adult, in grams.")
    sized_by_adult = models.BooleanField(
        default=False, help_text="Young differ by adult size class, as puppies do."
    )

    # Another one with each edit of its published rows: who keeps them in memory knows by it.
    protocol_version = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name_plural = "species"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lightest_g__gt=0)
                & Q(heaviest_newborn_g__gt=F("lightest_g"))
                & Q(heaviest_adult_g__gt=F("heaviest_newborn_g")),
                name="species_weights_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def heaviest_possible_g(self, age_days: int | None) -> int:
        """A weight in grams that no animal of this age reaches.

        The newborn's limit plus 30 % of it a day, up to the adult's: three to four times the high
        edge of the growth bands at every age, so that only slips of unit or digit pass it. A
        designer's default, not a published figure.
        """
        if age_days is None:
            return self.heaviest_adult_g
        grown = self.heaviest_newborn_g * (1 + 0.3 * max(age_days, 0))
        return min(self.heaviest_adult_g, int(grown))
