"""A feed: what went in, by which route, and what was seen at it."""

from django.db import models
from django.db.models import F, Q

from .entry import (
    Entry,
    EntryQuerySet,
    Weighed,
    entry_constraints,
    entry_indexes,
    possible_weight,
)


class Route(models.TextChoices):
    BOTTLE = "bottle", "bottle"
    SYRINGE = "syringe", "syringe"
    TUBE = "tube", "tube"
    NURSING = "nursing", "nursing"
    GRUEL = "gruel", "gruel"
    SOLID = "solid", "solid food"


class NotFedReason(models.TextChoices):
    FED = "", "—"
    REFUSED = "refused", "would not take it"
    ASLEEP = "asleep", "asleep, left alone"
    NURSED = "nursed", "nursed enough"
    TOO_COLD = "too_cold", "too cold to feed"
    VOMITING = "vomiting", "vomiting"
    OTHER = "other", "another reason"


class Vigour(models.TextChoices):
    NOT_SAID = "", "—"
    STRONG = "strong", "strong"
    NORMAL = "normal", "normal"
    WEAK = "weak", "weak"
    LIMP = "limp", "limp"


class FeedQuerySet(EntryQuerySet):
    def given(self):
        """Feeds that were taken, without those marked as not fed."""
        return self.filter(not_fed_reason=NotFedReason.FED)


class Feed(Weighed, Entry):
    """Millilitres and grams to 0.1. "Not fed" is a feed of nothing, with its reason."""

    route = models.CharField(max_length=8, choices=Route, default=Route.BOTTLE)
    volume_ml = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    volume_is_computed = models.BooleanField(
        default=False, help_text="From the weights before and after, not measured."
    )
    suggested_ml = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    weight_before_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    weight_after_g = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    weight_unit = models.CharField(max_length=2, default="g")
    weight_precision_g = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    not_fed_reason = models.CharField(max_length=10, choices=NotFedReason, default="", blank=True)
    peed = models.BooleanField(null=True, blank=True)
    pooped = models.BooleanField(null=True, blank=True)
    stool_score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Purina scale, 1 (hard) to 7 (water)."
    )
    vigour = models.CharField(max_length=6, choices=Vigour, default="", blank=True)
    formula = models.ForeignKey(
        "animals.Formula", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = FeedQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = entry_indexes("feed")
        constraints = [
            *entry_constraints("feed"),
            models.CheckConstraint(condition=Q(route__in=Route.values), name="feed_route_known"),
            models.CheckConstraint(
                condition=Q(volume_ml__isnull=True) | Q(volume_ml__gte=0, volume_ml__lte=2000),
                name="feed_volume_possible",
                violation_error_message="An amount lies between 0 and 2,000 ml.",
            ),
            models.CheckConstraint(
                condition=possible_weight("weight_before_g") & possible_weight("weight_after_g"),
                name="feed_weights_possible",
                violation_error_message="A weight lies between 0 and 100 kg.",
            ),
            models.CheckConstraint(
                condition=Q(weight_before_g__isnull=True)
                | Q(weight_after_g__isnull=True)
                | Q(weight_after_g__lte=F("weight_before_g") + 2000),
                name="feed_weight_after_possible",
            ),
            models.CheckConstraint(
                condition=Q(not_fed_reason="")
                | Q(not_fed_reason__in=NotFedReason.values, volume_ml__isnull=True)
                | Q(not_fed_reason__in=NotFedReason.values, volume_ml=0),
                name="feed_not_fed_has_no_volume",
                violation_error_message="Not fed has no amount.",
            ),
            models.CheckConstraint(
                condition=Q(stool_score__isnull=True) | Q(stool_score__gte=1, stool_score__lte=7),
                name="feed_stool_score_on_scale",
            ),
            models.CheckConstraint(condition=Q(vigour__in=Vigour.values), name="feed_vigour_known"),
            models.CheckConstraint(
                condition=Q(weight_unit__in=["g", "kg", "oz", "lb"]), name="feed_unit_known"
            ),
        ]

    @property
    def was_given(self) -> bool:
        return not self.not_fed_reason
