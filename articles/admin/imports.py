"""Article imports: a text comes in, its sentences are decided one by one, an article comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from articles.admin.audit import groups_of
from articles.admin.base import DeskAdmin, number
from articles.choices import ImportState
from articles.forms import DECISIONS, SETTINGS, SLUG_LENGTH, DecisionsForm, TextForm
from articles.intake import TITLE, Decision, ParsedArticle, Sentence
from articles.models import ArticleImport
from articles.policies import can_write_articles
from articles.selectors.entries import Entry, entries_of
from articles.services.auditing import audit_incoming
from articles.services.importing import (
    accept_import,
    discard_import,
    import_article,
    parsed_import,
)
from evidence.choices import Asks
from references.choices import Standing


@dataclass(frozen=True)
class SentenceRow:
    """One sentence on the import page, with what is proposed and what is chosen for it."""

    sentence: Sentence
    written: SafeString
    asks: str
    cites: tuple[str, ...]
    has_hype: bool
    choices: tuple[tuple[Decision, str], ...]
    chosen: Decision
    halves: tuple[str, str] | None


@dataclass(frozen=True)
class BlockRow:
    """One block of the source with its sentences."""

    name: str
    line: int | None
    is_heading: bool
    rows: list[SentenceRow]


WORRYING = (Standing.RETRACTED, Standing.WITHDRAWN, Standing.CONCERN)
KIND_NAMES = {
    "heading": "Heading",
    "paragraph": "Paragraph",
    "list_item": "List item",
    "table": "Under a table",
    "figure": "Under a picture",
}


@admin.register(ArticleImport)
class ArticleImportAdmin(DeskAdmin):
    """Texts as they came. Adding one is importing an article."""

    add_policy = staticmethod(can_write_articles)
    list_display = ("name", "state", "proposed", "article", "imported_at", "imported_by")
    list_filter = ("state",)
    list_select_related = ("article", "imported_by")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the texts themselves."""
        return super().get_queryset(request).defer("source")

    @admin.display(description="claims proposed")
    def proposed(self, imported: ArticleImport) -> int:
        """How many sentences were found checkable."""
        return int(imported.report["claims_proposed"])

    def event_stream(self, obj: ArticleImport) -> str:
        """The history of an import."""
        return f"articleimport:{obj.pk}"

    def get_urls(self) -> list[URLPattern]:
        """The audit, and the two ways to decide."""
        return [
            self.own_path("<int:pk>/audit/", self.audit_view, "audit"),
            self.own_path("<int:pk>/audit.json", self.audit_json_view, "audit_json"),
            self.own_path("<int:pk>/accept/", self.accept_view, "accept", post=True),
            self.own_path("<int:pk>/discard/", self.discard_view, "discard", post=True),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Paste or upload a text; the next page shows what was found."""
        self.require(self.has_add_permission(request))
        form = TextForm()
        if request.method == "POST":
            form = TextForm(request.POST, request.FILES)
            imported = self._import(request, form)
            if imported is not None:
                return self.to("articleimport_change", imported.pk)
        return self.page(request, "import/upload.html", "Import an article", form=form)

    def _import(self, request: HttpRequest, form: TextForm) -> ArticleImport | None:
        if not form.is_valid():
            return None
        person: Any = request.user
        return self.act(
            request,
            lambda: import_article(
                text=form.cleaned_data["source"],
                kind=form.cleaned_data["format"],
                name=form.cleaned_data["name"],
                by=person,
            ),
            success="Read. Nothing is decided yet: go through the sentences, then accept or discard.",
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was found, and a decision for each sentence."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        return self._show(request, self._imported(number(object_id)), None)

    def audit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is wrong with the text as it came."""
        self.require(self.has_view_permission(request))
        imported = self._imported(pk)
        parsed = parsed_import(imported)
        findings = audit_incoming(parsed, entries_of(imported, parsed))
        return self.page(
            request,
            "import/audit.html",
            f"Evidence audit of {imported.name}",
            imported=imported,
            groups=groups_of(findings, parsed.places),
        )

    def audit_json_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same for programs, for those who may read the page."""
        self.require(self.has_view_permission(request))
        imported = self._imported(pk)
        parsed = parsed_import(imported)
        findings = audit_incoming(parsed, entries_of(imported, parsed))
        return JsonResponse(
            {
                "import": imported.pk,
                "lines": parsed.places,
                "findings": [one.to_dict() for one in findings],
            }
        )

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the article; or set all sentences at once, which decides nothing."""
        self.require(can_write_articles(request.user))
        imported = self._imported(pk)
        parsed = parsed_import(imported)
        entries = entries_of(imported, parsed)
        form = DecisionsForm(parsed.sentences, request.POST, proposed=_proposed(entries))
        person: Any = request.user
        if "set_all" in request.POST or not form.is_valid():
            return self._show(request, imported, form, parsed, entries)
        report = self.act(
            request,
            lambda: accept_import(
                imported=imported,
                by=person,
                slug=form.cleaned_data["slug"],
                decisions=form.decisions(),
                title_is_claim=form.title_is_claim,
                matches=form.matches(),
                halves=form.halves(),
            ),
            success=lambda made: (
                f"The article is here, with {len(made.created)}"
                f" {'claim' if len(made.created) == 1 else 'claims'} in draft."
            ),
        )
        if report is None:
            return self._show(request, imported, form, parsed, entries)
        return self.to("revision_change", report.revision.pk)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide that nothing becomes of it."""
        self.require(can_write_articles(request.user))
        imported = self._imported(pk)
        person: Any = request.user
        self.act(
            request,
            lambda: discard_import(imported=imported, by=person),
            success="Discarded. The text and its report are kept.",
        )
        return self.to("articleimport_change", pk)

    def _imported(self, pk: int) -> ArticleImport:
        imports = ArticleImport.objects.select_related(
            "imported_by", "decided_by", "article", "references_run"
        )
        return get_object_or_404(imports, pk=pk)

    def _show(
        self,
        request: HttpRequest,
        imported: ArticleImport,
        form: DecisionsForm | None,
        parsed: ParsedArticle | None = None,
        entries: list[Entry] | None = None,
    ) -> HttpResponse:
        parsed = parsed or parsed_import(imported)
        entries = entries_of(imported, parsed) if entries is None else entries
        refused = form is not None and "set_all" not in (form.data or {})
        form = form or DecisionsForm(
            parsed.sentences,
            proposed=_proposed(entries),
            initial={"slug": slugify(parsed.title)[:SLUG_LENGTH].strip("-")},
        )
        return self.page(
            request,
            "import/decide.html",
            f"Import of {imported.name}",
            imported=imported,
            report=imported.report,
            steps=steps_by_role(imported.report["next_steps"]),
            blocks=list(block_rows(parsed, form)),
            entries=[EntryRow(one, form.works[one.index]) for one in entries],
            worrying=WORRYING,
            form=form,
            show_errors=refused,
            counts=[(label, form.count(decision)) for decision, label in DECISIONS],
            settings=SETTINGS,
            may_decide=imported.state == ImportState.OPEN and can_write_articles(request.user),
            is_nav_sidebar_enabled=False,
        )


def _proposed(entries: list[Entry]) -> dict[int, str]:
    return {one.index: one.proposed for one in entries}


@dataclass(frozen=True)
class EntryRow:
    """One entry of the reference list beside the works that it may be. `chosen` is a key, or nothing."""

    entry: Entry
    chosen: str


def steps_by_role(steps: list[str]) -> list[tuple[str, list[str]]]:
    """ "Editor: do this" and the like, by who has to do it, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for step in steps:
        role, _, what = step.partition(": ")
        found.setdefault(role, []).append(what[:1].upper() + what[1:])
    return list(found.items())


def block_rows(parsed: ParsedArticle, form: DecisionsForm) -> Iterator[BlockRow]:
    """The title, then every block, with their sentences."""
    rows: dict[int, list[SentenceRow]] = {}
    texts = {TITLE: parsed.title, **{block.index: block.text for block in parsed.blocks}}
    for sentence in parsed.sentences:
        written, has_hype = _written(parsed, sentence, texts[sentence.block])
        rows.setdefault(sentence.block, []).append(
            SentenceRow(
                sentence=sentence,
                written=written,
                asks=str(Asks(sentence.asks).label) if sentence.asks else "",
                cites=tuple(_cited(parsed, index) for index in sentence.citations),
                has_hype=has_hype,
                choices=tuple(pair for pair in DECISIONS if _is_offered(pair[0], sentence)),
                chosen=form.chosen[sentence.index],
                halves=form.halves_for(sentence) if _is_offered("two", sentence) else None,
            )
        )
    if TITLE in rows:
        yield BlockRow("Title", None, True, rows[TITLE])
    for block in parsed.blocks:
        if block.index in rows:
            is_heading = block.kind == "heading"
            yield BlockRow(KIND_NAMES[block.kind], block.line, is_heading, rows[block.index])


def _is_offered(decision: Decision, sentence: Sentence) -> bool:
    """A title cannot go; only a sentence of the text that says two things becomes two claims."""
    if decision == "two":
        return sentence.compound and sentence.origin == "body"
    return decision != "drop" or sentence.block != TITLE


def _written(parsed: ParsedArticle, sentence: Sentence, text: str) -> tuple[SafeString, bool]:
    """The sentence as it was written, with words of promise marked."""
    pieces: list[tuple[str, str]] = []
    at = sentence.start
    for hit in sorted(parsed.hype, key=lambda hit: hit.start):
        if hit.block == sentence.block and at <= hit.start and hit.end <= sentence.end:
            pieces.append((text[at : hit.start], text[hit.start : hit.end]))
            at = hit.end
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[at : sentence.end]), bool(pieces)


def _cited(parsed: ParsedArticle, index: int) -> str:
    citation = parsed.citations[index]
    if citation.reference is None:
        return f"{citation.text} matches no reference: {citation.why}"
    reference = parsed.references[citation.reference]
    who = reference.authors[0].family if reference.authors else reference.title
    return f"Cites {who}{f' {reference.year}' if reference.year else ''}"
