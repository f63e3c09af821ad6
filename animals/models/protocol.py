"""Published tables that care goes by, as rows that staff may edit.

The files in animals/reference/ are the published values; animals.published fills in missing rows
and leaves edited ones. Every row names its source and how sure it is.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Min, Q, Value
from django.db.models.functions import Coalesce, NullIf
from simple_history.models import HistoricalRecords

# As days it is more than two centuries, which every date can bear; no weight or volume is as large.
MOST_LIMIT = 99_999
# Stand-ins while rows are joined, outside of all weights: SQL's own minimum and maximum skip NULL.
NO_START, NO_END = (
    Value(number, models.DecimalField(max_digits=7, decimal_places=1)) for number in (-1, 999_999)
)


def no_less(high: str, low: str) -> Q:
    """`high` is empty or at least `low`."""
    return (
        Q(**{f"{high}__isnull": True})
        | Q(**{f"{low}__isnull": True})
        | Q(**{f"{high}__gte": F(low)})
    )


class Sourced(models.Model):
    """A row that carries where its figures come from."""

    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=60, blank=True)
    edited_reason = models.CharField(
        max_length=200, blank=True, help_text="Why it differs from the published value."
    )

    class Meta:
        abstract = True


class Formula(Sourced):
    """A milk replacer as mixed for the bottle; energy in kcal per ml, density in g per ml."""

    name = models.CharField(max_length=80, unique=True)
    kcal_per_ml = models.DecimalField(max_digits=4, decimal_places=2)
    grams_per_ml = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = "formula product"
        constraints = [
            models.CheckConstraint(
                condition=Q(kcal_per_ml__gt=0, kcal_per_ml__lte=3)
                & Q(grams_per_ml__gte=0.5, grams_per_ml__lte=2),
                name="formula_figures_possible",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FeedingStepQuerySet(models.QuerySet):
    def in_use(self, species_ids):
        """Rows as feeding_steps.by_species takes them: of these species, by the scheme each uses.

        The weight rows of one age are joined, with an open end if one of them has it: they differ
        in the volume alone, which is computed from the real weight.
        """
        return (
            self.filter(
                species__in=species_ids,
                scheme=F("species__feeding_scheme"),
                interval_hours__isnull=False,
            )
            .order_by()
            .values_list(
                "species_id",
                "age_days_from",
                "age_days_to",
                "feeds_per_day",
                "interval_hours",
                Coalesce("interval_hours_high", "interval_hours"),
                "kcal_per_100g_day_low",
                "kcal_per_100g_day_high",
                "source",
            )
            .annotate(
                weight_from=NullIf(Min(Coalesce("weight_g_from", NO_START)), NO_START),
                weight_to=NullIf(Max(Coalesce("weight_g_to", NO_END)), NO_END),
            )
        )


class FeedingStep(Sourced):
    """One step of a feeding scheme: an age and weight band with interval, volume and day's need."""

    species = models.ForeignKey("animals.Species", on_delete=models.CASCADE)
    scheme = models.CharField(max_length=40, default="default")
    age_days_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_days_to = models.PositiveSmallIntegerField(null=True, blank=True)
    weight_g_from = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    weight_g_to = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    feeds_per_day = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    feeds_per_day_high = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    interval_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    interval_hours_high = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    night_gap_hours_max = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    ml_per_feed_low = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    ml_per_feed_high = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    ml_per_100g_day_low = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    ml_per_100g_day_high = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True
    )
    kcal_per_100g_day_low = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True
    )
    kcal_per_100g_day_high = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True
    )
    notes = models.TextField(blank=True)

    objects = FeedingStepQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["species", "scheme", "age_days_from", "weight_g_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["species", "scheme", "age_days_from", "weight_g_from"],
                name="feeding_step_once",
            ),
            models.CheckConstraint(
                condition=no_less("age_days_to", "age_days_from")
                & no_less("weight_g_to", "weight_g_from")
                & no_less("feeds_per_day_high", "feeds_per_day")
                & no_less("interval_hours_high", "interval_hours")
                & no_less("ml_per_feed_high", "ml_per_feed_low")
                & no_less("ml_per_100g_day_high", "ml_per_100g_day_low")
                & no_less("kcal_per_100g_day_high", "kcal_per_100g_day_low"),
                name="feeding_step_ranges_in_order",
            ),
            models.CheckConstraint(
                condition=Q(interval_hours__isnull=True) | Q(interval_hours__gt=0),
                name="feeding_step_interval_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.species} {self.scheme}, day {self.age_days_from}, {self.weight_g_from} g"


class Limit(Sourced):
    """One limit that prompts and alerts go by, for one species or (empty) for all."""

    key = models.SlugField(max_length=60)
    species = models.ForeignKey("animals.Species", on_delete=models.CASCADE, null=True, blank=True)
    value = models.DecimalField(max_digits=9, decimal_places=2)
    unit = models.CharField(max_length=40)
    meaning = models.CharField(max_length=200)
    history = HistoricalRecords()

    class Meta:
        ordering = ["key", "species"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "species"], condition=Q(species__isnull=False), name="limit_once"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(species__isnull=True), name="limit_for_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value.normalize():f} {self.unit}"

    def clean(self):
        if self.value is not None and abs(self.value) > MOST_LIMIT:
            raise ValidationError({"value": f"A limit lies within {MOST_LIMIT:,} either way."})


class GrowthPoint(Sourced):
    """The reference band at one age (days) for one size class, in grams."""

    species = models.ForeignKey("animals.Species", on_delete=models.CASCADE)
    size_class = models.CharField(max_length=40)
    age_days = models.PositiveSmallIntegerField()
    low_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    typical_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    high_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["species", "size_class", "age_days"]
        constraints = [
            models.UniqueConstraint(
                fields=["species", "size_class", "age_days"], name="growth_point_once"
            ),
            models.CheckConstraint(
                condition=no_less("typical_g", "low_g")
                & no_less("high_g", "typical_g")
                & no_less("high_g", "low_g"),
                name="growth_point_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.species} {self.size_class}, day {self.age_days}"


class GrowthMultiple(Sourced):
    """Weight at an age as a multiple of birth weight, for one growth model."""

    species = models.ForeignKey("animals.Species", on_delete=models.CASCADE)
    model = models.CharField(max_length=40)
    age_days = models.PositiveSmallIntegerField()
    multiple = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["species", "model", "age_days"]
        constraints = [
            models.UniqueConstraint(
                fields=["species", "model", "age_days"], name="growth_multiple_once"
            ),
            models.CheckConstraint(condition=Q(multiple__gt=0), name="growth_multiple_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.species} {self.model}, day {self.age_days}"


class BreedBirthWeight(Sourced):
    """Published birth weight (grams) of a breed; low and very low limits, deaths to day 21 in %."""

    species = models.ForeignKey("animals.Species", on_delete=models.CASCADE)
    breed = models.CharField(max_length=80)
    size_class = models.CharField(max_length=40, blank=True)
    mean_g = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    sd_g = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    lbw_below_g = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    vlbw_below_g = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    mortality_pct_normal = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True
    )
    mortality_pct_lbw = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    mortality_pct_vlbw = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["species", "breed"]
        constraints = [
            models.UniqueConstraint(fields=["species", "breed"], name="breed_birth_weight_once"),
            models.CheckConstraint(
                condition=no_less("lbw_below_g", "vlbw_below_g"),
                name="breed_birth_weight_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.breed} ({self.species})"


class CareTask(Sourced):
    """A task of the care schedule: due by age (days) and weight (grams); both must be met."""

    species = models.ForeignKey("animals.Species", on_delete=models.CASCADE)
    task = models.SlugField(max_length=60)
    from_age_days = models.PositiveSmallIntegerField()
    repeat_days = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    until_age_days = models.PositiveSmallIntegerField(null=True, blank=True)
    min_weight_g = models.PositiveIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["species", "from_age_days", "task"]
        constraints = [
            models.UniqueConstraint(fields=["species", "task"], name="care_task_once"),
            models.CheckConstraint(
                condition=no_less("until_age_days", "from_age_days"), name="care_task_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.species})"
