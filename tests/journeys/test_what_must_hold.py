"""Each rule that the model asks after every step is seen broken once, past all guards or where nobody acts."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.services.clocks import follow_dates
from evidence.models import ClaimVersion
from evidence.services.conversation import resolve_thread
from evidence.services.rounds import assign_reviewer
from references.chain import untold
from references.choices import Role
from references.models import Reference
from references.services.cancelling import cancel_load
from tests.articles.live import placing, published
from tests.factories.articles import retraction_of
from tests.factories.evidence import (
    WHY,
    approved,
    approved_version,
    citing,
    graded_approval,
    make_authorshipanswer,
    make_override,
    make_thread,
    make_verdictdraft,
    overridden,
    review,
    reviewing_user,
    stand,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_load, make_notice_input
from tests.mscportal.test_verify_record import everything
from tests.support.invariants import TOLD, forbidden, misplaced, overdue, overrated

pytestmark = pytest.mark.django_db(transaction=True)

FORTNIGHT, YEAR = dt.timedelta(days=15), dt.timedelta(days=400)


def past_the_guards(*statements: str) -> None:
    """What whoever owns the tables can do to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relname ~ '^(articles|evidence|references)_'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
        for statement in statements:
            cursor.execute(statement)


def two_are_asked() -> None:
    version = submitted_version(required=2)
    for _ in range(2):
        assign_reviewer(version=version, reviewer=reviewing_user(), by=make_user(Role.EDITOR))


def a_flag_was_answered() -> None:
    version = submitted_version()
    thread = make_thread(version, is_flag=True)
    resolve_thread(thread=thread, by=make_user(Role.EDITOR), resolution=WHY)
    approved(version)


def a_key_message_is_live() -> None:
    published(key_messages=f"- {placing(approved_version())}")


def a_warning_is_live() -> None:
    published(approved_version(asks="harm", direction="harm"))


def a_page_was_reissued() -> None:
    source = study()
    published(approved_version(citations=[citing(source)]))
    stand(source, "concern")


def a_badge_was_lifted() -> None:
    overridden(graded_approval(risk_of_bias=1), "high")


def an_author_came_out_later() -> None:
    source, person = study(), reviewing_user()
    review(submitted_version(citations=[citing(source)]), by=person)
    make_authorshipanswer(person, source, is_author=True)


def a_load_only_asked() -> None:
    source = study(doi="10.5555/hold.recheck")
    load = make_load(make_notice_input(original_doi=source.doi, original_title="Another"))
    cancel_load(load=load, by=make_user(Role.PUBLISHER), reason=WHY)


