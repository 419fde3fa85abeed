"""Who is asked, who leaves, what people say of themselves and of the words."""

import datetime as dt

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from evidence.authorship import printed
from evidence.models import Assignment, Thread
from evidence.services.assignments import change_due, decline, hand_over, take_back
from evidence.services.conversation import open_thread, reply, resolve_thread
from evidence.services.interests import answer_authorship, declare_interests
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.rounds import assign_reviewer
from tests.factories.evidence import WHY
from tests.journeys.model.desk import INTERVENTION, SEVERAL, SMALL, Desk, bound, where_there_is


class People(Desk):
    """Ask, hand over, declare, remark."""

    @where_there_is("open round")
    @rule(at=SMALL, to=SEVERAL)
    def asks_a_reviewer(self, at: int, to: int) -> None:
        version, reviewer = self.under_review(at), self.reviewers[to]
        self.tries(lambda: assign_reviewer(version=version, reviewer=reviewer, by=self.writers[1]))

    def assignment(self, at: int) -> Assignment | None:
        """One of those who are asked, or were asked last."""
        asked = Assignment.objects.filter(version__claim__in=self.claims).order_by("-id")
        rows = [*asked.filter(ended_at=None), *asked.exclude(ended_at=None)[:1]]
        return rows[at % len(rows)] if rows else None

    @where_there_is("asked")
    @rule(at=SMALL, to=SEVERAL)
    def hands_over(self, at: int, to: int) -> None:
        asked = self.assignment(at)
        if asked is not None:
            whom, by = self.reviewers[to], self.writers[1]
            self.tries(lambda: hand_over(assignment=asked, to=whom, by=by, reason=WHY))

    @where_there_is("asked")
    @rule(at=SMALL)
    def declines(self, at: int) -> None:
        asked = self.assignment(at)
        if asked is not None:
            self.tries(lambda: decline(assignment=asked, by=asked.reviewer, reason=WHY))

    @where_there_is("asked")
    @rule(at=SMALL, days=st.integers(-1, 2))
    def gives_another_day_or_asks_no_longer(self, at: int, days: int) -> None:
        asked, by = self.assignment(at), self.writers[1]
        if asked is not None and days == 0:
            self.tries(lambda: take_back(assignment=asked, by=by, reason=WHY))
        elif asked is not None:
            day = timezone.localdate() + dt.timedelta(days=days)
            self.tries(lambda: change_due(assignment=asked, by=by, due_on=day))

    @precondition(lambda self: self.claims)
    @rule(who=SEVERAL, really=SMALL)
    def a_reviewer_leaves_and_another_comes(self, who: int, really: int) -> None:
        if really:
            return
        leaving = self.reviewers[who].reviewer
        if self.tries(lambda: deactivate_reviewer(reviewer=leaving, by=self.admin)):
            self.somebody_else_comes(who)

    # Of themselves

    @rule(
        who=SEVERAL,
        kind=st.sampled_from(["none", "none", "declared", "paid"]),
        about=st.sampled_from([INTERVENTION, INTERVENTION.upper(), "light", ""]),
    )
    def declares_interests(self, who: int, kind: str, about: str) -> None:
        by, text = self.reviewers[who], "" if kind == "none" else "A clinic gave me a grant."
        self.tries(lambda: declare_interests(by=by, kind=kind, intervention=about, text=text))
        bound.add(who)

    @rule(who=SEVERAL, at=SEVERAL, is_author=st.sampled_from([False] * 4 + [True]))
    def says_who_wrote_a_work(self, who: int, at: int, is_author: bool) -> None:
        work, by = self.source(at), self.reviewers[who]
        name = printed(work.authors[0])
        self.tries(
            lambda: answer_authorship(by=by, reference=work, author_name=name, is_author=is_author)
        )

    # Of the words

    @precondition(lambda self: self.claims)
    @rule(at=SMALL, by=SMALL, is_flag=st.booleans())
    def remarks(self, at: int, by: int, is_flag: bool) -> None:
        version, who = self.under_review(at), [*self.writers, *self.reviewers][by]
        self.tries(lambda: open_thread(version=version, by=who, text=WHY, is_flag=is_flag))

    @where_there_is("remark")
    @rule(at=SMALL, by=SMALL, ends=st.sampled_from([True, True, False]))
    def answers_a_remark(self, at: int, by: int, ends: bool) -> None:
        threads = Thread.objects.filter(version__claim__in=self.claims, resolved_at=None)
        rows, who = list(threads), [*self.writers, *self.reviewers][by]
        if not rows:
            return
        thread = rows[at % len(rows)]
        if ends:
            self.tries(lambda: resolve_thread(thread=thread, by=who, resolution=WHY))
        else:
            self.tries(lambda: reply(thread=thread, by=who, text=WHY))
