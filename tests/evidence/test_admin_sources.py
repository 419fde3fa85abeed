"""The source screen: what it shows to whom, what it keeps, and what it approves."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Approval, ClaimVersion, QuoteFinding, Review, StudyFacts, VerdictDraft
from references.choices import Role
from references.models import Reference
from references.services.merging import merge_references
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    CASE_REPORT,
    IN_PAPER,
    MICE,
    PAPER,
    citing,
    confirmed_facts,
    disputed_version,
    fresh,
    graded_version,
    make_fulltext,
    make_studyfacts,
    make_verdictdraft,
    review,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

LIST = "/admin/evidence/claim/sources/"


def at(reference: Reference, name: str = "source") -> str:
    return reverse(f"admin:evidence_claim_{name}", args=[reference.key])


def sentences(source: Reference, number: int = 2, **words: Any) -> list[ClaimVersion]:
    """So many claims in review that cite one source."""
    words.setdefault("is_finding", True)
    return [submitted_version(citations=[citing(source)], **words) for _ in range(number)]


def judged(client: Client, source: Reference, judgement: str = "supports", **fields: str) -> Any:
    """The page after every sentence on it was given the same verdict."""
    form = form_in(client.get(at(source)), "next")
    for name in [name for name in form if name.endswith("-shown")]:
        prefix = name.removesuffix("-shown")
        form |= {f"{prefix}-{field}": value for field, value in fields.items()}
        form[f"{prefix}-judgement"] = judgement
    return client.post(at(source), form | {"do": "keep"}, follow=True)


def approve(client: Client, page: Any, source: Reference) -> Any:
    """Press "Approve shown" on a page."""
    return client.post(at(source), form_in(page, "approve") | {"do": "approve"}, follow=True)


# What it shows


def test_every_sentence_that_waits_for_one_is_there_with_its_quote(client: Client) -> None:
    source = study()
    one, two = sentences(source)
    other = submitted_version()
    page = logged_in(client, reviewing_user()).get(at(source)).content.decode()
    assert one.text in page
    assert two.text in page
    assert other.text not in page
    assert page.count("<blockquote>") == 2
    assert "2 claims wait for you" in page
    assert page.count("Found in the abstract") == 2


def test_what_others_decided_or_chose_is_not_told(client: Client) -> None:
    source = study()
    [version] = sentences(source, 1, required=2)
    other, user = reviewing_user(name="Doctor Covered"), reviewing_user()
    make_verdictdraft(version, other, judgement="irrelevant", vouch_reason="I know it by heart.")
    review(version, "request_changes", by=other, judgement="partly")
    for client_of in (logged_in(Client(), user), logged_in(Client(), make_user(Role.EDITOR))):
        page = client_of.get(at(source), {"all": "1"})
        assert version.text in page.content.decode()
        assert "Covered" not in page.content.decode()
        assert "by heart" not in page.content.decode()
        for sentence in page.context["page"].sentences:
            assert sentence.kept is None
    # Whoever decided reads that they did, and not what comes of it.
    page = logged_in(client, other).get(at(source), {"all": "1"}).content.decode()
    assert "You decided." in page


def test_what_is_not_ones_own_to_judge_has_no_form(client: Client) -> None:
    source = study()
    user = reviewing_user(Role.AUTHOR)
    own = submitted_version(by=user, citations=[citing(source)])
    [free] = sentences(source, 1)
    client = logged_in(client, user)
    page = client.get(at(source), {"all": "1"})
    assert {s.version.pk: s.is_yours for s in page.context["page"].sentences} == {
        own.pk: False,
        free.pk: True,
    }
    assert "Not yours to decide." in page.content.decode()
    assert [s.version.pk for s in client.get(at(source)).context["page"].sentences] == [free.pk]
    disputed = disputed_version()
    page = client.get(at(disputed.citations.get().reference), {"all": "1"}).content.decode()
    assert "a third person settles it" in page


def test_staff_read_and_only_reviewers_judge(client: Client) -> None:
    source = study()
    sentences(source)
    client = logged_in(client, make_user(Role.EDITOR))
    page = client.get(at(source))
    assert len(page.context["page"].sentences) == 2
    assert "-judgement" not in page.content.decode()
    assert client.post(at(source), {"do": "keep"}).status_code == 403
    assert logged_in(Client(), make_user(is_staff=True)).get(at(source)).status_code == 403
    assert Client().get(at(source)).status_code == 302


def test_a_merged_source_is_one_with_what_it_was_merged_into(client: Client) -> None:
    winner, loser = study(), study()
    [one], [two] = sentences(winner, 1), sentences(loser, 1)
    merge_references(winner=winner, loser=loser, by=make_user(Role.LIBRARIAN))
    client = logged_in(client, reviewing_user())
    page = client.get(at(loser), follow=True)
    assert page.redirect_chain[0][0] == at(winner)
    assert {s.version.pk for s in page.context["page"].sentences} == {one.pk, two.pk}


def test_the_list_counts_what_waits_and_what_is_judged(client: Client) -> None:
    many, few = study(), study()
    sentences(many, 3)
    [version] = sentences(few, 1)
    user = reviewing_user()
    make_verdictdraft(version, user)
    make_verdictdraft(version, reviewing_user())
    lines = logged_in(client, user).get(LIST).context["lines"]
    told = [(line.study.reference.pk, line.sentences, line.judged) for line in lines]
    assert told == [(many.pk, 3, 0), (few.pk, 1, 1)]
    assert lines[0].keys_left == 5
    for_all = logged_in(Client(), make_user(Role.AUTHOR)).get(LIST).context["lines"]
    assert [line.sentences for line in for_all] == [3, 1]


def test_the_list_and_the_page_narrow_to_named_claims(client: Client) -> None:
    source = study()
    one, _two = sentences(source)
    submitted_version()
    client = logged_in(client, reviewing_user())
    narrow = {"claims": f"{one.claim.key},nothing,\x00"}
    assert [line.sentences for line in client.get(LIST, narrow).context["lines"]] == [1]
    page = client.get(at(source), narrow)
    assert [s.version.pk for s in page.context["page"].sentences] == [one.pk]
    assert (
        f"?claims={one.claim.key}" in client.get(LIST, {"claims": one.claim.key}).content.decode()
    )


def test_the_next_source_follows_and_comes_round(client: Client) -> None:
    many, few = study(), study()
    sentences(many, 2)
    [version] = sentences(few, 1)
    user = reviewing_user()
    client = logged_in(client, user)
    assert client.get(f"{LIST}next/").url == at(many)
    assert client.get(f"{LIST}next/", {"after": many.key}).url == at(few)
    assert client.get(f"{LIST}next/", {"after": few.key}).url == at(many)
    make_verdictdraft(version, user)
    ended = client.get(f"{LIST}next/", {"after": many.key}, follow=True)
    assert ended.redirect_chain[-1][0] == LIST
    assert said_in(ended) == ["No other source has sentences that you have not judged."]


# What it keeps


def test_what_is_chosen_is_kept_and_seen_again_here_and_on_the_review_page(client: Client) -> None:
    source = study()
    [version] = sentences(source, 1)
    user = reviewing_user()
    client = logged_in(client, user)
    judged(client, source, "partly", comparison="case_series", population="animals")
    kept = VerdictDraft.objects.get(reviewer=user)
    assert (kept.judgement, kept.comparison, kept.population) == (
        "partly",
        "case_series",
        "animals",
    )
    for address in (at(source), f"/admin/evidence/claim/{version.claim_id}/review/"):
        button = "next" if address == at(source) else "approve"
        form = form_in(client.get(address), button)
        prefix = f"c{kept.citation_id}"
        assert form[f"{prefix}-judgement"] == "partly"
        assert form[f"{prefix}-comparison"] == "case_series"
    assert not Review.objects.exists()
    # Choosing nothing takes it back.
    form = form_in(client.get(at(source)), "next")
    form.pop(f"{prefix}-judgement")
    client.post(at(source), form | {"do": "keep"})
    assert not VerdictDraft.objects.exists()


def test_a_reason_to_vouch_is_kept_before_the_verdict(client: Client) -> None:
    source = study(abstract="")
    sentences(source, 1)
    client = logged_in(client, reviewing_user())
    page = judged(client, source, "", vouch_reason="Page 3, second column.")
    assert page.context["page"].judged == 0
    assert "Page 3, second column." in page.content.decode()


def test_the_comparison_is_filled_in_from_what_the_study_is(client: Client) -> None:
    source = make_reference(abstract=study().abstract)
    make_studyfacts(source, **CASE_REPORT)
    sentences(source, 1)
    form = form_in(logged_in(client, reviewing_user()).get(at(source)), "next")
    assert [v for k, v in form.items() if k.endswith("-comparison")] == ["case_report"]


def test_other_facts_or_another_standing_ask_for_the_verdict_again(client: Client) -> None:
    source = study()
    sentences(source, 1)
    client = logged_in(client, reviewing_user())
    assert judged(client, source).context["page"].judged == 1
    confirmed_facts(source, **MICE)
    page = client.get(at(source))
    assert page.context["page"].judged == 0
    assert page.context["together"] == []
    assert "Judge again: the source changed" in page.content.decode()
    form = form_in(page, "next")
    assert not [name for name in form if name.endswith("-judgement")]


def test_a_verdict_goes_with_the_decision_and_with_the_round(client: Client) -> None:
    user, other = reviewing_user(), reviewing_user()
    version = submitted_version(required=2)
    make_verdictdraft(version, user)
    make_verdictdraft(version, other)
    review(version, by=user)
    assert [row.reviewer for row in VerdictDraft.objects.all()] == [other]
    review(version, by=reviewing_user())
    assert not VerdictDraft.objects.exists()


def test_a_verdict_on_what_is_not_ones_own_is_not_kept(client: Client) -> None:
    source = study()
    user = reviewing_user(Role.AUTHOR)
    own = submitted_version(by=user, citations=[citing(source)])
    [version] = sentences(source, 1)
    with pytest.raises(VerdictDraft.DoesNotExist):
        make_verdictdraft(own, user)
    make_verdictdraft(version, user)


# What it approves


def test_approve_shown_writes_one_review_for_each(client: Client) -> None:
    source = study()
    one, two = sentences(source)
    user = reviewing_user()
    client = logged_in(client, user)
    page = judged(client, source)
    assert [ready.version.pk for ready in page.context["together"]] == [one.pk, two.pk]
    said = said_in(approve(client, page, source))
    assert said[0] == "You approve 2 claims."
    assert {(r.version_id, r.reviewer_id, r.decision) for r in Review.objects.all()} == {
        (one.pk, user.pk, "approve"),
        (two.pk, user.pk, "approve"),
    }
    assert Approval.objects.active().count() == 2
    assert not VerdictDraft.objects.exists()


def test_a_claim_with_two_sources_is_ready_where_the_last_is_judged(client: Client) -> None:
    first, second = study(), study()
    version = submitted_version(citations=[citing(first), citing(second)], is_finding=True)
    client = logged_in(client, reviewing_user())
    page = judged(client, first)
    assert page.context["together"] == []
    assert "not judged yet" in page.content.decode()
    page = judged(client, second)
    assert [ready.version.pk for ready in page.context["together"]] == [version.pk]
    approve(client, page, second)
    assert fresh(version).status == "approved"


@pytest.mark.parametrize(
    ("judgement", "words", "why"),
    [
        ("irrelevant", {}, "something else than its author says"),
        ("partly", {}, "something else than its author says"),
        ("supports", {"is_finding": False}, "very uncertain"),
        (
            "supports",
            {"text": "In one patient the plaques cleared after this promising infusion."},
            "promises too much",
        ),
    ],
)
def test_what_wants_more_than_a_key_is_left_to_its_own_page(
    client: Client, judgement: str, words: dict[str, Any], why: str
) -> None:
    source = study()
    [version] = sentences(source, 1, **words)
    client = logged_in(client, reviewing_user())
    page = judged(client, source, judgement)
    assert page.context["together"] == []
    [(ready, reasons)] = page.context["alone"]
    assert ready.version == version
    assert why in " ".join(reasons)
    # Nor is it approved by whoever posts that it was shown.
    form = form_in(page, "next")
    said = said_in(
        client.post(at(source), form | {"shown": ready.shown, "do": "approve"}, follow=True)
    )
    assert said[0].startswith("Not approved: ")
    assert not Review.objects.exists()


def test_a_quote_nobody_finds_is_approved_only_with_a_reason(client: Client) -> None:
    source = study(abstract="Nothing of the kind stands here at all.")
    [version] = sentences(source, 1)
    client = logged_in(client, reviewing_user())
    page = judged(client, source)
    assert page.context["together"] == []
    page = judged(client, source, vouch_reason="Page 3, second column, as quoted.")
    approve(client, page, source)
    assert fresh(version).status == "approved"


def test_of_several_the_refused_are_told_and_the_others_stand(
    client: Client, monkeypatch: Any
) -> None:
    from evidence.services import batch
    from references.refusals import NotPossible

    source = study()
    one, two, three = sentences(source, 3)
    client = logged_in(client, reviewing_user())
    page = judged(client, source)
    real = batch.review_claim

    def refusing(**given: Any) -> Review:
        if given["version"].pk == two.pk:
            raise NotPossible("The evidence changed after you opened this page.")
        return real(**given)

    monkeypatch.setattr(batch, "review_claim", refusing)
    said = said_in(approve(client, page, source))
    assert said[0] == "You approve 2 claims."
    assert said[1] == f"Not approved: “{two.text}” The evidence changed after you opened this page."
    assert [fresh(v).status for v in (one, two, three)] == ["approved", "in_review", "approved"]


def test_what_changed_after_the_page_was_shown_is_not_approved(client: Client) -> None:
    source = study()
    [version] = sentences(source, 1)
    client = logged_in(client, reviewing_user())
    page = judged(client, source)
    confirmed_facts(source, **{**CASE_REPORT, "n": 2})
    said = said_in(approve(client, page, source))
    assert said[0].startswith("Nothing is approved")
    assert fresh(version).status == "in_review"


def test_a_verdict_changed_together_with_the_button_is_shown_first(client: Client) -> None:
    source = study()
    [version] = sentences(source, 1)
    client = logged_in(client, reviewing_user())
    form = form_in(judged(client, source), "approve")
    prefix = f"c{version.citations.get().pk}"
    client.post(at(source), form | {f"{prefix}-judgement": "contradicts", "do": "approve"})
    assert not Review.objects.exists()
    assert VerdictDraft.objects.get().judgement == "contradicts"


def test_the_second_of_two_reviewers_is_waited_for(client: Client) -> None:
    version = graded_version()
    source = version.citations.get().reference
    client = logged_in(client, reviewing_user())
    said = said_in(approve(client, judged(client, source), source))
    assert "1 claim of them wait" in said[0]
    assert fresh(version).status == "in_review"


# Its facts


def test_the_facts_are_confirmed_and_what_was_chosen_stays(client: Client) -> None:
    source = make_reference(abstract=study().abstract)
    make_studyfacts(source, **CASE_REPORT)
    [version] = sentences(source, 1)
    user = reviewing_user()
    client = logged_in(client, user)
    form = form_in(client.get(at(source)), "next")
    form[f"c{version.citations.get().pk}-judgement"] = "supports"
    page = client.post(at(source), form | {"do": f"facts-{source.key}"}, follow=True)
    assert StudyFacts.objects.filter(reference=source).first() is not None
    assert StudyFacts.objects.order_by("-number").first().confirmed_by == user
    assert [ready.version.pk for ready in page.context["together"]] == [version.pk]


def test_facts_that_cannot_be_are_told_beside_the_fields(client: Client) -> None:
    source = study()
    sentences(source, 1)
    client = logged_in(client, reviewing_user())
    form = form_in(client.get(at(source)), "next") | {f"s{source.pk}-n": "many"}
    page = client.post(at(source), form | {"do": f"facts-{source.key}"})
    assert page.status_code == 200
    assert "Enter a whole number." in page.content.decode()


# Texts


def test_a_text_is_pasted_and_the_quotes_are_found_at_once(client: Client) -> None:
    source = study()
    version = submitted_version(citations=[citing(source, quote=IN_PAPER)])
    client = logged_in(client, make_user(Role.LIBRARIAN))
    given = {"do": "paste", "source": "accepted manuscript", "text": PAPER + "\x00"}
    page = client.post(at(source, "texts"), given, follow=True)
    assert "1 of 1 quote that had not been found stand in it." in said_in(page)[0]
    assert QuoteFinding.objects.get().result == "found_in_full_text"
    assert "Nobody was lost" not in page.content.decode()
    shown = logged_in(Client(), reviewing_user())
    for address in (at(source), f"/admin/evidence/claim/{version.claim_id}/review/"):
        told = shown.get(address).content.decode()
        assert "Found in the full text" in told
        assert f"<mark>{IN_PAPER}</mark>" in told
        assert "from accepted manuscript" in told


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("too short", "a PDF", "9 characters"),
        ("word " * 100_001, "a PDF", "at most 500,000"),
        (PAPER, "", "see beside the fields"),
    ],
)
def test_a_text_that_cannot_be_one_is_refused_and_stays_typed(
    client: Client, text: str, source: str, said: str
) -> None:
    reference = study()
    client = logged_in(client, make_user(Role.AUTHOR))
    page = client.post(at(reference, "texts"), {"do": "paste", "source": source, "text": text})
    assert page.status_code == 200
    assert said in said_in(page)[0]
    assert text[:40] in page.content.decode()


def test_a_text_is_taken_back_with_a_reason(client: Client) -> None:
    source = study()
    text = make_fulltext(source)
    client = logged_in(client, make_user(Role.AUTHOR))
    page = client.post(at(source, "texts"), {"do": f"back-{text.pk}", "reason": "no"}, follow=True)
    assert "at least 10 characters" in said_in(page)[0]
    given = {"do": f"back-{text.pk}", "reason": "It is another paper."}
    page = client.post(at(source, "texts"), given, follow=True)
    assert "Taken back by" in page.content.decode()


def test_who_does_not_work_with_sources_reads_what_there_is(client: Client) -> None:
    source = study()
    make_fulltext(source)
    client = logged_in(client, make_user(Role.PUBLISHER))
    page = client.get(at(source, "texts"))
    assert "From accepted manuscript" in page.content.decode()
    assert 'name="text"' not in page.content.decode()
    assert client.post(at(source, "texts"), {"do": "check"}).status_code == 403


# What it costs


def test_the_page_and_the_list_cost_the_same_for_one_sentence_and_for_forty(client: Client) -> None:
    question_of, source = graded_version(), study()
    [version] = sentences(source, 1, question=question_of.question)
    client = logged_in(client, reviewing_user())
    judged(client, source)
    few = queries(client, at(source)), queries(client, LIST)
    for _ in range(39):
        submitted_version(by=version.author, citations=[citing(source)], question=version.question)
    judged(client, source)
    page = client.get(at(source))
    assert len(page.context["page"].sentences) == 40
    assert len(page.context["together"]) + len(page.context["alone"]) == 40
    assert (queries(client, at(source)), queries(client, LIST)) == few
    assert max(few) < 12


def test_a_source_of_thousands_is_paged(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("evidence.selectors.source_page.PER_PAGE", 2)
    source = study()
    versions = sentences(source, 3)
    client = logged_in(client, reviewing_user())
    shown = [client.get(at(source), {"p": p}).context["page"] for p in ("1", "2", "9", "\x00")]
    assert [[s.version.pk for s in page.sentences] for page in shown] == [
        [versions[0].pk, versions[1].pk],
        [versions[2].pk],
        [versions[0].pk, versions[1].pk],
        [versions[0].pk, versions[1].pk],
    ]
    assert {page.total for page in shown} == {3}
