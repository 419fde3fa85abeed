"""`manage.py grant_app_role`: what the serving processes may do in the database, and no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

DANGEROUS = ("rolsuper", "rolcreatedb", "rolcreaterole", "rolreplication", "rolbypassrls")

GRANTS = (
    "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON DATABASE {database} FROM {role}",
    "REVOKE ALL ON SCHEMA public FROM {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
    # What later migrations make, until this command runs again.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
    # Which migrations have run is the owner's to say.
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


class Command(BaseCommand):
    """Run as the owner of the database, after `migrate`; running it again changes nothing."""

    help = (
        "Creates the role the application serves as, if it is missing, and grants it reading and "
        "writing of rows: it can not create, drop, truncate or alter anything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The role's name."""
        parser.add_argument("--role", default="msc_app")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        """Afterwards the role exists and has exactly these rights on the public schema."""
        with transaction.atomic(), connection.cursor() as cursor:
            # Two at once would update the same catalogue rows.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('grant_app_role'))")
            ensure_harmless_role(cursor, role)
            names = {
                "database": sql.Identifier(str(connection.settings_dict["NAME"])),
                "role": sql.Identifier(role),
            }
            for grant in GRANTS:
                cursor.execute(sql.SQL(grant).format(**names))
        if options["verbosity"]:
            self.stdout.write(f"{role} may read and write rows, and nothing else.")


def ensure_harmless_role(cursor: CursorWrapper, role: str) -> None:
    """Create the role, able to sign in and owning nothing; refuse one that could help itself."""
    query = f"SELECT {', '.join(DANGEROUS)} FROM pg_roles WHERE rolname = %s"  # noqa: S608
    cursor.execute(query, [role])
    attributes = cursor.fetchone()
    if attributes is None:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    elif any(attributes):
        has = [name for name, on in zip(DANGEROUS, attributes, strict=True) if on]
        raise CommandError(f"{role} has {', '.join(has)}: choose a role without.")
    cursor.execute("SELECT 1 FROM pg_class WHERE pg_get_userbyid(relowner) = %s LIMIT 1", [role])
    if cursor.fetchone():
        raise CommandError(f"{role} owns tables here, so it can do anything to them.")
