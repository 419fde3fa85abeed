"""The queue, the page of a claim, its draft, and what is done there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Assignment, Claim, ClaimDraft, ClaimVersion, Reviewer, Round
from evidence.services.drafts import edit_draft
from references.choices import Role
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    ABSTRACT,
    QUOTE,
    VERSION_IN,
    approved_version,
    citing,
    disputed_version,
    draft_of,
    fresh,
    make_claim,
    make_question,
    open_round_of,
    review,
    reviewing_user,
    sent_back_version,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

LIST = "/admin/evidence/claim/"


def at(name: str, claim: Claim) -> str:
    return reverse(f"admin:evidence_claim_{name}", args=[claim.pk])


def editor(client: Client) -> Client:
    return logged_in(client, make_user(Role.EDITOR))


# The queue


def test_a_reviewer_starts_with_what_waits_and_goes_straight_to_it(client: Client) -> None:
    version = submitted_version()
    approved = approved_version()
    page = logged_in(client, reviewing_user()).get(LIST).content.decode()
    assert version.text in page
    assert approved.text not in page
    assert at("review", version.claim) in page
    every = client.get(LIST + "?tab=all").content.decode()
    assert approved.text in every
    assert at("review", approved.claim) not in every


def test_who_neither_writes_nor_reviews_starts_with_all(client: Client) -> None:
    version = submitted_version()
    logged_in(client, make_user(Role.PUBLISHER))
    page = client.get(LIST).content.decode()
    assert version.text in page
    assert at("review", version.claim) not in page
    assert at("change", version.claim) in page


def test_the_queue_searches_and_turns_pages(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("evidence.admin.claims.PER_PAGE", 2)
    for text in ("Gum one.", "Gum two.", "Gum three.", "Marrow four."):
        submitted_version(text=text)
    editor(client)
    first = client.get(LIST + "?tab=waiting&q=gum").content.decode()
    assert "Gum one." in first
    assert "Marrow four." not in first
    assert "Page 1 of 2" in first
    second = client.get(LIST + "?tab=waiting&q=gum&p=2").content.decode()
    assert "Gum three." in second
    nothing = client.get(LIST + "?tab=drafts&q=gum").content.decode()
    assert "No claim here has these words." in nothing
    assert 'href="?tab=all&amp;q=gum"' in nothing
    for odd in ("?tab=nonsense", "?p=99", "?p=x"):
        assert client.get(LIST + odd).status_code == 200


def test_the_queue_costs_the_same_however_long(client: Client) -> None:
    logged_in(client, reviewing_user())
    for make in VERSION_IN.values():
        make()
    few = queries(client, LIST + "?tab=all")
    for make in VERSION_IN.values():
        make()
    assert queries(client, LIST + "?tab=all") == few
    assert few < 12


# The page


@pytest.mark.parametrize("status", list(VERSION_IN))
def test_the_page_opens_in_every_state(client: Client, status: str) -> None:
    version = VERSION_IN[status]()
    for user in (version.author, reviewing_user(), make_superuser(), make_user(Role.EDITOR)):
        page = logged_in(client, user).get(at("change", version.claim)).content.decode()
        assert version.text in page
        assert version.digest in page


def test_the_page_of_a_claim_without_words_opens(client: Client) -> None:
    page = editor(client).get(at("change", make_claim())).content.decode()
    assert "(no words yet)" in page
    assert client.get("/admin/evidence/claim/999999/change/").status_code == 302


def test_the_page_tells_who_decided_what_and_why_the_badge(client: Client) -> None:
    version = suspended_version()
    page = editor(client).get(at("change", version.claim)).content.decode()
    assert version.reviews.get().reviewer.reviewer.name in page
    assert "Facts about a study changed" in page
    assert "Facts about a source were corrected" in page
    assert "Badges computed (3)" in page


def test_a_source_that_calls_itself_retracted_is_marked_wherever_its_standing_is(
    client: Client,
) -> None:
    source = study(title="RETRACTED: Cells of the marrow")
    version = submitted_version(citations=[citing(source)])
    other = submitted_version()
    reviewer = logged_in(client, reviewing_user())
    for name in ("change", "review"):
        assert "Calls itself retracted" in reviewer.get(at(name, version.claim)).content.decode()
        assert "Calls itself" not in reviewer.get(at(name, other.claim)).content.decode()


def test_nothing_is_posted_to_the_page_itself(client: Client) -> None:
    version = submitted_version()
    logged_in(client, make_superuser())
    assert client.post(at("change", version.claim), {"key": "other"}).status_code == 403
    assert client.get(reverse("admin:evidence_claim_add")).status_code == 403
    assert client.post(at("delete", version.claim), {"post": "yes"}).status_code == 403


def test_the_page_costs_the_same_however_many_versions_and_reviews(client: Client) -> None:
    editor(client)

    def cost(versions: int) -> int:
        version = suspended_version()
        for _ in range(versions):
            version = approved_version(version.claim, citations=[citing(study()), citing(study())])
        draft_of(version.claim)
        return queries(client, at("change", version.claim))

    assert cost(1) == cost(4) <= 40


# The draft


def test_what_was_sent_back_is_mended_beside_the_reason(client: Client) -> None:
    version = sent_back_version()
    logged_in(client, version.author)
    queue = client.get(LIST + "?tab=mine").content.decode()
    assert f'href="{at("draft", version.claim)}">Mend it</a>' in queue
    page = client.get(at("draft", version.claim)).content.decode()
    assert "Why it came back" in page
    assert version.reviews.get().reason in page
    submitted_version(version.claim)
    assert "Why it came back" not in client.get(at("draft", version.claim)).content.decode()


def test_a_draft_is_written_from_nothing(client: Client) -> None:
    claim, question = make_claim(), make_question()
    paper = study(title="One man and his gum cells")
    editor(client)
    data = form_in(client.get(at("draft", claim)), "text") | {
        "text": "  His plaques\ncleared. ",
        "asks": "effect",
        "direction": "for",
        "question": str(question.pk),
        "is_finding": "on",
    }
    found = client.post(at("draft", claim), data | {"q": "gum cells", "do": "search"})
    assert "One man and his gum cells" in found.content.decode()
    data = form_in(found, "text")
    assert data["asks"] == "effect"
    assert not ClaimDraft.objects.exists()
    cited = client.post(at("draft", claim), data | {"do": f"cite-{paper.key}"})
    data = form_in(cited, "text") | {"r0-quote": QUOTE, "r0-locator": "abstract", "do": "save"}
    assert data["r0-reference"] == paper.key
    assert client.post(at("draft", claim), data).url == at("change", claim)
    draft = ClaimDraft.objects.get()
    assert draft.text == "His plaques cleared."
    assert (draft.asks, draft.direction, draft.question) == ("effect", "for", question)
    assert (draft.is_finding, draft.comparative) == (True, False)
    assert draft.citations == [citing(paper)]


def test_rows_are_moved_and_removed_without_losing_a_word(client: Client) -> None:
    one, two = study(title="The first of two works"), study(title="The second of two works")
    draft = draft_of(citations=[citing(one), citing(two)])
    editor(client)
    data = form_in(client.get(at("draft", draft.claim)), "text") | {"r1-quote": "typed just now"}
    moved = form_in(client.post(at("draft", draft.claim), data | {"do": "up-1"}), "text")
    assert [moved["r0-reference"], moved["r1-reference"]] == [two.key, one.key]
    assert moved["r0-quote"] == "typed just now"
    left = form_in(client.post(at("draft", draft.claim), moved | {"do": "drop-0"}), "text")
    assert left["r0-reference"] == one.key
    assert "r1-reference" not in left
    for odd in ("drop-9", "drop-x", "up-0", "cite-", "nonsense", ""):
        assert client.post(at("draft", draft.claim), data | {"do": odd}).status_code == 200
    assert len(ClaimDraft.objects.get().citations) == 2


def test_the_machine_says_whether_a_quote_is_there_while_it_is_written(client: Client) -> None:
    draft = draft_of(citations=[citing(study())])
    editor(client)
    data = form_in(client.get(at("draft", draft.claim)), "text")
    for quote, said in (
        (QUOTE, "Found in the abstract"),
        ("words that are not in there", "Not found in the text we have"),
        ("two words", "Quote at least 3 words"),
    ):
        page = client.post(at("draft", draft.claim), data | {"r0-quote": quote, "do": "check"})
        assert said in page.content.decode()


def test_a_refused_draft_comes_back_as_it_was_typed(client: Client) -> None:
    draft = draft_of()
    editor(client)
    data = form_in(client.get(at("draft", draft.claim)), "text") | {
        "text": "Typed with care.",
        "r0-reference": "rnothing22",
        "do": "save",
    }
    response = client.post(at("draft", draft.claim), data)
    assert "No reference has the key rnothing22" in said_in(response)[0]
    assert form_in(response, "text")["text"] == "Typed with care."
    invalid = client.post(at("draft", draft.claim), data | {"asks": "nonsense"})
    assert "not saved yet" in said_in(invalid)[0]
    assert ClaimDraft.objects.get().text == draft.text


def test_a_new_draft_starts_from_the_newest_version(client: Client) -> None:
    version = approved_version()
    data = form_in(editor(client).get(at("draft", version.claim)), "text")
    assert data["text"] == version.text
    assert data["r0-quote"] == QUOTE


# Submit, ask, re-check, withdraw


def test_a_draft_that_lacks_something_says_what_by_the_names_of_its_sources(client: Client) -> None:
    draft = draft_of(citations=[citing(study(), quote="", locator="")])
    page = editor(client).get(at("change", draft.claim)).content.decode()
    assert "Before it can be submitted" in page
    assert "Citation 1 (Example 2020)" in page
    assert "Submit for review" not in page
    client.post(at("submit", draft.claim))
    assert not ClaimVersion.objects.exists()


def test_hype_is_pointed_out(client: Client) -> None:
    draft = draft_of(text="A breakthrough cleared the plaques.")
    page = editor(client).get(at("change", draft.claim)).content.decode()
    assert "“breakthrough” promises too much" in page


def test_a_draft_is_submitted_with_its_paragraph(client: Client) -> None:
    draft = draft_of(text="His plaques cleared.")
    editor(client)
    data = form_in(client.get(at("change", draft.claim)), "paragraph")
    response = client.post(
        at("submit", draft.claim),
        data | {"paragraph": "So it was. His plaques cleared.", "do": "submit"},
    )
    assert said_in(client.get(response.url))[0] == "Version 1 waits for review."
    version = ClaimVersion.objects.get()
    assert version.paragraph == "So it was. His plaques cleared."


def test_a_draft_that_somebody_changed_meanwhile_is_not_submitted(client: Client) -> None:
    draft = draft_of(text="His plaques cleared.")
    editor(client)
    data = form_in(client.get(at("change", draft.claim)), "paragraph")
    words = {"text": "All plaques cleared."}
    edit_draft(claim=draft.claim, by=make_user(Role.AUTHOR), words=words, citations=draft.citations)
    response = client.post(at("submit", draft.claim), data | {"do": "submit"})
    assert (
        "Somebody changed this draft after you opened the page"
        in said_in(client.get(response.url))[0]
    )
    assert not ClaimVersion.objects.exists()
    data = form_in(client.get(at("change", draft.claim)), "paragraph")
    client.post(at("submit", draft.claim), data | {"do": "submit"})
    assert ClaimVersion.objects.get().text == "All plaques cleared."


def test_right_after_submission_it_says_whom_it_needs(client: Client) -> None:
    draft = draft_of(text="The infusion is safe.", reassures_or_advises=True)
    only = Reviewer.objects.reviewing().get()
    editor(client)
    data = form_in(client.get(at("change", draft.claim)), "paragraph")
    response = client.post(at("submit", draft.claim), data | {"do": "submit"})
    assert said_in(client.get(response.url))[1] == (
        f"It needs two reviewers. Only {only.name} may; nobody else can."
        " Invite a reviewer, or narrow the sentence so that one review is enough."
    )


def test_the_same_meaning_asks_one_review_that_continues(client: Client) -> None:
    version = approved_version()
    draft_of(
        version.claim,
        text=version.text.replace("plaques", "lesions"),
        question=version.question,
        citations=[citing(version.citations.get().reference)],
    )
    editor(client)
    data = form_in(client.get(at("change", version.claim)), "paragraph")
    client.post(at("submit", version.claim), data | {"do": "meaning-unchanged"})
    round_ = Round.objects.get(closed_at=None)
    assert (round_.kind, round_.continues) == ("meaning_unchanged", version.approvals.get())


def test_a_reviewer_is_asked_by_a_day(client: Client) -> None:
    version = submitted_version()
    user = reviewing_user(name="Dr Asked")
    editor(client)
    data = form_in(client.get(at("change", version.claim)), "reviewer")
    client.post(
        at("assign", version.claim), data | {"reviewer": str(user.pk), "due_on": "2027-01-31"}
    )
    made = Assignment.objects.get()
    assert (made.reviewer, made.due_on.isoformat()) == (user, "2027-01-31")


def test_who_wrote_it_is_not_offered_and_not_asked(client: Client) -> None:
    author = reviewing_user(Role.AUTHOR)
    version = submitted_version(by=author)
    editor(client)
    page = client.get(at("change", version.claim)).content.decode()
    assert f'<option value="{author.pk}"' not in page
    posted = {"reviewer": str(author.pk), "version": "1"}
    response = client.post(at("assign", version.claim), posted)
    assert "Select a valid choice" in said_in(client.get(response.url))[0]
    assert not Assignment.objects.exists()


def test_a_re_check_is_opened_with_a_note(client: Client) -> None:
    version = suspended_version()
    editor(client)
    data = form_in(client.get(at("change", version.claim)), "note")
    client.post(at("recheck", version.claim), data | {"note": "The facts were mended."})
    assert open_round_of(version).note == "The facts were mended."
    assert fresh(version).status == "in_review"


def test_a_version_is_withdrawn_with_a_reason(client: Client) -> None:
    version = disputed_version()
    editor(client)
    data = form_in(client.get(at("change", version.claim)), "reason")
    client.post(at("withdraw", version.claim), data | {"reason": "It cannot be mended."})
    assert fresh(version).status == "withdrawn"


def test_what_is_not_possible_is_said_and_changes_nothing(client: Client) -> None:
    version = approved_version()
    editor(client)
    for act, posted in (("submit", {}), ("withdraw", {"reason": "It cannot be mended."})):
        response = client.post(at(act, version.claim), posted | {"version": "1"})
        assert said_in(client.get(response.url)) != []
        assert fresh(version).status == "approved"
    for odd in ("0", "7", "x", ""):
        assert client.post(at("recheck", version.claim), {"version": odd}).status_code == 404


# Who may

WRITERS = {"author", "editor", "superuser"}
ASSIGNERS = {"editor", "administrator", "superuser"}
MAY = {
    "draft": WRITERS,
    "submit": WRITERS,
    "withdraw": WRITERS,
    "assign": ASSIGNERS,
    "recheck": WRITERS | ASSIGNERS | {"a reviewer"},
    "history": {*Role.values, "superuser", "a reviewer"} - {"portal"},
}
PEOPLE = [*(set(Role.values) - {"portal"}), "superuser", "a reviewer", "nobody"]


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_each_act_asks_the_policy(client: Client, who: str) -> None:
    version = submitted_version()
    if who == "superuser":
        user = make_superuser()
    elif who == "a reviewer":
        user = reviewing_user()
    else:
        user = make_user(*([] if who == "nobody" else [who]))
    logged_in(client, user)
    assert client.get(LIST).status_code == (403 if who == "nobody" else 200)
    assert client.get(at("change", version.claim)).status_code == (403 if who == "nobody" else 200)
    for act, people in MAY.items():
        if act in ("draft", "history"):
            status = client.get(at(act, version.claim)).status_code
        else:
            status = client.post(at(act, version.claim), {"version": "1"}).status_code
        expected = (200, 302) if who in people else (403,)
        assert status in expected, (who, act, status)


@pytest.mark.parametrize("act", ["submit", "assign", "recheck", "withdraw"])
def test_acts_are_posted_and_need_a_login(client: Client, act: str) -> None:
    version = submitted_version()
    assert "/login/" in client.post(at(act, version.claim)).url
    assert editor(client).get(at(act, version.claim)).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(make_user(Role.EDITOR))
    assert careful.post(at(act, version.claim), {"version": "1"}).status_code == 403
    assert fresh(version).status == "in_review"


def test_the_library_is_searched_in_every_form_of_an_identifier(client: Client) -> None:
    make_reference(title="A work to be found", doi="10.5555/found.me", abstract=ABSTRACT)
    claim = make_claim()
    editor(client)
    for search in ("https://doi.org/10.5555/FOUND.ME", "found work", "Example"):
        page = client.post(at("draft", claim), {"q": search, "do": "search"})
        assert "A work to be found" in page.content.decode(), search
    page = client.post(at("draft", claim), {"q": "zebra", "do": "search"}).content.decode()
    assert "The library has no such reference" in page


def test_reviews_in_the_page_are_complete_once_they_may_be_read(client: Client) -> None:
    version = submitted_version(required=2)
    review(version, comparison="case_report")
    review(version, comparison="case_report")
    page = editor(client).get(at("change", version.claim)).content.decode()
    assert page.count("decided--approve") == 2
