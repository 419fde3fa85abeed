"""Signing off, publishing and withdrawing (D6)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from articles import policies
from articles.choices import (
    SECTIONS,
    PublicationCause,
    ScheduledAct,
    ScheduleState,
    ShownAs,
    SignOffItem,
)
from articles.disclosures import items_for, promised_outside
from articles.models import (
    Article,
    Live,
    LiveEntry,
    Page,
    Publication,
    PublicationEntry,
    Revision,
    Schedule,
    SignOff,
    SignOffEntry,
    Withdrawal,
)
from articles.pages import render_page
from articles.services.composing import compose, signature_of
from articles.services.placing import place_anew
from articles.services.standing import Entry, entries_of, told_of
from evidence.models import Approval, Claim
from evidence.selectors.records import reviewed_alone
from references.choices import Role
from references.events import Journal, recorded
from references.locks import share_references
from references.policies import role_for
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible


def sign_off(
    *, revision: Revision, by: User, items: dict[str, dict[str, Any]], seen: str = ""
) -> SignOff:
    """Vouch for a whole revision; the revision is frozen when it returns, with each placement's words and badge.

    `items` answers what `disclosures.items_for` asks of this page, each with {"confirmed": true} or
    {"waived": reason}. Refuses whoever wrote
    in it or alone reviewed one of its claims, a claim that does not stand, an item without an answer, and
    another text or other badges than those that were read (`seen`, from `fingerprint`), and words of promise
    outside claims that no evidence bears out.
    """
    with recorded(by=by, role=Role.REVIEWER) as journal:
        revision = _lock(revision)
        place_anew(revision)
        if reason := policies.why_not_sign_off(by, revision):
            raise NotAllowed(reason)
        entries = _standing(revision)
        if seen and seen != fingerprint(revision, entries):
            raise NotPossible(
                "The text or a badge changed after you opened this page. Read it again, then sign it off."
            )
        texts = [str(getattr(revision, section)) for section in SECTIONS]
        if promises := promised_outside(texts):
            raise NotPossible(
                f"Outside claims one reads {', '.join(f'“{word}”' for word in promises)}: no study can show"
                " so much. Take it out in a new save; a claim may say what was seen."
            )
        answers = _answered(items, items_for(told_of(entries), texts))
        signoff = SignOff.objects.create(revision=revision, items=answers, signed_by=by)
        SignOffEntry.objects.bulk_create(
            SignOffEntry(
                signoff=signoff,
                position=entry.position,
                claim_id=entry.claim,
                version=entry.version,
                digest=entry.version.digest,
                badge=entry.badge,
            )
            for entry in entries
        )
        journal.note(
            f"article:{revision.article.key}",
            "revision.signed_off",
            number=revision.number,
            waived={
                item: answer["waived"] for item, answer in answers.items() if "waived" in answer
            },
        )
    return signoff


def publish(
    *, revision: Revision, by: User, note: str = "", is_correction: bool = False
) -> Publication:
    """Put a signed-off revision before the public.

    When it returns the revision is live. Refuses whoever is no publisher, a claim that does not stand at its
    exact words with a publishable badge, and a revision without a sign-off that agrees with what it would
    show. A change of a live page says what changed (`note`).
    """
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        publication = publish_within(
            journal, revision=revision, by=by, note=note, is_correction=is_correction
        )
        waiting = revision.schedules.filter(act=ScheduledAct.PUBLISH)
        _overtake(journal, waiting, "It was published before its time.")
    return publication


def publish_within(
    journal: Journal, *, revision: Revision, by: User, note: str = "", is_correction: bool = False
) -> Publication:
    """`publish` inside a caller's transaction, which locked nothing yet."""
    if not policies.can_publish(by):
        raise NotAllowed("Only publishers publish.")
    revision = _lock(revision)
    place_anew(revision)
    entries = _standing(revision)
    signoff = current_sign_off(revision, entries)
    if signoff is None:
        raise NotPossible(
            "No reviewer has signed off this revision as it stands now, with these words and badges."
        )
    alone = reviewed_alone(signoff.signed_by_id, (e.version.pk for e in entries))
    if alone is not None:
        raise NotPossible(
            f'Whoever signed the page off has since reviewed "{alone.version.text}" alone:'
            " another reviewer signs it off."
        )
    live = Live.objects.filter(article=revision.article).first()
    if live is not None:
        if live.publication.revision_id == revision.pk:
            raise NotPossible("This revision is live already.")
        if not note.strip():
            raise NotPossible("Readers are told what changed: write a note.")
    cause = _cause(revision.article, live, is_correction)
    return put_live(
        journal,
        revision=revision,
        signoff=signoff,
        entries=entries,
        cause=cause,
        note=note.strip(),
    )


