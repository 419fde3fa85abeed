"""`manage.py recompute_badges`: what a raised rule moves, and, with --apply, moving it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from evidence import badges
from evidence.services.method import apply_method, try_method

SHOWN = 200


class Command(BaseCommand):
    """Without --apply nothing changes."""

    help = "List what the rule in force would move; with --apply compute all badges by it. Harmless to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to act."""
        parser.add_argument(
            "--apply", action="store_true", help="compute, and suspend what moves down"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Try or apply, and list the moves."""
        run = apply_method() if options["apply"] else try_method()
        if run is None:
            self.stdout.write(f"Every badge was computed by rule {badges.METHOD_VERSION} already.")
            return
        counts = run.counts
        self.stdout.write(
            f"Rule {run.method}: {counts.get('looked_at', 0)} looked at,"
            f" {counts.get('down', 0)} down, {counts.get('up', 0)} up."
        )
        for move in run.moves[:SHOWN]:
            self.stdout.write(
                f"  {move['claim']} version {move['version']}: {move['before']} → {move['after']}. {move['why']}"
            )
        if len(run.moves) > SHOWN:
            self.stdout.write(f"  and {len(run.moves) - SHOWN} more; run {run.pk} lists them.")
