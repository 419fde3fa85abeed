"""What PostgreSQL says that it enforces, held against a checked-in list (DOMAIN section 7).

`UPDATE_CATALOGUE=1 make test PYTEST_ARGS=tests/project/test_catalogue.py` writes the list anew; read the
difference before committing it. Constraints without `contype` n, which PostgreSQL 18 lists and 15 does not.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

CATALOGUE = Path(__file__).with_name("catalogue.txt")
OURS = "^(references|evidence|articles)_"
# Functions that all apps use begin with msc.
OUR_FUNCTIONS = "^(references|evidence|articles|msc)_"

QUERIES = {
    "trigger": """
        SELECT c.relname || ' ' || t.tgname || ' ' || t.tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND (c.relname ~ %(ours)s OR t.tgname ~ %(ours)s)""",
    "constraint": """
        SELECT c.relname || ' ' || k.conname || ' ' || k.contype::text
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE k.contype <> 'n' AND c.relname ~ %(ours)s""",
    "function": """
        SELECT p.oid::regprocedure::text || ' ' || coalesce(array_to_string(p.proconfig, ' '), '-')
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname ~ %(functions)s""",
}


def catalogue() -> list[str]:
    lines = []
    with connection.cursor() as cursor:
        for kind, query in QUERIES.items():
            cursor.execute(query, {"ours": OURS, "functions": OUR_FUNCTIONS})
            lines += sorted(f"{kind} {line}" for (line,) in cursor.fetchall())
    return lines


def test_the_database_enforces_what_is_listed() -> None:
    found = catalogue()
    if os.environ.get("UPDATE_CATALOGUE"):
        CATALOGUE.write_text("\n".join(found) + "\n", encoding="utf-8")
    listed = CATALOGUE.read_text(encoding="utf-8").splitlines()
    assert {
        "missing in the database": sorted(set(listed) - set(found)),
        "not listed": sorted(set(found) - set(listed)),
    } == {"missing in the database": [], "not listed": []}, "UPDATE_CATALOGUE=1 writes it anew"


def test_every_trigger_of_ours_fires_always() -> None:
    lines = [line for line in catalogue() if line.startswith("trigger")]
    assert lines
    assert [line for line in lines if not line.endswith(" A")] == []


def test_every_function_of_ours_has_a_fixed_search_path_with_temporary_tables_last() -> None:
    """Where pg_temp is not named, a temporary table stands in for the real one."""
    lines = [line for line in catalogue() if line.startswith("function")]
    assert lines
    fixed = re.compile(r" search_path=pg_catalog, public, pg_temp$")
    assert [line for line in lines if not fixed.search(line)] == []
