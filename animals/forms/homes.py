"""A foster home: what it can do and when, who lives there, and what it has on loan."""

import datetime as dt

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, BaseModelForm, inlineformset_factory
from django.utils import timezone

from animals.models import FosterHome, HomeAbsence, Species, SupplyLent
from animals.words import key_in

from .days import DayField
from .records import FoldedForm

DAYS_AHEAD = 730
MOST_ROOMS = 50
MOST_RESIDENTS = 50
MOST_ROWS = 40
TAKES = (
    "takes_species",
    "takes_bottle_babies",
    "takes_nursing_mothers",
    "takes_gruel",
    "takes_medical",
    "takes_singles",
)


class TickedSpeciesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        if not all(key_in(str(pk)) for pk in value or ()):
            raise forms.ValidationError("Choose among those that are offered.")
        return super().clean(value)


class AbsenceForm(forms.ModelForm):
    from_on = DayField(days_ahead=DAYS_AHEAD, label="First day away")
    to_on = DayField(days_ahead=DAYS_AHEAD, label="Last day away")

    class Meta:
        model = HomeAbsence
        fields = ["from_on", "to_on", "note"]

    def clean(self):
        typed = super().clean()
        first, last = typed.get("from_on"), typed.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "The last day lies before the first.")
        return typed


class SupplyForm(forms.ModelForm):
    lent_on = DayField(days_ahead=30, label="Lent on")
    returned_on = DayField(required=False, label="Came back on")

    class Meta:
        model = SupplyLent
        fields = ["what", "lent_on", "returned_on"]

    def clean(self):
        typed = super().clean()
        lent, returned = typed.get("lent_on"), typed.get("returned_on")
        if lent and returned and returned < lent:
            self.add_error("returned_on", "It came back before it was lent.")
        return typed


