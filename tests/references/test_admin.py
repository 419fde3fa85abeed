"""The library's admin: who may, what is sent to which service, how many queries."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.adminbase import ServiceAdmin
from references.choices import Role, Standing
from references.models import Event, ImportRun, NoticeLoad, Reference
from references.refusals import NotPossible
from references.resources import ReferenceResource
from references.services import commit_import, edit_reference
from tests.evidence.browsing import form_in
from tests.factories.people import make_user
from tests.factories.references import (
    make_load,
    make_notice,
    make_notice_input,
    make_recheck,
    make_reference,
    make_retracted_reference,
    make_run,
)

pytestmark = pytest.mark.django_db

STAFF = [role.value for role in Role if role != Role.PORTAL]
EVERYONE = set(STAFF)
LIBRARIANS = {"librarian"}
ADMINISTRATORS = {"administrator"}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.I)


def url(name: str, *arguments: object) -> str:
    return reverse(f"admin:{name}", args=arguments)


def sign_in(*roles: str) -> Client:
    client = Client()
    client.force_login(make_user(*roles))
    return client


def pages() -> dict[str, set[str]]:
    """Every page of the library's admin, and who may open it."""
    recheck = make_recheck()
    return {
        url("references_reference_changelist"): EVERYONE,
        url("references_reference_add"): LIBRARIANS,
        url("references_reference_change", make_reference().pk): EVERYONE,
        url("references_reference_import"): LIBRARIANS,
        url("references_reference_template"): LIBRARIANS,
        url("references_reference_export"): EVERYONE,
        url("references_importrun_changelist"): EVERYONE,
        url("references_importrun_change", make_run().pk): EVERYONE,
        url("references_importrun_rows", make_run().pk): LIBRARIANS,
        url("references_importrun_before_undo", make_committed_run().pk): LIBRARIANS,
        url("references_notice_changelist"): EVERYONE,
        url("references_notice_change", make_notice().pk): EVERYONE,
        url("references_noticeload_changelist"): EVERYONE,
        url("references_noticeload_add"): LIBRARIANS,
        url("references_noticeload_change", make_load().pk): EVERYONE,
        url("references_recheck_changelist"): EVERYONE,
        url("references_recheck_change", recheck.pk): EVERYONE,
        url("references_event_changelist"): EVERYONE,
        url("references_event_change", Event.objects.latest("id").pk): EVERYONE,
        url("auth_user_changelist"): ADMINISTRATORS,
        url("auth_user_add"): ADMINISTRATORS,
        url("auth_user_change", make_user("author").pk): ADMINISTRATORS,
    }


def make_committed_run() -> ImportRun:
    return commit_import(run=make_run(), by=make_user("librarian"))


def test_every_role_opens_what_it_may_and_nothing_else() -> None:
    allowed = pages()
    clients = {role: sign_in(role) for role in STAFF}
    clients["nobody"] = sign_in()
    for address, roles in allowed.items():
        opened = {
            role for role, client in clients.items() if client.get(address).status_code == 200
        }
        assert opened == roles, address


def test_no_page_has_inline_code() -> None:
    client = sign_in("librarian", "administrator")
    addresses = [*pages(), reverse("admin:index"), reverse("admin:app_list", args=["references"])]
    for address in addresses:
        body = client.get(address).getvalue().decode()
        assert not INLINE.search(body), (address, INLINE.search(body))
    assert not INLINE.search(Client().get(reverse("admin:login")).content.decode())


@pytest.mark.parametrize("role", STAFF)
def test_views_that_write_ask_the_policy_and_take_only_posts(role: str) -> None:
    client, run, recheck, person = sign_in(role), make_run(), make_recheck(), make_user("author")
    views = {
        **{
            url(f"references_importrun_{act}", run.pk): LIBRARIANS
            for act in ("read", "answer", "choose", "commit", "wait", "discard", "undo")
        },
        url("references_recheck_close", recheck.pk): LIBRARIANS,
        url("auth_user_deactivate", person.pk): ADMINISTRATORS,
        url("auth_user_reactivate", person.pk): ADMINISTRATORS,
        url("auth_user_invite", person.pk): ADMINISTRATORS,
    }
    for address, roles in views.items():
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == (302 if role in roles else 403), address


