"""What must hold after every act of anybody: asked of the database, beside what the rule would say now."""

from collections.abc import Iterable

from django.db import connection

import articles.invariants
import evidence.invariants
import references.invariants
from evidence import badges
from evidence.models import Approval
from evidence.selectors.inputs import inputs_for, verdicts_of
from evidence.services.recomputing import shown_badge
from references.chain import broken, differing

TOLD = (*references.invariants.TOLD, *evidence.invariants.TOLD, *articles.invariants.TOLD)
FORBIDDEN = {
    **references.invariants.FORBIDDEN,
    **evidence.invariants.FORBIDDEN,
    **articles.invariants.FORBIDDEN,
}


def _named(what: str) -> str:
    return "'" + what.replace("'", "''") + "'"


QUERIES = {
    "forbidden": " UNION ALL ".join(
        f"SELECT {_named(what)}, state::text FROM ({query}) AS state"
        for what, query in FORBIDDEN.items()
    ),
    "untold": " UNION ALL ".join(
        f"SELECT {_named(kind.what)}, told::text FROM ({differing(kind)}) AS told" for kind in TOLD
    ),
}


def _ask(name: str) -> list[str]:
    """The rows of one of the queries, planned once per connection: they are asked after every step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute(f"PREPARE {name} AS {QUERIES[name]}")
        cursor.execute(f"EXECUTE {name}")
        return [f"{what}: {row}" for what, row in cursor.fetchall()]


def forbidden() -> list[str]:
    """Every state that section 7 of the domain forbids."""
    return _ask("forbidden")


def untrue() -> list[str]:
    """Decisions without event, events without decision, and events that are not what was written."""
    return _ask("untold") + [str(finding) for finding in broken()]


def overrated(claims: Iterable[int] | None = None) -> list[str]:
    """Approvals that show a better badge than the rule gives now, of these claims or of all."""
    approvals = Approval.objects.active().select_related("version__question")
    if claims is not None:
        approvals = approvals.filter(claim__in=claims)
    found = []
    for approval in approvals:
        version = approval.version
        cited = [citation.reference for citation in version.citations.select_related("reference")]
        rows = approval.verdicts.select_related("citation__reference").order_by(
            "citation__position"
        )
        badge = inputs_for(version, cited, confirmed=True).compute(verdicts_of(rows))
        shown = shown_badge(approval)
        if badges.compare(shown, badge.value) == badges.Move.DOWN:
            found.append(f"{version} shows {shown} and deserves {badge.value}")
    return found
