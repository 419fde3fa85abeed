"""Loading notices and answering re-checks (D7, DOMAIN section 5)."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from references.choices import STANDING_WORST_FIRST, NoticeNature, Role, Standing
from references.events import recorded, retrying
from references.identifiers import doi, notice_identifier, pmid, title_key
from references.layouts.rows import NoticeInput
from references.models import Notice, NoticeLoad, Recheck, Reference
from references.policies import can_close_recheck, can_load_notices, role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.selectors import portal_user
from references.services.standing import check_notices, hold_notices, set_standing
from references.standings import nature_of
from references.works import one_line

BATCH = 2000


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
    content is known is not stored again); every reference that a notice hits gets one transaction of its own
    for its standing and all that follows; references with identifiers that no notice names become
    `none_found` as of this dataset. A load that broke off is finished by loading the same file again.
    """
    if not can_load_notices(by):
        raise NotAllowed("Only librarians load notices.")
    if as_of > timezone.localdate():
        raise NotPossible(
            f"The dataset is said to be of {as_of}, which is still to come. Give its real day."
        )
    load = retrying(_store)(
        rows=list(rows), name=name, dataset=dataset, as_of=as_of, sha256=sha256, by=by
    )
    machine = portal_user()
    for reference_id in _hit(dataset):
        retrying(_follow)(reference_id, load=load, machine=machine)
    retrying(_none_found)(load=load, machine=machine)
    return load


def _store(
    *, rows: list[NoticeInput], name: str, dataset: str, as_of: dt.date, sha256: str, by: User
) -> NoticeLoad:
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN, Role.PORTAL)) as journal:
        hold_notices(exclusive=True)
        again = NoticeLoad.objects.filter(dataset=dataset, as_of=as_of, sha256=sha256).first()
        if again is not None:
            return again
        by_hash = {_content_hash(dataset, row): row for row in rows}
        known = set(
            Notice.objects.filter(content_hash__in=list(by_hash)).values_list(
                "content_hash", flat=True
            )
        )
        natures = Counter(nature_of(row.nature) for row in rows)
        load = NoticeLoad.objects.create(
            name=name[:300],
            dataset=dataset,
            as_of=as_of,
            sha256=sha256,
            counts={"rows": len(rows), "new": len(by_hash) - len(known), **dict(natures)},
            loaded_by_id=by.pk,
        )
        Notice.objects.bulk_create(
            [_notice(load, row, digest) for digest, row in by_hash.items() if digest not in known],
            batch_size=BATCH,
            ignore_conflicts=True,
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


def _content_hash(dataset: str, row: NoticeInput) -> str:
    said = json.dumps([dataset, row.record_id, row.raw], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def _notice(load: NoticeLoad, row: NoticeInput, digest: str) -> Notice:
    return Notice(
        load=load,
        dataset=load.dataset,
        record_id=row.record_id[:60],
        nature=NoticeNature(nature_of(row.nature)),
        nature_as_given=one_line(row.nature)[:200],
        noticed_on=row.noticed_on,
        notice_doi=notice_identifier(row.notice_doi, doi),
        notice_pmid=notice_identifier(row.notice_pmid, pmid),
        original_doi=notice_identifier(row.original_doi, doi),
        original_pmid=notice_identifier(row.original_pmid, pmid),
        original_title=one_line(row.original_title),
        title_key=title_key(row.original_title),
        original_year=row.original_year,
        reason=row.reason,
        raw=row.raw,
        content_hash=digest,
    )


def _hit(dataset: str) -> Sequence[int]:
    """References that a notice of this dataset names and was not yet matched with, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT reference.id
            FROM references_reference AS reference
            JOIN references_notice AS notice
                ON notice.original_doi = reference.doi OR notice.original_pmid = reference.pmid
            WHERE reference.merged_into_id IS NULL AND notice.dataset = %s
                AND NOT EXISTS (
                    SELECT FROM references_noticematch AS known
                    WHERE known.notice_id = notice.id AND known.reference_id = reference.id
                )
            ORDER BY reference.id
            """,
            [dataset],
        )
        return [row[0] for row in cursor.fetchall()]


def _follow(reference_id: int, *, load: NoticeLoad, machine: User) -> None:
    """One reference, one transaction: its standing, what rests on it, its re-check."""
    with recorded(by=machine, role=Role.PORTAL) as journal:
        reference = Reference.objects.filter(pk=reference_id).in_lock_order().get()
        if reference.merged_into_id is None:
            check_notices(references=[reference], journal=journal)
            journal.note(
                f"reference:{reference.key}",
                "notices_matched",
                load=load.pk,
                standing=str(reference.standing),
            )


def _none_found(*, load: NoticeLoad, machine: User) -> None:
    """References with identifiers that no stored notice names, in one set; an older load changes nothing."""
    with recorded(by=machine, role=Role.PORTAL) as journal:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH clean AS (
                    SELECT id FROM references_reference AS reference
                    WHERE merged_into_id IS NULL AND standing IN ('not_checked', 'none_found')
                        AND (doi IS NOT NULL OR pmid IS NOT NULL)
                        AND (standing_as_of IS NULL OR standing_as_of < %(as_of)s)
                        AND NOT EXISTS (
                            SELECT FROM references_noticematch AS known
                            WHERE known.reference_id = reference.id
                        )
                    ORDER BY id FOR NO KEY UPDATE
                )
                UPDATE references_reference AS reference
                SET standing = 'none_found', standing_as_of = %(as_of)s,
                    standing_dataset = %(dataset)s
                FROM clean WHERE clean.id = reference.id
                """,
                {"as_of": load.as_of, "dataset": load.dataset},
            )
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
        if standing and _is_better(standing, reference.standing):
            raise NotPossible(
                f"This work is {reference.get_standing_display().lower()}; only a notice of reinstatement,"
                " loaded like any other, makes that better."
            )
        details: dict[str, Any] = {"recheck": locked.pk, "outcome": said}
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


def _is_better(one: str, other: str) -> bool:
    order = [standing.value for standing in STANDING_WORST_FIRST]
    return order.index(str(one)) > order.index(str(other))
