"""What other programs read: live articles, their claims and sources; never a draft, never an abstract."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Publication
from articles.services.publishing import withdraw
from evidence.models import ClaimVersion
from references.choices import Role
from references.models import Reference
from tests.articles import live
from tests.factories.articles import make_revision, make_signoff, next_revision, placed, published
from tests.factories.evidence import (
    MICE,
    QUOTE,
    approved,
    approved_version,
    citing,
    draft_of,
    fresh,
    make_claim,
    make_reviewer,
    review,
    stand,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

LISTS = ("articles", "claims", "references")
SECRET = "Nobody outside reads these words"


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, (path, response.content)
    assert response["Content-Type"] == "application/json"
    return response.json()


def rows(client: Client, kind: str) -> list[dict[str, Any]]:
    return get(client, f"/api/{kind}/")["results"]


def article(client: Client, publication: Publication) -> dict[str, Any]:
    return get(client, f"/api/articles/{publication.article.slug}/")


def claim(client: Client, version: ClaimVersion) -> dict[str, Any]:
    return get(client, f"/api/claims/{version.claim.key}/")


def crawled(client: Client) -> str:
    """Everything that the API says, page by page, list and detail, and what describes it."""
    said = [client.get("/api/").content, client.get("/api/schema/").content]
    said.append(client.get("/api/docs/").content)
    for kind in LISTS:
        path: str | None = f"/api/{kind}/?limit=2"
        while path:
            page = get(client, path)
            said.append(json.dumps(page).encode())
            for row in page["results"]:
                key = row["slug" if kind == "articles" else "key"]
                said.append(client.get(f"/api/{kind}/{key}/").content)
            path = page["next"]
    return b"\n".join(said).decode()


# What is told


def test_an_article_tells_its_claims_as_published_and_its_sources(client: Client) -> None:
    version = approved_version()
    publication = live.published(
        version, body=placed(version), title="Cells & skin", summary="In *short*."
    )
    (listed,) = rows(client, "articles")
    told = article(client, publication)
    assert {key: told[key] for key in listed} == listed
    assert (told["title"], told["summary"]) == ("Cells & skin", "In short.")
    assert told["url"] == f"http://testserver/articles/{publication.article.slug}/"
    assert told["last_reviewed_on"] == publication.content["signed_off_on"]
    assert told["signed_off_by"]["credentials"] == "MD, dermatologist"
    assert told["claims"] == [
        {
            "position": 1,
            "key": version.claim.key,
            "version": 1,
            "text": version.text,
            "badge": "very_low",
            "label": "Very weak evidence in people: too little to know",
            "shown_as": "approved",
            "is_myth": False,
            "is_key_message": False,
        }
    ]
    assert told["references"] == [version.citations.get().reference.key]


def test_a_claim_tells_certainty_review_and_currency_together(client: Client) -> None:
    version = approved_version()
    published(make_revision([version]))
    told = claim(client, version)
    assert rows(client, "claims") == [told]
    assert (told["badge"], told["status"], told["since"]) == ("very_low", "current", "")
    assert told["label"].startswith("Very weak evidence")
    assert told["approved_on"]
    assert told["review_due_on"] > told["approved_on"]
    assert [person["credentials"] for person in told["reviewers"]] == ["MD, dermatologist"]
    assert told["citations"] == [
        {
            "reference": version.citations.get().reference.key,
            "judgement": "supports",
            "quote": QUOTE,
            "locator": "abstract",
        }
    ]
    assert all(reason["text"] for reason in told["reasons"])


def test_a_source_tells_what_it_is_and_whether_it_stands(client: Client) -> None:
    work = study(doi="10.5555/api", container_title="Journal of Plaques")
    published(make_revision([approved_version(citations=[citing(work)])]))
    told = get(client, f"/api/references/{work.key}/")
    assert rows(client, "references") == [told]
    assert (told["design"], told["population"], told["n_analysed"]) == ("case_report", "people", 1)
    assert (told["doi"], told["standing"], told["standing_as_of"]) == (
        "10.5555/api",
        "not_checked",
        "",
    )
    assert told["url"] == f"http://testserver/references/{work.key}/"


def test_a_source_tells_how_it_is_cited(client: Client) -> None:
    work = study(
        title="Cells and plaques",
        authors=[{"family": "Doe", "given": "Jane Ann"}],
        container_title="J Plaques",
        issued_year=2021,
        volume="3",
        pages="4-9",
        doi="10.5555/cited",
        abstract=f"{QUOTE}. {SECRET}",
    )
    published(make_revision([approved_version(citations=[citing(work)])]))
    told = get(client, f"/api/references/{work.key}/")
    assert told["citation"] == {
        "vancouver": "Doe JA. Cells and plaques. J Plaques. 2021;3:4-9.",
        "apa": "Doe, J. A. (2021). Cells and plaques. J Plaques, 3, 4–9. https://doi.org/10.5555/cited",
    }
    assert told["csl"] == {
        "id": work.key,
        "type": "article-journal",
        "title": "Cells and plaques",
        "author": [{"family": "Doe", "given": "Jane Ann"}],
        "container-title": "J Plaques",
        "issued": {"date-parts": [[2021]]},
        "volume": "3",
        "page": "4-9",
        "DOI": "10.5555/cited",
    }


def test_sources_are_searched_as_in_the_library_and_no_others_are_told(client: Client) -> None:
    work = study(title="Interferon-γ in the skin", doi="10.5555/found", pmid="4711")
    other = study(title="Marrow of mice")
    hidden = make_reference(title="Skin that nobody cites", doi="10.5555/hidden")
    version = approved_version(citations=[citing(work), citing(other)])
    published(make_revision([version]))
    for text, keys in {
        "SKIN": [work.key],
        "https://doi.org/10.5555/FOUND": [work.key],
        "4711": [work.key],
        "marr mic": [other.key],
        hidden.doi: [],
        "skin nobody": [],
        "\x00'&": [],
        "": [work.key, other.key],
    }.items():
        answer = client.get("/api/references/", {"q": text})
        assert answer.status_code == 200, text
        assert [row["key"] for row in answer.json()["results"]] == keys, text
    assert client.get(f"/api/references/{other.key}/", {"q": "skin"}).status_code == 200


def test_a_cited_source_that_was_merged_is_found_by_its_own_identifiers(client: Client) -> None:
    work = study(doi="10.5555/loser")
    published(make_revision([approved_version(citations=[citing(work)])]))
    winner = make_reference()
    Reference.objects.filter(pk=work.pk).update(merged_into=winner)
    answer = client.get("/api/references/", {"q": "doi:10.5555/loser"}).json()
    assert [row["key"] for row in answer["results"]] == [winner.key]


def test_a_search_costs_as_many_queries_for_many_sources_as_for_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        work = study(title=f"Skin number {number}")
        published(make_revision([approved_version(citations=[citing(work)])]))
    with django_assert_max_num_queries(5):
        answer = client.get("/api/references/", {"q": "skin"})
    assert len(answer.json()["results"]) == 4


def test_every_address_that_is_told_answers(client: Client) -> None:
    version = approved_version()
    publication = published(make_revision([version]))
    told = [
        article(client, publication)["url"],
        claim(client, version)["url"],
        rows(client, "references")[0]["url"],
        *get(client, "/api/").values(),
    ]
    for url in told:
        assert client.get(url).status_code == 200, url


def test_a_myth_is_told_as_one(client: Client) -> None:
    version = submitted_version(
        asks="background", direction="", question=None, citations=[citing(study(MICE))]
    )
    myth = fresh(approved(version, judgement="contradicts"))
    quoted = placed(myth, is_myth=True)
    told = article(client, published(make_revision(summary=quoted, body=quoted)))
    assert told["summary"] == f"Myth: “{myth.text}”"
    assert {one["is_myth"] for one in told["claims"]} == {True}
    assert {one["badge"] for one in told["claims"]} == {"contradicted"}


def test_the_newest_words_that_a_page_shows_are_told(client: Client) -> None:
    version = approved_version()
    published(make_revision([version]))
    newer = approved_version(version.claim, text="Newer words about it.")
    assert claim(client, version)["version"] == 1
    published(make_revision([newer]))
    assert (claim(client, version)["version"], claim(client, version)["text"]) == (2, newer.text)


# What is being re-checked


@pytest.mark.django_db(transaction=True)
def test_a_suspended_claim_is_being_rechecked_wherever_it_is_told(client: Client) -> None:
    version = approved_version()
    publication = published(make_revision([version], summary=placed(version)))
    stand(version.citations.get().reference, "retracted")
    told = claim(client, version)
    assert told["status"] == "being_rechecked"
    assert told["since"]
    assert "retracted" in told["suspension"]
    page = article(client, publication)
    assert {one["shown_as"] for one in page["claims"]} == {"suspended"}
    assert page["summary"] == f"{version.text} (being re-checked)"
    assert rows(client, "articles")[0]["summary"] == page["summary"]
    assert rows(client, "references")[0]["standing"] == "retracted"


@pytest.mark.django_db(transaction=True)
def test_a_key_message_that_was_left_out_is_told_nowhere(client: Client) -> None:
    version, other = approved_version(), approved_version()
    publication = published(make_revision([other], key_messages=placed(version)))
    stand(version.citations.get().reference, "retracted")
    assert [one["key"] for one in article(client, publication)["claims"]] == [other.claim.key]
    assert version.text not in crawled(client)
    assert client.get(f"/api/claims/{version.claim.key}/").status_code == 404


# What is not told


def _unpublished(publication: Publication, version: ClaimVersion) -> Iterator[str]:
    """Everything that is written and not before the public; yields addresses that must not answer."""
    shown = version.claim
    words = {"text": f"{SECRET}: a newer version in review."}
    submitted_version(
        shown, citations=[citing(make_reference(title=f"{SECRET}: cited in review"))], **words
    )
    draft_of(shown, text=f"{SECRET}: a draft of a live claim.")
    next_revision(publication.article, f"{SECRET}. [{SECRET}: a new claim](claim:new)")
    for made in (
        submitted_version(text=f"{SECRET}: in review."),
        approved_version(text=f"{SECRET}: approved, on no page."),
    ):
        yield f"/api/claims/{made.claim.key}/"
        yield f"/api/references/{made.citations.get().reference.key}/"
    waiting = submitted_version(text=f"{SECRET}: sent back.")
    review(waiting, "request_changes", reason=f"{SECRET}, said a reviewer.")
    yield f"/api/claims/{waiting.claim.key}/"
    drafted = draft_of(text=f"{SECRET}: a draft.")
    yield f"/api/claims/{drafted.claim.key}/"
    yield f"/api/claims/{make_claim(key='nobody-outside-reads-this-key').key}/"
    signed = approved_version(text=f"{SECRET}: signed off, not published.")
    article = make_signoff(make_revision([signed], summary=SECRET)).revision.article
    yield f"/api/articles/{article.slug}/"
    yield f"/api/claims/{signed.claim.key}/"
    down = published(make_revision([approved_version(text=f"{SECRET}: withdrawn.")]))
    withdraw(article=down.article, by=make_user(Role.PUBLISHER), reason=f"{SECRET} again.")
    yield f"/api/articles/{down.article.slug}/"
    yield f"/api/claims/{down.entries.get().claim.key}/"
    yield f"/api/references/{make_reference(title=SECRET).key}/"


def test_nothing_that_is_not_before_the_public_is_told(client: Client) -> None:
    version = approved_version()
    publication = published(make_revision([version]))
    before = {kind: rows(client, kind) for kind in LISTS}
    hidden = list(_unpublished(publication, version))
    assert {kind: rows(client, kind) for kind in LISTS} == before
    for path in hidden:
        assert client.get(path).status_code == 404, path
    assert claim(client, version)["version"] == 1
    said = crawled(client)
    assert version.text in said
    assert SECRET not in said
    assert "nobody-outside" not in said


def test_neither_abstracts_nor_people_s_accounts_are_told(client: Client) -> None:
    work = study(abstract=f"Before. {QUOTE}. {SECRET}.", mesh_terms=["Secret term"])
    signer = make_reviewer(name="Dr Public Name", interests="").user
    version = submitted_version(citations=[citing(work)])
    review(version, by=signer)
    published(make_revision([fresh(version)]))
    said = crawled(client)
    assert "Dr Public Name" in said
    for hidden in (
        SECRET,
        "abstract of",
        "Secret term",
        signer.username,
        signer.email,
        version.author.email,
    ):
        assert hidden not in said
    properties = json.loads(client.get("/api/schema/").content)["components"]["schemas"]
    assert not [
        name
        for part in properties.values()
        for name in part.get("properties", {})
        if "abstract" in name
    ]


def test_newer_words_of_a_live_claim_are_told_once_a_page_shows_them(client: Client) -> None:
    version = approved_version()
    publication = published(make_revision([version]))
    revision = next_revision(publication.article, f"[Other words.](claim:{version.claim.key})")
    assert revision.placements.get().version is None
    assert "Other words." not in crawled(client)


# How it is told


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes(client: Client, method: str) -> None:
    version = approved_version()
    publication = published(make_revision([version]))
    paths = [f"/api/{kind}/" for kind in LISTS]
    paths += [
        f"/api/articles/{publication.article.slug}/",
        f"/api/claims/{version.claim.key}/",
        "/api/schema/",
    ]
    for path in [*paths, "/api/docs/"]:
        response = getattr(client, method)(path, data="{}", content_type="application/json")
        assert response.status_code == 405, path


def test_who_is_signed_in_reads_no_more(client: Client) -> None:
    published()
    draft_of(text=SECRET)
    before = crawled(client)
    client.force_login(make_user(Role.EDITOR, is_superuser=True))
    assert crawled(client) == before


def test_lists_come_in_pages(client: Client) -> None:
    published(make_revision([approved_version() for _ in range(3)]))
    published()
    for kind, count in {"articles": 2, "claims": 4, "references": 4}.items():
        whole = get(client, f"/api/{kind}/")
        assert (whole["count"], whole["next"], whole["previous"]) == (count, None, None)
        paged, path = [], f"/api/{kind}/?limit=1"
        while path:
            page = get(client, path)
            assert len(page["results"]) == 1
            paged += page["results"]
            path = page["next"]
        assert paged == whole["results"]
        assert get(client, f"/api/{kind}/?offset=100")["results"] == []


def test_nobody_asks_for_everything_at_once(client: Client) -> None:
    published(make_revision([approved_version() for _ in range(3)]))
    with patch("articles.api.Pages.max_limit", 2):
        assert len(get(client, "/api/claims/?limit=1000000")["results"]) == 2


@pytest.mark.parametrize("key", ["no-such", "%00", "a b", "é", "'--"])
def test_what_does_not_exist_is_not_found(client: Client, key: str) -> None:
    for kind in LISTS:
        assert client.get(f"/api/{kind}/{key}/").status_code == 404


def test_an_empty_portal_says_so(client: Client) -> None:
    for kind in LISTS:
        assert get(client, f"/api/{kind}/") == {
            "count": 0,
            "next": None,
            "previous": None,
            "results": [],
        }


# The schema


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    response = client.get("/api/schema/")
    assert response.status_code == 200
    return json.loads(response.content)


def test_the_schema_is_valid_and_made_without_a_warning(tmp_path: Path) -> None:
    said = StringIO()
    call_command(
        "spectacular",
        validate=True,
        fail_on_warn=True,
        file=str(tmp_path / "schema.yml"),
        stderr=said,
    )
    assert said.getvalue() == ""


def _fits(value: Any, part: dict[str, Any], schema: dict[str, Any], where: str) -> None:
    """What came back has exactly the fields and types that the schema promises."""
    nullable = part.get("nullable")
    while "$ref" in part or "allOf" in part:
        part = part.get("allOf", [part])[0]
        if "$ref" in part:
            part = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    if value is None:
        assert nullable or part.get("nullable"), where
        return
    kinds = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    assert isinstance(value, kinds[part["type"]]), (where, value)
    if "enum" in part:
        assert value in part["enum"], where
    for number, item in enumerate(value if isinstance(value, list) else []):
        _fits(item, part["items"], schema, f"{where}[{number}]")
    if isinstance(value, dict) and "properties" in part:
        assert value.keys() == part["properties"].keys(), where
        assert set(part["required"]) <= value.keys(), where
        for name, item in value.items():
            _fits(item, part["properties"][name], schema, f"{where}.{name}")


def test_what_comes_back_is_what_the_schema_promises(
    client: Client, schema: dict[str, Any]
) -> None:
    version = approved_version()
    publication = live.published(version, title=placed(version))
    work = version.citations.get().reference
    for path, key in {
        "/api/articles/{slug}/": publication.article.slug,
        "/api/claims/{key}/": version.claim.key,
        "/api/references/{key}/": work.key,
    }.items():
        for template, asked in (
            (path, path.partition("{")[0] + key + "/"),
            (path.partition("{")[0],) * 2,
        ):
            promised = schema["paths"][template]["get"]["responses"]["200"]["content"]
            part = promised["application/json"]["schema"]
            said = get(client, asked)
            if template != path:
                said = {name: value for name, value in said.items() if value is not None}
                name = part["$ref"].rpartition("/")[2]
                listed = schema["components"]["schemas"][name]["properties"]["results"]
                _fits(said["results"], listed, schema, asked)
            else:
                _fits(said, part, schema, asked)


def test_the_schema_lists_only_reading(schema: dict[str, Any]) -> None:
    assert set(schema["paths"]) == {
        f"/api/{kind}/{rest}"
        for kind in LISTS
        for rest in ("", "{slug}/" if kind == "articles" else "{key}/")
    }
    assert {method for path in schema["paths"].values() for method in path} == {"get"}


def test_the_reference_for_people_lists_every_path_and_every_field(
    client: Client, schema: dict[str, Any]
) -> None:
    response = client.get("/api/docs/")
    assert response.status_code == 200
    text = response.content.decode()
    for path in schema["paths"]:
        assert f"GET {path}" in text
    for name, part in schema["components"]["schemas"].items():
        if not name.startswith("Paginated"):
            for field in part.get("properties", {}):
                assert f"<code>{field}</code>" in text, (name, field)
    assert "<script" not in text
    assert " style=" not in text
