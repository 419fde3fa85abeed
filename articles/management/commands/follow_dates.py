"""`manage.py follow_dates`: what the daily job does, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.services.clocks import follow_dates


class Command(BaseCommand):
    """Clocks that ran out, reviews that fell due, dates that moved on live pages."""

    help = "Do to live pages what time asks for: the daily job, by hand. Harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how much there was."""
        done = follow_dates()
        self.stdout.write(f"Pages withdrawn: {done['withdrawn']}, re-issued: {done['reissued']}")
