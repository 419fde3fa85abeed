"""Placing claims: which claims the words of a revision are, and which versions of them (D3)."""

from articles.choices import SECTIONS
from articles.markdown import BadMarkdown, ClaimLink, claim_links
from articles.models import Placement, Revision, SignOff
from articles.services.standing import versions_now
from evidence.models import Claim
from references.refusals import NotPossible


def linked(text: str) -> list[ClaimLink]:
    """The claims placed in a text, in order. Refuses Markdown that cannot be read."""
    try:
        return claim_links(text)
    except BadMarkdown as error:
        raise NotPossible(str(error)) from error


def place(revision: Revision) -> None:
    """Rebuild the placements of a revision: of versions with the same text the newest approved, else the newest."""
    links = [(section, link) for section in SECTIONS for link in linked(getattr(revision, section))]
    claims = {
        claim.key: claim for claim in Claim.objects.filter(key__in=[link.key for _, link in links])
    }
    versions = versions_now(
        [claim.pk for claim in claims.values()], [link.text for _, link in links]
    )
    revision.placements.all().delete()
    Placement.objects.bulk_create(
        Placement(
            revision=revision,
            position=position,
            section=section,
            claim=claims[link.key],
            version=versions.get((claims[link.key].pk, link.text)),
            text=link.text,
            paragraph=link.paragraph,
            is_myth=link.is_myth,
        )
        for position, (section, link) in enumerate(links, start=1)
    )


def place_anew(revision: Revision) -> None:
    """Look again which versions the words of an unsigned revision are."""
    if not SignOff.objects.filter(revision=revision).exists():
        place(revision)
