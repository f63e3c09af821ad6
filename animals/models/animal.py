"""The animal in care, from intake to outcome."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .health import HealthTest
from .placement import Placement


class Sex(models.TextChoices):
    FEMALE = "female", "female"
    MALE = "male", "male"
    UNKNOWN = "unknown", "not known"


class BornPrecision(models.TextChoices):
    KNOWN = "known", "known"
    ESTIMATED = "estimated", "estimated"


class AdultSize(models.TextChoices):
    """Adult weight classes of dogs, as growth_puppy.csv has them."""

    UNKNOWN = "", "not known"
    TOY = "toy", "toy, under 5 kg"
    SMALL = "small", "small, 5 to 10 kg"
    MEDIUM = "medium", "medium, 10 to 25 kg"
    LARGE = "large", "large, 25 to 45 kg"
    GIANT = "giant", "giant, over 45 kg"


class CollarColour(models.TextChoices):
    NONE = "", "none"
    RED = "red", "red"
    ORANGE = "orange", "orange"
    YELLOW = "yellow", "yellow"
    GREEN = "green", "green"
    EMERALD = "emerald", "emerald"
    TURQUOISE = "turquoise", "turquoise"
    BLUE = "blue", "blue"
    PURPLE = "purple", "purple"
    PINK = "pink", "pink"
    BROWN = "brown", "brown"
    BLACK = "black", "black"
    GREY = "grey", "grey"
    WHITE = "white", "white"


class WeaningStage(models.TextChoices):
    NURSING = "nursing", "nursing"
    BOTTLE = "bottle", "bottle"
    LAPPING = "lapping", "lapping milk"
    GRUEL = "gruel", "gruel"
    SOLID = "solid", "solid food"


class RuntByHand(models.TextChoices):
    """What a person said; without it the weights say (feedings.growth.runt)."""

    NOT_SAID = "", "as the weights say"
    RUNT = "runt", "a runt"
    NOT_A_RUNT = "not_a_runt", "not a runt"


class IntakeType(models.TextChoices):
    """Shelter Animals Count intake types, see reference/sac_intake_outcome.csv."""

    STRAY = "Stray/At Large", "stray or at large"
    RELINQUISHED = "Relinquished by Owner", "relinquished by owner"
    EUTHANASIA_REQUEST = "Owner Intended Euthanasia", "owner asked for euthanasia"
    TRANSFER_IN = "Transferred In from Agency", "transferred in from another agency"
    SEIZED = "Seized", "seized"
    OTHER = "Other Intakes", "other intake"


class IntakeSubtype(models.TextChoices):
    NONE = "", "—"
    IN_STATE = "In State", "in state"
    OUT_OF_STATE = "Out of State", "out of state"
    INTERNATIONAL = "International", "international"
    ADOPTION_RETURN = "Adoption return", "adoption return"
    BORN_IN_CARE = "Born in Care", "born in care"
    OTHER = "Other", "other"


class OutcomeType(models.TextChoices):
    """Shelter Animals Count outcome types; moving to a foster home is none of them."""

    NONE = "", "in care"
    ADOPTION = "Adoption", "adopted"
    RETURNED_TO_OWNER = "Returned to Owner", "returned to owner"
    TRANSFERRED = "Transferred to Another Agency", "transferred to another agency"
    RETURNED_TO_FIELD = "Returned to Field", "returned to field"
    OTHER_LIVE = "Other Live Outcome", "other live outcome"
    DIED = "Died in Care", "died in care"
    LOST = "Lost in Care", "lost in care"
    EUTHANASIA = "Shelter Euthanasia", "euthanised"
    OWNER_EUTHANASIA = "Owner Intended Euthanasia", "euthanised at the owner's request"


class OutcomeSubtype(models.TextChoices):
    NONE = "", "—"
    IN_STATE = "In State", "in state"
    OUT_OF_STATE = "Out of State", "out of state"
    INTERNATIONAL = "International", "international"


LIVE_OUTCOMES = (
    OutcomeType.ADOPTION,
    OutcomeType.RETURNED_TO_OWNER,
    OutcomeType.TRANSFERRED,
    OutcomeType.RETURNED_TO_FIELD,
    OutcomeType.OTHER_LIVE,
)
DEATHS = (OutcomeType.DIED, OutcomeType.EUTHANASIA, OutcomeType.OWNER_EUTHANASIA)
OFF_THE_BOTTLE = (WeaningStage.SOLID,)
ILL_DAYS = 60  # a positive test of these last days asks for a home that takes ill ones

INTAKE_SUBTYPES = {
    IntakeType.TRANSFER_IN: (
        IntakeSubtype.IN_STATE,
        IntakeSubtype.OUT_OF_STATE,
        IntakeSubtype.INTERNATIONAL,
    ),
    IntakeType.RELINQUISHED: (IntakeSubtype.ADOPTION_RETURN,),
    IntakeType.OTHER: (IntakeSubtype.BORN_IN_CARE, IntakeSubtype.OTHER),
}


def subtype_fits(kind: str, table: dict) -> Q:
    fits = Q(**{f"{kind}_subtype": ""})
    for type_, subtypes in table.items():
        fits |= Q(**{f"{kind}_type": type_, f"{kind}_subtype__in": list(subtypes)})
    return fits


class AnimalQuerySet(models.QuerySet):
    def in_care(self, *, at: dt.datetime | None = None):
        """Taken in and without an outcome at that time (now by default)."""
        if at is None:
            return self.filter(outcome_at__isnull=True)
        return self.filter(Q(outcome_at__isnull=True) | Q(outcome_at__gt=at), intake_at__lte=at)

    def taking_feeds(self):
        """Those that the round is for: bottle babies in care until they eat solid food.

        Animal.takes_feeds has the same rule for one animal.
        """
        return self.in_care().filter(bottle_baby=True).exclude(weaning_stage__in=OFF_THE_BOTTLE)

    def due(self, *, at: dt.datetime):
        """Taking feeds, and the next one is due or was never given."""
        return self.taking_feeds().filter(
            Q(next_feed_due_at__isnull=True) | Q(next_feed_due_at__lte=at)
        )

    def by_hunger(self):
        """Never fed first, then the longest overdue."""
        return self.order_by(F("next_feed_due_at").asc(nulls_first=True), "name", "pk")

    def in_homes(self, homes, *, at: dt.datetime | None = None):
        """Placed in one of these homes at that time (now by default)."""
        open_there = Placement.objects.open_at(at or timezone.now()).filter(home__in=homes)
        return self.filter(pk__in=open_there.values("animal_id"))

    def waiting_for_home(self, *, at: dt.datetime | None = None):
        """In care without an open placement."""
        placed = Placement.objects.open_at(at or timezone.now())
        return self.in_care().exclude(pk__in=placed.values("animal_id"))

    def with_place(self):
        """Annotated with its open placement: `place_id` (the home), `room`, `placed_at`.

        Also `left_at`, when it left the last home, and `is_ill`: a positive test lately.
        """
        lately = timezone.localdate() - dt.timedelta(days=ILL_DAYS)
        positive = HealthTest.objects.filter(
            animal=OuterRef("pk"), result=HealthTest.Result.POSITIVE, tested_on__gte=lately
        )
        left = Placement.objects.filter(animal=OuterRef("pk")).order_by("-ended_at")
        return self.annotate(
            open_stay=FilteredRelation(
                "placements", condition=Q(placements__ended_at__isnull=True)
            ),
            place_id=F("open_stay__home_id"),
            room=F("open_stay__room"),
            placed_at=F("open_stay__started_at"),
            left_at=Subquery(left.values("ended_at")[:1]),
            is_ill=Exists(positive),
        )

    def for_list(self):
        """What a row of a list reads, no more."""
        return self.select_related("species", "litter", "formula", "species__default_formula")

    def matching(self, words: str):
        """Every word is in the name, collar, mark, chip or litter's name."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(collar__iexact=word)
                | Q(mark__icontains=word)
                | Q(chip__iexact=word)
                | Q(litter__name__icontains=word)
            )
        return found


