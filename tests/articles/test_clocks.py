"""What time does to what readers see: clocks, due reviews, dates, withdrawn words (D6, D7)."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Live, LiveEntry, Publication, Withdrawal
from articles.selectors.clocks import unconfirmed
from articles.services import clocks
from articles.services.clocks import confirm_clocks, follow_dates
from articles.tasks import follow
from evidence.models import ClaimVersion
from evidence.services.rounds import open_recheck, withdraw_version
from references.choices import Role
from references.models import Event, NoticeLoad, Reference
from references.refusals import NotAllowed, NotPossible
from references.selectors import portal_user
from references.services.cancelling import cancel_load
from tests.articles.live import placing, published
from tests.factories.articles import retraction_of
from tests.factories.evidence import (
    MICE,
    TRIAL,
    approved_version,
    citing,
    confirmed_facts,
    fresh,
    review,
    study,
)
from tests.factories.people import make_user
from tests.factories.references import make_load
from tests.support.invariants import forbidden, untrue

# Committed for real: what was live when a transaction began is the database's to remember.
pytestmark = pytest.mark.django_db(transaction=True)

DOIS = (f"10.5555/time.{n}" for n in range(10_000))
ALMOST, PAST = dt.timedelta(days=13, hours=23), dt.timedelta(days=14, minutes=5)
WHY = "I read the notice on the journal's page."


def source() -> Reference:
    return study(doi=next(DOIS))


def over(reference: Reference, **words: Any) -> ClaimVersion:
    return approved_version(citations=[citing(reference)], **words)


def html(client: Client, page: Publication) -> str:
    answer = client.get(f"/articles/{page.article.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def shown(page: Publication) -> dict[int, str]:
    return dict(LiveEntry.objects.filter(live=page.article_id).values_list("version", "shown_as"))


def later(by: dt.timedelta) -> dict[str, int]:
    return follow_dates(now=timezone.now() + by)


@pytest.fixture
def page_of_four() -> tuple[Publication, list[ClaimVersion], Reference]:
    """A live page of four claims; the first rests on a source of its own."""
    reference = source()
    versions = [over(reference), *(approved_version() for _ in range(3))]
    return published(*versions), versions, reference


def test_a_benefit_claim_folds_away_behind_a_dated_notice_after_fourteen_days(
    client: Client, page_of_four: Any
) -> None:
    page, (first, *_), reference = page_of_four
    retraction_of(reference)
    assert shown(page)[first.pk] == "suspended"
    assert later(ALMOST) == {"withdrawn": 0, "reissued": 0}
    before = Live.objects.get(article=page.article).publication
    assert later(PAST) == {"withdrawn": 0, "reissued": 1}
    assert shown(page)[first.pk] == "collapsed"
    now = Live.objects.get(article=page.article).publication
    assert (now.cause, now.signoff, now.published_by) == ("reissue", before.signoff, portal_user())
    assert now.note == clocks.CLOCK_NOTE
    text = html(client, page)
    assert "A sentence is folded away here." in text
    assert "Being re-checked since" in text
    assert later(PAST) == {"withdrawn": 0, "reissued": 0}, "the job is harmless to repeat"


def test_a_harm_warning_stays_in_full_and_withdraws_nothing(client: Client) -> None:
    reference = source()
    warning = over(reference, asks="harm", direction="harm")
    page = published(warning, key_messages=f"- {placing(warning)}", body="Nothing else.")
    retraction_of(reference)
    assert later(PAST) == {"withdrawn": 0, "reissued": 0}
    text = html(client, page)
    assert warning.text in text
    assert "Until then keep following this warning." in text


def test_no_harm_is_a_benefit_claim() -> None:
    trial = study(TRIAL, doi=next(DOIS))
    version = over(trial, asks="harm", direction="no_harm")
    page = published(version, *(approved_version() for _ in range(3)))
    retraction_of(trial)
    later(PAST)
    assert shown(page)[version.pk] == "collapsed"


def test_a_suspended_key_message_withdraws_the_page_after_fourteen_days(client: Client) -> None:
    reference = source()
    key = over(reference)
    others = [approved_version() for _ in range(4)]
    page = published(*others, key_messages=f"- {placing(key)}")
    retraction_of(reference)
    assert shown(page)[key.pk] == "omitted"
    assert later(ALMOST)["withdrawn"] == 0
    assert later(PAST) == {"withdrawn": 1, "reissued": 0}
    withdrawal = Withdrawal.objects.get(article=page.article)
    assert withdrawal.withdrawn_by == portal_user()
    answer = client.get(f"/articles/{page.article.slug}/")
    assert answer.status_code == 410
    assert "A key message of this page" in answer.content.decode()
    assert later(PAST) == {"withdrawn": 0, "reissued": 0}


@pytest.mark.parametrize(("claims", "withdrawn"), [(3, 1), (4, 0)])
def test_a_third_of_the_claims_withdraws_the_page(claims: int, withdrawn: int) -> None:
    reference = source()
    versions = [over(reference), *(approved_version() for _ in range(claims - 1))]
    published(*versions)
    retraction_of(reference)
    assert later(PAST)["withdrawn"] == withdrawn


def test_a_recheck_does_not_stop_the_clock_and_an_approval_does(page_of_four: Any) -> None:
    page, (first, *_), reference = page_of_four
    confirmed_facts(reference, **MICE)
    assert fresh(first).status == "suspended"
    open_recheck(version=fresh(first), by=make_user(Role.EDITOR), note="It was an animal study.")
    later(PAST)
    assert shown(page)[first.pk] == "collapsed"
    review(first, comparison="animal")
    assert fresh(first).status == "approved"
    assert shown(page)[first.pk] == "approved"
    assert later(PAST)["reissued"] == 0


@pytest.fixture
def many(monkeypatch: Any, page_of_four: Any) -> tuple[Publication, ClaimVersion, NoticeLoad]:
    """One load that suspended three claims, where more than two are many."""
    monkeypatch.setattr("articles.selectors.clocks.MANY", 2)
    monkeypatch.setattr(clocks, "MANY", 2)
    page, (first, *_), reference = page_of_four
    over(reference)
    over(reference)
    return page, first, retraction_of(reference)


def test_above_ten_claims_the_clocks_wait_for_a_publisher(many: Any) -> None:
    page, first, load = many
    assert unconfirmed() == {load.pk: 3}
    assert later(PAST) == {"withdrawn": 0, "reissued": 0}
    assert shown(page)[first.pk] == "suspended"
    confirmation = confirm_clocks(load=load, by=make_user(Role.PUBLISHER), reason=WHY)
    assert confirmation.reason == WHY
    assert unconfirmed() == {}
    assert later(PAST)["reissued"] == 1
    assert shown(page)[first.pk] == "collapsed"
    with pytest.raises(NotPossible, match="already"):
        confirm_clocks(load=load, by=make_user(Role.PUBLISHER), reason=WHY)


def test_who_confirms_clocks_and_which(many: Any) -> None:
    _page, _first, load = many
    for role in (Role.EDITOR, Role.LIBRARIAN, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            confirm_clocks(load=load, by=make_user(role), reason=WHY)
    with pytest.raises(NotPossible, match="at least 10"):
        confirm_clocks(load=load, by=make_user(Role.PUBLISHER), reason="fine")
    reference = source()
    over(reference)
    small = retraction_of(reference)
    with pytest.raises(NotPossible, match="suspended 1 claims"):
        confirm_clocks(load=small, by=make_user(Role.PUBLISHER), reason=WHY)
    cancel_load(load=load, by=make_user(Role.PUBLISHER), reason="It was another file.")
    with pytest.raises(NotPossible, match="cancelled"):
        confirm_clocks(load=load, by=make_user(Role.PUBLISHER), reason=WHY)


def test_cancelling_a_load_unfolds_its_claims_in_one_publication(
    client: Client, page_of_four: Any
) -> None:
    page, (first, *_), reference = page_of_four
    load = retraction_of(reference)
    later(PAST)
    count = Publication.objects.filter(article=page.article).count()
    cancel_load(load=load, by=make_user(Role.PUBLISHER), reason="It was another file.")
    assert shown(page)[first.pk] == "approved"
    assert Publication.objects.filter(article=page.article).count() == count + 1
    text = html(client, page)
    assert "A notice about a source was a mistake and was taken back" in text
    assert "restored after a mistaken notice was cancelled" in text


def test_a_page_that_was_withdrawn_meanwhile_waits_for_a_publisher() -> None:
    reference = source()
    page = published(over(reference))
    load = retraction_of(reference)
    assert later(PAST)["withdrawn"] == 1
    cancel_load(load=load, by=make_user(Role.PUBLISHER), reason="It was another file.")
    assert not Live.objects.filter(article=page.article).exists()


def test_words_that_are_withdrawn_while_they_are_rechecked_fold_away_at_once(
    client: Client, page_of_four: Any
) -> None:
    page, (first, *_), reference = page_of_four
    retraction_of(reference)
    withdraw_version(version=fresh(first), by=first.author, reason="We say it otherwise now.")
    assert shown(page)[first.pk] == "collapsed"
    text = html(client, page)
    assert "We no longer say this" in text
    assert "It was withdrawn while it was being re-checked." in text


def test_the_daily_job_and_the_command_do_the_same(page_of_four: Any, monkeypatch: Any) -> None:
    page, (first, *_), reference = page_of_four
    retraction_of(reference)
    real, calls = clocks.follow_dates, []

    def a_fortnight_on() -> dict[str, int]:
        calls.append(1)
        return real(now=timezone.now() + PAST)

    monkeypatch.setattr("articles.tasks.follow_dates", a_fortnight_on)
    assert follow(timestamp=0) == {"withdrawn": 0, "reissued": 1}
    assert shown(page)[first.pk] == "collapsed"
    said = StringIO()
    monkeypatch.setattr("articles.management.commands.follow_dates.follow_dates", a_fortnight_on)
    call_command("follow_dates", stdout=said)
    assert said.getvalue() == "Pages withdrawn: 0, re-issued: 0\n"
    assert len(calls) == 2


# Dates


def test_a_review_that_fell_due_is_told_on_the_page_once(client: Client) -> None:
    page = published(approved_version())
    due = dt.date.fromisoformat(page.content["review_due_on"])
    assert "Next review due" in html(client, page)
    on = timezone.make_aware(dt.datetime.combine(due, dt.time(12)))
    assert follow_dates(now=on)["reissued"] == 0, "on the day itself it is not overdue"
    assert follow_dates(now=on + dt.timedelta(days=1))["reissued"] == 1
    text = html(client, page)
    assert text.count("Review overdue since") >= 2
    assert follow_dates(now=on + dt.timedelta(days=2))["reissued"] == 0
    now = Live.objects.get(article=page.article).publication
    assert now.content["signed_off_on"] == page.content["signed_off_on"]
    assert now.note == clocks.DATES_NOTE


def test_a_date_that_moved_is_printed_anew_and_others_stay(client: Client) -> None:
    record = study(
        {"design": "official_document", "checked_on": dt.date(2026, 10, 1)}, doi=next(DOIS)
    )
    version = approved_version(
        asks="record", direction="", citations=[citing(record)], question=None
    )
    page = published(version)
    quiet = published(approved_version())
    assert page.content["claims"]["1"]["checked_on"] == "2026-10-01"
    confirmed_facts(record, design="official_document", checked_on=dt.date(2026, 11, 1))
    assert follow_dates() == {"withdrawn": 0, "reissued": 1}
    assert "1 November 2026" in html(client, page)
    assert Publication.objects.filter(article=quiet.article).count() == 1
    assert follow_dates() == {"withdrawn": 0, "reissued": 0}


# What was looked for


def checked(page: Publication) -> list[tuple[str, str]]:
    """What readers are told of the standing of each source of a live page, and as of when."""
    content = Publication.objects.get(live__article=page.article).content
    return [(one["standing"], one["standing_as_of"]) for one in content["references"]]


def test_that_no_notice_was_found_is_printed_by_the_daily_job() -> None:
    page = published(over(source()))
    for day, month in (("2025-01-01", 1), ("2025-02-01", 2)):
        make_load(as_of=dt.date(2025, month, 1))
        assert forbidden() == [], "until then the page says less than is known"
        assert follow_dates() == {"withdrawn": 0, "reissued": 1}
        assert follow_dates() == {"withdrawn": 0, "reissued": 0}
        assert checked(page) == [("none_found", day)]


def test_without_any_load_left_nothing_is_checked_and_the_page_says_so_at_once() -> None:
    reference, other = source(), source()
    page = published(over(reference))
    loads = [retraction_of(other), make_load(as_of=dt.date(2025, 2, 1))]
    follow_dates()
    assert checked(page) == [("none_found", "2025-02-01")]
    for load in reversed(loads):
        cancel_load(load=load, by=make_user(Role.PUBLISHER), reason="It was another file.")
        assert forbidden() + untrue() == []
    reference.refresh_from_db()
    assert reference.standing == "not_checked"
    assert (reference.standing_as_of, reference.standing_dataset) == (None, "")
    assert checked(page) == [("not_checked", "")]
    told = Event.objects.filter(stream=f"reference:{reference.key}", verb="standing_set").get()
    assert (told.data["before"], told.data["after"]) == ("none_found", "not_checked")
