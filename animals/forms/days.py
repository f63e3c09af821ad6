"""Days and instants as people type them, in the reader's zone, and within what can be."""

import datetime as dt

from django import forms
from django.utils import timezone

EARLIEST = dt.date(1990, 1, 1)
CLOCK_SLACK = dt.timedelta(minutes=5)  # a phone's clock may be a little ahead of the server's


class DayField(forms.DateField):
    """A day; `days_ahead` is how far into the future it may lie."""

    def __init__(self, *, days_ahead: int = 0, **options):
        self.days_ahead = days_ahead
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            error_messages={
                "invalid": "This is not a day. Type it as 2026-05-01.",
                **options.pop("error_messages", {}),
            },
            **options,
        )

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value < EARLIEST:
            raise forms.ValidationError("This day is too long ago to be right.")
        if value > timezone.localdate() + dt.timedelta(days=self.days_ahead):
            raise forms.ValidationError(
                "This day is too far ahead to be right."
                if self.days_ahead
                else "This day lies in the future."
            )


class InstantField(forms.DateTimeField):
    """An instant in the reader's zone; `ahead` is how far into the future it may lie.

    On the night that has an hour twice, the first of the two is meant.
    """

    def __init__(self, *, ahead: dt.timedelta = CLOCK_SLACK, **options):
        self.ahead = ahead
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={"invalid": "This is not a time. Type it as 2026-05-01T14:30."},
            **options,
        )

    def to_python(self, value) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        try:
            typed = dt.datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if typed.date() < EARLIEST or typed.year > 9000:
            raise forms.ValidationError("This day is too far away to be right.")
        # Django's own field refuses the hours of both clock-change nights.
        if typed.tzinfo is None:
            typed = typed.replace(tzinfo=timezone.get_current_timezone())
        return typed.astimezone(dt.UTC)

    def validate(self, value):
        super().validate(value)
        if value is not None and value > timezone.now() + self.ahead:
            raise forms.ValidationError(
                "This time lies in the future."
                if self.ahead == CLOCK_SLACK
                else "This time is too far away to be right."
            )
