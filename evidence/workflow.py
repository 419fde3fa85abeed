"""What may follow what (DOMAIN section 3). Pure: the one table of the states of a claim version."""

from evidence.choices import VersionStatus as S

# The same table stands in sql/0002_workflow.sql, where the database refuses every other step; a test
# compares the two.
LEGAL: frozenset[tuple[str, str]] = frozenset(
    {
        (S.IN_REVIEW, S.APPROVED),
        (S.IN_REVIEW, S.DISPUTED),
        (S.IN_REVIEW, S.CHANGES_REQUESTED),
        (S.IN_REVIEW, S.REJECTED),
        (S.IN_REVIEW, S.WITHDRAWN),
        (S.DISPUTED, S.APPROVED),
        (S.DISPUTED, S.CHANGES_REQUESTED),
        (S.DISPUTED, S.WITHDRAWN),
        (S.APPROVED, S.SUSPENDED),
        (S.APPROVED, S.SUPERSEDED),
        (S.SUSPENDED, S.IN_REVIEW),
        (S.SUSPENDED, S.SUPERSEDED),
        (S.SUSPENDED, S.WITHDRAWN),
        (S.SUPERSEDED, S.SUSPENDED),
    }
)


def may_follow(before: str, after: str) -> bool:
    """Whether a version in state `before` may go to state `after`."""
    return (before, after) in LEGAL
