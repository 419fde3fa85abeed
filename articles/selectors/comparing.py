"""Two saved texts of an article side by side: their words, and the claims, citations and badges that changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from articles.choices import SECTIONS, Section
from articles.compare import (
    CitationChange,
    Cited,
    ClaimChange,
    Fold,
    Paragraph,
    Placed,
    cited_differently,
    claims_in,
    compared,
    folded,
    placed_differently,
)
from articles.models import RevisionText
from articles.selectors.texts import SavedTexts, words_of
from evidence.choices import Stance, VersionStatus
from evidence.models import Approval, Citation, Claim, ClaimDraft, ClaimVersion, Grading
from references.models import Reference

Words = tuple[str, str]
"""The key of a claim, and what it says."""


@dataclass(frozen=True)
class PartChange:
    """One section of the two texts."""

    label: str
    differs: bool
    shown: list[Paragraph | Fold]


@dataclass(frozen=True)
class Stood:
    """What was known of a claim's words at a side's moment; without a version they were a draft."""

    version: ClaimVersion | None
    draft: ClaimDraft | None
    grading: Grading | None
    badge: str
    citations: tuple[Cited, ...]

    @property
    def direction(self) -> str:
        """Which way the sentence points."""
        words = self.version or self.draft
        return words.direction if words else ""


@dataclass(frozen=True)
class ClaimLine:
    """What became of one claim between the two texts."""

    claim: int | None
    change: ClaimChange
    before: Stood | None
    after: Stood | None
    citations: list[CitationChange]

    @property
    def what(self) -> str:
        """What became of it, in words."""
        before, after = self.change.before, self.change.after
        if self.change.kind == "moved" and before and after:
            return f"Moved from {_section(before)} to {_section(after)}"
        if self.change.kind == "marked" and after:
            return "Now quoted as a myth" if after.is_myth else "No longer quoted as a myth"
        if self.change.kind == "added" and after:
            return f"Added to {_section(after)}"
        if self.change.kind == "removed" and before:
            return f"Removed from {_section(before)}"
        return "Words changed" if self.change.kind == "reworded" else "Same words"

    @property
    def state(self) -> str:
        """What the words are today: those that are there now, or were at last."""
        stood = self.after or self.before
        if stood is None or stood.version is None:
            return "Draft, not submitted"
        return VersionStatus(stood.version.status).label

    @property
    def citations_said(self) -> str:
        """How many of its citations came, went or changed."""
        kinds = Counter(change.kind for change in self.citations)
        return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))

    @property
    def badge_moved(self) -> bool:
        """Whether it carried another badge then than now."""
        return bool(self.before and self.after and self.before.badge != self.after.badge)

    @property
    def because(self) -> Grading | None:
        """The computation that made the badge what it is now, where it moved."""
        return self.after.grading if self.badge_moved and self.after else None

    @property
    def is_told(self) -> bool:
        """Whether anything of it changed."""
        return self.change.kind != "same" or bool(self.citations) or self.badge_moved


def _section(placed: Placed) -> str:
    return str(Section(placed.section).label).lower()


@dataclass(frozen=True)
class Comparison:
    """Everything that changed from one saved text to another."""

    old: RevisionText
    new: RevisionText
    old_until: datetime | None
    new_until: datetime | None
    parts: list[PartChange]
    claims: list[ClaimLine]
    unchanged: int

    @property
    def differs(self) -> bool:
        """Whether any word changed."""
        return any(part.differs for part in self.parts)


def comparison(old: int, new: int, texts: SavedTexts, *, today: bool = False) -> Comparison:
    """What changed between two of these texts (ids). The same number of queries whatever they hold.

    Badges and citations are those of the time when each text was current; with `today` those of today.
    """
    rows = RevisionText.objects.select_related("revision__article", "saved_by").in_bulk([old, new])
    before, after = rows[old], rows[new]
    left = _Side(_claims(before), None if today else texts.until(before))
    right = _Side(_claims(after), None if today else texts.until(after))
    known = _known(left, right)
    lines, seen = [], set()
    for change in placed_differently(left.placed, right.placed):
        # Of a claim at several places the evidence is told once.
        is_first = change.key not in seen
        seen.add(change.key)
        lines.append(_line(change, left, right, known, with_evidence=is_first))
    told = [line for line in lines if line.is_told]
    changed = {line.change.key for line in told}
    return Comparison(
        old=before,
        new=after,
        old_until=left.at,
        new_until=right.at,
        parts=[
            _part(section, was, now)
            for section, was, now in zip(SECTIONS, words_of(before), words_of(after), strict=True)
        ],
        claims=told,
        unchanged=len(seen - changed),
    )


def _claims(text: RevisionText) -> list[Placed]:
    return claims_in(zip(SECTIONS, words_of(text), strict=True))


def _part(section: str, was: str, now: str) -> PartChange:
    change = compared(was, now)
    return PartChange(Section(section).label, change.differs, folded(change.paragraphs))


@dataclass(frozen=True)
class _Side:
    """The claims of one text, and until when they stood so."""

    placed: list[Placed]
    at: datetime | None

    @cached_property
    def words(self) -> set[Words]:
        return {(one.key, one.text) for one in self.placed}

    def had(self, at: datetime | None) -> bool:
        """Whether something was there by this side's moment."""
        return at is not None and (self.at is None or at <= self.at)


