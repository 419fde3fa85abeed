"""`make run`: the whole portal in one process tree, and its orderly end.

Starts the embedded PostgreSQL (unless DATABASE_URL names a server), prepares it, then keeps the
application server and the background worker running until Ctrl-C or SIGTERM.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import psycopg
from psycopg.conninfo import conninfo_to_dict

from mscportal import embedded

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_WITHIN = 60
STOP_WITHIN = 10
# A child that ends more often than this in a minute will not be mended by starting it again.
RESTARTS_A_MINUTE = 5


class StartError(Exception):
    """The portal cannot start; the message says why and what mends it."""


def say(line: str) -> None:
    """One line to the person at the terminal, at once."""
    print(line, flush=True)  # noqa: T201 - this is a program for a terminal


class Child:
    """One program that is kept running."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.process = self._start()
        self.ends: list[float] = []

    def _start(self) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        return subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def keep_running(self) -> None:
        """Start it again if it has ended; StartError if it keeps ending."""
        code = self.process.poll()
        if code is None:
            return
        now = time.monotonic()
        self.ends = [end for end in self.ends if now - end < 60] + [now]
        if len(self.ends) > RESTARTS_A_MINUTE:
            raise StartError(f"The {self.name} ended {len(self.ends)} times within a minute.")
        say(f"The {self.name} ended (code {code}); starting it again.")
        self.process = self._start()

    def ask_to_stop(self) -> None:
        """Tell it to finish what it does and end."""
        if self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Wait for its end, and force it when that takes too long."""
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            say(f"The {self.name} does not stop; ending it.")
        # Its own children too, where it ended without them.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def main() -> int:
    """Run the portal; the exit code is 0 when it was told to stop."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        port = chosen_port()
        ensure_port_is_free(port)
        with database() as environment:
            serve(port, environment, stopping)
    except StartError as error:
        say(f"\n{error}")
        return 1
    except (embedded.EmbeddedServerError, psycopg.OperationalError) as error:
        say(f"\nThe database cannot be reached:\n{error}")
        return 1
    say("Stopped.")
    return 0


def chosen_port() -> int:
    """The port of the environment, else 8000."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise StartError(f"PORT={given} is no port: choose a number such as 8001.")
    return int(given)


def ensure_port_is_free(port: int) -> None:
    """StartError when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StartError(
                f"Port {port} of {HOST} is taken ({error.strerror}), perhaps by another `make run`.\n"
                f"Stop that one, or choose another port: make run PORT={port + 1}"
            ) from error


@contextlib.contextmanager
def database() -> Iterator[dict[str, str]]:
    """A running database; yields the environment in which the portal's programs reach it."""
    held = None
    if not os.environ.get("DATABASE_URL"):
        held = embedded.hold()
        os.environ["DATABASE_URL"] = embedded.url(user=embedded.APP_ROLE)
        os.environ["DATABASE_OWNER_URL"] = embedded.url()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mscportal.settings"}
    # What serves has no business with the owner's address.
    environment.pop("DATABASE_OWNER_URL", None)
    try:
        yield environment
    finally:
        if held is not None and not held.release(stop_if_last=True):
            say("The database stays up: another command is using it.")


def serve(port: int, environment: dict[str, str], stopping: threading.Event) -> None:
    """Prepare, start the programs, and watch them until told to stop."""
    accounts = prepare(environment)
    if stopping.is_set():
        return
    children: list[Child] = []
    try:
        pooled = {"DATABASE_POOL_SIZE": "4", **environment}
        children.append(Child("application server", granian(port), pooled))
        children.append(Child("background worker", worker(), environment))
        await_answer(f"http://{HOST}:{port}/healthz", children, stopping)
        if not stopping.is_set():
            say(welcome(port, accounts))
        while not stopping.wait(0.5):
            for child in children:
                child.keep_running()
    finally:
        say("\nStopping ...")
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()


def prepare(environment: dict[str, str]) -> str:
    """Database, static files and demonstration; returns what to say about the accounts."""
    owner = os.environ.get("DATABASE_OWNER_URL")
    app_role = role_to_grant(os.environ["DATABASE_URL"], owner) if owner else None
    os.environ["DATABASE_URL"] = owner or os.environ["DATABASE_URL"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "mscportal.settings"
    import django
    from django.core.management import CommandError

    django.setup()
    from django.db import connections

    from mscportal import preparation

    try:
        preparation.prepare_database(say, app_role=app_role)
        preparation.collect_static_files(say)
        return preparation.load_demo(say, environment)
    except CommandError as error:
        raise StartError(f"The portal could not be prepared: {error}") from error
    except subprocess.CalledProcessError as error:
        raise StartError("The demonstration could not be loaded; its output is above.") from error
    finally:
        connections.close_all()


def role_to_grant(application: str, owner: str) -> str | None:
    """The role the portal serves as, unless it is the owner itself."""
    serves, owns = (conninfo_to_dict(address).get("user") for address in (application, owner))
    return str(serves) if serves and serves != owns else None


def granian(port: int) -> list[str]:
    """The application server: two processes, HTTP only on this machine."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "4"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--log-level", "warning", "mscportal.wsgi:application"),
    ]


def worker() -> list[str]:
    """The background worker."""
    return [sys.executable, "manage.py", "procrastinate", "worker"]


def await_answer(address: str, children: list[Child], stopping: threading.Event) -> None:
    """Return when the portal answers or is told to stop; StartError when it does neither."""
    deadline = time.monotonic() + READY_WITHIN
    while not stopping.wait(0.05):
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
            return
        if time.monotonic() > deadline:
            raise StartError(f"The portal did not answer within {READY_WITHIN} seconds.")
        for child in children:
            child.keep_running()


def welcome(port: int, accounts: str) -> str:
    """What a person needs to go on."""
    address = f"http://{HOST}:{port}"
    lines = [
        f"\nMSC Portal runs at {address}/",
        f"  Read:   {address}/         open an article and click on the badge of a claim",
        f"  Work:   {address}/admin/   references, claims waiting for review, articles",
        *(["", accounts.strip()] if accounts else []),
        "\nCtrl-C stops all of it.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
