"""Imports: what a file would do, row by row, what it asks, and every act upon it."""

from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from references import foretelling, rows_file
from references.admin.staged import CHOOSABLE, KEPT, filters, page_of
from references.adminbase import ServiceAdmin
from references.choices import RowChoice, RowVerdict, RunState
from references.forms import EncodingForm, MappingForm
from references.models import Event, ImportRow, ImportRun
from references.policies import can_import, can_see_library
from references.services import (
    answer_import,
    choose_rows,
    commit_import,
    commit_later,
    discard_import,
    read_import,
    read_later,
    undo_import,
    wait_again,
)
from references.services.deciding import INLINE_ROWS
from references.services.imports import INLINE_BYTES
from references.services.runs import is_held
from references.services.undoing import foretell

# A job that nobody works on for so many seconds may have died.
STANDS_STILL = 60
REFRESH = 4
CHOSEN = {
    RowChoice.TAKE: "taken",
    RowChoice.LEAVE: "left out",
    "": "as the comparison has them again",
}
TO_MEND = (RowVerdict.REJECTED, RowVerdict.NEEDS_PERSON)
PAGES = {
    RunState.RECEIVED: "waiting",
    RunState.COMMITTING: "waiting",
    RunState.REFUSED: "refused",
}


NOTHING_NEW = (
    "A commit would write nothing: the library has what this file says, or a person has to decide."
)


def read_next(run: ImportRun, by: User) -> ImportRun:
    """Read a small file now, and have a job read a large one."""
    if run.size <= INLINE_BYTES:
        return read_import(run=run, by=by)
    read_later(run=run, by=by)
    return run


def what_reading_gave(run: ImportRun) -> str:
    """What to say after a file was read; its page says what else it needs."""
    if run.state != RunState.STAGED:
        return ""
    rows = foretelling.of(run.counts["rows"], "row was", "rows were")
    writes = "Nothing is written yet." if foretelling.what_it_adds(run.counts) else NOTHING_NEW
    return f"{rows} read. {writes}"


