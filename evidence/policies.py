"""Every question about a person that evidence asks (D8, D12)."""

from django.contrib.auth.models import User

from evidence.models import ClaimVersion, Contributor, Review, Reviewer, Round
from evidence.querysets import written_by
from references.choices import Role
from references.policies import Person, can_enter_admin, has_role


def is_reviewer(user: Person) -> bool:
    """An active reviewer with an active account; a superuser without that is none."""
    return (
        isinstance(user, User)
        and user.is_active
        and Reviewer.objects.filter(user=user, active=True, user__is_active=True).exists()
    )


def can_see_claims(user: Person) -> bool:
    """Everyone who works here, and every reviewer."""
    return can_enter_admin(user) or is_reviewer(user)


def can_write_claims(user: Person) -> bool:
    """Authors and editors draft and submit claims, and enter what studies are."""
    return has_role(user, Role.AUTHOR, Role.EDITOR)


def can_enter_facts(user: Person) -> bool:
    """Staff who write, keep the library or review enter facts about studies."""
    return has_role(user, Role.AUTHOR, Role.EDITOR, Role.LIBRARIAN) or is_reviewer(user)


def can_paste_texts(user: Person) -> bool:
    """Whoever enters facts about studies may keep their texts privately, to have quotes looked for in them."""
    return can_enter_facts(user)


def can_assign(user: Person) -> bool:
    """Administrators and editors ask reviewers to review."""
    return has_role(user, Role.ADMINISTRATOR, Role.EDITOR)


def can_onboard_reviewers(user: Person) -> bool:
    """Administrators make people reviewers, and end it."""
    return has_role(user, Role.ADMINISTRATOR)


def why_not_review(user: Person, version: ClaimVersion) -> str:
    """Why this person may not review this version; empty if they may (D8)."""
    if not isinstance(user, User) or not is_reviewer(user):
        return "Only active reviewers decide about claims."
    if version.author_id == user.pk:
        return "You submitted this version; nobody reviews their own."
    if Contributor.objects.filter(version=version, user=user).exists():
        return "You wrote in this version; nobody reviews their own."
    if orcid := Reviewer.objects.get(user=user).orcid:
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
    reviewers = set(Review.objects.filter(round=round_).values_list("reviewer_id", flat=True))
    if user.pk not in reviewers and not why_not_adjudicate(user, round_):
        return len(reviewers) >= round_.required_reviews and round_.version.status == "disputed"
    return len(reviewers) >= round_.required_reviews
