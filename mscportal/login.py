"""Signing in with a password, and how often it may be tried."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import PasswordResetView
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

FAILURES_ALLOWED = 10
# Mails with a link, in the 15 minutes after the last one asked for: to one account, and asked for from one address.
RESETS_FOR_ACCOUNT = 3
RESETS_FROM_ADDRESS = 10


class ThrottledBackend(ModelBackend):
    """Django's password check, closed to a name and address after ten failures.

    It opens again 15 minutes (the shared cache's timeout) after the last failure; while it is
    closed the right password is refused as well, so that guessing on tells nothing.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The person with this name and password; None if wrong; PermissionDenied when closed."""
        if request is None or username is None:
            return super().authenticate(request, username, password, **kwargs)
        cache = caches["shared"]
        key = _key(username, client_address(request))
        failures = cache.get(key, 0)
        if failures >= FAILURES_ALLOWED:
            raise PermissionDenied
        user = super().authenticate(request, username, password, **kwargs)
        if user is None:
            cache.set(key, failures + 1)
        elif failures:
            cache.delete(key)
        return user

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session with its roles, in one query: every page asks for both."""
        groups = Group.objects.filter(user=OuterRef("pk")).order_by("name")
        told = ArraySubquery(groups.values(json=JSONObject(id="id", name="name")))
        user: Any = User.objects.filter(pk=user_id).annotate(in_groups=told).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        # As if they had been prefetched: `user.groups.add()` and its like make it read them again.
        roles = user.groups.all()
        roles._result_cache = [Group(**one) for one in user.in_groups]
        user._prefetched_objects_cache = {"groups": roles}
        return user

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: rights come from policies alone (D12), so that no page asks the database for others."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: groups are roles, and roles are read by policies."""
        return set()


class ThrottledResetView(PasswordResetView):
    """Django's page for a forgotten password, which sends no more than a few mails.

    Whoever asks too often sees the same page as before and nothing is sent, so that asking on tells nothing.
    """

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Send the link, unless this account or this client had its share."""
        account = str(form.cleaned_data["email"]).strip().casefold()
        # Both are counted, whatever the other says.
        asked = [
            _one_more(f"reset for {account}") > RESETS_FOR_ACCOUNT,
            _one_more(f"reset from {client_address(self.request)}") > RESETS_FROM_ADDRESS,
        ]
        if any(asked):
            return HttpResponseRedirect(str(self.get_success_url()))
        return super().form_valid(form)


def _one_more(what: str) -> int:
    """Count one more of a thing in the cache that all workers share; how often it was now."""
    cache, key = caches["shared"], "count:" + hashlib.sha256(what.encode()).hexdigest()
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count)
    return count


def client_address(request: HttpRequest) -> str:
    """The address of the client, as the outermost proxy of ours saw it."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        return forwarded[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(username: str, address: str) -> str:
    told = f"{username.casefold()}\0{address}".encode()
    return "login:" + hashlib.sha256(told).hexdigest()
