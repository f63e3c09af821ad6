"""What every admin page of Pouch keeps to: refusals are sentences, and nothing loses its ground."""

from django.contrib import admin, messages
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

GROUND = (models.PROTECT, models.SET_NULL)


class RecordAdmin(admin.ModelAdmin):
    """Records that staff edit."""

    list_per_page = 50
    show_full_result_count = False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return self.saying_why(
            request, super().changeform_view, request, object_id, form_url, extra_context
        )

    def saying_why(self, request: HttpRequest, view, *args) -> HttpResponse:
        """What the database refuses is said on the form, with what was typed still in it.

        Rules across rows and tables are known to the database alone, see database_rules.
        """
        if request.method != "POST":
            return view(*args)  # reading takes no lock
        try:
            with transaction.atomic():
                return view(*args)
        except IntegrityError as error:
            request.refused = str(error).strip().splitlines()[0]
            return view(*args)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        refused = getattr(request, "refused", None)
        return telling(form, f"Not stored, because of this: {refused}.") if refused else form

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is not None and (users := standing_on(row)):
            messages.error(request, f"“{row}” stays: {users} refer to it.")
            return redirect("..")
        return super().delete_view(request, object_id, extra_context)


class ReadOnly:
    """Looked at and found here, and written elsewhere."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def filled_in(title: str, *, empty: str, filled: str) -> type[admin.EmptyFieldListFilter]:
    """A filter by whether a field is filled in, in the words of what that means."""

    class FilledIn(admin.EmptyFieldListFilter):
        def __init__(self, *args, **named):
            super().__init__(*args, **named)
            self.title = title

        def choices(self, changelist):
            for choice, word in zip(
                super().choices(changelist), ("All", empty, filled), strict=True
            ):
                yield {**choice, "display": word}

    return FilledIn


def telling(form: type, sentence: str) -> type:
    """The form class with an error that no field explains."""

    class Refused(form):
        def clean(self):
            typed = super().clean()
            self.add_error(None, sentence)
            return typed

    return Refused


def standing_on(row: models.Model) -> str:
    """The name of what refers to a row and would be lost or refuse with it; empty for none."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.on_delete not in GROUND:
            continue
        users = relation.related_model
        if users._base_manager.filter(**{relation.field.name: row}).exists():
            return str(users._meta.verbose_name_plural)
    return ""
