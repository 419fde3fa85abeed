"""Whom a thing concerns, what they chose, and whether it still matters when the mail is about to go."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.contrib.auth.models import User

from evidence import policies
from evidence.choices import LetterKind, LetterOutcome, MailTime, VersionStatus
from evidence.models import (
    Assignment,
    ClaimVersion,
    Contributor,
    Letter,
    MailChoice,
    Reply,
    Review,
    Reviewer,
    Round,
    Thread,
)

UNLESS_CHOSEN = {
    LetterKind.ASKED: MailTime.AT_ONCE,
    LetterKind.DECIDED: MailTime.DAILY,
    LetterKind.DISPUTED: MailTime.AT_ONCE,
    LetterKind.ANSWERED: MailTime.AT_ONCE,
    LetterKind.RECHECK: MailTime.DAILY,
    LetterKind.REMINDER: MailTime.AT_ONCE,
}


def choices_of(people: Iterable[int]) -> dict[int, dict[str, str]]:
    """When each of these people wants mails of each kind, chosen or not; one query."""
    chosen: dict[int, dict[str, str]] = defaultdict(dict)
    wanted = list(people)
    for choice in MailChoice.objects.filter(person__in=wanted):
        chosen[choice.person_id][choice.kind] = choice.time
    return {
        pk: {kind.value: time.value for kind, time in UNLESS_CHOSEN.items()} | chosen[pk]
        for pk in wanted
    }


def recipients(*, kind: str, about: str, version: ClaimVersion) -> list[int]:
    """The accounts that a thing concerns and that can be written to."""
    noun, _, rest = about.partition(":")
    pk = rest.partition(":")[0]
    if noun == "assignment":
        concerned = set(Assignment.objects.filter(pk=int(pk)).values_list("reviewer", flat=True))
    elif kind == LetterKind.DISPUTED:
        concerned = _who_may_settle(version)
    else:
        concerned = _writers(version)
    if noun in ("thread", "reply"):
        concerned |= _in_thread(noun, int(pk), version)
    if kind == LetterKind.RECHECK:
        concerned |= set(Review.objects.filter(version=version).values_list("reviewer", flat=True))
    able = User.objects.filter(pk__in=concerned, is_active=True).exclude(email="")
    return list(able.values_list("pk", flat=True))


def _writers(version: ClaimVersion) -> set[int]:
    wrote = Contributor.objects.filter(version=version).values_list("user", flat=True)
    return {version.author_id, *wrote}


def _in_thread(noun: str, pk: int, version: ClaimVersion) -> set[int]:
    """Who spoke in a thread; beside them whoever is asked to review the version."""
    if noun == "reply":
        pk = Reply.objects.values_list("thread", flat=True).get(pk=pk)
    thread = Thread.objects.get(pk=pk)
    spoke = thread.replies.values_list("written_by", flat=True)
    asked = Assignment.objects.filter(version=version, ended_at=None)
    return {thread.opened_by_id, *spoke, *asked.values_list("reviewer", flat=True)}


def _who_may_settle(version: ClaimVersion) -> set[int]:
    round_ = Round.objects.filter(version=version, closed_at=None).select_related("version").first()
    if round_ is None:
        return set()
    people = Reviewer.objects.filter(active=True, user__is_active=True).select_related("user")
    return {
        reviewer.user_id
        for reviewer in people
        if not policies.why_not_adjudicate(reviewer.user, round_)
    }


def still_matters(letter: Letter) -> bool:
    """Whether what a letter is about is still so, and the person can be written to."""
    if not letter.person.is_active or not letter.person.email:
        return False
    if letter.about.startswith("assignment:"):
        pk = int(letter.about.split(":")[1])
        return Assignment.objects.filter(
            pk=pk, ended_at=None, reviewer=letter.person_id, round__closed_at=None
        ).exists()
    if letter.kind == LetterKind.DISPUTED:
        return letter.version.status == VersionStatus.DISPUTED and letter.person_id in (
            _who_may_settle(letter.version)
        )
    return True


def people_with_letters() -> Collection[User]:
    """Everyone for whom a letter waits."""
    waiting = Letter.objects.filter(outcome=LetterOutcome.WAITING).values("person")
    return list(User.objects.filter(pk__in=waiting).order_by("pk"))


def due_dates(letters: Iterable[Letter]) -> dict[int, Assignment]:
    """The assignments that these letters are about, by letter; one query."""
    about = {
        letter.pk: int(letter.about.split(":")[1])
        for letter in letters
        if letter.about.startswith("assignment:")
    }
    found = Assignment.objects.in_bulk(set(about.values()))
    return {pk: found[assignment] for pk, assignment in about.items() if assignment in found}
