#!/usr/bin/env python
"""Django's command line, with the embedded PostgreSQL where no DATABASE_URL is given."""

import os
import sys

# These make or grant tables; everything else runs as a role that can do neither.
OWNER_COMMANDS = {"createcachetable", "grant_app_role", "makemigrations", "migrate"}


def choose_database(command: str) -> object:
    """Set DATABASE_URL for this process: as given, or the embedded server, started if need be.

    Keep what is returned: while it lives, stopping the portal does not cut this command short.
    """
    held = None
    if not os.environ.get("DATABASE_URL"):
        from mscportal import embedded

        held = embedded.hold()
        os.environ["DATABASE_URL"] = embedded.url(user=embedded.APP_ROLE)
        os.environ["DATABASE_OWNER_URL"] = embedded.url()
    owner = os.environ.get("DATABASE_OWNER_URL")
    if owner and command in OWNER_COMMANDS:
        os.environ["DATABASE_URL"] = owner
    return held


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscportal.settings")
    held = choose_database(sys.argv[1] if len(sys.argv) > 1 else "help")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    del held


if __name__ == "__main__":
    main()
