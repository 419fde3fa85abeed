"""The two gates before the public, and what follows afterwards (D6, D7)."""

import pytest

from articles.disclosures import OF_EVERY_PAGE
from articles.models import Live, LiveEntry, Page, Publication, SignOff
from articles.services.publishing import publish, sign_off, withdraw
from articles.services.writing import save_revision
from evidence.services.rounds import open_recheck
from references.choices import Role, Standing
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from references.services.library import edit_reference
from tests.factories.articles import (
    CONFIRMED,
    make_revision,
    make_signoff,
    next_revision,
    placed,
    published,
)
from tests.factories.evidence import (
    MICE,
    approved,
    approved_version,
    citing,
    draft_of,
    fresh,
    make_profile,
    make_question,
    review,
    reviewing_user,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user

# Committed for real: what was live when a transaction began is the database's to remember.
pytestmark = pytest.mark.django_db(transaction=True)


def put(revision, **said):
    return publish(revision=revision, by=make_user(Role.PUBLISHER), **said)


def html(article):
    return bytes(Page.objects.get(publication__live__article=article).html).decode()


# Sign-off


def test_a_sign_off_stores_words_and_badge_of_every_placement():
    version = approved_version()
    signoff = make_signoff(make_revision([version]))
    entry = signoff.entries.get()
    assert (entry.version, entry.digest, entry.badge) == (
        version,
        version.digest,
        version.approvals.get().badge,
    )


def test_whoever_wrote_in_it_does_not_sign_it_off():
    writer = reviewing_user(Role.AUTHOR)
    revision = make_revision([approved_version()], by=writer)
    with pytest.raises(NotAllowed, match="You wrote"):
        sign_off(revision=revision, by=writer, items=CONFIRMED)
    assert make_signoff(revision).pk


@pytest.mark.parametrize("person", [make_superuser, lambda: make_user(Role.PUBLISHER)])
def test_only_reviewers_sign_off(person):
    with pytest.raises(NotAllowed, match="Only active reviewers"):
        sign_off(revision=make_revision([approved_version()]), by=person(), items=CONFIRMED)


def test_the_only_reviewer_of_a_claim_does_not_sign_off_its_page():
    version = submitted_version()
    alone = reviewing_user()
    review(version, by=alone)
    revision = make_revision([fresh(version)])
    with pytest.raises(NotAllowed, match="You alone reviewed"):
        sign_off(revision=revision, by=alone, items=CONFIRMED)


@pytest.mark.parametrize("answer", [{}, {"waived": "short"}, {"confirmed": False}])
def test_every_item_is_confirmed_or_waived_with_a_reason(answer):
    revision = make_revision([approved_version()])
    with pytest.raises(NotPossible, match="Benefit and harm"):
        sign_off(
            revision=revision, by=reviewing_user(), items={**CONFIRMED, "benefit_and_harm": answer}
        )
    assert not SignOff.objects.exists()


def test_a_waiver_is_shown_on_the_page():
    signoff = make_signoff(absolute_numbers={"waived": "No study gives numbers."})
    put(signoff.revision)
    assert "No study gives numbers." in html(signoff.revision.article)


def test_a_claim_that_does_not_stand_cannot_be_signed_off():
    for version in (submitted_version(), suspended_version()):
        with pytest.raises(NotPossible, match="not approved"):
            make_signoff(make_revision([version]))


# Publication


def test_a_signed_off_revision_goes_before_the_public():
    publication = published()
    assert publication.cause == "first"
    assert Live.objects.get().publication == publication
    entry, live = publication.entries.get(), LiveEntry.objects.get()
    assert (live.version, live.digest, live.approval, live.active) == (
        entry.version,
        entry.digest,
        entry.approval,
        True,
    )
    assert entry.version.text in html(publication.article)


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.LIBRARIAN, Role.ADMINISTRATOR])
def test_only_publishers_publish_and_withdraw(role):
    publication = published()
    with pytest.raises(NotAllowed):
        publish(revision=publication.revision, by=make_user(role))
    with pytest.raises(NotAllowed):
        withdraw(article=publication.article, by=make_user(role), reason="Because I say so.")