BROKEN: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "asked twice at once": (
        two_are_asked,
        [
            "DROP INDEX evidence_assignment_one_open",
            "UPDATE evidence_assignment SET reviewer_id = (SELECT min(reviewer_id) FROM evidence_assignment)",
        ],
    ),
    "asked in the place of somebody who is still asked": (
        two_are_asked,
        [
            "UPDATE evidence_assignment a SET replaces_id = b.id FROM evidence_assignment b WHERE b.id < a.id"
        ],
    ),
    "typed for a round that is closed": (
        make_verdictdraft,
        [
            "UPDATE evidence_round SET closed_at = now(), closed_by_id = opened_by_id, outcome = 'rejected'"
        ],
    ),
    "approved with a source left unjudged": (
        approved_version,
        ["DELETE FROM evidence_citationverdict"],
    ),
    "approved while a flag was open": (
        a_flag_was_answered,
        ["DELETE FROM references_event WHERE verb = 'flag.resolved'"],
    ),
    "shown better than computed, and no two people said so": (
        approved_version,
        ["UPDATE evidence_grading SET shown = 'low'"],
    ),
    "shown as an override says that has ended": (
        make_override,
        [
            "UPDATE evidence_override SET ended_at = now(), ended_by_id = proposed_by_id, ended_why = 'So.'"
        ],
    ),
    "an override that is not shown": (
        make_override,
        ["UPDATE evidence_grading SET shown = computed, override_id = NULL"],
    ),
    "overridden by who wrote the words": (
        make_override,
        [
            (
                "UPDATE evidence_override o SET proposed_by_id = author_id FROM evidence_claimversion v"
                " WHERE v.id = o.version_id"
            )
        ],
    ),
    "a key message that is being re-checked": (
        a_key_message_is_live,
        ["UPDATE articles_liveentry SET shown_as = 'suspended', active = NULL"],
    ),
    "a harm warning that is not told in full": (
        a_warning_is_live,
        ["UPDATE articles_liveentry SET shown_as = 'collapsed', active = NULL"],
    ),
    "first shown while being re-checked": (
        published,
        ["UPDATE articles_publicationentry SET shown_as = 'suspended'"],
    ),
    "another day of the last review without another sign-off": (
        a_page_was_reissued,
        [
            (
                """UPDATE articles_publication SET content = content || '{"signed_off_on": "2020-01-01"}'"""
                " WHERE number = 2"
            )
        ],
    ),
    "decided while paid by a seller, or before a word about interests": (
        approved_version,
        ["UPDATE evidence_declaration SET kind = 'paid', text = 'A clinic pays me.'"],
    ),
    "lifted a badge while interested": (
        a_badge_was_lifted,
        ["UPDATE evidence_declaration SET kind = 'declared', text = 'A clinic gave a grant.'"],
    ),
    "decided about what cites their own work": (
        an_author_came_out_later,
        ["UPDATE evidence_authorshipanswer SET answered_at = '2020-01-01'"],
    ),
    "asked again what only a cancelled load had asked": (
        a_load_only_asked,
        ["UPDATE references_recheck SET closed_at = NULL, closed_by_id = NULL, outcome = ''"],
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_state_that_must_not_be_is_named_and_nothing_is_before(what: str) -> None:
    came_about, statements = BROKEN[what]
    came_about()
    assert forbidden() + misplaced() == []
    past_the_guards(*statements)
    assert [line for line in forbidden() + misplaced() if line.startswith(f"{what}: ")]


def test_who_never_declared_anything_decides_nothing() -> None:
    approved_version()
    past_the_guards("DELETE FROM evidence_declaration")
    assert [line for line in misplaced() if "before a word about interests" in line]


def test_decisions_of_every_kind_without_their_events_are_named() -> None:
    everything()
    assert list(untold(TOLD)) == []
    past_the_guards("DELETE FROM references_event")
    named = [str(finding) for finding in untold(TOLD)]
    assert [kind.what for kind in TOLD if not any(kind.what in line for line in named)] == []


def over(source: Reference) -> ClaimVersion:
    return approved_version(citations=[citing(source)])


def test_what_the_daily_jobs_leave_undone_is_named() -> None:
    source, now = study(doi="10.5555/hold.overdue"), timezone.now()
    published(over(source), *(approved_version() for _ in range(3)))
    published(over(source), approved_version())
    published(approved_version(), key_messages=f"- {placing(over(source))}")
    a_badge_was_lifted()
    retraction_of(source)
    assert overdue(now) == []
    assert {line.partition(":")[0] for line in overdue(now + FORTNIGHT)} == {
        "told after its clock ran out",
        "a page whose key message was re-checked too long",
        "a page of which a third was re-checked too long",
    }
    follow_dates(now=now + FORTNIGHT)
    assert overdue(now + FORTNIGHT) == []
    assert [line.partition(":")[0] for line in overdue(now)] == ["folded before its clock ran out"]
    assert "an override longer than its year" in overdue(now + YEAR)[-1]


def test_clocks_that_wait_for_a_word_run_out_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.selectors.clocks.MANY", 0)
    source, then = study(doi="10.5555/hold.waiting"), timezone.now() + FORTNIGHT
    published(over(source))
    retraction_of(source)
    assert overdue(then) == []
    monkeypatch.setattr("articles.selectors.clocks.MANY", 1)
    assert overdue(then)


def test_a_badge_better_than_the_rule_gives_is_named_and_one_that_two_lifted_is_not() -> None:
    a_badge_was_lifted()
    assert overrated() == []
    past_the_guards("UPDATE evidence_override SET computed = 'low', value = 'moderate'")
    assert len(overrated()) == 1
