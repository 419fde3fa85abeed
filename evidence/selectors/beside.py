"""What stands beside a version for one person: what they have to say of themselves first, and the conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from evidence import policies
from evidence.models import Claim, ClaimVersion, Declaration, Reply, Round, Thread
from evidence.selectors.persons import person_at, person_from
from evidence.selectors.ties import (
    UNSAID,
    NameMatch,
    Ties,
    intervention_of,
    names_above,
    not_answered,
)
from references.models import Reference
from references.policies import Person


@dataclass(frozen=True)
class Asked:
    """What a reviewer declared, what they are still to declare, and which printed names may be theirs."""

    intervention: str = ""
    subject: str = ""
    has_to_declare: bool = False
    declared: Sequence[Declaration] = ()
    names: Sequence[NameMatch] = ()

    @property
    def is_open(self) -> bool:
        """Whether anything has to be said before deciding."""
        return self.has_to_declare or bool(self.names)

    @property
    def in_force(self) -> Sequence[Declaration]:
        """What was declared of this intervention, or of everything: shown at the moment of deciding."""
        return [one for one in self.declared if one.subject in ("", self.subject)]


@dataclass(frozen=True)
class Line:
    """One thread, and whether this person may resolve it."""

    thread: Thread
    may_resolve: bool
    replies: Sequence[Reply] = ()


@dataclass(frozen=True)
class Conversation:
    """The threads of one version or more, oldest first; `version` is the one that a new remark is about."""

    version: ClaimVersion | None
    lines: Sequence[Line] = ()
    is_blind: bool = False
    may_write: bool = False
    several: bool = False

    @property
    def open_flags(self) -> int:
        """How many flags keep it from approval."""
        return sum(line.thread.is_flag and line.thread.resolved_at is None for line in self.lines)


def asked_about(
    ties: Ties | None, version: ClaimVersion, works: Mapping[int, Sequence[Reference]]
) -> Asked:
    """What a reviewer is asked about themselves before they decide; empty for whoever may not decide anyway.

    `ties` as `ties_in` reads them; `works` are all rows of the cited works, by the row that stands.
    """
    if ties is None or ties.wrote or ties.is_cited_author:
        return Asked()
    if version.author_id == ties.reviewer.user_id:
        return Asked()
    return Asked(
        intervention=intervention_of(version),
        subject=ties.subject,
        has_to_declare=ties.says == UNSAID,
        declared=ties.declared,
        names=not_answered(names_above(ties.reviewer, works), ties.answered),
    )


def conversation_about(user: Person, version: ClaimVersion, round_: Round | None) -> Conversation:
    """The threads of one version; `round_` is its open round, if there is one. One query."""
    return _conversation(user, Thread.objects.filter(version=version), version, round_)


def conversation_of(
    user: Person, claim: Claim, version: ClaimVersion | None, round_: Round | None
) -> Conversation:
    """The threads of all versions of a claim; a new remark is about `version`. One query."""
    return _conversation(
        user, Thread.objects.filter(version__claim=claim), version, round_, several=True
    )


def _conversation(
    user: Person,
    threads: QuerySet[Thread],
    version: ClaimVersion | None,
    round_: Round | None,
    *,
    several: bool = False,
) -> Conversation:
    replies = Reply.objects.filter(thread=OuterRef("pk")).order_by("id")
    rows = (
        threads.select_related("version", "opened_by__reviewer", "resolved_by__reviewer")
        .annotate(
            said=ArraySubquery(
                replies.values(
                    json=JSONObject(
                        text="text", written_at="written_at", by=person_at("written_by")
                    )
                )
            )
        )
        .order_by("version__number", "id")
    )
    waiting = [thread for thread in rows if thread.resolved_at is None]
    # Asked once for all: what differs from thread to thread is who opened it.
    others = next((one for one in waiting if one.is_flag and one.opened_by_id != user.pk), None)
    may_others = others is not None and not policies.why_not_resolve(user, others)
    return Conversation(
        version=version,
        lines=[
            Line(
                thread,
                thread.resolved_at is None
                and (not thread.is_flag or thread.opened_by_id == user.pk or may_others),
                [
                    Reply(
                        text=one["text"],
                        written_at=datetime.fromisoformat(one["written_at"]),
                        written_by=person_from(one["by"]),
                    )
                    for one in thread.said
                ],
            )
            for thread in rows
        ],
        is_blind=round_ is not None and round_.closed_at is None,
        may_write=version is not None and policies.can_flag(user),
        several=several,
    )