def withdraw(*, article: Article, by: User, reason: str) -> Withdrawal:
    """Take a page from the public at once; its address answers 410 with the reason.

    Refuses whoever is no publisher, a page that is not live, and a reason of fewer than ten characters.
    """
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        withdrawal = withdraw_within(journal, article=article, by=by, reason=reason)
        waiting = article.schedules.filter(act=ScheduledAct.WITHDRAW)
        _overtake(journal, waiting, "It was withdrawn before its time.")
    return withdrawal


def _overtake(journal: Journal, schedules: QuerySet[Schedule], why: str) -> None:
    """End what was set for a time and has happened already, so that it does not happen again."""
    for schedule in schedules.filter(state=ScheduleState.WAITING).select_related("article"):
        end_schedule(
            journal, schedule=schedule, state=ScheduleState.CANCELLED, by=journal.by, why=why
        )


def end_schedule(
    journal: Journal, *, schedule: Schedule, state: ScheduleState, by: User, why: str = ""
) -> Schedule:
    """End what was set for a time, within a caller's transaction (the article is locked)."""
    schedule.state, schedule.why = state, why
    schedule.ended_at, schedule.ended_by = timezone.now(), by
    schedule.save(update_fields=["state", "why", "ended_at", "ended_by"])
    journal.note(
        f"article:{schedule.article.key}",
        "article.schedule_ended",
        state=str(state),
        act=schedule.act,
        due_at=schedule.due_at.isoformat(timespec="minutes"),
        why=why,
    )
    return schedule


def withdraw_within(journal: Journal, *, article: Article, by: User, reason: str) -> Withdrawal:
    """`withdraw` inside a caller's transaction, which locked nothing yet."""
    if not policies.can_withdraw(by):
        raise NotAllowed("Only publishers withdraw a page.")
    require_reason(reason)
    article = Article.objects.in_lock_order().get(pk=article.pk)
    live = Live.objects.filter(article=article).first()
    if live is None:
        raise NotPossible("This page is not live.")
    return take_down(journal, live=live, reason=reason.strip())


def require_reason(reason: str) -> None:
    """Refuse a reason that tells readers nothing."""
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Readers are told why: write at least {REASON_LENGTH} characters.")


def take_down(journal: Journal, *, live: Live, reason: str) -> Withdrawal:
    """Remove what is live and keep why, within a caller's transaction (the article is locked)."""
    withdrawal = Withdrawal.objects.create(
        article=live.article,
        publication=live.publication,
        reason=reason,
        withdrawn_by=journal.by,
    )
    live.entries.all().delete()
    journal.note(f"article:{live.article.key}", "article.withdrawn", reason=reason)
    live.delete()
    return withdrawal


def fingerprint(revision: Revision, entries: Sequence[Entry]) -> str:
    """A short name for what a person reads of a revision: its text as saved, each claim's words and badge."""
    read = [revision.saved_at.isoformat()]
    read += [f"{e.position} {e.version.pk} {e.version.digest} {e.badge}" for e in entries]
    return hashlib.sha256("\n".join(read).encode()).hexdigest()


def current_sign_off(revision: Revision, entries: Sequence[Entry]) -> SignOff | None:
    """The newest sign-off, if every entry still has the version, digest and badge that was signed."""
    signoff = revision.signoffs.order_by("-id").first()
    if signoff is None:
        return None
    signed = {
        (row.position, row.version_id, row.digest, row.badge) for row in signoff.entries.all()
    }
    now = {(e.position, e.version.pk, e.version.digest, e.badge) for e in entries}
    return signoff if signed == now else None


