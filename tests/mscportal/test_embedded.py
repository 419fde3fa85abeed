"""The embedded PostgreSQL starts once, however often and by however many it is asked to."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mscportal import embedded

START = """
import sys, pathlib
from mscportal import embedded
embedded.start(pathlib.Path(sys.argv[1]), durable=False)
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A cluster's place with a short path: pytest's own temporary folders have long ones."""
    place = Path(tempfile.mkdtemp(prefix="msc-embedded-", dir="/tmp"))
    yield place / "pg"
    embedded.stop(place / "pg")
    shutil.rmtree(place)


def postmaster(data: Path) -> str:
    return (data / "postmaster.pid").read_text().splitlines()[0]


def test_two_processes_that_start_at_once_share_one_server(data: Path) -> None:
    command = [sys.executable, "-c", START, str(data)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told.decode()
    first = postmaster(data)
    embedded.start(data)
    assert postmaster(data) == first
    with psycopg.connect(embedded.url(data, user=embedded.APP_ROLE)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("msc_app",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_the_server_is_stopped_by_the_last_who_holds_it(data: Path) -> None:
    first, second = (embedded.hold(data, durable=False) for _ in range(2))
    assert first.release(stop_if_last=True) is False
    psycopg.connect(embedded.url(data)).close()
    assert second.release(stop_if_last=True) is True
    with pytest.raises(embedded.EmbeddedServerError, match="no PostgreSQL runs"):
        embedded.url(data)


def test_a_long_path_gets_a_private_short_socket(data: Path) -> None:
    long = data.parent / ("a-rather-long-name-" * 6) / "pg"
    embedded.start(long, durable=False)
    try:
        with psycopg.connect(embedded.url(long)) as connection:
            (sockets,) = connection.execute("SHOW unix_socket_directories").fetchone() or ("",)
        assert Path(sockets).parent == Path("/tmp")
        assert Path(sockets).stat().st_mode & 0o077 == 0
    finally:
        embedded.stop(long)
        shutil.rmtree(sockets)


def test_a_process_number_left_by_a_crash_does_not_prevent_the_start(data: Path) -> None:
    embedded.start(data, durable=False)
    left = (data / "postmaster.pid").read_text().splitlines()
    embedded.stop(data)
    # After a reboot the number belongs to somebody else: here, to this test.
    left[0] = str(os.getpid())
    (data / "postmaster.pid").write_text("\n".join(left) + "\n")
    embedded.start(data, durable=False)
    psycopg.connect(embedded.url(data)).close()
