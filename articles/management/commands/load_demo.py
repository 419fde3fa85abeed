"""`manage.py load_demo`: the demonstration, into an empty database only."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from articles.demo.story import PEOPLE, Story
from references.policies import PORTAL


class Command(BaseCommand):
    """Fills an empty database with a small portal to look at, and prints its accounts once."""

    help = "Load the demonstration into an empty database; prints the accounts and their new passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a database in which there are people already."""
        if User.objects.exclude(username=PORTAL).exists():
            raise CommandError(
                "There are people here already. The demonstration enters only an empty database."
            )
        story = Story()
        story.tell()
        self.stdout.write("Demonstration accounts (passwords made just now):")
        for name, (_, _, roles) in PEOPLE.items():
            spoken = ", ".join(role.label for role in roles)
            self.stdout.write(f"  {name:<14} {story.passwords[name]}   {spoken}")
