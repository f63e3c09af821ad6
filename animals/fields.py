"""Form fields for weights and volumes, typed as people type them."""

from decimal import Decimal

from django import forms

from .units import UnitError, Weight, WeightUnit, in_unit, parse_volume, parse_weight, trimmed


class MeasureField(forms.CharField):
    """A number with or without its unit; cleans to what `parse` makes of the text."""

    def __init__(self, **options):
        super().__init__(max_length=20, **options)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def parse(self, text: str) -> Weight | Decimal:
        raise NotImplementedError

    def to_python(self, value) -> Weight | Decimal | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.parse(text)
        except UnitError as error:
            raise forms.ValidationError(str(error)) from error

    def validate(self, value):
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value):
        """Those of a text's length and characters; `parse` lets nothing else than a number pass."""


class WeightField(MeasureField):
    """Cleans to a Weight (grams, unit, precision); `unit` is what a bare number means."""

    unit: WeightUnit = "g"

    def parse(self, text: str) -> Weight:
        return parse_weight(text, self.unit)

    def prepare_value(self, value):
        """Grams are shown in the unit; what was typed is kept as typed."""
        return trimmed(in_unit(value, self.unit)) if isinstance(value, Decimal) else value


class VolumeField(MeasureField):
    """Cleans to millilitres to 0.1."""

    def parse(self, text: str) -> Decimal:
        return parse_volume(text)

    def prepare_value(self, value):
        return trimmed(value) if isinstance(value, Decimal) else value
