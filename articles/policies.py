"""Every question about a person that articles ask (D6, D8, D12)."""

from articles.models import Revision, RevisionContributor
from evidence.models import Review
from evidence.policies import can_see_claims, can_write_claims, is_reviewer
from references.choices import Role
from references.policies import Person, has_role


def can_see_articles(user: Person) -> bool:
    """Everyone who works here reads drafts and publications."""
    return can_see_claims(user)


def can_write_articles(user: Person) -> bool:
    """Authors and editors write, import and submit."""
    return can_write_claims(user)


def can_publish(user: Person) -> bool:
    """Publishers publish."""
    return has_role(user, Role.PUBLISHER)


def can_withdraw(user: Person) -> bool:
    """One publisher can withdraw any page at any moment."""
    return has_role(user, Role.PUBLISHER)


def why_not_sign_off(user: Person, revision: Revision) -> str:
    """Why this person may not sign off this revision; empty if they may.

    The signer is neither author nor editor of the revision, and is another than the reviewer of a claim
    that one review sufficed for (DOMAIN section 3).
    """
    if not is_reviewer(user):
        return "Only active reviewers sign a page off."
    if RevisionContributor.objects.filter(revision=revision, user=user.pk).exists():
        return "You wrote in this revision; somebody else signs it off."
    alone = (
        Review.objects.filter(
            reviewer=user.pk,
            decision="approve",
            round__approvals__active=True,
            round__approvals__version__in=revision.placements.values("version"),
            round__required_reviews=1,
        )
        .select_related("version")
        .first()
    )
    if alone is not None:
        return (
            f'You alone reviewed "{alone.version.text}"; another reviewer signs off a page'
            " whose claim one review sufficed for."
        )
    return ""


def can_sign_off(user: Person, revision: Revision) -> bool:
    """Whether this person may sign off this revision."""
    return not why_not_sign_off(user, revision)
