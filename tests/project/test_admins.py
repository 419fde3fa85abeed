"""Every admin and every Resource: what opens, who may, and that none writes but through services."""

import inspect

import pytest
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.urls import reverse
from import_export.resources import Resource, modelresource_factory

from references.adminbase import ServiceAdmin
from references.choices import Role
from tests.factories.people import make_superuser, make_user

SITE = admin.site
REGISTERED = [
    (model, model_admin)
    for model, model_admin in SITE._registry.items()
    if not model._meta.app_label.startswith("procrastinate")
]
WRITES = ("save_model", "save_formset", "delete_model", "delete_queryset")
NO_WRITE = (".save(", ".delete(", ".create(", ".update(", "bulk_create", "super().save_model")


def named(item: object) -> str:
    return item[0]._meta.label if isinstance(item, tuple) else ""


@pytest.mark.parametrize("registered", REGISTERED, ids=named)
def test_an_admin_is_built_on_services(registered: tuple) -> None:
    model, model_admin = registered
    assert isinstance(model_admin, ServiceAdmin), model
    for name in WRITES:
        method = getattr(type(model_admin), name)
        assert method is not getattr(ModelAdmin, name), f"{model} keeps Django's {name}"
        source = inspect.getsource(method)
        assert not [call for call in NO_WRITE if call in source], f"{model}.{name} writes by itself"


@pytest.mark.django_db
@pytest.mark.parametrize("registered", REGISTERED, ids=named)
def test_a_list_opens_for_staff_and_for_nobody_else(registered: tuple, client) -> None:
    model, _ = registered
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.force_login(make_superuser())
    assert client.get(address, follow=True).status_code == 200
    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("registered", REGISTERED, ids=named)
def test_no_address_of_a_list_is_an_error(registered: tuple, client) -> None:
    model, _ = registered
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.force_login(make_superuser())
    for query in (
        {"q": "\x00"},
        {"q": "a\x00' & | (" * 2000},
        {"id__exact": "\x00"},
        {"p": "\x00"},
        {"tab": "\x00"},
    ):
        answer = client.get(address, query, follow=True)
        assert answer.status_code in (200, 400), (address, query)


@pytest.mark.django_db
@pytest.mark.parametrize("registered", REGISTERED, ids=named)
def test_nothing_is_deleted_in_an_admin(registered: tuple, rf) -> None:
    _, model_admin = registered
    request = rf.get("/")
    for person in (make_superuser(), make_user(*[role for role in Role if role != Role.PORTAL])):
        request.user = person
        assert not model_admin.has_delete_permission(request)
        assert "delete_selected" not in model_admin.get_actions(request)


def resources() -> list[type[Resource]]:
    """Every Resource of this project."""
    found, waiting = [], [Resource]
    while waiting:
        for child in waiting.pop().__subclasses__():
            waiting.append(child)
            if not child.__module__.startswith("import_export"):
                found.append(child)
    return found


@pytest.mark.parametrize("resource", resources(), ids=lambda r: r.__name__)
def test_a_resource_never_saves(resource: type[Resource]) -> None:
    own = modelresource_factory(resource._meta.model)
    assert resource.save_instance is not own.save_instance
    with pytest.raises(Exception, match=r"(?i)sav|writ|import"):
        resource().save_instance(resource._meta.model(), True, None)
