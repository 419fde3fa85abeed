"""Background jobs of evidence: each loads, calls services, and is done. Safe to run twice."""

from collections.abc import Sequence
from datetime import date
from textwrap import indent

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from evidence.choices import LetterKind
from evidence.models import ClaimVersion, Letter
from evidence.selectors.letters import due_dates, people_with_letters
from evidence.services.letters import settle_letters, write_letters, write_reminders
from evidence.services.method import apply_method
from evidence.services.overriding import EXPIRY, end_overrides
from evidence.services.telling import TELLING
from references.events import retrying
from references.models import NoticeCancellation
from references.retelling import is_followed
from references.selectors import portal_user
from references.services.cancelling import follow_cancellation

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=30)
SUBJECTS = {
    LetterKind.ASKED: "You are asked to review a claim",
    LetterKind.DECIDED: "A claim you wrote was decided",
    LetterKind.DISPUTED: "Two reviewers disagree: can you settle it?",
    LetterKind.ANSWERED: "Somebody wrote about a claim",
    LetterKind.RECHECK: "A claim is being re-checked",
    LetterKind.REMINDER: "A review is due",
}
ENDING = """
You chose to be told of this. Change that here:
{choices}
"""


@app.task(name=TELLING, retry=AGAIN)
def tell(*, kind: str, about: str, version_id: int, by_id: int) -> None:
    """Write to everyone whom a thing concerns; those who want it at once get it now."""
    portal = portal_user()
    letters = retrying(write_letters)(
        kind=kind,
        about=about,
        version=ClaimVersion.objects.get(pk=version_id),
        by=portal,
        not_to=by_id,
    )
    for letter in letters:
        retrying(settle_letters)(person=letter.person, by=portal, send=send, only=[letter])


@app.periodic(cron="0 6 * * *")
@app.task(
    name="evidence.letters", queueing_lock="evidence.letters", pass_context=False, retry=AGAIN
)
def letters(timestamp: int = 0) -> int:
    """Once a day: remind of what is due, and send each person what waits for them in one mail."""
    portal = portal_user()
    retrying(write_reminders)(by=portal)
    return sum(
        retrying(settle_letters)(person=person, by=portal, send=send)
        for person in people_with_letters()
    )


def send(person: User, told: Sequence[Letter]) -> None:
    """Mail one person about one thing or more, in plain text. No decision of an open round is in it."""
    due = due_dates(told)
    first = SUBJECTS[LetterKind(told[0].kind)]
    subject = first if len(told) == 1 else f"{len(told)} things on the MSC Portal"
    parts = [_told(letter, due[letter.pk].due_on if letter.pk in due else None) for letter in told]
    name = person.first_name or person.get_username()
    ending = ENDING.format(choices=_link("admin:evidence_mailchoice_changelist"))
    body = "\n".join([f"Hello {name},\n", *parts, ending])
    send_mail(subject, body, None, [person.email])


def _told(letter: Letter, due_on: date | None) -> str:
    """One thing: what it is, the sentence, and where to go."""
    version = letter.version
    to_decide = letter.kind in (LetterKind.ASKED, LetterKind.REMINDER, LetterKind.DISPUTED)
    where = "admin:evidence_claim_review" if to_decide else "admin:evidence_claim_change"
    return (
        f"{_headline(letter, due_on)}\n\n{indent(version.text, '    ')}\n\n"
        f"{_link(where, version.claim_id)}\n"
    )


def _headline(letter: Letter, due_on: date | None) -> str:
    day = f"{due_on:%-d %B %Y}" if due_on else ""
    if letter.kind == LetterKind.ASKED:
        return f"You are asked to review this sentence by {day}:"
    if letter.kind == LetterKind.REMINDER:
        is_late = letter.about.endswith(":late")
        return (
            f"Your review of this sentence was due on {day}:"
            if is_late
            else f"Your review of this sentence is due on {day}:"
        )
    if letter.kind == LetterKind.DECIDED:
        became = letter.about.partition("@")[0].rpartition(":")[2].replace("_", " ")
        return f"The reviewers decided about this sentence of yours ({became}):"
    if letter.kind == LetterKind.DISPUTED:
        return "Two reviewers disagree about this sentence, and a third person settles it:"
    if letter.kind == LetterKind.RECHECK:
        return "This sentence is being re-checked:"
    if letter.about.endswith(":resolved"):
        return "A remark or flag about this sentence was resolved:"
    return "There is a new remark, flag or answer about this sentence:"


def _link(name: str, *args: int) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@app.periodic(cron="20 1 * * *")
@app.task(name=EXPIRY, queueing_lock=EXPIRY, pass_context=False)
def expire_overrides(timestamp: int = 0) -> None:
    """End what has run out; the computed badges are shown again."""
    retrying(end_overrides)()


@app.periodic(cron="35 * * * *")
@app.task(name="evidence.apply_method", queueing_lock="evidence.apply_method", pass_context=False)
def follow_method(timestamp: int = 0) -> int:
    """Compute badges again where the rule was raised since; nothing otherwise."""
    run = apply_method()
    return run.counts["looked_at"] if run else 0


@app.periodic(cron="50 * * * *")
@app.task(name="evidence.finish", queueing_lock="evidence.finish", pass_context=False)
def finish_cancellations(timestamp: int = 0) -> int:
    """Finish the cancellations of loads that broke off."""
    rows = NoticeCancellation.objects.select_related("load").order_by("id")
    left = [one for one in rows if not is_followed(one)]
    for cancellation in left:
        follow_cancellation(cancellation=cancellation)
    return len(left)