def test_own_views_are_protected_against_forged_requests() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("librarian"))
    run = make_run()
    assert client.post(url("references_importrun_commit", run.pk)).status_code == 403
    assert client.post(url("references_reference_add"), {"title": "A"}).status_code == 403
    assert client.post(url("references_reference_import")).status_code == 403


def test_nothing_is_deleted_here() -> None:
    client, reference = sign_in("librarian", "administrator"), make_reference()
    person = make_user("author")
    for address in (
        url("references_reference_delete", reference.pk),
        url("auth_user_delete", person.pk),
    ):
        assert client.post(address, {"post": "yes"}).status_code == 403
    client.post(
        url("references_reference_changelist"),
        {"action": "delete_selected", "_selected_action": [reference.pk], "post": "yes"},
    )
    assert Reference.objects.filter(pk=reference.pk).exists()


OURS = [
    one for one in admin.site._registry.values() if type(one).__module__.startswith("references")
]


@pytest.mark.parametrize("model_admin", OURS, ids=lambda one: type(one).__name__)
def test_every_admin_is_a_service_admin_that_refuses_to_write(
    model_admin: ServiceAdmin, rf
) -> None:
    assert isinstance(model_admin, ServiceAdmin)
    for write in (
        lambda: model_admin.delete_model(rf.post("/"), None),
        lambda: model_admin.delete_queryset(rf.post("/"), None),
    ):
        with pytest.raises(NotPossible):
            write()
    assert type(model_admin).save_formset is ServiceAdmin.save_formset


def test_a_reference_is_added_and_changed_by_the_services() -> None:
    client = sign_in("librarian")
    form = {
        "csl_type": "article-journal",
        "title": "A title",
        "authors": "Example, Anna; {A Group, Inc.}",
        "doi": "https://doi.org/10.1000/ABC",
        "issued_year": "2020",
        "mesh_terms": "Skin; Cells, Marrow",
    }
    answer = client.post(url("references_reference_add"), form)
    reference = Reference.objects.get()
    assert answer.status_code == 302
    assert reference.doi == "10.1000/abc"
    assert reference.authors == [
        {"family": "Example", "given": "Anna"},
        {"literal": "A Group, Inc."},
    ]
    assert reference.mesh_terms == ["Skin", "Cells, Marrow"]
    page = url("references_reference_change", reference.pk)
    client.post(page, {**form, "doi": "10.1000/abc", "volume": "7"})
    event = Event.objects.get(stream=f"reference:{reference.key}", verb="edited")
    assert event.data["after"] == {"volume": "7"}
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"doi": "nonsense"}, "not a DOI"),
        ({"doi": "10.1000/taken"}, "already has this DOI"),
        ({"title": ""}, "This field is required"),
        ({"url": "javascript:x"}, "not a web address"),
    ],
)
def test_a_refusal_comes_back_on_the_form_as_it_was_filled(changes: dict, said: str) -> None:
    make_reference(doi="10.1000/taken")
    form = {"csl_type": "book", "title": "A title of mine", "volume": "77", **changes}
    answer = sign_in("librarian").post(url("references_reference_add"), form)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert said in body
    assert 'value="77"' in body
    assert Reference.objects.count() == 1


def test_a_page_that_was_opened_before_an_import_erases_nothing() -> None:
    reference = make_reference(doi=None, pages="1-9")
    page, client = url("references_reference_change", reference.pk), sign_in("librarian")
    opened = form_in(client.get(page), "initial-doi")
    edit_reference(reference=reference, by=make_user("librarian"), changes={"doi": "10.1000/new"})
    assert client.post(page, opened | {"volume": "7"}).status_code == 302
    reference.refresh_from_db()
    assert (reference.doi, reference.volume, reference.pages) == ("10.1000/new", "7", "1-9")


def test_a_field_that_two_people_changed_is_shown_before_one_wins() -> None:
    reference = make_reference(volume="", mesh_terms=["Skin"])
    page, client = url("references_reference_change", reference.pk), sign_in("librarian")
    opened = form_in(client.get(page), "initial-doi")
    changes = {"volume": "8", "mesh_terms": ["Skin", "Marrow"]}
    edit_reference(reference=reference, by=make_user("librarian"), changes=changes)
    answer = client.post(page, opened | {"volume": "7", "mesh_terms": ""})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "It now says: 8. Save again" in body
    assert "It now says: Skin; Marrow. Save again" in body
    reference.refresh_from_db()
    assert reference.volume == "8"
    assert client.post(page, form_in(answer, "initial-doi")).status_code == 302
    reference.refresh_from_db()
    assert (reference.volume, reference.mesh_terms) == ("7", [])


