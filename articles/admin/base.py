"""What every view of the editorial desk needs."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.policies import can_see_articles
from evidence.selectors.ties import remember
from references.adminbase import ServiceAdmin


class DeskAdmin(ServiceAdmin):
    """A ServiceAdmin whose pages are its own; everyone who works here reads them."""

    view_policy = staticmethod(can_see_articles)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy. The menu of each page asks so of every line; who only reads is looked up once."""
        if request.method in ("GET", "HEAD"):
            remember(request.user)
        return super().has_view_permission(request, obj)

    def page(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> TemplateResponse:
        """One page of the desk."""
        everything = (
            self.admin_site.each_context(request)
            | {"title": title, "opts": self.model._meta, "media": self.media}
            | context
        )
        return TemplateResponse(request, f"admin/articles/{template}", everything)

    def to(self, name: str, *args: Any) -> HttpResponseRedirect:
        """Go to another page of the desk."""
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:articles_{name}", args=args or None)
        )

    def say_errors(self, request: HttpRequest, form: BaseForm) -> None:
        """Say what a form lacks, so that it is heard before the form is found."""
        count = len(form.errors)
        messages.error(request, f"{count} {'answer is' if count == 1 else 'answers are'} missing.")


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None if none was."""
    return request.POST if request.method == "POST" else None


def number(text: str) -> int:
    """A number sent by a client; what is none names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
