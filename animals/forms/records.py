"""What the forms of animals and litters share: folds, birth days with their doubt, homes."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TypeVar

from django import forms
from django.db import transaction
from django.utils import timezone

from animals.access import animals_for, litters_for, own_homes
from animals.models import BornPrecision, FosterHome, Person, Species
from animals.models.animal import INTAKE_SUBTYPES
from animals.placing import CannotPlace, refuse_home

from .choosing import ByNameField
from .days import DayField
from .keeping import KeepsStored

MOST_DAYS_OF_DOUBT = 730
NEWEST_FIRST = ("-born_on", "name", "pk")
Stored = TypeVar("Stored")


class FoldedForm(KeepsStored):
    """A form of many fields: a few in sight, the others folded away by subject."""

    folds: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def folded(self) -> Iterator[dict]:
        """The folds with the fields that this form has; open where something is wrong inside."""
        for title, names in self.folds:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield {
                    "title": title,
                    "fields": fields,
                    "open": any(field.errors for field in fields),
                }


class RecordForm(FoldedForm, forms.ModelForm):
    """A form of an animal or a litter."""

    species = forms.ModelChoiceField(
        queryset=Species.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say which species it is.",
        },
    )
    born_on = DayField(required=False, label="Born on")
    born_plus_minus_days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_DAYS_OF_DOUBT,
        label="± days",
    )

    def __init__(self, *args, person: Person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Give it a name."
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):  # whose own words repeat what was sent
                field.error_messages["invalid_choice"] = "Choose one of those that are offered."

    def clean_born_plus_minus_days(self) -> int:
        return self.cleaned_data["born_plus_minus_days"] or 0

    def clean(self):
        typed = super().clean()
        doubt = typed.get("born_plus_minus_days", 0)
        if doubt and not typed.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", "± days need a day that they lie around.")
        if doubt or "born_plus_minus_days" in self.changed_data or self.instance.pk is None:
            self.instance.born_precision = BornPrecision.ESTIMATED if doubt else BornPrecision.KNOWN
        return typed

    def check_intake(self, typed) -> None:
        """Taken in when it was born or later, in a way that there is."""
        kind, exactly = typed.get("intake_type"), typed.get("intake_subtype")
        if exactly and kind and exactly not in INTAKE_SUBTYPES.get(kind, ()):
            self.add_error("intake_subtype", "This does not go with how it came.")
        born_on, intake_at = typed.get("born_on"), typed.get("intake_at")
        if born_on and intake_at:
            doubt = (typed.get("born_plus_minus_days") or 0) + 1  # a day for the zones
            if (born_on - timezone.localdate(intake_at)).days > doubt:
                name = "intake_at" if "intake_at" in self.changed_data else "born_on"
                self.add_error(name, "Taken in before it was born: one of the two is wrong.")


class HomeChoice:
    """Mixed into a form: the home where its animals are to be, as far as the person may say."""

    home_before: FosterHome | None = None
    only_home: FosterHome | None = None

    def offer_homes(self, *, now_in: FosterHome | None = None, adding: bool) -> None:
        """A coordinator types any home; a carer is asked only where there is a choice."""
        self.home_before = now_in
        if self.person.sees_all:
            field = ByNameField(
                called="home", required=False, label="Home", help_text="Empty: waits for a home."
            )
            field.offer(FosterHome.objects.all(), kept=now_in)
            self.fields["home"], self.initial["home"] = field, now_in
            return
        homes = list(own_homes(self.person)[:2])
        if len(homes) > 1:
            self.fields["home"] = forms.ModelChoiceField(
                own_homes(self.person), empty_label=None, label="Home"
            )
            self.initial["home"] = now_in or homes[0]
        elif adding and homes:
            self.only_home = homes[0]

    @property
    def chosen_home(self) -> FosterHome | None:
        return self.cleaned_data.get("home") if "home" in self.fields else self.only_home

    @property
    def moves(self) -> bool:
        """The home is to be another than before, or none."""
        return "home" in self.fields and self.chosen_home != self.home_before

    def try_placing(self, check, field: str = "home") -> None:
        """Run a check of animals.placing and put its sentence at the field."""
        try:
            check()
        except CannotPlace as error:
            self.add_error(field if field in self.fields else None, str(error))

    def stored(self, save: Callable[[], Stored]) -> Stored | None:
        """What `save` stores, all or nothing; None, and a sentence here, where the check of a
        moment ago is not true any more."""
        try:
            with transaction.atomic():
                return save()
        except CannotPlace as error:
            self.add_error("home" if "home" in self.fields else None, str(error))
            return None

    def check_new_home(self, name: str, *, at: dt.datetime) -> None:
        """One that is entered anew cannot come to a home that is closed by then."""
        if home := self.chosen_home:
            self.try_placing(lambda: refuse_home(name, home=home, at=at))


def offer_litters(field: ByNameField, person: Person, *, kept=None) -> None:
    field.offer(litters_for(person).order_by(*NEWEST_FIRST), kept=kept)


def offer_mothers(field: ByNameField, person: Person, *, kept=None) -> None:
    """Any animal can be typed; suggested are those known as mothers."""
    field.offer(animals_for(person).order_by("name", "pk"), kept=kept)
    field.widget.suggestions = lambda: list(
        animals_for(person)
        .in_care()
        .filter(as_dam__isnull=False)
        .order_by("-intake_at")
        .values_list("name", flat=True)[:30]
    )
