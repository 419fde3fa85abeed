"""What the machine found of quotes: at submission, and since. It says that the words are there, nothing more."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, JSONObject, Least, Substr

from evidence.choices import QuoteCheck
from evidence.models import Citation, FullText, QuoteFinding
from evidence.quotes import QuoteRefused, Sources
from evidence.selectors.passages import Part, around, changes, quote_in
from evidence.selectors.persons import person_at, person_from
from evidence.selectors.works import stands
from references.models import Reference

LOCATED = (QuoteCheck.FOUND_IN_ABSTRACT, QuoteCheck.FOUND_IN_FULL_TEXT)
# Signs of a pasted text that are shown before and after a passage, and of all at most.
AROUND, MOST = 320, 4_000
FINDING = ("id", "citation_id", "result", "full_text_id", "start", "end", "only_in")


def is_located(citation: Citation) -> bool:
    """Whether the machine found the quote. The one place that says so; the badge rule and approvals ask here."""
    return check_of(citation) in LOCATED


def check_of(citation: Citation) -> str:
    """What holds of a quote: the newest finding, else what was found at submission (`look_up` first, for many)."""
    look_up([citation])
    finding = _newest(citation)
    return finding.result if finding else citation.quote_check


def look_up(citations: Iterable[Citation]) -> None:
    """Give each citation its newest finding, with the passage of the text it names; one query at most."""
    wanted = [one for one in citations if not hasattr(one, "newest_finding")]
    unread = {one.pk for one in wanted if not hasattr(one, "found")}
    read = Citation.objects.filter(pk__in=unread)
    found = dict(with_findings(read).values_list("pk", "found")) if unread else {}
    for citation in wanted:
        told = found[citation.pk] if citation.pk in unread else citation.found  # type: ignore[attr-defined]
        citation.newest_finding = _finding(told)  # type: ignore[attr-defined]


def with_findings(citations: QuerySet[Citation]) -> QuerySet[Any]:
    """Citations that bring along what `look_up` gives them, so that it asks no more."""
    first = Greatest(F("start") - AROUND, 0)
    columns = {name: name for name in FINDING}
    newest = QuoteFinding.objects.filter(citation=OuterRef("pk")).order_by("-id")[:1]
    return citations.annotate(
        found=ArraySubquery(
            newest.values(
                json=JSONObject(
                    **columns,
                    passage=Substr(
                        "full_text__text", first + 1, Least(F("end") - first + AROUND, MOST)
                    ),
                    source="full_text__source",
                    pasted_at="full_text__pasted_at",
                    pasted_by=person_at("full_text__pasted_by"),
                )
            )
        )
    )


def _finding(told: Sequence[dict[str, Any]]) -> QuoteFinding | None:
    for one in told:
        finding = QuoteFinding(**{name: one[name] for name in FINDING})
        finding.passage = one["passage"]  # type: ignore[attr-defined]
        if one["full_text_id"] is not None:
            finding.full_text = FullText(
                pk=one["full_text_id"],
                source=one["source"],
                pasted_at=datetime.fromisoformat(one["pasted_at"]),
                pasted_by=person_from(one["pasted_by"]),
            )
        return finding
    return None


def text_of(citation: Citation) -> int | None:
    """The pasted text that holds for a quote, by primary key (`look_up` first, for many)."""
    look_up([citation])
    finding = _newest(citation)
    return finding.full_text_id if finding else None


def _newest(citation: Citation) -> QuoteFinding | None:
    finding: QuoteFinding | None = citation.newest_finding  # type: ignore[attr-defined]
    return finding


# What quotes are looked for in


def sources_of(references: Iterable[Reference]) -> dict[int, Sources]:
    """Everything that quotes of these references are looked for in, by the row that stands; two queries."""
    works = {stands(reference) for reference in references}
    rows: dict[int, list[Reference]] = defaultdict(list)
    for row in (
        Reference.objects.filter(Q(pk__in=works) | Q(merged_into__in=works))
        .only("title", "abstract", "merged_into")
        .order_by(F("merged_into").asc(nulls_first=True), "id")
    ):
        rows[_work(works, row)].append(row)
    texts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for text in (
        FullText.objects.filter(_of(works), taken_back_at=None)
        .select_related("reference")
        .only("text", "reference__merged_into")
        .order_by("-id")
    ):
        texts[_work(works, text.reference)].append((text.pk, text.text))
    return {
        work: Sources(
            titles=[row.title for row in copies],
            abstracts=[row.abstract for row in copies],
            texts=texts[work],
        )
        for work, copies in rows.items()
    }


def _of(works: Collection[int]) -> Q:
    return Q(reference__in=works) | Q(reference__merged_into__in=works)


def _work(works: Collection[int], row: Reference) -> int:
    return stands(row) if stands(row) in works else row.pk


# What a page shows


@dataclass(frozen=True)
class Quote:
    """A citation's quote as a page shows it: where it stands, or what comes nearest."""

    citation: Citation
    check: str
    label: str
    abstract: tuple[Part, ...] = ()
    passage: tuple[Part, ...] = ()
    text: FullText | None = None
    nearest: tuple[Part, ...] = ()
    only_in: str = ""

    @property
    def is_located(self) -> bool:
        """Whether the machine found it."""
        return self.check in LOCATED

    @property
    def place(self) -> tuple[Part, ...]:
        """The words around it where it stands, with the quote marked."""
        return self.passage or around(self.abstract, AROUND)

    @property
    def was_changed(self) -> bool:
        """Whether it was found in the abstract, which has other words now: what was found stands."""
        return self.check == QuoteCheck.FOUND_IN_ABSTRACT and not any(
            part.mark for part in self.abstract
        )

    @property
    def stands_by_now(self) -> bool:
        """Whether the abstract has it now, and nobody had it looked for again."""
        return (
            not self.is_located
            and not self.only_in
            and any(part.mark == "found" for part in self.abstract)
        )


