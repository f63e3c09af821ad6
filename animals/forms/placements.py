"""Placing a group of animals in a home."""

from django import forms
from django.utils import timezone

from animals import placing
from animals.access import animals_for
from animals.models import FosterHome, Person

from .choosing import ByNameField

GONE = "One of them is not here any more. Look again."


class TickedAnimalsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        if any(len(str(pk)) > 18 for pk in value or ()):  # more than a database's integer holds
            raise forms.ValidationError(GONE)
        return super().clean(value)


class PlaceForm(forms.Form):
    """The animals that were ticked, and the typed name of the home."""

    animals = TickedAnimalsField(
        queryset=None,
        error_messages={
            "required": "Tick at least one animal.",
            "invalid_choice": GONE,
            "invalid_pk_value": GONE,
        },
    )
    home = ByNameField(called="home", error_messages={"required": "Type the name of a home."})

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["animals"].queryset = animals_for(person).in_care()
        self.fields["home"].offer(FosterHome.objects.all())

    def clean(self):
        typed = super().clean()
        if not self.errors:
            try:
                placing.refuse_impossible(
                    list(typed["animals"]), home=typed["home"], at=timezone.now()
                )
            except placing.CannotPlace as error:
                self.add_error("animals", str(error))
        return typed

    def save(self) -> list:
        return placing.place(
            list(self.cleaned_data["animals"]), home=self.cleaned_data["home"], by=self.person
        )
