"""A revision as its readers will see it, for staff: the real page, with what nobody has reviewed marked."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from articles.admin.checklist import Checklist, PlacedClaim, previous_publications
from articles.choices import PublicationCause, SignOffItem
from articles.content import Content, Person
from articles.markdown import headings_of, plain
from articles.models import SignOff
from articles.pages import markers, render
from articles.services.composing import compose, html_parts
from evidence.choices import VersionStatus
from evidence.models import Reviewer

UNREVIEWED = (VersionStatus.IN_REVIEW, VersionStatus.DISPUTED)
PARTS = ("title_html", "summary_html", "key_messages_html", "body_html")
NOBODY: Person = {
    "name": "[name of the reviewer]",
    "credentials": "[who signs this page off]",
    "orcid": "",
    "interests": "",
    "demonstration": False,
}
NOTE = "[the note that the publisher writes]"


def reader_page(
    request: HttpRequest, checklist: Checklist, context: dict[str, Any], *, by: Any = None
) -> str:
    """The public page of a revision as it stands now, with a bar for staff and what `context` asks for.

    `by` is whoever may sign it off and would be named on it. The template `admin/articles/reader.html`
    gives the parts that are put in: head, bar and form.
    """
    content = _content(checklist, by)
    waiting = {
        str(claim.placement.position): claim for claim in checklist.claims if not claim.stands
    }
    for part in PARTS:
        content[part] = _with_waiting(content[part], waiting)  # type: ignore[literal-required]
    number = checklist.live.number + 1 if checklist.live else 1
    page = render(content, number)
    for place, part in (("</head>", "head"), ("<header class=", "bar"), ("</main>", "form")):
        staff = render_to_string(
            "admin/articles/reader.html", context | {"part": part, "checklist": checklist}, request
        )
        page = page.replace(place, staff + place, 1)
    return page


def _content(checklist: Checklist, by: User | None) -> Content:
    """What a publication would print now, with the claims that stand."""
    revision, signoff = checklist.revision, checklist.sign_off
    cause = PublicationCause.UPDATE if checklist.was_published else PublicationCause.FIRST
    shown = signoff or _stand_in(checklist, by)
    if shown is None:
        return _without_reviewers(checklist)
    content = compose(
        revision=revision,
        signoff=shown,
        entries=checklist.entries,
        cause=cause,
        note=NOTE if checklist.was_published else "",
        previous=previous_publications(revision.article),
    )
    if signoff is None and (by is None or shown.signed_by_id != by.pk):
        content["signed_off_by"] = NOBODY
    return content


def _stand_in(checklist: Checklist, by: User | None) -> SignOff | None:
    """A sign-off that nobody gave and that is never stored: the page has a place for one."""
    reviewers = Reviewer.objects.order_by("id").values_list("user", flat=True)
    signer = by.pk if by is not None else reviewers.first()
    if signer is None:
        return None
    return SignOff(
        revision=checklist.revision,
        items={item.value: {"confirmed": True} for item in SignOffItem},
        signed_at=timezone.now(),
        signed_by_id=signer,
    )


def _without_reviewers(checklist: Checklist) -> Content:
    """The text of a portal in which nobody can have reviewed anything yet."""
    revision, today = checklist.revision, timezone.localdate().isoformat()
    parts = html_parts(revision)
    return {
        "key": revision.article.key,
        "slug": revision.article.slug,
        "title": plain(revision.title),
        "title_html": parts["title"],
        "summary_html": parts["summary"],
        "key_messages_html": parts["key_messages"],
        "body_html": parts["body"],
        "headings": headings_of(parts["body"]),
        "claims": {},
        "references": [],
        "signed_off_by": NOBODY,
        "signed_off_on": today,
        "waived": [],
        "review_due_on": "",
        "searched_on": "",
        "published_on": today,
        "first_published_on": today,
        "changes": [],
        "demonstration": revision.article.is_demonstration,
        "language": "en",
    }


def _with_waiting(html: str, waiting: dict[str, PlacedClaim]) -> str:
    """The HTML of a publication, with each claim that does not stand as it is, marked so."""

    def claim(found: re.Match[str]) -> str:
        placed = waiting.get(found[1])
        if placed is None:
            return found[0]
        context = {"claim": placed, "words": _mark(placed)}
        return render_to_string("admin/articles/waiting.html", context).strip()

    def proofs(found: re.Match[str]) -> str:
        left = [number for number in found[1].split(",") if number not in waiting]
        return f"<!--proofs:{','.join(left)}-->" if left else ""

    return markers.PROOFS.sub(proofs, markers.CLAIM.sub(claim, html))


def _mark(placed: PlacedClaim) -> str:
    if placed.version is None or placed.version.status in UNREVIEWED:
        return "Not yet reviewed"
    if placed.version.status == VersionStatus.APPROVED:
        return "Cannot be published"
    return placed.state
