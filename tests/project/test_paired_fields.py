"""Who and when are pairs under one CHECK, and each state has one writer."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
APPS = ("references", "evidence", "articles")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]

# Where the person has a name of its own, or the machine did it.
OTHERWISE = {
    "evidence.ClaimVersion.submitted_at": "author",
    "evidence.Review.decided_at": "reviewer",
    "evidence.Presence.came_at": "seen_by",
    "evidence.Grading.computed_at": "",
    "evidence.Letter.written_at": "",
    "evidence.VerdictDraft.kept_at": "reviewer",
    "references.NoticeMatch.matched_at": "",
    "references.DuplicatePair.found_at": "",
    "articles.Page.rendered_at": "",
    "articles.Schedule.due_at": "set_by",
}


def fields(model: type[models.Model], ending: str) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        if field.name.endswith(ending):
            yield field


def columns(condition: models.Q) -> set[str]:
    """The columns that a CHECK names."""
    found = set()
    for child in condition.children:
        if isinstance(child, models.Q):
            found |= columns(child)
        elif isinstance(child, tuple):
            # What is no pair is an expression over one column; it holds no who or when.
            found.add(child[0].split("__")[0])
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_when_has_its_who_and_the_other_way_round(model: type[models.Model]) -> None:
    ats = {field.name.removesuffix("_at"): field for field in fields(model, "_at")}
    bys = {field.name.removesuffix("_by"): field for field in fields(model, "_by")}
    for verb, field in ats.items():
        otherwise = OTHERWISE.get(f"{model._meta.label}.{field.name}")
        if otherwise is None:
            assert verb in bys, f"{field.name} without {verb}_by"
            assert bys[verb].null == field.null, f"{verb}: both may be empty, or neither"
        elif otherwise:
            assert not model._meta.get_field(otherwise).null
    for verb, field in bys.items():
        if field.null:
            assert verb in ats, f"{field.name} without {verb}_at"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_pair_that_may_be_empty_is_under_one_check(model: type[models.Model]) -> None:
    checks = [
        columns(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    loose = [
        field.name
        for field in fields(model, "_at")
        if field.null
        and not any(
            {field.name, f"{field.name.removesuffix('_at')}_by"} <= named for named in checks
        )
    ]
    assert loose == []


def test_the_exceptions_exist() -> None:
    known = {f"{m._meta.label}.{f.name}" for m in MODELS for f in fields(m, "_at")}
    assert set(OTHERWISE) - known == set()


# One writer of each state

STATES = ("status", "standing", "active")
WRITERS = {
    "status": {"evidence/services/rounds.py move"},
    "standing": {
        "references/services/standing.py set_standing",
        # In bulk, and without consequences: no notice names these.
        "references/services/standing.py _none_found",
        "references/services/standing.py _say_what_was_looked_for",
        # And that no load is left which could have looked, with an event for each.
        "references/services/cancelling.py _unchecked_again",
    },
    "active": {
        "evidence/services/approvals.py end_approval",
        "evidence/services/reviewers.py deactivate_reviewer",
        "evidence/services/reviewers.py onboard_reviewer",
    },
}


def written(node: ast.AST) -> Iterator[str]:
    """Names of states that one statement or call writes on an object."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    yield part.attr
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("update", "create", "get_or_create", "update_or_create"):
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)
        if node.func.attr in ("update_or_create", "get_or_create"):
            for keyword in node.keywords:
                if keyword.arg == "defaults" and isinstance(keyword.value, ast.Dict):
                    yield from (
                        str(key.value)
                        for key in keyword.value.keys
                        if isinstance(key, ast.Constant)
                    )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        name = node.args[1]
        if isinstance(name, ast.Constant):
            yield str(name.value)


def writers() -> dict[str, set[str]]:
    found = defaultdict(set)
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    for node in ast.walk(function):
                        for name in set(written(node)) & set(STATES):
                            place = f"{path.relative_to(ROOT)} {function.name}"
                            found[name].add(place)
    return found


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_writers_and_no_other(state: str) -> None:
    assert writers()[state] == WRITERS[state]