class Animal(models.Model):
    """One animal. Weights in grams to 0.1; instants in UTC; days as dates of the organisation."""

    name = models.CharField(max_length=60)
    species = models.ForeignKey("animals.Species", on_delete=models.PROTECT)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(
        max_length=10, choices=BornPrecision, default=BornPrecision.KNOWN
    )
    born_plus_minus_days = models.PositiveSmallIntegerField("± days", default=0)
    adult_size = models.CharField(
        max_length=8, choices=AdultSize, default=AdultSize.UNKNOWN, blank=True
    )
    breed = models.CharField(max_length=80, blank=True)
    coat = models.CharField(max_length=80, blank=True)
    mark = models.CharField(
        max_length=120, blank=True, help_text="What tells it apart: white tip, notch in left ear."
    )
    collar = models.CharField(
        max_length=10, choices=CollarColour, default=CollarColour.NONE, blank=True
    )
    chip = models.CharField(max_length=20, blank=True)
    birth_weight_g = models.DecimalField(
        max_digits=7, decimal_places=1, null=True, blank=True, help_text="grams"
    )
    litter = models.ForeignKey(
        "animals.Litter",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="young",
    )

    intake_at = models.DateTimeField(default=timezone.now)
    intake_type = models.CharField(max_length=40, choices=IntakeType, default=IntakeType.STRAY)
    intake_subtype = models.CharField(
        max_length=20, choices=IntakeSubtype, default=IntakeSubtype.NONE, blank=True
    )
    intake_from = models.CharField(max_length=120, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_type = models.CharField(
        max_length=40, choices=OutcomeType, default=OutcomeType.NONE, blank=True
    )
    outcome_subtype = models.CharField(
        max_length=20, choices=OutcomeSubtype, default=OutcomeSubtype.NONE, blank=True
    )
    outcome_note = models.TextField(blank=True)

    bottle_baby = models.BooleanField(
        default=False, help_text="Takes feeds by hand, wholly or beside nursing."
    )
    weaning_stage = models.CharField(
        max_length=8, choices=WeaningStage, default=WeaningStage.NURSING
    )
    formula = models.ForeignKey(
        "animals.Formula", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    quarantine_until = models.DateField(null=True, blank=True)
    runt_by_hand = models.CharField(
        "runt",
        max_length=10,
        choices=RuntByHand,
        default=RuntByHand.NOT_SAID,
        blank=True,
        help_text="Pouch reads it from the weights; say otherwise here, with the reason.",
    )
    runt_reason = models.CharField("why a runt, or not", max_length=200, blank=True)
    note = models.TextField(blank=True)

    # Latest facts, so that lists need no subquery a row. Written by feedings.recording in one
    # transaction with the entry; `recount` recomputes them and `recount --check` proves them.
    last_fed_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_feed_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_weight_g = models.DecimalField(
        max_digits=7, decimal_places=1, null=True, blank=True, editable=False
    )
    last_weighed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AnimalQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["last_fed_at", "next_feed_due_at", "last_weight_g", "last_weighed_at"]
    )

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            # Today and the round of a coordinator: the longest overdue of all in care.
            models.Index(
                fields=["next_feed_due_at", "name"],
                condition=Q(outcome_at__isnull=True, bottle_baby=True),
                name="animal_hunger",
            ),
            models.Index(fields=["name", "id"], name="animal_by_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="animal_has_name"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="animal_sex_known"),
            models.CheckConstraint(
                condition=Q(collar__in=CollarColour.values), name="animal_collar_known"
            ),
            models.CheckConstraint(
                condition=Q(adult_size__in=AdultSize.values), name="animal_adult_size_known"
            ),
            models.CheckConstraint(
                condition=Q(weaning_stage__in=WeaningStage.values),
                name="animal_weaning_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(born_precision=BornPrecision.KNOWN, born_plus_minus_days=0)
                | Q(born_precision=BornPrecision.ESTIMATED, born_plus_minus_days__lte=730),
                name="animal_born_precision",
                violation_error_message="A known birth date has no ± days.",
            ),
            models.CheckConstraint(
                condition=Q(runt_by_hand="", runt_reason="")
                | (
                    Q(runt_by_hand__in=[RuntByHand.RUNT, RuntByHand.NOT_A_RUNT])
                    & ~Q(runt_reason="")
                ),
                name="animal_runt_has_reason",
                violation_error_message="Say in a few words why it is a runt, or why not.",
            ),
            models.CheckConstraint(
                condition=Q(birth_weight_g__isnull=True)
                | Q(birth_weight_g__gt=0, birth_weight_g__lt=5000),
                name="animal_birth_weight_possible",
            ),
            models.CheckConstraint(
                condition=Q(last_weight_g__isnull=True) | Q(last_weight_g__gt=0),
                name="animal_last_weight_positive",
            ),
            models.CheckConstraint(
                condition=Q(intake_type__in=IntakeType.values)
                & subtype_fits("intake", INTAKE_SUBTYPES),
                name="animal_intake_category",
                violation_error_message="This intake subtype does not belong to the intake type.",
            ),
            models.CheckConstraint(
                condition=Q(outcome_type__in=OutcomeType.values)
                & subtype_fits(
                    "outcome",
                    {OutcomeType.TRANSFERRED: OutcomeSubtype.values[1:]},
                ),
                name="animal_outcome_category",
                violation_error_message="This outcome subtype does not belong to the outcome.",
            ),
            models.CheckConstraint(
                condition=Q(outcome_at__isnull=True, outcome_type="")
                | (Q(outcome_at__isnull=False) & ~Q(outcome_type="")),
                name="animal_outcome_whole",
                violation_error_message="An outcome needs both its kind and its time.",
            ),
            models.CheckConstraint(
                condition=Q(outcome_at__isnull=True) | Q(outcome_at__gte=F("intake_at")),
                name="animal_outcome_after_intake",
                violation_error_message="The outcome lies before the intake.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("animal", args=[self.pk])

    @property
    def is_in_care(self) -> bool:
        return self.outcome_at is None

    @property
    def takes_feeds(self) -> bool:
        """As AnimalQuerySet.taking_feeds() has it."""
        return self.is_in_care and self.bottle_baby and self.weaning_stage not in OFF_THE_BOTTLE

    @property
    def has_died(self) -> bool:
        return self.outcome_type in DEATHS

    @property
    def formula_in_use(self):
        """The animal's own formula, else its species' default; None where neither is set."""
        return self.formula or self.species.default_formula

    def age_days(self, on: dt.date) -> int | None:
        """Days since birth, None where the birth date is not known; negative before birth."""
        return (on - self.born_on).days if self.born_on else None
