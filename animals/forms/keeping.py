"""What a form shows of a stored value is less than the value: seconds and rounding are left out."""

from django import forms


class KeepsStored(forms.BaseForm):
    """A form that can tell an edit from a value that came back as it was shown."""

    def shown(self, name: str, value) -> str:
        """The text in which the field shows a stored value."""
        field = self.fields[name]
        return str(field.widget.format_value(field.prepare_value(value)) or "")

    def keeps(self, name: str, value) -> bool:
        """The text stands as the stored value was shown: rounding for the page is not an edit."""
        return value is not None and self.data.get(self.add_prefix(name)) == self.shown(name, value)
