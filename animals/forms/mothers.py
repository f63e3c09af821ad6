"""A mother, or one to be: the animal, how she stands as a mother, and her tests."""

from django import forms
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from animals.models import Animal, Dam, HealthTest, Sex, WeaningStage

from .animals import THREE_ROWS, AnimalForm
from .days import DayField

LONGEST_WAIT_DAYS = 75  # a cat or dog carries for nine weeks
TEST_ROWS = 3


class MotherForm(AnimalForm):
    folds = (
        ("Looks", ("collar", "breed", "coat", "mark", "chip")),
        ("Where she came from", ("intake_type", "intake_subtype", "intake_at", "intake_from")),
        ("Care", ("quarantine_until", "note")),
    )

    litter = None
    birth_weight_g = None
    outcome_at = None

    class Meta(AnimalForm.Meta):
        fields = [
            "name",
            "species",
            "born_on",
            "born_plus_minus_days",
            "breed",
            "coat",
            "mark",
            "collar",
            "chip",
            "intake_type",
            "intake_subtype",
            "intake_at",
            "intake_from",
            "quarantine_until",
            "note",
        ]
        widgets = {"note": forms.Textarea(THREE_ROWS), "collar": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.sex = Sex.FEMALE
        self.instance.weaning_stage = WeaningStage.SOLID


class DamForm(forms.ModelForm):
    prefix = "dam"

    due_on = DayField(required=False, days_ahead=LONGEST_WAIT_DAYS, label="Due on")
    due_plus_minus_days = forms.IntegerField(
        required=False, min_value=0, max_value=60, label="± days"
    )

    class Meta:
        model = Dam
        fields = ["state", "due_on", "due_plus_minus_days", "milk", "temper"]
        widgets = {"state": forms.RadioSelect}

    def clean_due_plus_minus_days(self) -> int:
        return self.cleaned_data["due_plus_minus_days"] or 0

    def clean(self):
        typed = super().clean()
        if "due_on" in self.errors:
            return typed
        if typed.get("due_on") and typed.get("state") not in (None, Dam.State.PREGNANT):
            self.add_error("due_on", "A due day is for a pregnant one.")
        elif typed.get("due_plus_minus_days") and not typed.get("due_on"):
            self.add_error("due_on", "± days need a day that they lie around.")
        return typed


class HealthTestForm(forms.ModelForm):
    tested_on = DayField(required=False, label="On", help_text="Empty: today.")

    class Meta:
        model = HealthTest
        fields = ["kind", "result", "tested_on"]

    def clean_tested_on(self):
        return self.cleaned_data["tested_on"] or timezone.localdate()


HealthTests = formset_factory(HealthTestForm, extra=TEST_ROWS, max_num=TEST_ROWS, absolute_max=20)


@transaction.atomic
def save_mother(form: MotherForm, dam: DamForm, tests: BaseFormSet) -> Animal:
    mother = form.save()
    dam.instance.animal = mother
    dam.save()
    for row in tests:
        if row.has_changed():
            row.instance.animal = mother
            row.save()
    return mother
