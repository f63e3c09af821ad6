"""What carers type about feeds and weights, checked where it was typed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django import forms

from animals.fields import VolumeField, WeightField
from animals.forms.days import InstantField
from animals.forms.keeping import KeepsStored
from animals.models import Formula
from animals.units import MOST_STORED_ML, to_tenth

from .models import Feed, NotFedReason, Observation, Route, Vigour, WeighIn

STOOL_SCORES = [("", "—"), *((score, str(score)) for score in range(1, 8))]
# How far ahead a round's time may lie before it is refused; any time to come is asked about.
ROUND_AHEAD = dt.timedelta(days=366)
TEMPERATURE = "A temperature lies between 15 and 45 °C, with one decimal: 37.1."
MOST_TAKEN_G = 2000  # as constraint feed_weight_after_possible has it
LONGEST_NOTE = 2000
HOW_MUCH = "How much did it take? 0 is an answer too."
NOT_FED_NO_AMOUNT = "Not fed has no amount."
NOT_FED_NO_WEIGHT_AFTER = "Not fed has no weight after."
# What an observation of each kind is about; crying is about itself.
ABOUT = {
    Observation.Kind.TEMPERATURE: "temperature_c",
    Observation.Kind.STOOL: "stool_score",
    Observation.Kind.VIGOUR: "vigour",
    Observation.Kind.NOTE: "note",
}
FILL_IN = "This is what the observation is about: fill it in."


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


class TemperatureField(forms.DecimalField):
    """Degrees Celsius to a tenth, within what a thermometer shows of an animal."""

    def __init__(self, **options):
        super().__init__(
            label="Temperature, °C",
            min_value=15,
            max_value=45,
            step_size=Decimal("0.1"),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value", "step_size"), TEMPERATURE
            ),
            **options,
        )

    def validate(self, value):
        """The limits first: the step of 1e400 cannot be computed."""
        super().validate(value)
        if value is not None and not self.min_value <= value <= self.max_value:
            raise forms.ValidationError(TEMPERATURE, code="invalid")


class RoundForm(forms.Form):
    """The head of a round: its id, when it was, and whether its weights are growth weigh-ins."""

    round = forms.UUIDField(
        error_messages={"invalid": "Open the round anew.", "required": "Open the round anew."}
    )
    happened_at = InstantField(required=False, ahead=ROUND_AHEAD, label="When")
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
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    confirmed = forms.CharField(required=False, max_length=500)

    def __init__(self, *args, unit: str, suggested_ml: Decimal | None, formula=None, **kwargs):
        self.suggested_ml = suggested_ml
        self.grams_per_ml = density_of(formula)
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
            if typed["weight_after"]:
                self.add_error("weight_after", NOT_FED_NO_WEIGHT_AFTER)
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
        if after:
            drunk = drunk_ml(before and before.grams, after.grams, self.grams_per_ml)
            if isinstance(drunk, WrongWeight):
                self.add_error(f"weight_{drunk.which}", drunk.sentence)
            elif typed["amount"] in (None, self.suggested_ml, drunk):
                typed["amount"], typed["volume_is_computed"] = drunk, True
        elif typed["amount"] is None and typed["route"] != Route.NURSING:
            self.add_error("amount", HOW_MUCH)

    @property
    def is_empty(self) -> bool:
        """Nothing to store for this animal."""
        typed = self.cleaned_data
        return not (typed["fed"] or typed["not_fed_reason"] or typed["weight_before"])


@dataclass(frozen=True)
class WrongWeight:
    """Which of the two weights around a feed cannot be, and why."""

    which: Literal["before", "after"]
    sentence: str


def drunk_ml(
    before_g: Decimal | None, after_g: Decimal, grams_per_ml: Decimal
) -> Decimal | WrongWeight:
    """The millilitres that the weights before and after a feed say."""
    if before_g is None:
        return WrongWeight("before", "Weight after needs the weight before.")
    if after_g < before_g:
        return WrongWeight("after", "Lighter than before the feed: weigh again.")
    drunk = to_tenth((after_g - before_g) / grams_per_ml)
    if after_g - before_g > MOST_TAKEN_G or drunk > MOST_STORED_ML:
        return WrongWeight("after", "Nobody drinks as much as that: weigh again.")
    return drunk


def density_of(formula: Formula | None) -> Decimal:
    """Grams per millilitre; of water where the formula is not known."""
    return formula.grams_per_ml if formula else Decimal(1)


class EntryForm(KeepsStored, forms.ModelForm):
    """One entry, new or typed anew over an old one, which is then stored as a new one.

    What stands as it was shown keeps its stored value: the seconds of its time, and the unit and
    precision that a weight was first typed with.
    """

    happened_at = InstantField(label="When")

    def __init__(self, *args, unit: str = "g", **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, WeightField):
                field.unit = unit
                field.label = f"{field.label}, {unit}"

    def clean_happened_at(self) -> dt.datetime:
        stored = self.instance.happened_at
        return stored if self.keeps("happened_at", stored) else self.cleaned_data["happened_at"]


class FeedForm(EntryForm):
    weight_before_g = WeightField(required=False, label="Weight before")
    weight_after_g = WeightField(required=False, label="Weight after")
    volume_ml = VolumeField(required=False, label="Amount, ml")
    stool_score = StoolScoreField()

    class Meta:
        model = Feed
        fields = [
            "happened_at",
            "volume_ml",
            "weight_before_g",
            "weight_after_g",
            "route",
            "not_fed_reason",
            "peed",
            "pooped",
            "stool_score",
            "vigour",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def clean_weight_before_g(self) -> Decimal | None:
        stored = self.instance.weight_before_g
        if self.keeps("weight_before_g", stored):
            return stored
        weight = self.cleaned_data["weight_before_g"]
        if weight is None:
            return None
        self.instance.weight_unit = weight.unit
        self.instance.weight_precision_g = weight.precision_g
        return weight.grams

    def clean_weight_after_g(self) -> Decimal | None:
        stored = self.instance.weight_after_g
        if self.keeps("weight_after_g", stored):
            return stored
        weight = self.cleaned_data["weight_after_g"]
        return weight.grams if weight else None

    def clean(self):
        typed = super().clean()
        if typed.get("not_fed_reason") and typed.get("volume_ml"):
            self.add_error("volume_ml", NOT_FED_NO_AMOUNT)
        if not self.errors and typed["weight_after_g"] is not None:
            self.follow_weights(typed)
        if typed.get("volume_ml") != self.instance.volume_ml:
            self.instance.volume_is_computed = False
        return typed

    def follow_weights(self, typed) -> None:
        """An amount that was computed from the weights is so again; one that was typed stays."""
        before, after = typed["weight_before_g"], typed["weight_after_g"]
        drunk = drunk_ml(before, after, density_of(self.instance.formula))
        if isinstance(drunk, WrongWeight):
            self.add_error(f"weight_{drunk.which}_g", drunk.sentence)
        elif self.instance.volume_is_computed and typed["volume_ml"] == self.instance.volume_ml:
            typed["volume_ml"] = self.instance.volume_ml = drunk


class WeighInForm(EntryForm):
    grams = WeightField(label="Weight")

    class Meta:
        model = WeighIn
        fields = ["grams", "happened_at", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def clean_grams(self) -> Decimal:
        stored = self.instance.grams
        if self.keeps("grams", stored):
            return stored
        weight = self.cleaned_data["grams"]
        self.instance.unit, self.instance.precision_g = weight.unit, weight.precision_g
        return weight.grams

    def clean(self):
        typed = super().clean()
        if typed.get("happened_at") != self.instance.happened_at:
            self.instance.day_only = False
        return typed


class ObservationForm(EntryForm):
    temperature_c = TemperatureField(required=False)
    stool_score = StoolScoreField()

    class Meta:
        model = Observation
        fields = ["kind", "temperature_c", "stool_score", "vigour", "note", "happened_at"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "choose"), *Observation.Kind.choices]

    def clean(self):
        """Keep what belongs to the kind, and ask for it where it is missing."""
        typed = super().clean()
        kind = typed.get("kind")
        needed = ABOUT.get(kind)
        if needed and not self.errors.get(needed) and not typed.get(needed):
            self.add_error(needed, FILL_IN)
        for name, nothing in (("temperature_c", None), ("stool_score", None), ("vigour", "")):
            if name != needed:
                typed[name] = nothing
        self.instance.stool_scale = (
            Observation.StoolScale.PURINA_7 if kind == Observation.Kind.STOOL else ""
        )
        return typed


class TemperatureForm(forms.Form):
    """A temperature alone, as the fading screen asks for it."""

    temperature_c = TemperatureField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["temperature_c"].widget.attrs.update(inputmode="decimal", autocomplete="off")
