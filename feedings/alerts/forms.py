"""What a person does about an alert: seen, muted for hours, or handed on."""

import datetime as dt

from django import forms

from animals.models import Person
from feedings.alert_lines import is_fading
from feedings.models import Alert, AlertAction

from . import keeping

MUTE_HOURS = (4, 12, 24)
# Nobody goes to sleep over one that may be dying.
MOST_HOURS_FADING = 4
LONGEST_NOTE = AlertAction._meta.get_field("note").max_length
SEEN, HAND_ON, UNMUTE, MUTE = "seen", "hand-on", "unmute", "mute-"


class ActForm(forms.Form):
    """The button that was tapped, the note beside it, and how bad it was as the page showed it."""

    act = forms.ChoiceField(
        choices=[
            (name, name)
            for name in (SEEN, HAND_ON, UNMUTE, *(f"{MUTE}{hours}" for hours in MUTE_HOURS))
        ]
    )
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)
    shown = forms.CharField(required=False)

    def save(self, alert: Alert, *, by: Person, at: dt.datetime) -> str:
        """Do it, and say in words what was done."""
        act, note = self.cleaned_data["act"], self.cleaned_data["note"]
        if act == SEEN:
            keeping.acknowledge(alert, by=by, note=note, at=at)
            return "marked as seen"
        if act == HAND_ON:
            keeping.hand_on(alert, by=by, note=note, at=at)
            return "handed to the coordinator"
        if act == UNMUTE:
            keeping.unmute(alert, by=by, note=note, at=at)
            return "heard again"
        hours, shown = int(act.removeprefix(MUTE)), self.cleaned_data["shown"]
        if is_fading(alert.code, alert.severity):
            hours = min(hours, MOST_HOURS_FADING)
        # Getting worse ends a mute; so nobody mutes what got worse while the page lay open.
        if not keeping.mute(alert, by=by, hours=hours, note=note, shown=shown, at=at):
            return "not muted, it got worse meanwhile"
        return f"muted for {hours} h, unless it gets worse"
