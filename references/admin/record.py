"""The record of everything, to be read."""

from django.contrib import admin

from references.adminbase import ServiceAdmin
from references.models import Event
from references.policies import can_see_events


@admin.register(Event)
class EventAdmin(ServiceAdmin):
    """Who did what, when, in which role."""

    view_policy = staticmethod(can_see_events)
    list_display = ("at", "stream", "verb", "actor", "role")
    list_filter = ("role",)
    list_select_related = ("actor",)
    search_fields = ("^stream", "=verb")
    search_help_text = "The beginning of a stream, such as reference:r2…, or a verb."
    ordering = ("-at", "-id")
    show_full_result_count = False
    fields = ("at", "stream", "seq", "verb", "actor", "role", "data")
