"""Guessing passwords is stopped; the person guessed at is let in again later."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client, RequestFactory

from mscportal.login import (
    FAILURES_ALLOWED,
    RESETS_FOR_ACCOUNT,
    RESETS_FROM_ADDRESS,
    client_address,
)

RIGHT = "a long and honest password"


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("edit", password=RIGHT, is_staff=True)


def sign_in(client: Client, password: str, **headers: str) -> bool:
    data = {"username": "edit", "password": password}
    return client.post("/admin/login/?next=/healthz", data, **headers).status_code == 302


@pytest.mark.django_db
def test_after_ten_failures_the_right_password_is_refused_too(client: Client, editor: User) -> None:
    for _ in range(FAILURES_ALLOWED):
        assert not sign_in(client, "wrong")
    assert not sign_in(client, RIGHT)
    assert sign_in(client, RIGHT, REMOTE_ADDR="192.0.2.7"), "another address is not locked out"
    caches["shared"].clear()
    assert sign_in(client, RIGHT)


@pytest.mark.django_db
def test_a_success_forgets_the_failures_before_it(client: Client, editor: User) -> None:
    for _ in range(2):
        for _ in range(FAILURES_ALLOWED - 1):
            sign_in(client, "wrong")
        assert sign_in(client, RIGHT)


@pytest.mark.django_db
def test_failures_expire_by_the_clock_of_the_cache(client: Client, editor: User) -> None:
    sign_in(client, "wrong")
    assert caches["shared"].default_timeout == 15 * 60


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.4, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.4, 203.0.113.9", "198.51.100.4"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def ask(client: Client, email: str, address: str) -> None:
    answer = client.post("/admin/password/", {"email": email}, REMOTE_ADDR=address)
    assert (answer.status_code, answer.url) == (302, "/admin/password/sent/"), "it tells nothing"


@pytest.mark.django_db
def test_one_account_is_sent_a_few_links_whoever_asks(client: Client, mailoutbox: list) -> None:
    User.objects.create_user("edit", email="edit@example.org", password=RIGHT)
    User.objects.create_user("other", email="other@example.org", password=RIGHT)
    for number in range(RESETS_FOR_ACCOUNT + 3):
        ask(client, "Edit@example.org " if number % 2 else "edit@example.org", f"192.0.2.{number}")
    assert len(mailoutbox) == RESETS_FOR_ACCOUNT
    ask(client, "other@example.org", "192.0.2.99")
    assert mailoutbox[-1].to == ["other@example.org"]
    caches["shared"].clear()
    ask(client, "edit@example.org", "192.0.2.1")
    assert mailoutbox[-1].to == ["edit@example.org"]


@pytest.mark.django_db
def test_one_address_asks_for_a_few_accounts(client: Client, mailoutbox: list) -> None:
    for number in range(RESETS_FROM_ADDRESS + 2):
        User.objects.create_user(f"u{number}", email=f"u{number}@example.org", password=RIGHT)
        ask(client, f"u{number}@example.org", "192.0.2.1")
    assert len(mailoutbox) == RESETS_FROM_ADDRESS
    ask(client, f"u{RESETS_FROM_ADDRESS}@example.org", "192.0.2.2")
    assert len(mailoutbox) == RESETS_FROM_ADDRESS + 1
