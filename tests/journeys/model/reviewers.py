"""What reviewers decide: on the page of a claim, on that of a source, and against the machine."""

import sys
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from evidence.badges import values_from
from evidence.models import ClaimVersion, Override
from evidence.selectors.sentences import Ready
from evidence.selectors.source_page import read_source_page, with_rounds
from evidence.services.agreement import VerdictInput
from evidence.services.batch import Kept, approve_shown, keep_verdicts
from evidence.services.overriding import propose_override, second_override, withdraw_override
from evidence.services.reviewing import pass_to_third
from references.models import Reference
from tests.factories.evidence import WHY, review, settle
from tests.journeys.model.desk import SEVERAL, SMALL, Desk, done, refused, where_there_is


class Reviewers(Desk):
    """Approve, send back, settle, override."""

    def __init__(self) -> None:
        super().__init__()
        # The page of a source as somebody has it before them: it may be older than what holds.
        self.screens: list[tuple[int, list[Ready]]] = []

    @where_there_is("open round")
    @rule(
        at=SMALL,
        by=SEVERAL,
        decision=st.sampled_from(["approve", "approve", "approve", "request_changes", "reject"]),
        judgement=st.sampled_from(["supports", "supports", "supports", "partly", "contradicts"]),
    )
    def reviews(self, at: int, by: int, decision: str, judgement: str) -> None:
        version = self.under_review(at)
        self.tries(lambda: review(version, decision, self.reviewers[by], judgement=judgement))

    @where_there_is("open round")
    @rule(at=SMALL, first=SEVERAL)
    def everybody_approves(self, at: int, first: int) -> None:
        version = self.under_review(at)
        for step in range(len(self.reviewers)):
            by = self.reviewers[(first + step) % len(self.reviewers)]
            self.tries(lambda by=by: review(version, by=by))  # type: ignore[misc]

    @where_there_is("open round")
    @rule(at=SMALL, first=SEVERAL)
    def two_disagree(self, at: int, first: int) -> None:
        version = self.under_review(at)
        one, other = self.reviewers[first], self.reviewers[(first + 1) % len(self.reviewers)]
        self.tries(lambda: review(version, by=one))
        self.tries(lambda: review(version, "request_changes", by=other))

    @where_there_is("disputed")
    @rule(by=SEVERAL, decision=st.sampled_from(["approve", "request_changes"]))
    def settles_a_dispute(self, by: int, decision: str) -> None:
        disputed = ClaimVersion.objects.disputed().filter(claim__in=self.claims)
        version = disputed.order_by("id").first() or self.newest(by)
        self.tries(lambda: settle(version, decision, self.reviewers[by]))

    @where_there_is("open round")
    @rule(at=SMALL, one=SEVERAL)
    def leaves_it_to_a_third(self, at: int, one: int) -> None:
        version, other = self.under_review(at), self.reviewers[(one + 1) % len(self.reviewers)]
        self.tries(lambda: review(version, by=self.reviewers[one]))
        self.tries(lambda: review(version, by=other, population="other"))
        self.tries(lambda: pass_to_third(version=version, by=self.writers[1], reason=WHY))

    # Source by source

    @where_there_is("open round")
    @rule(at=SMALL, by=SEVERAL, judgement=st.sampled_from(["supports", "supports", "partly"]))
    def judges_its_sources(self, at: int, by: int, judgement: str) -> None:
        reader, ready = self.reviewers[by], []
        for citation in self.under_review(at).citations.select_related("reference__merged_into"):
            work = citation.reference.merged_into or citation.reference
            page = read_source_page(with_rounds(Reference.objects).get(pk=work.pk), reader)
            design = page.study.facts.design if page.study.facts else ""
            kept = [
                Kept(one.round.pk, VerdictInput(one.citation.pk, judgement, design), one.seen)
                for one in page.yours
            ]
            if self.tries(lambda kept=kept: keep_verdicts(kept=kept, by=reader)):  # type: ignore[misc]
                again = with_rounds(Reference.objects).get(pk=work.pk)
                ready = list(read_source_page(again, reader).ready)
        if ready:
            self.screens.append((by, ready))

    @precondition(lambda self: self.screens)
    @rule(at=SMALL)
    def approves_what_was_shown(self, at: int) -> None:
        by, ready = self.screens.pop(at % len(self.screens))
        for one in approve_shown(ready=ready, by=self.reviewers[by]):
            (refused if one.refusal else done)["approves_what_was_shown"] += 1

    # Against the machine

    @where_there_is("approved")
    @rule(at=SMALL, by=SEVERAL, to=SEVERAL)
    def proposes_another_badge(self, at: int, by: int, to: int) -> None:
        version = self.once_approved(at)
        computed = version.gradings.order_by("-id").first().computed
        values = values_from(computed) or ("low",)
        self.one_of_them(
            by,
            lambda who: propose_override(
                version=version,
                by=who,
                value=values[to % len(values)],
                reason=WHY,
                computed=computed,
            ),
        )

    def one_of_them(self, first: int, act: Callable[[User], Any]) -> None:
        """The first reviewer who may."""
        for step in range(len(self.reviewers)):
            who = self.reviewers[(first + step) % len(self.reviewers)]
            if self.tries(lambda who=who: act(who), sys._getframe(1).f_code.co_name):  # type: ignore[misc]
                return

    def override(self, at: int) -> Override | None:
        open_ones = list(Override.objects.filter(claim__in=self.claims, ended_at=None))
        return open_ones[at % len(open_ones)] if open_ones else None

    @where_there_is("proposed")
    @rule(at=SMALL, by=SEVERAL)
    def seconds_an_override(self, at: int, by: int) -> None:
        override = self.override(at)
        if override is not None:
            self.one_of_them(by, lambda who: second_override(override=override, by=who))

    @where_there_is("proposed", "overridden")
    @rule(at=SMALL, by=SEVERAL)
    def ends_an_override(self, at: int, by: int) -> None:
        override = self.override(at)
        if override is not None:
            self.one_of_them(
                by, lambda who: withdraw_override(override=override, by=who, reason=WHY)
            )
