"""One animal: who it is, where it came from, and in the end what became of it."""

from decimal import Decimal

from django import forms
from django.db import transaction
from django.utils import timezone

from animals import placing
from animals.fields import WeightField
from animals.models import (
    Animal,
    IntakeType,
    OutcomeType,
    Placement,
    Sex,
    Species,
    WeaningStage,
)
from animals.units import WeightUnit, format_weight

from .choosing import ByNameField
from .days import DayField, InstantField
from .records import HomeChoice, RecordForm, offer_litters

OUTCOME = ("outcome_type", "outcome_at", "outcome_subtype", "outcome_note")
RUNT = ("runt_by_hand", "runt_reason")
OFFICE_ONLY = (*OUTCOME, *RUNT)
THREE_ROWS = {"rows": 3}


class OutcomeCheck:
    """What an outcome must have; the form has its fields on an edit by coordinators and staff."""

    def clean_outcome_at(self):
        stored = self.instance.outcome_at
        return stored if self.keeps("outcome_at", stored) else self.cleaned_data["outcome_at"]

    def check_outcome(self, typed) -> None:
        if any(name in self.errors for name in (*OUTCOME, "intake_at")):
            return
        kind, at = typed.get("outcome_type"), typed.get("outcome_at")
        if kind and not at:
            self.add_error("outcome_at", "Say when, as well as you know.")
        elif at and not kind:
            self.add_error("outcome_type", "Say what the outcome was, or empty its time.")
        elif at and at < typed["intake_at"]:
            self.add_error("outcome_at", "This is before it was taken in.")
        if typed.get("outcome_subtype") and kind != OutcomeType.TRANSFERRED:
            self.add_error("outcome_subtype", "This is only for a transfer to another agency.")

    @property
    def leaves_care(self) -> bool:
        return bool(self.cleaned_data.get("outcome_type"))


