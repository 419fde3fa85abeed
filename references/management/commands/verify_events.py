"""`manage.py verify_events`: whether the record is whole, and the heads to keep elsewhere (section 7 item 11)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from references.selectors import broken_links, heads


class Command(BaseCommand):
    """Recomputes every hash; prints the head of each stream: name, number and hash, apart by tabs."""

    help = "Verify the hash chains of the record, and print the head of each stream."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a record in which an event does not follow from the one before."""
        if broken := broken_links():
            raise CommandError(
                f"{len(broken)} events do not follow from what is stored: {broken[:20]}."
                " Somebody changed the record past its guards; compare it with a backup."
            )
        for stream, seq, digest in heads():
            self.stdout.write(f"{stream}\t{seq}\t{digest}")
