"""Who may open what: every role × every address of `evidence`, in the admin and in the API, by GET and by POST.

The addresses are found by walking the URL resolver; what each role gets is stated below by hand. A view that is
not listed fails the test, and says which line to add. An open door is a page, or an answer that leads on from
there; what a service then refuses is its own test.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import ForeignKey
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Article
from evidence.models import Claim
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from references.models import Reference
from tests.factories import evidence as make
from tests.factories.articles import published
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db

# One letter each: librarian, author, editor, reviewer (without another role), publisher, administrator, superuser.
SIGNED_IN = {
    "L": "librarian",
    "A": "author",
    "E": "editor",
    "R": "reviewer",
    "P": "publisher",
    "D": "administrator",
    "S": "superuser",
}
# They are told to sign in, or that they may not; nothing is ever open to them in the admin.
OTHERS = ("anonymous", "inactive", "deactivated reviewer", "no role")
STAFF = "LAERPDS"
NOBODY = ""


@dataclass(frozen=True)
class Row:
    """To whom one address is open by GET and by POST; None: it does not listen to that method (405)."""

    get: str | None
    post: str | None


READ = Row(STAFF, NOBODY)  # everyone who works here reads; nobody writes
NEVER = Row(NOBODY, NOBODY)
ACT = {
    letters: Row(None, letters)
    for letters in ("R", "AES", "EDS", "DS", "LAERS", "ERDS", "AERDS", STAFF)
}

# The hand-written matrix. To add a view, add one line: its name without `evidence_`, and who may GET and POST.
MATRIX: dict[str, Row] = {
    # Claims
    "claim_changelist": Row(STAFF, STAFF),
    "claim_add": NEVER,
    "claim_change": READ,
    "claim_history": Row(STAFF, STAFF),
    "claim_delete": NEVER,
    "claim_review": Row(STAFF, "R"),
    "claim_next": Row(STAFF, STAFF),
    "claim_draft": Row("AES", "AES"),
    "claim_submit": ACT["AES"],
    "claim_assign": ACT["EDS"],
    "claim_recheck": ACT["AERDS"],
    "claim_withdraw": ACT["AES"],
    "claim_declare": ACT["R"],
    "claim_authorship": ACT["R"],
    "claim_remark": ACT[STAFF],
    "claim_keep": ACT["R"],
    "claim_presence": ACT["R"],
    # Who asks reviewers changes and ends that too; who was asked may decline
    "claim_due": ACT["EDS"],
    "claim_take_back": ACT["EDS"],
    "claim_hand_over": ACT["EDS"],
    "claim_third": ACT["EDS"],
    "claim_decline": ACT["R"],
    # Overrides
    "claim_override": ACT["R"],
    "claim_second": ACT["R"],
    "claim_endoverride": ACT["R"],
    # Sources: whoever sees claims finds them, also by a form that posts; reviewers judge
    "claim_sources": Row(STAFF, STAFF),
    "claim_next_source": Row(STAFF, STAFF),
    "claim_source": Row(STAFF, "R"),
    "claim_texts": Row(STAFF, "LAERS"),
    # Questions and studies
    "question_changelist": Row(STAFF, STAFF),
    "question_add": Row("AERS", "AERS"),
    "question_change": READ,
    "question_history": Row(STAFF, STAFF),
    "question_delete": NEVER,
    "question_appraise": Row("R", "R"),
    "question_find": Row(STAFF, STAFF),
    "question_adopt": Row("R", "R"),  # first shows what would be adopted
    "question_close_draft": ACT["ERDS"],  # a reviewer only their own
    # People
    "reviewer_changelist": Row(STAFF, STAFF),
    "reviewer_add": Row("DS", "DS"),
    "reviewer_change": Row(STAFF, "DS"),
    "reviewer_history": Row(STAFF, STAFF),
    "reviewer_delete": NEVER,
    "reviewer_deactivate": ACT["DS"],
    "declaration_changelist": Row(STAFF, STAFF),
    "declaration_add": NEVER,
    "declaration_change": READ,
    "declaration_history": Row(STAFF, STAFF),
    "declaration_delete": NEVER,
    "declaration_mine": Row("R", "R"),
    "authorshipanswer_changelist": Row("EDS", "EDS"),
    "authorshipanswer_add": NEVER,
    "authorshipanswer_change": Row("EDS", NOBODY),
    "authorshipanswer_history": Row("EDS", "EDS"),
    "authorshipanswer_delete": NEVER,
    # Conversation and mail
    "thread_changelist": Row(STAFF, STAFF),
    "thread_add": NEVER,
    "thread_change": READ,
    "thread_history": Row(STAFF, STAFF),
    "thread_delete": NEVER,
    "thread_reply": ACT[STAFF],
    "thread_resolve": ACT[STAFF],
    "mailchoice_changelist": Row(STAFF, STAFF),
    "mailchoice_add": NEVER,
    "mailchoice_change": READ,
    "mailchoice_history": Row(STAFF, STAFF),
    "mailchoice_delete": NEVER,
    "letter_changelist": Row("DS", "DS"),
    "letter_add": NEVER,
    "letter_change": Row("DS", NOBODY),
    "letter_history": Row("DS", "DS"),
    "letter_delete": NEVER,
}
# Records are read by everyone who works here, and written by nobody.
for noun in ("review", "approval", "grading", "suspension"):
    MATRIX |= {
        f"{noun}_changelist": Row(STAFF, STAFF),
        f"{noun}_add": NEVER,
        f"{noun}_change": READ,
        f"{noun}_history": Row(STAFF, STAFF),
        f"{noun}_delete": NEVER,
    }
MATRIX |= {
    "studyfacts_changelist": Row(STAFF, STAFF),
    "studyfacts_add": Row("LAERS", "LAERS"),
    "studyfacts_change": Row(STAFF, STAFF),  # leads to the page of the study
    "studyfacts_history": Row(STAFF, STAFF),
    "studyfacts_delete": NEVER,
    "studyfacts_study": Row(STAFF, "LAERS"),
    "studyfacts_link": ACT["LAERS"],
    "studyfacts_confirmlink": ACT["R"],
    "studyfacts_unlink": ACT["LAERS"],
}

# The API only reads, and reads the same to everyone: name → whether the address needs a key.
API = {
    "article-list": None,
    "article-detail": Article,
    "claim-list": None,
    "claim-detail": Claim,
    "reference-list": None,
    "reference-detail": Reference,
    "api-root": None,
    "api-schema": None,
    "api-docs": None,
}

# Who may look up what by a field that completes by itself, by what it looks among; None: nobody finds anything.
COMPLETES: dict[str, str | None] = {
    "auth.User": "DS",
    "references.Reference": "LAEPDS",
    "references.Notice": "LAEPDS",  # every member of staff reads the library and its notices
    "evidence.Claim": None,
    "evidence.Question": STAFF,
    "evidence.Reviewer": STAFF,
    "evidence.Thread": STAFF,
    "evidence.Approval": STAFF,
    "evidence.Review": STAFF,
}

# Actions on lists: none, anywhere.
ACTIONS: dict[str, set[str]] = {}

ADD_A_LINE = 'is not in the matrix: add "{}": Row(get=…, post=…) to MATRIX in {}'


def walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project, with its route."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


ADDRESSES = list(walk(get_resolver().url_patterns))
OURS = {
    (pattern.name or route).removeprefix("evidence_"): route
    for route, pattern in ADDRESSES
    if route.startswith("admin/evidence/")
    # Django's redirect from the address of an object to its change page, which is in the matrix.
    and not (pattern.name is None and route.endswith("<path:object_id>/"))
}
OF_THE_API = {pattern.name: route for route, pattern in ADDRESSES if route.startswith("api/")}


def test_every_view_of_evidence_is_in_the_matrix() -> None:
    missing = [
        f"{route} {ADD_A_LINE.format(name, __name__)}"
        for name, route in OURS.items()
        if name not in MATRIX
    ]
    assert not missing, "\n".join(missing)
    assert not MATRIX.keys() - OURS.keys(), "no such view any more"
    assert OF_THE_API.keys() == API.keys()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Thousands of refusals are not worth a line each, and what is behind an open door is not looked at."""
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def people() -> dict[str, User | None]:
    """Somebody in each role, and those who may nothing."""
    gone = make.reviewing_user()
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    return {
        "librarian": make_user(Role.LIBRARIAN),
        "author": make_user(Role.AUTHOR),
        "editor": make_user(Role.EDITOR),
        "reviewer": make.reviewing_user(),
        "publisher": make_user(Role.PUBLISHER),
        "administrator": make_user(Role.ADMINISTRATOR),
        "superuser": make_superuser(),
        "anonymous": None,
        "inactive": make_user(Role.EDITOR, is_active=False),
        "deactivated reviewer": gone,
        "no role": make_user(),
    }


