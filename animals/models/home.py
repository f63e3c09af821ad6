"""Foster homes and the people in them."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from ..words import EXPERIENCE
from .degrees import possible_coordinates


class Experience(models.IntegerChoices):
    """How much a home has done before; a number, so that more can be asked for than is there."""

    NEW = 0, EXPERIENCE[0]
    SOME = 1, EXPERIENCE[1]
    MUCH = 2, EXPERIENCE[2]


class FosterHomeQuerySet(models.QuerySet):
    def with_last_placed(self):
        """Annotated with `last_placed_at`, when anything came to it the last time."""
        return self.annotate(last_placed_at=Max("placements__started_at"))


class FosterHome(models.Model):
    """A foster home. Its capacity is feeding minutes a day and separate rooms, not heads.

    Rooms are counted from 1; the last `quarantine_rooms` of them can be shut off from the rest.
    """

    name = models.CharField(max_length=80, unique=True)
    area = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    rooms = models.PositiveSmallIntegerField(default=1)
    quarantine_rooms = models.PositiveSmallIntegerField(default=0)
    feeding_minutes_a_day = models.PositiveSmallIntegerField(default=240)
    takes_species = models.ManyToManyField(
        "animals.Species", blank=True, related_name="+", help_text="None ticked: all of them."
    )
    takes_bottle_babies = models.BooleanField("bottle babies", default=True)
    takes_nursing_mothers = models.BooleanField("a mother with her litter", default=True)
    takes_gruel = models.BooleanField("young that are being weaned", default=True)
    takes_medical = models.BooleanField("ill ones with medicines", default=False)
    takes_singles = models.BooleanField("a single one", default=True)
    experience = models.PositiveSmallIntegerField(choices=Experience, default=Experience.SOME)
    away_hours = models.PositiveSmallIntegerField(
        "hours away",
        null=True,
        blank=True,
        validators=[MaxValueValidator(24)],
        help_text="The longest that nobody is at home on a usual day.",
    )
    available_from_on = models.DateField("available from", null=True, blank=True)
    closes_on = models.DateField(
        null=True, blank=True, help_text="Stops fostering on that day; who is there must move."
    )
    hold_until = models.DateField(
        null=True,
        blank=True,
        help_text="No susceptible young until then, after parvovirus or panleukopenia.",
    )
    hold_reason = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="animals.HomeMembership", related_name="homes"
    )

    objects = FosterHomeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="home_has_name"),
            models.CheckConstraint(
                condition=Q(feeding_minutes_a_day__lte=1440), name="home_minutes_fit_a_day"
            ),
            models.CheckConstraint(
                condition=Q(quarantine_rooms__lte=F("rooms")),
                name="home_quarantine_rooms_are_rooms",
            ),
            models.CheckConstraint(
                condition=possible_coordinates(),
                name="home_coordinates_possible",
            ),
            models.CheckConstraint(
                condition=Q(experience__in=Experience.values), name="home_experience_known"
            ),
            models.CheckConstraint(
                condition=Q(away_hours__isnull=True) | Q(away_hours__lte=24),
                name="home_away_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True)
                | Q(available_from_on__isnull=True)
                | Q(closes_on__gt=F("available_from_on")),
                name="home_closes_after_it_opens",
                violation_error_message="It closes before it is available.",
            ),
            models.CheckConstraint(
                condition=Q(hold_reason="") | Q(hold_until__isnull=False),
                name="home_hold_has_an_end",
                violation_error_message="Say until when the home is held.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home", args=[self.pk])


class HomeMembershipQuerySet(models.QuerySet):
    def open_at(self, at: dt.datetime):
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), started_at__lte=at)


class HomeMembership(models.Model):
    """A person belongs to a home from when to when; a night's relief is a short one."""

    class Kind(models.TextChoices):
        MEMBER = "member", "lives here"
        RELIEF = "relief", "relief"

    home = models.ForeignKey(FosterHome, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.MEMBER)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HomeMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "person"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="member") | Q(kind="relief", ended_at__isnull=False),
                name="membership_relief_ends",
                violation_error_message="Say until when the relief stays.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.home}"


class HomeAbsence(models.Model):
    """Days, both included, on which nobody of a home can care for animals."""

    home = models.ForeignKey(FosterHome, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField()
    to_on = models.DateField()
    note = models.CharField(max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="absence_ends_after_start",
                violation_error_message="The last day lies before the first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.home} away {self.from_on} to {self.to_on}"


class ResidentAnimals(models.Model):
    """Animals that live in a home for good: who may catch something, or pass it on."""

    home = models.ForeignKey(FosterHome, on_delete=models.CASCADE, related_name="residents")
    species = models.ForeignKey("animals.Species", on_delete=models.PROTECT, related_name="+")
    how_many = models.PositiveSmallIntegerField(default=1)
    vaccinated = models.BooleanField("all vaccinated", default=False)

    class Meta:
        verbose_name_plural = "resident animals"
        ordering = ["species"]
        constraints = [
            models.UniqueConstraint(fields=["home", "species"], name="residents_once_a_species"),
            models.CheckConstraint(condition=Q(how_many__gte=1), name="residents_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.how_many} × {self.species} in {self.home}"


class SupplyLent(models.Model):
    """Something of the organisation that a home has on loan."""

    home = models.ForeignKey(FosterHome, on_delete=models.CASCADE, related_name="supplies")
    what = models.CharField(max_length=120)
    lent_on = models.DateField()
    returned_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "supplies lent"
        ordering = ["returned_on", "lent_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="supply_has_name"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("lent_on")),
                name="supply_returned_after_lent",
                violation_error_message="It came back before it was lent.",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class HomeInvitation(models.Model):
    """A link that brings somebody into a home once; only a digest of it is stored.

    It makes an account and signs in, and so goes to nobody who has an account already.
    """

    home = models.ForeignKey(FosterHome, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(
        max_length=6, choices=HomeMembership.Kind, default=HomeMembership.Kind.MEMBER
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(kind="member") | Q(kind="relief", ends_at__isnull=False),
                name="invitation_relief_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.home}"
