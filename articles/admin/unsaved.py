"""A text that nobody has saved yet: its page as readers would see it, and what its claims are. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from articles.admin.checklist import Checklist, PlacedClaim
from articles.admin.desk import drafts_of
from articles.admin.reader import reader_page
from articles.choices import SECTIONS, Section
from articles.markdown import NEW, BadMarkdown, ClaimLink, claim_links, plain
from articles.models import Placement, Publication, Revision
from articles.services.standing import entries_as_placed
from evidence.models import Claim, ClaimDraft
from evidence.templatetags.badges import short_words


@dataclass
class Unreadable(Exception):
    """Why a text has no page: in which part, on which line of it (0: none), and what to mend."""

    section: str
    line: int
    words: str

    def told(self) -> dict[str, Any]:
        """The same for the page that asked."""
        part = Section(self.section).label
        place = f"{part}, line {self.line}" if self.line else part
        return {"section": self.section, "line": self.line, "wrong": f"{place}: {self.words}"}


def unsaved_page(
    request: HttpRequest, stored: Revision, text: Mapping[str, str]
) -> tuple[str, list[dict[str, str]]]:
    """The page of a text as its readers would see it, and each of its claims, in order.

    The number of queries is constant. Raises Unreadable for what a save would refuse.
    """
    checklist = _checklist(stored, text)
    context = {"revision": checklist.revision, "article": stored.article, "unsaved": True}
    return reader_page(request, checklist, context), [_told(one) for one in checklist.claims]


def _checklist(stored: Revision, text: Mapping[str, str]) -> Checklist:
    """What is known of claims placed in a text that is not in the database."""
    revision = Revision(pk=stored.pk, article=stored.article, number=stored.number)
    for section in SECTIONS:
        setattr(revision, section, text.get(section, ""))
    if not plain(revision.title):
        raise Unreadable(str(Section.TITLE), 0, "An article needs a title.")
    placements = _placements(revision)
    entries, obstacles = entries_as_placed(revision, placements, frozen=False)
    drafts = drafts_of(p.claim_id for p in placements if p.claim_id)
    badges = {entry.position: entry.badge for entry in entries}
    return Checklist(
        revision=revision,
        claims=[
            PlacedClaim(
                placement=placement,
                version=placement.version,
                draft=_with_words(drafts.get(placement.claim_id), placement.text),
                badge=badges.get(placement.position, ""),
                stands=placement.position in badges,
                blocks=(),
            )
            for placement in placements
        ],
        entries=entries,
        obstacles=obstacles,
        newest_sign_off=None,
        sign_off=None,
        lapsed=[],
        live=None,
        was_published=Publication.objects.filter(article=revision.article_id).exists(),
    )


def _with_words(draft: ClaimDraft | None, text: str) -> ClaimDraft | None:
    return draft if draft is not None and draft.text == text else None


def _placements(revision: Revision) -> list[Placement]:
    """The claims that saving would place; one that does not exist yet has a key but no row."""
    links = [(section, link) for section in SECTIONS for link in _links(revision, str(section))]
    keys = {link.key for _, link in links} - {NEW}
    claims = {claim.key: claim for claim in Claim.objects.filter(key__in=keys)}
    placements = []
    for position, (section, link) in enumerate(links, start=1):
        if link.key != NEW and link.key not in claims:
            raise Unreadable(
                str(section),
                _line_of(getattr(revision, section), link),
                f"No claim has the key {link.key}. Write claim:new for a new claim.",
            )
        placements.append(
            Placement(
                position=position,
                section=section,
                claim=claims.get(link.key) or Claim(key=NEW),
                text=link.text,
                paragraph=link.paragraph,
                is_myth=link.is_myth,
            )
        )
    return placements


def _links(revision: Revision, section: str) -> list[ClaimLink]:
    try:
        return claim_links(getattr(revision, section))
    except BadMarkdown as error:
        raise Unreadable(section, error.line, str(error)) from error


def _line_of(text: str, link: ClaimLink) -> int:
    before = text.partition(f"](claim:{link.key}")[0]
    return before.count("\n") + 1


def _told(claim: PlacedClaim) -> dict[str, str]:
    """One claim for the editor: its state beside the words, and where its sources are picked."""
    key, pk = claim.placement.claim.key, claim.placement.claim.pk
    told = {"key": key, "text": claim.placement.text, "look": claim.look, "state": claim.state}
    if not pk:
        return told | {"state": "New: saving gives it a key"}
    if claim.version is None and claim.draft is None:
        told["state"] = "New words, not saved"
    if claim.badge:
        told["badge"] = short_words(claim.badge, claim.direction)
    told["page"] = reverse("admin:evidence_claim_change", args=[pk])
    if claim.version is None and claim.draft is not None:
        told["draft"] = reverse("admin:evidence_claim_draft", args=[pk])
    return told
