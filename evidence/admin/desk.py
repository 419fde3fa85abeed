"""What every view of the desk needs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from references.adminbase import ServiceAdmin


class Desk(ServiceAdmin):
    """A ServiceAdmin whose pages are its own."""

    def page_context(self, request: HttpRequest, title: str, **context: Any) -> dict[str, Any]:
        """What the templates of the desk expect, beside what a page adds."""
        return (
            self.admin_site.each_context(request)
            | {"title": title, "opts": self.model._meta}
            | context
        )

    def say_errors(self, request: HttpRequest, form: forms.BaseForm) -> None:
        """Say what a form without a page of its own lacks."""
        for name, errors in form.errors.items():
            field = form.fields.get(name)
            label = f"{field.label or name.replace('_', ' ').capitalize()}: " if field else ""
            for error in errors:
                messages.error(request, f"{label}{error}")
