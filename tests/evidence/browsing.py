"""What a browser without scripts would send: the fields of a form as they stand in the HTML."""

from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


class _Fields(HTMLParser):
    def __init__(self, holding: str) -> None:
        super().__init__()
        self.holding = holding
        self.forms: list[dict[str, list[str]]] = []
        self.buttons: list[list[str]] = []
        self._inside = False
        self._select: tuple[str, bool] | None = None
        self._first: str | None = None
        self._textarea: str | None = None
        self._text = ""

    @property
    def _fields(self) -> dict[str, list[str]]:
        return self.forms[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = True
            self.forms.append({})
            self.buttons.append([])
        elif not self._inside:
            return
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in given:
                value = given.get("value", "on" if kind == "checkbox" else "")
                self._fields.setdefault(name, []).append(value)
        elif tag == "button":
            self.buttons[-1].append(given.get("value", ""))
        elif tag == "select":
            self._select, self._first = (name, "multiple" in given), None
        elif tag == "option" and self._select:
            if self._first is None:
                self._first = given.get("value", "")
            if "selected" in given:
                self._fields.setdefault(self._select[0], []).append(given.get("value", ""))
        elif tag == "textarea":
            self._textarea, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            name, several = self._select
            if name not in self._fields and not several and self._first is not None:
                self._fields[name] = [self._first]
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            # A browser drops the line break right after the tag.
            self._fields[self._textarea] = [self._text.removeprefix("\n")]
            self._textarea = None


def form_in(response: Any, holding: str) -> dict[str, Any]:
    """The fields of the one form that has a field or a button of this name."""
    assert response.status_code == 200, response.status_code
    parsed = _Fields(holding)
    parsed.feed(response.content.decode())
    [found] = [
        form
        for form, buttons in zip(parsed.forms, parsed.buttons, strict=True)
        if holding in form or holding in buttons
    ]
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def said_in(response: Any) -> list[str]:
    """The messages that a page shows, or would show after the redirect."""
    context = response.context
    return [str(message) for message in (context["messages"] if context else ())]


def queries(client: Client, address: str) -> int:
    """How many queries a page costs that was opened before."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def logged_in(client: Client, user: Any) -> Client:
    """The client of this person."""
    client.force_login(user)
    return client