def test_without_a_sign_off_nothing_is_published():
    revision = make_revision([approved_version()])
    with pytest.raises(NotPossible, match="signed off"):
        put(revision)
    make_signoff(revision)
    assert put(revision)


def test_while_one_claim_stands_unapproved_nothing_is_published():
    revision = make_revision([approved_version(), submitted_version()])
    with pytest.raises(NotPossible, match="not approved"):
        put(revision)


def test_a_claim_without_a_source_is_never_published():
    revision = make_revision(body="[Nobody said this.](claim:new)")
    with pytest.raises(NotPossible, match="never submitted"):
        put(revision)


def test_contradicted_stands_only_as_a_quoted_myth():
    version = submitted_version(
        asks="background", direction="", question=None, citations=[citing(study(MICE))]
    )
    approved(version, judgement="contradicts")
    version = fresh(version)
    assert version.approvals.get().badge == "contradicted"
    with pytest.raises(NotPossible, match="only as a quoted myth"):
        make_signoff(make_revision([version]))
    publication = published(make_revision(body=placed(version, is_myth=True)))
    assert publication.entries.get().is_myth


def test_a_quoted_myth_must_be_contradicted():
    with pytest.raises(NotPossible, match="only if studies point against"):
        make_signoff(make_revision(body=placed(approved_version(), is_myth=True)))


def test_a_sign_off_lapses_when_an_entry_no_longer_agrees():
    signoff = make_signoff()
    version = signoff.entries.get().version
    suspended_version(version)
    with pytest.raises(NotPossible, match="not approved"):
        put(signoff.revision)
    assert not Live.objects.exists()


def test_a_change_of_a_live_page_says_what_changed():
    first = published()
    revision = next_revision(first.article, placed(approved_version()))
    make_signoff(revision)
    with pytest.raises(NotPossible, match="what changed"):
        put(revision)
    second = put(revision, note="A better source.", is_correction=True)
    assert (second.cause, second.number) == ("correction", 2)
    assert "A better source." in html(first.article)
    assert Live.objects.get().replaced == first


def test_a_superseded_version_may_stay_but_not_be_added():
    version = approved_version()
    page = published(make_revision([version])).article
    draft_of(claim=version.claim, text="Newer words about it.")
    approved_version(version.claim, text="Newer words about it.")
    assert fresh(version).status == "superseded"
    assert Live.objects.get(article=page).publication.number == 1
    kept = next_revision(page, f"{placed(version)} And a word more.")
    make_signoff(kept)
    assert put(kept, note="A word more.").number == 2
    with pytest.raises(NotPossible, match="newer words"):
        make_signoff(make_revision([version]))


def test_publishing_the_live_revision_again_is_refused():
    publication = published()
    with pytest.raises(NotPossible, match="live already"):
        put(publication.revision, note="Again.")


def test_publication_is_recorded():
    publication = published()
    stream = f"article:{publication.article.key}"
    verbs = list(Event.objects.filter(stream=stream).values_list("verb", flat=True))
    assert verbs[-2:] == ["revision.signed_off", "article.published"]


# Withdrawal


def test_a_withdrawn_page_answers_410_with_the_reason_and_may_come_back(client):
    publication = published()
    withdraw(
        article=publication.article, by=make_user(Role.PUBLISHER), reason="It promised too much."
    )
    answer = client.get(f"/articles/{publication.article.slug}/")
    assert answer.status_code == 410
    assert "It promised too much." in answer.content.decode()
    assert not LiveEntry.objects.exists()
    again = put(publication.revision)
    assert again.cause == "republish"
    assert client.get(f"/articles/{publication.article.slug}/").status_code == 200


def test_a_withdrawal_needs_a_reason_and_a_live_page():
    article = published().article
    with pytest.raises(NotPossible, match="at least 10"):
        withdraw(article=article, by=make_user(Role.PUBLISHER), reason="Wrong")
    withdraw(article=article, by=make_user(Role.PUBLISHER), reason="It promised too much.")
    with pytest.raises(NotPossible, match="not live"):
        withdraw(article=article, by=make_user(Role.PUBLISHER), reason="It promised too much.")


