"""Fill in a page's form as a browser would, without one."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects what a browser would send for the first form that has a control of that name."""

    def __init__(self):
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "input" and name and kind != "file":
            if kind not in {"checkbox", "radio"} or "checked" in attrs:
                self._add(name, attrs.get("value") or ("on" if kind == "checkbox" else ""))
        elif tag == "select":
            self._select = name
            self.forms[-1].setdefault(name, [])
        elif tag == "option" and self._select and "selected" in attrs:
            self.forms[-1][self._select] = [attrs.get("value", "")]
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")

    def handle_data(self, data):
        if self._textarea:
            self.forms[-1][self._textarea] = [data.strip()]

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def _add(self, name, value):
        self.forms[-1].setdefault(name, []).append(value)


def typed(response, has: str) -> dict[str, list[str]]:
    """What the form that has a control named `has` would send as it stands on the page."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return next(form for form in reader.forms if has in form)