@dataclass
class _Known:
    """What the database has about the words of both sides."""

    claims: dict[str, int] = field(default_factory=dict)
    versions: dict[Words, list[ClaimVersion]] = field(default_factory=lambda: defaultdict(list))
    drafts: dict[str, ClaimDraft] = field(default_factory=dict)
    approvals: dict[int, list[Approval]] = field(default_factory=lambda: defaultdict(list))
    gradings: dict[int, list[Grading]] = field(default_factory=lambda: defaultdict(list))
    citations: dict[int, list[Cited]] = field(default_factory=lambda: defaultdict(list))
    works: dict[str, str] = field(default_factory=dict)


def _known(*sides: _Side) -> _Known:
    """Seven queries."""
    words = set().union(*(side.words for side in sides))
    keys = sorted({key for key, _ in words})
    known = _Known(dict(Claim.objects.filter(key__in=keys).values_list("key", "pk")))
    for version in (
        ClaimVersion.objects.filter(claim__in=known.claims.values(), text__in={t for _, t in words})
        .select_related("claim")
        .defer("paragraph")
        .order_by("number")
    ):
        known.versions[version.claim.key, version.text].append(version)
    ids = [version.pk for found in known.versions.values() for version in found]
    for approval in Approval.objects.filter(version__in=ids):
        known.approvals[approval.version_id].append(approval)
    for grading in Grading.objects.filter(version__in=ids).order_by("id"):
        known.gradings[grading.version_id].append(grading)
    cited = Citation.objects.filter(version__in=ids).select_related("reference")
    for citation in cited.defer("reference__abstract").order_by("version", "position"):
        known.citations[citation.version_id].append(_cited(citation))
    drafts = ClaimDraft.objects.filter(claim__in=known.claims.values()).select_related("claim")
    known.drafts = {draft.claim.key: draft for draft in drafts}
    named = {one["reference"] for draft in known.drafts.values() for one in draft.citations}
    works = Reference.objects.filter(key__in=named).only("key", "authors", "issued_year")
    known.works = {work.key: _called(work) for work in works}
    return known


def _called(work: Reference) -> str:
    return f"{work.first_author} {work.issued_year or 'n.d.'}"


def _cited(citation: Citation) -> Cited:
    return Cited(
        reference=citation.reference.key,
        name=_called(citation.reference),
        stance=citation.get_stance_display(),
        quote=citation.quote,
        locator=citation.locator,
    )


def _line(
    change: ClaimChange, left: _Side, right: _Side, known: _Known, *, with_evidence: bool
) -> ClaimLine:
    before = _stood(change.before, left, known) if change.before else None
    after = _stood(change.after, right, known) if change.after else None
    was, now = (before.citations if before else ()), (after.citations if after else ())
    return ClaimLine(
        claim=known.claims.get(change.key),
        change=change,
        before=before,
        after=after,
        citations=cited_differently(was, now) if with_evidence else [],
    )


def _stood(placed: Placed, side: _Side, known: _Known) -> Stood:
    """Which version the words were at that moment: the newest approved, else the newest (D3)."""
    found = [
        version
        for version in known.versions.get((placed.key, placed.text), [])
        if side.had(version.submitted_at)
    ]
    if not found:
        draft = known.drafts.get(placed.key) if side.at is None else None
        draft = draft if draft and draft.text == placed.text else None
        return Stood(None, draft, None, "", tuple(_of_draft(draft, known.works)))
    approved = [version for version in found if _was_approved(version, side, known.approvals)]
    version = (approved or found)[-1]
    grading = next(
        (g for g in reversed(known.gradings[version.pk]) if side.had(g.computed_at)), None
    )
    badge = (grading.shown if approved else grading.computed) if grading else ""
    return Stood(version, None, grading, badge, tuple(known.citations[version.pk]))


def _was_approved(
    version: ClaimVersion, side: _Side, approvals: Mapping[int, Sequence[Approval]]
) -> bool:
    if side.at is None:
        return version.status == VersionStatus.APPROVED
    return any(
        side.had(approval.approved_at) and not side.had(approval.ended_at)
        for approval in approvals[version.pk]
    )


def _of_draft(draft: ClaimDraft | None, works: Mapping[str, str]) -> Iterable[Cited]:
    for one in draft.citations if draft else ():
        stance = one.get("stance", "")
        yield Cited(
            reference=one["reference"],
            name=works.get(one["reference"], one["reference"]),
            stance=str(Stance(stance).label) if stance in Stance.values else "",
            quote=one.get("quote", ""),
            locator=one.get("locator", ""),
        )
