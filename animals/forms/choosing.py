"""Choosing one record by its typed name: no list of all of them ever leaves the server."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from django import forms
from django.db.models import Model, QuerySet

MOST_SUGGESTED = 30
NUMBERED = re.compile(r"^(?P<name>.*\S)\s*#\s*(?P<number>[0-9]{1,18})$")


class TextWithSuggestions(forms.TextInput):
    """A text field with a datalist; the suggestions are asked for when the page is drawn."""

    template_name = "animals/widgets/text_with_suggestions.html"

    def __init__(self, suggestions: Callable[[], Iterable[str]] = tuple, attrs=None):
        self.suggestions = suggestions
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_suggestions"
        context["widget"]["attrs"]["list"] = list_id
        context["list_id"], context["suggestions"] = list_id, self.suggestions()
        return context


class ByNameField(forms.CharField):
    """Cleans to the one record with the typed name, or says which there are.

    Where a name is worn twice, "Shepherds #12" means the one with that number.
    """

    def __init__(self, *, called: str, **options):
        self.called = called  # "No litter is called ..."
        self.queryset: QuerySet | None = None
        self.kept: Model | None = None
        super().__init__(max_length=150, widget=TextWithSuggestions(), **options)

    def offer(self, queryset: QuerySet, *, kept: Model | None = None) -> None:
        """Choose among `queryset`; `kept` is chosen already and stays so while its name stands."""
        self.queryset, self.kept = queryset, kept
        self.widget.suggestions = self.suggestions

    def suggestions(self) -> list[str]:
        rows = list(self.queryset.values_list("pk", "name")[:MOST_SUGGESTED])
        worn = Counter(name.casefold() for _, name in rows)
        return [name if worn[name.casefold()] == 1 else f"{name} #{pk}" for pk, name in rows]

    def prepare_value(self, value):
        if self.kept is not None and value in (self.kept, self.kept.pk):
            return self.kept.name
        return value

    def clean(self, value):
        text = super().clean(value)
        return self.find(text) if text else None

    def find(self, text: str) -> Model:
        if self.kept is not None and text.casefold() == self.kept.name.casefold():
            return self.kept
        if numbered := NUMBERED.match(text):
            row = self.queryset.filter(
                pk=int(numbered["number"]), name__iexact=numbered["name"]
            ).first()
            if row is not None:
                return row
        named = list(self.queryset.filter(name__iexact=text)[:4])
        if len(named) == 1:
            return named[0]
        if named:
            choices = " or ".join(f"{row.name} #{row.pk}" for row in named)
            raise forms.ValidationError(f"Several have this name. Type {choices}.")
        raise forms.ValidationError(self.not_found(text))

    def not_found(self, text: str) -> str:
        similar = self.queryset.filter(name__icontains=text).values_list("name", flat=True)[:3]
        similar = list(similar) or get_close_matches(text[:60], self.suggestions(), cutoff=0.5)
        hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
        return f"No {self.called} is called “{text[:60]}”.{hint}"
