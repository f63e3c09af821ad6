"""What every entry has: an id made where it was born, whose it is, when it happened, by whom."""

import datetime as dt
import functools
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone


class Source(models.TextChoices):
    FORM = "form", "form"
    ROUND = "round", "round"
    SYNC = "sync", "phone"
    IMPORT = "import", "weighing sheet"
    DEMO = "demo", "demo story"


@functools.cache  # every page asks for it many times
def not_corrected(model: type["Entry"]):
    """No other entry corrects it.

    Not `corrected_by__isnull`: once SQLite has ANALYZEd a column that is nearly always NULL, it
    scans the whole table for that join, and a page takes half a minute.
    """
    return ~Exists(model._base_manager.filter(corrects=OuterRef("pk")))


# A phone's clock that is off by less is right: minutes of delay are usual on a bad line.
CLOCK_RIGHT_S = 600


def time_by_our_clock(happened_at: dt.datetime, clock_off_s: int | None) -> dt.datetime | None:
    """When it was, had the phone's clock been right; None where it was right."""
    return happened_at - dt.timedelta(seconds=clock_off_s) if clock_off_s else None


class EntryQuerySet(models.QuerySet):
    def current(self):
        """Neither voided nor replaced by a correction: what readers go by."""
        return self.filter(not_corrected(self.model), voided_at__isnull=True)

    def between(self, start: dt.datetime, end: dt.datetime):
        return self.filter(happened_at__gte=start, happened_at__lt=end)

    def of(self, animals):
        return self.filter(animal__in=animals)

    def by_wrong_clock(self):
        """Those whose time a phone gave by a clock that was off."""
        return self.filter(clock_off_s__isnull=False)


class Entry(models.Model):
    """Append-only. A correction is a new entry that points at the old one; a deletion is a mark."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    animal = models.ForeignKey(
        "animals.Animal", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    happened_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="UTC", help_text="Where it was entered.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stored_at = models.DateTimeField(default=timezone.now, editable=False)
    device = models.UUIDField(null=True, blank=True)
    clock_off_s = models.IntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="Seconds that the phone's clock was ahead (+) or behind (-) when it was sent.",
    )
    round = models.UUIDField(null=True, blank=True, help_text="The sitting it was entered in.")
    source = models.CharField(max_length=6, choices=Source, default=Source.FORM)
    note = models.TextField(blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-happened_at", "-id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.animal_id} at {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def proposed_at(self) -> dt.datetime | None:
        """When it happened by our clock, where the phone's was off; what was said stays."""
        return time_by_our_clock(self.happened_at, self.clock_off_s)

    @property
    def is_current(self) -> bool:
        """As EntryQuerySet.current() has it; costs a query where `corrected_by` is not loaded."""
        return self.voided_at is None and not hasattr(self, "corrected_by")


class Weighed(models.Model):
    """An entry with a weight. Growth leaves a doubted one out until a person says it is right."""

    weight_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    weight_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


def entry_indexes(name: str) -> list[models.Index]:
    """One animal's entries in order of time: every page reads by this."""
    return [
        models.Index(fields=["animal", "-happened_at"], name=f"{name}_by_animal"),
        models.Index(fields=["-happened_at"], name=f"{name}_by_time"),
        # The ledger of a phone; most of an old record came from none.
        models.Index(
            fields=["device", "happened_at"],
            condition=Q(device__isnull=False),
            name=f"{name}_by_device",
        ),
    ]


def entry_constraints(name: str) -> list[models.CheckConstraint]:
    """What holds for every entry."""
    return [
        models.CheckConstraint(
            condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
            name=f"{name}_corrects_another",
        ),
        models.CheckConstraint(condition=Q(source__in=Source.values), name=f"{name}_source_known"),
        models.CheckConstraint(
            condition=Q(clock_off_s__isnull=True)
            | Q(clock_off_s__gt=CLOCK_RIGHT_S)
            | Q(clock_off_s__lt=-CLOCK_RIGHT_S),
            name=f"{name}_clock_off_or_empty",
        ),
        models.CheckConstraint(
            condition=Q(voided_at__isnull=True) | Q(voided_at__gte=F("stored_at")),
            name=f"{name}_voided_after_stored",
        ),
    ]


def possible_weight(field: str) -> Q:
    """Empty, or more than nothing and less than 100 kg, in grams."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0, f"{field}__lt": 100_000})
