"""The settings as other machines would read them: each in a process of its own."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "MSC_PRODUCTION": "1",
    "DJANGO_SECRET_KEY": "k3y-of-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKL",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgresql://msc_app@db.example/msc",
}


def django(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "mscportal.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_djangos_deployment_check_has_nothing_to_say_in_production() -> None:
    check = django("-m", "django", "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert check.returncode == 0, check.stderr
    assert "no issues" in check.stdout


@pytest.mark.parametrize("missing", ["DJANGO_SECRET_KEY", "DATABASE_URL"])
def test_production_refuses_to_start_without(missing: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    check = django("-m", "django", "check", **environment)
    assert check.returncode != 0
    assert f"{missing} must be set" in check.stderr


def test_debug_cannot_be_switched_on_in_production() -> None:
    show = django(
        "-c", "from django.conf import settings; print(settings.DEBUG)", **PRODUCTION, MSC_DEBUG="1"
    )
    assert show.stdout.strip() == "False", show.stderr


def test_development_makes_its_key_once_and_keeps_it_to_its_user(tmp_path: Path) -> None:
    show = ("-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first, second = (django(*show, MSC_VAR=str(tmp_path / "var")) for _ in range(2))
    assert first.stdout == second.stdout != "\n", first.stderr
    kept = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_a_database_address_is_read_as_libpq_reads_it() -> None:
    from mscportal.settings import PLANNER, database

    address = "postgresql://msc_app:s%40crt@/portal?host=/run/pg&port=5433&sslmode=require"
    read = database(address)
    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("portal", "msc_app", "s@crt")
    assert (read["HOST"], read["PORT"]) == ("/run/pg", "5433")
    assert read["OPTIONS"] == {"sslmode": "require", "options": PLANNER}
    own = database("postgresql:///portal?options=-c%20jit%3Don")
    assert own["OPTIONS"] == {"options": "-c jit=on"}
