"""What a coordinator says when she places a group: who of it, from when, in spite of what."""

import datetime as dt
from collections.abc import Sequence

from django import forms

from animals.placement_matching import Reason

from .days import InstantField

ACTS = LOOK, OFFER, MOVE = "look", "offer", "move"
FARTHEST_START = dt.timedelta(days=60)


class MoveForm(forms.Form):
    """Part of a group, or all of it, to one home: as an offer, or at once.

    `weigh` gives the reasons against the home for the chosen animals. A blocking one refuses; the
    others are overruled by a sentence, and only those that stood on the page that was sent.
    """

    animals = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Tick at least one animal.",
            "invalid_choice": "One of them is not here any more. Look again.",
        },
    )
    place = forms.RegexField(r"^[0-9]{1,18}$", required=False)  # where they were on the page
    room = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    starts_at = InstantField(required=False, ahead=FARTHEST_START, label="From when")
    note = forms.CharField(required=False, max_length=400, label="A word to the home")
    reason = forms.CharField(required=False, max_length=200, label="Why all the same")
    seen = forms.CharField(required=False, max_length=300)

    def __init__(self, *args, group, home, weigh, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.home, self.weigh, self.at = group, home, weigh, at
        act = self.data.get("act")
        self.act = act if act in ACTS else LOOK
        self.fields["animals"].choices = [(animal.pk, animal.name) for animal in group.animals]
        rooms = [(number, f"room {number}") for number in range(1, home.rooms + 1)]
        self.fields["room"].choices = [("", "not said"), *rooms]

    @property
    def chosen(self) -> list[int]:
        """The ticked ones; all of them before anything was ticked."""
        if not self.is_bound:
            return list(self.group.ids)
        ticked = set(self.data.getlist("animals"))
        return [pk for pk in self.group.ids if str(pk) in ticked] or list(self.group.ids)

    @property
    def expected(self) -> dict[int, int | None]:
        """Where the page that was sent showed each chosen animal."""
        place = self.cleaned_data["place"]
        return dict.fromkeys(self.chosen, int(place) if place else None)

    def clean(self):
        typed = super().clean()
        if self.errors or self.act == LOOK:
            return typed
        against: Sequence[Reason] = self.weigh(self.chosen)
        codes = [reason.code for reason in against if not reason.blocks]
        if blocking := [reason.text for reason in against if reason.blocks]:
            self.add_error(None, blocking[0])
        elif set(codes) - set(typed["seen"].split(", ")):
            self.add_error(None, "Something has changed. Read the reasons again.")
        elif codes and not typed["reason"]:
            self.add_error("reason", "Say in a sentence why, all the same.")
        elif self.act == MOVE and typed["starts_at"] and typed["starts_at"] > self.at:
            self.add_error("starts_at", "They cannot have moved at a time to come: send an offer.")
        typed["in_spite_of"] = ", ".join(codes)
        if not codes:
            typed["reason"] = ""
        return typed
