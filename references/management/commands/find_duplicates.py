"""`manage.py find_duplicates`: propose the works that may stand in the library twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from references.events import retrying
from references.refusals import Refused
from references.selectors import portal_user
from references.services.duplicates import find_duplicates


class Command(BaseCommand):
    """Look through the whole library; a librarian decides about each pair."""

    help = "Propose pairs of references that may be one work."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and say how many pairs there are."""
        try:
            counts = retrying(find_duplicates)(by=portal_user())
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(
            f"{counts['compared']} pairs compared, {counts['proposed']} proposed,"
            f" {counts['dropped']} dropped."
        )
