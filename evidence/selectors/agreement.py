"""How often two reviewers agree: counts for each pair, and Cohen's kappa where there are enough.

Only rounds that are closed and not judged again count, so that nothing is told that has to stay covered.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from evidence import badges
from evidence.choices import Decision
from evidence.models import Reviewer
from evidence.selectors.reports import Row

ENOUGH = 20

# The first review of each person in a round, before they read each other's reasons.
PAIRS = """
    WITH first AS (
        SELECT DISTINCT ON (r.round_id, r.reviewer_id) r.round_id, r.reviewer_id, r.decision, r.badge
        FROM evidence_review r JOIN evidence_round o ON o.id = r.round_id
        WHERE r.kind = 'review' AND o.closed_at IS NOT NULL AND NOT (o.outcome = 'badge_moved'
            AND EXISTS (SELECT 1 FROM evidence_round again
                WHERE again.version_id = o.version_id AND again.closed_at IS NULL))
        ORDER BY r.round_id, r.reviewer_id, r.id
    )
    SELECT one.reviewer_id, other.reviewer_id, one.decision, one.badge, other.decision, other.badge,
        count(*)
    FROM first one JOIN first other
        ON other.round_id = one.round_id AND other.reviewer_id > one.reviewer_id
    WHERE %s::integer IS NULL OR %s IN (one.reviewer_id, other.reviewer_id)
    GROUP BY 1, 2, 3, 4, 5, 6
"""


@dataclass
class Compared:
    """What two people, or all pairs together, decided about the same words."""

    outcomes: Counter[str] = field(default_factory=Counter)
    approvals: Counter[tuple[bool, bool]] = field(default_factory=Counter)

    def add(self, one: tuple[str, str], other: tuple[str, str], number: int) -> None:
        """So many rounds in which one person decided this and the other that."""
        self.outcomes[outcome(one, other)] += number
        self.approvals[one[0] == Decision.APPROVE, other[0] == Decision.APPROVE] += number

    @property
    def number(self) -> int:
        """How many rounds both took part in."""
        return self.outcomes.total()

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa of approving or not; None where it says nothing: too few, or all alike."""
        return kappa(self.approvals) if self.number >= ENOUGH else None


def outcome(one: tuple[str, str], other: tuple[str, str]) -> str:
    """Whether two decisions, each with its badge, agree, are one step apart, or differ."""
    (decision, badge), (its, other_badge) = one, other
    if (decision == Decision.APPROVE) != (its == Decision.APPROVE):
        return "differ"
    if decision != Decision.APPROVE or badge == other_badge:
        return "agree"
    steps = badges.LADDER
    if badge in steps and other_badge in steps:
        return "one step" if abs(steps.index(badge) - steps.index(other_badge)) == 1 else "differ"
    return "differ"


def kappa(table: Counter[tuple[bool, bool]]) -> float | None:
    """Cohen (1960): agreement beyond chance, from a two by two table; None where chance alone agrees."""
    total = table.total()
    if not total:
        return None
    agreed = (table[True, True] + table[False, False]) / total
    one, other = (
        (table[True, True] + table[True, False]) / total,
        (table[True, True] + table[False, True]) / total,
    )
    by_chance = one * other + (1 - one) * (1 - other)
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def agreement(only: int | None) -> Iterator[Row]:
    """A line for all pairs together (not for one person's own), then one for each pair; two queries."""
    everybody, pairs = Compared(), dict[tuple[int, int], Compared]()
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [only, only])
        for one, other, decision, badge, its, other_badge, number in cursor.fetchall():
            for compared in (everybody, pairs.setdefault((one, other), Compared())):
                compared.add((decision, badge), (its, other_badge), number)
    people = {pk for pair in pairs for pk in pair}
    names = dict(Reviewer.objects.filter(user__in=people).values_list("user", "name"))
    if only is None and pairs:
        yield _row("All pairs", everybody)
    for (one, other), compared in sorted(
        pairs.items(), key=lambda item: (-item[1].number, item[0])
    ):
        yield _row(f"{names.get(one, one)} and {names.get(other, other)}", compared)


def _row(who: str, compared: Compared) -> Row:
    said = compared.outcomes
    value = compared.kappa
    if value is not None:
        beyond = f"{value:.2f}"
    else:
        beyond = "all alike" if compared.number >= ENOUGH else f"needs {ENOUGH} rounds"
    return Row((who, compared.number, said["agree"], said["one step"], said["differ"], beyond))