@pytest.fixture
def clients(people: dict[str, User | None]) -> dict[str, Client]:
    clients = {}
    for name, person in people.items():
        clients[name] = Client(raise_request_exception=False)
        if person is not None:
            clients[name].force_login(person)
    return clients


@pytest.fixture
def objects() -> dict[str, int]:
    """One row of every model that has pages, so that no door is closed only because nothing is behind it."""
    make.suspended_version()
    version = make.submitted_version()
    make.draft_of(version.claim)
    rows = {
        model._meta.model_name: model._default_manager.order_by("-pk").first()
        for model in admin.site._registry
        if model._meta.app_label == "evidence"
    }
    rows |= {
        "claim": version.claim,
        "reviewer": make.make_reviewer(),
        "thread": make.make_thread(),
        "authorshipanswer": make.make_authorshipanswer(),
        "letter": make.make_letter(),
        "mailchoice": make.make_mailchoice(),
    }
    lacking = [name for name, row in rows.items() if row is None]
    assert not lacking, f"make one of each of {lacking} in this fixture"
    # The pages of a study and of a source are about a reference, not about a row of `evidence`.
    rows["reference"] = version.citations.get().reference
    return {name: row.pk for name, row in rows.items()}


def address(name: str, objects: dict[str, int]) -> str:
    """The address of a view, about one object."""
    route = OURS[name].replace("of/<int:pk>", f"of/{objects['reference']}")
    if "<slug:key>" in route:
        key = Reference.objects.get(pk=objects["reference"]).key
        route = route.replace("<slug:key>", key)
    for place in ("<int:pk>", "<path:object_id>"):
        route = route.replace(place, str(objects[name.partition("_")[0]]))
    assert "<" not in route, f"say in `address` what stands in {route}"
    return f"/{route}"


