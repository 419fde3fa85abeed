"""Serve the demonstration as `make run` does, and compare its article page with a bare view in one run.

The bare view is `/healthz`: one trivial query and three bytes. Prints requests per second of each, taken in
turn, and the median ratio. Then imports, notices, duplicates, search, the desk, articles and
the record (each a module of its own).
"""

import http.client
import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import articles, desk, duplicates, imports, notices, record, search
from benchmarks.child import DATA, ROOT, say

PORT = 8977
ROUNDS, REQUESTS = 5, 300


def rate(path: str) -> float:
    """Requests per second over one keep-alive connection."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    started = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}")
    connection.close()
    return REQUESTS / (time.perf_counter() - started)


def compare(name: str, one: Callable[[], float], other: Callable[[], float]) -> None:
    """Take both in turn and print the median of the ratios."""
    pairs = [(one(), other()) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    say(
        f"{name}: {statistics.median(a for a, _ in pairs):.0f}/s against"
        f" {statistics.median(b for _, b in pairs):.0f}/s, ratio {ratio:.2g}"
    )


def served() -> None:
    """The article page against the bare view, from the server that `make run` starts."""
    from articles.demo.texts import SLUG

    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface=wsgi",
        "--workers=1",
        f"--port={PORT}",
        "mscportal.wsgi:application",
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(100):
                try:
                    rate("/healthz")
                    break
                except OSError:
                    time.sleep(0.2)
            compare(
                "article page / bare view",
                lambda: rate(f"/articles/{SLUG}/"),
                lambda: rate("/healthz"),
            )
        finally:
            server.terminate()


def main() -> None:
    """Make a database with the demonstration, measure, and stop it."""
    from mscportal import embedded

    held = embedded.hold(DATA, durable=False)
    try:
        import psycopg

        with psycopg.connect(embedded.url(DATA), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
            connection.execute("CREATE DATABASE bench")
        os.environ["DATABASE_URL"] = embedded.url(DATA, database="bench")
        os.environ["DJANGO_SETTINGS_MODULE"] = "mscportal.settings"
        import django
        from django.core.management import call_command

        django.setup()
        for command in ("migrate", "createcachetable"):
            call_command(command, verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_demo", stdout=io.StringIO())
        served()
    finally:
        held.release(stop_if_last=True)
    for module in (imports, notices, duplicates, search, desk, articles, record):
        module.main()


if __name__ == "__main__":
    main()