class AnimalForm(OutcomeCheck, HomeChoice, RecordForm):
    """What is needed at 3 a.m. is in sight, the rest is folded away."""

    folds = (
        ("Litter and looks", ("litter", "birth_weight_g", "adult_size", "breed", "coat", "chip")),
        ("Where it came from", ("intake_type", "intake_subtype", "intake_at", "intake_from")),
        ("Care", ("weaning_stage", "formula", "quarantine_until", *RUNT, "note")),
        ("Outcome", OUTCOME),
    )

    litter = ByNameField(called="litter", required=False)
    birth_weight_g = WeightField(required=False, label="Birth weight")
    intake_at = InstantField(required=False, label="Taken in at", help_text="Empty: now.")
    quarantine_until = DayField(required=False, days_ahead=366, label="In quarantine until")
    outcome_at = InstantField(required=False, label="When")

    class Meta:
        model = Animal
        fields = [
            "name",
            "species",
            "sex",
            "collar",
            "mark",
            "born_on",
            "born_plus_minus_days",
            "bottle_baby",
            "litter",
            "birth_weight_g",
            "adult_size",
            "breed",
            "coat",
            "chip",
            "intake_type",
            "intake_subtype",
            "intake_at",
            "intake_from",
            "weaning_stage",
            "formula",
            "quarantine_until",
            *RUNT,
            "note",
            *OUTCOME,
        ]
        widgets = {
            "bottle_baby": forms.CheckboxInput({"role": "switch"}),
            "sex": forms.RadioSelect,
            "collar": forms.RadioSelect,
            "note": forms.Textarea(THREE_ROWS),
            "outcome_note": forms.Textarea(THREE_ROWS),
        }
        labels = {
            "adult_size": "Adult size (dogs)",
            "intake_from": "From whom or where",
            "intake_subtype": "More exactly",
            "intake_type": "How it came",
            "outcome_note": "Note",
            "outcome_subtype": "More exactly",
            "outcome_type": "Outcome",
            "weaning_stage": "Feeding stage",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.adding = self.instance.pk is None
        if "litter" in self.fields:
            kept = self.instance.litter or self.initial.get("litter")
            offer_litters(self.fields["litter"], self.person, kept=kept)
        if "birth_weight_g" in self.fields:
            field: WeightField = self.fields["birth_weight_g"]
            field.unit = self.person.weight_unit
            field.label = f"Birth weight, {field.unit}"
        for name in ("sex", "collar", "intake_type", "weaning_stage"):
            if name in self.fields:
                self.fields[name].required = False  # each has a sound default
        if self.adding:
            self.initial = {
                "bottle_baby": True,
                "weaning_stage": WeaningStage.BOTTLE,
                **self.initial,
                "intake_at": None,
            }
        if self.adding or not self.person.sees_all:
            for name in OFFICE_ONLY:
                self.fields.pop(name, None)
        if self.instance.is_in_care:
            self.offer_homes(now_in=self.home_now(), adding=self.adding)

    def home_now(self):
        if self.adding:
            return None
        placed = Placement.objects.filter(animal=self.instance, ended_at__isnull=True)
        row = placed.select_related("home").first()
        return row.home if row else None

    def clean_sex(self):
        return self.cleaned_data["sex"] or Sex.UNKNOWN

    def clean_intake_type(self):
        return self.cleaned_data["intake_type"] or IntakeType.STRAY

    def clean_intake_at(self):
        stored = None if self.adding else self.instance.intake_at
        if self.keeps("intake_at", stored):
            return stored
        return self.cleaned_data["intake_at"] or stored or timezone.now()

    def clean_birth_weight_g(self) -> Decimal | None:
        stored = self.instance.birth_weight_g
        if self.keeps("birth_weight_g", stored):
            return stored
        weight = self.cleaned_data["birth_weight_g"]
        return weight.grams if weight else None

    def clean(self):
        typed = super().clean()
        self.take_birth_from_litter(typed)
        self.settle_stage(typed)
        self.check_litter(typed)
        self.check_intake(typed)
        check_birth_weight(self, typed.get("species"), self.person.weight_unit)
        if OFFICE_ONLY[0] in self.fields:
            self.check_outcome(typed)
            self.check_runt(typed)
        if not self.errors and self.adding:
            self.check_new_home(typed["name"], at=typed["intake_at"])
        elif not self.errors:
            self.check_placing(typed)
        return typed

    def take_birth_from_litter(self, typed) -> None:
        litter = typed.get("litter")
        if self.adding and litter and not typed.get("born_on") and "born_on" not in self.errors:
            typed["born_on"] = litter.born_on
            typed["born_plus_minus_days"] = litter.born_plus_minus_days
            self.instance.born_precision = litter.born_precision

    def settle_stage(self, typed) -> None:
        """No stage, or one that the switch beside it contradicts: go by the switch."""
        stage, bottle = typed.get("weaning_stage"), typed.get("bottle_baby")
        if not stage or (self.adding and stage == WeaningStage.BOTTLE and not bottle):
            typed["weaning_stage"] = WeaningStage.BOTTLE if bottle else WeaningStage.NURSING

    def check_litter(self, typed) -> None:
        litter, species = typed.get("litter"), typed.get("species")
        if litter and species and litter.species_id != species.pk:
            self.add_error("litter", f"{litter} is a litter of another species.")
        if self.adding:
            return
        if litter and litter.dam_id == self.instance.pk:
            self.add_error("litter", f"{self.instance} is the mother of {litter}.")
        if species and "species" in self.changed_data:
            borne = self.instance.litters_borne.exclude(species=species).first()
            if borne:
                self.add_error("species", f"It is the mother of {borne}, of another species.")

    def check_runt(self, typed) -> None:
        said, reason = (typed.get(name) for name in RUNT)
        if said and not reason and "runt_reason" not in self.errors:
            self.add_error("runt_reason", "Say in a few words why it is a runt, or why not.")
        elif reason and not said:
            self.add_error("runt_by_hand", "Choose what the reason below is for, or empty it.")

    def check_placing(self, typed) -> None:
        if self.leaves_care:
            self.try_placing(
                lambda: placing.refuse_early_end(
                    placing.open_placements([self.instance]), at=typed["outcome_at"]
                ),
                "outcome_at",
            )
        elif self.moves and self.chosen_home:
            self.try_placing(
                lambda: placing.refuse_impossible(
                    [self.instance], home=self.chosen_home, at=timezone.now()
                )
            )

    @transaction.atomic
    def save(self, commit=True):
        animal = super().save(commit)
        if self.leaves_care:
            placing.take_out([animal], at=animal.outcome_at, by=self.person)
        elif self.adding and self.chosen_home:
            placing.place([animal], home=self.chosen_home, at=animal.intake_at, by=self.person)
        elif self.moves and self.chosen_home:
            placing.place([animal], home=self.chosen_home, by=self.person)
        elif self.moves:
            placing.take_out([animal], by=self.person)
        return animal


def check_birth_weight(form, species: Species | None, unit: WeightUnit) -> None:
    """Within what newborns of the species weigh; most slips are of unit or digit."""
    grams = form.cleaned_data.get("birth_weight_g")
    if not grams or not species:
        return
    if not species.lightest_g <= grams <= species.heaviest_newborn_g:
        low, high = (
            format_weight(Decimal(limit), unit)
            for limit in (species.lightest_g, species.heaviest_newborn_g)
        )
        form.add_error(
            "birth_weight_g",
            f"{format_weight(grams, unit)} is no weight of a newborn {species.young_name}: "
            f"{low} to {high}.",
        )
