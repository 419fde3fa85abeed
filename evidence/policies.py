"""Every question about a person that evidence asks (D8, D12)."""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.auth.models import User

from evidence.models import (
    ClaimVersion,
    Contributor,
    Question,
    Review,
    Reviewer,
    Round,
    Thread,
)
from evidence.selectors.ties import (
    PAID,
    UNSAID,
    NameMatch,
    Ties,
    active_reviewers,
    interests_in,
    intervention_of,
    names_to_confirm,
    own_work_cited,
    own_works,
    said_of,
    said_of_all,
    ties_of,
)
from evidence.selectors.works import stands
from references.choices import Role
from references.models import Reference
from references.policies import Person, can_enter_admin, has_role, role_for


def is_reviewer(user: Person) -> bool:
    """An active reviewer with an active account; a superuser without that is none."""
    return Reviewer.objects.of(user) is not None


def can_see_claims(user: Person) -> bool:
    """Everyone who works here, and every reviewer."""
    return is_reviewer(user) or can_enter_admin(user)


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


def can_open_recheck(user: Person) -> bool:
    """Who assigns, writes or reviews claims asks for a re-check."""
    return can_assign(user) or can_write_claims(user) or is_reviewer(user)


def can_see_reports(user: Person) -> bool:
    """Editors, administrators and publishers see how the work goes; a reviewer sees their own part of it."""
    return has_role(user, Role.EDITOR, Role.ADMINISTRATOR, Role.PUBLISHER)


def can_onboard_reviewers(user: Person) -> bool:
    """Administrators make people reviewers, and end it."""
    return has_role(user, Role.ADMINISTRATOR)


def why_not_review(user: Person, version: ClaimVersion) -> str:
    """Why this person may not review this version, whatever they say or do; empty if they may (D8)."""
    ties = ties_of(user, version) if isinstance(user, User) and user.is_active else None
    return why_not_by_ties(ties, version)


def why_not_by_ties(ties: Ties | None, version: ClaimVersion) -> str:
    """The same of ties to this version that were just read; None of whoever is no active reviewer."""
    if ties is None:
        return "Only active reviewers decide about claims."
    if version.author_id == ties.reviewer.user_id:
        return "You submitted this version; nobody reviews their own."
    if ties.wrote:
        return "You wrote in this version; nobody reviews their own."
    if ties.is_cited_author:
        own = own_work_cited(ties.reviewer.user, [version.pk])
        return f"You are an author of a work that this claim cites: {own.reference if own else ''}."
    return _paid(intervention_of(version)) if ties.says == PAID else ""


def why_not_yet(user: Person, version: ClaimVersion) -> str:
    """What a reviewer has to say of themselves before they decide about this version; empty if nothing."""
    ties = ties_of(user, version) if isinstance(user, User) else None
    if ties is None:
        return ""
    if ties.says == UNSAID:
        return _unsaid(intervention_of(version))
    return _unconfirmed(names_to_confirm(ties.reviewer, [version.pk]))


def why_not_appraise(user: Person, question: Question) -> str:
    """Why this person may not draft or adopt an appraisal of this question; empty if they may (D8)."""
    said = said_of(user, question) if isinstance(user, User) and user.is_active else ""
    if not said:
        return "Only reviewers appraise evidence."
    if said == PAID:
        return _paid(question.intervention)
    return _unsaid(question.intervention) if said == UNSAID else ""


def why_not_vouch(user: Person, versions: Collection[int]) -> str:
    """Why this reviewer may not sign off a page that shows these versions; empty if they may (D8)."""
    if not isinstance(user, User):
        return "Only active reviewers sign a page off."
    own = own_work_cited(user, versions)
    if own is not None:
        return "You are an author of a work that this page cites; somebody else signs it off."
    said = said_of_all(user, versions)
    for intervention, says in sorted(said.items()):
        if says == PAID:
            return _paid(intervention)
    for intervention, says in sorted(said.items()):
        if says == UNSAID:
            return _unsaid(intervention)
    reviewer = active_reviewers(user).first()
    return _unconfirmed(names_to_confirm(reviewer, versions)) if reviewer else ""


