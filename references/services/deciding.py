"""Deciding about staged rows: chosen, committed, discarded, taken back (D9). Each act is one transaction."""

from collections.abc import Callable, Iterable
from functools import partial

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from references.choices import Role, RowChoice, RowVerdict, RunState
from references.events import Journal, recorded
from references.models import ColumnMapping, ImportRun
from references.policies import role_for
from references.refusals import IllegalTransition, NotPossible
from references.services.committing import (
    add_new,
    change_known,
    hold_known,
    to_be_written,
)
from references.services.comparing import compare_rows
from references.services.duplicates import look_later
from references.services.receiving import forget_file
from references.services.runs import (
    chosen_rows,
    counted,
    held_for,
    library_changed,
    one_at_a_time,
    require_librarian,
    require_ordered,
    require_shown,
    snapshot,
)
from references.services.staging import storable
from references.services.undoing import take_back
from references.workflow import require_run_move, require_run_state

COMMITTING = "references.commit_import"
# Above so many rows a request would take too long: a background job commits.
INLINE_ROWS = 5000
# Each try compares what others wrote during the one before.
TRIES = 3
CHANGED = "The library has changed since you looked: look at the rows again, then commit."
OPEN_AGAIN = "What was chosen of rows that changed is open again."


def choose_rows(
    *,
    run: ImportRun,
    by: User,
    choice: str,
    lines: Iterable[int] | None = None,
    verdict: str = "",
) -> int:
    """Take or leave out rows of a staged run: those of `lines`, or all of a verdict; "" takes the choice back.

    Only a row that differs or is a possible duplicate can be taken against its verdict; a new or completing
    row can be left out. Gives the number of rows chosen.
    """
    require_librarian(by=by)
    if choice and choice not in RowChoice.values:
        raise NotPossible("Choose to take the rows or to leave them out.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = held_for(run, RunState.COMMITTED)
        require_run_state(held.state, RunState.STAGED)
        rows = held.rows.filter(
            verdict__in=[
                RowVerdict.NEW,
                RowVerdict.COMPLETES,
                RowVerdict.DIFFERS,
                RowVerdict.POSSIBLE_DUPLICATE,
            ]
        )
        if lines is not None:
            rows = rows.filter(line__in=list(lines))
        if verdict:
            rows = rows.filter(verdict=verdict)
        if lines is None and not verdict:
            raise NotPossible("Choose at least one row.")
        chosen = rows.exclude(choice=choice).update(choice=choice)
        held.counts = {**held.counts, "choices": chosen_rows(held)}
        held.turn += 1
        held.save(update_fields=["counts", "turn"])
        journal.note(
            f"import:{held.pk}", "rows_chosen", choice=choice, rows=chosen, verdict=verdict
        )
        return chosen


def commit_later(
    *, run: ImportRun, by: User, without_rejected: bool = False, shown: int | None = None
) -> ImportRun:
    """Have a background job commit the run as it stands. `shown` is the turn of the run that the person saw."""
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = held_for(run, RunState.COMMITTING)
        require_shown(held, shown)
        _refuse_rejected(held, without_rejected)
        held.state = RunState.COMMITTING
        held.progress = 0
        held.turn += 1
        held.save(update_fields=["state", "progress", "turn"])
        journal.note(f"import:{held.pk}", "commit_asked", without_rejected=without_rejected)
        app.configure_task(COMMITTING).defer(
            run_id=held.pk, by_id=by.pk, without_rejected=without_rejected, order=held.turn
        )
        return held


def wait_again(*, run: ImportRun, by: User, why: str = "") -> ImportRun:
    """Take back the order to commit a run whose job died: it waits for a decision again, and notes why."""
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = held_for(run, RunState.STAGED)
        if held.state != RunState.COMMITTING:
            raise IllegalTransition("This import is not being written.")
        held.state = RunState.STAGED
        if why:
            held.notes = [*held.notes, f"It was not committed. {why}"]
        held.save(update_fields=["state", "notes"])
        journal.note(f"import:{held.pk}", "commit_taken_back", why=why)
        return held


def commit_import(
    *,
    run: ImportRun,
    by: User,
    without_rejected: bool = False,
    shown: int | None = None,
    unseen: bool = False,
) -> ImportRun:
    """Write what the rows add to the library: one transaction, one event. A second commit does nothing.

    Blanks are filled; a row that differs or may be a duplicate is taken only if a librarian chose so; one that
    needs a person never is. Rejected rows hold up the others unless `without_rejected` says otherwise. If the
    library changed meanwhile, rows are compared again first; where they would write anything else now, that is
    stored to be looked at, and nothing is committed, unless the rows are `unseen`: nobody looked at them before,
    either. `shown` is the turn of the run that the person saw.
    """
    require_librarian(by=by)
    return _commit(run, by, partial(require_shown, turn=shown), without_rejected, unseen)


def commit_ordered(
    *, run: ImportRun, by: User, order: int, without_rejected: bool = False
) -> ImportRun:
    """`commit_import` by the job of an order: refuses a run that does not wait for this very order."""
    require_librarian(by=by)
    return _commit(run, by, partial(require_ordered, turn=order), without_rejected, unseen=False)


def _commit(
    run: ImportRun,
    by: User,
    require: Callable[[ImportRun], None],
    without_rejected: bool,
    unseen: bool,
) -> ImportRun:
    for attempt in range(1, TRIES + 1):
        try:
            with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
                held = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
                if held.state == RunState.COMMITTED:
                    return held
                require(held)
                one_at_a_time("references import")
                changed = _compared_otherwise(held, journal)
                if not changed:
                    _refuse_rejected(held, without_rejected)
                    return _written(held, journal)
        except IntegrityError:
            # Somebody may have added a work of the file at this moment; then the rows say so when compared.
            if attempt == TRIES or not library_changed(ImportRun.objects.get(pk=run.pk)):
                raise
            continue
        if not unseen:
            break
    raise NotPossible(changed)


def _compared_otherwise(held: ImportRun, journal: Journal) -> str:
    """What to tell the person if the rows would now write something else; then the fresh verdicts are stored."""
    hold_known(held)
    if not library_changed(held):
        return ""
    choices, planned = held.counts.get("choices", {}), to_be_written(held)
    held.seen = snapshot()
    compare_rows(held.pk, held.counts.get("rows", 0))
    held.counts = {**counted(held), "choices": chosen_rows(held)}
    if to_be_written(held) == planned:
        return ""
    held.turn += 1
    held.save(update_fields=["seen", "counts", "turn"])
    journal.note(f"import:{held.pk}", "compared_again", counts=held.counts)
    return CHANGED if held.counts["choices"] == choices else f"{CHANGED} {OPEN_AGAIN}"


def _written(held: ImportRun, journal: Journal) -> ImportRun:
    added, changed = add_new(held, journal), change_known(held, journal)
    held.counts = {**held.counts, "added": added, "changed": changed}
    held.state = RunState.COMMITTED
    held.decided_at = Now()
    held.decided_by_id = journal.by.pk
    held.save()
    held.refresh_from_db()
    journal.note(f"import:{held.pk}", "committed", file=held.name, counts=held.counts)
    if added or changed:
        look_later(held.pk)
    return held


def discard_import(*, run: ImportRun, by: User) -> ImportRun:
    """Drop a file that was not committed; the rows that were read are kept as a record.

    What its columns were said to mean is forgotten: the next file with this header is asked about.
    """
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if held.state == RunState.DISCARDED:
            return held
        require_run_move(held.state, RunState.DISCARDED)
        held.state = RunState.DISCARDED
        held.decided_at = Now()
        held.decided_by_id = by.pk
        held.save()
        forget_file(held)
        if mapping := held.choices.get("mapping"):
            ColumnMapping.objects.filter(mapping=mapping).delete()
        held.refresh_from_db()
        journal.note(f"import:{held.pk}", "discarded", file=held.name)
        return held


def undo_import(*, run: ImportRun, by: User, reason: str = "") -> ImportRun:
    """Take a committed import back: what it added goes, what it changed is restored, unless something rests on it.

    The rows of what was kept say why.
    """
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if held.state == RunState.UNDONE:
            return held
        require_run_move(held.state, RunState.UNDONE)
        one_at_a_time("references import")
        # Its rows may say why a reference stays from here until the event is written (sql/0006).
        held.state = RunState.UNDONE
        held.undone_at = Now()
        held.undone_by_id = by.pk
        held.save(update_fields=["state", "undone_at", "undone_by"])
        held.counts = {**held.counts, **take_back(held, journal)}
        held.save(update_fields=["counts"])
        held.refresh_from_db()
        why = storable(reason.strip())
        journal.note(f"import:{held.pk}", "undone", reason=why, counts=held.counts)
        return held


def _refuse_rejected(run: ImportRun, without_rejected: bool) -> None:
    rejected = run.counts.get(RowVerdict.REJECTED, 0)
    if rejected and not without_rejected:
        raise NotPossible(
            f"{rejected} {'row is' if rejected == 1 else 'rows are'} rejected. Mend the file, or commit "
            "the other rows without them."
        )