# Re-issue


def test_a_retraction_reaches_the_live_page_by_itself():
    version = approved_version()
    first = published(make_revision([version]))
    stand(version.citations.get().reference, Standing.RETRACTED)
    live = Live.objects.get()
    assert (live.publication.cause, live.publication.number) == ("reissue", 2)
    assert live.publication.signoff == first.signoff
    entry = live.entries.get()
    assert (entry.shown_as, entry.approval, entry.active) == ("suspended", None, None)
    assert fresh(version).status == "suspended"
    page = html(first.article)
    assert "re-checked" in page
    assert "etracted" in page


def test_an_unmoved_badge_is_reissued_with_the_source_marked():
    one, other = study(), study()
    version = submitted_version(citations=[citing(one), citing(other)])
    approved(version)
    first = published(make_revision([fresh(version)]))
    badge = version.approvals.get().badge
    stand(other, Standing.RETRACTED)
    assert fresh(version).status == "approved"
    live = Live.objects.get()
    assert (live.publication.number, live.entries.get().shown_as) == (2, "approved")
    assert live.publication.entries.get().badge == badge
    assert "etracted" in html(first.article)


def test_a_suspended_benefit_claim_leaves_the_key_messages_and_a_warning_stays():
    benefit = approved_version()
    text = placed(benefit)
    first = published(make_revision(key_messages=text, body=text))
    suspended_version(benefit)
    shown = {e.position: e.shown_as for e in Live.objects.get(article=first.article).entries.all()}
    assert shown == {1: "omitted", 2: "suspended"}


def test_a_new_approval_brings_a_suspended_claim_back():
    version = approved_version()
    first = published(make_revision([version]))
    suspended_version(version)
    assert Live.objects.get().entries.get().shown_as == "suspended"
    open_recheck(version=fresh(version), by=make_user(Role.EDITOR), note="Look again.")
    approved(fresh(version))
    live = Live.objects.get(article=first.article)
    assert live.entries.get().shown_as == "approved"
    assert live.publication.cause == "reissue"
    assert live.publication.number == 3


def test_the_same_words_approved_anew_are_reissued_under_the_same_sign_off():
    version = approved_version()
    first = published(make_revision([version]))
    draft_of(claim=version.claim, text=version.text, citations=[citing(study())])
    newer = approved_version(version.claim, text=version.text)
    assert newer.digest != version.digest
    live = Live.objects.get()
    assert live.entries.get().version == newer
    assert (live.publication.cause, live.publication.signoff) == ("reissue", first.signoff)


def test_a_failing_recheck_suspends_and_reissues():
    version = approved_version()
    published(make_revision([version]))
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader asked.")
    assert fresh(version).status == "approved"
    review(version, "request_changes")
    assert fresh(version).status == "suspended"
    assert Live.objects.get().entries.get().shown_as == "suspended"


def test_a_changed_title_under_a_standing_approval_suspends_the_claim_and_the_page_says_so():
    version = approved_version()
    published(make_revision([version]))
    edit_reference(
        reference=version.citations.get().reference,
        by=make_user(Role.LIBRARIAN),
        changes={"title": "Quite another work about teeth"},
    )
    assert fresh(version).status == "suspended"
    assert Live.objects.get().entries.get().shown_as == "suspended"


def test_last_reviewed_does_not_move_with_a_reissue():
    first = published()
    stand(first.entries.get().version.citations.get().reference, Standing.RETRACTED)
    second = Publication.objects.get(number=2)
    assert second.content["signed_off_on"] == first.content["signed_off_on"]
    assert second.content["signed_off_by"] == first.content["signed_off_by"]


def test_pages_that_do_not_show_the_source_stay_as_they_are():
    other = published()
    version = approved_version()
    published(make_revision([version]))
    stand(version.citations.get().reference, Standing.RETRACTED)
    assert Live.objects.get(article=other.article).publication == other


# Nobody vouches alone, and only for what was seen


