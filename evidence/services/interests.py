"""What reviewers say of themselves: declared interests, and whether they wrote a cited work (D8)."""

from django.contrib.auth.models import User

from evidence import authorship
from evidence.choices import InterestKind
from evidence.models import AuthorshipAnswer, Declaration, Reviewer
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible
from references.works.normal import one_line


def declare_interests(
    *, by: User, kind: str, intervention: str = "", text: str = ""
) -> Declaration:
    """Declare one's interests in an intervention, or without one in all that the portal treats.

    When it returns the declaration is in force for 365 days, in place of an earlier one about the same; readers
    are told its text and date. Refuses who is no active reviewer, interests without a word about them, and
    "no interests in anything" beside a declaration in force that a seller pays for one thing.
    """
    if kind not in InterestKind.values:
        raise NotPossible(
            "Say whether you have none, have some, or are paid by a seller or clinic."
        )
    intervention, text = one_line(intervention), text.strip()
    if kind != InterestKind.NONE and len(text) < REASON_LENGTH:
        raise NotPossible(
            f"Say in a sentence what readers are to be told, in at least {REASON_LENGTH} characters."
        )
    with recorded(by=by, role=Role.REVIEWER) as journal:
        reviewer = _locked(by)
        if kind != InterestKind.PAID and not intervention:
            _refuse_contradiction(reviewer)
        declaration = Declaration.objects.create(
            reviewer=reviewer,
            intervention=intervention[:300],
            kind=kind,
            text=text,
            declared_by=by,
        )
        journal.note(
            f"reviewer:{by.get_username()}",
            "interests.declared",
            intervention=declaration.intervention,
            kind=str(kind),
            text=text,
            expires_on=declaration.expires_on.isoformat(),
        )
    return declaration


def _refuse_contradiction(reviewer: Reviewer) -> None:
    paid = Declaration.objects.in_force().filter(reviewer=reviewer, kind=InterestKind.PAID)
    if (one := paid.exclude(subject="").first()) is not None:
        raise NotPossible(
            f"You declared that a seller or clinic of “{one.intervention}” pays you. If that is over,"
            " declare for it first; then for everything."
        )


def answer_authorship(
    *, by: User, reference: Reference, author_name: str, is_author: bool
) -> AuthorshipAnswer:
    """Say whether one is the author whose name is printed above a work.

    A yes keeps the person from every claim that cites the work, for good. Refuses who is no active reviewer, a
    name that the work does not have, and a no after a yes.
    """
    with recorded(by=by, role=Role.REVIEWER) as journal:
        reference = Reference.objects.defer("abstract").get(pk=reference.pk)
        reviewer = _locked(by)
        if author_name not in {authorship.printed(author) for author in reference.authors}:
            raise NotPossible(f"“{reference.title}” has no author {author_name}.")
        given = AuthorshipAnswer.objects.filter(
            reviewer=reviewer, reference=reference, author_name=author_name
        )
        if given.filter(is_author=True).exists():
            raise NotPossible("You said that you are this author; that stands.")
        same = given.filter(is_author=is_author).first()
        if same is not None:
            return same
        return _answer(journal, reviewer, reference, author_name, is_author=is_author)


def _answer(
    journal: Journal, reviewer: Reviewer, reference: Reference, name: str, *, is_author: bool
) -> AuthorshipAnswer:
    answer = AuthorshipAnswer.objects.create(
        reviewer=reviewer,
        reference=reference,
        author_name=name,
        is_author=is_author,
        answered_by=journal.by,
    )
    journal.note(
        f"reviewer:{journal.by.get_username()}",
        "authorship.answered",
        reference=reference.key,
        author=name,
        is_author=is_author,
    )
    return answer


def _locked(by: User) -> Reviewer:
    """The reviewer's own row, held so that no decision of theirs is stored meanwhile."""
    reviewer = (
        Reviewer.objects.select_for_update(no_key=True, of=("self",))
        .filter(user=by, active=True, user__is_active=True)
        .first()
    )
    if reviewer is None:
        raise NotAllowed("Only active reviewers declare what binds them.")
    return reviewer
