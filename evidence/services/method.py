"""A raised rule: every badge computed again, and what moves (D5)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery

from evidence import badges
from evidence.choices import BadgeValue, GradingCause
from evidence.models import Approval, Claim, Grading, MethodRun, Review
from evidence.selectors.outlook import forecast
from evidence.services.followers import tell_followers
from evidence.services.recomputing import regrade, renew_rounds
from evidence.wording import find_hype
from references.choices import Role
from references.events import recorded, retrying
from references.selectors import portal_user

AT_ONCE = 200
# A list for people: of more moves than this the counts tell, and the gradings.
MOVES_KEPT = 5000


@dataclass(frozen=True)
class Move:
    """What a raised rule does to one approval."""

    claim: str
    version: int
    before: str
    after: str
    way: str
    why: str

    def as_row(self) -> dict[str, Any]:
        """As a run keeps it."""
        return vars(self).copy()


def computed_by_another_rule() -> QuerySet[Approval]:
    """Standing approvals whose badge the rule that is in force has not computed yet, by id."""
    newest = Grading.objects.filter(approval=OuterRef("pk")).order_by("-id")
    return (
        Approval.objects.active()
        .annotate(computed_by=Subquery(newest.values("method")[:1]))
        .exclude(computed_by=badges.METHOD_VERSION)
        .order_by("id")
    )


def try_method() -> MethodRun:
    """List what the rule in force would move, and change nothing; the list is kept."""
    counts: Counter[str] = Counter()
    moves: list[Move] = []
    for approvals in _batches():
        found = list(_moves(approvals))
        counts.update(["looked_at"] * len(approvals))
        counts.update(move.way for move in found)
        moves += found
    return _keep(counts, moves, is_trial=True)


def apply_method() -> MethodRun | None:
    """Compute every badge by the rule in force; what was moved is listed, and that list is kept.

    A move down suspends, and so does a rule that forbids the words; up shows the old badge until a review adopts
    the new one; a round in which somebody saw another badge begins anew. A claim at a time, each a transaction
    of its own, by the portal: what broke off is finished by calling again. Returns None where nothing was left
    to compute.
    """
    counts: Counter[str] = Counter()
    moves: list[Move] = []
    for approvals in _batches():
        found = list(_moves(approvals))
        for claim in sorted({approval.claim_id for approval in approvals}):
            retrying(_compute_claim)(claim)
        counts.update(["looked_at"] * len(approvals))
        counts.update(move.way for move in found)
        moves += found
    for claim in _rounds_of_another_rule():
        retrying(_compute_claim)(claim)
    return _keep(counts, moves, is_trial=False) if counts else None


def _rounds_of_another_rule() -> list[int]:
    """Claims whose open round has a review that another rule's badge was shown to."""
    seen = Review.objects.filter(round__closed_at=None).exclude(method=badges.METHOD_VERSION)
    return sorted(set(seen.values_list("claim", flat=True)))


def _batches() -> Iterator[list[Approval]]:
    after = 0
    rows = computed_by_another_rule().select_related("claim", "version__claim", "version__question")
    while batch := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        yield batch
        after = batch[-1].pk


def _moves(approvals: Sequence[Approval]) -> Iterator[Move]:
    for outlook in forecast(approvals, {}):
        version = outlook.approval.version
        forbidden = forbids(version.text, outlook.now.value)
        way = badges.Move.DOWN if forbidden else outlook.way
        if way != badges.Move.NONE:
            yield Move(
                claim=version.claim.key,
                version=version.number,
                before=outlook.shown,
                after=outlook.then,
                way=str(way),
                why=forbidden or " ".join(sentence for _line, sentence in outlook.now.reasons),
            )


def forbids(text: str, badge: str) -> str:
    """The word that keeps a sentence of ours from standing, in a sentence; a quoted myth may say it."""
    if badge == BadgeValue.CONTRADICTED:
        return ""
    blocking = next((hype.word for hype in find_hype(text) if hype.blocking), "")
    return f"The rule does not let “{blocking}” stand." if blocking else ""


def _compute_claim(claim_id: int) -> None:
    """One claim, one transaction: each of its approvals that another rule had computed."""
    machine = portal_user()
    with recorded(by=machine, role=Role.PORTAL) as journal:
        claim = Claim.objects.in_lock_order().get(pk=claim_id)
        suspended = False
        for approval in (
            computed_by_another_rule()
            .filter(claim=claim)
            .select_related("claim", "version__claim", "version__question")
            .order_by("-version_id")
        ):
            outlook = forecast([approval], {})[0]
            forbidden = forbids(approval.version.text, outlook.now.value)
            suspended |= regrade(
                journal,
                approval=approval,
                cause=GradingCause.METHOD,
                detail=forbidden or f"The rule was raised to version {badges.METHOD_VERSION}.",
                by=machine,
                forbidden=bool(forbidden),
            )
        renew_rounds(
            journal,
            claims=[claim],
            by=machine,
            detail=f"The rule was raised to version {badges.METHOD_VERSION}.",
        )
        if suspended:
            tell_followers(claims=[claim], cause="suspended", journal=journal, detail={})


def _keep(counts: Counter[str], moves: Sequence[Move], *, is_trial: bool) -> MethodRun:
    machine: User = portal_user()
    with recorded(by=machine, role=Role.PORTAL) as journal:
        run = MethodRun.objects.create(
            method=badges.METHOD_VERSION,
            is_trial=is_trial,
            counts=dict(counts),
            moves=[move.as_row() for move in moves[:MOVES_KEPT]],
            ran_by=machine,
        )
        journal.note(
            f"method:{run.method}",
            "method.tried" if is_trial else "method.applied",
            run=run.pk,
            counts=run.counts,
        )
    return run
