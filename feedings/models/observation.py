"""What was seen or given beside feeds and weights."""

from django.db import models
from django.db.models import Q

from .entry import Entry, entry_constraints, entry_indexes
from .feed import Vigour


class Observation(Entry):
    """One sighting: a temperature (°C, rectal), a stool on its scale, vigour, crying, or words."""

    class Kind(models.TextChoices):
        TEMPERATURE = "temperature", "temperature"
        STOOL = "stool", "stool"
        VIGOUR = "vigour", "vigour"
        CRYING = "crying", "crying between feeds"
        NOTE = "note", "note"

    class StoolScale(models.TextChoices):
        NONE = "", "—"
        PURINA_7 = "purina_7", "Purina, 1 to 7"

    kind = models.CharField(max_length=12, choices=Kind)
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    stool_score = models.PositiveSmallIntegerField(null=True, blank=True)
    stool_scale = models.CharField(max_length=10, choices=StoolScale, default="", blank=True)
    vigour = models.CharField(max_length=6, choices=Vigour, default="", blank=True)

    class Meta(Entry.Meta):
        indexes = entry_indexes("observation")
        constraints = [
            *entry_constraints("observation"),
            models.CheckConstraint(
                condition=Q(
                    kind="temperature",
                    temperature_c__isnull=False,  # a comparison with NULL would pass the check
                    temperature_c__gte=15,
                    temperature_c__lte=45,
                )
                | (~Q(kind="temperature") & Q(temperature_c__isnull=True)),
                name="observation_temperature_possible",
                violation_error_message="A temperature lies between 15 and 45 °C.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="stool",
                    stool_score__isnull=False,
                    stool_score__gte=1,
                    stool_score__lte=7,
                    stool_scale="purina_7",
                )
                | (~Q(kind="stool") & Q(stool_score__isnull=True, stool_scale="")),
                name="observation_stool_on_its_scale",
                violation_error_message="A stool score lies between 1 and 7.",
            ),
            models.CheckConstraint(
                condition=(Q(kind="vigour", vigour__in=Vigour.values) & ~Q(vigour=""))
                | (~Q(kind="vigour") & Q(vigour="")),
                name="observation_vigour_said",
            ),
            models.CheckConstraint(
                condition=~Q(kind="note") | ~Q(note=""), name="observation_note_has_words"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["temperature", "stool", "vigour", "crying", "note"]),
                name="observation_kind_known",
            ),
        ]


class MedicineGiven(Entry):
    """A medicine, vaccine or wormer as given. The dose is what a veterinarian set, in words."""

    task = models.ForeignKey(
        "animals.CareTask", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    medicine = models.CharField(max_length=120)
    dose = models.CharField(max_length=80)
    lot_number = models.CharField(max_length=40, blank=True)

    class Meta(Entry.Meta):
        verbose_name = "medicine given"
        verbose_name_plural = "medicines given"
        indexes = entry_indexes("medicine")
        constraints = [
            *entry_constraints("medicine"),
            models.CheckConstraint(condition=~Q(medicine=""), name="medicine_has_name"),
        ]
