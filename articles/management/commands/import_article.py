"""`manage.py import_article FILE`: read an article, keep it, and say what was found and what is missing."""

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from articles.intake import ArticleRefused, Format
from articles.intake.formats import recognised
from articles.models import ArticleImport
from articles.services.importing import import_article
from references.events import retrying
from references.refusals import Refused

WIDTH = 100
Note = Mapping[str, Any]


def person(username: str) -> User:
    """The account that imports."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no account {username}. Name an author or editor with --by.")
    return found


def text_of(path: Path) -> tuple[str, Format]:
    """The text of a file and its format."""
    try:
        return recognised(path.name, path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except ArticleRefused as refused:
        raise CommandError(f"{path.name}: {refused}") from None


class Command(BaseCommand):
    """Nothing is decided by an import: its sentences are, one by one, on its page in the admin."""

    help = (
        "Import an article from a file (plain text, HTML, Markdown, Word, JATS), and report what was found"
        " and what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and who imports it."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", metavar="USER", required=True, help="the author or editor who imports"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, store, report."""
        path: Path = options["file"]
        by, (text, kind) = person(options["by"]), text_of(path)
        try:
            imported = retrying(import_article)(text=text, kind=kind, name=path.name, by=by)
        except Refused as refusal:
            raise CommandError(f"{path.name}: {refusal.message}") from None
        self.report(imported)

    def report(self, imported: ArticleImport) -> None:
        """The whole report, in words."""
        said = imported.report
        self.stdout.write(f"“{said['title'] or 'No title'}”, import {imported.pk}.")
        self.stdout.write("")
        for label, count in counts(said):
            self.stdout.write(f"{count:>6}  {label}")
        for heading, notes in lists(said):
            self.stdout.write("")
            self.stdout.write(f"{heading}:")
            for note in notes:
                self.stdout.write(f"  {line_of(note, said['places'])}")
        self.stdout.write("")
        self.stdout.write("What is next:")
        for step in said["next_steps"]:
            self.stdout.write(f"  {step}")
        self.stdout.write("")
        decide = reverse("admin:articles_articleimport_change", args=[imported.pk])
        self.stdout.write(f"Decide about its sentences at {decide}")
        if imported.references_run is not None:
            run = reverse("admin:references_importrun_change", args=[imported.references_run.pk])
            self.stdout.write(f"A librarian finds its references at {run}")


def counts(said: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """What was counted, in the order in which it is read."""
    yield "references found", said["references_found"]
    yield "never cited", len(said["references_never_cited"])
    yield "incomplete", len(said["references_incomplete"])
    yield "without DOI or PubMed number", len(said["references_without_identifier"])
    yield "citations in the text", said["citations_found"]
    yield "matched to a reference", said["citations_matched"]
    yield "matching no reference", len(said["citations_without_reference"])
    yield "claims proposed", said["claims_proposed"]
    yield "of these without a source", said["claims_without_citation"]
    yield "words of promise", len(said["hype"])
    yield "lines left out", len(said["dropped"])


def lists(said: Mapping[str, Any]) -> Iterable[tuple[str, list[Note]]]:
    """What has to be looked at, one line each."""
    for name, heading in (
        ("references_never_cited", "References that nothing cites"),
        ("references_incomplete", "References that are incomplete"),
        ("references_without_identifier", "References without DOI or PubMed number"),
        ("citations_without_reference", "Citations that match no reference"),
        ("hype", "Words of promise"),
        ("dropped", "Lines left out"),
    ):
        if said[name]:
            yield heading, said[name]


def line_of(note: Note, kind: str) -> str:
    """One thing to look at: where it stands, what it says, what is the matter."""
    where = (
        f"{kind} {note['line']}" if note["line"] else "title" if note["line"] is None else "page"
    )
    number = f"{note['number']}. " if note.get("number") else ""
    text = note["text"] if len(note["text"]) <= WIDTH else f"{note['text'][: WIDTH - 1]}…"
    missing = ", ".join(
        name.replace("container_title", "journal") for name in note.get("missing", [])
    )
    why = f"lacks {missing}" if missing else note.get("why", "")
    return f"{where}: {number}{text}{f' ({why})' if why else ''}"
