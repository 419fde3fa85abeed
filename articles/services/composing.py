"""Composing what a publication prints, frozen at that moment (articles.content)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from articles.choices import ShownAs
from articles.content import (
    Change,
    CitationContent,
    ClaimContent,
    Content,
    Person,
    ReferenceContent,
)
from articles.markdown import headings_of, plain, to_html
from articles.models import Publication, Revision, SignOff
from articles.services.standing import Entry
from articles.services.writing import SECTIONS
from evidence import badges
from evidence.choices import ApprovalBasis, Decision, Judgement
from evidence.models import (
    Approval,
    ApprovalVerdict,
    Citation,
    Grading,
    Profile,
    Review,
    Reviewer,
    Suspension,
)
from evidence.selectors.inputs import current_facts
from references.choices import CslType
from references.citing import vancouver
from references.models import Reference

CITED = (Judgement.SUPPORTS, Judgement.PARTLY, Judgement.CONTRADICTS, Judgement.MENTIONS)


def compose(
    *,
    revision: Revision,
    signoff: SignOff,
    entries: Sequence[Entry],
    cause: str,
    note: str,
    previous: Sequence[Publication],
) -> Content:
    """Everything the page prints. `previous` are the article's earlier publications, newest first."""
    today = timezone.localdate().isoformat()
    parts = _html_parts(revision)
    proofs = _Proofs(entries)
    return {
        "key": revision.article.key,
        "slug": revision.article.slug,
        "title": plain(revision.title),
        "title_html": parts["title"],
        "summary_html": parts["summary"],
        "key_messages_html": parts["key_messages"],
        "body_html": parts["body"],
        "headings": headings_of(parts["body"]),
        "claims": proofs.claims,
        "references": proofs.references,
        "signed_off_by": proofs.person(signoff.signed_by_id),
        "signed_off_on": _day(signoff.signed_at),
        "waived": [
            {"item": item, "reason": answer["waived"]}
            for item, answer in sorted(signoff.items.items())
            if answer.get("waived")
        ],
        "review_due_on": min(
            (c["review_due_on"] for c in proofs.claims.values() if c["review_due_on"]), default=""
        ),
        "searched_on": min(
            (c["searched_on"] for c in proofs.claims.values() if c["searched_on"]), default=""
        ),
        "published_on": today,
        "first_published_on": _day(previous[-1].published_at) if previous else today,
        "changes": [
            Change(on=today, cause=str(cause), note=note),
            *(Change(on=_day(p.published_at), cause=p.cause, note=p.note) for p in previous),
        ],
        "demonstration": revision.article.is_demonstration,
        "language": "en",
    }


def _day(moment: datetime | date | None) -> str:
    if moment is None:
        return ""
    return (timezone.localdate(moment) if isinstance(moment, datetime) else moment).isoformat()


def _html_parts(revision: Revision) -> dict[str, str]:
    """Each section as HTML with markers, the claims numbered through."""
    parts, first = {}, 1
    for section in SECTIONS:
        text = getattr(revision, section)
        parts[str(section)] = to_html(text, first=first, inline=section == "title")
        first += text.count("](claim:")
    return parts


def _grouped(rows: Iterable[Any], by: str) -> dict[int, list[Any]]:
    """Rows by one of their columns, each group in the order in which they came."""
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row)
    return groups


def _profiles_in_force(questions: Iterable[int | None]) -> dict[int, Profile]:
    """The newest profile of each question."""
    rows = Profile.objects.filter(question__in=[q for q in questions if q]).select_related("search")
    return {
        row.question_id: row
        for row in rows.order_by("question_id", "-number").distinct("question_id")
    }