def answer(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> str:
    """What a role gets: open, sign in, forbidden, absent, no such method; or the number of an error."""
    response = getattr(client, method)(path, data or {})
    if response.status_code == 302 and "/admin/login/" in response.url:
        return "sign in"
    names = {403: "forbidden", 404: "absent", 405: "no such method"}
    is_open = response.status_code in (200, 302)
    return "open" if is_open else names.get(response.status_code, f"{response.status_code}")


def expected(letters: str | None, who: str) -> str:
    """What the matrix says for a role, or for those who have none."""
    if letters is None:
        return "no such method"
    if who in ("anonymous", "inactive"):
        return "sign in"
    allowed = {SIGNED_IN[letter] for letter in letters}
    return "open" if who in allowed else "forbidden"


def test_every_cell_of_the_matrix(clients: dict[str, Client], objects: dict[str, int]) -> None:
    """Those who may not come first, so that nothing they tried was closed by what another did."""
    wrong = []
    cells = 0
    for name, row in MATRIX.items():
        path = address(name, objects)
        for method, letters in (("get", row.get), ("post", row.post)):
            for who in sorted(clients, key=lambda who: expected(letters, who) == "open"):
                got = answer(clients[who], method, path)
                # A form that lacks everything may be told so; whether the door is open is seen all the same.
                want = expected(letters, who)
                cells += 1
                # What names another object in its body answers 404 to whoever may ask.
                if got != want and not (want == "open" and got == "absent" and method == "post"):
                    wrong.append(f"{method.upper()} {name} as {who}: {got}, not {want}")
    assert not wrong, "\n".join(wrong)
    assert cells == len(MATRIX) * 2 * (len(SIGNED_IN) + len(OTHERS))


def test_the_api_reads_to_everyone_and_writes_for_nobody(clients: dict[str, Client]) -> None:
    page = published()
    keys = {
        Article: page.article.slug,
        Claim: page.entries.get().claim.key,
        Reference: page.entries.get().version.citations.get().reference.key,
    }
    wrong = []
    for name, of in API.items():
        path = reverse(name, args=[keys[of]] if of else [])
        for who, client in clients.items():
            for method, want in (("get", "open"), ("post", "no such method")):
                if (got := answer(client, method, path)) != want:
                    wrong.append(f"{method.upper()} {path} as {who}: {got}, not {want}")
    assert not wrong, "\n".join(wrong)


def test_what_completes_by_itself_tells_each_role_what_its_list_would(
    clients: dict[str, Client], objects: dict[str, int]
) -> None:
    wrong = []
    fields = {
        f"{field.related_model._meta.label}": (model._meta.model_name, field.name)
        for model in apps.get_app_config("evidence").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
    }
    for label, (model, field) in fields.items():
        data = {"app_label": "evidence", "model_name": model, "field_name": field, "term": ""}
        for who, client in clients.items():
            got = answer(client, "get", "/admin/autocomplete/", data)
            letters = COMPLETES.get(label, NOBODY)
            want = expected(letters or NOBODY, who)
            if letters is None and want == "forbidden":
                want = "absent"
            if got != want:
                wrong.append(f"{label} as {who}: {got}, not {want}")
    assert not wrong, "\n".join(wrong)


def test_no_list_has_an_action(people: dict[str, User | None], rf: RequestFactory) -> None:
    request = rf.get("/")
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "evidence":
            for name in SIGNED_IN.values():
                request.user = people[name]
                found = set(model_admin.get_actions(request))
                assert found == ACTIONS.get(model._meta.model_name, set()), (model, name)
