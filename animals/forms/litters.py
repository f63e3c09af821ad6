"""A litter, and on adding it the young at once."""

from django import forms
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from animals import placing
from animals.fields import WeightField
from animals.models import (
    Animal,
    CollarColour,
    IntakeSubtype,
    IntakeType,
    Litter,
    Sex,
    WeaningStage,
)

from .animals import THREE_ROWS, check_birth_weight
from .choosing import ByNameField
from .days import InstantField
from .records import HomeChoice, RecordForm, offer_mothers

MOST_YOUNG = 15


class LitterForm(RecordForm):
    folds = (("More about the litter", ("came_from", "size_at_birth", "stillborn", "note")),)

    dam = ByNameField(called="animal here", required=False, label="Mother")
    size_at_birth = forms.IntegerField(
        required=False, min_value=0, max_value=30, label="Born alive"
    )
    stillborn = forms.IntegerField(required=False, min_value=0, max_value=30)

    class Meta:
        model = Litter
        fields = [
            "name",
            "species",
            "dam",
            "born_on",
            "born_plus_minus_days",
            "came_from",
            "size_at_birth",
            "stillborn",
            "note",
        ]
        widgets = {"note": forms.Textarea(THREE_ROWS)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_mothers(self.fields["dam"], self.person, kept=self.instance.dam)

    def clean_stillborn(self) -> int:
        return self.cleaned_data["stillborn"] or 0

    def clean(self):
        typed = super().clean()
        dam, species = typed.get("dam"), typed.get("species")
        if dam and species:
            self.check_dam(dam, species)
        if self.instance.pk and species and "species" in self.changed_data:
            other = self.instance.young.exclude(species=species).first()
            if other:
                self.add_error("species", f"{other} of this litter is of another species.")
        return typed

    def check_dam(self, dam, species) -> None:
        if dam.species_id != species.pk:
            self.add_error("dam", f"{dam} is of another species.")
        elif dam.sex == Sex.MALE:
            self.add_error("dam", f"{dam} is male.")
        elif self.instance.pk and dam.litter_id == self.instance.pk:
            self.add_error("dam", f"{dam} is one of this litter's young.")


class NewLitterForm(HomeChoice, LitterForm):
    """A new litter with what all of its young share."""

    intake_type = forms.ChoiceField(choices=IntakeType, required=False, label="How they came")
    intake_subtype = forms.ChoiceField(choices=IntakeSubtype, required=False, label="More exactly")
    intake_at = InstantField(required=False, label="Taken in at", help_text="Empty: now.")
    bottle_baby = forms.BooleanField(
        required=False,
        initial=True,
        label="They take the bottle",
        widget=forms.CheckboxInput({"role": "switch"}),
    )

    folds = (
        (
            "More about the litter",
            (
                "came_from",
                "intake_type",
                "intake_subtype",
                "intake_at",
                "size_at_birth",
                "stillborn",
                "note",
            ),
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_homes(adding=True)

    def clean_intake_type(self) -> str:
        return self.cleaned_data["intake_type"] or IntakeType.STRAY

    def clean_intake_at(self):
        return self.cleaned_data["intake_at"] or timezone.now()

    def clean(self):
        typed = super().clean()
        self.check_intake(typed)
        if not self.errors:
            self.check_new_home(typed["name"], at=typed["intake_at"])
        return typed

    def young(self, row: dict) -> Animal:
        """An animal of this litter, as a row of the sheet and the shared answers have it."""
        typed = self.cleaned_data
        return Animal(
            litter=self.instance,
            species=typed["species"],
            born_on=typed["born_on"],
            born_precision=self.instance.born_precision,
            born_plus_minus_days=typed["born_plus_minus_days"],
            intake_type=typed["intake_type"],
            intake_subtype=typed["intake_subtype"],
            intake_at=typed["intake_at"],
            intake_from=typed["came_from"],
            bottle_baby=typed["bottle_baby"],
            weaning_stage=WeaningStage.BOTTLE if typed["bottle_baby"] else WeaningStage.NURSING,
            **row,
        )


class YoungForm(forms.Form):
    """One of the litter. Without a name it is called by its collar."""

    name = forms.CharField(max_length=60, required=False)
    sex = forms.ChoiceField(
        choices=[(Sex.UNKNOWN, "—"), *((sex, sex.label) for sex in (Sex.FEMALE, Sex.MALE))],
        required=False,
        initial=Sex.UNKNOWN,
    )
    collar = forms.ChoiceField(choices=CollarColour, required=False)
    birth_weight_g = WeightField(required=False)

    def __init__(self, *args, unit: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["birth_weight_g"].unit = unit
        self.fields["birth_weight_g"].label = f"Birth weight, {unit}"

    def has_changed(self) -> bool:
        """Whether the row says anything; a sheet sent without the column of sexes says no less."""
        if self["sex"].data in (None, "", Sex.UNKNOWN):
            return self.changed_data not in ([], ["sex"])
        return True

    def clean_birth_weight_g(self):
        weight = self.cleaned_data["birth_weight_g"]
        return weight.grams if weight else None

    def clean(self):
        typed = super().clean()
        if not typed.get("name") and "name" not in self.errors:
            typed["name"] = CollarColour(typed.get("collar") or "").label.capitalize()
            if not typed.get("collar"):
                self.add_error("name", "Give it a name or a collar.")
        typed["sex"] = typed.get("sex") or Sex.UNKNOWN
        return typed


class YoungRows(BaseFormSet):
    def filled(self) -> list[YoungForm]:
        return [row for row in self if row.has_changed()]

    def fits(self, litter: NewLitterForm) -> bool:
        """Whether every row fits the litter and the others; says at the row where not."""
        names: set[str] = set()
        rows = self.filled()
        if not rows and not litter.cleaned_data["dam"] and not litter.person.sees_all:
            litter.add_error(None, "Name one of the young, so that the litter has somebody here.")
        alive = litter.cleaned_data["size_at_birth"]
        if alive is not None and len(rows) > alive:
            litter.add_error("size_at_birth", f"There are {len(rows)} young in the sheet below.")
        for row in rows:
            check_birth_weight(row, litter.cleaned_data["species"], litter.person.weight_unit)
            name = row.cleaned_data["name"].casefold()
            if name in names:
                row.add_error("name", "Another of them has this name.")
            names.add(name)
        return not litter.errors and not any(row.errors for row in self)


YoungSheet = formset_factory(
    YoungForm, formset=YoungRows, extra=MOST_YOUNG, max_num=MOST_YOUNG, absolute_max=MOST_YOUNG
)


@transaction.atomic
def save_litter(form: NewLitterForm, sheet: YoungRows) -> Litter:
    """The litter, its young and their placements, all or nothing."""
    litter = form.save()
    young = bulk_create_with_history(
        [form.young(row.cleaned_data) for row in sheet.filled()],
        Animal,
        default_user=form.person,
    )
    if young and form.chosen_home:
        placing.place(young, home=form.chosen_home, at=young[0].intake_at, by=form.person)
    return litter
