"""`make run`, as a person starts and stops it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
SECOND_START_WITHIN = 4


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def run(port: int) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts `make run`'s program on an empty place of its own; what still runs at the end is ended."""
    place = Path("/tmp") / f"msc-run-{port}"
    outside = ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    environment |= {"MSC_VAR": str(place), "PORT": str(port)}
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "mscportal.supervisor"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=30)
    shutil.rmtree(place, ignore_errors=True)


def until_served(process: subprocess.Popen[str], port: int) -> float:
    """Seconds until the portal answers."""
    begun = time.monotonic()
    while time.monotonic() - begun < 120:
        assert process.poll() is None, process.communicate()[0]
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
        else:
            return time.monotonic() - begun
    raise AssertionError("the portal never answered")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_starts_stops_and_starts_again_quickly(run, port, record_property) -> None:
    first = run()
    record_property("seconds until a first start serves", round(until_served(first, port), 2))
    static = urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=10).read()
    assert b"/static/admin/css/base." in static
    first.send_signal(signal.SIGINT)
    told, _ = first.communicate(timeout=30)
    assert first.returncode == 0, told
    assert f"MSC Portal runs at http://127.0.0.1:{port}/" in told
    assert not answers(port)
    assert not (Path("/tmp") / f"msc-run-{port}" / "pg" / "postmaster.pid").exists()

    # Other tests run on the same processors: what counts is the best of three.
    times = []
    while len(times) < 3 and min(times, default=SECOND_START_WITHIN) >= SECOND_START_WITHIN:
        again = run()
        times.append(until_served(again, port))
        again.terminate()
        again.communicate(timeout=30)
    record_property("seconds until a second start serves", round(min(times), 2))
    assert min(times) < SECOND_START_WITHIN


def test_a_program_that_dies_is_started_again_and_nothing_outlives_the_end(run, port) -> None:
    process = run()
    until_served(process, port)
    worker = next(child for child in children_of(process) if "procrastinate" in child.cmdline())
    worker.kill()
    deadline = time.monotonic() + 10
    while worker.pid in (pids := [child.pid for child in children_of(process)]) or len(pids) < 2:
        assert time.monotonic() < deadline, "the worker was not started again"
        time.sleep(0.1)
    everything = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0, told
    assert "The background worker ended (code -9); starting it again." in told
    assert not [child for child in everything if child.is_running() and not is_zombie(child)]


def children_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(process.pid).children() if not is_zombie(child)]


def is_zombie(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_taken_port_is_named_with_what_mends_it(run, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        process = run()
        told, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"make run PORT={port + 1}" in told
    assert "Traceback" not in told
