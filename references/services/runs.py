"""What every act on an import begins with. Building blocks: the caller holds the transaction."""

from collections import Counter

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count

from references.choices import RowVerdict, RunState
from references.models import ImportRun
from references.policies import can_import
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.workflow import require_run_move, require_run_state


def require_librarian(*, by: User) -> None:
    """Refuse who may not import."""
    if not can_import(by):
        raise NotAllowed("Only librarians import references.")


def held_for(run: ImportRun, new: str) -> ImportRun:
    """The run, locked; refused where it cannot go to `new`."""
    held = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    require_run_move(held.state, new)
    return held


def require_shown(run: ImportRun, turn: int | None) -> None:
    """Refuse what was decided over a page that shows an earlier turn of a staged run; None is no page."""
    require_run_state(run.state, RunState.STAGED)
    if turn is not None and turn != run.turn:
        raise NotPossible(
            "This import has changed since you looked: look at the rows again, then commit."
        )


def require_ordered(run: ImportRun, turn: int) -> None:
    """Refuse a run that does not wait for the job of this very order."""
    require_run_state(run.state, RunState.COMMITTING)
    if turn != run.turn:
        raise IllegalTransition("This order to commit was taken back.")


def one_at_a_time(what: str) -> None:
    """Until this transaction ends; two files with the same new works would otherwise both add them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def is_held(what: str) -> bool:
    """Whether somebody does `what` one at a time at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT pg_try_advisory_xact_lock_shared(hashtextextended(%s, 0))", [what]
        )
        return bool(cursor.fetchone()[0])


def counted(run: ImportRun) -> dict[str, int]:
    """How many rows have each verdict, and all of them."""
    counted = Counter(dict(run.rows.order_by().values_list("verdict").annotate(Count("id"))))
    return {verdict: counted.get(verdict, 0) for verdict in RowVerdict.values} | {
        "rows": sum(counted.values())
    }


def chosen_rows(run: ImportRun) -> dict[str, dict[str, int]]:
    """How many rows of each verdict a person took, and left out."""
    found: dict[str, dict[str, int]] = {}
    rows = run.rows.exclude(choice="").order_by().values_list("choice", "verdict")
    for choice, verdict, count in rows.annotate(Count("id")):
        found.setdefault(choice, {})[verdict] = count
    return found


def snapshot() -> str:
    """What this moment sees; taken before rows are compared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def library_changed(run: ImportRun) -> bool:
    """Whether any act on the library has become visible since the rows were compared.

    Every act leaves events, which carry the number of their transaction. A snapshot of another server, from
    before a dump was restored, says nothing; nor does one about acts of the very transaction that took it.
    """
    if not run.seen:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_snapshot_xmax(%(seen)s::pg_snapshot)
                    > pg_snapshot_xmax(pg_current_snapshot())
                OR EXISTS (
                    SELECT FROM references_event
                    WHERE txid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
                        AND (txid = pg_current_xact_id()::text::bigint
                            OR NOT pg_visible_in_snapshot(txid::text::xid8, %(seen)s::pg_snapshot))
                        AND (stream LIKE 'reference:%%' OR (
                            stream LIKE 'import:%%' AND verb IN ('committed', 'undone')))
                )
            """,
            {"seen": run.seen},
        )
        return bool(cursor.fetchone()[0])
