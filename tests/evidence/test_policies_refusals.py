"""What each refusal of a policy says, and to whom: one test for every reason there is."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from evidence import policies
from evidence.models import ClaimVersion
from evidence.services.interests import answer_authorship
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from references.models import Reference
from references.refusals import NotAllowed
from references.services.merging import merge_references
from tests.factories.evidence import (
    citing,
    disputed_version,
    draft_of,
    make_authorshipanswer,
    make_declaration,
    make_question,
    make_reviewer,
    make_thread,
    open_round_of,
    review,
    reviewing_user,
    sent_back_round,
    settle,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

ORCID = "0000-0002-1825-0097"
NO_REVIEWER = "Only active reviewers decide about claims."
CELLS, LIGHT = "infusion of marrow cells", "light"
PAID_FOR_CELLS = (
    "You declared that a seller or clinic of “infusion of marrow cells” pays you."
    " Declaring does not cure that: somebody else decides."
)
PAID_FOR_SOMETHING = (
    "You declared that a seller or clinic of a treatment pays you, and this names no treatment that"
    " could be told apart from it. Declaring does not cure that: somebody else decides."
)
UNSAID_OF_CELLS = (
    "First declare your interests in “infusion of marrow cells”; a declaration holds for a year."
)
UNSAID = "First declare your interests in what this portal treats; a declaration holds for a year."


def no_reviewers() -> list[Any]:
    """Everyone whom a question about reviewers refuses at once."""
    gone, closed = reviewing_user(), reviewing_user()
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    closed.is_active = False
    closed.save()
    return [AnonymousUser(), make_user(Role.EDITOR), make_superuser(), gone, closed]


def paid(intervention: str = CELLS) -> User:
    """A reviewer whom a seller of one thing pays, and who declared nothing else."""
    person = reviewing_user(interests=None)
    make_declaration(person, "paid", intervention)
    return person


def about(intervention: str) -> ClaimVersion:
    """A version that answers a question about this."""
    return submitted_version(question=make_question(intervention=intervention))


def background() -> ClaimVersion:
    """A version that answers no question."""
    return submitted_version(asks="background")


def of_an_author() -> tuple[User, Reference]:
    """A reviewer with an ORCID, and a study of theirs."""
    author = {"family": "Example", "given": "A", "orcid": ORCID}
    return reviewing_user(orcid=ORCID), study(authors=[author])


def named_above(*versions: str) -> tuple[User, Reference]:
    """A reviewer, and a study with a name above it that may be theirs."""
    person = make_reviewer(make_user(first_name="Jane", last_name="Smith")).user
    return person, study(title="Cells of one man", authors=[{"family": "Smith", "given": "JA"}])


WHETHER = "First say whether you are Smith JA, an author of “Cells of one man”."


# To review


def test_reviewing_without_being_an_active_reviewer_is_refused() -> None:
    version = submitted_version()
    assert {policies.why_not_review(who, version) for who in no_reviewers()} == {NO_REVIEWER}
    assert policies.why_not_by_ties(None, version) == NO_REVIEWER
    assert policies.why_not_review(reviewing_user(), version) == ""


def test_of_a_closed_account_and_of_nobody_nothing_is_asked(
    django_assert_num_queries: Any,
) -> None:
    version = submitted_version()
    closed = make_reviewer(make_user(is_active=False)).user
    with django_assert_num_queries(0):
        assert policies.why_not_review(closed, version) == NO_REVIEWER
    with django_assert_num_queries(0):
        assert policies.why_not_appraise(closed, version.question) == (
            "Only reviewers appraise evidence."
        )
    version, nobody = ClaimVersion.objects.get(), AnonymousUser()
    with django_assert_num_queries(0):
        assert policies.why_not_yet(nobody, version) == ""
        assert policies.is_interested(nobody, version) is False


def test_reviewing_what_one_submitted_is_refused() -> None:
    version = submitted_version()
    make_reviewer(version.author)
    assert policies.why_not_review(version.author, version) == (
        "You submitted this version; nobody reviews their own."
    )


def test_reviewing_what_one_wrote_in_is_refused() -> None:
    other = make_user(Role.AUTHOR)
    version = submitted_version(draft_of(by=other).claim)
    make_reviewer(other)
    assert version.author != other
    assert policies.why_not_review(other, version) == (
        "You wrote in this version; nobody reviews their own."
    )


def test_reviewing_a_claim_that_cites_ones_own_work_is_refused_by_the_name_of_the_work() -> None:
    person, work = of_an_author()
    version = submitted_version(citations=[citing(study()), citing(work)])
    assert policies.why_not_review(person, version) == (
        f"You are an author of a work that this claim cites: {work}."
    )


def test_reviewing_what_a_seller_pays_for_is_refused() -> None:
    assert policies.why_not_review(paid(), about(CELLS)) == PAID_FOR_CELLS
    assert policies.why_not_review(paid(), about(LIGHT)) == ""
    assert policies.why_not_review(paid(), background()) == PAID_FOR_SOMETHING


def test_what_a_reviewer_has_to_say_before_they_decide() -> None:
    silent = reviewing_user(interests=None)
    person, work = named_above()
    version = submitted_version(citations=[citing(work)])
    assert policies.why_not_yet(silent, about(CELLS)) == UNSAID_OF_CELLS
    assert policies.why_not_yet(silent, background()) == UNSAID
    assert policies.why_not_yet(person, version) == WHETHER
    assert policies.why_not_yet(person, about(CELLS)) == ""
    assert {policies.why_not_yet(who, version) for who in no_reviewers()} == {""}


# To appraise


def test_appraising_without_being_a_reviewer_is_refused() -> None:
    question = make_question()
    refusals = {policies.why_not_appraise(who, question) for who in no_reviewers()}
    assert refusals == {"Only reviewers appraise evidence."}
    assert policies.why_not_appraise(reviewing_user(), question) == ""


def test_appraising_what_a_seller_pays_for_or_before_declaring_is_refused() -> None:
    cells, light = make_question(intervention=CELLS), make_question(intervention=LIGHT)
    person = paid()
    assert policies.why_not_appraise(person, cells) == PAID_FOR_CELLS
    assert policies.why_not_appraise(person, light) == (
        "First declare your interests in “light”; a declaration holds for a year."
    )
    make_declaration(person, intervention=LIGHT)
    assert policies.why_not_appraise(person, light) == ""


def test_appraising_ones_own_study_is_refused_by_the_name_of_the_study() -> None:
    person, own = of_an_author()
    other = study()
    told = f"You are an author of one of these studies: {own}."
    assert policies.why_not_appraise_studies(person, iter([other.key, own.key])) == told
    assert policies.why_not_appraise_studies(person, [other.key]) == ""
    assert policies.why_not_appraise_studies(reviewing_user(), [own.key]) == ""
    assert policies.why_not_appraise_studies(make_user(Role.EDITOR), [own.key]) == ""


def test_appraising_a_study_that_one_said_is_ones_own_is_refused() -> None:
    yes, no = reviewing_user(), reviewing_user()
    own = make_reference()
    make_authorshipanswer(yes, own, is_author=True)
    make_authorshipanswer(no, own, is_author=False)
    assert policies.why_not_appraise_studies(yes, [own.key]) == (
        f"You are an author of one of these studies: {own}."
    )
    assert policies.why_not_appraise_studies(no, [own.key]) == ""


@pytest.mark.parametrize("own_row", ["winner", "loser"])
@pytest.mark.parametrize("known", ["by ORCID", "by an answer"])
def test_appraising_a_study_that_was_merged_with_ones_own_is_refused(
    own_row: str, known: str
) -> None:
    person, own = of_an_author()
    if known == "by an answer":
        person, own = reviewing_user(), make_reference()
        make_authorshipanswer(person, own, is_author=True)
    other = make_reference()
    assert policies.why_not_appraise_studies(person, [other.key]) == ""
    winner, loser = (own, other) if own_row == "winner" else (other, own)
    merge_references(winner=winner, loser=loser, by=make_user(Role.LIBRARIAN))
    other.refresh_from_db()
    assert policies.why_not_appraise_studies(person, [other.key]) == (
        f"You are an author of one of these studies: {other}."
    )


# To sign off


def test_signing_off_without_an_account_is_refused() -> None:
    version = submitted_version()
    assert policies.why_not_vouch(AnonymousUser(), [version.pk]) == (
        "Only active reviewers sign a page off."
    )
    assert policies.why_not_vouch(reviewing_user(), [version.pk]) == ""
    assert policies.why_not_vouch(make_user(), []) == ""


def test_signing_off_a_page_that_cites_ones_own_work_is_refused() -> None:
    person, work = of_an_author()
    versions = [submitted_version().pk, submitted_version(citations=[citing(work)]).pk]
    assert policies.why_not_vouch(person, versions) == (
        "You are an author of a work that this page cites; somebody else signs it off."
    )
    assert policies.why_not_vouch(person, versions[:1]) == ""


def test_signing_off_is_refused_for_the_first_treatment_that_pays_then_for_the_first_unsaid() -> (
    None
):
    versions = [about(name).pk for name in ("light", "cells", "baths", "air")]
    person = paid("light")
    assert "First declare your interests in “air”;" in policies.why_not_vouch(person, versions[1:])
    assert "clinic of “light” pays you." in policies.why_not_vouch(person, versions)
    make_declaration(person, "paid", "cells")
    assert "clinic of “cells” pays you." in policies.why_not_vouch(person, versions)


def test_signing_off_before_saying_whose_name_it_is_is_refused() -> None:
    person, work = named_above()
    version = submitted_version(citations=[citing(work)])
    assert policies.why_not_vouch(person, [version.pk]) == WHETHER
    answer_authorship(by=person, reference=work, author_name="Smith JA", is_author=False)
    assert policies.why_not_vouch(person, [version.pk]) == ""


def test_of_who_reviews_no_longer_no_name_is_asked() -> None:
    person, work = named_above()
    version = submitted_version(citations=[citing(work)])
    deactivate_reviewer(reviewer=person.reviewer, by=make_user(Role.ADMINISTRATOR))
    assert policies.why_not_vouch(person, [version.pk]) == ""


# To settle a dispute, and to see what others decided


def test_settling_what_one_reviewed_or_may_not_review_is_refused() -> None:
    version = disputed_version()
    round_ = open_round_of(version)
    for made in version.reviews.all():
        assert policies.why_not_adjudicate(made.reviewer, round_) == (
            "You reviewed this version; a third person settles the dispute."
        )
    assert {policies.why_not_adjudicate(who, round_) for who in no_reviewers()} == {NO_REVIEWER}
    third = reviewing_user()
    assert policies.why_not_adjudicate(third, round_) == ""
    settle(version, by=third)
    assert policies.why_not_adjudicate(third, round_) == ""


def test_who_reviewed_something_else_settles() -> None:
    version = disputed_version()
    person = reviewing_user()
    review(submitted_version(), by=person)
    assert policies.why_not_adjudicate(person, open_round_of(version)) == ""


def test_of_a_closed_round_everyone_sees_every_review() -> None:
    round_ = sent_back_round()
    assert policies.can_see_other_reviews(make_user(Role.LIBRARIAN), round_)
    assert policies.can_see_other_reviews(reviewing_user(), round_)


# To override


def test_overriding_is_refused_to_whoever_may_not_review_and_before_they_declared() -> None:
    version = about(CELLS)
    silent = reviewing_user(interests=None)
    assert policies.why_not_override(AnonymousUser(), version) == (
        "Only active reviewers override a badge."
    )
    assert policies.why_not_override(make_user(Role.EDITOR), version) == NO_REVIEWER
    assert policies.why_not_override(paid(), version) == PAID_FOR_CELLS
    assert policies.why_not_override(silent, version) == UNSAID_OF_CELLS
    assert policies.why_not_override(reviewing_user(), version) == ""


def test_lifting_a_badge_is_refused_to_whoever_has_interests() -> None:
    version = about(CELLS)
    person, other = reviewing_user(), reviewing_user()
    make_declaration(person, "declared", CELLS, "A trial of them is mine.")
    make_declaration(other, "declared", LIGHT, "A trial of it is mine.")
    assert policies.why_not_override(person, version, upward=True) == (
        "You declared interests in what this is about: no interested person lifts a badge."
    )
    assert policies.why_not_override(person, version, upward=False) == ""
    assert policies.why_not_override(person, version) == ""
    assert policies.why_not_override(other, version, upward=True) == ""


def test_who_is_interested_is_read_from_declarations_about_it_or_about_everything() -> None:
    cells, light = about(CELLS), about(LIGHT)
    person, general = reviewing_user(), reviewing_user(interests="Paid for lectures by a maker.")
    make_declaration(person, "declared", CELLS, "A trial of them is mine.")
    seen = [policies.is_interested(person, cells), policies.is_interested(person, light)]
    assert seen == [True, False]
    assert policies.is_interested(general, light) is True
    assert policies.is_interested(AnonymousUser(), cells) is False


# To resolve a remark


def test_who_resolves_a_remark() -> None:
    thread = make_thread()
    nobody = [AnonymousUser(), make_user(is_staff=False)]
    refused = {policies.why_not_resolve(who, thread) for who in nobody}
    assert refused == {"Only those who work here resolve remarks."}
    for who in (make_user(Role.LIBRARIAN), thread.version.author, reviewing_user()):
        assert policies.why_not_resolve(who, thread) == ""


def test_who_resolves_a_flag() -> None:
    raised, helper = make_user(Role.LIBRARIAN), make_user(Role.EDITOR)
    version = submitted_version(draft_of(by=helper).claim, make_user(Role.EDITOR))
    flag = make_thread(version, raised, is_flag=True)
    may = [
        raised,
        make_user(Role.EDITOR),
        submitted_version(by=make_user(Role.EDITOR)).author,
        make_user(Role.ADMINISTRATOR),
        reviewing_user(),
        make_superuser(),
    ]
    assert {policies.why_not_resolve(who, flag) for who in may} == {""}
    assert {policies.why_not_resolve(who, flag) for who in (version.author, helper)} == {
        "You wrote in this version; somebody else resolves a flag on it."
    }
    others = [make_user(Role.LIBRARIAN), make_user(Role.AUTHOR), make_user(Role.PUBLISHER)]
    assert {policies.why_not_resolve(who, flag) for who in others} == {
        "Whoever raised a flag, an editor, an administrator or a reviewer resolves it."
    }
    own = make_thread(version, version.author, is_flag=True)
    assert policies.why_not_resolve(version.author, own) == ""


# What the record says of who acts


def test_reviewers_act_as_reviewers_and_others_in_their_first_role() -> None:
    assert policies.role_at_the_desk(reviewing_user(Role.EDITOR)) == Role.REVIEWER
    assert policies.role_at_the_desk(make_user(Role.EDITOR, Role.AUTHOR)) == Role.AUTHOR
    assert policies.role_at_the_desk(make_user(Role.PUBLISHER)) == Role.PUBLISHER
    assert policies.role_at_the_desk(make_user(Role.REVIEWER)) == Role.REVIEWER
    assert policies.role_at_the_desk(make_superuser()) == Role.ADMINISTRATOR
    with pytest.raises(NotAllowed):
        policies.role_at_the_desk(make_user())
