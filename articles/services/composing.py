"""Composing what a publication prints, frozen at that moment (articles.content)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from articles.choices import SECTIONS, ShownAs
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
from articles.pages.rendering import PageText
from articles.services.standing import Entry
from evidence.choices import VersionStatus
from evidence.selectors.public import PublicClaim, public_claims, public_person
from evidence.selectors.sources import public_references
from references.models import Reference


@dataclass(frozen=True)
class Signature:
    """Who vouches for the page, since when (ISO date), and with which answers."""

    by: Person
    on: str
    items: Mapping[str, Mapping[str, Any]]


def signature_of(signoff: SignOff) -> Signature:
    """A stored sign-off as the page tells it."""
    return Signature(
        by=public_person(signoff.signed_by),
        on=timezone.localdate(signoff.signed_at).isoformat(),
        items=signoff.items,
    )


def compose(
    *,
    revision: Revision,
    signature: Signature,
    entries: Sequence[Entry],
    cause: str,
    note: str,
    previous: Sequence[Publication],
    on: date | None = None,
) -> Content:
    """Everything the page prints. `previous` are the article's earlier publications, newest first."""
    today = (on or timezone.localdate()).isoformat()
    parts = _html_parts(revision)
    told = public_claims(entry.version.pk for entry in entries)
    numbers = _numbers(entries, told)
    claims = {
        str(entry.position): _claim(entry, told[entry.version.pk], numbers) for entry in entries
    }
    content: Content = {
        "key": revision.article.key,
        "slug": revision.article.slug,
        "title": plain(revision.title),
        "title_html": parts["title"],
        "summary_html": parts["summary"],
        "key_messages_html": parts["key_messages"],
        "body_html": parts["body"],
        "headings": headings_of(parts["body"]),
        "claims": claims,
        "references": _references(numbers),
        "signed_off_by": signature.by,
        "signed_off_on": signature.on,
        "waived": [
            {"item": item, "reason": answer["waived"]}
            for item, answer in sorted(signature.items.items())
            if answer.get("waived")
        ],
        "review_due_on": _earliest(claim["review_due_on"] for claim in claims.values()),
        "searched_on": _earliest(claim["searched_on"] for claim in claims.values()),
        "published_on": today,
        "first_published_on": _published_on(previous[-1]) if previous else today,
        "changes": [
            Change(on=today, cause=str(cause), note=note),
            *(Change(on=_published_on(p), cause=p.cause, note=p.note) for p in previous),
        ],
        "demonstration": revision.article.is_demonstration
        or signature.by["demonstration"]
        or any(
            person["demonstration"] for claim in claims.values() for person in claim["reviewers"]
        ),
        "language": "en",
    }
    # Lists of pages print it alone: a myth or a claim that is re-checked says so there too.
    content["title"] = PageText(content).plain_title()
    return content


def _html_parts(revision: Revision) -> dict[str, str]:
    """Each section as HTML with markers, the claims numbered through."""
    parts, first = {}, 1
    for section in SECTIONS:
        text = getattr(revision, section)
        parts[str(section)] = to_html(
            text,
            first=first,
            inline=section == "title",
            anchors="part" if section == "body" else str(section),
        )
        first += text.count("](claim:")
    return parts


def _published_on(publication: Publication) -> str:
    return timezone.localdate(publication.published_at).isoformat()


def _earliest(days: Iterable[str]) -> str:
    return min((day for day in days if day), default="")


def _numbers(entries: Sequence[Entry], told: Mapping[int, PublicClaim]) -> dict[str, int]:
    """The number of each reference: the order of its first appearance on the page."""
    keys = dict.fromkeys(
        citation["reference"]
        for entry in entries
        for citation in told[entry.version.pk]["citations"]
    )
    return {key: number for number, key in enumerate(keys, start=1)}


def _claim(entry: Entry, told: PublicClaim, numbers: Mapping[str, int]) -> ClaimContent:
    stands = entry.shown_as == ShownAs.APPROVED
    return {
        **told,
        "badge": entry.badge,
        "shown_as": str(entry.shown_as),
        "since": "" if stands else told["since"],
        "suspension": "" if stands else told["suspension"],
        "withdrawn": not stands and entry.version.status == VersionStatus.WITHDRAWN,
        "is_myth": entry.is_myth,
        "is_key_message": entry.is_key_message,
        "citations": [
            CitationContent(
                n=numbers[citation["reference"]],
                judgement=citation["judgement"],
                quote=citation["quote"],
                locator=citation["locator"],
            )
            for citation in told["citations"]
        ],
    }


def _references(numbers: Mapping[str, int]) -> list[ReferenceContent]:
    told = public_references(Reference.objects.filter(key__in=numbers).defer("abstract"))
    return [{"n": number, **told[key]} for key, number in numbers.items()]
