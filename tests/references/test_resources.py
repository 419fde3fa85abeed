"""The export page: what it offers, whom, and what it sends."""

import io
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from references.exports import sheet
from references.formats import FORMATS
from references.models import Reference
from references.policies import can_export
from references.refusals import Refused
from references.resources import ReferenceResource
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

EXTENSIONS = [made().get_extension() for made in FORMATS]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.I)


def page() -> str:
    return reverse("admin:references_reference_export")


def sign_in(*roles: str) -> Client:
    client = Client()
    client.force_login(make_user(*roles))
    return client


def sent(client: Client, extension: str, query: str = "") -> str:
    """The text that leaves; of a workbook that of its cells."""
    answer = client.post(
        page() + query, {"format": str(EXTENSIONS.index(extension)), "resource": "0"}
    )
    assert isinstance(answer, StreamingHttpResponse), answer.content.decode()[:3000]
    day = timezone.localdate().isoformat()
    name = f"references-{day}.{extension}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    content = answer.getvalue()
    if extension == "xlsx":
        cells = load_workbook(io.BytesIO(content)).active.values
        return json.dumps([list(row) for row in cells], ensure_ascii=False)
    return content.decode("utf-8-sig")


def test_the_export_page_offers_every_format_without_inline_code() -> None:
    body = sign_in("author").get(page()).content.decode()
    for made in FORMATS:
        assert made().get_title() in body
    assert "the whole library" in body
    assert not INLINE.search(body)
    assert "the whole library" not in sign_in("author").get(page() + "?q=a").content.decode()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_format_has_the_library_and_no_abstract(extension: str) -> None:
    make_reference(title="Cells of the marrow", abstract="A secret abstract", doi="10.1000/abc")
    make_reference(title="Bones of the marrow", csl_type="book")
    text = sent(sign_in("author"), extension)
    assert "Cells of the marrow" in text
    assert "Bones of the marrow" in text
    assert "10.1000/abc" in text
    assert "secret" not in text


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_filter_and_a_search_hold_for_the_export(extension: str) -> None:
    make_reference(title="Cells of the marrow")
    make_reference(title="Bones of the marrow", csl_type="book")
    text = sent(sign_in("author"), extension, "?csl_type__exact=book")
    assert "Bones" in text
    assert "Cells" not in text
    text = sent(sign_in("author"), extension, "?q=cells")
    assert "Cells" in text
    assert "Bones" not in text


def test_selected_references_are_exported_and_no_others() -> None:
    client = sign_in("author")
    kept = [make_reference(title=f"Chosen study number {number}") for number in range(2)]
    make_reference(title="Another study")
    chosen = {"action": "export_selected", "_selected_action": [one.pk for one in kept]}
    listed = reverse("admin:references_reference_changelist")
    answer = client.post(listed, chosen)
    assert answer.status_code == 302
    assert answer["Location"].startswith(page())
    assert client.get(answer["Location"]).status_code == 200
    text = sent(client, "ris", "?" + answer["Location"].partition("?")[2])
    assert text.count("Chosen study") == 2
    assert "Another" not in text
    answer = client.post(f"{listed}?q=study", {**chosen, "select_across": "1"})
    assert answer["Location"] == f"{page()}?q=study"
    answer = client.post(listed, {**chosen, "select_across": "1"})
    assert answer["Location"] == page()


def test_only_who_may_export_gets_a_file() -> None:
    assert not can_export(AnonymousUser())
    for client in (sign_in(), Client()):
        for answer in (client.get(page()), client.post(page(), {"format": "0"})):
            assert answer.status_code in (302, 403)
    body = sign_in().get(reverse("admin:references_reference_changelist"))
    assert body.status_code == 403


@pytest.mark.parametrize("choice", ["", "99", "x", "-1"])
def test_a_format_that_is_none_comes_back_as_a_form(choice: str) -> None:
    answer = sign_in("author").post(page(), {"format": choice, "resource": "0"})
    assert answer.status_code == 200
    assert not isinstance(answer, StreamingHttpResponse)
    assert "errorlist" in answer.content.decode()


@pytest.mark.parametrize("query", ["?id__in=abc", "?nothing=1", "?created_by__password=x"])
def test_a_filter_that_is_none_leads_back_to_the_list(query: str) -> None:
    for method in ("get", "post"):
        answer = getattr(sign_in("author"), method)(page() + query)
        assert answer.status_code in (302, 400)
        assert not isinstance(answer, StreamingHttpResponse)


def test_items_named_by_a_client_are_no_way_around_the_list() -> None:
    reference = make_reference()
    answer = sign_in("author").post(
        page(), {"format": "0", "resource": "0", "export_items": [str(reference.pk)]}
    )
    assert answer.status_code == 200
    assert not isinstance(answer, StreamingHttpResponse)


def test_more_than_a_sheet_holds_is_said_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 1)
    make_reference()
    make_reference()
    answer = sign_in("author").post(
        page(), {"format": str(EXTENSIONS.index("xlsx")), "resource": "0"}, follow=True
    )
    assert answer.redirect_chain
    assert "at most 1 references" in answer.content.decode()


@pytest.mark.parametrize("extension", ["csv", "ris", "bib", "json"])
def test_an_export_costs_the_same_queries_whatever_its_length(extension: str) -> None:
    client = sign_in("author")
    make_reference()
    with CaptureQueriesContext(connection) as few:
        sent(client, extension)
    for _ in range(6):
        make_reference()
    with CaptureQueriesContext(connection) as many:
        sent(client, extension)
    assert len(few) == len(many) <= 10
    assert not [query for query in many if '"abstract"' in query["sql"]]


def test_a_merged_reference_stays_here() -> None:
    winner, loser = make_reference(title="The winner"), make_reference(title="The loser")
    Reference.objects.filter(pk=loser.pk).update(merged_into=winner)
    text = sent(sign_in("author"), "ris")
    assert "The winner" in text
    assert "The loser" not in text


def test_a_resource_reads_lazily_and_knows_how_many() -> None:
    make_reference()
    with CaptureQueriesContext(connection) as queries:
        exported = ReferenceResource().export(Reference.objects.current())
    assert not queries
    assert exported.count() == 1
    assert [work.key for work in exported] == [Reference.objects.get().key]


def test_a_resource_takes_nothing_in() -> None:
    with pytest.raises(Refused, match="staging"):
        ReferenceResource().import_data(None)
