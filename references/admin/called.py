"""What notices say of a work, and beside it what its own record says."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from references.models import Reference
from references.works.called import ADVICE, CALLS_ITSELF_RETRACTED


def standing_badges(reference: Reference) -> SafeString:
    """The standing, and that the record calls the work retracted where nobody found that it is."""
    shown = reference.get_standing_display()
    badge = format_html('<span class="stands stands--{}">{}</span>', reference.standing, shown)
    if not reference.calls_itself:
        return badge
    return badge + format_html(
        ' <span class="stands" title="{}">{}</span>', ADVICE, reference.calls_itself
    )


class CalledFilter(admin.SimpleListFilter):
    """Works whose record says what no notice said."""

    title = "its own record"
    parameter_name = "called"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One kind."""
        return [("retracted", CALLS_ITSELF_RETRACTED)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Filter."""
        return queryset.calling_themselves_retracted() if self.value() else queryset
