"""A measurement in a process of its own, on a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "var" / "pg-bench"


def say(line: str) -> None:
    """One line of the result."""
    print(line, flush=True)  # noqa: T201 - this is a program for a terminal


def measure(module: str, *arguments: object, durable: bool = True, told: bool = False) -> str:
    """Run `python -m <module> --child …` on an empty database, which is dropped afterwards.

    With `told` its output is not shown but given.
    """
    import psycopg

    from mscportal import embedded

    name = "bench_" + module.rpartition(".")[2]
    held = embedded.hold(DATA, durable=durable)
    try:
        with psycopg.connect(embedded.url(DATA), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
        done = subprocess.run(
            [sys.executable, "-m", module, "--child", *map(str, arguments)],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": embedded.url(DATA, database=name),
                "DJANGO_SETTINGS_MODULE": "mscportal.settings",
            },
            stdout=subprocess.PIPE if told else None,
            text=True,
            check=True,
        )
        with psycopg.connect(embedded.url(DATA), autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return done.stdout or ""
    finally:
        held.release(stop_if_last=True)


def migrated() -> None:
    """In the child: Django, the tables, and the static files that pages name by their manifest."""
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
