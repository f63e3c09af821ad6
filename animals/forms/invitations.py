"""Who is asked to join a home, and what the invited person answers."""

import datetime as dt

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from animals.models import HomeMembership, Person

from .days import InstantField

RELIEF_AHEAD = dt.timedelta(days=365)
RELIEF_BACK = dt.timedelta(days=30)  # somebody sat in already, and may still write down the night
MEMBER, RELIEF = HomeMembership.Kind.MEMBER, HomeMembership.Kind.RELIEF


class InviteForm(forms.Form):
    """Who is asked to join a home; who only lives there asks for relief alone."""

    email = forms.EmailField(
        max_length=254,
        label="E-mail",
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": "Type an e-mail address.",
            "invalid": "This is not a whole e-mail address.",
        },
    )
    kind = forms.ChoiceField(
        choices=HomeMembership.Kind,
        initial=MEMBER,
        widget=forms.RadioSelect,
        label="As",
        error_messages={
            "required": "Say whether she lives there or comes as relief.",
            "invalid_choice": "Choose one of those that are offered.",
        },
    )
    starts_at = InstantField(
        required=False, ahead=RELIEF_AHEAD, label="Relief from", help_text="Empty: from now on."
    )
    ends_at = InstantField(required=False, ahead=RELIEF_AHEAD, label="Relief until")

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        if not person.sees_all:
            del self.fields["kind"]

    @property
    def for_relief_only(self) -> bool:
        return "kind" not in self.fields

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self):
        typed = super().clean()
        kind = typed.setdefault("kind", RELIEF if self.for_relief_only else "")
        starts_at, ends_at = typed.get("starts_at"), typed.get("ends_at")
        if kind == MEMBER and (starts_at or ends_at):
            self.add_error("ends_at", "Only relief is for a time. Empty both, or choose relief.")
        if kind == RELIEF and not {"starts_at", "ends_at"} & self.errors.keys():
            self.check_relief(starts_at, ends_at, now=timezone.now())
        return typed

    def check_relief(
        self, starts_at: dt.datetime | None, ends_at: dt.datetime | None, *, now: dt.datetime
    ) -> None:
        if ends_at is None:
            self.add_error("ends_at", "Say until when the relief stays.")
        elif ends_at <= now:
            self.add_error("ends_at", "This time has passed.")
        elif starts_at and ends_at <= starts_at:
            self.add_error("ends_at", "The end lies before the start.")
        if starts_at and starts_at < now - RELIEF_BACK:
            self.add_error("starts_at", "This is too long ago.")


class NewPersonForm(forms.Form):
    """What an invited person chooses; the e-mail address is the invitation's."""

    name = forms.CharField(
        max_length=80,
        label="Your name",
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Say what you are called."},
    )
    password = forms.CharField(
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least eight characters; three or four words are easy to keep.",
        error_messages={"required": "Choose a password."},
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        typed = super().clean()
        self.person = Person(email=self.email, name=typed.get("name", ""))
        if "password" in typed:
            try:
                validate_password(typed["password"], self.person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return typed

    def new_person(self) -> Person:
        """Not stored yet, with the password set: hashing it takes its time by design."""
        self.person.set_password(self.cleaned_data["password"])
        return self.person