def test_a_claim_submitted_on_its_own_page_is_not_signed_off_by_its_only_reviewer():
    revision = make_revision(body="[One sentence of ours.](claim:new)")
    claim = revision.placements.get().claim
    draft_of(claim=claim, text="One sentence of ours.")
    version = submitted_version(claim, text="One sentence of ours.")
    alone = reviewing_user()
    review(version, by=alone)
    assert revision.placements.get().version is None
    with pytest.raises(NotAllowed, match="You alone reviewed"):
        sign_off(revision=revision, by=alone, items=CONFIRMED)
    assert make_signoff(revision)


def test_a_sign_off_does_not_cover_what_the_signer_alone_let_stand_again():
    version = approved_version()
    signoff = make_signoff(make_revision([version]))
    open_recheck(version=version, by=make_user(Role.EDITOR), note="Look again.")
    review(version, by=signoff.signed_by)
    with pytest.raises(NotPossible, match="another reviewer signs it off"):
        put(signoff.revision)


def test_a_reissue_does_not_show_what_the_signer_alone_let_stand_again():
    version = approved_version()
    first = published(make_revision([version]))
    open_recheck(version=version, by=make_user(Role.EDITOR), note="Look again.")
    review(version, by=first.signoff.signed_by)
    assert Live.objects.get().entries.get().shown_as == "suspended"


def test_whoever_wrote_a_claim_or_an_earlier_revision_does_not_sign_the_page_off():
    writer = reviewing_user(Role.AUTHOR)
    page = published(make_revision([approved_version(by=writer)])).article
    revision = next_revision(page, placed(page.live.entries.get().version))
    with pytest.raises(NotAllowed, match="You wrote"):
        sign_off(revision=revision, by=writer, items=CONFIRMED)
    earlier = page.revisions.get(number=1).contributors.first().user
    assert revision.contributors.filter(user=earlier).exists()


def test_a_newer_appraisal_speaks_to_readers_only_once_a_review_adopted_it(client):
    question, patient = make_question(), study()
    make_profile(question, [patient], effect_line="1 of 1 improved.")
    version = submitted_version(question=question, citations=[citing(patient)])
    approved(version)
    page = published(make_revision([fresh(version)])).article
    address = f"/claims/{version.claim.key}/"
    assert "1 of 1 improved." in client.get(address).content.decode()
    make_profile(question, [patient], effect_line="90 of 100 are cured.")
    assert fresh(version).status == "approved"
    assert "90 of 100" not in client.get(address).content.decode()
    assert "90 of 100" not in html(page)


def test_a_myth_in_a_heading_is_told_as_a_myth_in_the_list_of_contents():
    version = submitted_version(
        asks="background", direction="", question=None, citations=[citing(study(MICE))]
    )
    approved(version, judgement="contradicts")
    publication = published(make_revision(body=f"## {placed(version, is_myth=True)}\n\nText."))
    contents = html(publication.article).split("<nav", 2)[2].split("</nav>")[0]
    assert "Myth" in contents


def test_prose_about_a_therapy_is_signed_off_like_claims_about_one() -> None:
    """All as prose: the page has no claim, and its signer answers everything all the same."""
    prose = "MSC infusions heal sore skin in patients."
    revision, signer = make_revision(body=prose), reviewing_user()
    few = {item.value: {"confirmed": True} for item in OF_EVERY_PAGE}
    with pytest.raises(NotPossible, match="Benefit and harm"):
        sign_off(revision=revision, by=signer, items=few)
    sign_off(revision=revision, by=signer, items=CONFIRMED)
    plain = make_revision(body="We looked in May.")
    sign_off(revision=plain, by=signer, items=few)


def test_words_that_no_evidence_bears_out_stand_on_no_page() -> None:
    version, signer = approved_version(), reviewing_user()
    revision = make_revision([version], summary="A breakthrough.")
    with pytest.raises(NotPossible, match="Outside claims one reads “breakthrough”"):
        sign_off(revision=revision, by=signer, items=CONFIRMED)
    save_revision(
        revision=revision, by=make_user(Role.EDITOR), title=revision.title, body=revision.body
    )
    sign_off(revision=revision, by=signer, items=CONFIRMED)
