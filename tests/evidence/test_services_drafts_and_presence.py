"""A private draft is its writer's alone; presence tells who reads, and nothing else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import timezone

from evidence.admin.opinions import Typed
from evidence.models import Presence, ReviewDraft, VerdictDraft
from evidence.selectors.presence import readers_of
from evidence.selectors.review_page import read_review_page
from evidence.services.batch import Kept, keep_verdicts
from evidence.services.presence import note_presence
from evidence.services.review_drafts import save_review_draft
from evidence.services.rounds import withdraw_version
from references.choices import Role
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from tests.factories.evidence import (
    TRIAL,
    citing,
    confirmed_facts,
    make_presence,
    make_reviewdraft,
    open_round_of,
    review,
    reviewing_user,
    seen_now,
    study,
    submitted_version,
    verdicts,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db


def test_one_row_per_person_and_only_what_is_typed() -> None:
    version, user = submitted_version(), reviewing_user()
    events = Event.objects.count()
    make_reviewdraft(version, user)
    draft = make_reviewdraft(
        version,
        user,
        typed={"comment": ["Two."], "csrfmiddlewaretoken": ["x"], "s5-design": ["rct"]},
    )
    assert ReviewDraft.objects.get() == draft
    assert draft.typed == {"comment": ["Two."]}
    assert Event.objects.count() == events


def test_nobody_else_meets_it() -> None:
    version, user = submitted_version(), reviewing_user()
    make_reviewdraft(version, user)
    page = read_review_page(version.claim_id, user)
    assert page is not None
    assert page.draft is not None
    for person in (reviewing_user(), make_superuser(), version.author, make_user(Role.EDITOR)):
        page = read_review_page(version.claim_id, person)
        assert page is not None
        assert page.draft is None
    for name in ("ReviewDraft", "Presence"):
        assert apps.get_model("evidence", name) not in admin.site._registry


def test_who_may_not_review_keeps_nothing() -> None:
    version = submitted_version(by=reviewing_user(Role.AUTHOR))
    for person in (version.author, make_superuser()):
        with pytest.raises(NotAllowed):
            make_reviewdraft(version, person)
        with pytest.raises(NotAllowed):
            note_presence(claim=version.claim, by=person)


def test_it_goes_with_the_decision_and_does_not_come_back_behind_it() -> None:
    version = submitted_version(required=2)
    user, other = reviewing_user(), reviewing_user()
    make_reviewdraft(version, user)
    make_reviewdraft(version, other)
    make_presence(version, user)
    made = review(version, by=user)
    assert [draft.saved_by for draft in ReviewDraft.objects.all()] == [other]
    assert not Presence.objects.exists()
    with pytest.raises(NotPossible, match="You decided meanwhile"):
        make_reviewdraft(version, user)
    assert make_reviewdraft(version, user, last_review=str(made.pk)).saved_by == user


def test_it_goes_with_the_round_and_never_follows_other_words() -> None:
    version, user = submitted_version(), reviewing_user()
    make_reviewdraft(version, user)
    with pytest.raises(NotPossible, match="no longer those"):
        save_review_draft(claim=version.claim, by=user, digest="x", seen="", typed={})
    withdraw_version(version=version, by=version.author, reason="It is not true.")
    assert not ReviewDraft.objects.exists()
    with pytest.raises(NotPossible, match="no longer those"):
        make_reviewdraft(version, user)


def test_formed_on_earlier_evidence_it_stays_so_until_it_is_read_again() -> None:
    version, user = submitted_version(), reviewing_user()
    make_reviewdraft(version, user)
    confirmed_facts(version.citations.get().reference, **TRIAL)
    page = read_review_page(version.claim_id, user)
    assert page is not None
    assert page.draft_is_stale
    make_reviewdraft(version, user, seen=seen_now(version))
    page = read_review_page(version.claim_id, user)
    assert page is not None
    assert page.draft_is_stale
    make_reviewdraft(version, user, seen=seen_now(version), read_again=True)
    page = read_review_page(version.claim_id, user)
    assert page is not None
    assert not page.draft_is_stale


def test_what_is_chosen_on_the_page_of_a_source_is_taken_over() -> None:
    version, user = (
        submitted_version(citations=[citing(study()), citing(study())]),
        reviewing_user(),
    )
    first, second = version.citations.order_by("position")
    make_reviewdraft(version, user, typed={f"c{first.pk}-judgement": ["supports"]})
    for verdict in verdicts(version, judgement="partly"):
        keep_verdicts(kept=[Kept(open_round_of(version).pk, verdict, "0" * 64)], by=user)

    def judged() -> dict[int, str]:
        page = read_review_page(version.claim_id, user)
        assert page is not None
        return {verdict.citation: verdict.judgement for verdict in Typed(page).verdicts()}

    assert judged() == {first.pk: "partly", second.pk: "partly"}
    make_reviewdraft(version, user, typed={f"c{first.pk}-judgement": ["contradicts"]})
    assert judged() == {first.pk: "contradicts", second.pk: "partly"}
    assert [kept.citation for kept in VerdictDraft.objects.all()] == [second]


def test_more_than_can_be_typed_is_refused() -> None:
    with pytest.raises(NotPossible, match="more than a draft can keep"):
        make_reviewdraft(typed={"comment": ["x" * 200_001]})


def test_presence_counts_from_coming_and_goes_out_by_itself() -> None:
    version, user = submitted_version(), reviewing_user(name="Dr Here")
    reader = reviewing_user()
    round_ = open_round_of(version)

    def told() -> list[str]:
        return [str(one) for one in readers_of([round_], reader).get(round_.pk, [])]

    make_presence(version, user)
    assert told() == ["Dr Here, just now"]
    Presence.objects.update(came_at=timezone.now() - timedelta(minutes=12))
    make_presence(version, user)
    assert told() == ["Dr Here, 12 minutes"]
    assert readers_of([round_], user) == {}
    long_ago = timezone.now() - timedelta(minutes=31)
    Presence.objects.update(came_at=long_ago, seen_at=long_ago)
    assert told() == []
    make_presence(version, user)
    assert told() == ["Dr Here, just now"]


def test_where_no_round_is_open_nobody_is_noted() -> None:
    version = submitted_version()
    review(version)
    assert note_presence(claim=version.claim, by=reviewing_user()) is None
