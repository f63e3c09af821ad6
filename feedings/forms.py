"""What carers type about feeds and weights, checked where it was typed."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.utils import timezone

from animals.fields import VolumeField, WeightField

from .models import Feed, NotFedReason, Observation, Route, Vigour, WeighIn

EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
STOOL_SCORES = [("", "—"), *((score, str(score)) for score in range(1, 8))]


class HappenedAtField(forms.DateTimeField):
    """An instant typed in the reader's zone; empty means now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT)

    def __init__(self, **options):
        options.setdefault("required", False)
        super().__init__(
            input_formats=[LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            error_messages={"invalid": "This is not a time. Pick a day and an hour."},
            **options,
        )

    def to_python(self, value):
        try:
            happened_at = super().to_python(value)
        except (OverflowError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        if happened_at is not None and not (
            EARLIEST <= happened_at <= timezone.now() + dt.timedelta(days=366)
        ):
            raise forms.ValidationError("This time is too far away to be right.")
        return happened_at


class StoolScoreField(forms.TypedChoiceField):
    """The Purina scale, 1 (hard) to 7 (water), or nothing."""

    def __init__(self):
        super().__init__(
            label="Stool score",
            choices=STOOL_SCORES,
            coerce=int,
            empty_value=None,
            required=False,
            help_text="From 1, hard, to 7, water.",
        )


class RoundForm(forms.Form):
    """The head of a round: its id, when it was, and whether its weights are growth weigh-ins."""

    round = forms.UUIDField(
        error_messages={"invalid": "Open the round anew.", "required": "Open the round anew."}
    )
    happened_at = HappenedAtField(label="When")
    growth = forms.BooleanField(required=False, label="Weights count for growth")
    confirmed = forms.CharField(required=False, max_length=200)


class RoundEntryForm(forms.Form):
    """One animal of the round. Of weight before, weight after and amount any two give the third."""

    feed_id = forms.UUIDField()
    weigh_in_id = forms.UUIDField()
    fed = forms.BooleanField(required=False)
    weight_before = WeightField(required=False)
    amount = VolumeField(required=False)
    weight_after = WeightField(required=False)
    route = forms.ChoiceField(choices=Route, required=False)
    peed = forms.BooleanField(required=False)
    pooped = forms.BooleanField(required=False)
    stool_score = StoolScoreField()
    vigour = forms.ChoiceField(choices=Vigour, required=False)
    not_fed_reason = forms.ChoiceField(choices=NotFedReason, required=False)
    note = forms.CharField(required=False, max_length=2000)
    confirmed = forms.CharField(required=False, max_length=500)

    def __init__(self, *args, unit: str, suggested_ml: Decimal | None, formula=None, **kwargs):
        self.suggested_ml = suggested_ml
        self.grams_per_ml = formula.grams_per_ml if formula else Decimal(1)
        super().__init__(*args, **kwargs)
        self.fields["weight_before"].unit = self.fields["weight_after"].unit = unit

    def clean(self):
        typed = super().clean()
        typed["volume_is_computed"] = False
        if self.errors:
            return typed
        if typed["not_fed_reason"]:
            if typed["fed"] and "fed" in self.changed_data:
                self.add_error("not_fed_reason", "Fed and not fed at once: choose one.")
            typed["fed"], typed["amount"] = False, None
        elif not typed["fed"] and self.says_something_of_a_feed(typed):
            self.add_error("fed", "Switch Fed on, or say below why it was not fed.")
        elif typed["fed"]:
            self.fill_in_amount(typed)
        return typed

    def says_something_of_a_feed(self, typed) -> bool:
        amount_typed = typed["amount"] is not None and typed["amount"] != self.suggested_ml
        return bool(
            amount_typed
            or typed["weight_after"]
            or typed["peed"]
            or typed["pooped"]
            or typed["stool_score"]
            or typed["vigour"]
            or typed["note"]
        )

    def fill_in_amount(self, typed) -> None:
        """The weights before and after win over an amount that was only suggested."""
        before, after = typed["weight_before"], typed["weight_after"]
        if before and after:
            if after.grams < before.grams:
                self.add_error("weight_after", "Lighter than before the feed: weigh again.")
                return
            drunk = ((after.grams - before.grams) / self.grams_per_ml).quantize(Decimal("0.1"))
            if typed["amount"] in (None, self.suggested_ml, drunk):
                typed["amount"], typed["volume_is_computed"] = drunk, True
        elif after and not before:
            self.add_error("weight_before", "Weight after needs the weight before.")
        elif typed["amount"] is None and typed["route"] != Route.NURSING:
            self.add_error("amount", "How much did it take? 0 is an answer too.")

    @property
    def is_empty(self) -> bool:
        """Nothing to store for this animal."""
        typed = self.cleaned_data
        return not (typed["fed"] or typed["not_fed_reason"] or typed["weight_before"])


class CorrectionForm(forms.ModelForm):
    """A corrected entry: typed anew over the old one, and stored as a new one that points at it."""

    happened_at = HappenedAtField(required=True, label="When")

    def __init__(self, *args, unit: str = "g", **kwargs):
        self.unit = unit
        super().__init__(*args, **kwargs)


class FeedCorrectionForm(CorrectionForm):
    weight_before_g = WeightField(required=False, label="Weight before")
    volume_ml = VolumeField(required=False, label="Amount")
    stool_score = StoolScoreField()

    class Meta:
        model = Feed
        fields = [
            "happened_at",
            "volume_ml",
            "weight_before_g",
            "route",
            "not_fed_reason",
            "peed",
            "pooped",
            "stool_score",
            "vigour",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, unit: str = "g", **kwargs):
        super().__init__(*args, unit=unit, **kwargs)
        self.fields["weight_before_g"].unit = unit

    def clean(self):
        typed = super().clean()
        weight = typed.get("weight_before_g")
        if weight is not None:
            self.instance.weight_unit = weight.unit
            self.instance.weight_precision_g = weight.precision_g
            typed["weight_before_g"] = weight.grams
        if typed.get("not_fed_reason") and typed.get("volume_ml"):
            self.add_error("volume_ml", "Not fed has no amount.")
        return typed


class WeighInForm(CorrectionForm):
    grams = WeightField(label="Weight")

    class Meta:
        model = WeighIn
        fields = ["grams", "happened_at", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, unit: str = "g", **kwargs):
        super().__init__(*args, unit=unit, **kwargs)
        self.fields["grams"].unit = unit

    def clean_grams(self):
        weight = self.cleaned_data["grams"]
        self.instance.unit, self.instance.precision_g = weight.unit, weight.precision_g
        return weight.grams


class ObservationForm(CorrectionForm):
    stool_score = StoolScoreField()

    class Meta:
        model = Observation
        fields = ["kind", "temperature_c", "stool_score", "vigour", "note", "happened_at"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        labels = {"temperature_c": "Temperature, °C"}

    def clean(self):
        """Keep what belongs to the kind, and ask for it where it is missing."""
        typed = super().clean()
        kind = typed.get("kind")
        needed = {
            Observation.Kind.TEMPERATURE: "temperature_c",
            Observation.Kind.STOOL: "stool_score",
            Observation.Kind.VIGOUR: "vigour",
            Observation.Kind.NOTE: "note",
        }.get(kind)
        if needed and not self.errors.get(needed) and not typed.get(needed):
            self.add_error(needed, "This is what the observation is about: fill it in.")
        for name, nothing in (("temperature_c", None), ("stool_score", None), ("vigour", "")):
            if name != needed:
                typed[name] = nothing
        self.instance.stool_scale = (
            Observation.StoolScale.PURINA_7 if kind == Observation.Kind.STOOL else ""
        )
        return typed