def put_live(
    journal: Journal,
    *,
    revision: Revision,
    signoff: SignOff,
    entries: Sequence[Entry],
    cause: str,
    note: str,
    on: date | None = None,
) -> Publication:
    """Write a publication and make it what readers see, within a caller's transaction (the article is locked).

    It prints the dates of today, or of the day given.
    """
    article = revision.article
    previous = list(article.publications.order_by("-number"))
    content = compose(
        revision=revision,
        signature=signature_of(signoff),
        entries=entries,
        cause=cause,
        note=note,
        previous=previous,
        on=on,
    )
    publication = Publication.objects.create(
        article=article,
        number=previous[0].number + 1 if previous else 1,
        revision=revision,
        signoff=signoff,
        cause=cause,
        note=note,
        content=content,
        published_by=journal.by,
    )
    PublicationEntry.objects.bulk_create(
        PublicationEntry(
            publication=publication,
            badge=entry.badge,
            is_myth=entry.is_myth,
            is_key_message=entry.is_key_message,
            **_columns(entry),
        )
        for entry in entries
    )
    live, created = Live.objects.get_or_create(
        article=article, defaults={"publication": publication}
    )
    if not created:
        live.entries.all().delete()
        live.publication = publication
        live.save(update_fields=["publication"])
    LiveEntry.objects.bulk_create(
        LiveEntry(
            live=live,
            active=True if entry.shown_as == ShownAs.APPROVED else None,
            **_columns(entry),
        )
        for entry in entries
    )
    write_page(publication)
    journal.note(
        f"article:{article.key}",
        "article.published",
        publication=publication.number,
        revision=revision.number,
        cause=str(cause),
        note=note,
    )
    return publication


def write_page(publication: Publication) -> Page:
    """Render the bytes of a publication with the current templates."""
    rendered = render_page(publication)
    page, _ = Page.objects.update_or_create(
        publication=publication,
        defaults={
            "templates": rendered.templates,
            "html": rendered.html,
            "gzip": rendered.gzip,
            "etag": rendered.etag,
        },
    )
    return page


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "claim_id": entry.claim,
        "version": entry.version,
        "digest": entry.version.digest,
        "approval": entry.approval,
        "shown_as": entry.shown_as,
    }


def _lock(revision: Revision) -> Revision:
    """Lock what a publication rests on: references in share mode, claims and the article; read it afresh."""
    claims = list(revision.placements.values_list("claim", flat=True))
    approvals = Approval.objects.active().filter(claim__in=claims)
    share_references(
        [
            *approvals.values_list("sources__reference", flat=True).exclude(sources=None),
            *approvals.values_list("version__citations__reference", flat=True).exclude(
                version__citations=None
            ),
        ]
    )
    list(Claim.objects.filter(pk__in=claims).in_lock_order())
    Article.objects.in_lock_order().get(pk=revision.article_id)
    if revision.placements.exclude(claim__in=claims).exists():
        raise NotPossible("Somebody saved this text at this very moment. Read it again.")
    return Revision.objects.select_related("article").get(pk=revision.pk)


def _standing(revision: Revision) -> list[Entry]:
    entries, obstacles = entries_of(revision)
    if obstacles:
        raise NotPossible(" ".join(str(obstacle) for obstacle in obstacles))
    return entries


def _answered(
    items: dict[str, dict[str, Any]], asked: Sequence[SignOffItem]
) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    for item in asked:
        answer = items.get(item.value, {})
        waiver = str(answer.get("waived", "")).strip()
        if answer.get("confirmed"):
            answers[item.value] = {"confirmed": True}
        elif len(waiver) >= REASON_LENGTH:
            answers[item.value] = {"waived": waiver}
        else:
            raise NotPossible(
                f"{item.label}: confirm it, or waive it with a reason of at least {REASON_LENGTH} characters."
            )
    return answers


def _cause(article: Article, live: Live | None, is_correction: bool) -> PublicationCause:
    if live is not None:
        return PublicationCause.CORRECTION if is_correction else PublicationCause.UPDATE
    return PublicationCause.REPUBLISH if article.publications.exists() else PublicationCause.FIRST
