"""What a committed test leaves behind is gone before the next one; nothing is truncated for it."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_rows_tables_and_sequences_are_new_each_time(turn: int) -> None:
    assert not User.objects.filter(username="left").exists()
    User.objects.create_user("left")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_behind AS SELECT 1 AS one")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_connections_of_other_threads_do_not_stand_in_the_way(turn: int) -> None:
    opened, finish = threading.Event(), threading.Event()

    def stay_connected() -> None:
        User.objects.create_user("left")
        opened.set()
        finish.wait(10)
        connections.close_all()

    thread = threading.Thread(target=stay_connected)
    thread.start()
    assert opened.wait(10)
    assert User.objects.filter(username="left").count() == 1
    threading.Timer(1, finish.set).start()


@pytest.mark.django_db(transaction=True)
def test_what_migrations_put_in_is_still_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type")
        assert cursor.fetchone() != (0,)


@pytest.mark.parametrize("turn", [1, 2])
def test_the_live_server_sees_what_the_test_wrote_and_forgets_it(
    live_server, page, turn: int
) -> None:
    assert not User.objects.filter(username="staff").exists()
    User.objects.create_superuser("staff", password="a long and honest password")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill("a long and honest password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Site administration").wait_for()


@pytest.mark.django_db
def test_an_ordinary_test_rolls_back(client: Client) -> None:
    assert not User.objects.filter(username__in=["left", "staff"]).exists()
