"""`manage.py import_notices FILE`: load retractions and other notices in Retraction Watch's layout."""

import datetime as dt
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from references.layouts import read_notices
from references.management.commands.import_references import content_of, person
from references.models import Reference
from references.refusals import Refused
from references.services import load_notices


class Command(BaseCommand):
    """All notices are kept; those about our references take effect at once."""

    help = "Load notices (retractions, concerns, corrections) from a Retraction Watch CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, who loads it, and what it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USER", help="the librarian who loads")
        parser.add_argument("--dataset", default="Retraction Watch")
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
            file = read_notices(content_of(path))
            load = load_notices(
                rows=file.rows,
                name=path.name,
                dataset=options["dataset"],
                as_of=options["as_of"] or timezone.localdate(),
                sha256=file.sha256,
                by=by,
            )
        except Refused as refusal:
            raise CommandError(f"{path.name}: {refusal.message}") from None
        for note in file.notes:
            self.stdout.write(note)
        for name, count in load.counts.items():
            self.stdout.write(f"{count:>7}  {name}")
        self.stdout.write("References by standing:")
        standings = Reference.objects.current().values_list("standing").annotate(n=Count("pk"))
        for standing, count in standings.order_by("standing"):
            self.stdout.write(f"{count:>7}  {standing}")
        self.stdout.write(f"Load {load.pk} ({time.monotonic() - started:.1f} s)")
