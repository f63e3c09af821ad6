"""Entries as staff find them. They are append-only: what is wrong is voided, with a reason."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from animals.admin_rules import ReadOnly, filled_in

from .alerts.sentences import in_words
from .models import (
    Alert,
    AlertAction,
    Feed,
    HeldEntry,
    ImportDraft,
    MedicineGiven,
    Observation,
    Phone,
    ReturnAttempt,
    WeighIn,
)
from .recording import void

MOST_AT_ONCE = 100


class VoidForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        label="Why",
        widget=forms.TextInput({"size": 60, "autofocus": True}),
        error_messages={"required": "Say why: the entry stays, and so does the reason."},
    )


@admin.action(description="Void the chosen entries, with a reason", permissions=["void"])
def void_chosen(modeladmin, request: HttpRequest, entries):
    form = VoidForm(request.POST if "reason" in request.POST else None)
    chosen = list(entries.current()[: MOST_AT_ONCE + 1])
    if not chosen:
        messages.info(request, "These are voided or corrected already.")
        return None
    if len(chosen) > MOST_AT_ONCE:
        messages.error(request, f"Void at most {MOST_AT_ONCE} entries at once.")
        return None
    if form.is_valid():
        for entry in chosen:
            void(entry, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{len(chosen)} voided. They stay in the record, marked.")
        return redirect(request.get_full_path())
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Void entries",
        "opts": modeladmin.opts,
        "entries": chosen,
        "form": form,
    }
    return TemplateResponse(request, "admin/void_entries.html", context)


class EntryAdmin(ReadOnly, admin.ModelAdmin):
    list_filter = [
        "happened_at",
        "source",
        ("voided_at", filled_in("voided", empty="counts", filled="voided")),
    ]
    list_select_related = ["animal", "recorded_by"]
    search_fields = ["animal__name"]
    actions = [void_chosen]
    list_per_page = 50
    show_full_result_count = False  # a count of a million rows, for a number that nobody needs

    def has_void_permission(self, request) -> bool:
        return request.user.is_staff


@admin.register(Feed)
class FeedAdmin(EntryAdmin):
    list_display = [
        "happened_at",
        "animal",
        "route",
        "volume_ml",
        "weight_before_g",
        "not_fed_reason",
        "recorded_by",
        "source",
        "voided_at",
    ]
    list_filter = [*EntryAdmin.list_filter, "route", "not_fed_reason"]


@admin.register(WeighIn)
class WeighInAdmin(EntryAdmin):
    list_display = [
        "happened_at",
        "animal",
        "grams",
        "unit",
        "purpose",
        "recorded_by",
        "source",
        "voided_at",
    ]
    list_filter = [*EntryAdmin.list_filter, "purpose", "unit"]


@admin.register(Observation)
class ObservationAdmin(EntryAdmin):
    list_display = [
        "happened_at",
        "animal",
        "kind",
        "temperature_c",
        "stool_score",
        "vigour",
        "recorded_by",
        "voided_at",
    ]
    list_filter = [*EntryAdmin.list_filter, "kind"]


@admin.register(MedicineGiven)
class MedicineGivenAdmin(EntryAdmin):
    list_display = ["happened_at", "animal", "medicine", "dose", "recorded_by", "voided_at"]
    search_fields = ["animal__name", "medicine", "lot_number"]


@admin.register(ReturnAttempt)
class ReturnAttemptAdmin(EntryAdmin):
    list_display = [
        "happened_at",
        "animal",
        "mother",
        "latched",
        "minutes",
        "reaction",
        "result",
        "recorded_by",
        "voided_at",
    ]
    list_filter = [*EntryAdmin.list_filter, "result", "reaction"]
    list_select_related = ["animal", "mother", "recorded_by"]


@admin.register(ImportDraft)
class ImportDraftAdmin(admin.ModelAdmin):
    """Sheets between upload and confirmation; the sheet itself is shown by its own page."""

    list_display = ["filename", "person", "created_at", "confirmed_at"]
    list_filter = [
        "created_at",
        ("confirmed_at", filled_in("stored", empty="not stored yet", filled="stored")),
    ]
    list_select_related = ["person"]
    search_fields = ["filename", "person__name"]
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ActionInline(ReadOnly, admin.TabularInline):
    model = AlertAction
    fields = ["happened_at", "kind", "person", "note", "until"]


@admin.register(Alert)
class AlertAdmin(ReadOnly, admin.ModelAdmin):
    """What was found wrong, open and closed, with what people did about it."""

    list_display = [
        "raised_at",
        "animal",
        "home",
        "severity",
        "code",
        "sentence",
        "closed_at",
        "muted_until",
    ]
    list_filter = [
        "raised_at",
        "severity",
        ("closed_at", filled_in("closed", empty="open", filled="closed")),
        "code",
    ]
    list_select_related = ["animal", "home"]
    search_fields = ["animal__name", "home__name", "text"]
    inlines = [ActionInline]
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="what")
    def sentence(self, alert: Alert) -> str:
        return in_words(alert.text, "g")


@admin.register(AlertAction)
class AlertActionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["happened_at", "kind", "alert", "person", "note", "until"]
    list_filter = ["happened_at", "kind"]
    list_select_related = ["alert", "person"]
    search_fields = ["alert__animal__name", "alert__home__name", "person__name", "note"]
    list_per_page = 50
    show_full_result_count = False


@admin.register(Phone)
class PhoneAdmin(ReadOnly, admin.ModelAdmin):
    """What each phone last said of itself; its page in Pouch is "Phones"."""

    list_display = [
        "last_seen_at",
        "person",
        "user_agent",
        "waiting",
        "oldest_waiting_at",
        "need_you",
        "clock_off_s",
    ]
    list_filter = ["last_seen_at"]
    list_select_related = ["person"]
    search_fields = ["person__name", "user_agent"]
    list_per_page = 50
    show_full_result_count = False


@admin.register(HeldEntry)
class HeldEntryAdmin(ReadOnly, admin.ModelAdmin):
    """What came and could not simply be stored; decided about on the page of phones."""

    list_display = [
        "received_at",
        "animal",
        "kind",
        "happened_at",
        "reason",
        "person",
        "decision",
        "decided_by",
        "decided_at",
    ]
    list_filter = [
        "received_at",
        "reason",
        ("decided_at", filled_in("decided", empty="waits", filled="decided")),
        "decision",
    ]
    list_select_related = ["animal", "person", "decided_by"]
    search_fields = ["animal__name", "person__name"]
    list_per_page = 50
    show_full_result_count = False
