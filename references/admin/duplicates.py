"""Works that may stand in the library twice: the list, the two side by side, and what was merged."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html

from references.adminbase import ServiceAdmin
from references.choices import PairDecision
from references.models import DuplicatePair, Merge, Reference
from references.policies import can_merge, can_see_library
from references.selectors import duplicate_after, side_by_side
from references.services.merging import TAKEN, merge_references, undo_merge
from references.services.pairs import ask_again, call_different

PAGE = "admin/references/duplicates/merge.html"


class DecisionFilter(admin.SimpleListFilter):
    """What was said of a pair; those that wait for an answer unless told otherwise."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Decided one way or the other, or all."""
        return [*PairDecision.choices, ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """The first choice is what is open."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else choice | {"display": "Open"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter."""
        if self.value() == "all":
            return queryset
        return queryset.filter(decision=self.value() or "")


@admin.register(DuplicatePair)
class DuplicatePairAdmin(ServiceAdmin):
    """Pairs that a search for duplicates proposed. Nobody enters one by hand."""

    view_policy = staticmethod(can_see_library)
    list_display = ("works", "points", "why", "state")
    list_display_links = ("works",)
    list_filter = (DecisionFilter,)
    list_select_related = ("one", "other")
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/references/duplicates/list.html"

    @admin.display(description="works")
    def works(self, pair: DuplicatePair) -> str:
        """Author, year and title of both."""
        return format_html(
            "<span>{}</span><span>{}</span>", str(pair.one)[:250], str(pair.other)[:250]
        )

    @admin.display(description="points", ordering="-score")
    def points(self, pair: DuplicatePair) -> int:
        """How alike they are, of 100."""
        return pair.score

    @admin.display(description="why")
    def why(self, pair: DuplicatePair) -> str:
        """What agrees and what does not."""
        return " ".join(pair.reasons)

    @admin.display(description="decision")
    def state(self, pair: DuplicatePair) -> str:
        """What was said of them."""
        return pair.get_decision_display() if pair.decision else "Open"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicatePair]:
        """Without what the list does not show."""
        return super().get_queryset(request).defer("one__abstract", "other__abstract")

    def event_stream(self, obj: DuplicatePair) -> str:
        """The history of the older work."""
        return f"reference:{obj.one.key}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under its own name."""
        context = {"title": "Possible duplicates"} | (extra_context or {})
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        """One view for any two works, and the two that decide."""
        return [
            self.own_path("of/<str:one>/<str:other>/", self.two_view, "two"),
            self.own_path("of/<str:one>/<str:other>/merge/", self.merge_view, "merge", post=True),
            self.own_path("<int:pk>/different/", self.different_view, "different", post=True),
            self.own_path("<int:pk>/again/", self.again_view, "again", post=True),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Both works side by side."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        number = int(object_id) if object_id.isascii() and object_id.isdigit() else 0
        pairs = DuplicatePair.objects.select_related("one", "other", "decided_by")
        pair = get_object_or_404(pairs, pk=number if number < 2**63 else 0)
        return self._page(request, pair.one, pair.other, pair)

    def two_view(self, request: HttpRequest, one: str, other: str) -> HttpResponse:
        """Any two references by key, whether they were proposed or not."""
        self.require(self.has_view_permission(request))
        first, second = _by_key(one), _by_key(other)
        return self._page(request, first, second, _pair_of(first, second))

    def merge_view(self, request: HttpRequest, one: str, other: str) -> HttpResponse:
        """Merge the two as chosen; what was refused stays on the page."""
        self.require(can_merge(request.user))
        first, second = _by_key(one), _by_key(other)
        pair = _pair_of(first, second)
        winner, loser = (
            (second, first) if request.POST.get("stays") == second.key else (first, second)
        )
        person: Any = request.user
        merge = self.act(
            request,
            lambda: merge_references(
                winner=winner,
                loser=loser,
                by=person,
                take=[name for name in TAKEN if request.POST.get(name) == loser.key],
                reason=request.POST.get("reason", ""),
            ),
            success=f"Merged: {loser.key} now leads to {winner.key}.",
        )
        if merge is not None:
            return self._next(pair)
        return self._page(request, first, second, pair)

    def different_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two works; they are not proposed again."""
        self.require(can_merge(request.user))
        pair = get_object_or_404(DuplicatePair, pk=pk)
        person: Any = request.user
        said = self.act(
            request,
            lambda: call_different(pair=pair, by=person),
            success="Noted: these are different works. They are not proposed again.",
        )
        return self._next(pair) if said is not None else self._to(pair)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the question again whether two are one work."""
        self.require(can_merge(request.user))
        pair = get_object_or_404(DuplicatePair, pk=pk)
        person: Any = request.user
        self.act(
            request,
            lambda: ask_again(pair=pair, by=person),
            success="This pair is open again.",
        )
        return self._to(pair)

    def _page(
        self,
        request: HttpRequest,
        one: Reference,
        other: Reference,
        pair: DuplicatePair | None,
    ) -> HttpResponse:
        following = duplicate_after(pair) if pair else None
        works = side_by_side(one, other)
        stays = request.POST.get("stays", works.stays)
        context = self.admin_site.each_context(request) | {
            "title": "One work or two?",
            "opts": self.model._meta,
            "pair": pair,
            "next": following,
            "works": works,
            "stays": stays,
            "rows": [(field, request.POST.get(field.name, stays)) for field in works.fields],
            "reason": request.POST.get("reason", ""),
            "may_ask_again": pair is not None and pair.decision == PairDecision.DIFFERENT,
            "may_merge": can_merge(request.user)
            and one.merged_into_id is None
            and other.merged_into_id is None,
            "media": self.media,
        }
        return TemplateResponse(request, PAGE, context)

    def _next(self, pair: DuplicatePair | None) -> HttpResponseRedirect:
        following = duplicate_after(pair) if pair else None
        if following is not None:
            return self._to(following)
        where = f"{self.admin_site.name}:references_duplicatepair_changelist"
        return HttpResponseRedirect(reverse(where))

    def _to(self, pair: DuplicatePair) -> HttpResponseRedirect:
        where = f"{self.admin_site.name}:references_duplicatepair_change"
        return HttpResponseRedirect(reverse(where, args=[pair.pk]))


@admin.register(Merge)
class MergeAdmin(ServiceAdmin):
    """What was merged into what; a merge can be taken back."""

    view_policy = staticmethod(can_see_library)
    list_display = ("loser_work", "winner_work", "merged_at", "merged_by", "reason", "state")
    search_fields = ("=winner__key", "=loser__key", "winner__title")
    show_full_result_count = False
    change_form_template = "admin/references/duplicates/merged.html"
    fields = ("loser_work", "winner_work", "reason", "changed", "merged_at", "made_by", "ended")
    readonly_fields = ("loser_work", "winner_work", "changed", "made_by", "ended")

    @admin.display(description="merged")
    def loser_work(self, merge: Merge) -> str:
        """Its key and what it is."""
        return _named(merge.loser)

    @admin.display(description="into")
    def winner_work(self, merge: Merge) -> str:
        """Its key and what it is."""
        return _named(merge.winner)

    @admin.display(description="merged by")
    def made_by(self, merge: Merge) -> str:
        """Who did; accounts are for administrators."""
        return str(merge.merged_by)

    @admin.display(description="what it changed")
    def changed(self, merge: Merge) -> str:
        """The winner's fields, from and to."""
        return (
            "; ".join(
                f"{name}: {merge.winner_before.get(name) or 'nothing'} → {value or 'nothing'}"
                for name, value in merge.winner_after.items()
                if value != merge.winner_before.get(name)
            )
            or "Nothing"
        )

    @admin.display(description="taken back")
    def ended(self, merge: Merge) -> str:
        """When and by whom."""
        if merge.undone_at is None:
            return "No"
        return f"{timezone.localtime(merge.undone_at):%-d %B %Y, %H:%M}, {merge.undone_by}"

    @admin.display(description="state")
    def state(self, merge: Merge) -> str:
        """Whether it holds."""
        return "Taken back" if merge.undone_at else "Merged"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merge]:
        """With both works, by which a merge is called, and with who decided."""
        merges = super().get_queryset(request).defer("winner__abstract", "loser__abstract")
        return merges.select_related("winner", "loser", "merged_by", "undone_by")

    def event_stream(self, obj: Merge) -> str:
        """The history of the winner."""
        return f"reference:{obj.winner.key}"

    def get_urls(self) -> list[URLPattern]:
        """One view that takes back."""
        return [
            self.own_path("<int:pk>/undo/", self.undo_view, "undo", post=True),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was merged, and the way back."""
        merge = self.get_object(request, object_id)
        may = merge is not None and merge.undone_at is None and can_merge(request.user)
        return super().change_view(
            request,
            object_id,
            form_url,
            {"may_undo": may, "title": "Two references that are one work"} | (extra_context or {}),
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the loser stand by itself again."""
        self.require(can_merge(request.user))
        merge = get_object_or_404(Merge.objects.select_related("winner", "loser"), pk=pk)
        person: Any = request.user
        self.act(
            request,
            lambda: undo_merge(merge=merge, by=person),
            success=f"Taken back: {merge.loser.key} stands by itself again.",
        )
        where = f"{self.admin_site.name}:references_merge_change"
        return HttpResponseRedirect(reverse(where, args=[pk]))


def _named(reference: Reference) -> str:
    return format_html('{} <span class="under key">{}</span>', str(reference)[:200], reference.key)


def _by_key(key: str) -> Reference:
    if not key.isalnum():
        raise Http404
    return get_object_or_404(Reference.objects.select_related("merged_into"), key=key)


def _pair_of(one: Reference, other: Reference) -> DuplicatePair | None:
    first, second = sorted((one.pk, other.pk))
    pairs = DuplicatePair.objects.select_related("one", "other", "decided_by")
    return pairs.filter(one=first, other=second).first()
