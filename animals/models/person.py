"""People: carers, coordinators and shelter staff. Sign-in is by e-mail."""

import zoneinfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Try one such as Europe/Paris.")


class PersonManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        fields.setdefault("role", Person.Role.STAFF)
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may see follows from role and homes, see animals.access."""

    class Role(models.TextChoices):
        CARER = "carer", "carer"
        COORDINATOR = "coordinator", "coordinator"
        STAFF = "staff", "shelter staff"

    class WeightUnit(models.TextChoices):
        GRAMS = "g", "grams"
        OUNCES = "oz", "ounces"
        POUNDS = "lb", "pounds"

    class Theme(models.TextChoices):
        SYSTEM = "system", "as the phone is set"
        LIGHT = "light", "light"
        DARK = "dark", "dark"

    email = models.EmailField(
        "e-mail",
        unique=True,
        error_messages={"unique": "Somebody already signs in with this e-mail address."},
    )
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.CARER)
    time_zone = models.CharField(
        max_length=64, default="", blank=True, validators=[validate_time_zone]
    )
    weight_unit = models.CharField(
        max_length=2, choices=WeightUnit, default=WeightUnit.GRAMS, verbose_name="weights shown in"
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_lower"),
            models.CheckConstraint(
                condition=Q(role__in=["carer", "coordinator", "staff"]), name="person_role_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    @property
    def is_staff(self) -> bool:
        """May enter the admin panel."""
        return self.is_active and (self.role == self.Role.STAFF or self.is_superuser)

    @property
    def sees_all(self) -> bool:
        """Coordinators and staff see every animal and home; carers those of their own homes."""
        return self.role != self.Role.CARER or self.is_superuser

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]
