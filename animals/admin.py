"""The office's view of who is here, where, and by which protocol."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from .admin_rules import ReadOnly, RecordAdmin, filled_in
from .models import (
    Animal,
    BreedBirthWeight,
    BuddyPair,
    BuddyPairState,
    CareTask,
    Dam,
    FeedingStep,
    Formula,
    FosterHome,
    GrowthMultiple,
    GrowthPoint,
    HealthTest,
    HomeAbsence,
    HomeInvitation,
    HomeMembership,
    Limit,
    Litter,
    MaternalBond,
    Offer,
    OfferedAnimal,
    Organisation,
    Person,
    Placement,
    ResidentAnimals,
    Species,
    SupplyLent,
)

admin.site.unregister(Group)  # who may do what follows from a person's role and homes


class HistoryAdmin(RecordAdmin, SimpleHistoryAdmin):
    """Records whose every edit is kept, with who made it."""

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        # simple_history lets whoever may look at an old version bring it back.
        stored = self.get_object(request, object_id)
        if request.method == "POST" and not self.has_change_permission(request, stored):
            raise PermissionDenied
        return self.saying_why(
            request, super().history_form_view, request, object_id, version_id, extra_context
        )


OPEN = ("ended_at", filled_in("open or ended", empty="open", filled="ended"))


@admin.register(Animal)
class AnimalAdmin(HistoryAdmin):
    list_display = [
        "name",
        "species",
        "collar",
        "litter",
        "home",
        "born_on",
        "bottle_baby",
        "last_weight_g",
        "outcome_type",
    ]
    list_filter = [
        ("outcome_at", filled_in("in care", empty="in care", filled="has left")),
        "species",
        "bottle_baby",
        "weaning_stage",
        "intake_type",
        "outcome_type",
    ]
    list_select_related = ["species", "litter"]
    search_fields = ["name", "chip", "mark", "litter__name"]
    autocomplete_fields = ["litter"]
    readonly_fields = ["last_fed_at", "next_feed_due_at", "last_weight_g", "last_weighed_at"]

    def get_queryset(self, request):
        placed = Placement.objects.open_at(timezone.now()).select_related("home")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("placements", placed, to_attr="placed"))
        )

    @admin.display(empty_value="—")
    def home(self, animal):
        return ", ".join(row.home.name for row in animal.placed) or None


@admin.register(Litter)
class LitterAdmin(HistoryAdmin):
    list_display = ["name", "species", "dam", "born_on", "came_from", "size_at_birth"]
    list_filter = ["species"]
    list_select_related = ["species", "dam"]
    search_fields = ["name", "came_from", "dam__name"]
    autocomplete_fields = ["dam"]


@admin.register(Dam)
class DamAdmin(HistoryAdmin):
    list_display = ["animal", "state", "due_on", "due_plus_minus_days"]
    list_filter = ["state"]
    list_select_related = ["animal"]
    search_fields = ["animal__name"]
    autocomplete_fields = ["animal"]


@admin.register(HealthTest)
class HealthTestAdmin(RecordAdmin):
    list_display = ["animal", "kind", "result", "tested_on"]
    list_filter = ["kind", "result", "tested_on"]
    list_select_related = ["animal"]
    search_fields = ["animal__name"]
    autocomplete_fields = ["animal"]


@admin.register(MaternalBond)
class MaternalBondAdmin(RecordAdmin):
    list_display = ["young", "mother", "state", "is_surrogate", "started_at", "ended_at"]
    list_filter = [OPEN, "state", "is_surrogate"]
    list_select_related = ["young", "mother"]
    search_fields = ["young__name", "mother__name"]
    autocomplete_fields = ["young", "mother", "seen_by"]


class BuddyPairForm(forms.ModelForm):
    def clean(self):
        """A pair is stored in the order of its animals' keys, whichever way it is entered."""
        typed = super().clean()
        first, second = typed.get("first"), typed.get("second")
        if first and second and first.pk > second.pk:
            typed["first"], typed["second"] = second, first
        return typed


class BuddyPairStates(admin.TabularInline):
    model = BuddyPairState
    extra = 0
    autocomplete_fields = ["decided_by"]


