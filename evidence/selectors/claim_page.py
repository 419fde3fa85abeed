"""Everything about one claim, in a constant number of queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.choices import AssignmentEnd, VersionStatus
from evidence.models import (
    Approval,
    Assignment,
    Citation,
    Claim,
    ClaimDraft,
    ClaimVersion,
    Contributor,
    Grading,
    Round,
    Suspension,
)
from evidence.selectors.desk import rounds_for
from evidence.selectors.history import Told, history_of
from evidence.selectors.needs import Need, needs_of
from evidence.selectors.passages import KEY, with_names
from evidence.selectors.presence import Reading, readers_of
from evidence.selectors.studies import Study, studies_by_key, studies_of
from references.policies import Person

WITHOUT_A_REVIEW = (AssignmentEnd.DECLINED, AssignmentEnd.LEFT, AssignmentEnd.TAKEN_BACK)
ENDED = (
    VersionStatus.SUPERSEDED,
    VersionStatus.REJECTED,
    VersionStatus.WITHDRAWN,
    VersionStatus.CHANGES_REQUESTED,
)


@dataclass(frozen=True)
class Graded:
    """One computation of a badge, with the works called by their names."""

    grading: Grading
    reasons: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class VersionBlock:
    """One version with everything that was done about it."""

    version: ClaimVersion
    citations: Sequence[tuple[Citation, Study]]
    contributors: Sequence[str]
    rounds: Sequence[Told]
    assignments: Sequence[Assignment]
    approvals: Sequence[Approval]
    suspensions: Sequence[Suspension]
    gradings: Sequence[Graded]

    @property
    def badge(self) -> Graded | None:
        """The newest computation."""
        return self.gradings[0] if self.gradings else None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done with it."""
        return self.version.status in ENDED


@dataclass(frozen=True)
class ClaimPage:
    """A claim: its draft, its versions from the newest, and what waits for this person."""

    claim: Claim
    draft: ClaimDraft | None
    draft_rows: Sequence[tuple[dict[str, str], Study | None]]
    versions: Sequence[VersionBlock]
    open_round: Round | None
    may_decide: bool
    need: Need | None = None
    readers: Sequence[Reading] = ()

    @property
    def to_replace(self) -> Sequence[Assignment]:
        """Who is asked in the open round, and who was, where nobody was asked in their place."""
        in_round = [
            assignment
            for block in self.versions
            for assignment in block.assignments
            if self.open_round is not None and assignment.round_id == self.open_round.pk
        ]
        replaced = {assignment.replaces_id for assignment in in_round}
        return [
            assignment
            for assignment in in_round
            if assignment.pk not in replaced
            and (assignment.ended_at is None or assignment.ending in WITHOUT_A_REVIEW)
        ]

    @property
    def draft_names(self) -> dict[str, str]:
        """What the references that the draft cites are called."""
        return {study.reference.key: study.name for _, study in self.draft_rows if study}

    @property
    def open_version(self) -> ClaimVersion | None:
        """The version in review."""
        return self.open_round.version if self.open_round else None

    @property
    def newest(self) -> VersionBlock | None:
        """The newest version."""
        return self.versions[0] if self.versions else None

    @property
    def text(self) -> str:
        """The newest words that were submitted, else the draft's."""
        if self.newest:
            return self.newest.version.text
        return self.draft.text if self.draft else ""

    @property
    def may_continue(self) -> bool:
        """Whether an approval stands that a version of the same meaning could continue."""
        return any(approval.active for block in self.versions for approval in block.approvals)

    @property
    def to_recheck(self) -> ClaimVersion | None:
        """The version that a re-check would be about."""
        if self.open_round is not None:
            return None
        states = (VersionStatus.SUSPENDED, VersionStatus.APPROVED)
        return next((b.version for b in self.versions if b.version.status in states), None)

    @property
    def to_withdraw(self) -> ClaimVersion | None:
        """The version that its author could take back."""
        states = (VersionStatus.IN_REVIEW, VersionStatus.DISPUTED, VersionStatus.SUSPENDED)
        return next((b.version for b in self.versions if b.version.status in states), None)


def read_claim_page(claim: Claim, user: Person) -> ClaimPage:
    """Gather the page for this person; what reviewers decided stays covered as long as it must."""
    draft = (
        ClaimDraft.objects.filter(claim=claim)
        .select_related("question", "opened_by", "saved_by")
        .prefetch_related("contributors")
        .first()
    )
    rows = draft.citations if draft else []
    by_key = studies_by_key({row.get("reference", "") for row in rows})
    history = history_of(Round.objects.filter(claim=claim), user)
    open_round = next((told.round for told in history if told.round.closed_at is None), None)
    return ClaimPage(
        claim=claim,
        draft=draft,
        draft_rows=[(row, by_key.get(row.get("reference", ""))) for row in rows],
        versions=_blocks(claim, history),
        open_round=open_round,
        may_decide=open_round is not None and rounds_for(user).filter(pk=open_round.pk).exists(),
        need=needs_of([open_round])[open_round.pk] if open_round else None,
        readers=readers_of([open_round], user).get(open_round.pk, []) if open_round else (),
    )


def _blocks(claim: Claim, history: Sequence[Told]) -> list[VersionBlock]:
    versions = list(
        ClaimVersion.objects.filter(claim=claim)
        .select_related("author", "question")
        .order_by("-number")
    )
    citations = list(
        Citation.objects.filter(version__claim=claim)
        .select_related("reference__merged_into")
        .order_by("position")
    )
    studies = studies_of(citation.reference for citation in citations)
    wrote = list(Contributor.objects.filter(version__claim=claim).select_related("user"))
    asked = list(
        Assignment.objects.filter(version__claim=claim)
        .select_related(
            "reviewer__reviewer", "assigned_by", "version", "replaces__reviewer__reviewer"
        )
        .order_by("assigned_at")
    )
    approvals = list(Approval.objects.filter(claim=claim).select_related("approved_by", "ended_by"))
    suspended = list(
        Suspension.objects.filter(version__claim=claim)
        .select_related("reference", "suspended_by")
        .order_by("-id")
    )
    graded = _graded(claim)
    return [
        VersionBlock(
            version=version,
            citations=[
                (c, studies[c.reference_id]) for c in citations if c.version_id == version.pk
            ],
            contributors=sorted(
                c.user.get_full_name() or c.user.get_username()
                for c in wrote
                if c.version_id == version.pk
            ),
            rounds=[told for told in history if told.round.version_id == version.pk],
            assignments=[a for a in asked if a.version_id == version.pk],
            approvals=[a for a in approvals if a.version_id == version.pk],
            suspensions=[s for s in suspended if s.version_id == version.pk],
            gradings=[g for g in graded if g.grading.version_id == version.pk],
        )
        for version in versions
    ]


def _graded(claim: Claim) -> list[Graded]:
    gradings = list(
        Grading.objects.filter(version__claim=claim).select_related("profile").order_by("-id")
    )
    names = names_in(sentence for grading in gradings for _, sentence in grading.reasons)
    return [
        Graded(g, [(line, with_names(sentence, names)) for line, sentence in g.reasons])
        for g in gradings
    ]


def names_in(sentences: Iterable[str]) -> dict[str, str]:
    """What the references that sentences name by key are called; one query."""
    keys = {key for sentence in sentences for key in re.findall(KEY, sentence)}
    return {key: study.name for key, study in studies_by_key(keys).items()}