class _Proofs:
    """The proof of every entry: reads what all of them need at once, then tells it per claim."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        versions = [entry.version.pk for entry in entries]
        self.citations = _grouped(
            Citation.objects.filter(version__in=versions)
            .select_related("reference")
            .order_by("version_id", "position"),
            "version_id",
        )
        self.suspensions = {
            row.version_id: row
            for row in Suspension.objects.filter(version__in=versions)
            .order_by("id")
            .select_related("approval")
        }
        approvals = [entry.approval.pk for entry in entries if entry.approval] + [
            row.approval_id for row in self.suspensions.values()
        ]
        self.verdicts = {
            (row.approval_id, row.citation_id): row
            for row in ApprovalVerdict.objects.filter(approval__in=approvals)
        }
        self.gradings: dict[int, Grading] = {}
        for grading in Grading.objects.filter(version__in=versions).order_by("id"):
            self.gradings[grading.version_id] = grading
        self.reviews = _grouped(
            Review.objects.filter(round__approvals__in=approvals).order_by("id"), "round_id"
        )
        self.approvals = Approval.objects.in_bulk(approvals)
        self.reviewers = {row.user_id: row for row in Reviewer.objects.all()}
        self.profiles = _profiles_in_force([entry.version.question_id for entry in entries])
        self.numbers: dict[int, int] = {}
        self.cited: dict[int, Reference] = {}
        self.claims = {str(entry.position): self._claim(entry) for entry in entries}
        self.references = self._references()

    def person(self, user_id: int) -> Person:
        """A reviewer as readers are told of them."""
        row = self.reviewers[user_id]
        return {
            "name": row.name,
            "credentials": row.credentials,
            "orcid": row.orcid,
            "interests": row.interests,
            "demonstration": row.is_demonstration,
        }

    def _claim(self, entry: Entry) -> ClaimContent:
        version = entry.version
        suspension = (
            self.suspensions.get(version.pk) if entry.shown_as != ShownAs.APPROVED else None
        )
        approval_id = (
            entry.approval.pk if entry.approval else suspension.approval_id if suspension else 0
        )
        approval = self.approvals.get(approval_id)
        profile = self.profiles.get(version.question_id or 0)
        grading = self.gradings.get(version.pk)
        approved_on = timezone.localdate(approval.approved_at) if approval else None
        return {
            "key": version.claim.key,
            "version": version.number,
            "text": version.text,
            "asks": version.asks,
            "direction": version.direction,
            "badge": entry.badge,
            "reasons": [list(reason) for reason in grading.reasons] if grading else [],
            "shown_as": entry.shown_as,
            "since": _day(suspension.suspended_at) if suspension else "",
            "suspension": suspension.detail if suspension else "",
            "is_myth": entry.is_myth,
            "is_key_message": entry.is_key_message,
            "basis": approval.basis if approval else "",
            "reviewers": self._reviewers(approval) if approval else [],
            "approved_on": _day(approved_on),
            "review_due_on": self._due(entry, profile, approved_on),
            "searched_on": _day(profile.search.searched_on) if profile and profile.search else "",
            "checked_on": self._checked_on(version.pk) if entry.badge == "record" else "",
            "effect_line": profile.effect_line if profile else "",
            "citations": self._cite(version.pk, approval_id),
        }

    def _due(self, entry: Entry, profile: Profile | None, approved_on: date | None) -> str:
        if profile is not None:
            return _day(profile.review_due_on)
        if approved_on is None:
            return ""
        months = badges.due_months(entry.version.asks, entry.badge)
        month = approved_on.month - 1 + months
        return date(
            approved_on.year + month // 12, month % 12 + 1, min(approved_on.day, 28)
        ).isoformat()

    def _reviewers(self, approval: Approval) -> list[Person]:
        reviews = self.reviews.get(approval.round_id, [])
        kind = "adjudication" if approval.basis == ApprovalBasis.ADJUDICATION else "review"
        people = dict.fromkeys(
            review.reviewer_id
            for review in reviews
            if review.kind == kind and review.decision == Decision.APPROVE
        )
        return [self.person(user_id) for user_id in people]

    def _checked_on(self, version_id: int) -> str:
        """The day of the oldest recorded search or official record that a claim cites."""
        facts = current_facts(
            [c.reference_id for c in self.citations.get(version_id, [])], confirmed=True
        )
        days = [
            c.reference.searched_on
            if c.reference.csl_type == CslType.SEARCH
            else facts[c.reference_id].checked_on
            if c.reference_id in facts
            else None
            for c in self.citations.get(version_id, [])
        ]
        return _day(min((day for day in days if day), default=None))

    def _cite(self, version_id: int, approval_id: int) -> list[CitationContent]:
        cited: list[CitationContent] = []
        for citation in self.citations.get(version_id, []):
            verdict = self.verdicts.get((approval_id, citation.pk))
            judgement = verdict.judgement if verdict else citation.stance
            if judgement not in CITED:
                continue
            number = self.numbers.setdefault(citation.reference_id, len(self.numbers) + 1)
            self.cited[citation.reference_id] = citation.reference
            cited.append(
                {
                    "n": number,
                    "judgement": judgement,
                    "quote": citation.quote,
                    "locator": citation.locator,
                }
            )
        return cited

    def _references(self) -> list[ReferenceContent]:
        facts = current_facts(self.cited, confirmed=True)
        winners = Reference.objects.in_bulk(
            [r.merged_into_id for r in self.cited.values() if r.merged_into_id]
        )
        listed: list[ReferenceContent] = []
        for pk, number in sorted(self.numbers.items(), key=lambda item: item[1]):
            work = self.cited[pk]
            row = facts.get(pk)
            standing = winners[work.merged_into_id] if work.merged_into_id else work
            listed.append(
                {
                    "n": number,
                    "key": work.key,
                    "citation": vancouver(work),
                    "title": work.title,
                    "authors": work.authors,
                    "container_title": work.container_title,
                    "year": work.issued_year,
                    "doi": work.doi or "",
                    "pmid": work.pmid or "",
                    "url": work.url,
                    "design": "search"
                    if work.csl_type == CslType.SEARCH
                    else row.design
                    if row
                    else "unknown",
                    "population": row.population if row else "",
                    "species": row.species if row else "",
                    "n_analysed": row.n if row else None,
                    "follow_up": row.follow_up if row else "",
                    "funding": row.funding if row else "",
                    "interests": row.interests if row else "not_reported",
                    "is_preprint": row.is_preprint if row else False,
                    "standing": standing.standing,
                    "standing_as_of": _day(standing.standing_as_of),
                }
            )
        return listed
