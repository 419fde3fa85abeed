"""The evidence audit of a revision, and of an import: what it is told, in a constant number of queries."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles.audit import (
    AuditedClaim,
    AuditedSource,
    Facts,
    Finding,
    Passage,
    audit,
    in_order,
)
from articles.audit.incoming import Known, audit_import
from articles.choices import Section
from articles.disclosures import findings as disclosed
from articles.intake import ParsedArticle
from articles.markdown import headings_of, plain, to_html
from articles.models import Live, Placement, Revision
from articles.selectors.entries import Entry
from articles.services.standing import active_approvals, entries_of, told_of, versions_now
from articles.services.writing import SECTIONS
from evidence.choices import Direction, VersionStatus
from evidence.models import Citation, ClaimDraft, ClaimVersion, Grading, StudyLink
from evidence.selectors.public import due_on, newest_profiles
from evidence.selectors.sources import public_references
from references.choices import CslType
from references.models import Reference

_CLAIM = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(claim:[^)]*\)")
_LINK = re.compile(r"\]\(<?(?P<address>[/#][^)>\s]*)>?[^)]*\)")
_MARKUP = re.compile(r"^\s*(?:#{1,6}|[-*+]|\d{1,3}[.)]|>)\s+|[*_`]{1,3}")
_ARTICLE = re.compile(r"/articles/(?P<slug>[^/]+)/?(?:[?#].*)?")
# Kinds of works that carry a DOI or PubMed number, by which notices are matched.
IDENTIFIED = (CslType.ARTICLE_JOURNAL, CslType.ARTICLE, CslType.PAPER_CONFERENCE)
_OPPOSITE = {
    Direction.FOR: (Direction.AGAINST, Direction.NO_DIFFERENCE),
    Direction.AGAINST: (Direction.FOR,),
    Direction.NO_DIFFERENCE: (Direction.FOR,),
    Direction.HARM: (Direction.NO_HARM,),
    Direction.NO_HARM: (Direction.HARM,),
}


def audit_revision(revision: Revision) -> list[Finding]:
    """Everything that keeps a revision from being defended, the gravest first."""
    return audit(facts_of(revision))


def audit_incoming(parsed: ParsedArticle, entries: Iterable[Entry]) -> list[Finding]:
    """What is wrong with a text as it came, with what the library says of its references."""
    known = {}
    for entry in entries:
        one = next((one for one in entry.candidates if one.is_likely), None)
        if one is not None:
            work = one.reference
            known[entry.index] = Known(
                work.key, work.title, work.standing, one.resemblance.is_misquoted
            )
    return in_order(audit_import(parsed, known))


def facts_of(revision: Revision) -> Facts:
    """What the audit is told of a revision as its words stand now."""
    placements = list(revision.placements.select_related("claim").order_by("position"))
    versions = versions_now([p.claim_id for p in placements], [p.text for p in placements])
    said = [_said(placement, versions) for placement in placements]
    drafts = _drafts(placements, said)
    ids = {version.pk for version in said if version is not None}
    cites = _cited(ids)
    approvals = active_approvals(ids)
    profiles = newest_profiles({version.question_id for version in said if version is not None})
    gradings = _gradings(ids)
    against = _against(said)
    claims = []
    for placement, version in zip(placements, said, strict=True):
        draft = drafts.get(placement.claim_id)
        words: Any = version or draft
        approval = approvals.get(version.pk) if version else None
        grading = gradings.get(version.pk) if version else None
        badge = (grading.shown or grading.computed) if grading else ""
        profile = profiles.get(version.question_id or 0) if version else None
        claims.append(
            AuditedClaim(
                place=placement.position,
                section=placement.section,
                key=placement.claim.key,
                text=placement.text,
                asks=words.asks if words else "",
                direction=words.direction if words else "",
                badge=badge,
                is_finding=bool(words and words.is_finding),
                is_myth=placement.is_myth,
                is_key_message=placement.section == Section.KEY_MESSAGES,
                is_suspended=version is not None and version.status == VersionStatus.SUSPENDED,
                effect_line=profile.effect_line if profile else "",
                review_due_on=due_on(approval, badge, profile) if approval else "",
                cites=cites.get(version.pk, {}) if version else _of_draft(draft),
                against=tuple(against.get(placement.position, ())),
            )
        )
    keys = {key for claim in claims for key in claim.cites}
    return Facts(
        claims=tuple(claims),
        sources=_sources(keys),
        passages=tuple(_passages(revision)),
        plain=_plain(revision),
        today=timezone.localdate().isoformat(),
        broken_links=tuple(_broken(revision)),
        undisclosed=_undisclosed(revision),
    )


def _said(
    placement: Placement, versions: Mapping[tuple[int, str], ClaimVersion]
) -> ClaimVersion | None:
    return versions.get((placement.claim_id, placement.text))


def _drafts(
    placements: Sequence[Placement], said: Sequence[ClaimVersion | None]
) -> dict[int, ClaimDraft]:
    """The drafts of claims whose words nobody submitted yet."""
    open_ones = [p.claim_id for p, version in zip(placements, said, strict=True) if not version]
    return {draft.claim_id: draft for draft in ClaimDraft.objects.filter(claim__in=open_ones)}


def _cited(versions: Iterable[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = Citation.objects.filter(version__in=versions).order_by("version", "position")
    for version, key, stance in rows.values_list("version", "reference__key", "stance"):
        found.setdefault(version, {})[key] = stance
    return found


def _of_draft(draft: ClaimDraft | None) -> dict[str, str]:
    cited = draft.citations if draft else []
    return {one["reference"]: one.get("stance", "") for one in cited}


def _gradings(versions: Iterable[int]) -> dict[int, Grading]:
    rows = Grading.objects.filter(version__in=versions).order_by("version_id", "-id")
    return {row.version_id: row for row in rows.distinct("version_id")}


def _against(said: Sequence[ClaimVersion | None]) -> dict[int, list[str]]:
    """By position: the words of approved claims that answer the same question the other way."""
    asked = {version.question_id for version in said if version and version.question_id}
    rows = ClaimVersion.objects.filter(question__in=asked, status=VersionStatus.APPROVED)
    approved = list(rows.values_list("claim", "question", "direction", "text").order_by("pk"))
    return {
        position: [
            text
            for claim, question, direction, text in approved
            if claim != version.claim_id
            and question == version.question_id
            and direction in _OPPOSITE.get(Direction(version.direction), ())
        ]
        for position, version in enumerate(said, start=1)
        if version is not None and version.question_id and version.direction
    }


def _sources(keys: Iterable[str]) -> dict[str, AuditedSource]:
    references = list(Reference.objects.filter(key__in=keys).defer("abstract"))
    told = public_references(references)
    preprints = [one for one in references if told[one.key]["is_preprint"]]
    published = _published(preprints)
    return {
        one.key: AuditedSource(
            key=one.key,
            name=f"{one.first_author} {one.issued_year or 'n.d.'}",
            standing=one.standing,
            design=told[one.key]["design"],
            n=told[one.key]["n_analysed"],
            is_preprint=told[one.key]["is_preprint"],
            published=published.get(one.pk, ""),
            calls_itself_retracted=bool(one.calls_itself),
            has_identifier=bool(one.doi or one.pmid) or one.csl_type not in IDENTIFIED,
            missing=tuple(
                name
                for name, value in (
                    ("title", one.title),
                    ("authors", one.authors or one.search_database),
                    ("year", one.issued_year or one.search_database),
                )
                if not value
            ),
        )
        for one in references
    }


def _published(preprints: Sequence[Reference]) -> dict[int, str]:
    """By preprint: the key of a work that staff linked with it as one study, and that is none."""
    if not preprints:
        return {}
    ids = {one.pk for one in preprints}
    links = StudyLink.objects.filter(Q(first__in=ids) | Q(second__in=ids), ended_at=None)
    found = {}
    for link in links.select_related("first", "second"):
        for here, there in ((link.first, link.second), (link.second, link.first)):
            if here.pk in ids and there.pk not in ids:
                found[here.pk] = there.key
    return found


def _passages(revision: Revision) -> Iterator[Passage]:
    """Each line of each section without its claims; what is left of a line may hold nothing."""
    for section in SECTIONS:
        for number, line in enumerate(str(getattr(revision, section)).splitlines(), start=1):
            if text := _MARKUP.sub("", _CLAIM.sub("", line)).strip():
                yield Passage(str(section), number, text)


def _plain(revision: Revision) -> str:
    """The words that readers read, a line for each line of Markdown."""
    lines = (
        line
        for section in SECTIONS[1:]
        for line in str(getattr(revision, section)).splitlines()
        if not line.lstrip().startswith("|")
    )
    return "\n".join(filter(None, map(plain, lines)))


def _broken(revision: Revision) -> Iterator[tuple[str, int, str, str]]:
    """Links of the body to pages or places of the portal that do not exist."""
    links = [
        (str(section), number, match["address"])
        for section in SECTIONS
        for number, line in enumerate(str(getattr(revision, section)).splitlines(), start=1)
        for match in _LINK.finditer(line)
    ]
    if not links:
        return
    anchors = {one["id"] for one in headings_of(to_html(revision.body, first=1))}
    slugs = {match["slug"] for *_, one in links if (match := _ARTICLE.fullmatch(one))}
    live = set(Live.objects.filter(article__slug__in=slugs).values_list("article__slug", flat=True))
    for section, number, address in links:
        if why := _why_broken(address, anchors, live | {revision.article.slug}):
            yield section, number, address, why


def _why_broken(address: str, anchors: set[str], live: set[str]) -> str:
    if address.startswith("#"):
        return "" if address[1:] in anchors else "the page has no such heading"
    if match := _ARTICLE.fullmatch(address):
        return "" if match["slug"] in live else "no article is live there"
    try:
        resolve(re.split(r"[?#]", address)[0])
    except Resolver404:
        return "the portal has no such page"
    return ""


def _undisclosed(revision: Revision) -> tuple[tuple[str, str], ...]:
    entries, _ = entries_of(revision)
    sections = [str(getattr(revision, section)) for section in SECTIONS]
    return tuple(
        (str(one.item.label), one.missing)
        for one in disclosed(told_of(entries), sections)
        if one.missing
    )
