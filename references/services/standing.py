"""What stored notices do to references. Building blocks: the caller holds the locks and the journal."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from references.choices import RecheckCause, Standing
from references.events import Journal
from references.followers import tell_followers
from references.identifiers import titles_agree
from references.models import Notice, NoticeLoad, NoticeMatch, Recheck, Reference
from references.standings import Said, decide, moves, recheck_cause

AT_ONCE = 5000


@dataclass(frozen=True)
class Found:
    """One notice that names an identifier of a reference; `newest` of its record's versions or not."""

    notice: Notice
    newest: bool
    by_doi: bool
    by_pmid: bool
    title_agrees: bool
    year_agrees: bool

    @property
    def said(self) -> Said:
        """The notice as the rules read it."""
        return Said(
            id=self.notice.pk,
            nature=self.notice.nature,
            noticed_on=self.notice.noticed_on,
            reason=self.notice.reason,
            agrees=self.title_agrees or self.year_agrees,
        )


def set_standing(
    *,
    reference: Reference,
    standing: str,
    journal: Journal,
    notice: Notice | None = None,
    why: str = "",
) -> None:
    """Set the standing of a locked reference, note it and tell the followers. Nothing if it stands so."""
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
        detail={"notice": notice_id, "before": {reference.key: before}},
    )


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
    found = _find(references)
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


def _find(references: Sequence[Reference]) -> dict[int, list[Found]]:
    """The notices that name a DOI or a PMID of the references."""
    by_doi = {r.doi: r for r in references if r.doi}
    by_pmid = {r.pmid: r for r in references if r.pmid}
    notices = Notice.objects.filter(
        Q(original_doi__in=list(by_doi)) | Q(original_pmid__in=list(by_pmid))
    ).select_related("load")
    newest: dict[tuple[str, str], int] = {}
    for notice in notices:
        record = (notice.dataset, notice.record_id)
        newest[record] = max(notice.load_id, newest.get(record, 0))
    found: dict[int, list[Found]] = defaultdict(list)
    for notice in notices:
        one, other = by_doi.get(notice.original_doi or ""), by_pmid.get(notice.original_pmid or "")
        for reference in {r.pk: r for r in (one, other) if r is not None}.values():
            found[reference.pk].append(
                Found(
                    notice=notice,
                    newest=newest[notice.dataset, notice.record_id] == notice.load_id,
                    by_doi=reference is one,
                    by_pmid=reference is other,
                    title_agrees=titles_agree(reference.title_key, notice.title_key),
                    year_agrees=bool(reference.issued_year)
                    and reference.issued_year == notice.original_year,
                )
            )
    return found


def _follow_notices(reference: Reference, found: Iterable[Found], journal: Journal) -> None:
    """Let the notices decide, where a machine may move the standing at all."""
    notices = {one.notice.pk: one for one in found if one.newest}
    decided = decide([one.said for one in notices.values()])
    if decided is None:
        return
    standing, said = decided
    by_reinstatement = standing == Standing.REINSTATED
    if not moves(reference.standing, standing, by_reinstatement=by_reinstatement):
        return
    notice = notices[said.id].notice
    _open_recheck(reference, notice, RecheckCause.STANDING_CHANGED, journal)
    set_standing(reference=reference, standing=standing, journal=journal, notice=notice)


def _open_recheck(
    reference: Reference, notice: Notice | None, cause: str, journal: Journal
) -> None:
    """Ask a librarian to look again, unless this notice already asks."""
    opened, created = Recheck.objects.get_or_create(
        reference=reference,
        notice=notice,
        closed_at=None,
        defaults={"cause": cause, "opened_by_id": journal.by.pk},
    )
    if created:
        journal.note(
            f"reference:{reference.key}",
            "recheck_opened",
            cause=str(cause),
            notice=notice.pk if notice else None,
            recheck=opened.pk,
        )
        if reference.standing == Standing.NONE_FOUND:
            # A notice was found, whatever it will turn out to mean: "none found" would not be true.
            set_standing(
                reference=reference,
                standing=Standing.NOT_CHECKED,
                journal=journal,
                notice=notice,
                why="A notice waits for a person.",
            )


def _say_what_was_looked_for(references: Iterable[Reference], journal: Journal) -> None:
    """No notice names these: none found as of the newest load, or not checked without identifiers."""
    load = NoticeLoad.objects.order_by("-as_of", "-id").first()
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
