"""`manage.py import_notices FILE`: load retractions and other notices, from Retraction Watch or from PubMed."""

import datetime as dt
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from references.accounts import found, hit_references, hits, overview, rechecks_of
from references.choices import Standing
from references.layouts import read_notices
from references.management.commands.import_references import person
from references.models import NoticeLoad
from references.refusals import Refused
from references.services import load_notices

HITS_SHOWN = 500


class Command(BaseCommand):
    """All notices are kept; those about our references take effect at once."""

    help = (
        "Load notices (retractions, concerns, corrections) from the Retraction Watch CSV, or from works that"
        " PubMed exported as PubMed text (.nbib) or XML."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, who loads it, and what it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USER", help="the librarian who loads")
        parser.add_argument(
            "--dataset", default="", help="its name; “Retraction Watch” or “PubMed” if not given"
        )
        parser.add_argument(
            "--as-of",
            type=dt.date.fromisoformat,
            default=None,
            metavar="DATE",
            help="the day of the dataset, such as 2025-05-31; today if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and load."""
        path: Path = options["file"]
        by = person(options["by"])
        started = time.monotonic()
        try:
            with path.open("rb") as binary:
                file = read_notices(binary, path.name)
                load = load_notices(
                    rows=file.rows,
                    name=path.name,
                    dataset=options["dataset"] or file.dataset,
                    as_of=options["as_of"] or timezone.localdate(),
                    sha256=file.sha256,
                    by=by,
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        except Refused as refusal:
            raise CommandError(f"{path.name}: {refusal.message}") from None
        for note in file.notes:
            self.stdout.write(note)
        self.tell(load)
        self.stdout.write(f"Load {load.pk} ({time.monotonic() - started:.1f} s)")

    def tell(self, load: NoticeLoad) -> None:
        """What the load found, which references it names, and how the library stands."""
        self.stdout.write(f"{load}:")
        for sentence in found(load):
            self.stdout.write(f"  {sentence}")
        named = hit_references(load)
        self.stdout.write(f"References that it names: {named.count()}")
        for hit in hits(load, named[:HITS_SHOWN]):
            now = hit.reference.get_standing_display()
            stands = f"{hit.before_in_words} → {now}" if hit.moved else now
            self.stdout.write(f"  {hit.reference.key}  {stands}: {hit.reference.title[:100]}")
        asked = rechecks_of(load)
        waiting = asked.filter(closed_at=None).count()
        self.stdout.write(f"Re-checks that it asked for: {asked.count()}, open: {waiting}")
        self.stdout.write("The library, by standing:")
        for standing, count in sorted(overview().counts.items()):
            if count:
                self.stdout.write(f"{count:>9}  {Standing(standing).label}")
