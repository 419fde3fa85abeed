"""Closes `manage.py import` of django-import-export, which would write rows past every service."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Refuses, and names the command that imports references."""

    help = "Not available here: use import_references."

    def add_arguments(self, parser: Any) -> None:
        """Whatever the other command would take."""
        parser.add_argument("anything", nargs="*")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse."""
        raise CommandError(
            "Rows enter the library only by import_references, which stages them and asks first."
        )
