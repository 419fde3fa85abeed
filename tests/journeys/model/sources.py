"""What is found out about sources: appraisals, facts, links; notices, records, merges."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from articles.selectors.clocks import suspended_claims
from articles.services.clocks import confirm_clocks
from evidence.models import ProfileDraft, StudyLink
from evidence.services.appraisal import adopt_profile
from evidence.services.facts import enter_facts
from evidence.services.independence import confirm_link, link_reports, unlink_reports
from references.models import Merge, Recheck
from references.services import close_recheck, edit_reference
from references.services.cancelling import cancel_load
from references.services.merging import merge_references, undo_merge
from tests.factories.evidence import MICE, TRIAL, WHY, make_profiledraft, second_draft, stand
from tests.factories.references import make_load, make_notice_input
from tests.journeys.model.desk import SEVERAL, SMALL, Desk, where_there_is

NATURES = ["Retraction", "Retraction", "Expression of concern", "Correction", "Reinstatement"]


class Sources(Desk):
    """Appraise, enter facts, link; load notices and take them back; mend and merge records."""

    @rule(
        by=SEVERAL,
        risk_of_bias=st.integers(0, 2),
        inconsistency=st.integers(0, 2),
        direction=st.sampled_from(["for", "for", "for", "against", ""]),
    )
    def appraises(self, by: int, risk_of_bias: int, inconsistency: int, direction: str) -> None:
        trials = [self.source(0), self.source(1)]
        one, other, third = (self.reviewers[(by + step) % 4] for step in range(3))
        waits = ProfileDraft.objects.filter(question=self.question, closed_at=None)

        def act() -> Any:
            if len(waits) > 1:
                return adopt_profile(draft=waits[0], by=third)
            draft = make_profiledraft(
                self.question,
                trials,
                one,
                risk_of_bias=risk_of_bias,
                inconsistency=inconsistency,
                direction=direction,
            )
            second_draft(draft, other)
            return adopt_profile(draft=draft, by=third)

        self.tries(act)

    @rule(at=SEVERAL, by=SEVERAL, facts=st.sampled_from([TRIAL, {**TRIAL, "n": 90}, MICE]))
    def enters_facts(self, at: int, by: int, facts: dict[str, Any]) -> None:
        reference = self.source(at)
        self.tries(lambda: enter_facts(reference=reference, by=self.reviewers[by], **facts))

    @rule(one=SEVERAL, other=SEVERAL, by=SMALL)
    def links_reports(self, one: int, other: int, by: int) -> None:
        first, second = self.source(one), self.source(one + 1 + other % 2)
        who = [*self.reviewers, *self.writers][by]
        self.tries(lambda: link_reports(one=first, other=second, by=who, reason=WHY))

    @where_there_is("link")
    @rule(by=SEVERAL, ends=st.booleans())
    def confirms_or_ends_a_link(self, by: int, ends: bool) -> None:
        who = self.reviewers[by]
        link = StudyLink.objects.filter(first__in=self.sources, ended_at=None).last()
        if link is not None and ends:
            self.tries(lambda: unlink_reports(link=link, by=who, reason=WHY))
        elif link is not None:
            self.tries(lambda: confirm_link(link=link, by=who))

    # Notices

    @rule(
        at=SEVERAL,
        standing=st.sampled_from(
            ["retracted", "concern", "corrected", "none_found", "none_found", "reinstated"]
        ),
    )
    def a_notice_comes(self, at: int, standing: str) -> None:
        reference = self.source(at)
        self.tries(lambda: (stand(reference, standing), True))

    @rule(
        about=st.sets(SEVERAL, min_size=1, max_size=2),
        nature=st.sampled_from(NATURES),
        agrees=st.sampled_from([True, True, False]),
        dated=st.sampled_from([True, True, False]),
    )
    def notices_are_loaded(self, about: set[int], nature: str, agrees: bool, dated: bool) -> None:
        self.words += 1
        later = dt.timedelta(days=self.words)
        works = {self.source(at).pk: self.source(at) for at in sorted(about)}
        rows = [
            make_notice_input(
                nature=nature,
                noticed_on=dt.date(2024, 1, 1) + later if dated else None,
                original_doi=work.doi,
                original_title=work.title if agrees else "Quite another paper on another matter",
                original_year=work.issued_year if agrees else 1950,
            )
            for work in works.values()
        ]
        by = self.librarian
        load = self.tries(lambda: make_load(*rows, by=by, as_of=dt.date(2025, 1, 1) + later))
        if load:
            self.loads.append(load)

    @precondition(lambda self: self.loads)
    @rule(at=SMALL)
    def a_load_was_a_mistake(self, at: int) -> None:
        load = self.loads[at % len(self.loads)]
        self.tries(lambda: cancel_load(load=load, by=self.publisher, reason=WHY))

    @where_there_is("many at once")
    @rule()
    def lets_the_clocks_run(self) -> None:
        load = max(self.loads, key=suspended_claims)
        self.tries(lambda: confirm_clocks(load=load, by=self.publisher, reason=WHY))

    @where_there_is("re-check")
    @rule(standing=st.sampled_from(["", "", "concern", "withdrawn", "retracted"]))
    def answers_a_recheck(self, standing: str) -> None:
        asked = Recheck.objects.filter(reference__in=self.sources, closed_at=None).last()
        if asked is not None:
            by = self.librarian
            self.tries(lambda: close_recheck(recheck=asked, by=by, outcome=WHY, standing=standing))

    # Records

    @rule(at=SEVERAL, same_work=st.booleans())
    def mends_a_record(self, at: int, same_work: bool) -> None:
        reference = self.source(at)
        self.words += 1
        changes = {"title": f"{reference.title[:60]} {self.words}"}
        by = self.both if same_work else self.librarian
        self.tries(
            lambda: edit_reference(
                reference=reference,
                by=by,
                changes=changes,
                same_work_reason="The publisher corrected it." if same_work else "",
            )
        )

    @rule(one=SEVERAL, other=SEVERAL, really=st.booleans())
    def merges(self, one: int, other: int, really: bool) -> None:
        winner, loser = self.source(one), self.source(one + 1 + other % 2)
        if really:
            self.tries(
                lambda: merge_references(
                    winner=winner, loser=loser, by=self.librarian, reason="One work."
                )
            )

    @where_there_is("merge")
    @rule()
    def takes_a_merge_back(self) -> None:
        merge = (
            Merge.objects.filter(winner__in=self.sources, undone_at=None).order_by("-id").first()
        )
        if merge is not None:
            self.tries(lambda: undo_merge(merge=merge, by=self.librarian))