def quotes_of(citations: Collection[Citation]) -> dict[int, Quote]:
    """The quotes of citations (with `reference__merged_into` selected) as a page shows them; one query."""
    look_up(citations)
    return {citation.pk: _shown(citation) for citation in citations}


def _shown(citation: Citation) -> Quote:
    check, finding = check_of(citation), _newest(citation)
    work = citation.reference.merged_into or citation.reference
    abstracts = [text for text in (citation.reference.abstract, work.abstract) if text]
    marked = [quote_in(text, citation.quote) for text in abstracts]
    abstract = next(
        (parts for parts in marked if any(part.mark for part in parts)),
        marked[0] if marked else (),
    )
    told = Quote(citation, check, QuoteCheck(check).label, abstract)
    if check == QuoteCheck.FOUND_IN_FULL_TEXT and finding is not None:
        return replace(told, text=finding.full_text, passage=_passage(finding, citation.quote))
    if check in LOCATED or not citation.quote:
        return told
    if finding is not None and finding.full_text_id is not None and finding.start is not None:
        near = changes(citation.quote, _cut(finding))
        return replace(told, text=finding.full_text, nearest=near, only_in=finding.only_in)
    # At most an abstract is there: what comes nearest in it.
    titles = {citation.reference.title, work.title}
    try:
        checked = Sources(titles=titles, abstracts=abstracts).check(citation.quote)
    except QuoteRefused:
        return told
    is_near = checked.result == QuoteCheck.NOT_FOUND and checked.words
    near = changes(citation.quote, checked.words) if is_near else ()
    return replace(told, nearest=near, only_in=checked.only_in)


def _cut(finding: QuoteFinding) -> str:
    """The words between `start` and `end`, out of the passage that was read."""
    passage: str = finding.passage  # type: ignore[attr-defined]
    before = min(AROUND, finding.start or 0)
    return passage[before : before + (finding.end or 0) - (finding.start or 0)]


def _passage(finding: QuoteFinding, quote: str) -> tuple[Part, ...]:
    """The quote marked, with the words around it, from one word's beginning to another's end."""
    passage: str = finding.passage  # type: ignore[attr-defined]
    marked = quote_in(passage, quote)
    if any(part.mark for part in marked):
        return (Part("… "), *marked, Part(" …"))
    before = min(AROUND, finding.start or 0)
    cut = _cut(finding)
    return tuple(
        part
        for part in (
            Part("… " + passage[:before]),
            Part(cut, "found"),
            Part(passage[before + len(cut) :] + " …"),
        )
        if part.text
    )
