"""What has to be true before the portal can serve, and how it is made true with little waiting.

Each step looks first and does nothing when nothing is to be done. Django is set up, and connected
as the owner of the tables.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], None]

DEMO_ACCOUNTS = settings.VAR_DIR / "demo-accounts.txt"
MACHINE_ACCOUNT = "portal"


def prepare_database(say: Say, *, app_role: str | None) -> None:
    """Afterwards every migration is applied and the application's role, if it has one, may work."""
    executor = MigrationExecutor(connection)
    unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if unapplied:
        say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if app_role and (unapplied or not _may_read(app_role)):
        call_command("grant_app_role", role=app_role, verbosity=0)


def _may_read(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(has_table_privilege(rolname, c.oid, 'SELECT')) FROM pg_roles, pg_class c"
            " WHERE rolname = %s AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace",
            [role],
        )
        (may,) = cursor.fetchone()
    return bool(may)


def collect_static_files(say: Say) -> None:
    """Afterwards STATIC_ROOT holds what the apps bring, compressed and named after its content."""
    mark = settings.STATIC_ROOT / ".collected"
    wanted = _static_fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return
    say("Collecting static files ...")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(wanted)


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo(say: Say, environment: dict[str, str]) -> str:
    """Fill a database in which nobody can sign in; say which accounts there are, or where it stands.

    Returns the text to show: with passwords on the first start only.
    """
    if "load_demo" not in get_commands():
        return ""
    if get_user_model().objects.exclude(username=MACHINE_ACCOUNT).exists():
        return _where_the_accounts_are()
    say("Loading the demonstration ...")
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "load_demo"]
    loaded = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    with open(os.open(DEMO_ACCOUNTS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(loaded.stdout)
    return loaded.stdout


def _where_the_accounts_are() -> str:
    reset = f"{sys.executable} {settings.BASE_DIR / 'manage.py'} changepassword NAME"
    if DEMO_ACCOUNTS.exists():
        return f"Demo accounts: {DEMO_ACCOUNTS}\nA new password: {reset}"
    return f"A new password: {reset}"
