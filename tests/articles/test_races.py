"""Two people at one page at the same moment, on two connections: in both orders nothing unapproved is shown.

Each race is run with either side all but committed when the other begins, and with both at once. A deadlock is
tried again at the edge, as in the admin and in `load_notices`; none may escape.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from articles.invariants import FORBIDDEN
from articles.models import Article, Live, Page, Publication, Revision, SignOff, Withdrawal
from articles.services.publishing import entries_of, fingerprint, publish, sign_off, withdraw
from articles.services.writing import save_revision, submit_claims
from evidence.models import ClaimVersion
from evidence.services.rounds import open_recheck
from references.choices import Role
from references.models import Reference
from references.services.merging import merge_references, undo_merge
from tests.evidence import test_races as evidence
from tests.factories.articles import (
    CONFIRMED,
    make_revision,
    make_signoff,
    next_revision,
    placed,
    published,
)
from tests.factories.evidence import (
    approved,
    approved_version,
    citing,
    draft_of,
    fresh,
    graded_version,
    make_claim,
    review,
    reviewing_user,
    stand,
    study,
)
from tests.factories.people import make_user
from tests.factories.references import make_load, make_notice_input
from tests.support.database import connect

pytestmark = pytest.mark.django_db(transaction=True)

# Fixtures: two acts in a given order or at once, in the order of the arguments.
run, in_turn = evidence.run, evidence.in_turn
Act, at_once, joined = evidence.Act, evidence.at_once, evidence.joined


@pytest.fixture(autouse=True)
def _nothing_forbidden_afterwards() -> Iterator[None]:
    yield
    assert evidence.forbidden() + forbidden() == []


def forbidden() -> list[str]:
    """What must never be on a page, whoever was first."""
    found = []
    with connection.cursor() as cursor:
        for what, query in FORBIDDEN.items():
            cursor.execute(query)
            found += [f"{what}: {row}" for row in cursor.fetchall()]
    return found


def refusals(*people: Any) -> list[str]:
    return [person.refused.message if person.refused else "" for person in people]


def publishes(revision: Revision, **said: Any) -> Act:
    by = make_user(Role.PUBLISHER)
    return lambda: publish(revision=revision, by=by, **said)


def withdraws(article: Article) -> Act:
    by = make_user(Role.PUBLISHER)
    return lambda: withdraw(article=article, by=by, reason="It claimed too much.")


def retracts(reference: Reference) -> Act:
    return lambda: stand(reference, "retracted")


def source_of(version: ClaimVersion) -> Reference:
    return version.citations.first().reference


def fails_recheck(version: ClaimVersion) -> Act:
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader asked.")
    by = reviewing_user()
    return lambda: review(version, "request_changes", by=by)


def shown(article: Article) -> list[str]:
    live = Live.objects.filter(article=article).first()
    return [entry.shown_as for entry in live.entries.all()] if live else []


def html(article: Article) -> str:
    return bytes(Page.objects.get(publication__live__article=article).html).decode()


# A publisher and what the page rests on


def test_a_retraction_arrives_while_a_page_is_published(run: Any) -> None:
    version = approved_version()
    revision = make_signoff(make_revision([version])).revision
    publisher, _ = run(publishes(revision), retracts(source_of(version)))
    assert fresh(version).status == "suspended"
    if publisher.refused:
        assert "not approved" in publisher.refused.message
        assert shown(revision.article) == []
    else:
        assert shown(revision.article) == ["suspended"]
        assert "re-checked" in html(revision.article)


def test_a_retraction_that_moves_nothing_arrives_while_a_page_is_published(run: Any) -> None:
    one, other = study(), study()
    version = approved_version(citations=[citing(one), citing(other)])
    revision = make_signoff(make_revision([version])).revision
    publisher, _ = run(publishes(revision), retracts(other))
    assert publisher.refused is None
    assert shown(revision.article) == ["approved"]
    assert "etracted" in html(revision.article)


def merges(winner: Reference, loser: Reference) -> Act:
    by = make_user(Role.LIBRARIAN)
    return lambda: merge_references(winner=winner, loser=loser, by=by)


def printed(article: Article) -> list[str]:
    content = Live.objects.get(article=article).publication.content
    return [reference["key"] for reference in content["references"]]


def test_two_sources_of_a_page_are_merged_while_it_is_published(run: Any) -> None:
    one, other = study(), study()
    version = approved_version(citations=[citing(one), citing(other)])
    revision = make_signoff(make_revision([version])).revision
    publisher, librarian = run(publishes(revision), merges(other, one))
    assert (publisher.refused, librarian.refused) == (None, None)
    assert shown(revision.article) == ["approved"]
    assert printed(revision.article) == [other.key]


def test_two_trials_are_merged_while_a_page_that_rests_on_both_is_published(run: Any) -> None:
    version = approved(graded_version())
    one, other = (row.reference for row in version.question.profiles.get().studies.order_by("id"))
    revision = make_signoff(make_revision([version])).revision
    publisher, librarian = run(publishes(revision), merges(one, other))
    assert librarian.refused is None
    assert fresh(version).status == "suspended"
    assert shown(revision.article) == ([] if publisher.refused else ["suspended"])


def test_a_merge_is_taken_back_while_a_page_is_published(run: Any) -> None:
    one, other = study(), study()
    version = approved_version(citations=[citing(one), citing(other)])
    revision = make_signoff(make_revision([version])).revision
    merge, by = merges(other, one)(), make_user(Role.LIBRARIAN)
    run(publishes(revision), lambda: undo_merge(merge=merge, by=by))
    assert printed(revision.article) == [one.key, other.key]


def test_a_source_is_merged_while_the_winner_is_retracted_on_a_live_page(run: Any) -> None:
    version = approved_version()
    article = published(make_revision([version])).article
    winner = study()
    run(merges(winner, source_of(version)), retracts(winner))
    assert fresh(version).status == "suspended"
    assert printed(article) == [winner.key]


def test_a_recheck_fails_while_the_page_is_published(run: Any) -> None:
    version = approved_version()
    revision = make_signoff(make_revision([version])).revision
    publisher, reviewer = run(publishes(revision), fails_recheck(version))
    assert reviewer.refused is None
    assert fresh(version).status == "suspended"
    assert shown(revision.article) == ([] if publisher.refused else ["suspended"])


def test_a_live_page_loses_the_claim_whose_source_is_retracted(run: Any) -> None:
    """The new revision does not show the source, so the page is not re-issued for it."""
    kept, dropped = approved_version(), approved_version()
    page = published(make_revision([kept, dropped])).article
    revision = make_signoff(next_revision(page, placed(kept))).revision
    publisher, _ = run(publishes(revision, note="Shorter."), retracts(source_of(dropped)))
    assert publisher.refused is None
    assert shown(page) == ["approved"]
    notes = Publication.objects.filter(article=page, revision=revision).values_list(
        "note", flat=True
    )
    assert list(notes) == ["Shorter."]


def test_newer_words_are_approved_while_the_page_is_published(run: Any) -> None:
    version = approved_version()
    revision = make_signoff(make_revision([version])).revision
    newer = draft_of(version.claim, text="Newer words about it.", citations=[citing(study())])
    again = evidence.submit_claim(claim=version.claim, by=newer.opened_by)
    publisher, reviewer = run(publishes(revision), evidence.approves(again))
    assert reviewer.refused is None
    assert fresh(again).status == "approved"
    assert shown(revision.article) == ([] if publisher.refused else ["approved"])


def test_the_same_words_are_approved_anew_while_the_page_is_published(run: Any) -> None:
    version = approved_version()
    revision = make_signoff(make_revision([version])).revision
    draft = draft_of(version.claim, text=version.text, citations=[citing(study())])
    again = evidence.submit_claim(claim=version.claim, by=draft.opened_by)
    publisher, _ = run(publishes(revision), evidence.approves(again))
    if not publisher.refused:
        assert Live.objects.get().entries.get().version == again


@pytest.mark.parametrize("act", ["publish", "sign off"])
def test_it_waits_for_whoever_holds_a_source(act: str) -> None:
    """Item 6: reference rows are taken in share mode, so that no standing changes until commit."""
    version = approved_version()
    revision = make_revision([version])
    acts = {"sign off": signs(revision)}
    if act == "publish":
        acts[act] = publishes(make_signoff(revision).revision)
    person = evidence.Person(acts[act])
    with connect() as holder:
        holder.execute(
            "SELECT 1 FROM references_reference WHERE id = %s FOR NO KEY UPDATE",
            [source_of(version).pk],
        )
        person.start()
        evidence.wait_until(evidence.someone_waits_for_a_lock)
        assert person.is_alive()
    joined(person)
    assert person.refused is None


# Publishers


def test_two_publish_the_same_revision(run: Any) -> None:
    revision = make_signoff(make_revision([approved_version()])).revision
    people = run(publishes(revision), publishes(revision))
    assert sorted(refusals(*people)) == ["", "This revision is live already."]
    assert Publication.objects.count() == 1


def test_two_publish_two_revisions_of_a_page(run: Any) -> None:
    page = published().article
    version = approved_version()
    one = make_signoff(next_revision(page, placed(version))).revision
    two = make_signoff(next_revision(page, f"{placed(version)} And more.")).revision
    run(publishes(one, note="One."), publishes(two, note="Two."))
    assert sorted(Publication.objects.filter(article=page).values_list("number", flat=True)) == [
        1,
        2,
        3,
    ]


def test_two_withdraw_a_page(run: Any) -> None:
    page = published().article
    people = run(withdraws(page), withdraws(page))
    assert sorted(refusals(*people)) == ["", "This page is not live."]
    assert Withdrawal.objects.count() == 1


def test_a_page_is_withdrawn_while_its_next_revision_is_published(run: Any) -> None:
    page = published().article
    revision = make_signoff(next_revision(page, placed(approved_version()))).revision
    publisher, withdrawing = run(publishes(revision, note="Better."), withdraws(page))
    assert (publisher.refused, withdrawing.refused) == (None, None)


def test_a_page_is_withdrawn_while_a_retraction_re_issues_it(run: Any) -> None:
    version = approved_version()
    page = published(make_revision([version])).article
    withdrawing, _ = run(withdraws(page), retracts(source_of(version)))
    assert withdrawing.refused is None
    assert shown(page) == []
    assert fresh(version).status == "suspended"


# Writers and the signer


def signs(revision: Revision, *, read: bool = True) -> Act:
    """A reviewer who read the revision as it is now, or who does not say what was read."""
    by = reviewing_user()
    seen = fingerprint(revision, entries_of(revision)[0]) if read else ""
    return lambda: sign_off(revision=revision, by=by, items=CONFIRMED, seen=seen)


def test_an_editor_saves_while_a_reviewer_signs_off(run: Any) -> None:
    version, editor = approved_version(), make_user(Role.EDITOR)
    revision = make_revision([version])
    saving, signing = run(
        lambda: save_revision(
            revision=revision, by=editor, title="Another", body=f"{placed(version)} It cures."
        ),
        signs(revision),
    )
    assert sum(bool(refusal) for refusal in refusals(saving, signing)) == 1
    revision.refresh_from_db()
    assert SignOff.objects.exists() == ("cures" not in revision.body)


@pytest.mark.parametrize("read", [True, False])
def test_an_editor_places_another_claim_while_a_reviewer_signs_off(run: Any, read: bool) -> None:
    version, other, editor = approved_version(), approved_version(), make_user(Role.EDITOR)
    revision = make_revision([version])
    saving, signing = run(
        lambda: save_revision(
            revision=revision,
            by=editor,
            title="Another",
            body=f"{placed(version)} {placed(other)}",
        ),
        signs(revision, read=read),
    )
    assert sum(bool(refusal) for refusal in refusals(saving, signing)) == 1


def test_a_reviewer_writes_while_signing_off_what_they_wrote(run: Any) -> None:
    version, person = approved_version(), reviewing_user(Role.EDITOR)
    revision = make_revision([version])
    saving, signing = run(
        lambda: save_revision(
            revision=revision, by=person, title=revision.title, body=revision.body
        ),
        lambda: sign_off(revision=revision, by=person, items=CONFIRMED),
    )
    assert sum(bool(refusal) for refusal in refusals(saving, signing)) == 1


def test_a_retraction_arrives_while_a_reviewer_signs_off(run: Any) -> None:
    version = approved_version()
    revision = make_revision([version])
    run(signs(revision), retracts(source_of(version)))
    publisher = make_user(Role.PUBLISHER)
    with pytest.raises(evidence.Refused):
        publish(revision=revision, by=publisher)


def test_two_editors_save_a_revision(run: Any) -> None:
    revision = make_revision([approved_version()])
    seen, one, two = revision.saved_at.isoformat(), make_user(Role.EDITOR), make_user(Role.EDITOR)
    people = run(
        *(
            lambda by=by: save_revision(
                revision=revision, by=by, title="T", body="[New.](claim:new)", seen_saved_at=seen
            )
            for by in (one, two)
        )
    )
    assert sum(bool(refusal) for refusal in refusals(*people)) == 1


def test_two_editors_submit_the_claims_of_a_revision(run: Any) -> None:
    draft, one, two = draft_of(), make_user(Role.EDITOR), make_user(Role.EDITOR)
    revision = make_revision(body=f"[{draft.text}](claim:{draft.claim.key})")
    people = run(
        *(lambda by=by: submit_claims(revision=revision, by=by) for by in (one, two)),
    )
    assert sum(bool(refusal) for refusal in refusals(*people)) == 1
    assert draft.claim.versions.count() == 1


def test_claims_of_two_pages_are_submitted_crosswise(run: Any) -> None:
    """Two pages that hold the same claims in opposite order: locks go by id, so nobody waits for ever."""
    drafts = [draft_of(claim=make_claim()) for _ in range(3)]
    links = [f"[{draft.text}](claim:{draft.claim.key})" for draft in drafts]
    one, two = (make_revision(body=" ".join(order)) for order in (links, links[::-1]))
    editors = [make_user(Role.EDITOR), make_user(Role.EDITOR)]
    run(
        lambda: submit_claims(revision=one, by=editors[0]),
        lambda: submit_claims(revision=two, by=editors[1]),
    )
    assert [draft.claim.versions.count() for draft in drafts] == [1, 1, 1]


# News of two kinds at one page


def test_two_sources_of_a_page_are_retracted(run: Any) -> None:
    one, two = approved_version(), approved_version()
    page = published(make_revision([one, two])).article
    run(retracts(source_of(one)), retracts(source_of(two)))
    assert shown(page) == ["suspended", "suspended"]


def test_two_loads_of_notices_hit_two_sources_of_a_page(run: Any) -> None:
    works = [study(doi=f"10.5555/race.{n}") for n in (1, 2)]
    page = published(
        make_revision([approved_version(citations=[citing(work)]) for work in works])
    ).article
    librarians = [make_user(Role.LIBRARIAN), make_user(Role.LIBRARIAN)]
    notices = [
        make_notice_input(
            original_doi=work.doi, original_title=work.title, original_year=work.issued_year
        )
        for work in works
    ]
    run(
        *(
            lambda notice=notice, by=by: make_load(notice, by=by)
            for notice, by in zip(notices, librarians, strict=True)
        )
    )
    assert shown(page) == ["suspended", "suspended"]


def test_two_sources_of_two_pages_are_retracted_crosswise(run: Any) -> None:
    one, two = approved_version(), approved_version()
    pages = [published(make_revision(order)).article for order in ([one, two], [two, one])]
    run(retracts(source_of(one)), retracts(source_of(two)))
    assert [shown(page) for page in pages] == [["suspended", "suspended"]] * 2


def test_one_claim_fails_its_recheck_while_the_source_of_another_is_retracted(run: Any) -> None:
    one, two = approved_version(), approved_version()
    page = published(make_revision([one, two])).article
    reviewer, _ = run(fails_recheck(one), retracts(source_of(two)))
    assert reviewer.refused is None
    assert shown(page) == ["suspended", "suspended"]


def test_one_claim_is_approved_anew_while_the_source_of_another_is_retracted(run: Any) -> None:
    one, two = approved_version(), approved_version()
    page = published(make_revision([one, two])).article
    open_recheck(version=one, by=make_user(Role.EDITOR), note="A reader asked.")
    reviewer, _ = run(evidence.approves(one), retracts(source_of(two)))
    assert reviewer.refused is None
    assert shown(page) == ["approved", "suspended"]


# Everyone


def test_everyone_at_once() -> None:
    """Publishers, a withdrawal, an editor, a signer, a reviewer and two retractions, over pages that share claims."""
    versions = [approved_version() for _ in range(4)]
    live = published(make_revision(versions)).article
    signed = make_signoff(make_revision(versions[::-1])).revision
    newer = make_signoff(next_revision(live, placed(versions[0]))).revision
    free, editor = make_revision(versions[1:]), make_user(Role.EDITOR)
    at_once(
        publishes(signed),
        publishes(signed),
        publishes(newer, note="Shorter."),
        withdraws(live),
        signs(free),
        lambda: save_revision(revision=free, by=editor, title="T", body=placed(versions[2])),
        fails_recheck(versions[1]),
        retracts(source_of(versions[2])),
        retracts(source_of(versions[3])),
    )
    assert [fresh(version).status for version in versions[1:]] == ["suspended"] * 3
