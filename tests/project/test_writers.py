"""Who writes: services, and nobody else; live rows in two functions; each status in one.

The rules are read from the source. What they would catch, and what they let pass, stands beside them.
"""

import ast
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ManyToManyField

from articles.services.publishing import withdraw
from evidence.services.rounds import open_recheck
from references.choices import Role
from tests.factories.articles import make_revision, published
from tests.factories.evidence import approved_version, review, stand
from tests.factories.people import make_user

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("references", "evidence", "articles", "mscportal")

SAVING = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "raw_delete",
    "save_base",
}
SAVING |= {f"a{name}" for name in SAVING}
RELATING = {"add", "set", "remove", "clear"}
SQL = ("insert ", "update ", "delete ", "truncate ", "merge ", "copy ")

# What else writes, and why it may.
MAY_WRITE = {
    "references/events.py": "the record itself",
    "articles/demo/story.py": "the accounts of the demonstration, which only an empty database takes",
    "mscportal/login.py": "counts failures in the cache",
}
MAY_LOCK = {
    "references/events.py": "the one transaction of a service",
    "mscportal/management/commands/grant_app_role.py": "roles of the database",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours but migrations, by its path."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT)
            if "migrations" not in name.parts:
                yield str(name), ast.parse(path.read_text())


def is_service(name: str) -> bool:
    return Path(name).parts[1] == "services"


def many_to_many() -> set[str]:
    """Names by which many-to-many relations are reached, on either side."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ManyToManyField) or field.many_to_many:
                found.add(getattr(field, "get_accessor_name", lambda field=field: field.name)())
    return found


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The calls that change rows: line and words."""
    related = many_to_many()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, on = node.func.attr, node.func.value
        first = node.args[0] if node.args else None
        said = first.value if isinstance(first, ast.Constant) else ""
        if (
            name in SAVING
            # QuerySet.update takes names only, dict.update and hashes take a value.
            or (name in ("update", "aupdate") and node.keywords and not node.args)
            or (name in RELATING and isinstance(on, ast.Attribute) and on.attr in related)
            or (name.startswith("execute") and str(said).lower().lstrip().startswith(SQL))
        ):
            yield node.lineno, ast.unparse(node.func)


def locks(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Transactions that are opened and rows that are locked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in (
            "atomic",
            "select_for_update",
            "on_commit",
        ):
            yield node.lineno, ast.unparse(node)


# Only services write


@pytest.mark.parametrize(
    "line",
    [
        "article.save()",
        "Article.objects.create(slug=slug)",
        "Article.objects.bulk_create(rows)",
        "Article.objects.filter(pk=1).update(slug='x')",
        "live.entries.all().delete()",
        "user.groups.add(group)",
        "draft.contributors.set([user])",
        "await article.asave()",
        "cursor.execute('UPDATE articles_live SET born = 0')",
        "Claim.objects.get_or_create(key=key)",
        "form.save()",
    ],
)
def test_a_write_is_seen(line: str) -> None:
    tree = ast.parse(f"async def view(request):\n    {line}\n")
    assert list(writes(tree))


@pytest.mark.parametrize(
    "line",
    [
        "digest.update(data)",
        "context.update({'a': 1})",
        "found.add(1)",
        "cursor.execute('SELECT 1')",
        "create_article(by=user, slug=slug)",
        "self.headings.add(anchor)",
        "Article.objects.filter(pk=1).exists()",
    ],
)
def test_what_is_no_write_passes(line: str) -> None:
    assert not list(writes(ast.parse(line)))


def test_only_services_write() -> None:
    offences = [
        f"{name}:{line} {words}"
        for name, tree in sources()
        if not is_service(name) and name not in MAY_WRITE
        for line, words in writes(tree)
    ]
    assert not offences


def test_only_services_open_transactions_and_lock_rows() -> None:
    offences = [
        f"{name}:{line} {words}"
        for name, tree in sources()
        if not is_service(name) and not name.endswith("/querysets.py") and name not in MAY_LOCK
        for line, words in locks(tree)
    ]
    assert not offences
    opened = [
        f"{name}:{line}"
        for name, tree in sources()
        if is_service(name)
        for line, words in locks(tree)
        if "atomic" in words
    ]
    assert not opened, "a service opens its transaction with `recorded`, or is handed a journal"


def test_exceptions_are_still_needed() -> None:
    trees = dict(sources())
    assert [name for name in MAY_WRITE if not list(writes(trees[name]))] == []
    assert [name for name in MAY_LOCK if not list(locks(trees[name]))] == []


def test_nothing_writes_behind_a_save() -> None:
    """No model overrides `save` or `delete`; no signal is listened to."""
    ours = [model for model in apps.get_models() if model._meta.app_label in PACKAGES]
    assert ours
    assert [m for m in ours if {"save", "delete", "save_base"} & vars(m).keys()] == []
    listening = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals")
    ]
    assert not listening


# One writer of each status

STATUS = {
    "status": {"evidence/services/rounds.py:move"},
    "standing": {
        "references/services/standing.py:set_standing",
        "references/services/standing.py:_none_found",
        "references/services/cancelling.py:_unchecked_again",
    },
}
"""By attribute: the functions that may assign it."""


def assigned(tree: ast.AST, attribute: str) -> Iterator[str]:
    """The functions that assign an attribute of this name, or name it in a write."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and node.attr == attribute
            ):
                yield function.name


def test_an_assignment_is_seen() -> None:
    tree = ast.parse("def sneak(v):\n    v.number, v.status = 1, 'approved'\n")
    assert list(assigned(tree, "status")) == ["sneak"]


@pytest.mark.parametrize("attribute", STATUS)
def test_each_status_has_one_writer(attribute: str) -> None:
    writers = {
        f"{name}:{function}" for name, tree in sources() for function in assigned(tree, attribute)
    }
    assert writers == STATUS[attribute]


# Live rows

LIVE_WRITERS = {"put_live", "take_down"}


def live_writers(tree: ast.AST) -> Iterator[str]:
    """The functions with a write on `Live`, `LiveEntry`, or something called live."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for _line, words in writes(function):
                if re.search(r"\b(Live|LiveEntry|live)\.", words):
                    yield function.name


def test_a_writer_of_live_is_seen() -> None:
    for line in (
        "Live.objects.create(article=a)",
        "LiveEntry.objects.filter(live=a).delete()",
        "live.entries.all().delete()",
        "live.save()",
        "article.live.save()",
    ):
        assert list(live_writers(ast.parse(f"def sneak(a, live):\n    {line}\n"))) == ["sneak"]


def test_two_functions_write_live_rows() -> None:
    found = {f"{name}:{function}" for name, tree in sources() for function in live_writers(tree)}
    assert found == {f"articles/services/publishing.py:{name}" for name in LIVE_WRITERS}


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_live_rows_are_written_by_these_two() -> None:
    """The same, seen from the database: who stands on the stack when such a statement is sent."""
    seen: list[set[str]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb, _, rest = sql.lstrip().partition(" ")
        if verb in ("INSERT", "UPDATE", "DELETE") and '"articles_live' in rest.split("WHERE")[0]:
            seen.append({frame.name for frame in traceback.extract_stack()})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        one, two = approved_version(), approved_version()
        page = published(make_revision([one, two])).article
        stand(one.citations.get().reference, "retracted")
        open_recheck(version=two, by=make_user(Role.EDITOR), note="A reader asked.")
        review(two, "request_changes")
        withdraw(article=page, by=make_user(Role.PUBLISHER), reason="It claimed too much.")
    assert len(seen) == 2 + 3 + 3 + 2
    assert [names for names in seen if not names & LIVE_WRITERS] == []
