"""Every question about a person that evidence asks (D8, D12)."""

from evidence.models import ClaimVersion, Contributor, Review, Reviewer, Round
from evidence.querysets import written_by
from references.choices import Role
from references.policies import Person, can_enter_admin, has_role


def is_reviewer(user: Person) -> bool:
    """An active reviewer with an active account; a superuser without that is none."""
    return Reviewer.objects.of(user) is not None


def can_see_claims(user: Person) -> bool:
    """Everyone who works here, and every reviewer."""
    return can_enter_admin(user) or is_reviewer(user)


def can_write_claims(user: Person) -> bool:
    """Authors and editors draft and submit claims, and enter what studies are."""
    return has_role(user, Role.AUTHOR, Role.EDITOR)


def can_enter_facts(user: Person) -> bool:
    """Staff who write, keep the library or review enter facts about studies."""
    return has_role(user, Role.AUTHOR, Role.EDITOR, Role.LIBRARIAN) or is_reviewer(user)


def can_assign(user: Person) -> bool:
    """Administrators and editors ask reviewers to review."""
    return has_role(user, Role.ADMINISTRATOR, Role.EDITOR)


def can_onboard_reviewers(user: Person) -> bool:
    """Administrators make people reviewers, and end it."""
    return has_role(user, Role.ADMINISTRATOR)


def why_not_review(user: Person, version: ClaimVersion) -> str:
    """Why this person may not review this version; empty if they may (D8)."""
    reviewer = Reviewer.objects.of(user)
    if reviewer is None:
        return "Only active reviewers decide about claims."
    if version.author_id == user.pk:
        return "You submitted this version; nobody reviews their own."
    if Contributor.objects.filter(version=version, user=user.pk).exists():
        return "You wrote in this version; nobody reviews their own."
    if orcid := reviewer.orcid:
        own = version.citations.filter(written_by(orcid)).select_related("reference").first()
        if own is not None:
            return f"You are an author of a work that this claim cites: {own.reference}."
    return ""


def can_review(user: Person, version: ClaimVersion) -> bool:
    """Whether this person may review this version."""
    return not why_not_review(user, version)


def why_not_adjudicate(user: Person, round_: Round) -> str:
    """Why this person may not settle a dispute; empty if they may: a third, neither author nor reviewer."""
    if reason := why_not_review(user, round_.version):
        return reason
    if Review.objects.filter(round=round_, reviewer_id=user.pk, kind="review").exists():
        return "You reviewed this version; a third person settles the dispute."
    return ""


def can_see_other_reviews(user: Person, round_: Round) -> bool:
    """Reviews are blind: of an open round nobody sees another's before as many have decided as are needed.

    A reviewer who took no part sees them only once they are disputed.
    """
    if round_.closed_at is not None:
        return True
    reviewers = {review.reviewer_id for review in round_.reviews.all()}
    if len(reviewers) < round_.required_reviews:
        return False
    if user.pk in reviewers or round_.version.status == "disputed":
        return True
    return bool(why_not_adjudicate(user, round_))
