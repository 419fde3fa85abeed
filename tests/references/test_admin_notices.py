"""The pages on which notices are loaded, told and answered."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from references.choices import Role, Standing
from references.models import NoticeLoad, Recheck, Reference
from tests.factories.people import make_user
from tests.factories.references import (
    make_load,
    make_notice_input,
    make_recheck,
    make_reference,
    make_retracted_reference,
)

pytestmark = pytest.mark.django_db

STAFF = [role.value for role in Role if role != Role.PORTAL]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.I)
NOTICES = (
    "Record ID,Title,RetractionDate,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,"
    "RetractionNature,Reason\n"
    "1,A title of cells,1/2/2024 0:00,1/1/2020 0:00,10.1000/A,0,Retraction,+X;\n"
    "2,Another,32/1/2024,1/1/2020 0:00,unavailable,0,Removal,\n"
)
NBIB = "PMID- 100\nTI  - A title of cells.\nPT  - Retracted Publication\n"


def url(name: str, *arguments: object) -> str:
    return reverse(f"admin:references_{name}", args=arguments)


def sign_in(*roles: str) -> Client:
    client = Client()
    client.force_login(make_user(*roles))
    return client


def load(client: Client, content: str, **fields: str):
    upload = SimpleUploadedFile("f.txt", content.encode())
    data = {"file": upload, "dataset": "", "as_of": "2025-01-01", **fields}
    return client.post(url("noticeload_add"), data, follow=True)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(" .", ".")


@pytest.mark.parametrize("role", STAFF)
def test_everyone_reads_about_notices_and_only_librarians_load(role: str) -> None:
    recheck, client = make_recheck(), sign_in(role)
    made = NoticeLoad.objects.get()
    for page in (
        url("noticeload_changelist"),
        url("noticeload_change", made.pk),
        url("notice_changelist"),
        url("recheck_changelist"),
        url("recheck_change", recheck.pk),
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not INLINE.findall(answer.content.decode()), page
    expected = 200 if role == "librarian" else 403
    assert client.get(url("noticeload_add")).status_code == expected
    answers = (
        "Close this re-check" in client.get(url("recheck_change", recheck.pk)).content.decode()
    )
    assert answers is (role == "librarian")


def test_nobody_outside_reads_a_load() -> None:
    make_retracted_reference()
    page = url("noticeload_change", NoticeLoad.objects.get().pk)
    assert Client().get(page).status_code == 302
    assert sign_in().get(page).status_code in (302, 403)


def test_a_load_tells_what_it_found() -> None:
    reference = make_reference(doi="10.1000/a", title="A title of cells")
    other = make_reference(doi="10.1000/b")
    answer = load(sign_in("librarian"), NOTICES)
    told = text_of(answer)
    made = NoticeLoad.objects.get()
    assert answer.redirect_chain == [(url("noticeload_change", made.pk), 302)]
    assert (made.dataset, made.as_of) == ("Retraction Watch", dt.date(2025, 1, 1))
    for sentence in (
        "Retraction Watch as of 1 January 2025",
        "2 notices were read: 1 retraction and 1 of another kind.",
        "RetractionDate is no date that can be right in 1 row, first “32/1/2024” on line 3",
        "1 new notice names no DOI and no PMID that can be read",
        "Not checked → Retracted",
        "1 re-check, of which 1 waits for an answer.",
    ):
        assert sentence in told
    page = answer.content.decode()
    assert url("reference_change", reference.pk) in page
    assert url("reference_change", other.pk) not in page
    assert url("recheck_change", Recheck.objects.get().pk) in page


def test_the_dataset_is_proposed_from_the_content_and_a_person_may_name_it() -> None:
    client = sign_in("librarian")
    load(client, NBIB)
    load(client, NBIB, dataset=" Our own ")
    names = NoticeLoad.objects.order_by("id").values_list("dataset", flat=True)
    assert list(names) == ["PubMed", "Our own"]


@pytest.mark.parametrize(
    ("content", "as_of", "said"),
    [
        ("Title,DOI\nx,10.1000/a\n", "2025-01-01", "This file flags nothing"),
        (NOTICES, "2999-01-01", "still to come"),
        (NOTICES, "", "This field is required"),
    ],
)
def test_a_load_that_is_refused_says_why_and_keeps_nothing(
    content: str, as_of: str, said: str
) -> None:
    answer = load(sign_in("librarian"), content, as_of=as_of)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert not NoticeLoad.objects.exists()


def test_the_overview_leads_to_the_lists() -> None:
    client = sign_in("librarian")
    retracted, bare = make_retracted_reference(), make_reference()
    clean, concern = make_reference(doi="10.1000/c"), make_reference(doi="10.1000/d")
    make_load(
        make_notice_input(
            nature="Expression of concern", original_doi=concern.doi, original_title=concern.title
        )
    )
    page = client.get(url("notice_changelist")).content.decode()
    assert page.count("How the library stands") == 1
    links = re.findall(rf'href="({url("reference_changelist")}\?[^"]+)"', page)
    shown = [client.get(link.replace("&amp;", "&")) for link in links]
    assert [set(answer.context["cl"].queryset) for answer in shown] == [
        {clean},
        set(),
        {bare},
        {retracted},
        {concern},
    ]


def test_the_overview_takes_few_queries_whatever_the_library(django_assert_max_num_queries) -> None:
    client = sign_in("librarian")
    for _ in range(3):
        make_retracted_reference()
    with django_assert_max_num_queries(14):
        client.get(url("noticeload_changelist"))
    with django_assert_max_num_queries(25):
        client.get(url("noticeload_change", NoticeLoad.objects.first().pk))


def test_odd_notices_are_found_by_filters() -> None:
    client = sign_in("author")
    make_load(
        make_notice_input(original_title="Undated one", noticed_on=None),
        make_notice_input(original_title="Unnamed one", original_doi=""),
    )
    for odd, title in (("undated", "Undated one"), ("unnamed", "Unnamed one")):
        listed = client.get(url("notice_changelist"), {"odd": odd}).context["cl"].queryset
        assert [notice.original_title for notice in listed] == [title]


def test_a_recheck_shows_both_sides_and_offers_nothing_better() -> None:
    reference = make_reference(doi="10.1000/a", title="A title of cells", issued_year=2019)
    make_load(
        make_notice_input(
            original_doi="10.1000/a", original_title="Quite another", reason="Paper Mill"
        )
    )
    client, recheck = sign_in("librarian"), Recheck.objects.get()
    answer = client.get(url("recheck_change", recheck.pk))
    told = text_of(answer)
    for said in ("A title of cells", "Quite another", "Paper Mill", "Agrees on DOI Your answer"):
        assert said in told
    offered = [value for value, _ in answer.context["answer"]["standing"].field.choices]
    assert offered == ["", "retracted", "withdrawn", "concern", "reinstated", "corrected"]
    client.post(
        url("recheck_close", recheck.pk), {"outcome": "The same work.", "standing": "withdrawn"}
    )
    reference.refresh_from_db()
    assert reference.standing == Standing.WITHDRAWN
    after = text_of(client.get(url("recheck_change", recheck.pk)))
    assert "The same work." in after
    assert f"answered on {timezone.localdate():%-d %B %Y}" in after


def test_an_answered_recheck_leads_to_the_next() -> None:
    oldest, answered, newest = (make_recheck() for _ in range(3))
    client = sign_in("librarian")
    page = url("recheck_change", answered.pk)
    assert "Next re-check" not in text_of(client.get(page))
    for following in (oldest, newest, None):
        client.post(url("recheck_close", answered.pk), {"outcome": "It is retracted."})
        answer = client.get(url("recheck_change", answered.pk))
        assert answer.context["next"] == following
        assert ("Next re-check" in text_of(answer)) == (following is not None)
        answered = following or answered
    assert "No other re-check is open." in text_of(answer)


def test_a_standing_that_is_better_is_not_taken() -> None:
    client, recheck = sign_in("librarian"), make_recheck()
    answer = client.post(
        url("recheck_close", recheck.pk), {"outcome": "Fine", "standing": "corrected"}, follow=True
    )
    assert "choose a standing from the list" in text_of(answer)
    assert Reference.objects.get().standing == Standing.RETRACTED
    assert Recheck.objects.get().closed_at is None


def test_what_is_not_there_is_not_found() -> None:
    client = sign_in("librarian")
    assert client.get(url("noticeload_change", 1)).status_code == 404
    assert client.get(url("recheck_change", 1)).status_code == 404
