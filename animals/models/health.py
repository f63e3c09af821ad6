"""What animals were tested for."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class HealthTest(models.Model):
    """A test of one animal for one infection, and what it said."""

    class Kind(models.TextChoices):
        FELV = "felv", "FeLV"
        FIV = "fiv", "FIV"
        PARVO = "parvo", "parvovirus"
        PANLEUK = "panleuk", "panleukopenia"
        GIARDIA = "giardia", "Giardia"
        RINGWORM = "ringworm", "ringworm"
        BORDETELLA = "bordetella", "Bordetella"
        WORMS = "worms", "worms"
        HEARTWORM = "heartworm", "heartworm"
        OTHER = "other", "other"

    class Result(models.TextChoices):
        NEGATIVE = "negative", "negative"
        POSITIVE = "positive", "positive"
        UNCLEAR = "unclear", "unclear"

    animal = models.ForeignKey("animals.Animal", on_delete=models.CASCADE, related_name="tests")
    kind = models.CharField(max_length=10, choices=Kind)
    result = models.CharField(max_length=8, choices=Result)
    tested_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-tested_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["negative", "positive", "unclear"]),
                name="health_test_result_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.animal}: {self.get_kind_display()} {self.get_result_display()}"
