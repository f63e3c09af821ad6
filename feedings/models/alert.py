"""What was found wrong, from when to when, and what people did about it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from animals.models import Placement


class Severity(models.TextChoices):
    """Silence is a state of a home, apart from good and bad."""

    ACT_NOW = "act_now", "act now"
    WATCH = "watch", "watch"
    SILENCE = "silence", "no news"


class AlertQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def of_animals(self, animals):
        return self.filter(animal__in=animals)

    def heard(self, *, at: dt.datetime):
        """Those that nobody muted for the time being."""
        return self.filter(Q(muted_until__isnull=True) | Q(muted_until__lte=at))

    def without_what_silence_says(self, codes, *, at: dt.datetime):
        """Without alerts of these causes in homes that are silent.

        Where nothing is entered, each of its feeds seems to be missed; it is one thing, no news.
        A silence that was muted speaks for nobody.
        """
        there = self.model.objects.animals_without_news(at=at)
        return self.exclude(code__in=codes, animal__in=there)

    def animals_without_news(self, *, at: dt.datetime):
        """The keys of the animals in homes that are silent; without those that somebody muted."""
        silent = self.open().heard(at=at).filter(severity=Severity.SILENCE)
        return Placement.objects.open_at(at).filter(home__in=silent.values("home")).values("animal")

    def close(self, *, at: dt.datetime) -> int:
        """End these, whatever the entries say; never before they were raised."""
        now = Value(at, output_field=models.DateTimeField())
        return self.open().update(closed_at=Greatest(now, F("raised_at")))


class Alert(models.Model):
    """One thing that is wrong with one animal, or the silence of one home.

    One open row per animal and cause: it is updated while it stands and closed when the entries
    say so. `text` holds weights as "{212.0 g}", which alerts.sentences puts into the reader's unit.
    `entries` are the ids of the entries it was read from.
    """

    animal = models.ForeignKey(
        "animals.Animal", on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    home = models.ForeignKey(
        "animals.FosterHome", on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    code = models.SlugField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity)
    text = models.CharField(max_length=300)
    entries = models.JSONField(default=list, blank=True)
    limit = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)
    since_at = models.DateTimeField(help_text="From when on the entries say so.")
    raised_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(
                fields=["severity", "since_at"],
                condition=Q(closed_at__isnull=True),
                name="alert_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["animal", "code"],
                condition=Q(closed_at__isnull=True, animal__isnull=False),
                name="alert_one_open_per_cause",
            ),
            models.UniqueConstraint(
                fields=["home", "code"],
                condition=Q(closed_at__isnull=True, home__isnull=False),
                name="alert_one_open_per_home",
            ),
            models.CheckConstraint(
                condition=Q(
                    animal__isnull=False, home__isnull=True, severity__in=["act_now", "watch"]
                )
                | Q(animal__isnull=True, home__isnull=False, severity="silence"),
                name="alert_of_animal_or_silent_home",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("raised_at")),
                name="alert_closed_after_raised",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="alert_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.animal_id or self.home_id}"

    @property
    def word(self) -> str:
        return Severity(self.severity).label

    def is_muted(self, *, at: dt.datetime) -> bool:
        """AlertQuerySet.heard() has the rule for many."""
        return self.muted_until is not None and self.muted_until > at

    def is_less_than(self, severity: str) -> bool:
        """Whether this severity would be worse news than the alert's own."""
        return severity == Severity.ACT_NOW and self.severity != Severity.ACT_NOW

    @property
    def whose(self) -> str:
        """The name of the animal or the home; a query where neither is loaded."""
        return str(self.animal or self.home)


class AlertAction(models.Model):
    """What a person did about an alert, and when; rows are only ever added."""

    class Kind(models.TextChoices):
        SEEN = "seen", "seen"
        MUTED = "muted", "muted"
        UNMUTED = "unmuted", "heard again"
        HANDED_ON = "handed_on", "handed to the coordinator"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    happened_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["seen", "muted", "unmuted", "handed_on"]),
                name="alert_action_known",
            ),
            models.CheckConstraint(
                condition=(Q(kind="muted", until__isnull=False) & Q(until__gt=F("happened_at")))
                | (~Q(kind="muted") & Q(until__isnull=True)),
                name="alert_muted_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.alert}"
