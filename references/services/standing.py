"""What stored notices do to references. Building blocks: the caller holds the locks and the journal."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection

from references.choices import RecheckCause, Standing
from references.events import Journal
from references.followers import tell_followers
from references.models import Notice, NoticeLoad, NoticeMatch, Reference
from references.services.finding import Found, found_for
from references.services.rechecks import open_recheck
from references.standings import decide, moves, recheck_cause

AT_ONCE = 5000


def set_standing(
    *,
    reference: Reference,
    standing: str,
    journal: Journal,
    notice: Notice | None = None,
    why: str = "",
    cancellation: int | None = None,
) -> None:
    """Set the standing of a locked reference, note it and tell the followers. Nothing if it stands so.

    `cancellation` says that the load which had set the standing was a mistake.
    """
    before = reference.standing
    if before == standing:
        return
    reference.standing = Standing(standing)
    if notice is not None:
        reference.standing_as_of = notice.load.as_of
        reference.standing_dataset = notice.dataset
    reference.save(update_fields=["standing", "standing_as_of", "standing_dataset"])
    notice_id = notice.pk if notice else None
    journal.note(
        f"reference:{reference.key}",
        "standing_set",
        before=before,
        after=str(standing),
        notice=notice_id,
        why=why,
    )
    tell_followers(
        references=[reference],
        cause="standing",
        journal=journal,
        detail={
            "notice": notice_id,
            "before": {reference.key: before},
            "cancellation": cancellation,
        },
    )


def newest_load(*, but: NoticeLoad | None = None) -> NoticeLoad | None:
    """The load whose dataset is the newest, of those that were not cancelled."""
    loads = NoticeLoad.objects.filter(cancellation=None).order_by("-as_of", "-id")
    return (loads.exclude(pk=but.pk) if but else loads).first()


def check_notices(*, references: Sequence[Reference], journal: Journal) -> None:
    """Match locked references against all stored notices, in sets, and draw the consequences (D7).

    Matches are stored once; a notice that may not set a standing opens a re-check; a reference with
    identifiers that no notice names is `none_found` as of the newest load; one without identifiers
    is not checked.
    """
    hold_notices(exclusive=False)
    for at in range(0, len(references), AT_ONCE):
        _check(references[at : at + AT_ONCE], journal)


def hold_notices(*, exclusive: bool) -> None:
    """Until this transaction ends: notices are stored by one, or looked up by many, never both.

    Otherwise a reference and a notice that arrive at the same moment would never see each other.
    """
    function = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended('references notices', 0))")


def _check(references: Sequence[Reference], journal: Journal) -> None:
    found = found_for(references)
    known = set(
        NoticeMatch.objects.filter(
            reference__in=[r for r in references if found.get(r.pk)]
        ).values_list("notice_id", "reference_id")
    )
    fresh: list[NoticeMatch] = []
    for reference in references:
        new = [
            one for one in found.get(reference.pk, []) if (one.notice.pk, reference.pk) not in known
        ]
        fresh.extend(
            NoticeMatch(
                notice=one.notice,
                reference=reference,
                by_doi=one.by_doi,
                by_pmid=one.by_pmid,
                title_agrees=one.title_agrees,
                year_agrees=one.year_agrees,
            )
            for one in new
        )
        for one in new:
            cause = recheck_cause(one.said) if one.newest else None
            if cause:
                _open_recheck(reference, one.notice, cause, journal)
    NoticeMatch.objects.bulk_create(fresh, batch_size=1000)
    clean: list[Reference] = []
    for reference in references:
        if found.get(reference.pk):
            _follow_notices(reference, found[reference.pk], journal)
        else:
            clean.append(reference)
    _say_what_was_looked_for(clean, journal)


def _follow_notices(reference: Reference, found: Iterable[Found], journal: Journal) -> None:
    """Let the notices decide, where a machine may move the standing at all."""
    notices = {one.notice.pk: one for one in found if one.newest}
    decided = decide([one.said for one in notices.values()])
    if decided is None:
        _say_that_a_notice_waits(reference, next(iter(notices.values())).notice, journal)
        return
    standing, said = decided
    by_reinstatement = standing == Standing.REINSTATED
    if not moves(reference.standing, standing, by_reinstatement=by_reinstatement):
        return
    notice = notices[said.id].notice
    _open_recheck(reference, notice, RecheckCause.STANDING_CHANGED, journal)
    set_standing(reference=reference, standing=standing, journal=journal, notice=notice)


def _open_recheck(reference: Reference, notice: Notice, cause: str, journal: Journal) -> None:
    """Ask a librarian to look again, unless this notice already asks."""
    if open_recheck(reference, notice, cause, journal)[1]:
        _say_that_a_notice_waits(reference, notice, journal)


def _say_that_a_notice_waits(reference: Reference, notice: Notice, journal: Journal) -> None:
    """A notice was found, whatever it will turn out to mean: "none found" would not be true."""
    if reference.standing == Standing.NONE_FOUND:
        set_standing(
            reference=reference,
            standing=Standing.NOT_CHECKED,
            journal=journal,
            notice=notice,
            why="A notice waits for a person.",
        )


def _say_what_was_looked_for(references: Iterable[Reference], journal: Journal) -> None:
    """No notice names these: none found as of the newest load, or not checked without identifiers."""
    load = newest_load()
    found_none: list[int] = []
    for reference in references:
        if not reference.doi and not reference.pmid:
            if reference.standing == Standing.NONE_FOUND:
                reference.standing_as_of, reference.standing_dataset = None, ""
                set_standing(
                    reference=reference,
                    standing=Standing.NOT_CHECKED,
                    journal=journal,
                    why="It has no identifier any more.",
                )
        elif load is not None and reference.standing == Standing.NOT_CHECKED:
            _none_found(reference, load.as_of, load.dataset)
            found_none.append(reference.pk)
    if load is not None and found_none:
        Reference.objects.filter(pk__in=found_none).update(
            standing=Standing.NONE_FOUND,
            standing_as_of=load.as_of,
            standing_dataset=load.dataset,
        )


def _none_found(reference: Reference, as_of: dt.date, dataset: str) -> None:
    reference.standing = Standing.NONE_FOUND
    reference.standing_as_of = as_of
    reference.standing_dataset = dataset
