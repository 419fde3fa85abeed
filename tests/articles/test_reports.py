"""The reports: what each says, to whom, at what cost, and that none tells of an open round."""

import csv
import datetime as dt
import io
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.reports import REPORTS
from evidence.selectors.agreement import kappa, outcome
from evidence.services.rounds import assign_reviewer
from references.choices import Role
from tests.evidence.browsing import logged_in, queries
from tests.factories.articles import make_revision, published
from tests.factories.evidence import (
    MICE,
    approved_version,
    confirmed_facts,
    disputed_version,
    make_profile,
    make_question,
    make_reviewer,
    review,
    reviewing_user,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/articles/article/reports/"


def lines(key: str, only: int | None = None) -> list[tuple[Any, ...]]:
    return [row.cells for row in REPORTS[key].lines(only)]


def ask(version: Any, who: Any, days: int = 14) -> None:
    assign_reviewer(
        version=version,
        reviewer=who,
        by=make_user(Role.EDITOR),
        due_on=dt.datetime.now(dt.UTC).date() + dt.timedelta(days),
    )


def test_workload_counts_what_is_asked_late_and_done() -> None:
    busy, idle = make_reviewer(name="A. Busy"), make_reviewer(name="B. Idle")
    for days in (-2, 3, 30):
        ask(submitted_version(), busy.user, days)
    review(submitted_version(), by=busy.user)
    found = [line for line in lines("workload") if line[0] in ("A. Busy", "B. Idle")]
    assert found == [("A. Busy", 3, 1, 1, 1, 1), ("B. Idle", 0, 0, 0, 0, 0)]
    assert lines("workload", idle.user_id) == [("B. Idle", 0, 0, 0, 0, 0)]


def test_waiting_times_are_told_for_each_state() -> None:
    submitted_version()
    review(submitted_version(required=2))
    disputed_version()
    suspended_version()
    states = [(line[0], line[1]) for line in lines("waiting")]
    assert states == [
        ("Waits for a first review", 1),
        ("Waits for a further review", 1),
        ("Disputed: waits for a third person", 1),
        ("Being re-checked, no round open", 1),
        ("Decided in the last 90 days: from opening to decision", 1),
    ]


def test_who_waits_for_a_second_reviewer_and_not_what_the_first_decided() -> None:
    version, asked = submitted_version(required=2), make_reviewer(name="Second Person")
    first = review(version, "request_changes")
    submitted_version(required=2)
    ((text, key, *_, names),) = lines("second")
    assert (text, key, names) == (version.text, version.claim.key, "nobody is asked")
    ask(version, asked.user)
    assert lines("second")[0][-1] == "Second Person"
    assert first.get_decision_display() not in str(lines("second"))


def test_agreement_counts_pairs_and_leaves_open_rounds_out() -> None:
    one, other = make_reviewer(name="One"), make_reviewer(name="Other")
    for decisions in (("approve", "approve"), ("request_changes", "request_changes")):
        version = submitted_version(required=2)
        for person, decision in zip((one, other), decisions, strict=True):
            review(version, decision, person.user)
    half = submitted_version(required=2)
    review(half, by=one.user)
    disputed = submitted_version(required=2)
    review(disputed, by=one.user)
    review(disputed, "request_changes", other.user)
    pair = ("One and Other", 2, 2, 0, 0, "needs 20 rounds")
    assert lines("agreement") == [("All pairs", *pair[1:]), pair]
    assert lines("agreement", one.user_id) == [pair]
    assert lines("agreement", reviewing_user().pk) == []


def test_agreement_is_not_told_while_the_same_words_are_judged_again() -> None:
    version = submitted_version(required=2)
    review(version)
    confirmed_facts(version.citations.get().reference, **MICE)
    assert version.rounds.count() == 2
    review(version)
    assert lines("agreement") == []


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (("approve", "low"), ("approve", "low"), "agree"),
        (("approve", "low"), ("approve", "moderate"), "one step"),
        (("approve", "low"), ("approve", "high"), "differ"),
        (("approve", "record"), ("approve", "low"), "differ"),
        (("approve", "low"), ("reject", "low"), "differ"),
        (("request_changes", "low"), ("reject", "high"), "agree"),
    ],
)
def test_two_decisions_agree_or_not(one: Any, other: Any, said: str) -> None:
    assert outcome(one, other) == outcome(other, one) == said


