"""Mails to people: who wants which when, and that each thing is written about once.

Nothing is sent here: `settle_letters` is handed the function that sends, and calls it while the rows are locked,
so that of two workers one sends. A worker that dies between sending and commit sends again; none is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.choices import LetterKind, LetterOutcome, MailTime
from evidence.models import Assignment, ClaimVersion, Letter, MailChoice
from evidence.selectors.letters import choices_of, recipients, still_matters
from references.choices import Role
from references.events import recorded
from references.refusals import NotAllowed, NotPossible

DAYS_BEFORE_DUE = 3


def choose_mail(*, by: User, times: Mapping[str, str]) -> None:
    """Keep when one wants mails of each kind. Refuses unknown kinds and times, and who does not work here."""
    if not policies.can_see_claims(by):
        raise NotAllowed("Only those who work here get mails.")
    if not (set(times) <= set(LetterKind.values) and set(times.values()) <= set(MailTime.values)):
        raise NotPossible("Choose for each kind of mail: at once, once a day, or never.")
    with recorded(by=by, role=policies.role_at_the_desk(by)) as journal:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        before = choices_of([by.pk])[by.pk]
        changed = {kind: time for kind, time in times.items() if before[kind] != time}
        for kind, time in changed.items():
            MailChoice.objects.update_or_create(person=by, kind=kind, defaults={"time": time})
        if changed:
            journal.note(
                f"person:{by.pk}",
                "mail.chosen",
                before={kind: str(before[kind]) for kind in changed},
                after=dict(changed),
            )


def write_letters(
    *, kind: str, about: str, version: ClaimVersion, by: User, not_to: int | None = None
) -> list[Letter]:
    """Have everyone written to whom a thing concerns; returns the letters that go out at once.

    Those who want none of this kind, have no address or a closed account are left out. Safe to call twice:
    a person is written to about a thing once.
    """
    with recorded(by=by, role=Role.PORTAL):
        people = set(recipients(kind=kind, about=about, version=version)) - {not_to, by.pk}
        times = choices_of(people)
        wanted = [pk for pk in sorted(people) if times[pk][kind] != MailTime.NEVER]
        Letter.objects.bulk_create(
            [Letter(person_id=pk, kind=kind, about=about, version=version) for pk in wanted],
            ignore_conflicts=True,
        )
        at_once = [pk for pk in wanted if times[pk][kind] == MailTime.AT_ONCE]
        return list(
            Letter.objects.filter(
                person__in=at_once, kind=kind, about=about, outcome=LetterOutcome.WAITING
            )
        )


def write_reminders(*, by: User) -> None:
    """Remind of each open assignment once when it is due in three days, and once when it is late."""
    today = timezone.localdate()
    due = Assignment.objects.filter(
        ended_at=None, round__closed_at=None, due_on__lte=today + timedelta(days=DAYS_BEFORE_DUE)
    )
    for assignment in due.select_related("version").order_by("id"):
        late = ":late" if assignment.due_on < today else ""
        write_letters(
            kind=LetterKind.REMINDER,
            about=f"assignment:{assignment.pk}{late}",
            version=assignment.version,
            by=by,
        )


def settle_letters(
    *,
    person: User,
    by: User,
    send: Callable[[User, Sequence[Letter]], None],
    only: Sequence[Letter] = (),
) -> int:
    """Send a person what waits for them (or only these) as one mail; returns how many letters went out.

    Letters about what is over, of a kind that the person no longer wants, or to someone who cannot be
    written to are dropped. Rows that another worker holds are left to it.
    """
    with recorded(by=by, role=Role.PORTAL):
        rows = Letter.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            person=person, outcome=LetterOutcome.WAITING
        )
        if only:
            rows = rows.filter(pk__in=[letter.pk for letter in only])
        letters = list(
            rows.select_related("version__claim", "version__question", "person").order_by("id")
        )
        if not letters:
            return 0
        times = choices_of([person.pk])[person.pk]
        matters = [
            letter
            for letter in letters
            if times[letter.kind] != MailTime.NEVER and still_matters(letter)
        ]
        kept = {letter.pk for letter in matters}
        _settle(kept, LetterOutcome.SENT, by)
        _settle({letter.pk for letter in letters} - kept, LetterOutcome.DROPPED, by)
        if matters:
            send(person, matters)
        return len(matters)


def _settle(letters: set[int], outcome: str, by: User) -> None:
    Letter.objects.filter(pk__in=letters).update(
        outcome=outcome, settled_at=timezone.now(), settled_by=by
    )
