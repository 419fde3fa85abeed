"""Which claims wait for whom."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence import policies
from evidence.models import Claim, Round
from evidence.selectors import queue, queue_lines
from evidence.selectors.desk import next_for, rounds_for, rounds_to_adjudicate, rounds_to_review
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.rounds import assign_reviewer, open_recheck
from references.choices import Role
from tests.factories.evidence import (
    VERSION_IN,
    approved_version,
    citing,
    disputed_version,
    draft_of,
    graded_version,
    open_round_of,
    review,
    reviewing_user,
    sent_back_version,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db


def held(tab: str, user: User) -> set[int]:
    return set(queue.claims_in(tab, user).values_list("pk", flat=True))


def line_of(claim: Claim, user: User) -> queue_lines.Line:
    [line] = queue_lines.lines(list(queue.claims_in("all", user).filter(pk=claim.pk)), user)
    return line


def test_a_version_in_review_waits_for_every_reviewer_but_its_writers() -> None:
    author = make_user(Role.AUTHOR)
    reviewing_author = reviewing_user(Role.AUTHOR)
    version = submitted_version(by=author)
    own = submitted_version(by=reviewing_author)
    assert held("mine", reviewing_user()) == {version.claim_id, own.claim_id}
    assert held("mine", reviewing_author) == {version.claim_id}
    assert held("mine", author) == set()
    assert held("mine", make_superuser()) == set()


@pytest.mark.parametrize("status", list(VERSION_IN))
def test_what_waits_for_a_person_is_what_the_policies_allow(status: str) -> None:
    version = VERSION_IN[status]()
    outsider, author = reviewing_user(), version.author
    for user in (outsider, author, make_superuser(), make_user(Role.REVIEWER)):
        rounds = list(rounds_for(user))
        open_now = Round.objects.filter(version=version, closed_at=None).first()
        if open_now is None:
            assert rounds == []
        elif status == "disputed":
            assert bool(rounds) == (not policies.why_not_adjudicate(user, open_now))
        else:
            assert bool(rounds) == policies.can_review(user, version)


def test_a_cited_author_is_not_asked() -> None:
    orcid = "0000-0002-1825-0097"
    paper = study()
    paper.authors = [{"family": "Josiah", "given": "C", "orcid": orcid}]
    paper.save()
    submitted_version(citations=[citing(paper)])
    assert not rounds_to_review(reviewing_user(orcid=orcid)).exists()
    assert rounds_to_review(reviewing_user()).exists()


def test_who_decided_waits_no_more_and_the_second_still_does() -> None:
    version = submitted_version(required=2)
    first, second = reviewing_user(), reviewing_user()
    review(version, by=first)
    assert held("mine", first) == set()
    assert held("mine", second) == {version.claim_id}


def test_one_step_apart_brings_it_back_to_both_and_to_nobody_else() -> None:
    version = graded_version(imprecision=1)
    first, second = reviewing_user(), reviewing_user()
    review(version, by=first)
    review(version, by=second, comparison="nonrandomised_controlled")
    round_ = open_round_of(version)
    assert held("mine", first) == held("mine", second) == {version.claim_id}
    assert held("mine", reviewing_user()) == set()
    assert round_.reviews.count() == 2


def test_a_dispute_waits_for_a_third_person_only() -> None:
    version = disputed_version()
    first, second = (r.reviewer for r in version.reviews.all())
    third = reviewing_user()
    assert held("disputed", third) == {version.claim_id} == held("mine", third)
    for reviewer in (first, second):
        assert held("disputed", reviewer) == set() == held("mine", reviewer)
        assert not rounds_to_adjudicate(reviewer).exists()
    assert held("disputed", make_user(Role.EDITOR)) == {version.claim_id}


def test_a_deactivated_reviewer_has_nothing_waiting() -> None:
    submitted_version()
    user = reviewing_user()
    deactivate_reviewer(reviewer=user.reviewer, by=make_user(Role.ADMINISTRATOR))
    assert not rounds_for(user).exists()


def test_what_was_sent_back_waits_for_its_author_until_mended() -> None:
    version = sent_back_version()
    assert held("mine", version.author) == {version.claim_id}
    submitted_version(version.claim, version.author)
    assert held("mine", version.author) == set()


def test_tabs_hold_their_states() -> None:
    waiting, suspended = submitted_version(), suspended_version()
    approved, drafted = approved_version(), draft_of()
    editor = make_user(Role.EDITOR)
    assert held("waiting", editor) == {waiting.claim_id}
    assert held("suspended", editor) == {suspended.claim_id}
    assert held("drafts", editor) == {drafted.claim_id}
    assert held("all", editor) == {v.claim_id for v in (waiting, suspended, approved, drafted)}
    assert queue.counts(editor) == {
        "mine": 0,
        "waiting": 1,
        "second": 0,
        "replace": 0,
        "disputed": 0,
        "suspended": 1,
        "overdue": 0,
        "drafts": 1,
        "all": 4,
    }


def test_a_late_assignment_is_overdue_and_comes_first() -> None:
    user = reviewing_user()
    first, late = submitted_version(), submitted_version()
    day = timezone.localdate() - dt.timedelta(days=1)
    assign_reviewer(version=late, reviewer=user, by=make_user(Role.EDITOR), due_on=day)
    assert held("overdue", user) == {late.claim_id}
    assert [c.pk for c in queue.claims_in("mine", user)] == [late.claim_id, first.claim_id]
    line = line_of(late.claim, user)
    assert (line.due_on, line.is_late, line.due_for) == (day, True, "you")
    assert next_for(user).claim == late.claim
    assert next_for(user, after=open_round_of(late).pk).claim == first.claim


def test_a_standing_claim_whose_appraisal_is_due_is_overdue(monkeypatch: Any) -> None:
    version = graded_version()
    for _ in range(2):
        review(version)
    assert held("overdue", make_user(Role.EDITOR)) == set()
    later = timezone.localdate() + dt.timedelta(days=5 * 365)
    monkeypatch.setattr("evidence.selectors.queue.timezone.localdate", lambda: later)
    assert held("overdue", make_user(Role.EDITOR)) == {version.claim_id}


def test_search_finds_words_of_any_version_of_the_draft_and_the_key() -> None:
    version = submitted_version(text="The gum cells cleared all lesions of one man.")
    draft = draft_of(text="The marrow is soft inside the bone.")
    editor = make_user(Role.EDITOR)

    def found(search: str) -> set[int]:
        return set(queue.claims_in("all", editor, search).values_list("pk", flat=True))

    assert found("gum lesions") == {version.claim_id}
    assert found("MARROW") == {draft.claim_id}
    assert found("lés cléar") == {version.claim_id}
    assert found(version.claim.key) == found(version.claim.key[:8].upper()) == {version.claim_id}
    assert found("gum marrow") == set()
    assert found("bone-marrow") == set()
    assert found("gum — & : * ' \\ cells") == {version.claim_id}


def test_a_line_tells_how_many_decided_and_not_what() -> None:
    version = submitted_version(required=2)
    review(version, "reject", reason="This is a secret reason.")
    line = line_of(version.claim, reviewing_user())
    assert (line.reviews_in, line.required, line.state) == (1, 2, "In review")
    assert (line.badge_is_proposed, line.to_review, line.to_settle) == (True, True, False)


def test_a_line_tells_of_a_draft_a_standing_version_and_a_re_check() -> None:
    editor = make_user(Role.EDITOR)
    version = approved_version()
    assert (line_of(version.claim, editor).state, line_of(version.claim, editor).notes) == (
        "Approved",
        (),
    )
    open_recheck(version=version, by=editor, note="Look at it again.")
    assert line_of(version.claim, editor).state == "Approved; a re-check is open"
    draft_of(version.claim)
    assert line_of(version.claim, editor).notes == ("A draft is open",)
    newer = submitted_version(approved_version().claim)
    assert line_of(newer.claim, editor).notes == ("Version 1 stands meanwhile",)
    newest = submitted_version(suspended_version().claim)
    assert line_of(newest.claim, editor).notes == ("Version 1 is being re-checked",)
    suspended = suspended_version()
    assert line_of(suspended.claim, editor).state.startswith("Being re-checked since ")
    assert line_of(draft_of().claim, editor).state == "Draft"


def test_the_lines_cost_the_same_however_many_there_are() -> None:
    user = reviewing_user()
    made = [suspended_version(), approved_version(), submitted_version(required=2)]
    made.append(disputed_version())
    draft_of(made[1].claim)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            claims = list(queue.claims_in("all", user))
            assert len(queue_lines.lines(claims, user)) == len(claims)
        return len(captured)

    few = cost()
    for make in (suspended_version, submitted_version, disputed_version, approved_version):
        make()
    assert cost() == few


def test_counts_end_where_nobody_counts_further(monkeypatch: Any) -> None:
    for _ in range(3):
        submitted_version()
    monkeypatch.setattr(queue, "MOST", 2)
    number = queue.counts(make_user(Role.EDITOR))["all"]
    assert queue.shown_count(number) == "2+"
    assert queue.shown_count(2) == "2"
    pages = queue.Pages(queue.claims_in("all", make_user(Role.EDITOR)), 1)
    assert pages.num_pages == 2


def test_a_list_that_ends_early_still_begins_with_what_is_due(monkeypatch: Any) -> None:
    person = reviewing_user()
    versions = [submitted_version() for _ in range(4)]
    assign_reviewer(version=versions[3], reviewer=person, by=make_user(Role.EDITOR))
    monkeypatch.setattr(queue, "MOST", 1)
    for tab in ("mine", "waiting"):
        assert queue.claims_in(tab, person)[0] == versions[3].claim, tab
        assert versions[2].claim in queue.claims_in(tab, person, versions[2].claim.key), tab
