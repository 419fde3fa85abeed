"""Appraisals: drafted blind by two, compared, adopted; kept, taken back, closed; and what the rule asks of whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from evidence import settling
from evidence.badges import LOWERING
from evidence.models import Profile, ProfileDraft
from evidence.selectors.question_page import may_read, open_drafts, read_question_page
from evidence.services.appraisal import adopt_profile, draft_profile
from evidence.services.profile_drafts import (
    close_draft,
    keep_draft,
    record_search,
    take_back_draft,
)
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from tests.factories.evidence import (
    MICE,
    TRIAL,
    WHY,
    approved,
    citing,
    fresh,
    make_profile,
    make_profiledraft,
    make_question,
    recorded_search,
    reviewing_user,
    second_draft,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db


def verbs(question: Any) -> list[str]:
    stream = f"question:{question.key}"
    return list(Event.objects.filter(stream=stream).order_by("id").values_list("verb", flat=True))


def readers(draft: ProfileDraft, *people: Any) -> list[bool]:
    drafts = open_drafts(draft.question)
    return [may_read(draft, drafts, person) for person in people]


# Two, blind


def test_one_draft_that_can_move_a_badge_is_adopted_by_nobody() -> None:
    """Neither by its drafter, nor by another who would thereby judge what one person alone had judged."""
    person = reviewing_user()
    draft = make_profiledraft(by=person)
    for by in (person, reviewing_user()):
        with pytest.raises(NotAllowed, match="another reviewer"):
            adopt_profile(draft=draft, by=by)
    assert not Profile.objects.exists()


def test_two_draft_and_the_profile_names_both() -> None:
    one, other, third = reviewing_user(), reviewing_user(), reviewing_user()
    draft = make_profiledraft(by=one)
    second_draft(draft, by=other)
    profile = adopt_profile(draft=draft, by=third)
    connection.check_constraints()
    assert (profile.number, profile.drafted_by, profile.second_drafter, profile.adopted_by) == (
        1,
        one,
        other,
        third,
    )
    assert profile.domains_can_move
    assert verbs(profile.question)[-3:] == ["profile.drafted", "profile.drafted", "profile.adopted"]
    assert not open_drafts(profile.question)


@pytest.mark.parametrize("order", [0, 1])
def test_nobody_reads_a_draft_before_both_are_in_whoever_drafts_first(order: int) -> None:
    people = [reviewing_user(), reviewing_user()][:: 1 if order else -1]
    others = [reviewing_user(), make_user(Role.EDITOR), make_superuser()]
    first = make_profiledraft(by=people[0])
    keep_draft(
        question=first.question, by=people[1], studies=first.studies, judgements={"imprecision": 1}
    )
    kept = ProfileDraft.objects.get(drafted_by=people[1])
    assert readers(first, *people, *others) == [True, False, False, False, False]
    assert readers(kept, *people, *others) == [False, True, False, False, False]
    page = read_question_page(first.question, people[1])
    assert [one.body is not None for one in page.drafts] == [False, True]
    second = second_draft(first, by=people[1])
    assert readers(first, *people, *others) == [True] * 5
    assert readers(second, *people, *others) == [True] * 5


def test_events_do_not_tell_what_is_blind() -> None:
    draft = make_profiledraft(rationale="Only I know this.", risk_of_bias=2)
    told = Event.objects.filter(stream=f"question:{draft.question.key}", verb="profile.drafted")
    assert told.get().data == {"studies": 2, "blind": True}


def test_what_one_may_read_already_is_no_second_blind_draft() -> None:
    """Both are in; whoever hands in again is marked, and what was said before stays in the record."""
    draft = make_profiledraft()
    second = second_draft(draft, imprecision=1)
    again = second_draft(draft, by=second.drafted_by, imprecision=0)
    second.refresh_from_db()
    assert (draft.blind, second.blind, again.blind) == (True, True, False)
    assert (second.imprecision, second.closed_by) == (1, second.drafted_by)
    profile = adopt_profile(draft=draft, by=draft.drafted_by)
    assert profile.imprecision == 0


def test_a_third_does_not_draft_while_two_do() -> None:
    draft = make_profiledraft()
    keep_draft(question=draft.question, by=reviewing_user(), studies=[], judgements={})
    with pytest.raises(NotPossible, match="are drafting"):
        second_draft(draft)
    with pytest.raises(NotPossible, match="are drafting"):
        keep_draft(question=draft.question, by=reviewing_user(), studies=[], judgements={})


# Where two differ


def test_where_two_differ_the_more_cautious_holds() -> None:
    draft = make_profiledraft(risk_of_bias=1, imprecision=0, n_waiver="They are few, but alike.")
    second = second_draft(
        draft,
        risk_of_bias=0,
        imprecision=2,
        interval_spans_both=True,
        n_waiver="",
        rationale="Mine.",
    )
    profile = adopt_profile(draft=draft, by=second.drafted_by)
    assert (profile.risk_of_bias, profile.imprecision, profile.interval_spans_both) == (1, 2, True)
    assert profile.n_waiver == ""
    assert profile.rationale == f"{draft.rationale}\n\nMine."
    told = Event.objects.get(verb="profile.adopted", stream=f"question:{profile.question.key}").data
    assert set(told["differed"]) == {
        "risk_of_bias",
        "imprecision",
        "interval_spans_both",
        "n_waiver",
    }


def test_a_drafter_does_not_settle_in_their_own_favour_and_a_third_may_settle_for_either() -> None:
    draft = make_profiledraft(risk_of_bias=0)
    second = second_draft(draft, risk_of_bias=2)
    for by in (draft.drafted_by, second.drafted_by):
        with pytest.raises(NotAllowed, match="more cautious"):
            adopt_profile(draft=draft, by=by, choices={"risk_of_bias": "first"})
    profile = adopt_profile(draft=draft, by=reviewing_user(), choices={"risk_of_bias": "first"})
    assert profile.risk_of_bias == 0


def test_two_directions_wait_for_agreement_or_a_third() -> None:
    draft = make_profiledraft()
    second = second_draft(draft, direction="no_difference")
    for choices in ({}, {"direction": "first"}):
        with pytest.raises(NotAllowed, match="different ways"):
            adopt_profile(draft=draft, by=second.drafted_by, choices=choices)
    with pytest.raises(NotAllowed, match="different ways"):
        adopt_profile(draft=draft, by=reviewing_user())
    profile = adopt_profile(draft=draft, by=reviewing_user(), choices={"direction": "second"})
    assert profile.direction == "no_difference"


def test_the_studies_of_both_are_adopted() -> None:
    draft = make_profiledraft()
    more = study(TRIAL)
    listed = [*draft.studies[:1], {"reference": more.key, "direction": "for"}]
    second_draft(draft, studies=listed)
    profile = adopt_profile(draft=draft, by=reviewing_user())
    keys = {row.reference.key for row in profile.studies.select_related("reference")}
    assert keys == {s["reference"] for s in [*draft.studies, *listed]}


def test_what_was_read_is_what_is_adopted() -> None:
    draft = make_profiledraft()
    second = second_draft(draft)
    second_draft(draft, by=second.drafted_by, risk_of_bias=2)
    with pytest.raises(NotPossible, match="revised or closed meanwhile"):
        adopt_profile(draft=draft, by=reviewing_user(), other=second)


# One is enough where nothing can move


def test_a_drafter_alone_adopts_what_cannot_move_a_badge_and_nobody_else_does() -> None:
    """Mice only: whatever the domains, it is lab_animal."""
    person = reviewing_user()
    draft = make_profiledraft(studies=[study(MICE)], by=person)
    with pytest.raises(NotAllowed, match="adopted by that reviewer"):
        adopt_profile(draft=draft, by=reviewing_user())
    profile = adopt_profile(draft=draft, by=person)
    connection.check_constraints()
    assert (profile.adopted_by, profile.second_drafter, profile.domains_can_move) == (
        person,
        None,
        False,
    )


def test_profiles_are_numbered_and_a_draft_is_adopted_once() -> None:
    question = make_question()
    first, draft = make_profile(question), make_profiledraft(question)
    second_draft(draft)
    second = adopt_profile(draft=draft, by=reviewing_user())
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(NotPossible, match="adopted or replaced"):
        adopt_profile(draft=draft, by=reviewing_user())


def test_only_reviewers_appraise() -> None:
    question = make_question()
    editor = make_user(Role.EDITOR)
    with pytest.raises(NotAllowed):
        make_profiledraft(question, by=editor)
    with pytest.raises(NotAllowed):
        keep_draft(question=question, by=editor, studies=[], judgements={})
    draft = make_profiledraft(question)
    second_draft(draft)
    with pytest.raises(NotAllowed):
        adopt_profile(draft=draft, by=editor)


def test_authors_do_not_appraise_their_own_study() -> None:
    mine = study(TRIAL, authors=[{"family": "Marrow", "orcid": "0000-0002-1825-0097"}])
    person = reviewing_user(orcid="0000-0002-1825-0097")
    with pytest.raises(NotAllowed, match="You are an author"):
        make_profiledraft(studies=[mine, study(TRIAL)], by=person)
    make_profiledraft(studies=[study(TRIAL)], by=person)


def test_studies_exist_and_are_listed_once() -> None:
    draft = make_profiledraft()
    for studies, why in (
        ([{"reference": "rnothing22"}], "No reference has the key rnothing22"),
        ([*draft.studies, *draft.studies], "listed twice"),
    ):
        with pytest.raises(NotPossible, match=why):
            second_draft(draft, studies=studies)


# Kept, taken back, closed


def test_a_draft_is_kept_as_it_grows_and_handed_in_as_the_same_row() -> None:
    question, person = make_question(), reviewing_user()
    kept = keep_draft(question=question, by=person, studies=[], judgements={"risk_of_bias": 1})
    again = keep_draft(question=question, by=person, studies=[], judgements={"imprecision": 2})
    assert (again.pk, again.risk_of_bias, again.imprecision) == (kept.pk, 1, 2)
    with pytest.raises(NotPossible, match="not handed in"):
        adopt_profile(draft=again, by=person)
    draft = draft_profile(
        question=question, by=person, studies=[], judgements={"rationale": "Nothing found."}
    )
    assert (draft.pk, draft.handed_in_by) == (kept.pk, person)
    with pytest.raises(NotPossible, match="Take it back"):
        keep_draft(question=question, by=person, studies=[], judgements={})


def test_nobody_says_not_serious_by_saying_nothing() -> None:
    person, question, trial = reviewing_user(), make_question(), study(TRIAL)
    said: dict[str, Any] = {
        "question": question,
        "by": person,
        "studies": [{"reference": trial.key, "direction": "for"}],
    }
    judged = {"direction": "for", "rationale": WHY, "risk_of_bias": 0, "imprecision": 1}
    kept = keep_draft(**said, judgements=judged)
    assert (kept.risk_of_bias, kept.inconsistency) == (0, None)
    with pytest.raises(NotPossible, match="inconsistency, indirectness, publication bias"):
        draft_profile(**said, judgements=judged)
    kept.refresh_from_db()
    assert kept.handed_in_at is None
    rest = dict.fromkeys(("inconsistency", "indirectness", "publication_bias"), 0)
    assert draft_profile(**said, judgements=judged | rest).handed_in_at is not None


def test_what_moves_no_badge_need_not_be_judged() -> None:
    draft = draft_profile(
        question=make_question(),
        by=reviewing_user(),
        studies=[{"reference": study(MICE).key, "direction": "for"}],
        judgements={"direction": "for", "rationale": WHY},
    )
    assert [getattr(draft, name) for name in LOWERING] == [0, 0, 0, 0, 0]


def test_the_database_takes_no_draft_that_leaves_a_domain_open() -> None:
    draft = make_profiledraft()
    with pytest.raises(IntegrityError, match="says_every_domain"):
        ProfileDraft.objects.create(
            question=make_question(),
            drafted_by=draft.drafted_by,
            handed_in_by=draft.drafted_by,
            handed_in_at=draft.handed_in_at,
            **dict.fromkeys(LOWERING[1:], 0),
        )


def test_a_draft_is_taken_back_only_while_nobody_may_read_it() -> None:
    draft = make_profiledraft()
    with pytest.raises(NotAllowed):
        take_back_draft(draft=draft, by=reviewing_user())
    taken = take_back_draft(draft=draft, by=draft.drafted_by)
    assert taken.handed_in_at is None
    assert verbs(draft.question)[-1] == "profile.draft_taken_back"
    own = draft_profile(
        question=draft.question,
        by=draft.drafted_by,
        studies=draft.studies,
        judgements={"rationale": "Again."},
    )
    second_draft(own)
    with pytest.raises(NotPossible, match="Both drafts are in"):
        take_back_draft(draft=own, by=own.drafted_by)


def test_the_draft_of_someone_who_left_is_closed_with_a_reason_and_its_place_is_free() -> None:
    editor = make_user(Role.EDITOR)
    draft = make_profiledraft()
    second_draft(draft)
    reviewer = draft.drafted_by.reviewer
    deactivate_reviewer(reviewer=reviewer, by=make_user(Role.ADMINISTRATOR))
    with pytest.raises(NotPossible, match="does not review any more"):
        adopt_profile(draft=draft, by=reviewing_user())
    with pytest.raises(NotPossible, match="at least 10"):
        close_draft(draft=draft, by=editor, reason="Gone.")
    with pytest.raises(NotAllowed):
        close_draft(draft=draft, by=reviewing_user(), reason=WHY)
    closed = close_draft(draft=draft, by=editor, reason="She left the portal.")
    assert (closed.closed_by, closed.closing_reason) == (editor, "She left the portal.")
    with pytest.raises(NotPossible, match="closed meanwhile"):
        close_draft(draft=draft, by=editor, reason=WHY)
    another = second_draft(draft)
    assert adopt_profile(draft=another, by=another.drafted_by).drafted_by == another.drafted_by


# When it is due, and searches


def test_the_next_date_is_that_of_the_rule_or_earlier() -> None:
    soon = timezone.localdate() + timedelta(days=60)
    draft = make_profiledraft()
    second = second_draft(draft)
    far = {"question": draft.question, "by": second.drafted_by, "studies": draft.studies}
    judgements = {name: getattr(second, name) for name in ("direction", "rationale", *LOWERING)}
    for day in (timezone.localdate(), timezone.localdate() + timedelta(days=2000)):
        with pytest.raises(NotPossible, match="only be earlier"):
            draft_profile(**far, judgements=judgements, review_due_on=day)
    draft_profile(**far, judgements=judgements, review_due_on=soon)
    assert adopt_profile(draft=draft, by=reviewing_user()).review_due_on == soon


@pytest.mark.parametrize(("judged", "months"), [({}, 36), ({"risk_of_bias": 2}, 12)])
def test_below_moderate_is_due_in_a_year_else_in_three(judged: Any, months: int) -> None:
    profile = make_profile(**judged)
    days = (profile.review_due_on - timezone.localdate()).days
    assert months * 30 - 5 < days < months * 31


def test_a_reviewer_records_a_search_that_the_appraisal_names() -> None:
    question, person = make_question(), reviewing_user()
    day = timezone.localdate()
    said = {"question": question, "database": "PubMed", "query": "msc AND psoriasis"}
    search = record_search(**said, by=person, searched_on=day, hits=7)
    assert (search.csl_type, search.search_hits, search.searched_on) == ("search", 7, day)
    assert verbs(question)[-1] == "search.recorded"
    with pytest.raises(NotPossible, match="has not come"):
        record_search(**said, by=person, searched_on=day + timedelta(days=1))
    with pytest.raises(NotAllowed):
        record_search(**said, by=make_user(Role.EDITOR), searched_on=day)
    assert make_profile(question, search=search).search == search


def test_adopting_moves_what_it_said_it_would() -> None:
    from evidence.selectors.appraising import read_appraisal

    question, trial, other = make_question(), study(TRIAL), study(TRIAL)
    make_profile(question, [trial, other])
    version = approved(submitted_version(required=2, question=question, citations=[citing(trial)]))
    draft = make_profiledraft(question, [trial, other], risk_of_bias=2)
    second_draft(draft)
    [move] = read_appraisal(question, draft, draft.studies).moves
    assert (move.now, move.then, str(move.way)) == ("high", "low", "down")
    adopt_profile(draft=draft, by=reviewing_user())
    assert fresh(version).status == "suspended"


# Settling, on paper


def test_cautious_is_lower_in_every_judgement() -> None:
    assert [settling.cautious(n, 0, 2) for n in settling.HIGHER] == [2] * 5
    assert [settling.cautious(n, 2, 0) for n in settling.LOWER] == [0] * 3
    assert settling.cautious("interval_spans_both", False, True) is True
    assert settling.cautious("inconsistency_explained", False, True) is False
    assert settling.cautious("n_waiver", "Few, but alike.", "") == ""
    assert settling.all_of(
        [{"reference": "a", "direction": "for", "apart_from_reviews": True}],
        [{"reference": "a", "direction": "against"}, {"reference": "b", "direction": "for"}],
    ) == [
        {"reference": "a", "direction": "", "apart_from_reviews": False},
        {"reference": "b", "direction": "for"},
    ]


def test_searches_are_chosen_by_anyone() -> None:
    draft = make_profiledraft()
    newer = recorded_search()
    second = second_draft(draft, search=newer)
    profile = adopt_profile(draft=draft, by=second.drafted_by, choices={"search": "second"})
    assert profile.search == newer