@admin.register(BuddyPair)
class BuddyPairAdmin(HistoryAdmin):
    form = BuddyPairForm
    list_display = ["first", "second", "adopt_together"]
    list_filter = ["adopt_together"]
    list_select_related = ["first", "second"]
    search_fields = ["first__name", "second__name"]
    autocomplete_fields = ["first", "second"]
    inlines = [BuddyPairStates]


@admin.register(BuddyPairState)
class BuddyPairStateAdmin(RecordAdmin):
    list_display = ["pair", "state", "started_at", "ended_at", "decided_by"]
    list_filter = [OPEN, "state"]
    list_select_related = ["pair__first", "pair__second", "decided_by"]
    search_fields = ["pair__first__name", "pair__second__name"]
    autocomplete_fields = ["pair", "decided_by"]


class MembersInline(admin.TabularInline):
    model = HomeMembership
    extra = 0
    autocomplete_fields = ["person"]


class AbsencesInline(admin.TabularInline):
    model = HomeAbsence
    extra = 0


class ResidentsInline(admin.TabularInline):
    model = ResidentAnimals
    extra = 0


class SuppliesInline(admin.TabularInline):
    model = SupplyLent
    extra = 0


class InvitationsInline(ReadOnly, admin.TabularInline):
    """Made and taken back on the home's page: only there is the link known, and only once."""

    model = HomeInvitation
    fields = ["email", "kind", "made_by", "made_at", "expires_at", "used_at", "withdrawn_at"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("made_by")


@admin.register(FosterHome)
class FosterHomeAdmin(HistoryAdmin):
    list_display = [
        "name",
        "area",
        "rooms",
        "quarantine_rooms",
        "feeding_minutes_a_day",
        "available_from_on",
        "hold_until",
        "closes_on",
    ]
    list_filter = [
        ("hold_until", filled_in("held", empty="open", filled="held until a day")),
        ("closes_on", filled_in("closing", empty="stays open", filled="closes on a day")),
        "experience",
        "takes_medical",
    ]
    search_fields = ["name", "area", "members__name"]
    inlines = [
        MembersInline,
        AbsencesInline,
        ResidentsInline,
        SuppliesInline,
        InvitationsInline,
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "takes_species":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(HomeMembership)
class HomeMembershipAdmin(RecordAdmin):
    list_display = ["home", "person", "kind", "started_at", "ended_at"]
    list_filter = [OPEN, "kind"]
    list_select_related = ["home", "person"]
    search_fields = ["home__name", "person__name", "person__email"]
    autocomplete_fields = ["home", "person"]


@admin.register(HomeAbsence)
class HomeAbsenceAdmin(HistoryAdmin):
    list_display = ["home", "from_on", "to_on", "note"]
    list_filter = ["from_on"]
    list_select_related = ["home"]
    search_fields = ["home__name", "note"]
    autocomplete_fields = ["home"]


@admin.register(ResidentAnimals)
class ResidentAnimalsAdmin(RecordAdmin):
    list_display = ["home", "species", "how_many", "vaccinated"]
    list_filter = ["species", "vaccinated"]
    list_select_related = ["home", "species"]
    search_fields = ["home__name"]
    autocomplete_fields = ["home"]


@admin.register(SupplyLent)
class SupplyLentAdmin(HistoryAdmin):
    list_display = ["what", "home", "lent_on", "returned_on"]
    list_filter = [("returned_on", filled_in("on loan", empty="on loan", filled="came back"))]
    list_select_related = ["home"]
    search_fields = ["what", "home__name"]
    autocomplete_fields = ["home"]


@admin.register(HomeInvitation)
class HomeInvitationAdmin(ReadOnly, RecordAdmin):
    exclude = ["digest"]
    list_display = ["email", "home", "kind", "made_by", "made_at", "used_at", "withdrawn_at"]
    list_filter = [("used_at", filled_in("used", empty="not used", filled="used"))]
    list_select_related = ["home", "made_by"]
    search_fields = ["email", "home__name"]


@admin.register(Placement)
class PlacementAdmin(HistoryAdmin):
    list_display = ["animal", "home", "started_at", "ended_at", "placed_by"]
    list_filter = [OPEN, "started_at"]
    list_select_related = ["animal", "home", "placed_by"]
    search_fields = ["animal__name", "home__name"]
    autocomplete_fields = ["animal", "home", "placed_by"]


class OfferedInline(ReadOnly, admin.TabularInline):
    model = OfferedAnimal
    fields = ["animal", "answer"]
    extra = 0


@admin.register(Offer)
class OfferAdmin(ReadOnly, HistoryAdmin):
    """Made on the board and answered by the home."""

    list_display = ["home", "state", "made_at", "made_by", "expires_at", "answered_by"]
    list_filter = ["state", "made_at"]
    list_select_related = ["home", "made_by", "answered_by"]
    search_fields = ["home__name", "offered__animal__name", "note", "answer"]
    inlines = [OfferedInline]


@admin.register(OfferedAnimal)
class OfferedAnimalAdmin(ReadOnly, RecordAdmin):
    list_display = ["animal", "offer", "answer"]
    list_filter = ["answer"]
    list_select_related = ["animal", "offer__home"]
    search_fields = ["animal__name", "offer__home__name"]


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = ["name", "phone", "care_day_starts_at_hour"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Organisation.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(Person)
class PersonAdmin(HistoryAdmin, UserAdmin):
    """People are closed, not deleted: what they recorded keeps its author."""

    add_form = UserCreationForm
    add_fieldsets = [
        (None, {"fields": ["email", "name", "role", "password1", "password2"]}),
    ]
    fieldsets = [
        (None, {"fields": ["name", "email", "password", "phone", "role", "is_active"]}),
        ("As they see it", {"fields": ["time_zone", "weight_unit", "theme"]}),
        ("Seen", {"fields": ["last_login", "joined_at"]}),
    ]
    for_superusers = [("All rights", {"fields": ["is_superuser"]})]
    readonly_fields = ["last_login", "joined_at"]
    list_display = ["name", "email", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    filter_horizontal = []

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return [*fieldsets, *self.for_superusers]
        return fieldsets

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        # As stored: an older version to go back to may be from before the rights were given.
        return allowed and not Person.objects.filter(pk=obj.pk, is_superuser=True).exists()

    def has_delete_permission(self, request, obj=None):
        return False


class PublishedAdmin(HistoryAdmin):
    """Rows of a published table, each with its source."""

    list_filter = ["species", "certainty"]
    list_select_related = ["species"]


@admin.register(Species)
class SpeciesAdmin(RecordAdmin):
    list_display = ["name", "code", "default_formula", "lightest_g", "heaviest_adult_g"]
    list_select_related = ["default_formula"]
    search_fields = ["name", "code"]


@admin.register(Formula)
class FormulaAdmin(HistoryAdmin):
    list_display = ["name", "kcal_per_ml", "grams_per_ml", "certainty"]
    search_fields = ["name"]


@admin.register(FeedingStep)
class FeedingStepAdmin(PublishedAdmin):
    list_display = [
        "species",
        "scheme",
        "age_days_from",
        "age_days_to",
        "weight_g_from",
        "interval_hours",
        "ml_per_feed_high",
        "kcal_per_100g_day_low",
    ]
    list_filter = ["species", "scheme"]
    search_fields = ["scheme", "notes", "source"]


@admin.register(Limit)
class LimitAdmin(PublishedAdmin):
    list_display = ["key", "species", "value", "unit", "meaning", "certainty"]
    search_fields = ["key", "meaning"]


@admin.register(GrowthPoint)
class GrowthPointAdmin(RecordAdmin):
    list_display = ["species", "size_class", "age_days", "low_g", "typical_g", "high_g"]
    list_filter = ["species", "size_class"]
    list_select_related = ["species"]
    search_fields = ["size_class", "source"]


@admin.register(GrowthMultiple)
class GrowthMultipleAdmin(RecordAdmin):
    list_display = ["species", "model", "age_days", "multiple"]
    list_filter = ["species", "model"]
    list_select_related = ["species"]
    search_fields = ["model", "source"]


@admin.register(BreedBirthWeight)
class BreedBirthWeightAdmin(RecordAdmin):
    list_display = ["breed", "species", "size_class", "mean_g", "lbw_below_g", "vlbw_below_g"]
    list_filter = ["species", "size_class"]
    list_select_related = ["species"]
    search_fields = ["breed"]


@admin.register(CareTask)
class CareTaskAdmin(PublishedAdmin):
    list_display = [
        "task",
        "species",
        "from_age_days",
        "repeat_days",
        "until_age_days",
        "min_weight_g",
    ]
    search_fields = ["task", "notes"]
