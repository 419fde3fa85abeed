"""A factory per model, and each makes something that the database accepts at commit."""

import importlib
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest
from django.apps import apps
from django.db import connection

APPS = ("references", "evidence", "articles")
# An event is written by whatever happens, rows and parts of a file come with their run.
WITHOUT = {"references.Event", "references.ImportRow", "references.ImportChunk"}

MODELS = [
    pytest.param(app, model.__name__, id=model._meta.label)
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    if model._meta.label not in WITHOUT
]


def factories_of(app: str, model: type) -> list[Callable[[], Any]]:
    """The functions `make_…` that are annotated to return this model."""
    module = importlib.import_module(f"tests.factories.{app}")
    return [
        make
        for name, make in vars(module).items()
        if name.startswith("make_") and get_type_hints(make).get("return") is model
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("app", "name"), MODELS)
def test_each_model_has_a_factory_whose_object_is_valid(app: str, name: str) -> None:
    model = apps.get_model(app, name)
    made = factories_of(app, model)[0]()
    connection.check_constraints()
    model._default_manager.get(pk=made.pk)


def test_every_app_with_models_is_asked() -> None:
    ours = {"mscportal", *APPS}
    assert {name for name in ours if list(apps.get_app_config(name).get_models())} <= set(APPS)
