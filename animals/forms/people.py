"""Signing in and one's own settings."""

import zoneinfo
from functools import cache

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from animals.models import Person

from .choosing import TextWithSuggestions


class SignInForm(AuthenticationForm):
    """Email and password; one sentence when they do not fit, whichever of them is wrong."""

    username = forms.EmailField(
        label="Email",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"invalid": "This is not a whole e-mail address."},
    )
    error_messages = {
        "invalid_login": "No account has this e-mail and password together.",
        "inactive": "This account is closed. Your coordinator can open it again.",
    }

    def clean_username(self) -> str:
        """In one spelling, or each way to write an address would have its own eight tries."""
        return self.cleaned_data["username"].lower()


@cache
def time_zones() -> tuple[str, ...]:
    """Places that people know; the hundred old and technical names stay valid when typed."""
    areas = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    names = zoneinfo.available_timezones()
    return ("UTC", *sorted(name for name in names if name.split("/")[0] in areas))


class AccountForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "phone", "time_zone", "weight_unit", "theme"]
        widgets = {
            "time_zone": TextWithSuggestions(time_zones),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "weight_unit": forms.RadioSelect,
            "theme": forms.RadioSelect,
        }
        labels = {"theme": "Light or dark", "weight_unit": "Weights in"}
        help_texts = {"time_zone": "Such as Europe/Paris. Empty: as your phone is set."}
