"""What every view of the desk needs."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from evidence.selectors.ties import remember
from references.adminbase import Policy, ServiceAdmin


class Desk(ServiceAdmin):
    """A ServiceAdmin whose pages are its own. Each policy is asked once per request, not once per menu line."""

    def own_path(
        self, route: str, view: Callable[..., HttpResponse], name: str, *, post: bool = False
    ) -> URLPattern:
        """The same; where the page is only read, who asks is looked up once."""

        @wraps(view)
        def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            remember_reading(request)
            return view(request, *args, **kwargs)

        return super().own_path(route, reading, name, post=post)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy; who may change may also see."""
        return _asked(request, self.view_policy) or _asked(request, self.change_policy)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return _asked(request, self.add_policy)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy."""
        return _asked(request, self.change_policy)

    def may(self, request: HttpRequest, policy: Policy) -> bool:
        """What a policy says of the person who asks, asked once per request."""
        return _asked(request, policy)

    def page_context(self, request: HttpRequest, title: str, **context: Any) -> dict[str, Any]:
        """What the templates of the desk expect, beside what a page adds."""
        return (
            self.admin_site.each_context(request)
            | {"title": title, "opts": self.model._meta}
            | context
        )

    def wide_context(self, request: HttpRequest, title: str, **context: Any) -> dict[str, Any]:
        """`page_context` of a page that needs the room of the menu: without it, and without what the menu asks."""
        site = self.admin_site
        return {
            "site_title": site.site_title,
            "site_header": site.site_header,
            "site_url": site.site_url,
            "has_permission": True,
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "title": title,
            "opts": self.model._meta,
            **context,
        }

    def say_errors(self, request: HttpRequest, form: forms.BaseForm) -> None:
        """Say what a form without a page of its own lacks."""
        for name, errors in form.errors.items():
            field = form.fields.get(name)
            label = f"{field.label or name.replace('_', ' ').capitalize()}: " if field else ""
            for error in errors:
                messages.error(request, f"{label}{error}")


def remember_reading(request: HttpRequest) -> None:
    """Look up once whether the person reviews, for a page that is only read; nothing where it is posted to."""
    if request.method in ("GET", "HEAD"):
        remember(request.user)


def _asked(request: HttpRequest, policy: Policy) -> bool:
    """What a policy says of the person who asks, kept for this request only."""
    remember_reading(request)
    said: dict[Policy, bool] = request.__dict__.setdefault("_policies_asked", {})
    if policy not in said:
        said[policy] = policy(request.user)
    return said[policy]


def all_valid(given: Sequence[forms.BaseForm]) -> bool:
    """Whether every form is valid; each is checked, so that each says what it lacks."""
    return not [form for form in given if not form.is_valid()]
