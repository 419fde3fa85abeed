"""Two people at the same moment, on two connections: in both orders, no forbidden state and no deadlock."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction

from evidence import badges
from evidence.invariants import FORBIDDEN
from evidence.models import Approval, ClaimVersion, Review, Round
from evidence.selectors.inputs import inputs_for, verdicts_of
from evidence.services.appraisal import adopt_profile
from evidence.services.drafts import edit_draft
from evidence.services.facts import enter_facts
from evidence.services.recomputing import shown_badge
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.rounds import assign_reviewer, open_recheck
from evidence.services.submission import submit_claim
from references.choices import Role
from references.events import Journal, retrying
from references.locks import share_references
from references.models import Event, Merge, Reference
from references.refusals import Refused
from references.selectors import broken_links
from references.services import edit_reference
from references.services.merging import merge_references, undo_merge
from references.services.people import deactivate
from tests.factories.evidence import (
    MICE,
    TRIAL,
    approved,
    approved_version,
    citing,
    disputed_version,
    draft_of,
    fresh,
    graded_version,
    make_profile,
    make_profiledraft,
    make_question,
    open_round_of,
    review,
    reviewing_user,
    second_draft,
    settle,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference
from tests.support.database import connect

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], Any]
PATIENCE = 20


class Person(threading.Thread):
    """One service called on a connection of its own; afterwards `refused` or nothing."""

    def __init__(self, act: Act, ready: Callable[[], Any] = lambda: None) -> None:
        super().__init__(daemon=True)
        self.act, self.ready = act, ready
        self.refused: Refused | None = None
        self.failed: BaseException | None = None

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self.ready()
            retrying(self.act)()
        except Refused as refusal:
            self.refused = refusal
        except BaseException as failure:  # noqa: BLE001  (told by the test, in its own thread)
            self.failed = failure
        finally:
            connections.close_all()


@pytest.fixture
def in_turn(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act, Act], list[Person]]:
    """Run two acts so that the second begins when the first has done all but commit."""
    write = Journal.write

    def run(first: Act, second: Act) -> list[Person]:
        done, go = threading.Event(), threading.Event()
        one, two = Person(first), Person(second)

        def write_and_wait(journal: Journal) -> None:
            write(journal)
            if threading.current_thread() is one and not done.is_set():
                done.set()
                go.wait(PATIENCE)

        monkeypatch.setattr(Journal, "write", write_and_wait)
        one.start()
        assert done.wait(PATIENCE), one.failed or one.refused
        two.start()
        wait_until(lambda: not two.is_alive() or someone_waits_for_a_lock())
        go.set()
        return joined(one, two)

    return run


def at_once(*acts: Act) -> list[Person]:
    """Run acts that begin at the same moment."""
    barrier = threading.Barrier(len(acts))
    people = [Person(act, ready=barrier.wait) for act in acts]
    for person in people:
        person.start()
    return joined(*people)


def joined(*people: Person) -> list[Person]:
    for person in people:
        person.join(PATIENCE)
        assert not person.is_alive(), "still waiting"
        if person.failed:
            raise person.failed
    return list(people)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture(params=["one, then the other", "the other way round", "at once"])
def run(request: pytest.FixtureRequest, in_turn: Any) -> Callable[[Act, Act], list[Person]]:
    """Both orders, and both at once; the result is in the order of the arguments."""

    def in_this_order(one: Act, other: Act) -> list[Person]:
        if request.param == "at once":
            return at_once(one, other)
        if request.param == "one, then the other":
            return in_turn(one, other)
        return list(reversed(in_turn(other, one)))

    return in_this_order


@pytest.fixture(autouse=True)
def _nothing_forbidden_afterwards() -> Iterator[None]:
    yield
    assert forbidden() == []


def forbidden() -> list[str]:
    """What must never be, whoever was first."""
    found = []
    with connection.cursor() as cursor:
        for what, query in FORBIDDEN.items():
            cursor.execute(query)
            found += [f"{what}: {row}" for row in cursor.fetchall()]
    for approval in Approval.objects.active().select_related("version__question"):
        version = approval.version
        cited = [citation.reference for citation in version.citations.select_related("reference")]
        rows = approval.verdicts.select_related("citation__reference").order_by(
            "citation__position"
        )
        badge = inputs_for(version, cited, confirmed=True).compute(verdicts_of(rows))
        if badges.compare(shown_badge(approval), badge.value) == badges.Move.DOWN:
            found.append(f"{version} shows {shown_badge(approval)} and deserves {badge.value}")
    for stream in Event.objects.values_list("stream", flat=True).distinct():
        found += [f"broken chain in {stream}: {pk}" for pk in broken_links(stream)]
    return found


def approves(version: Any, by: User | None = None, **verdict: Any) -> Act:
    by = by or reviewing_user()
    return lambda: review(version, by=by, **verdict)


def new_words(version: Any) -> Act:
    edit_draft(
        claim=version.claim,
        by=version.author,
        words={"text": "Other words."},
        citations=[citing(c.reference) for c in version.citations.all()],
    )
    return lambda: submit_claim(claim=version.claim, by=version.author)


def submits_and_approves(draft: Any) -> Act:
    reviewers = [reviewing_user(), reviewing_user()]

    def act() -> None:
        version = submit_claim(claim=draft.claim, by=draft.opened_by)
        for one in reviewers[: open_round_of(version).required_reviews]:
            review(version, by=one)

    return act


# Two reviewers


def test_the_two_reviews_that_a_round_needs_come_together(run: Any) -> None:
    version = submitted_version(required=2)
    one, other = run(approves(version), approves(version))
    assert (one.refused, other.refused) == (None, None)
    assert fresh(version).status == "approved"
    assert Approval.objects.filter(version=version).count() == 1


def test_of_two_for_one_review_the_second_is_told_that_it_is_done(run: Any) -> None:
    version = submitted_version()
    refused = [person.refused for person in run(approves(version), approves(version))]
    assert sum(refusal is not None for refusal in refused) == 1
    assert fresh(version).status == "approved"
    assert Review.objects.count() == 1


def test_one_approves_while_another_sends_back(run: Any) -> None:
    version, person = submitted_version(required=2), reviewing_user()
    run(approves(version), lambda: review(version, "request_changes", by=person))
    assert fresh(version).status == "disputed"


def test_two_settle_the_same_dispute(run: Any) -> None:
    version, one, two = disputed_version(), reviewing_user(), reviewing_user()
    people = run(
        lambda: settle(version, by=one), lambda: settle(version, "request_changes", by=two)
    )
    assert sum(person.refused is not None for person in people) == 1
    assert fresh(version).status in ("approved", "changes_requested")


# A reviewer and what the claim rests on


def test_a_retraction_while_a_reviewer_approves(run: Any) -> None:
    version = submitted_version()
    reference = version.citations.get().reference
    reviewing, _ = run(approves(version), lambda: stand(reference, "retracted"))
    if reviewing.refused:
        assert "No source supports it" in reviewing.refused.message
        assert fresh(version).status == "in_review"
    else:
        assert fresh(version).status == "suspended"


def test_facts_are_corrected_while_a_reviewer_approves(run: Any) -> None:
    version, person = submitted_version(), reviewing_user()
    reference = version.citations.get().reference
    run(approves(version), lambda: enter_facts(reference=reference, by=person, **MICE))
    assert fresh(version).status in ("suspended", "approved")


def test_an_appraisal_is_adopted_while_the_second_reviewer_approves(run: Any) -> None:
    version = graded_version()
    review(version)
    studies = [s.reference for s in version.question.profiles.get().studies.all()]
    draft = make_profiledraft(version.question, studies, risk_of_bias=2)
    person = second_draft(draft).drafted_by
    run(approves(version), lambda: adopt_profile(draft=draft, by=person))
    assert fresh(version).status in ("suspended", "in_review")


def test_an_appraisal_is_adopted_while_a_claim_is_submitted_and_approved(run: Any) -> None:
    """The claim is not among those that the adoption found, so it must wait for it."""
    question, trial = make_question(), study(TRIAL)
    make_profile(question, [trial, study(TRIAL)])
    draft = draft_of(question=question, citations=[citing(trial)])
    worse = make_profiledraft(question, [trial, study(TRIAL)], risk_of_bias=2, inconsistency=1)
    person = second_draft(worse).drafted_by
    run(submits_and_approves(draft), lambda: adopt_profile(draft=worse, by=person))


def test_facts_are_corrected_while_a_claim_is_submitted_and_approved(run: Any) -> None:
    reference, person = study(), reviewing_user()
    draft = draft_of(citations=[citing(reference)])
    run(submits_and_approves(draft), lambda: enter_facts(reference=reference, by=person, **MICE))


def test_a_retraction_while_a_claim_is_submitted_and_approved(run: Any) -> None:
    reference = study()
    draft = draft_of(citations=[citing(reference)])
    run(submits_and_approves(draft), lambda: stand(reference, "retracted"))


def test_the_record_of_a_source_changes_while_a_reviewer_approves(run: Any) -> None:
    version, librarian = submitted_version(), make_user(Role.LIBRARIAN)
    reference = version.citations.get().reference
    run(
        approves(version),
        lambda: edit_reference(reference=reference, by=librarian, changes={"title": "Other"}),
    )
    assert fresh(version).status in ("approved", "suspended")


# A reviewer and a librarian who merges


def merges(winner: Reference, loser: Reference) -> Act:
    by = make_user(Role.LIBRARIAN)
    return lambda: merge_references(winner=winner, loser=loser, by=by)


def takes_back(merge: Merge) -> Act:
    by = make_user(Role.LIBRARIAN)
    return lambda: undo_merge(merge=merge, by=by)


def trials_of(version: ClaimVersion) -> list[Reference]:
    rows = version.question.profiles.get().studies.select_related("reference").order_by("id")
    return [row.reference for row in rows]


@pytest.mark.parametrize("of_the_cited", [True, False])
def test_two_trials_are_merged_while_the_second_reviewer_approves(
    run: Any, of_the_cited: bool
) -> None:
    version = graded_version()
    review(version)
    cited, other = trials_of(version)
    loser, winner = (cited, other) if of_the_cited else (other, cited)
    run(approves(version), merges(winner, loser))
    assert fresh(version).status in ("suspended", "in_review")


def test_a_source_is_merged_into_a_retracted_work_while_a_reviewer_approves(run: Any) -> None:
    version, winner = submitted_version(), make_reference()
    stand(winner, "retracted")
    reviewing, _ = run(approves(version), merges(winner, version.citations.get().reference))
    if reviewing.refused:
        assert fresh(version).status == "in_review"
    else:
        assert fresh(version).status == "suspended"


def test_a_merge_is_taken_back_while_a_reviewer_approves(run: Any) -> None:
    version, winner = submitted_version(), study(MICE)
    merge = merges(winner, version.citations.get().reference)()
    run(approves(version), takes_back(merge))
    assert fresh(version).status == "approved"


def test_who_waited_for_a_merge_into_a_retracted_work_to_be_taken_back_approves(
    in_turn: Any,
) -> None:
    version, winner = submitted_version(), make_reference()
    stand(winner, "retracted")
    merge = merges(winner, version.citations.get().reference)()
    in_turn(takes_back(merge), approves(version))
    assert fresh(version).status == "approved"


def test_facts_of_the_winner_are_corrected_while_a_claim_that_cites_the_loser_is_approved(
    run: Any,
) -> None:
    version, winner, person = submitted_version(), study(), reviewing_user()
    merges(winner, version.citations.get().reference)()
    run(approves(version), lambda: enter_facts(reference=winner, by=person, **MICE))


def test_the_record_of_the_winner_changes_while_a_claim_that_cites_the_loser_is_approved(
    run: Any,
) -> None:
    version, winner, librarian = submitted_version(), study(), make_user(Role.LIBRARIAN)
    merges(winner, version.citations.get().reference)()
    run(
        approves(version),
        lambda: edit_reference(reference=winner, by=librarian, changes={"title": "Other"}),
    )
    assert fresh(version).status in ("approved", "suspended")


def test_who_waited_for_a_merge_holds_what_the_source_was_merged_into(in_turn: Any) -> None:
    winner, loser, held = make_reference(), make_reference(), []

    def holds() -> None:
        with transaction.atomic():
            share_references([loser.pk])
            with connect() as other:
                free = (
                    "SELECT id FROM references_reference WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED"
                )
                held.append(other.execute(free, [[winner.pk, loser.pk]]).fetchall())

    in_turn(merges(winner, loser), holds)
    assert held == [[]]


# A reviewer and an editor


def test_new_words_are_submitted_while_a_reviewer_approves_the_old(run: Any) -> None:
    version = submitted_version()
    reviewing, submitting = run(approves(version), new_words(version))
    assert submitting.refused is None
    newest = version.claim.versions.order_by("-number").first()
    assert (newest.number, newest.status) == (2, "in_review")
    assert fresh(version).status == ("withdrawn" if reviewing.refused else "approved")


def test_new_words_are_submitted_while_a_recheck_ends(run: Any) -> None:
    version = approved_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="Please.")
    reviewing, _ = run(approves(version), new_words(version))
    assert fresh(version).status == ("suspended" if reviewing.refused else "approved")


def test_the_same_draft_is_submitted_twice(run: Any) -> None:
    draft, editor = draft_of(), make_user(Role.EDITOR)
    people = run(
        lambda: submit_claim(claim=draft.claim, by=draft.opened_by),
        lambda: submit_claim(claim=draft.claim, by=editor),
    )
    assert sum(person.refused is not None for person in people) == 1
    assert draft.claim.versions.count() == 1


def test_a_draft_is_changed_while_it_is_submitted(run: Any) -> None:
    draft, editor, source = draft_of(), make_user(Role.EDITOR), study()
    submitting, _ = run(
        lambda: submit_claim(claim=draft.claim, by=draft.opened_by),
        lambda: edit_draft(
            claim=draft.claim, by=editor, words={"text": "Mine."}, citations=[citing(source)]
        ),
    )
    versions = list(draft.claim.versions.all())
    assert len(versions) == (0 if submitting.refused else 1)
    assert [version.text for version in versions] in ([], [draft.text], ["Mine."])


def test_a_recheck_is_opened_twice(run: Any) -> None:
    version, one, two = suspended_version(), make_user(Role.EDITOR), reviewing_user()
    people = run(
        lambda: open_recheck(version=version, by=one, note="Please."),
        lambda: open_recheck(version=version, by=two, note="Please."),
    )
    assert sum(person.refused is not None for person in people) == 1
    assert Round.objects.filter(version=version, closed_at=None).count() == 1


def test_a_newer_version_is_approved_while_the_older_one_falls(run: Any) -> None:
    older = approved_version()
    newer = submitted_version(older.claim)
    reference = older.citations.get().reference
    run(approves(newer), lambda: stand(reference, "retracted"))
    assert fresh(newer).status == "approved"
    assert fresh(older).status in ("superseded", "suspended")


# A reviewer who ends


def test_a_reviewer_ends_while_approving(run: Any) -> None:
    version, person, admin = submitted_version(), reviewing_user(), make_user(Role.ADMINISTRATOR)
    reviewing, ending = run(
        approves(version, by=person),
        lambda: deactivate_reviewer(reviewer=person.reviewer, by=admin),
    )
    assert ending.refused is None
    assert fresh(version).status == ("in_review" if reviewing.refused else "approved")


def test_an_account_is_closed_while_approving(run: Any) -> None:
    version, person, admin = submitted_version(), reviewing_user(), make_user(Role.ADMINISTRATOR)
    reviewing, closing = run(
        approves(version, by=person), lambda: deactivate(by=admin, person=person)
    )
    assert closing.refused is None
    assert fresh(version).status == ("in_review" if reviewing.refused else "approved")


def test_a_reviewer_ends_while_being_asked(run: Any) -> None:
    version, person = submitted_version(), reviewing_user()
    admin, editor = make_user(Role.ADMINISTRATOR), make_user(Role.EDITOR)
    run(
        lambda: assign_reviewer(version=version, reviewer=person, by=editor),
        lambda: deactivate_reviewer(reviewer=person.reviewer, by=admin),
    )


# Everyone


def test_everyone_at_once() -> None:
    """Reviewers, an editor, a retraction, facts and an appraisal, over claims that share their sources."""
    question, trial, other = make_question(), study(TRIAL), study(TRIAL)
    make_profile(question, [trial, other])
    sources = [citing(trial), citing(other)]
    versions = [
        submitted_version(required=2, question=question, citations=order)
        for order in (sources, sources[::-1], sources)
    ]
    standing = approved(submitted_version(required=2, question=question, citations=sources))
    draft = make_profiledraft(question, [other, trial], risk_of_bias=1)
    person = second_draft(draft).drafted_by
    at_once(
        *(approves(version) for version in versions),
        *(approves(version) for version in versions),
        new_words(versions[0]),
        lambda: stand(trial, "retracted"),
        lambda: stand(other, "concern"),
        lambda: enter_facts(reference=other, by=person, **{**TRIAL, "n": 90}),
        lambda: adopt_profile(draft=draft, by=person),
    )
    assert fresh(standing).status == "suspended"
