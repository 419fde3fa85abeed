"""What a claim needs and from whom, and what changed since it was approved: said exactly."""

import pytest

from evidence import policies
from evidence.choices import InterestKind
from evidence.models import ClaimVersion, Reviewer, Round
from evidence.selectors import queue, queue_lines
from evidence.selectors.eligible import barred, reviewers_now
from evidence.selectors.needs import Need, needs_of
from evidence.selectors.review_page import ReviewPage, read_review_page
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.rounds import open_recheck
from references.choices import Role
from tests.factories.evidence import (
    CASE_REPORT,
    QUOTE,
    TRIAL,
    adopted_profile,
    approved,
    approved_version,
    citing,
    confirmed_facts,
    disputed_version,
    graded_version,
    make_authorshipanswer,
    make_declaration,
    make_question,
    review,
    reviewing_user,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def need_of(version: ClaimVersion) -> Need:
    round_ = Round.objects.select_related("version").get(version=version, closed_at=None)
    return needs_of([round_])[round_.pk]


def only(*users) -> None:
    """Nobody else reviews on this site."""
    administrator = make_user(Role.ADMINISTRATOR)
    for reviewer in Reviewer.objects.reviewing().exclude(user__in=users):
        deactivate_reviewer(reviewer=reviewer, by=administrator)


def test_barred_are_those_whom_the_policy_refuses() -> None:
    orcid = "0000-0002-1825-0097"
    author, writer = reviewing_user(Role.AUTHOR), reviewing_user(orcid=orcid)
    paper = study(authors=[{"family": "Own", "given": "A.", "orcid": orcid}])
    paid, another = reviewing_user(), reviewing_user()
    versions = [
        submitted_version(by=author),
        submitted_version(citations=[citing(paper)]),
        submitted_version(),
        graded_version(),
    ]
    make_declaration(paid, kind=InterestKind.PAID, intervention=versions[3].question.intervention)
    make_authorshipanswer(another, versions[2].citations.get().reference, is_author=True)
    reviewers = reviewers_now()
    shut = barred(versions, reviewers)
    refused = {
        (version.pk, reviewer.user_id)
        for version in versions
        for reviewer in reviewers
        if policies.why_not_review(reviewer.user, version)
    }
    assert {(v, u) for v, u in shut if u in {r.user_id for r in reviewers}} == refused
    assert (versions[0].pk, author.pk) in refused
    assert (versions[1].pk, writer.pk) in refused
    # Who is paid cannot be told to be free of what names no treatment.
    assert {version for version, user in refused if user == paid.pk} >= {
        versions[0].pk,
        versions[3].pk,
    }
    assert (versions[2].pk, another.pk) in refused


def test_it_names_who_is_left() -> None:
    first, second = reviewing_user(name="Dr One"), reviewing_user(name="Dr Two")
    version = submitted_version(required=2)
    only(first, second)
    assert need_of(version).sentence == "It needs two reviewers. Dr One or Dr Two may."
    review(version, by=first)
    assert need_of(version).sentence == (
        "It needs a second reviewer. Only Dr Two may: nobody else is free to."
    )
    assert need_of(version).for_whom == "only Dr Two may"
    assert not need_of(version).is_stuck
    only(first)
    assert need_of(version).sentence == (
        "It needs a second reviewer. Of the one reviewer none may: each wrote in it, is an author of a"
        " source, or has decided already. Invite a reviewer, or narrow the sentence so that one review is"
        " enough."
    )
    assert need_of(version).is_stuck


def test_a_dispute_on_a_site_of_two_says_what_to_do() -> None:
    version = disputed_version()
    both = [r.reviewer for r in version.reviews.all()]
    third = reviewing_user(name="Dr Three")
    only(*both, third)
    assert need_of(version).sentence == (
        "Disputed: it needs a third person. Only Dr Three may: nobody else is free to."
    )
    only(*both)
    assert need_of(version).sentence == (
        "Disputed: it needs a third person. This site has 2 reviewers, and none is left who may: narrow"
        " the sentence and submit it anew, or invite one."
    )
    assert need_of(version).is_stuck


def test_one_review_is_enough_for_a_site_of_two() -> None:
    one = reviewing_user(name="Dr One")
    version = submitted_version()
    only(one)
    assert (
        need_of(version).sentence
        == "It needs one reviewer. Only Dr One may: nobody else is free to."
    )
    review(version, by=one)
    assert ClaimVersion.objects.get(pk=version.pk).status == "approved"


def test_the_tab_of_second_reviewers_holds_rounds_with_one_of_two() -> None:
    none, one, done = (submitted_version(required=2) for _ in range(3))
    first = reviewing_user()
    review(one, by=first)
    approved(done)
    disputed_version()
    editor = make_user(Role.EDITOR)
    assert [c.pk for c in queue.claims_in("second", editor)] == [one.claim_id]
    assert queue.counts(editor)["second"] == 1
    [line] = queue_lines.lines(list(queue.claims_in("second", editor)), editor)
    assert line.need is not None
    assert line.need.what == "a second reviewer"
    assert first.reviewer.name not in line.need.who
    assert none.claim_id


def test_suspended_words_wait_for_whoever_may_open_them_again() -> None:
    version = suspended_version()
    user, author = reviewing_user(), version.author
    [line] = queue_lines.lines(list(queue.claims_in("mine", user)), user)
    assert line.to_open_again
    assert not queue.claims_in("mine", author).exists()
    own = suspended_version(approved_version(by=reviewing_user(Role.AUTHOR)))
    assert own.claim_id not in {c.pk for c in queue.claims_in("mine", own.author)}
    open_recheck(version=version, by=user, note="")
    lines = queue_lines.lines(list(queue.claims_in("mine", user)), user)
    assert [(one.to_open_again, one.to_review) for one in lines if one.claim == version.claim] == [
        (False, True)
    ]


# What changed


def page_for(version: ClaimVersion, user=None) -> ReviewPage:
    page = read_review_page(version.claim_id, user or reviewing_user())
    assert page is not None
    return page


def test_it_tells_what_else_differs_from_the_approved_version() -> None:
    kept, dropped, added = study(), study(), study()
    before = approved_version(citations=[citing(kept), citing(dropped)])
    version = submitted_version(
        before.claim,
        required=2,
        comparative=True,
        reassures_or_advises=True,
        question=make_question(title="Another question?"),
        citations=[citing(kept, quote=QUOTE[:30], locator="page 2"), citing(added)],
    )
    told = [change.what for change in page_for(version).other_changes]
    assert told == [
        "Question: “Do infusions of marrow cells clear plaques?” became “Another question?”.",
        "Now marked: it compares with another treatment, or with none.",
        "Now marked: it reassures on safety, or advises on standard treatment.",
        "Another quote of Example 2020:",
        "Example 2020 is quoted from page 2 now.",
        "Cites Example 2020 now.",
        "Does not cite Example 2020 any more.",
    ]
    assert "removed" in {part.mark for part in page_for(version).other_changes[3].parts}


def test_it_tells_what_moved_since_you_approved_it() -> None:
    question, trial, second = make_question(), study(TRIAL), study(TRIAL)
    adopted_profile(question, [trial, second])
    version = submitted_version(required=2, question=question, citations=[citing(trial)])
    user = reviewing_user()
    review(version, by=user)
    review(version)
    version.refresh_from_db()
    open_recheck(version=version, by=user, note="")
    since = page_for(version, user).since
    assert since is not None
    assert (since.by_you, since.badge, since.moved) == (True, "high", [])
    stand(second, "corrected")
    confirmed_facts(trial, **TRIAL | {"n": 501})
    adopted_profile(question, [trial, second], rationale="Read again, and still so in both.")
    since = page_for(version, user).since
    assert since is not None
    assert since.moved[0].startswith("Facts of Example 2020 were confirmed or corrected by")
    assert since.moved[-1] == "Appraisal 2 took the place of appraisal 1."
    other = page_for(version).since
    assert other is not None
    assert not other.by_you


def test_what_was_never_approved_has_no_before() -> None:
    page = page_for(submitted_version())
    assert (page.previous, page.since, page.other_changes) == (None, None, [])


def test_a_standing_that_changed_is_told() -> None:
    paper = study(CASE_REPORT)
    before = approved_version(citations=[citing(paper)])
    version = submitted_version(before.claim, citations=[citing(paper)])
    stand(paper, "corrected")
    since = page_for(version).since
    assert since is not None
    assert since.moved == ["Example 2020: “Not checked” became “Corrected”."]


def test_a_graded_claim_shows_no_more_than_the_reader_may_see() -> None:
    version = graded_version()
    first = reviewing_user()
    review(version, by=first)
    assert page_for(version).since is None
