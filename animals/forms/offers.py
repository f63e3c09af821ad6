"""What a home says to an offer."""

from collections.abc import Sequence

from django import forms

from animals.models import OfferedAnimal

ALL, SOME, NONE = "all", "some", "none"
QUICK = (
    "no time at the moment",
    "too many feeds at night",
    "no free room",
    "somebody is ill here",
)


class AnswerForm(forms.Form):
    """Yes, some of them, or no with a reason."""

    answer = forms.ChoiceField(
        choices=[(answer, answer) for answer in (ALL, SOME, NONE)],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Say yes, some of them, or that you cannot."
        ),
    )
    animals = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        error_messages={"invalid_choice": "One of them is not in this offer. Look again."},
    )
    quick = forms.ChoiceField(
        choices=[(words, words) for words in QUICK],
        required=False,
        error_messages={"invalid_choice": "Choose one of the reasons, or type your own."},
    )
    words = forms.CharField(
        max_length=150,
        required=False,
        error_messages={"max_length": "Say it in 150 letters at most."},
    )

    def __init__(self, *args, rows: Sequence[OfferedAnimal], **kwargs):
        super().__init__(*args, **kwargs)
        self.ids = [row.animal_id for row in rows]
        self.fields["animals"].choices = [(pk, pk) for pk in self.ids]

    def clean(self):
        typed = super().clean()
        answer = typed.get("answer")
        if answer == SOME and not typed.get("animals") and "animals" not in self.errors:
            self.add_error("animals", "Tick at least one, or say that you cannot.")
        if answer == NONE and not self.why and not self.errors:
            self.add_error("words", "Say why in a few words, so that the next one fits.")
        return typed

    @property
    def accepted_ids(self) -> set[int]:
        answer = self.cleaned_data["answer"]
        return set(self.ids if answer == ALL else self.cleaned_data["animals"] * (answer == SOME))

    @property
    def why(self) -> str:
        """Nothing where all are taken: there is nothing to say."""
        said = (self.cleaned_data.get("quick"), self.cleaned_data.get("words"))
        return "" if self.cleaned_data.get("answer") == ALL else ", ".join(filter(None, said))
