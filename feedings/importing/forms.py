"""What a person says about her weighing sheet, before and beside the preview."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from animals.access import litters_for
from animals.forms.choosing import ByNameField
from animals.forms.days import DayField
from animals.forms.records import NEWEST_FIRST, HomeChoice
from animals.models import AdultSize, FosterHome, Litter, Person, Species

from . import sheet
from .apply import LONGEST_LITTER_NAME

UNITS = [("", "as the sheet says, or guess"), ("g", "grams"), ("oz", "ounces")]
UNITS += [("lb", "pounds"), ("kg", "kilograms")]
ORDERS = [("", "as the sheet shows"), ("dmy", "day first"), ("mdy", "month first")]
ORDERS += [("ymd", "year first")]


class LitterNameField(ByNameField):
    """Cleans to the litter with the typed name, or to the name of a new one."""

    def find(self, text: str) -> Model | str:  # type: ignore[override]
        assert self.queryset is not None
        if self.kept is None and not self.queryset.filter(name__iexact=text).exists():
            if text.rstrip("0123456789").endswith("#"):
                return super().find(text)
            if len(text) > LONGEST_LITTER_NAME:
                raise forms.ValidationError(
                    f"A litter's name has {LONGEST_LITTER_NAME} characters at most."
                )
            return text
        return super().find(text)


class SheetAnswers(HomeChoice, forms.Form):
    """Whose weights they are and how to read them; what stays empty is left to the sheet."""

    species = forms.ModelChoiceField(
        Species.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Say which species it is."},
    )
    litter = LitterNameField(
        called="litter",
        label="Litter",
        help_text="One that is here already, or the name of a new one.",
        error_messages={"required": "Say which litter it is, or give a new one a name."},
    )
    born_on = DayField(
        required=False, label="Born on", help_text="Needed where the sheet counts in ages."
    )
    unit = forms.ChoiceField(choices=UNITS, required=False, label="Numbers are in")

    folded = ("adult_size", "bag_g", "date_order", "day_one_is_birth")
    adult_size = forms.ChoiceField(choices=AdultSize, required=False, label="Adult size (dogs)")
    bag_g = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=9999,
        decimal_places=1,
        label="Bag, g",
        help_text="Taken off every weight, where the weights include a bag.",
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    date_order = forms.ChoiceField(choices=ORDERS, required=False, label="Dates are written")
    day_one_is_birth = forms.BooleanField(
        required=False,
        label="Day 1 is the day of birth",
        widget=forms.CheckboxInput({"role": "switch"}),
    )

    def __init__(self, *args: Any, person: Person, sheets: tuple[str, ...] = (), **kwargs: Any):
        self.person = person
        super().__init__(*args, **kwargs)
        litters = litters_for(person).select_related("species").order_by(*NEWEST_FIRST)
        self.litter_field().offer(litters)
        home = self.initial.get("home")
        self.offer_homes(adding=True)
        if home is not None and "home" in self.fields:
            self.initial["home"] = home.name if self.person.sees_all else home.pk
        if self.person.sees_all:
            self.fields["home"].help_text = "For animals that are new. Empty: they wait for a home."
        if len(sheets) > 1:
            choices = [("", "the first with weights"), *((name, name) for name in sheets)]
            self.fields["sheet"] = forms.ChoiceField(
                choices=choices, required=False, label="Worksheet"
            )

    def litter_field(self) -> LitterNameField:
        field = self.fields["litter"]
        assert isinstance(field, LitterNameField)
        return field

    def folded_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded]

    def folded_is_open(self) -> bool:
        return any(self[name].errors or self[name].value() for name in self.folded)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        litter, species = typed.get("litter"), typed.get("species")
        if isinstance(litter, Litter):
            if species and litter.species_id != species.pk:
                self.add_error("litter", f"{litter} is a litter of another species.")
            self._take_birth_from(litter, typed)
        if typed.get("adult_size") and species and not species.sized_by_adult:
            typed["adult_size"] = ""
        if not self.errors:
            self.check_new_home("What is new", at=timezone.now())
        return typed

    def _take_birth_from(self, litter: Litter, typed: dict[str, Any]) -> None:
        typed_day: dt.date | None = typed.get("born_on")
        if litter.born_on is None or "born_on" in self.errors:
            return
        if typed_day is None:
            typed["born_on"] = litter.born_on
        elif typed_day != litter.born_on and not litter.born_plus_minus_days:
            self.add_error("born_on", f"{litter} was born on {litter.born_on:%-d %B %Y}.")

    def answers(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        typed = self.cleaned_data
        litter = typed["litter"]
        home = self.chosen_home
        return {
            "species": typed["species"].pk,
            "litter": litter.pk if isinstance(litter, Litter) else None,
            "litter_name": litter.name if isinstance(litter, Litter) else litter,
            "born_on": typed["born_on"].isoformat() if typed["born_on"] else "",
            "unit": typed["unit"],
            "adult_size": typed["adult_size"],
            "bag_g": str(typed["bag_g"]) if typed["bag_g"] is not None else "",
            "date_order": typed["date_order"],
            "day_one_is_birth": typed["day_one_is_birth"],
            "sheet": typed.get("sheet", ""),
            "home": home.pk if home else None,
        }


class UploadForm(SheetAnswers):
    file = forms.FileField(
        label="A weighing sheet",
        error_messages={
            "required": "Choose the file with the weights.",
            "empty": "This file is empty.",
            "missing": "Choose the file with the weights.",
        },
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.xlsm"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > sheet.MAX_BYTES:
            raise forms.ValidationError(sheet.too_large(file.name))
        self.content = file.read()
        try:
            sheet.read_tables(file.name, self.content)
        except sheet.SheetError as error:
            raise forms.ValidationError(str(error)) from error
        return file


def initial_from(answers: dict[str, Any]) -> dict[str, Any]:
    """The draft's answers as the form shows them again."""
    home = FosterHome.objects.filter(pk=answers["home"]).first() if answers.get("home") else None
    return {
        **{name: answers.get(name) for name in ("species", "born_on", "unit", "adult_size")},
        **{name: answers.get(name) for name in ("bag_g", "date_order", "sheet")},
        "day_one_is_birth": answers.get("day_one_is_birth", False),
        "litter": _litter_text(answers),
        "home": home,
    }


def _litter_text(answers: dict[str, Any]) -> str:
    name = answers.get("litter_name", "")
    litter = answers.get("litter")
    if litter and Litter.objects.filter(name__iexact=name).count() > 1:
        return f"{name} #{litter}"
    return name