@admin.register(ImportRun)
class ImportRunAdmin(ServiceAdmin):
    """Files on their way into the library. They come from the references' import page or from the command."""

    view_policy = staticmethod(can_see_library)

    list_display = ("name", "layout", "state", "row_count", "new_count", "created_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("created_by",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name",)
    change_list_template = "admin/references/importrun/list.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without what only the page of one import needs."""
        return super().get_queryset(request).defer("question", "choices", "header", "seen")

    @admin.display(description="rows")
    def row_count(self, run: ImportRun) -> str:
        """How many rows the file has."""
        return f"{run.counts['rows']:,}" if "rows" in run.counts else "–"

    @admin.display(description="new")
    def new_count(self, run: ImportRun) -> str:
        """How many of them are new."""
        return f"{run.counts[RowVerdict.NEW]:,}" if RowVerdict.NEW in run.counts else "–"

    def event_stream(self, obj: ImportRun) -> str:
        """The history of a run."""
        return f"import:{obj.pk}"

    def get_urls(self) -> list[URLPattern]:
        """One view per act, the rows as a file, and what taking back would do."""
        return [
            self.own_path("<int:pk>/read/", self.read_view, "read", post=True),
            self.own_path("<int:pk>/answer/", self.answer_view, "answer", post=True),
            self.own_path("<int:pk>/choose/", self.choose_view, "choose", post=True),
            self.own_path("<int:pk>/commit/", self.commit_view, "commit", post=True),
            self.own_path("<int:pk>/wait/", self.wait_view, "wait", post=True),
            self.own_path("<int:pk>/discard/", self.discard_view, "discard", post=True),
            self.own_path("<int:pk>/take-back/", self.before_undo_view, "before_undo"),
            self.own_path("<int:pk>/undo/", self.undo_view, "undo", post=True),
            self.own_path("<int:pk>/rows.csv", self.rows_view, "rows"),
            *super().get_urls(),
        ]

    # Pages

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, by what people call it, and the way in for a librarian."""
        context = {"title": "Imports", "may_import": can_import(request.user)}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a run in the state in which it is."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        return self._page(request, self._run(_number(object_id)))

    def _run(self, pk: int) -> ImportRun:
        people = ("created_by", "decided_by", "undone_by")
        return get_object_or_404(ImportRun.objects.select_related(*people), pk=pk)

    def _page(
        self, request: HttpRequest, run: ImportRun, form: EncodingForm | MappingForm | None = None
    ) -> HttpResponse:
        state = RunState(run.state)
        if state == RunState.ASKING:
            name = str((run.question or {})["about"])
            context: dict[str, Any] = {"form": form or _form(run)}
        else:
            name = PAGES.get(state, "rows")
            context = self._rows(request, run) if name == "rows" else {}
            context |= self._waiting(run) if name == "waiting" else {}
        return self._shown(request, run, name, context)

    def _shown(
        self, request: HttpRequest, run: ImportRun, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"Import of {run.name}",
            "opts": self.model._meta,
            "run": run,
            "may_decide": can_import(request.user),
            "media": self.media,
            **context,
        }
        answer = TemplateResponse(request, f"admin/references/importrun/{name}.html", context)
        if context.get("refresh"):
            answer["Refresh"] = str(context["refresh"])
        return answer

    def _waiting(self, run: ImportRun) -> dict[str, Any]:
        """Whether somebody works on it, since when it waits, and whether to look again by itself."""
        reading = run.state == RunState.RECEIVED
        moving = is_held(f"reading import {run.pk}" if reading else "references import")
        asked = Event.objects.filter(stream=f"import:{run.pk}").latest("seq").at
        stands = not moving and (timezone.now() - asked).total_seconds() > STANDS_STILL
        return {
            "reading": reading,
            "moving": moving,
            "asked": asked,
            "stands": stands,
            "refresh": None if stands else REFRESH,
        }

    def _rows(self, request: HttpRequest, run: ImportRun) -> dict[str, Any]:
        chosen = request.GET.get("verdict", "")
        after, before = (_number(request.GET.get(name, "")) for name in ("after", "before"))
        counts = run.counts
        page = page_of(run, chosen, after=after, before=before)
        may_choose = run.state == RunState.STAGED and can_import(request.user)
        return {
            "chosen": chosen,
            "after": after,
            "filters": filters(run, chosen),
            "page": page,
            "adds": foretelling.what_it_adds(counts),
            "leaves": foretelling.what_it_leaves(counts),
            "did": foretelling.what_it_did(counts),
            "taken_back": foretelling.what_was_taken_back(counts),
            "rejected": counts.get(RowVerdict.REJECTED, 0),
            "to_mend": sum(counts.get(verdict, 0) for verdict in TO_MEND),
            "may_choose": may_choose and any(row.may_choose for row in page.rows),
            "may_choose_all": chosen in CHOOSABLE and bool(counts.get(chosen)),
        }

    def before_undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What taking the import back would do, before anybody does it."""
        self.require(can_import(request.user))
        run = self._run(pk)
        if run.state != RunState.COMMITTED:
            return self._back(pk)
        added, changed = (int(run.counts.get(name, 0)) for name in ("added", "changed"))
        told = foretell(run) if added + changed <= INLINE_ROWS else None
        context = {
            "told": told,
            "removed": told.removed if told else added,
            "restored": told.restored if told else changed,
            "more_removed": told.removed - len(told.first_removed) if told else 0,
            "more_kept": told.kept - len(told.first_kept) if told else 0,
        }
        return self._shown(request, run, "undo", context)

    def rows_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The user's own rows with what became of them, to mend and import again."""
        self.require(can_import(request.user))
        run = get_object_or_404(ImportRun, pk=pk)
        wanted = [one for one in request.GET.getlist("verdict") if one in RowVerdict.values]
        rows = ImportRow.objects.filter(run=run)
        rows = rows.filter(verdict__in=wanted) if wanted else rows
        found = rows.order_by("line").only(*rows_file.fields(run.header))
        name = f"{PurePosixPath(run.name).stem[:100] or 'import'}-rows.csv"
        answer = StreamingHttpResponse(
            rows_file.pieces(run.header, found.iterator(chunk_size=1000)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )
        return cast(HttpResponse, answer)

    # Acts

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the file again, whose job died."""
        run, by = self._asked(request, pk)
        self.act(request, lambda: read_next(run, by), success=what_reading_gave)
        return self._back(pk)

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer what the file asks, and read it."""
        run, by = self._asked(request, pk)
        if run.state != RunState.ASKING:
            return self._back(pk)
        form = _form(run, request.POST)
        if not form.is_valid():
            return self._page(request, self._run(pk), form)
        said: dict[str, Any] = (
            {"mapping": form.mapping()}
            if isinstance(form, MappingForm)
            else {"encoding": form.cleaned_data["encoding"]}
        )
        answered = self.act(
            request, lambda: answer_import(run=run, by=by, **said), success="Thank you."
        )
        if answered is not None:
            self.act(request, lambda: read_next(answered, by), success=what_reading_gave)
        return self._back(pk)

    def choose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take rows, leave them out, or take that choice back: those that are ticked, or all of a verdict."""
        run, by = self._asked(request, pk)
        verdict = request.POST.get("verdict", "")
        choice = request.POST.get("choose_all", request.POST.get("choose", ""))
        choice = "" if choice == "undo" else choice
        lines = [number for text in request.POST.getlist("line") if (number := _number(text))]
        where = {"verdict": verdict, "after": _number(request.POST.get("after", ""))}
        shown = urlencode({name: value for name, value in where.items() if value})
        if "choose_all" not in request.POST and not lines:
            messages.error(request, "Tick the rows first.")
            return self._back(pk, shown)
        some = {"verdict": verdict} if "choose_all" in request.POST else {"lines": lines}
        self.act(
            request,
            lambda: choose_rows(run=run, by=by, choice=choice, **cast(Any, some)),
            success=lambda rows: f"{foretelling.of(rows, 'row is', 'rows are')} {CHOSEN[choice]}.",
        )
        return self._back(pk, shown)

    def commit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write what the rows add: now, or by a job where there are many."""
        run, by = self._asked(request, pk)
        without = "without_rejected" in request.POST
        shown = _number(request.POST["turn"]) if "turn" in request.POST else None
        if run.counts.get("rows", 0) > INLINE_ROWS:
            self.act(
                request,
                lambda: commit_later(run=run, by=by, without_rejected=without, shown=shown),
                success="",
            )
            return self._back(pk)
        self.act(
            request,
            lambda: commit_import(run=run, by=by, without_rejected=without, shown=shown),
            success=lambda done: f"Committed: {foretelling.what_it_did(done.counts)}",
        )
        return self._back(pk)

    def wait_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back the order to commit."""
        run, by = self._asked(request, pk)
        self.act(
            request,
            lambda: wait_again(run=run, by=by),
            success="Nothing was written. The import waits for your decision again.",
        )
        return self._back(pk)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drop the file."""
        run, by = self._asked(request, pk)
        self.act(
            request,
            lambda: discard_import(run=run, by=by),
            success="Discarded. Nothing was written to the library.",
        )
        return self._back(pk)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a committed import back."""
        run, by = self._asked(request, pk)
        reason = request.POST.get("reason", "")[:1000]
        done = self.act(
            request,
            lambda: undo_import(run=run, by=by, reason=reason),
            success=lambda done: f"Taken back: {foretelling.what_was_taken_back(done.counts)}",
        )
        kept = done is not None and done.counts.get(KEPT)
        return self._back(pk, urlencode({"verdict": KEPT}) if kept else "")

    def _asked(self, request: HttpRequest, pk: int) -> tuple[ImportRun, User]:
        """The run that a librarian wants to do something with, and the librarian."""
        self.require(can_import(request.user))
        return get_object_or_404(ImportRun, pk=pk), cast(User, request.user)

    def _back(self, pk: int, query: str = "") -> HttpResponseRedirect:
        page = reverse(f"{self.admin_site.name}:references_importrun_change", args=[pk])
        return HttpResponseRedirect(f"{page}?{query}" if query else page)


def _form(run: ImportRun, data: Any = None) -> EncodingForm | MappingForm:
    """What the file asks, as a form."""
    question = run.question or {}
    form = EncodingForm if question["about"] == "encoding" else MappingForm
    return form(question, data)


def _number(text: str) -> int:
    """A number sent by a client; what is none names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