def test_kappa_is_agreement_beyond_chance() -> None:
    # Cohen's measure for 20 and 15 of 50 alike, 5 and 10 not: 0.4.
    table = Counter({(True, True): 20, (False, False): 15, (True, False): 5, (False, True): 10})
    assert kappa(table) == pytest.approx(0.4)
    assert kappa(Counter({(True, True): 50})) is None
    assert kappa(Counter()) is None


def test_what_is_overdue_is_told_with_its_days() -> None:
    late, person = submitted_version(), make_reviewer(name="Late Person")
    ask(late, person.user, -3)
    ((what, text, _, whose, _, days),) = lines("overdue")
    assert (what, text, whose, days) == ("A review", late.text, "Late Person", 3)
    assert lines("overdue", reviewing_user().pk) == []
    assert len(lines("overdue", person.user_id)) == 1


def test_an_appraisal_that_is_due_again_is_told_with_its_claims(monkeypatch: Any) -> None:
    question = make_question(title="Do cells clear plaques?")
    make_profile(question)
    approved_version(question=question)
    later = dt.date(2040, 1, 1)
    monkeypatch.setattr("evidence.selectors.reports.timezone.localdate", lambda: later)
    (line,) = lines("overdue")
    assert line[:4] == (
        "An appraisal",
        "Do cells clear plaques?",
        question.key,
        "1 claim stands on it",
    )


def test_what_is_suspended_is_told_with_its_cause() -> None:
    version = suspended_version()
    ((text, _, cause, *_, days, step),) = lines("suspended")
    assert (text, cause, days) == (version.text, "Facts about a study changed", 0)
    assert step == "nobody has opened a re-check"


def test_what_is_approved_and_on_no_page_is_told() -> None:
    shown = published().entries.get().version
    placed, nowhere = approved_version(), approved_version()
    revision = make_revision([placed])
    found = {line[0]: line[-1] for line in lines("unpublished")}
    assert shown.text not in found
    assert found == {placed.text: revision.article.slug, nowhere.text: "on no page"}


# The page


def test_reports_open_at_the_same_cost_whatever_they_tell(client: Client) -> None:
    logged_in(client, make_user(Role.EDITOR))
    empty = {key: queries(client, f"{PAGE}?report={key}") for key in REPORTS}
    for _ in range(2):
        review(submitted_version(required=2))
        disputed_version()
        suspended_version()
        make_revision([approved_version()])
        ask(submitted_version(), reviewing_user(), -1)
    for key in REPORTS:
        # What is on no page is asked for its places only if there is anything.
        assert queries(client, f"{PAGE}?report={key}") <= min(empty[key] + 1, 11), key


def test_all_of_a_report_is_taken_as_csv_without_formulas(client: Client) -> None:
    make_reviewer(name="=HYPERLINK(1)")
    logged_in(client, make_user(Role.PUBLISHER))
    answer = client.get(reverse("admin:articles_article_report_export", args=["workload"]))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert rows[0] == list(REPORTS["workload"].header)
    assert "'=HYPERLINK(1)" in [row[0] for row in rows]
    assert client.get(f"{PAGE}export/nothing/").status_code == 404


def test_a_long_report_shows_its_beginning(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("articles.admin.reports.SHOWN", 1)
    make_reviewer(name="A. First")
    make_reviewer(name="B. Second")
    page = logged_in(client, make_user(Role.EDITOR)).get(PAGE).content.decode()
    assert "A. First" in page
    assert "B. Second" not in page
    assert "These are the first 1." in page


@pytest.mark.parametrize("role", [*Role.values])
def test_who_leads_the_work_reads_all_reports(client: Client, role: str) -> None:
    if role in (Role.PORTAL, Role.REVIEWER):
        return
    status = logged_in(client, make_user(role)).get(PAGE).status_code
    assert status == (200 if role in ("editor", "administrator", "publisher") else 403)


def test_a_reviewer_reads_their_own_lines_only(client: Client) -> None:
    me, other = make_reviewer(name="It is me"), make_reviewer(name="Another one")
    logged_in(client, me.user)
    page = client.get(PAGE).content.decode()
    assert "It is me" in page
    assert other.name not in page
    assert "You see your own lines." in page
    assert "Suspended" not in page
    assert client.get(f"{PAGE}export/suspended/").status_code == 404
    table = b"".join(client.get(f"{PAGE}export/workload/")).decode()
    assert "It is me" in table
    assert other.name not in table
