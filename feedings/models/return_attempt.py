"""A try to give a young one back to a mother. A failed one is data."""

from django.db import models
from django.db.models import F, Q

from .entry import Entry, entry_constraints, entry_indexes, possible_weight


class ReturnAttempt(Entry):
    """Who watched is `recorded_by`; minutes, grams and °C as measured during the attempt."""

    class Reaction(models.TextChoices):
        NOT_SEEN = "", "—"
        GROOMED = "groomed", "groomed it"
        CALM = "calm", "calm"
        IGNORED = "ignored", "ignored it"
        MOVED_AWAY = "moved_away", "moved away"
        HISSED = "hissed", "growled or hissed"
        ATTACKED = "attacked", "attacked"

    class Result(models.TextChoices):
        STAYED = "stayed", "stayed with her"
        TAKEN_BACK = "taken_back", "taken back"

    mother = models.ForeignKey("animals.Animal", on_delete=models.PROTECT, related_name="+")
    scent_prepared = models.BooleanField(null=True, blank=True)
    warm_and_sated = models.BooleanField(null=True, blank=True)
    latched = models.BooleanField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    reaction = models.CharField(max_length=10, choices=Reaction, default="", blank=True)
    weight_before_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    weight_after_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    temperature_after_c = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result)

    class Meta(Entry.Meta):
        indexes = entry_indexes("return")
        constraints = [
            *entry_constraints("return"),
            models.CheckConstraint(condition=~Q(animal=F("mother")), name="return_not_to_itself"),
            models.CheckConstraint(
                condition=possible_weight("weight_before_g") & possible_weight("weight_after_g"),
                name="return_weights_possible",
            ),
            models.CheckConstraint(
                condition=Q(temperature_after_c__isnull=True)
                | Q(temperature_after_c__gte=15, temperature_after_c__lte=45),
                name="return_temperature_possible",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440),
                name="return_minutes_fit_a_day",
            ),
            models.CheckConstraint(
                condition=Q(result__in=["stayed", "taken_back"]), name="return_result_known"
            ),
        ]
