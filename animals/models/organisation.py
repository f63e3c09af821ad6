"""The one organisation that this database belongs to."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from .degrees import BOTH_DEGREES, possible_coordinates

DEFAULT_CARE_DAY_HOUR = 5
DEFAULT_OFFER_HOURS = 24
LONGEST_OFFER_HOURS = 336


class Organisation(models.Model):
    """Settings that staff edit; one database is one organisation, so there is one row."""

    name = models.CharField(max_length=120, default="Our rescue")
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text="Of the shelter, in degrees.",
    )
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="Who to call, day and night.")
    care_day_starts_at_hour = models.PositiveSmallIntegerField(
        default=DEFAULT_CARE_DAY_HOUR,
        validators=[MaxValueValidator(12)],
        help_text="Hour at which a day's totals begin, in the reader's time zone.",
    )

    offers_last_hours = models.PositiveSmallIntegerField(
        default=DEFAULT_OFFER_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_OFFER_HOURS)],
        help_text="An offer that nobody answers expires after so many hours.",
    )
    fading_text = models.TextField(
        "what to do with a fading one",
        blank=True,
        help_text="Your own steps, one a line. They replace the ones that Pouch shows.",
    )

    class Meta:
        verbose_name_plural = "organisation"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="organisation_is_one"),
            models.CheckConstraint(
                condition=Q(care_day_starts_at_hour__lte=12),
                name="organisation_care_day_by_noon",
            ),
            models.CheckConstraint(
                condition=possible_coordinates(),
                name="organisation_coordinates_possible",
                violation_error_message=BOTH_DEGREES,
            ),
            models.CheckConstraint(
                condition=Q(offers_last_hours__range=(1, LONGEST_OFFER_HOURS)),
                name="organisation_offers_last",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Organisation":
        """The stored settings, or the defaults where nothing is stored. One query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
