"""People: invited, given roles, closed. No password is typed by anyone but its owner."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as _auth_admin  # noqa: F401
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from references.adminbase import ServiceAdmin
from references.choices import Role
from references.forms import InviteForm, PersonForm
from references.policies import PORTAL, can_manage_people
from references.services import deactivate, invite, invite_again, reactivate, set_roles

# Importing Django's own admin of accounts registered it, whatever the order of apps.
admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(ServiceAdmin):
    """Accounts. Adding one is inviting someone."""

    view_policy = staticmethod(can_manage_people)
    add_policy = staticmethod(can_manage_people)
    change_policy = staticmethod(can_manage_people)

    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    change_form_template = "admin/references/person/change_form.html"

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Nothing is found by a password or its hash."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Everyone but the machine."""
        return User.objects.exclude(username=PORTAL).prefetch_related("groups").order_by("username")

    @admin.display(description="name")
    def full_name(self, person: User) -> str:
        """First and last name."""
        return person.get_full_name()

    @admin.display(description="roles")
    def roles(self, person: User) -> str:
        """The roles, in words."""
        names = {group.name for group in person.groups.all()}
        shown = [role.label for role in Role if role.value in names]
        return ", ".join([*shown, "Superuser"] if person.is_superuser else shown)

    def event_stream(self, obj: User) -> str:
        """The history of an account."""
        return f"person:{obj.pk}"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Inviting asks for an address; later only roles change."""
        kwargs["form"] = PersonForm if change else InviteForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is shown."""
        if obj is None:
            return ("email", "name", "roles")
        return ("username", "full_name", "email", "is_active", "last_login", "date_joined", "roles")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All but the roles."""
        return () if obj is None else self.get_fields(request, obj)[:-1]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Invite, or set roles, by the service."""
        person: Any = request.user
        said = form.cleaned_data
        if change:
            set_roles(by=person, person=obj, roles=said["roles"])
        else:
            new = invite(by=person, email=said["email"], name=said["name"], roles=said["roles"])
            obj.pk, obj.username = new.pk, new.username

    def get_urls(self) -> list[URLPattern]:
        """Three views that act."""
        return [
            self.own_path("<int:pk>/deactivate/", self.deactivate_view, "deactivate", post=True),
            self.own_path("<int:pk>/reactivate/", self.reactivate_view, "reactivate", post=True),
            self.own_path("<int:pk>/invite/", self.invite_view, "invite", post=True),
            *super().get_urls(),
        ]

    def deactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close an account."""
        return self._do(request, pk, deactivate, "The account is closed.")

    def reactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open it again."""
        return self._do(request, pk, reactivate, "The account is open again.")

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the link again."""
        return self._do(request, pk, invite_again, "The invitation is on its way.")

    def _do(
        self, request: HttpRequest, pk: int, service: Callable[..., User], success: str
    ) -> HttpResponse:
        self.require(can_manage_people(request.user))
        person = get_object_or_404(User, pk=pk)
        self.act(request, lambda: service(by=request.user, person=person), success=success)
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:auth_user_change", args=[pk]))