def role_at_the_desk(user: User) -> str:
    """The role to write in the record of what anyone who works here may do: reviewers act as reviewers."""
    staff = [role for role in Role if role not in (Role.PORTAL, Role.REVIEWER)]
    return Role.REVIEWER if is_reviewer(user) else role_for(user, *staff, Role.REVIEWER)


def can_flag(user: Person) -> bool:
    """Whoever works here or reviews may remark on a version, and flag it."""
    return can_see_claims(user)


def why_not_resolve(user: Person, thread: Thread) -> str:
    """Why this person may not resolve a thread or flag; empty if they may."""
    if not isinstance(user, User) or not can_see_claims(user):
        return "Only those who work here resolve remarks."
    if thread.opened_by_id == user.pk:
        return ""
    if not thread.is_flag:
        return ""
    version = thread.version
    if (
        version.author_id == user.pk
        or Contributor.objects.filter(version=version, user=user).exists()
    ):
        return "You wrote in this version; somebody else resolves a flag on it."
    if is_reviewer(user) or has_role(user, Role.EDITOR, Role.ADMINISTRATOR):
        return ""
    return "Whoever raised a flag, an editor, an administrator or a reviewer resolves it."


def can_see_ties(user: Person) -> bool:
    """Editors and administrators see what reviewers answered about themselves."""
    return has_role(user, Role.EDITOR, Role.ADMINISTRATOR)


def _paid(intervention: str) -> str:
    if not intervention:
        return (
            "You declared that a seller or clinic of a treatment pays you, and this names no treatment that"
            " could be told apart from it. Declaring does not cure that: somebody else decides."
        )
    return (
        f"You declared that a seller or clinic of “{intervention}” pays you."
        " Declaring does not cure that: somebody else decides."
    )


def _unsaid(intervention: str) -> str:
    about = f"in “{intervention}”" if intervention else "in what this portal treats"
    return f"First declare your interests {about}; a declaration holds for a year."


def _unconfirmed(matches: Sequence[NameMatch]) -> str:
    if not matches:
        return ""
    match = matches[0]
    return f"First say whether you are {match.author}, an author of “{match.reference.title}”."


def can_review(user: Person, version: ClaimVersion) -> bool:
    """Whether this person may review this version."""
    return not why_not_review(user, version)


def is_interested(user: Person, version: ClaimVersion) -> bool:
    """Whether a declaration in force tells of interests in what this version is about."""
    return interests_in(user, intervention_of(version)) if isinstance(user, User) else False


def why_not_override(user: Person, version: ClaimVersion, *, upward: bool = False) -> str:
    """Why this person may not override the badge of a version, or lift it; empty if they may."""
    if not isinstance(user, User):
        return "Only active reviewers override a badge."
    if reason := why_not_review(user, version) or why_not_yet(user, version):
        return reason
    if upward and is_interested(user, version):
        return "You declared interests in what this is about: no interested person lifts a badge."
    return ""


def why_not_adjudicate(user: Person, round_: Round) -> str:
    """Why this person may not settle a dispute; empty if they may: a third, neither author nor reviewer."""
    if reason := why_not_review(user, round_.version):
        return reason
    if Review.objects.filter(round=round_, reviewer_id=user.pk, kind="review").exists():
        return "You reviewed this version; a third person settles the dispute."
    return ""


def why_not_appraise_studies(user: User, studies: Iterable[str]) -> str:
    """Why this person may not appraise these studies (by key); empty if they may: nobody their own (D8)."""
    reviewer = Reviewer.objects.filter(user=user).first()
    if reviewer is None:
        return ""
    listed = Reference.objects.filter(key__in=list(studies)).order_by("key")
    own = own_works(reviewer, {stands(reference) for reference in listed})
    written = next((reference for reference in listed if stands(reference) in own), None)
    return f"You are an author of one of these studies: {written}." if written else ""


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
