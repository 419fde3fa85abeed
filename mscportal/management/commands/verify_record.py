"""`manage.py verify_record`: whether the record is whole, and says what the tables say (section 7 items 10 and 11)."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

import articles.invariants
import evidence.invariants
import references.invariants
from references.chain import HeadNotWhole, broken, head_lines, kept_heads, missing_since, untold

TOLD = (
    *references.invariants.TOLD,
    *evidence.invariants.TOLD,
    *articles.invariants.TOLD,
)
FORBIDDEN = {
    **references.invariants.FORBIDDEN,
    **evidence.invariants.FORBIDDEN,
    **articles.invariants.FORBIDDEN,
}
SHOWN = 200
WHAT_TO_DO = (
    "Somebody changed the database past its guards, or it is damaged. Change nothing in it: keep a copy,"
    " compare the rows named here with the newest backup that this command finds whole, and ask who could"
    " write to the database since."
)


class Command(BaseCommand):
    """Reads only. Names whatever is not as it was written; fails if there is anything."""

    help = (
        "Verify the record: every hash, every number, every decision beside its event; compare it with a"
        " head that was kept elsewhere (--head), and write one to keep (--write-head)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A head to compare with, and where to write one."""
        parser.add_argument("--head", metavar="FILE", help="a head that was kept elsewhere")
        parser.add_argument(
            "--write-head", metavar="FILE", help="where to write the head now; - for the terminal"
        )

    def handle(self, *args: Any, head: str | None, write_head: str | None, **options: Any) -> None:
        """Refuse a record that is not whole; otherwise write its head."""
        findings = chain(
            map(str, broken()),
            self._against(head) if head else (),
            map(str, untold(TOLD)),
            forbidden_states(),
        )
        found = 0
        for line in islice(findings, SHOWN):
            found += 1
            self.stderr.write(line)
        more = sum(1 for _ in findings)
        if more:
            self.stderr.write(f"… and {more} more.")
        if found:
            number = found + more
            raise CommandError(
                f"The record is not whole: {number} {'finding' if number == 1 else 'findings'}, named above."
                f" {WHAT_TO_DO}"
            )
        self._write(write_head)

    def _against(self, path: str) -> Iterator[str]:
        """What a kept head names and the record lacks; the file itself must be whole."""
        try:
            with open(path, encoding="utf-8") as lines:
                yield from map(str, missing_since(kept_heads(lines)))
        except OSError as error:
            raise CommandError(f"The kept head cannot be read: {error}.") from error
        except HeadNotWhole as error:
            raise CommandError(
                f"{path} is not whole, so nothing can be compared with it: {error}. Take another copy."
            ) from error

    def _write(self, path: str | None) -> None:
        """Write the head where it is wanted, and say its last line in any case."""
        last = ""
        with ExitStack() as held:
            out: TextIO | None = None
            if path == "-":
                out = sys.stdout
            elif path:
                out = held.enter_context(open(path, "w", encoding="utf-8"))
            for line in head_lines():
                last = line
                if out is not None:
                    out.write(line)
        if path != "-":
            digest, events, _, streams, _ = last.removeprefix("# head ").split()
            self.stdout.write(
                f"The record is whole: {events} events in {streams} streams. Head: {digest}"
            )


def forbidden_states() -> Iterator[str]:
    """Every state of a claim or a page that must not be."""
    with connection.cursor() as cursor:
        for what, query in FORBIDDEN.items():
            cursor.execute(query)
            for row in cursor.fetchmany(SHOWN):
                yield f"A state that must not be, {what}: {', '.join(map(str, row))}"
