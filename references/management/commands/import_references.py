"""`manage.py import_references FILE`: preview a file of references, or commit it."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from references.choices import RowVerdict
from references.events import retrying
from references.layouts import read_references
from references.models import ImportRun
from references.refusals import Refused
from references.services import commit_import, stage_import


def person(username: str | None) -> User:
    """The account that acts: the one named, else the only superuser there is."""
    if username:
        found = User.objects.filter(username=username).first()
        if found is None:
            raise CommandError(f"There is no account {username}. Name one with --by.")
        return found
    supers = list(User.objects.filter(is_superuser=True, is_active=True)[:2])
    if len(supers) != 1:
        raise CommandError("Say who imports: --by USER, a librarian.")
    return supers[0]


def content_of(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None


class Command(BaseCommand):
    """Every row is accounted for; nothing is written to the library without --commit."""

    help = "Import references from a CSV file in the template's or PubMed's layout."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, who imports it, and whether to commit."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USER", help="the librarian who imports")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--commit", action="store_true", help="write to the library at once")
        choice.add_argument(
            "--preview", action="store_true", help="only stage and show (the default)"
        )
        parser.add_argument(
            "--without-rejected", action="store_true", help="commit although rows are rejected"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, stage, show; commit if asked."""
        path: Path = options["file"]
        by = person(options["by"])
        started = time.monotonic()
        try:
            file = read_references(content_of(path))
            run = stage_import(
                rows=file.rows, name=path.name, layout=file.layout, sha256=file.sha256, by=by
            )
            for note in file.notes:
                self.stdout.write(note)
            if options["commit"]:
                try:
                    run = retrying(commit_import)(
                        run=run, by=by, without_rejected=options["without_rejected"]
                    )
                finally:
                    self.show(run)
            else:
                self.show(run)
        except Refused as refusal:
            raise CommandError(f"{path.name}: {refusal.message}") from None
        self.stdout.write(
            f"Import {run.pk}: {run.get_state_display()} ({time.monotonic() - started:.1f} s)"
        )

    def show(self, run: ImportRun) -> None:
        """Counts, then every row that is not simply taken over, with what to do about it."""
        for verdict, label in RowVerdict.choices:
            self.stdout.write(f"{run.counts.get(verdict, 0):>7}  {label}")
        self.stdout.write(f"{run.counts.get('rows', 0):>7}  rows")
        told = run.rows.filter(
            verdict__in=[RowVerdict.REJECTED, RowVerdict.NEEDS_PERSON, RowVerdict.DIFFERS]
        )
        for row in told.iterator():
            for one in row.reasons:
                self.stdout.write(
                    f"line {row.line}, {one['column']}, {one['value']!r}: "
                    f"{one['reason']} {one['mend']}"
                )
