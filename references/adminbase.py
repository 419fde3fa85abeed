"""What every admin of this portal is built on: rights from policies, writes by services, no transaction.

`ServiceAdmin` is Django's `ModelAdmin` with its four doors to the database closed: `save_model`,
`save_formset`, `delete_model` and `delete_queryset` refuse unless a subclass calls a service there.
A view of its own is made with `own_path` and calls one service through `act`.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters, InlineModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from references.events import retrying
from references.policies import Person
from references.refusals import NotPossible, Refused

if TYPE_CHECKING:
    ModelAdminBase = admin.ModelAdmin[Any]
    InlineBase = InlineModelAdmin[Any, Any]
else:
    ModelAdminBase = admin.ModelAdmin
    InlineBase = InlineModelAdmin

R = TypeVar("R")
Policy = Callable[[Person], bool]
log = logging.getLogger(__name__)


def nobody(user: Person) -> bool:
    """The policy of what no person does here."""
    return False


def refusal_of(error: IntegrityError) -> Refused:
    """What to tell a person when the database held a line that a service missed or lost a race for."""
    cause = error.__cause__
    said = getattr(getattr(cause, "diag", None), "message_primary", None) or "a rule was broken"
    log.warning("the database refused: %s", said, exc_info=error)
    return NotPossible(f"The database refused this, and nothing was changed: {said}.")


def _refusing(form: Any, refusal: Refused) -> Any:
    """The form class, saying what the service said; what was filled in stays."""

    def clean(self: Any) -> Any:
        self.add_error(None, refusal.message)
        return form.clean(self)

    return type(form)(form.__name__, (form,), {"clean": clean})


class ServiceAdmin(ModelAdminBase):
    """A ModelAdmin that asks policies and calls services. Set `view_policy`, `add_policy`, `change_policy`.

    Wrap a policy as `staticmethod(can_import)`. Nothing is ever deleted through the admin.
    """

    view_policy: Policy = staticmethod(nobody)
    add_policy: Policy = staticmethod(nobody)
    change_policy: Policy = staticmethod(nobody)

    # Rights: only policies answer.

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy; who may change may also see."""
        return self.view_policy(request.user) or self.change_policy(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return self.add_policy(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy."""
        return self.change_policy(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the admin's index shows this model."""
        return self.has_view_permission(request)

    def require(self, allowed: bool) -> None:
        """Answer 403 unless a policy said yes."""
        if not allowed:
            raise PermissionDenied

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Whatever the subclass names, never `delete_selected`."""
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own; a NUL, which no text of the database can hold, is an address that filters by nothing."""
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    # Writes: a service, or nothing.

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's own, without the transaction around it; a refusal comes back on the form as it was filled."""
        view = self._changeform_view  # type: ignore[attr-defined]
        try:
            answer: HttpResponse = retrying(view)(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            answer = view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            request.refusal = refusal_of(error)  # type: ignore[attr-defined]
            answer = view(request, object_id, form_url, extra_context)
        return answer

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[Any]]":
        """The usual form; after a refusal, one that says it."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal: Refused | None = getattr(request, "refusal", None)
        return form if refusal is None else _refusing(form, refusal)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Refuse; a subclass calls a service."""
        raise NotPossible("This is not changed here.")

    def save_related(
        self, request: HttpRequest, form: BaseForm, formsets: Any, change: bool
    ) -> None:
        """Hand each formset to `save_formset`; many-to-many fields are never written here."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Refuse what was changed; a subclass calls a service."""
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []
        if formset.has_changed():
            raise NotPossible("This is not changed here.")

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Refuse."""
        raise NotPossible("Nothing is deleted here.")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Refuse."""
        raise NotPossible("Nothing is deleted here.")

    # The record is `references.events`, not Django's admin log.

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Nothing: services write events."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Nothing: services write events."""

    def event_stream(self, obj: Any) -> str | None:
        """The stream that tells the history of `obj`; none by default."""
        return None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the events of the object's stream."""
        obj = self.get_object(request, object_id)
        self.require(obj is not None and self.has_view_permission(request, obj))
        stream = self.event_stream(obj) if obj is not None else None
        where = reverse(f"{self.admin_site.name}:references_event_changelist")
        return HttpResponseRedirect(f"{where}?{urlencode({'stream': stream})}" if stream else where)

    # Views of one's own.

    def own_path(
        self, route: str, view: Callable[..., HttpResponse], name: str, *, post: bool = False
    ) -> URLPattern:
        """A path behind the admin's door, named `<app>_<model>_<name>`; `post` for views that write."""
        # admin_view adds CSRF protection; require_POST outermost answers 405 before anything runs.
        guarded: Callable[..., HttpResponse] = self.admin_site.admin_view(view)
        if post:
            guarded = require_POST(guarded)
        opts = self.model._meta
        return path(route, guarded, name=f"{opts.app_label}_{opts.model_name}_{name}")

    def act(
        self,
        request: HttpRequest,
        call: Callable[[], R],
        *,
        success: str | Callable[[R], str],
    ) -> R | None:
        """Call one service, tried again after a deadlock; say what came of it. None if it was refused."""
        try:
            result = retrying(call)()
        except Refused as refusal:
            messages.error(request, refusal.message)
            return None
        except IntegrityError as error:
            messages.error(request, refusal_of(error).message)
            return None
        messages.success(request, success if isinstance(success, str) else success(result))
        return result
