"""Animals offered to a home, and what it answered. Nothing moves until then."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords


class OfferQuerySet(models.QuerySet):
    def open_at(self, at: dt.datetime):
        """Not answered, and not expired. Offer.is_open() has the same rule for one."""
        return self.filter(state=Offer.State.OPEN, expires_at__gt=at)

    def live(self, at: dt.datetime):
        """Waiting for an answer, or agreed and not there yet."""
        agreed = OfferedAnimal.objects.filter(answer=OfferedAnimal.Answer.AGREED)
        return self.filter(
            Q(state=Offer.State.OPEN, expires_at__gt=at) | Q(pk__in=agreed.values("offer"))
        )

    def for_homes(self, homes):
        return self.filter(home__in=homes)

    def with_animals(self):
        """With the home, who made and answered it, and `rows`: its animals by name."""
        rows = OfferedAnimal.objects.select_related("animal__species", "animal__litter").order_by(
            "animal__name", "pk"
        )
        return self.select_related("home", "made_by", "answered_by").prefetch_related(
            models.Prefetch("offered", rows, to_attr="rows")
        )


class Offer(models.Model):
    """A group of animals offered to one home, from when; open until answered or expired."""

    class State(models.TextChoices):
        OPEN = "open", "waits for an answer"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn"
        EXPIRED = "expired", "not answered in time"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    home = models.ForeignKey("animals.FosterHome", on_delete=models.CASCADE, related_name="offers")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    starts_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: as soon as they say yes."
    )
    room = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    in_spite_of = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=200, blank=True, help_text="Why not, or not all.")

    objects = OfferQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(
                fields=["home", "expires_at"], condition=Q(state="open"), name="offer_open_by_home"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "withdrawn", "expired"]),
                name="offer_state_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="offer_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="offer_answer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(in_spite_of="") | ~Q(reason=""),
                name="offer_overruled_with_reason",
                violation_error_message="Say in a sentence why, in spite of the warnings.",
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=True) | Q(room__gte=1), name="offer_room_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"offer to {self.home}"

    def get_absolute_url(self) -> str:
        return reverse("offer", args=[self.pk])

    def is_open(self, *, at: dt.datetime) -> bool:
        """As OfferQuerySet.open_at() has it."""
        return self.state == self.State.OPEN and at < self.expires_at

    def is_expired(self, *, at: dt.datetime) -> bool:
        """Nobody answered in time, or the row says so by now."""
        return self.state == self.State.EXPIRED or (
            self.state == self.State.OPEN and self.expires_at <= at
        )


class OfferedAnimalQuerySet(models.QuerySet):
    def promised_at(self, at: dt.datetime):
        """Offered and not answered, or agreed to come; an expired offer promises nothing."""
        agreed = Q(answer=OfferedAnimal.Answer.AGREED)
        return self.filter(
            agreed | Q(answer=OfferedAnimal.Answer.PENDING, offer__expires_at__gt=at)
        )


class OfferedAnimal(models.Model):
    """One animal of an offer. While it is pending, no second offer can have it."""

    class Answer(models.TextChoices):
        PENDING = "pending", "not answered"
        AGREED = "agreed", "agreed, not there yet"
        MOVED = "moved", "moved"
        REFUSED = "refused", "not taken"

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="offered")
    animal = models.ForeignKey("animals.Animal", on_delete=models.CASCADE, related_name="offered")
    answer = models.CharField(max_length=7, choices=Answer, default=Answer.PENDING)

    objects = OfferedAnimalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "animal"], name="offered_once_an_offer"),
            models.UniqueConstraint(
                fields=["animal"],
                condition=Q(answer__in=["pending", "agreed"]),
                name="offered_to_one_home",
                violation_error_message="It is offered to another home already.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["pending", "agreed", "moved", "refused"]),
                name="offered_answer_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.animal}, {self.offer}"


PROMISED = (OfferedAnimal.Answer.PENDING, OfferedAnimal.Answer.AGREED)