@pytest.mark.django_db(transaction=True)
def test_a_form_opens_no_transaction_of_its_own() -> None:
    client = sign_in("librarian")
    answer = client.post(url("references_reference_add"), {"csl_type": "book", "title": "A title"})
    assert answer.status_code == 302
    assert Reference.objects.count() == 1


def test_the_history_of_a_reference_is_the_record() -> None:
    reference = make_reference()
    answer = sign_in("author").get(url("references_reference_history", reference.pk), follow=True)
    assert f"reference:{reference.key}" in answer.content.decode()


def upload(content: str, name: str = "works.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode(), "text/csv")


def test_a_resource_never_saves() -> None:
    resource, reference = ReferenceResource(), make_reference()
    for name in (
        "import_data",
        "import_data_inner",
        "import_row",
        "import_instance",
        "save_instance",
        "do_instance_save",
        "delete_instance",
        "save_m2m",
        "bulk_create",
        "bulk_update",
        "bulk_delete",
    ):
        with pytest.raises(NotPossible):
            getattr(resource, name)(reference, {}, True)


def test_notices_are_loaded_by_upload() -> None:
    reference = make_reference(doi="10.1000/a", title="A title of cells")
    header = (
        "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,"
        "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,\n"
    )
    row = "1,A title of cells,1/2/2024 0:00,,0,1/1/2020 0:00,10.1000/A,0,Retraction,+X;,\n"
    answer = sign_in("librarian").post(
        url("references_noticeload_add"),
        {"file": upload(header + row), "dataset": "Example", "as_of": "2025-01-01"},
    )
    assert answer.status_code == 302
    assert NoticeLoad.objects.get().dataset == "Example"
    reference.refresh_from_db()
    assert reference.standing == Standing.RETRACTED


def test_a_recheck_is_answered_on_its_page() -> None:
    client, recheck = sign_in("librarian"), make_recheck()
    page = url("references_recheck_change", recheck.pk)
    assert "Close this re-check" in client.get(page).content.decode()
    client.post(url("references_recheck_close", recheck.pk), {"outcome": ""})
    recheck.refresh_from_db()
    assert recheck.closed_at is None
    client.post(url("references_recheck_close", recheck.pk), {"outcome": "Seen", "standing": ""})
    recheck.refresh_from_db()
    assert recheck.outcome == "Seen"
    assert "Close this re-check" not in client.get(page).content.decode()


def test_people_are_invited_and_closed_on_their_pages() -> None:
    client = sign_in("administrator")
    answer = client.post(
        url("auth_user_add"), {"email": "new@example.org", "name": "New One", "roles": ["editor"]}
    )
    assert answer.status_code == 302
    person = User.objects.get(username="new@example.org")
    client.post(url("auth_user_change", person.pk), {"roles": ["editor", "author"]})
    assert set(person.groups.values_list("name", flat=True)) == {"editor", "author"}
    client.post(url("auth_user_deactivate", person.pk))
    person.refresh_from_db()
    assert not person.is_active
    again = client.post(
        url("auth_user_add"), {"email": "new@example.org", "name": "New One", "roles": ["editor"]}
    )
    assert "already" in again.content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("marrow", True),
        ("MARROW example", True),
        ("marrow nothing", False),
        ("https://doi.org/10.1000/ABC", True),
        ("PMID:77", True),
        ("10.1000/", True),
    ],
)
def test_references_are_found_as_people_search(words: str, found: bool) -> None:
    make_reference(title="Cells of the marrow", doi="10.1000/abc", pmid="77")
    body = sign_in("author").get(url("references_reference_changelist"), {"q": words}).content
    assert (b"Cells of the marrow" in body) is found


LISTS = {
    "references_reference": make_retracted_reference,
    "references_importrun": make_run,
    "references_notice": make_notice,
    "references_noticeload": lambda: make_load(make_notice_input()),
    "references_recheck": make_recheck,
    "references_event": make_reference,
    "auth_user": lambda: make_user("author", "editor"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_whatever_its_length(name: str) -> None:
    client = sign_in("librarian", "administrator")
    address = url(f"{name}_changelist")
    for _ in range(2):
        LISTS[name]()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for _ in range(6):
        LISTS[name]()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)
    assert len(many) <= 15
