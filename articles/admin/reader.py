"""A revision as its readers will see it, for staff: the real page, with what nobody has reviewed marked."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from articles.admin.checklist import Checklist, PlacedClaim, previous_publications
from articles.choices import PublicationCause
from articles.content import Content, Person
from articles.pages import markers, render
from articles.services.composing import Signature, compose, signature_of
from evidence.choices import VersionStatus
from evidence.models import Reviewer
from evidence.selectors.public import public_person

UNREVIEWED = (VersionStatus.IN_REVIEW, VersionStatus.DISPUTED)
PARTS = ("title_html", "summary_html", "key_messages_html", "body_html")
NOBODY: Person = {
    "name": "[name of the reviewer]",
    "credentials": "[who signs this page off]",
    "orcid": "",
    "interests": "",
    "interests_on": "",
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
    revision = checklist.revision
    return compose(
        revision=revision,
        signature=_signature(checklist, by),
        entries=checklist.entries,
        cause=PublicationCause.UPDATE if checklist.was_published else PublicationCause.FIRST,
        note=NOTE if checklist.was_published else "",
        previous=previous_publications(revision.article),
    )


def _signature(checklist: Checklist, by: User | None) -> Signature:
    """The one that stands; else whoever may give it now, or a place for a name."""
    if checklist.sign_off is not None:
        return signature_of(checklist.sign_off)
    reviewer = Reviewer.objects.filter(user=by).select_related("user").first() if by else None
    person = public_person(reviewer.user) if reviewer else NOBODY
    return Signature(by=person, on=timezone.localdate().isoformat(), items={})


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
