"""Every question about a person that articles ask (D6, D8, D12)."""

from articles.models import Article, Revision, RevisionContributor
from evidence.models import Contributor
from evidence.policies import can_see_claims, can_write_claims, is_reviewer, why_not_vouch
from evidence.selectors.records import reviewed_alone
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


def can_move(user: Person, article: Article) -> bool:
    """Publishers give any page another address; who writes, one that readers never saw."""
    if can_publish(user):
        return True
    return can_write_articles(user) and not article.publications.exists()


def why_not_sign_off(user: Person, revision: Revision) -> str:
    """Why this person may not sign off this revision; empty if they may.

    The signer has written neither in the revision nor in a claim on it, is no author of a work it cites, has
    declared their interests in what it is about, is not paid by a seller or clinic of it, and is another than
    the reviewer of a claim that one review sufficed for (D8, DOMAIN section 3).
    """
    if not is_reviewer(user):
        return "Only active reviewers sign a page off."
    if RevisionContributor.objects.filter(revision=revision, user=user.pk).exists():
        return "You wrote in this revision; somebody else signs it off."
    versions = [pk for pk in revision.placements.values_list("version", flat=True) if pk]
    wrote = Contributor.objects.filter(version__in=versions, user=user.pk).select_related("version")
    if (own := wrote.first()) is not None:
        return f'You wrote "{own.version.text}"; somebody else signs it off.'
    if reason := why_not_vouch(user, versions):
        return reason
    alone = reviewed_alone(user.pk, versions)
    if alone is not None:
        return (
            f'You alone reviewed "{alone.version.text}"; another reviewer signs off a page'
            " whose claim one review sufficed for."
        )
    return ""


def can_confirm_clocks(user: Person) -> bool:
    """Publishers let the clocks of a load that suspended many claims run (D7)."""
    return has_role(user, Role.PUBLISHER)
