"""How far back to look for contacts, and an infection that was found."""

from django import forms
from django.http import QueryDict
from django.utils import timezone

from animals.models import HealthTest
from animals.words import key_in

from .days import DayField

MOST_DAYS = 365


class DaysBackForm(forms.Form):
    """Empty: as many days as the infection's limit says."""

    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        label="Days back",
        error_messages={
            "invalid": "This is not a number of days. Type it as 14.",
            "min_value": "Look back one day at least.",
            "max_value": f"Look back {MOST_DAYS} days at most.",
        },
    )


class InfectionForm(forms.Form):
    """A positive test; contacts begin their quarantine anew where they were not unticked."""

    kind = forms.ChoiceField(
        choices=[("", "choose"), *HealthTest.Kind.choices],
        label="What was found",
        error_messages={
            "required": "Say what was found.",
            "invalid_choice": "Choose one of those that are offered.",
        },
    )
    tested_on = DayField(label="Tested on", initial=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tested_on"].error_messages["required"] = "Say on which day it was tested."

    @property
    def unticked(self) -> set[int]:
        """Contacts that the page offered and that were not ticked."""
        if not self.is_bound:
            return set()
        return numbers(self.data, "offered") - numbers(self.data, "restart")


def numbers(data: QueryDict, name: str) -> set[int]:
    """Those that can be a key; anything else was not on the page."""
    return {key for text in data.getlist(name) if (key := key_in(text))}
