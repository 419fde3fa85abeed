"""Names (STYLE section 3): one way to call a thing, in code and in the database."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
APPS = ("references", "evidence", "articles")
NO_ROOMS = {"common", "core", "utils", "util", "helpers", "helper", "misc", "shared", "lib"}

OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]


def modules(package: str) -> list[str]:
    found = import_module(package)
    inside = walk_packages(getattr(found, "__path__", []), f"{package}.")
    return [package, *(module.name for module in inside)]


def services() -> list[FunctionType]:
    """Every public function of the services of an app."""
    return [
        function
        for app in APPS
        for name in modules(f"{app}.services")
        for function in vars(import_module(name)).values()
        if inspect.isfunction(function)
        and function.__module__ == name
        and not function.__name__.startswith("_")
    ]


def test_no_room_is_for_everything() -> None:
    parts = {
        part.removesuffix(".py")
        for package in (*APPS, "mscportal")
        for path in (ROOT / package).rglob("*.py")
        for part in path.relative_to(ROOT).parts
    }
    assert not parts & NO_ROOMS


def test_models_are_singular_nouns() -> None:
    plural = [m.__name__ for m in OURS if re.search(r"[^s]s$", m.__name__)]
    assert plural == ["StudyFacts"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_a_time_ends_in_at_and_a_day_in_on(model: type[Model]) -> None:
    wrong = [
        field.name
        for field in model._meta.get_fields()
        if (isinstance(field, models.DateTimeField) and not re.search(r"(_|^)at$", field.name))
        or (
            isinstance(field, models.DateField)
            and not isinstance(field, models.DateTimeField)
            and not re.search(r"_on$|as_of$", field.name)
        )
    ]
    assert not wrong


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_a_constraint_begins_with_its_table(model: type[Model]) -> None:
    names = [c.name for c in (*model._meta.constraints, *model._meta.indexes)]
    table = re.escape(model._meta.db_table)
    assert [name for name in names if not re.fullmatch(rf"{table}_[a-z0-9_]+", name)] == []


def test_triggers_and_their_refusals_begin_with_their_app() -> None:
    for path in (path for app in APPS for path in (ROOT / app / "sql").glob("*.sql")):
        text = path.read_text()
        app = path.parts[-3]
        names = re.findall(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)", text)
        names += re.findall(r"CONSTRAINT = '(\w+)'", text)
        assert [name for name in names if not name.startswith(f"{app}_")] == [], path


def test_stored_values_are_words() -> None:
    for app in APPS:
        for name, kind in vars(import_module(f"{app}.choices")).items():
            if inspect.isclass(kind) and issubclass(kind, models.TextChoices):
                for value in kind.values:
                    # The types of works are CSL's own words.
                    assert re.fullmatch(r"[a-z][a-z0-9_]*|", value) or name == "CslType", value


def test_a_service_is_called_by_names_and_the_person_is_by() -> None:
    """Building blocks take the journal of their caller first; nothing else comes without a name."""
    wrong = []
    for service in services():
        said: list[Any] = list(inspect.signature(service).parameters.values())
        if "by" not in {one.name for one in said}:
            continue
        nameless = [
            one.name
            for one in said
            if one.kind not in (one.KEYWORD_ONLY, one.VAR_KEYWORD) and one.name != "journal"
        ]
        if nameless:
            wrong.append(f"{service.__module__}.{service.__name__}: {nameless}")
    assert not wrong


def test_no_service_knows_a_request() -> None:
    asked = {"request", "user_id", "actor", "current_user"}
    wrong = [
        f"{service.__module__}.{service.__name__}"
        for service in services()
        if asked & inspect.signature(service).parameters.keys()
    ]
    assert not wrong


def test_every_public_service_says_what_is_true_when_it_returns() -> None:
    assert [f"{s.__module__}.{s.__name__}" for s in services() if not inspect.getdoc(s)] == []


def test_policies_begin_with_can_or_is_or_why_not() -> None:
    wrong = []
    for app in APPS:
        tree = ast.parse((ROOT / app / "policies.py").read_text())
        wrong += [
            f"{app}: {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith(("_", "can_", "is_", "has_", "why_not_", "role"))
        ]
    assert not wrong
