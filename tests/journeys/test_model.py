"""Any sequence of people's acts keeps what must hold: every state is asked in SQL after each step.

A step is one act of one person by the service that does it, committed as in the portal; a refusal is an answer
like any other, an error of the database is not. One more act is one more method with `@rule` in
`tests/journeys/model/`. So many steps: MSC_STEPS (300 unless said otherwise; beyond that, as in `make model`,
the sequences are drawn anew each time).
"""

import inspect
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from articles.selectors import clocks as waiting
from articles.services import clocks
from tests.journeys.model.desk import SEVERAL, begin_anew, done, refused
from tests.journeys.model.pages import Pages
from tests.journeys.model.people import People
from tests.journeys.model.reviewers import Reviewers
from tests.journeys.model.sources import Sources
from tests.journeys.model.writers import Writers
from tests.support.invariants import forbidden, misplaced, overrated, untrue

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = int(os.environ.get("MSC_STEPS", "300"))
AT_ONCE = 50
SINCE = ["retracted", "confirmed", "cleared", "overridden", "judged", "shown", "asked"]


class Everybody(Writers, Reviewers, People, Sources, Pages):
    """All acts of all people, and what must hold after each."""

    @initialize(
        claims=st.sampled_from([0, 1, 2, 3, 3]),
        of=SEVERAL,
        appraised=st.booleans(),
        live=st.sampled_from([False, True, True]),
        since=st.lists(st.sampled_from(SINCE), max_size=2),
    )
    def begins(self, claims: int, of: int, appraised: bool, live: bool, since: list[str]) -> None:
        """Anything from an empty desk to a page that readers see, and what has happened to it since."""
        if appraised:
            self.appraises(0, 0, 0, "for")
        for at in range(claims):
            self.writes_a_claim(0, {of if of else at}, False, False)
            if live:
                self.everybody_approves(at, 0)
        if claims and live:
            self.writes_the_page(0, claims == 1)
            for by in range(3):
                self.signs_the_page_off(by)
            self.publishes(False)
        for what in since if claims else []:
            self.seen = None
            self.happens(what, of)

    def happens(self, what: str, of: int) -> None:
        """One thing of SINCE, where it can be."""
        if what in ("retracted", "confirmed"):
            self.notices_are_loaded({of}, "Retraction", True, True)
            self.seen = None
            if what == "confirmed" and "many at once" in self.there:
                self.lets_the_clocks_run()
        elif what == "cleared":
            self.a_notice_comes(of, "none_found")
        elif what == "overridden" and "approved" in self.there:
            self.proposes_another_badge(0, 0, 0)
            self.seconds_an_override(0, 1)
        elif what in ("judged", "shown", "asked"):
            if "open round" not in self.there:
                self.opens_a_recheck(0)
            self.are_at_work(what)

    def are_at_work(self, what: str) -> None:
        """Two are asked, or one judges the sources of the first claim under review, and approves what was shown."""
        if what == "asked":
            self.asks_a_reviewer(0, 1)
            self.asks_a_reviewer(0, 2)
            return
        self.judges_its_sources(0, 1, "supports")
        if what == "shown" and self.screens:
            self.approves_what_was_shown(0)

    @invariant()
    def nothing_forbidden(self) -> None:
        self.holds(forbidden())

    @invariant()
    def the_record_says_what_the_tables_say(self) -> None:
        self.holds(untrue())

    @invariant()
    def nobody_decides_who_may_not(self) -> None:
        self.holds(misplaced())

    @invariant()
    def nothing_shows_more_than_it_deserves(self) -> None:
        self.holds(overrated([claim.pk for claim in self.claims]))


def test_any_sequence_of_acts_keeps_what_must_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of three claims two are many: clocks wait for a confirmation as above ten of hundreds.
    monkeypatch.setattr(clocks, "MANY", 1)
    monkeypatch.setattr(waiting, "MANY", 1)
    done.clear()
    refused.clear()
    begin_anew()
    run_state_machine_as_test(
        Everybody,
        settings=settings(
            max_examples=max(1, STEPS // AT_ONCE),
            stateful_step_count=AT_ONCE,
            derandomize=STEPS <= 1000,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    acts = {
        name
        for name, act in inspect.getmembers(Everybody)
        if hasattr(act, "hypothesis_stateful_rule")
    }
    print(f"{done.total()} acts done, {refused.total()} refused")  # noqa: T201
    for name in sorted(acts):
        print(f"{name}: {done[name]} done, {refused[name]} refused")  # noqa: T201
    # So few steps need not meet every act; thousands do (`make model`).
    assert acts <= set(done) or STEPS < 5000, f"never done: {acts - set(done)}"
