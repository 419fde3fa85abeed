"""The evidence audit at the desk: of a revision and of an import, as a page and as JSON."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import ArticleImport
from articles.services.auditing import audit_revision, facts_of
from evidence.services.independence import link_reports
from references.choices import Role
from tests.articles.live import published, written
from tests.factories.articles import make_articleimport, make_revision, placed, retraction_of
from tests.factories.evidence import (
    CASE_REPORT,
    approved_version,
    citing,
    make_question,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db


def url(model: str, name: str, pk: int) -> str:
    return reverse(f"admin:articles_{model}_{name}", args=[pk])


def rules(revision: Any) -> set[str]:
    return {one.rule for one in audit_revision(revision)}


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user(Role.EDITOR))
    return client


def test_a_draft_without_a_source_is_found_and_leads_to_where_it_is_mended(editor: Client) -> None:
    revision = make_revision(
        body="A breakthrough [Cells calm the skin.](claim:new) (Okafor et al., 2020)."
    )
    page = editor.get(url("revision", "audit", revision.pk)).content.decode()
    claim = revision.placements.get().claim
    assert "The page cannot be published like this" in page
    assert "It cites nothing, so nobody can check it." in page
    assert reverse("admin:evidence_claim_change", args=[claim.pk]) in page
    assert "<mark>breakthrough</mark>" in page
    assert "<mark>(Okafor et al., 2020)</mark>" in page
    told = editor.get(url("revision", "audit_json", revision.pk)).json()
    assert (told["article"], told["revision"]) == (revision.article.key, 1)
    assert [one["rule"] for one in told["findings"]] == [
        one.rule for one in audit_revision(revision)
    ]
    assert (
        url("revision", "audit", revision.pk)
        in editor.get(url("revision", "change", revision.pk)).content.decode()
    )


def test_a_retraction_and_a_lone_case_are_found() -> None:
    case = study(CASE_REPORT, doi="10.5555/case")
    version = approved_version(
        citations=[citing(case)],
        is_finding=False,
        text=("It is very uncertain whether 3 infusions help patients."),
    )
    revision = written(version)
    assert {"one_patient"} <= rules(revision)
    assert "retracted_source" not in rules(revision)
    retraction_of(case)
    found = {one.rule: one for one in audit_revision(revision)}
    assert (found["retracted_source"].severity, found["retracted_source"].reference) == (
        "stops",
        case.key,
    )
    assert "suspended" in found


def test_a_preprint_that_was_published_since() -> None:
    preprint, work = study({**CASE_REPORT, "is_preprint": True}), make_reference()
    revision = written(submitted_version(citations=[citing(preprint)]))
    assert "preprint" in rules(revision)
    link_reports(
        one=preprint, other=work, by=make_user(Role.EDITOR), reason="The same trial, printed later."
    )
    found = {one.rule: one for one in audit_revision(revision)}
    assert work.key in found["preprint_with_published_version"].mend


def test_another_claim_of_the_site_says_the_opposite() -> None:
    question = make_question()
    approved_version(
        question=question, direction="against", text="The plaques stayed in patient 9."
    )
    revision = written(submitted_version(question=question))
    found = {one.rule: one for one in audit_revision(revision)}
    assert "The plaques stayed in patient 9." in found["contradicted_on_the_site"].why


def test_links_within_the_portal_are_followed() -> None:
    live = published().article
    revision = make_revision(
        body=f"## Skin\n\n[a](/articles/{live.slug}/) [b](/articles/gone/) [c](#part-skin) [d](#part-hair)"
        " [e](/about/) [f](/nowhere/) [g](https://example.org/x)"
    )
    assert [(one[1], one[2]) for one in facts_of(revision).broken_links] == [
        (3, "/articles/gone/"),
        (3, "#part-hair"),
        (3, "/nowhere/"),
    ]


def test_the_words_around_claims_are_told_without_them() -> None:
    version = approved_version()
    revision = written(
        version, body=f"## Skin\n\nBefore {placed(version)} and after.\n\n- only this"
    )
    assert [
        (one.section, one.line, one.text)
        for one in facts_of(revision).passages
        if one.section == "body"
    ] == [
        ("body", 1, "Skin"),
        ("body", 3, "Before  and after."),
        ("body", 5, "only this"),
    ]


def test_it_costs_the_same_for_one_claim_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one = written(approved_version())
    many = written(*(approved_version() for _ in range(4)), suspended_version())
    counted = []
    for revision in (one, many):
        with django_assert_num_queries(30, exact=False) as queries:
            audit_revision(revision)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_audit_of_an_import(editor: Client) -> None:
    work = make_reference(
        title="Marrow cells and very sore skins",
        authors=[{"family": "Okafor", "given": "A"}],
        issued_year=2020,
        doi="10.5555/okafor",
    )
    retraction_of(work)
    imported = make_articleimport(
        "A cure for skin\n\nMarrow cells healed patients (Okafor, 2020). It is a miracle. MSC infusions reduce pain"
        " and improve sleep in patients (Nowhere, 1999).\n\nReferences\n\nOkafor, A. (2020). Marrow cells and sore"
        " skin. Journal of Examples, 3(1), 10-20.\nLind, B. (2018). Retracted: Another work. Journal of Examples.\n"
    )
    page = editor.get(url("articleimport", "audit", imported.pk)).content.decode()
    assert (
        "The list misquotes the title. In the library: “Marrow cells and very sore skins”" in page
    )
    told = editor.get(url("articleimport", "audit_json", imported.pk)).json()
    found = {(one["rule"], one["severity"]) for one in told["findings"]}
    assert found == {
        ("uncited", "stops"),
        ("retracted_source", "stops"),
        ("two_outcomes", "mend"),
        ("claim_in_heading", "mend"),
        ("citation_without_reference", "mend"),
        ("reference_without_identifier", "mend"),
        ("misquoted_title", "mend"),
        ("hype", "mend"),
        ("entry_calls_itself_retracted", "mend"),
        ("reference_never_cited", "look"),
        ("incomplete_reference", "look"),
    }
    shown = editor.get(url("articleimport", "change", imported.pk)).content.decode()
    assert url("articleimport", "audit", imported.pk) in shown
    assert ArticleImport.objects.get().state == "open"


@pytest.mark.parametrize("name", ["audit", "audit_json"])
@pytest.mark.parametrize("model", ["revision", "articleimport"])
def test_only_those_who_work_here_read_it(client: Client, model: str, name: str) -> None:
    pk = (make_revision() if model == "revision" else make_articleimport()).pk
    assert client.get(url(model, name, pk)).status_code == 302
    client.force_login(make_user())
    assert client.get(url(model, name, pk)).status_code in (302, 403)
    client.force_login(make_user(Role.AUTHOR))
    assert client.get(url(model, name, pk)).status_code == 200
    assert client.get(url(model, name, 0)).status_code == 404
