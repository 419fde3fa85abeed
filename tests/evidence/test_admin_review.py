"""The review page: read, compute, mend facts, decide; nothing leaks, nothing typed is lost."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from evidence.models import ClaimVersion, Review, StudyFacts
from evidence.services.conversation import reply
from evidence.services.rounds import open_recheck
from references.choices import Role
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    ABSTRACT,
    CASE_REPORT,
    MICE,
    QUOTE,
    TRIAL,
    approved,
    approved_version,
    citing,
    confirmed_facts,
    disputed_version,
    draft_of,
    fresh,
    graded_version,
    make_profile,
    make_question,
    make_reviewdraft,
    make_studyfacts,
    make_thread,
    recorded_search,
    review,
    reviewing_user,
    sent_back_version,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference, make_retracted_reference

pytestmark = pytest.mark.django_db

SECRET = "The secret reason of the first reviewer."


def page_of(version: ClaimVersion) -> str:
    return reverse("admin:evidence_claim_review", args=[version.claim_id])


def filled(client: Client, version: ClaimVersion, do: str, **typed: str) -> dict[str, Any]:
    """The form as the browser would send it, each citation supporting, but for what is typed."""
    data = form_in(client.get(page_of(version)), "digest")
    for citation in version.citations.all():
        data[f"c{citation.pk}-judgement"] = "supports"
    return data | typed | {"do": do}


def decide(client: Client, version: ClaimVersion, do: str = "approve", **typed: str) -> Any:
    return client.post(page_of(version), filled(client, version, do, **typed))


# Who sees and who decides


@pytest.mark.parametrize("role", [*Role.values, "superuser", "nobody", "anonymous"])
def test_everyone_who_works_here_reads_it_and_nobody_without_a_reviewers_row_decides(
    client: Client, role: str
) -> None:
    version = submitted_version()
    if role == "superuser":
        client.force_login(make_superuser())
    elif role != "anonymous":
        client.force_login(make_user(*([] if role in ("nobody", "portal") else [role])))
    allowed = role not in ("nobody", "portal", "anonymous")
    response = client.get(page_of(version))
    assert response.status_code == (200 if allowed else 302 if role == "anonymous" else 403)
    if allowed:
        page = response.content.decode()
        assert "Only active reviewers decide about claims." in page
        assert 'value="approve"' not in page
        assert version.text in page
    posted = client.post(page_of(version), {"do": "approve", "digest": version.digest})
    assert posted.status_code == (302 if role == "anonymous" else 403)
    assert not Review.objects.exists()


def test_the_author_is_told_why_not_and_refused(client: Client) -> None:
    author = reviewing_user(Role.AUTHOR)
    version = submitted_version(by=author)
    logged_in(client, author)
    page = client.get(page_of(version)).content.decode()
    assert "nobody reviews their own" in page
    assert 'value="approve"' not in page
    assert client.post(page_of(version), {"do": "approve"}).status_code == 403
    assert not Review.objects.exists()


def test_a_claim_without_a_version_leads_to_its_page(client: Client) -> None:
    draft = draft_of()
    response = logged_in(client, reviewing_user()).get(
        reverse("admin:evidence_claim_review", args=[draft.claim_id])
    )
    assert response.url == reverse("admin:evidence_claim_change", args=[draft.claim_id])


def test_without_an_open_round_there_is_no_form(client: Client) -> None:
    version = approved_version()
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    assert "No round of review is open" in page
    assert 'value="approve"' not in page


# What it shows


def test_it_shows_the_claim_in_its_paragraph_beside_its_sources(client: Client) -> None:
    from evidence.services.submission import submit_claim

    author = make_user(Role.AUTHOR)
    paper = study(
        CASE_REPORT, title="One man and his gum cells", doi="10.5555/gum.1", pmid="36161111"
    )
    draft = draft_of(by=author, text="His plaques cleared.", citations=[citing(paper)])
    version = submit_claim(
        claim=draft.claim, by=author, paragraph="Before. His plaques cleared. After."
    )
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    assert "Before. <mark>His plaques cleared.</mark> After." in page
    assert f"<mark>{QUOTE}</mark>" in page
    assert "https://doi.org/10.5555/gum.1" in page
    assert "https://pubmed.ncbi.nlm.nih.gov/36161111/" in page
    assert "Found in the abstract" in page
    assert "Case report" in page
    assert "Effect of an intervention" in page
    assert version.question.title in page
    assert "Very weak evidence in people" in page
    assert version.digest in page


def test_a_retracted_source_says_so_with_its_date(client: Client) -> None:
    bad = make_retracted_reference(abstract=ABSTRACT)
    confirmed_facts(bad, **CASE_REPORT)
    version = submitted_version(citations=[citing(bad)])
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    assert "Retracted, " in page
    assert "flag--bad" in page


def test_words_approved_before_are_compared(client: Client) -> None:
    before = approved_version(text="The plaques cleared quickly.")
    version = submitted_version(before.claim, text="The plaques cleared slowly.")
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    assert "<del>quickly.</del>" in page
    assert "<ins>slowly.</ins>" in page


def test_the_appraisal_in_force_stands_beside_the_claim(client: Client) -> None:
    version = graded_version(effect_line="17 more of every 100 people.", imprecision=1)
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    assert "17 more of every 100 people." in page
    assert "Moderate evidence in people" in page
    assert "1 serious" in page


def test_keys_of_references_are_told_as_names(client: Client) -> None:
    version = submitted_version()
    key = version.citations.get().reference.key
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    reasons = page[page.index("Why this badge") :].partition("</details>")[0]
    assert "Example 2020" in reasons
    assert key not in reasons


def test_nobody_is_told_to_send_back_what_only_waits_for_a_word_of_theirs(client: Client) -> None:
    source = citing(study(), quote="words that are nowhere in the abstract")
    version = submitted_version(citations=[source])
    logged_in(client, reviewing_user())
    page = decide(client, version, "preview").content.decode()
    assert "Vouch for it, saying why." in page
    assert "No source supports it" not in page


# Computing without saving


def test_the_badge_follows_the_verdicts_and_nothing_is_saved(client: Client) -> None:
    version = submitted_version()
    user = reviewing_user()
    logged_in(client, user)
    citation = version.citations.get()
    typed = {f"c{citation.pk}-judgement": "irrelevant", "comment": "half a thought"}
    response = decide(client, version, "preview", **typed)
    page = response.content.decode()
    assert "No source given" in page
    assert "No source supports it: it cannot be approved." in page
    assert "half a thought" in page
    assert form_in(response, "digest")[f"c{citation.pk}-judgement"] == "irrelevant"
    assert not Review.objects.exists()


def test_what_an_approval_lacks_is_said_before_it_is_tried(client: Client) -> None:
    version = submitted_version(citations=[citing(make_reference(abstract=ABSTRACT))])
    logged_in(client, reviewing_user())
    page = decide(client, version, "preview").content.decode()
    assert "confirm what kind of study it is first" in page


# Deciding


def test_an_approval_is_recorded_and_leads_to_the_next(client: Client) -> None:
    version, following = submitted_version(), submitted_version()
    user = reviewing_user()
    response = decide(logged_in(client, user), version, comment="Well put.")
    assert response.url == page_of(following)
    assert "Next:" in " ".join(said_in(client.get(response.url)))
    made = Review.objects.get(reviewer=user)
    assert (made.version, made.decision, made.comment) == (version, "approve", "Well put.")
    verdict = made.verdicts.get()
    assert (verdict.judgement, verdict.comparison, verdict.outcome_matches) == (
        "supports",
        "case_report",
        True,
    )
    assert fresh(version).status == "approved"


def test_the_last_one_leads_back_to_the_queue(client: Client) -> None:
    version = submitted_version()
    response = decide(logged_in(client, reviewing_user()), version)
    assert response.url == reverse("admin:evidence_claim_changelist") + "?tab=mine"


def test_at_the_end_one_is_told_what_could_be_opened_again(client: Client) -> None:
    version, user = submitted_version(), reviewing_user()
    response = decide(logged_in(client, user), version)
    assert "Nothing more waits for you." in said_in(client.get(response.url))[0]
    suspended_version()
    said = said_in(client.get(reverse("admin:evidence_claim_next"), follow=True))
    assert said == ["No review waits for you; of 1 suspended claim you can open a re-check."]


@pytest.mark.parametrize(
    ("do", "status"), [("request_changes", "changes_requested"), ("reject", "rejected")]
)
def test_sending_back_and_rejecting_need_a_reason_and_lose_nothing_without(
    client: Client, do: str, status: str
) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    citation = version.citations.get()
    typed = {
        f"c{citation.pk}-judgement": "partly",
        f"c{citation.pk}-population": "people_samples",
        "reason": "too short",
        "comment": "A comment that took me a while.",
    }
    data = filled(client, version, do, **typed)
    data.pop(f"c{citation.pk}-outcome_matches")
    refused = client.post(page_of(version), data)
    assert said_in(refused) == ["Say why, in at least 10 characters."]
    again = form_in(refused, "digest")
    for name, value in typed.items():
        assert again[name] == value
    assert f"c{citation.pk}-outcome_matches" not in again
    assert not Review.objects.exists()
    done = client.post(
        page_of(version), again | {"do": do, "reason": "It says more than its source."}
    )
    assert done.status_code == 302
    assert fresh(version).status == status


def test_an_approval_that_lacks_something_is_refused_with_what_was_typed(client: Client) -> None:
    version = submitted_version(
        citations=[citing(study(), quote="words that are not in there at all")]
    )
    logged_in(client, reviewing_user())
    citation = version.citations.get()
    refused = decide(client, version, comment="Kept.")
    assert "not found in the text we have" in said_in(refused)[0]
    again = form_in(refused, "digest")
    assert again["comment"] == "Kept."
    vouched = {f"c{citation.pk}-vouch_reason": "Page 3 of the paper says exactly this."}
    assert client.post(page_of(version), again | vouched | {"do": "approve"}).status_code == 302
    assert fresh(version).status == "approved"


def test_other_words_than_those_shown_are_not_decided(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    data = filled(client, version, "approve", comment="About the old words.")
    newer = submitted_version(version.claim)
    refused = client.post(page_of(version), data)
    assert "no longer those you were shown" in said_in(refused)[0]
    assert not Review.objects.exists()
    again = form_in(refused, "digest")
    assert again["digest"] == newer.digest
    assert again["comment"] == "About the old words."


def test_a_round_that_ended_meanwhile_is_told_and_nothing_typed_is_lost(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    data = filled(client, version, "approve", comment="I was slow.")
    review(version)
    refused = client.post(page_of(version), data)
    assert said_in(refused) == ["No round of review is open for this version."]
    assert "I was slow." in refused.content.decode()
    assert Review.objects.count() == 1


# Study facts on the page


def test_facts_that_staff_entered_are_confirmed_with_one_button(client: Client) -> None:
    paper = make_reference(abstract=ABSTRACT)
    make_studyfacts(paper)
    version = submitted_version(citations=[citing(paper)])
    user = reviewing_user()
    logged_in(client, user)
    typed = filled(client, version, f"facts-{paper.key}", comment="Still here.")
    response = client.post(page_of(version), typed)
    newest = StudyFacts.objects.filter(reference=paper).order_by("-number").first()
    assert (newest.number, newest.confirmed_by) == (2, user)
    again = form_in(response, "digest")
    assert again["comment"] == "Still here."
    assert again[f"c{version.citations.get().pk}-judgement"] == "supports"
    assert again[f"s{paper.pk}-shown"] == str(newest.pk)
    assert "Confirm as it stands" not in response.content.decode()


def test_facts_are_corrected_without_leaving_the_page(client: Client) -> None:
    paper = study()
    version = submitted_version(citations=[citing(paper)])
    logged_in(client, reviewing_user())
    data = filled(client, version, f"facts-{paper.key}") | {
        f"s{paper.pk}-design": "case_series",
        f"s{paper.pk}-n": "3",
        f"s{paper.pk}-funding": "A hospital",
    }
    response = client.post(page_of(version), data)
    newest = StudyFacts.objects.filter(reference=paper).order_by("-number").first()
    assert (newest.design, newest.n, newest.funding) == ("case_series", 3, "A hospital")
    assert newest.confirmed_at is not None
    assert said_in(response) == ["Saved and confirmed: Example 2020."]


def test_facts_that_cannot_be_stay_in_the_form_with_the_reason(client: Client) -> None:
    paper = study()
    version = submitted_version(citations=[citing(paper)])
    logged_in(client, reviewing_user())
    before = StudyFacts.objects.count()
    response = client.post(
        page_of(version),
        filled(client, version, f"facts-{paper.key}") | {f"s{paper.pk}-n": "many"},
    )
    assert StudyFacts.objects.count() == before
    assert form_in(response, "digest")[f"s{paper.pk}-n"] == "many"
    assert "Enter a whole number." in response.content.decode()


def test_unchanged_confirmed_facts_are_not_entered_again(client: Client) -> None:
    paper = study()
    version = submitted_version(citations=[citing(paper)])
    logged_in(client, reviewing_user())
    before = StudyFacts.objects.count()
    client.post(page_of(version), filled(client, version, f"facts-{paper.key}"))
    assert StudyFacts.objects.count() == before


def test_facts_changed_by_another_meanwhile_are_not_overwritten(client: Client) -> None:
    paper = study()
    version = submitted_version(citations=[citing(paper)])
    logged_in(client, reviewing_user())
    data = filled(client, version, f"facts-{paper.key}") | {f"s{paper.pk}-n": "2"}
    confirmed_facts(paper, **(CASE_REPORT | {"n": 5}))
    before = StudyFacts.objects.count()
    response = client.post(page_of(version), data)
    assert "meanwhile" in said_in(response)[0]
    assert StudyFacts.objects.count() == before


def test_facts_typed_and_not_saved_stop_a_decision(client: Client) -> None:
    paper = study()
    version = submitted_version(citations=[citing(paper)])
    logged_in(client, reviewing_user())
    response = decide(client, version, **{f"s{paper.pk}-n": "7"})
    assert "without saving them" in said_in(response)[0]
    assert form_in(response, "digest")[f"s{paper.pk}-n"] == "7"
    assert not Review.objects.exists()


# Blindness


def _leaks(page: str, reviewer: User) -> list[str]:
    words = (SECRET, "A secret comment.", reviewer.reviewer.name, "decided--")
    return [word for word in words if word in page]


def _first_review(version: ClaimVersion, decision: str = "request_changes") -> User:
    first = reviewing_user(name="Dr First Unseen")
    review(version, decision, by=first, reason=SECRET, judgement="contradicts")
    return first


def _pages(version: ClaimVersion) -> list[str]:
    return [
        page_of(version),
        reverse("admin:evidence_claim_change", args=[version.claim_id]),
        reverse("admin:evidence_claim_changelist") + "?tab=all",
        reverse("admin:evidence_review_changelist"),
    ]


def test_a_blind_decision_leaks_on_no_page_until_both_are_in(client: Client) -> None:
    version = submitted_version(required=2)
    first = _first_review(version)
    second, third = reviewing_user(), reviewing_user()
    for user in (second, third):
        logged_in(client, user)
        for address in _pages(version):
            assert _leaks(client.get(address).content.decode(), first) == [], address
    hidden = reverse("admin:evidence_review_change", args=[Review.objects.get().pk])
    assert client.get(hidden).status_code == 302
    page = client.get(page_of(version)).content.decode()
    assert "1 in" in page
    review(version, by=second)
    assert fresh(version).status == "disputed"
    for user in (first, second, third):
        page = logged_in(client, user).get(page_of(version)).content.decode()
        assert SECRET in page
        assert "Dr First Unseen" in page


def test_the_record_of_events_does_not_tell_a_blind_decision(client: Client) -> None:
    from references.models import Event

    version = submitted_version(required=2)
    _first_review(version, "reject")
    told = str(
        list(Event.objects.filter(stream=f"claim:{version.claim.key}").values("verb", "data"))
    )
    assert "reject" not in told
    assert SECRET not in told


def test_ones_own_decision_is_shown_and_starts_the_form_again(client: Client) -> None:
    version = submitted_version(required=2)
    first = _first_review(version)
    response = logged_in(client, first).get(page_of(version))
    assert "You decided already" in response.content.decode()
    citation = version.citations.get()
    assert form_in(response, "digest")[f"c{citation.pk}-judgement"] == "contradicts"


def test_deciding_again_before_the_other_replaces_ones_own(client: Client) -> None:
    version = submitted_version(required=2)
    first = _first_review(version)
    assert decide(logged_in(client, first), version).status_code == 302
    assert fresh(version).status == "in_review"
    review(version)
    assert fresh(version).status == "approved"


def test_a_recorded_search_is_shown_as_one_and_asks_for_no_facts(client: Client) -> None:
    search = recorded_search()
    version = submitted_version(
        asks="record",
        text="Our search of 2 November 2026 found no trial.",
        citations=[citing(search, quote="", locator="", no_quote_reason="A search has no text.")],
    )
    user = reviewing_user()
    response = logged_in(client, user).get(page_of(version))
    page = response.content.decode()
    assert "it shows what was on record that day" in page
    assert f"s{search.pk}-design" not in page
    assert "Official record (or our search), checked 2 November 2026" in page
    vouch = {f"c{version.citations.get().pk}-vouch_reason": "I ran the search again myself."}
    assert decide(client, version, **vouch).status_code == 302
    assert fresh(version).status == "approved"


def test_one_step_apart_both_read_the_others_reasons_and_no_third_joins(client: Client) -> None:
    version = graded_version(imprecision=1)
    first, second = reviewing_user(name="Dr One Step"), reviewing_user()
    review(version, by=first)
    review(version, by=second, comparison="nonrandomised_controlled")
    page = logged_in(client, second).get(page_of(version)).content.decode()
    assert "Dr One Step" in page
    assert "one step apart" in page
    assert 'value="approve"' in page
    page = logged_in(client, reviewing_user()).get(page_of(version)).content.decode()
    assert "Dr One Step" not in page
    assert "only those who gave them go on" in page
    assert 'value="approve"' not in page


# Adjudication and re-checks


def test_a_third_person_settles_with_both_reviews_in_sight(client: Client) -> None:
    version = disputed_version()
    first, second = (r.reviewer for r in version.reviews.all())
    third = reviewing_user()
    response = logged_in(client, third).get(page_of(version))
    page = response.content.decode()
    assert first.reviewer.name in page
    assert second.reviewer.name in page
    assert 'value="reject"' not in page
    done = decide(client, version)
    assert done.status_code == 302
    assert fresh(version).status == "approved"
    assert Review.objects.get(reviewer=third).kind == "adjudication"


def test_those_who_disagree_do_not_settle_it(client: Client) -> None:
    version = disputed_version()
    first = version.reviews.first().reviewer
    logged_in(client, first)
    page = client.get(page_of(version)).content.decode()
    assert "a third person settles the dispute" in page
    assert 'value="approve"' not in page
    response = client.post(
        page_of(version), {"do": "approve", "digest": version.digest, "comment": "Mine stands."}
    )
    assert "third person" in said_in(response)[0]
    assert fresh(version).status == "disputed"


def test_a_re_check_is_decided_on_the_same_page(client: Client) -> None:
    version = approved_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="The trial was extended.")
    logged_in(client, reviewing_user())
    assert "The trial was extended." in client.get(page_of(version)).content.decode()
    assert decide(client, version).status_code == 302
    assert fresh(version).status == "approved"


# Cost


def test_the_page_costs_the_same_however_many_citations(client: Client) -> None:
    user = reviewing_user()
    logged_in(client, user)

    def cost(citations: int) -> int:
        papers = [study(TRIAL if n % 2 else MICE) for n in range(citations)]
        question = make_question()
        make_profile(question, papers)
        words = {"question": question, "citations": [citing(paper) for paper in papers]}
        before = approved(submitted_version(required=2, **words))
        version = submitted_version(before.claim, required=2, **words)
        review(version, "request_changes")
        make_reviewdraft(version, user)
        for _ in range(citations):
            thread = make_thread(version)
            reply(thread=thread, by=user, text="I looked at it again.")
        return queries(client, page_of(version))

    few = cost(1)
    assert cost(7) == few
    assert few < 12


@pytest.mark.parametrize(
    "make", [approved_version, suspended_version, sent_back_version, disputed_version]
)
def test_the_page_opens_in_every_state(client: Client, make: Any) -> None:
    version = make()
    for user in (reviewing_user(), version.author, make_superuser()):
        assert logged_in(client, user).get(page_of(version)).status_code == 200


def test_an_unknown_button_changes_nothing(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    for do in ("", "facts-nothing", "constructor", "approve-1x"):
        assert decide(client, version, do).status_code in (200, 302)
        if do != "approve-1x":
            assert not Review.objects.exists()


def test_both_blind_reviews_approve(client: Client) -> None:
    version = submitted_version(required=2)
    decide(logged_in(client, reviewing_user()), version)
    assert fresh(version).status == "in_review"
    decide(logged_in(client, reviewing_user()), version)
    assert fresh(version).status == "approved"
    assert approved(submitted_version()).status == "approved"
