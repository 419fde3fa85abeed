"""The list of references and the finder: what they show, whom they serve, what they cost."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references import paging
from references.choices import Role
from references.models import Reference
from tests.factories.people import make_user
from tests.factories.references import make_reference, make_retracted_reference

pytestmark = pytest.mark.django_db
LIST = "references_reference_changelist"


def url(name: str) -> str:
    return reverse(f"admin:{name}")


@pytest.fixture
def librarian() -> Client:
    client = Client()
    client.force_login(make_user("librarian"))
    return client


def listed(client: Client, **query: Any) -> list[str]:
    answer = client.get(url(LIST), query)
    assert answer.status_code == 200, answer
    return [work.title for work in answer.context["cl"].result_list]


def test_the_list_shows_the_newest_and_leads_to_the_older(
    librarian: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_admin = admin.site._registry[Reference]
    monkeypatch.setattr(model_admin, "list_per_page", 2)
    titles = [make_reference(title=f"Title {number}").title for number in range(5)][::-1]
    seen, address = [], url(LIST)
    while address:
        answer = librarian.get(address)
        changes = answer.context["cl"]
        seen += [work.title for work in changes.result_list]
        assert "5 references" in answer.content.decode()
        older = changes.older_link
        assert f'href="{older}" rel="next"' in answer.content.decode() or not older
        address = url(LIST) + older if older else ""
    assert seen == titles


def test_a_row_leads_to_its_page_which_leads_back_to_the_search(librarian: Client) -> None:
    work = make_reference(title="Marrow in mice")
    text = librarian.get(url(LIST), {"q": "marrow"}).content.decode()
    address = reverse("admin:references_reference_change", args=[work.pk])
    assert f'href="{address}?_changelist_filters=q%3Dmarrow"' in text
    page = librarian.get(f"{address}?_changelist_filters=q%3Dmarrow").content.decode()
    assert "history/?_changelist_filters=q%3Dmarrow" in page
    assert f'href="{address}"' in librarian.get(url(LIST)).content.decode()


def test_a_large_total_is_told_as_an_estimate(
    librarian: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "estimate", lambda found: 1_023_456)
    make_reference()
    assert "About 1,000,000 references" in librarian.get(url(LIST)).content.decode()


def test_the_list_is_searched_and_filtered_together(librarian: Client) -> None:
    make_retracted_reference(title="Marrow of mice", doi="10.5555/a")
    make_reference(title="Marrow of rats", doi="10.5555/b")
    make_reference(title="Skin")
    assert listed(librarian, q="marr") == ["Marrow of rats", "Marrow of mice"]
    assert listed(librarian, q="marr", standing__exact="retracted") == ["Marrow of mice"]
    assert listed(librarian, q="https://doi.org/10.5555/B") == ["Marrow of rats"]
    assert listed(librarian, q="nothing such") == []
    assert librarian.get(url(LIST), {"q": "xyz"}).content.decode().count("Nothing found") == 1
    assert len(listed(librarian, q="   ")) == 3


CALLED = [
    {"title": "RETRACTED: Cells of the marrow"},
    {"title": "Retracted article: Cells of the marrow"},
    {"title": "[Withdrawn] Cells of the marrow"},
    {"title": "Cells of the marrow (Retracted Article. See vol. 3, pg 4, 2021)"},
    {"title": "Cells of the marrow", "publication_types": ["Article", "Retracted Publication"]},
]
NOT_CALLED = [
    {"title": "Retracted cells of the marrow"},
    {"title": "Papers (retracted or not) of the marrow"},
    {"title": "Retraction of the marrow", "publication_types": ["Retraction of Publication"]},
]


def test_works_that_call_themselves_retracted_are_marked_and_found(librarian: Client) -> None:
    called = [make_reference(**said).pk for said in CALLED]
    others = [make_reference(**said).pk for said in NOT_CALLED]
    found = Reference.objects.calling_themselves_retracted()
    assert sorted(work.pk for work in found) == called
    assert [one.pk for one in Reference.objects.order_by("pk") if one.calls_itself] == called
    answer = librarian.get(url(LIST), {"called": "retracted"})
    assert sorted(work.pk for work in answer.context["cl"].result_list) == called
    assert answer.content.decode().count('notices for it.">Calls itself retracted</span>') == 5
    for pk, marked in ((called[0], True), (others[0], False)):
        page = librarian.get(reverse("admin:references_reference_change", args=[pk]))
        assert ("Load the notices for it." in page.content.decode()) == marked
    told = librarian.get(url("references_reference_find"), {"q": "retracted"}).json()["found"]
    assert [bool(work["calls_itself"]) for work in told] == [
        work["key"] in set(found.values_list("key", flat=True)) for work in told
    ]
    assert any(work["calls_itself"] for work in told)


def test_what_notices_found_needs_no_second_mark(librarian: Client) -> None:
    make_retracted_reference(title="RETRACTED: Cells of the marrow")
    assert listed(librarian, called="retracted") == []
    assert "Calls itself retracted</span>" not in librarian.get(url(LIST)).content.decode()


def test_works_that_call_themselves_retracted_are_found_by_two_indexes() -> None:
    person = make_user("librarian")
    Reference.objects.bulk_create(
        Reference(
            pk=10**6 + number,
            title=f"Cells {number}",
            title_key=f"cells{number}",
            publication_types=["Journal Article"],
            abstract="Cells. " * 200,
            created_by=person,
        )
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE references_reference")
    plan = Reference.objects.calling_themselves_retracted().order_by().explain()
    assert "references_reference_called" in plan
    assert "references_reference_search" in plan


def test_a_search_keeps_its_filter_and_forgets_its_place(librarian: Client) -> None:
    make_reference()
    page = librarian.get(
        url(LIST), {"standing__exact": "not_checked", "older": "99999", "q": "cells"}
    ).content.decode()
    assert '<input type="hidden" name="standing__exact" value="not_checked">' in page
    assert 'name="older"' not in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "'\"&|!:*()<->\\%s"},
        {"q": "a" * 100_000},
        {"older": "x"},
        {"older": "9" * 400},
        {"newer": "-1"},
        {"older": "\x00"},
        {"standing__exact": "\x00"},
        {"o": "1.2.3"},
        {"p": "3"},
        {"_facets": "1"},
        {"all": ""},
    ],
)
def test_no_address_of_the_list_is_an_error(librarian: Client, query: dict[str, str]) -> None:
    make_reference()
    assert librarian.get(url(LIST), query, follow=True).status_code == 200


@pytest.mark.parametrize("query", [{}, {"q": "cells"}, {"q": "12345"}, {"standing__exact": "none"}])
def test_the_list_costs_less_than_ten_queries_and_reads_no_abstract(
    librarian: Client, query: dict[str, str]
) -> None:
    for _ in range(3):
        make_reference(abstract="Long", authors=[{"family": "Doe"}, {"family": "Roe"}])
    with CaptureQueriesContext(connection) as queries:
        librarian.get(url(LIST), query)
    said = str(queries.captured_queries)
    assert len(queries) < 10
    assert '"abstract"' not in said
    assert "COUNT(" not in said


def test_an_export_of_a_search_holds_what_it_found(librarian: Client) -> None:
    make_reference(title="Marrow of mice")
    make_reference(title="Skin")
    answer = librarian.post(
        url("references_reference_export") + "?q=marr&older=99999",
        {"format": "0", "resource": ""},
    )
    text = b"".join(answer.streaming_content).decode() if answer.streaming else ""
    assert "Marrow of mice" in text
    assert "Skin" not in text


# The finder


def find(client: Client, text: str) -> list[dict[str, str]]:
    answer = client.get(url("references_reference_find"), {"q": text})
    assert answer.status_code == 200
    return answer.json()["found"]


def test_a_work_is_found_with_all_that_tells_it_from_another(librarian: Client) -> None:
    work = make_reference(
        title="Marrow of mice",
        container_title="J Marrow",
        authors=[{"family": "Doe", "given": "Jane"}],
        issued_year=2021,
        doi="10.5555/a",
        pmid="4711",
        pmcid="PMC12",
        abstract="Secret",
    )
    told = {
        "key": work.key,
        "name": "Doe 2021",
        "line": "Doe J. Marrow of mice. J Marrow. 2021.",
        "identifiers": "doi:10.5555/a · PMID 4711 · PMC12",
        "standing": "not_checked",
        "standing_label": "Not checked",
        "calls_itself": "",
    }
    for text in ("marrow", "https://doi.org/10.5555/A", "PMID 4711", "pmc12", work.key, "doe 2021"):
        assert find(librarian, text) == [told], text
    assert find(librarian, "skin") == find(librarian, "") == find(librarian, "\x00") == []


def test_ten_are_found_at_most(librarian: Client) -> None:
    person = make_user("librarian")
    for number in range(12):
        make_reference(by=person, title=f"Marrow {number}")
    assert len(find(librarian, "marrow")) == 10


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PORTAL])
def test_everyone_who_works_here_may_find(role: str) -> None:
    client = Client()
    client.force_login(make_user(role))
    assert client.get(url("references_reference_find")).status_code == 200


def test_nobody_else_may_find() -> None:
    client = Client()
    assert client.get(url("references_reference_find")).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(url("references_reference_find")).status_code == 403
