"""Every question about a person, for every role."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from evidence import policies
from evidence.selectors.desk import rounds_to_review
from evidence.selectors.eligible import barred, reviewers_now
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from references.services.merging import merge_references
from tests.factories.evidence import (
    disputed_version,
    graded_version,
    make_reviewer,
    open_round_of,
    review,
    reviewing_user,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

STAFF = ("librarian", "author", "editor", "reviewer", "publisher", "administrator")
MAY: dict[str, set[str]] = {
    "can_see_claims": {*STAFF, "superuser", "active reviewer"},
    "can_write_claims": {"author", "editor", "superuser"},
    "can_enter_facts": {"author", "editor", "librarian", "superuser", "active reviewer"},
    "can_paste_texts": {"author", "editor", "librarian", "superuser", "active reviewer"},
    "can_assign": {"administrator", "editor", "superuser"},
    "can_open_recheck": {"administrator", "editor", "author", "superuser", "active reviewer"},
    "can_see_reports": {"editor", "administrator", "publisher", "superuser"},
    "can_see_ties": {"editor", "administrator", "superuser"},
    "can_flag": {*STAFF, "superuser", "active reviewer"},
    "can_onboard_reviewers": {"administrator", "superuser"},
    "is_reviewer": {"active reviewer"},
}


def people() -> dict[str, Any]:
    gone = reviewing_user()
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    return {
        **{role: make_user(role) for role in STAFF},
        "superuser": make_superuser(),
        "active reviewer": reviewing_user(),
        "former reviewer": gone,
        "nobody": AnonymousUser(),
        "no role": make_user(),
        "closed": make_user(*STAFF, is_active=False),
        "closed reviewer": make_reviewer(make_user(is_active=False)).user,
    }


@pytest.mark.parametrize("question", MAY)
def test_who_may(question: str) -> None:
    may = {name for name, person in people().items() if getattr(policies, question)(person)}
    assert may == MAY[question]


def test_who_may_review_a_version() -> None:
    version = submitted_version()
    may = {name for name, person in people().items() if policies.can_review(person, version)}
    assert may == {"active reviewer"}
    make_reviewer(version.author)
    assert not policies.can_review(version.author, version)
    assert policies.can_review(version.author, submitted_version())


def test_an_author_of_a_cited_work_is_known_by_orcid() -> None:
    version = submitted_version()
    person, other = reviewing_user(orcid="0000-0002-1825-0097"), reviewing_user()
    reference = version.citations.get().reference
    assert policies.can_review(person, version)
    reference.authors = [{"family": "Example", "given": "A", "orcid": "0000-0002-1825-0097"}]
    reference.save()
    assert "author of a work" in policies.why_not_review(person, version)
    assert policies.can_review(other, version)


def test_an_author_of_what_a_cited_work_was_merged_into_is_known_too() -> None:
    version, orcid = submitted_version(), "0000-0002-1825-0097"
    person = reviewing_user(orcid=orcid)
    winner = make_reference(authors=[{"family": "Example", "given": "A", "orcid": orcid}])
    assert policies.can_review(person, version)
    assert version.claim in [round_.claim for round_ in rounds_to_review(person)]
    merge_references(
        winner=winner, loser=version.citations.get().reference, by=make_user(Role.LIBRARIAN)
    )
    assert "author of a work" in policies.why_not_review(person, version)
    assert not rounds_to_review(person).exists()


@pytest.mark.parametrize("cited", ["winner", "loser"])
def test_an_author_of_another_record_of_the_cited_work_is_known_too(cited: str) -> None:
    orcid, librarian = "0000-0002-1825-0097", make_user(Role.LIBRARIAN)
    person = reviewing_user(orcid=orcid)
    version = submitted_version()
    named = version.citations.get().reference
    other = make_reference(authors=[{"family": "Example", "given": "A", "orcid": orcid}])
    winner = named if cited == "winner" else make_reference(authors=[{"family": "Else"}])
    assert rounds_to_review(person).exists()
    for loser in {named, other} - {winner}:
        merge_references(winner=winner, loser=loser, by=librarian)
    winner.refresh_from_db()
    assert orcid not in str(winner.authors)
    assert "author of a work" in policies.why_not_review(person, version)
    assert not rounds_to_review(person).exists()
    assert (version.pk, person.pk) in barred([version], reviewers_now())


def test_reviews_are_hidden_from_everybody_else_until_all_have_decided() -> None:
    version = submitted_version(required=2)
    one, two, third, editor = (
        reviewing_user(),
        reviewing_user(),
        reviewing_user(),
        make_user(Role.EDITOR),
    )
    round_ = open_round_of(version)
    review(version, by=one)
    seen = [policies.can_see_other_reviews(person, round_) for person in (one, two, third, editor)]
    assert seen == [False, False, False, False]
    review(version, "request_changes", by=two)
    round_ = open_round_of(version)
    seen = [policies.can_see_other_reviews(person, round_) for person in (one, two, third, editor)]
    assert seen == [True, True, True, True]


def test_one_step_apart_a_third_who_may_settle_does_not_see() -> None:
    version = graded_version(risk_of_bias=1)
    one, two, third = reviewing_user(), reviewing_user(), reviewing_user()
    review(version, by=one)
    review(version, by=two, comparison="nonrandomised_controlled")
    round_, editor = open_round_of(version), make_user(Role.EDITOR)
    seen = [policies.can_see_other_reviews(person, round_) for person in (one, two, third, editor)]
    assert seen == [True, True, False, True]


def test_who_may_settle() -> None:
    version = disputed_version()
    round_ = open_round_of(version)
    may = {name for name, p in people().items() if not policies.why_not_adjudicate(p, round_)}
    assert may == {"active reviewer"}
    for made in version.reviews.all():
        assert "third person" in policies.why_not_adjudicate(made.reviewer, round_)