class HomeRows(BaseInlineFormSet):
    """Rows of a home as they stand, and one to add."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields[self._pk_field.name].error_messages["invalid_choice"] = (
            "Somebody else has changed this meanwhile. Open the page again."
        )
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take it back"

    def save_new(self, form, commit=True):
        """Sent a second time, it is there already."""
        typed = {name: form.cleaned_data[name] for name in form._meta.fields}
        typed[self.fk.name] = self.instance
        same = self.model.objects.filter(**typed).first()
        return same or super().save_new(form, commit=commit)


Absences = inlineformset_factory(
    FosterHome,
    HomeAbsence,
    form=AbsenceForm,
    formset=HomeRows,
    extra=1,
    max_num=MOST_ROWS,
    absolute_max=2 * MOST_ROWS,
)
Supplies = inlineformset_factory(
    FosterHome,
    SupplyLent,
    form=SupplyForm,
    formset=HomeRows,
    extra=1,
    can_delete=False,
    max_num=MOST_ROWS,
    absolute_max=2 * MOST_ROWS,
)


class CoordinateField(forms.DecimalField):
    """Degrees; what a map gives beyond a metre is left out."""

    def __init__(self, *, most: int, **options):
        super().__init__(
            required=False,
            min_value=-most,
            max_value=most,
            error_messages={
                "invalid": "Type it in degrees, as 52.52001.",
                "min_value": f"Degrees go from -{most} to {most}.",
                "max_value": f"Degrees go from -{most} to {most}.",
            },
            **options,
        )

    def to_python(self, value):
        degrees = super().to_python(value)
        if degrees is None or not degrees.is_finite() or abs(degrees) > 1000:
            return degrees  # refused further on
        return round(degrees, 5)


class HomeFields(FoldedForm, forms.ModelForm):
    """What the office and the carers of a home type alike."""

    available_from_on = DayField(required=False, days_ahead=DAYS_AHEAD, label="Available from")
    feeding_minutes_a_day = forms.IntegerField(
        min_value=0,
        max_value=1440,
        initial=240,
        label="Minutes a day for feeding",
        help_text="Five on a three-hour bottle take 240.",
    )
    away_hours = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=24,
        label="Hours away",
        help_text="The longest that nobody is at home on a usual day.",
    )
    takes_species = TickedSpeciesField(
        queryset=Species.objects.order_by("name"),
        required=False,
        label="Species",
        help_text="None ticked: all of them.",
    )
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea({"rows": 3}), label="Note"
    )

    def clean(self):
        typed = super().clean()
        opens = typed.get("available_from_on")
        closes = typed.get("closes_on", self.instance.closes_on)
        if opens and closes and closes <= opens:
            name = "closes_on" if "closes_on" in self.fields else "available_from_on"
            self.add_error(name, "It closes before it is available.")
        return typed

    def save(self, commit=True):
        """Write what was changed: what somebody else edits meanwhile stays theirs."""
        if self.instance.pk is None:
            return super().save(commit)
        home = super().save(commit=False)
        columns = {field.name for field in home._meta.concrete_fields}
        changed = [name for name in self.changed_data if name in columns]
        if changed:
            home.save(update_fields=changed)
        self.save_m2m()
        return home


class AvailabilityForm(HomeFields):
    """What the people of a home say of it themselves."""

    folds = (("What we take", TAKES), ("Note", ("note",)))

    class Meta:
        model = FosterHome
        fields = ["available_from_on", "feeding_minutes_a_day", "away_hours", *TAKES, "note"]


class HomeForm(HomeFields):
    folds = (
        ("What it takes", (*TAKES, "experience")),
        (
            "Time and rooms",
            ("feeding_minutes_a_day", "away_hours", "rooms", "quarantine_rooms"),
        ),
        ("When", ("available_from_on", "closes_on", "hold_until", "hold_reason")),
        ("On the map", ("latitude", "longitude")),
        ("Note", ("note",)),
    )

    rooms = forms.IntegerField(min_value=1, max_value=MOST_ROOMS, initial=1, label="Rooms")
    quarantine_rooms = forms.IntegerField(
        min_value=0,
        max_value=MOST_ROOMS,
        initial=0,
        label="Of these for quarantine",
        help_text="The last ones: they can be shut off from the rest.",
    )
    closes_on = DayField(
        required=False,
        days_ahead=DAYS_AHEAD,
        label="Closes on",
        help_text="Stops fostering on that day; who is there must move.",
    )
    hold_until = DayField(
        required=False,
        days_ahead=DAYS_AHEAD,
        label="Held until",
        help_text="No susceptible young until then, after parvovirus or panleukopenia.",
    )
    latitude = CoordinateField(most=90, label="Latitude", help_text="Such as 52.52001.")
    longitude = CoordinateField(
        most=180, label="Longitude", help_text="With both, distances are known."
    )

    class Meta:
        model = FosterHome
        fields = [
            "name",
            "area",
            *TAKES,
            "experience",
            "feeding_minutes_a_day",
            "away_hours",
            "rooms",
            "quarantine_rooms",
            "available_from_on",
            "closes_on",
            "hold_until",
            "hold_reason",
            "latitude",
            "longitude",
            "note",
        ]
        labels = {"hold_reason": "Why it is held"}
        error_messages = {
            "name": {"required": "Give it a name.", "unique": "Another home has this name."},
            "experience": {"invalid_choice": "Choose one of those that are offered."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = list(Species.objects.order_by("name"))
        there = {}
        if self.instance.pk:
            there = {row.species_id: row for row in self.instance.residents.all()}
        for kind in self.kinds:
            row = there.get(kind.pk)
            self.fields[f"residents_{kind.pk}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MOST_RESIDENTS,
                initial=row and row.how_many,
                label=f"{kind.name}s",
            )
            self.fields[f"vaccinated_{kind.pk}"] = forms.BooleanField(
                required=False,
                initial=bool(row and row.vaccinated),
                label=f"All {kind.name.lower()}s are vaccinated",
            )
        names = [f"{word}_{kind.pk}" for kind in self.kinds for word in ("residents", "vaccinated")]
        self.folds = (*self.folds[:2], ("Animals that live there", names), *self.folds[2:])

    def clean(self):
        typed = super().clean()
        rooms, apart = typed.get("rooms"), typed.get("quarantine_rooms")
        if rooms and apart and apart > rooms:
            there = "is only 1 room" if rooms == 1 else f"are only {rooms} rooms"
            self.add_error("quarantine_rooms", f"There {there}.")
        is_held = typed.get("hold_until") or "hold_until" in self.errors
        if typed.get("hold_reason") and not is_held:
            self.add_error("hold_until", "Say until when the home is held.")
        wrong = {"latitude", "longitude"} & self.errors.keys()
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if not wrong and typed.get(name) is None and typed.get(other) is not None:
                self.add_error(name, "Type both, or neither.")
        return typed

    def save(self, commit=True):
        home = super().save(commit)
        for kind in self.kinds:
            how_many = self.cleaned_data[f"residents_{kind.pk}"]
            vaccinated = self.cleaned_data[f"vaccinated_{kind.pk}"]
            if how_many:
                home.residents.update_or_create(
                    species=kind, defaults={"how_many": how_many, "vaccinated": vaccinated}
                )
            else:
                home.residents.filter(species=kind).delete()
        return home


def save_home(form: BaseModelForm, *sheets: BaseInlineFormSet) -> FosterHome | None:
    """All or nothing; None, and a sentence on the form, where another save came in between."""
    try:
        with transaction.atomic():
            home = form.save()
            for sheet in sheets:
                sheet.instance = home
                sheet.save()
    except IntegrityError:
        form.add_error(None, "Somebody else saved a home in this very moment. Save once more.")
        return None
    return home


def coming_absences() -> QuerySet[HomeAbsence]:
    """Those of today and later; a day more, for the page that was open at midnight."""
    return HomeAbsence.objects.filter(to_on__gte=timezone.localdate() - dt.timedelta(days=1))


def supplies_there() -> QuerySet[SupplyLent]:
    return SupplyLent.objects.filter(returned_on__isnull=True)
