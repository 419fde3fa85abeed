"""Loading notices and answering re-checks (D7, DOMAIN section 5)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from references.choices import Role, Standing
from references.events import recorded, retrying
from references.layouts.rows import NoticeInput
from references.models import NoticeLoad, Recheck, Reference
from references.policies import can_close_recheck, can_load_notices, role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible, Refused
from references.selectors import portal_user
from references.services.finding import waiting
from references.services.standing import check_notices, hold_notices, set_standing
from references.services.storing import store_notices
from references.standings import may_be_made, stands

SPAN = 50_000
NONE_FOUND = """
    WITH clean AS (
        SELECT id FROM references_reference AS reference
        WHERE id >= %(first)s AND id < %(end)s
            AND merged_into_id IS NULL AND standing IN ('not_checked', 'none_found')
            AND (doi IS NOT NULL OR pmid IS NOT NULL)
            AND (standing_as_of IS NULL OR standing_as_of < %(as_of)s) AND id <> ALL(%(waiting)s)
            AND NOT EXISTS (
                SELECT FROM references_notice AS notice
                WHERE notice.original_doi = reference.doi AND NOT EXISTS (
                    SELECT FROM references_noticesetaside AS aside WHERE aside.notice_id = notice.id)
            )
            AND NOT EXISTS (
                SELECT FROM references_notice AS notice
                WHERE notice.original_pmid = reference.pmid AND NOT EXISTS (
                    SELECT FROM references_noticesetaside AS aside WHERE aside.notice_id = notice.id)
            )
            AND NOT EXISTS (
                SELECT FROM references_reference AS merged
                JOIN references_notice AS notice ON notice.original_doi = merged.doi
                WHERE merged.merged_into_id = reference.id AND NOT EXISTS (
                    SELECT FROM references_noticesetaside AS aside WHERE aside.notice_id = notice.id)
            )
            AND NOT EXISTS (
                SELECT FROM references_reference AS merged
                JOIN references_notice AS notice ON notice.original_pmid = merged.pmid
                WHERE merged.merged_into_id = reference.id AND NOT EXISTS (
                    SELECT FROM references_noticesetaside AS aside WHERE aside.notice_id = notice.id)
            )
            AND NOT EXISTS (
                SELECT FROM references_recheck AS recheck
                WHERE recheck.reference_id = reference.id AND recheck.closed_at IS NULL
            )
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE references_reference AS reference
    SET standing = 'none_found', standing_as_of = %(as_of)s, standing_dataset = %(dataset)s
    FROM clean WHERE clean.id = reference.id
"""


def load_notices(
    *,
    rows: Iterable[NoticeInput],
    name: str,
    dataset: str,
    as_of: dt.date,
    sha256: str,
    by: User,
) -> NoticeLoad:
    """Keep all notices, matched or not, then let them speak about the library.

    Three steps, each complete in itself and each harmless to repeat: the notices are stored (a notice whose
    content is known is not stored again); every reference that a notice names gets one transaction of its
    own for its match, its standing and all that follows; references with identifiers that no notice names
    become `none_found` as of this dataset. A match is the mark that its notice was followed, so that a load
    that broke off is finished by loading the same file again, or any other. What is refused for one
    reference holds up no other, and is said at the end.
    """
    load = keep_notices(rows=rows, name=name, dataset=dataset, as_of=as_of, sha256=sha256, by=by)
    follow_notices(load=load)
    return load


def keep_notices(
    *, rows: Iterable[NoticeInput], name: str, dataset: str, as_of: dt.date, sha256: str, by: User
) -> NoticeLoad:
    """Store all notices of a file, each content once, and draw no consequence yet.

    The rows are read once: whoever tries again reads the file again. Gives the earlier load, if the same
    file was loaded as the same dataset of the same day and not cancelled since. Refuses a day to come.
    """
    if not can_load_notices(by):
        raise NotAllowed("Only librarians load notices.")
    if as_of > timezone.localdate():
        raise NotPossible(
            f"The dataset is said to be of {as_of}, which is still to come. Give its real day."
        )
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN, Role.PORTAL)) as journal:
        hold_notices(exclusive=True)
        again = NoticeLoad.objects.filter(
            dataset=dataset, as_of=as_of, sha256=sha256, cancellation=None
        ).first()
        if again is not None:
            return again
        # A load never changes, and what it counts is known last: its notices name it before it is there.
        load_id = _next_id()
        counts, repeats = store_notices(
            rows, load_id=load_id, dataset=dataset, today=timezone.localdate()
        )
        load = NoticeLoad.objects.create(
            pk=load_id,
            name=name[:300],
            dataset=dataset,
            as_of=as_of,
            sha256=sha256,
            counts=counts,
            repeats=repeats,
            loaded_by_id=by.pk,
        )
        journal.note(
            f"notices:{load.pk}",
            "loaded",
            file=load.name,
            dataset=dataset,
            as_of=as_of.isoformat(),
            counts=load.counts,
        )
    return load


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('references_noticeload', 'id'))")
        return int(cursor.fetchone()[0])


def follow_notices(*, load: NoticeLoad) -> None:
    """Draw the consequences of all stored notices that wait for them, in the order of the references.

    By the portal itself. Raises NotPossible at the end, if anything was refused for a reference on the way.
    """
    machine = portal_user()
    refused: dict[int, str] = {}
    for reference_id in waiting():
        try:
            retrying(_follow)(reference_id, load=load, machine=machine)
        except Refused as refusal:
            refused[reference_id] = refusal.message
    _none_found(load=load, machine=machine, but=list(refused))
    if refused:
        count = "one reference" if len(refused) == 1 else f"{len(refused)} references"
        raise NotPossible(
            f"The notices are stored, but {count} could not follow them: {next(iter(refused.values()))}"
            " Load the same file again when that is settled."
        )


def _follow(reference_id: int, *, load: NoticeLoad, machine: User) -> None:
    """One reference, one transaction: its standing, what rests on it, its re-check."""
    with recorded(by=machine, role=Role.PORTAL) as journal:
        reference = Reference.objects.filter(pk=reference_id).in_lock_order().get()
        if reference.merged_into_id is None:
            before = reference.standing
            check_notices(references=[reference], journal=journal)
            journal.note(
                f"reference:{reference.key}",
                "notices_matched",
                load=load.pk,
                before=str(before),
                standing=str(reference.standing),
            )


def _none_found(*, load: NoticeLoad, machine: User, but: list[int]) -> None:
    """References with identifiers that no stored notice names; an older load changes nothing.

    In sets of ids that lie together, each a transaction of its own: a library of a million is never locked
    as a whole.
    """
    last = Reference.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for first in range(0, last + 1, SPAN):
        retrying(_none_found_among)(first, load=load, machine=machine, but=but)


def _none_found_among(first: int, *, load: NoticeLoad, machine: User, but: list[int]) -> None:
    with recorded(by=machine, role=Role.PORTAL) as journal:
        hold_notices(exclusive=False)
        told: dict[str, Any] = {"as_of": load.as_of, "dataset": load.dataset, "waiting": but}
        with connection.cursor() as cursor:
            cursor.execute(NONE_FOUND, {"first": first, "end": first + SPAN, **told})
            changed = cursor.rowcount
        if changed:
            journal.note(f"notices:{load.pk}", "none_found", references=changed)


def close_recheck(
    *, recheck: Recheck, by: User, outcome: str, standing: str | None = None
) -> Recheck:
    """End a re-check with what the librarian found; the only place where `withdrawn` is set.

    Refuses an empty outcome, a standing that is none, and a re-check that was closed already.
    """
    if not can_close_recheck(by):
        raise NotAllowed("Only librarians answer re-checks.")
    said = outcome.strip()
    if not said:
        raise NotPossible("Say what you found.")
    if standing and standing not in Standing.values:
        raise NotPossible("This standing is not known.")
    if standing in (Standing.NOT_CHECKED, Standing.NONE_FOUND):
        raise NotPossible(
            "A notice was found: leave the standing as it is, or say what the notice makes it."
        )
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        reference = Reference.objects.filter(pk=recheck.reference_id).in_lock_order().get()
        locked = Recheck.objects.select_for_update(no_key=True, of=("self",)).get(pk=recheck.pk)
        if locked.closed_at is not None:
            raise IllegalTransition("This re-check was answered already.")
        if standing and standing not in may_be_made(reference.standing):
            raise NotPossible(
                f"This work {stands(reference.standing)}; only a notice of reinstatement, loaded like any"
                " other, makes that better."
            )
        details: dict[str, Any] = {
            "recheck": locked.pk,
            "outcome": said,
            "standing": str(standing or ""),
        }
        locked.outcome = said
        locked.closed_at = Now()
        locked.closed_by_id = by.pk
        locked.save(update_fields=["outcome", "closed_at", "closed_by"])
        journal.note(f"reference:{reference.key}", "recheck_closed", **details)
        if standing:
            set_standing(
                reference=reference,
                standing=standing,
                journal=journal,
                notice=locked.notice,
                why=said,
            )
        locked.refresh_from_db()
    return locked
