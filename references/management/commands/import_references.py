"""`manage.py import_references FILE`: preview a file of references, commit it, or take an import back."""

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from references.choices import RowChoice, RowVerdict, RunState
from references.events import retrying
from references.foretelling import what_it_did, what_was_taken_back
from references.models import ImportRow, ImportRun
from references.refusals import Refused
from references.services import (
    answer_import,
    choose_rows,
    commit_import,
    discard_import,
    read_import,
    receive_file,
    undo_import,
)
from references.written import encoding_name, label

# Exit codes beside 0 and 1, which says that something was refused.
QUESTION = 3
INTERRUPTED = 130
TAKEN_OVER = (RowVerdict.NEW, RowVerdict.SAME, RowVerdict.COMPLETES)


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


def mapping_of(pairs: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    """Column → field of `Column=field` pairs; columns that are not named are left out."""
    mapping = dict.fromkeys(header, "")
    for pair in pairs:
        name, sign, field = pair.rpartition("=")
        if not sign or name not in mapping:
            raise CommandError(
                f"--map {quote(pair)} names no column of the file. Write --map 'Column=field'."
            )
        mapping[name] = field.strip()
    return mapping


class Command(BaseCommand):
    """Every row is accounted for; nothing is written to the library without --commit."""

    help = (
        "Import references from CSV, TSV, XLSX, RIS, BibTeX, PubMed text, EndNote XML, PubMed XML or CSL-JSON. "
        f"Ends with 0 if all was done, 1 if something was refused, {QUESTION} if the file asks something."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and what to do with it, or an earlier import."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", type=Path, nargs="?", help="a file of references")
        what.add_argument("--discard", type=int, metavar="RUN", help="drop this import")
        what.add_argument("--undo", type=int, metavar="RUN", help="take this committed import back")
        parser.add_argument("--by", metavar="USER", help="the librarian who imports")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--commit", action="store_true", help="write to the library at once")
        choice.add_argument(
            "--preview", action="store_true", help="only stage and show (the default)"
        )
        parser.add_argument(
            "--without-rejected", action="store_true", help="commit although rows are rejected"
        )
        parser.add_argument(
            "--take-differs", action="store_true", help="take rows that differ from the library"
        )
        parser.add_argument("--encoding", default="", help="the encoding, if the file asks for it")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="what a column means, if the file asks for it; columns not named are left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one thing, and say what came of it."""
        by = person(options["by"])
        started = time.monotonic()
        path: Path | None = options["file"]
        name = path.name if path else "Import"
        try:
            run = self.bring_in(path, by, options) if path else self.take_out(by, options)
        except Refused as refusal:
            raise CommandError(f"{name}: {refusal.message}") from None
        self.stdout.write(
            f"Import {run.pk}: {run.get_state_display()} ({time.monotonic() - started:.1f} s)"
        )

    def take_out(self, by: User, options: dict[str, Any]) -> ImportRun:
        """Discard or take back an earlier import."""
        number = options["discard"] or options["undo"]
        run = ImportRun.objects.filter(pk=number).first()
        if run is None:
            raise CommandError(f"There is no import {number}.")
        if options["discard"]:
            return retrying(discard_import)(run=run, by=by)
        done = retrying(undo_import)(run=run, by=by)
        self.stdout.write(what_was_taken_back(done.counts))
        for row in done.rows.filter(reasons__contains=[{"kept": True}]).iterator():
            self.stdout.write(f"line {row.line}, {row.reference_key}: {row.reasons[-1]['reason']}")
        return done

    def bring_in(self, path: Path, by: User, options: dict[str, Any]) -> ImportRun:
        """Read a file and show its rows; commit them if asked."""
        try:
            with path.open("rb") as file:
                run = receive_file(file=file, name=path.name, by=by, keep=False)
                try:
                    run = self.read(run, by, file, options)
                    return self.decide(run, by, options)
                except KeyboardInterrupt:
                    raise self.interrupted(run) from None
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None

    def read(self, run: ImportRun, by: User, file: BinaryIO, options: dict[str, Any]) -> ImportRun:
        """Stage the rows, with the answers that were given; a question without one ends here."""
        run = retrying(read_import)(run=run, by=by, file=file)
        while run.state == RunState.ASKING:
            question = run.question or {}
            answer: dict[str, Any] = {}
            if question["about"] == "encoding" and options["encoding"]:
                answer["encoding"] = options["encoding"]
            if question["about"] == "mapping" and options["map"]:
                answer["mapping"] = mapping_of(options["map"], question["header"])
            if not answer:
                self.ask(question)
                discard_import(run=run, by=by)
                raise CommandError(
                    f"{run.name} asks something. Run this again with the answer; nothing was written.",
                    returncode=QUESTION,
                )
            run = answer_import(run=run, by=by, **answer)
            run = retrying(read_import)(run=run, by=by, file=file)
        if run.state == RunState.REFUSED:
            raise CommandError(f"{run.name}: {run.refusal}")
        return run

    def decide(self, run: ImportRun, by: User, options: dict[str, Any]) -> ImportRun:
        """Show the rows; take what differs and commit, if asked."""
        for note in run.notes:
            self.stdout.write(note)
        if options["take_differs"] and run.counts[RowVerdict.DIFFERS]:
            choose_rows(run=run, by=by, choice=RowChoice.TAKE, verdict=RowVerdict.DIFFERS)
        try:
            if options["commit"]:
                run = retrying(commit_import)(
                    run=run, by=by, without_rejected=options["without_rejected"], unseen=True
                )
        finally:
            self.show(run)
        if options["commit"]:
            self.stdout.write(what_it_did(run.counts))
        return run

    def ask(self, question: dict[str, Any]) -> None:
        """Print what the file asks, our proposals, and how to answer."""
        if question["about"] == "encoding":
            self.stdout.write(f"Line {question['line']} is not UTF-8. How does it read right?")
            for codec, lines in question["proposals"]:
                self.stdout.write(f"  --encoding {codec}  {encoding_name(codec)}")
                for line in lines:
                    self.stdout.write(f"      {line}")
            return
        self.stdout.write("What do the columns of this table mean?")
        for at, name in enumerate(question["header"]):
            said = [cells[at] for cells in question["samples"] if at < len(cells) and cells[at]]
            field = question["proposed"].get(name, "")
            guess = f"seems to be {label(field)}" if field else "left out"
            self.stdout.write(f"  {name or '(no name)'}: {guess}; {' | '.join(said[:2])}")
        maps = [f"--map {quote(f'{name}={field}')}" for name, field in question["proposed"].items()
                if field]  # fmt: skip
        self.stdout.write(f"Answer with: {' '.join(maps) or '--map COLUMN=title'}")

    def interrupted(self, run: ImportRun) -> CommandError:
        """What an interrupted import leaves."""
        state = ImportRun.objects.get(pk=run.pk).state
        left = (
            "It is committed."
            if state == RunState.COMMITTED
            else "Nothing was written to the library. Import the file again, and drop this import with "
            f"--discard {run.pk}."
        )
        if state == RunState.STAGED:
            left = (
                f"Nothing was written to the library. Commit import {run.pk} on its page, or drop it "
                f"with --discard {run.pk}."
            )
        return CommandError(f"Interrupted. {left}", returncode=INTERRUPTED)

    def show(self, run: ImportRun) -> None:
        """Counts, then every row that is not simply taken over, with what to do about it."""
        for verdict, name in RowVerdict.choices:
            self.stdout.write(f"{run.counts.get(verdict, 0):>7}  {name}")
        self.stdout.write(f"{run.counts.get('rows', 0):>7}  rows")
        told = ImportRow.objects.filter(run=run).exclude(verdict__in=TAKEN_OVER)
        told = told.only("line", "verdict", "reasons")
        for row in told.order_by("line").iterator():
            for one in row.reasons:
                value = f" {one['value']!r}" if one["value"] else ""
                where = f", {label(one['column'])}{value}" if one["column"] else ""
                self.stdout.write(
                    f"line {row.line}, {row.get_verdict_display().lower()}{where}: "
                    f"{one['reason']} {one['mend']}"
                )
