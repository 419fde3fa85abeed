"""What every test stands on: a database, and where Django finds it.

pytest-django reads the settings before any hook of a conftest, unless nobody has named them yet; so
they are named here, after the database.
"""

import gc
import os

import pytest

from tests.support import cluster

cluster.start()
os.environ["DJANGO_SETTINGS_MODULE"] = "mscportal.settings"

pytest_plugins = [
    "tests.support.browser",
    "tests.support.database",
    "tests.support.material",
    "tests.support.numbers",
]

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
# What takes longest begins first, so that no processor waits for the other at the end.
LONGEST = (
    "test_hostile_imports",
    "test_laws",
    "test_authorization",
    "test_killed",
    "test_real_files",
    "test_supervisor",
    "test_main_job",
    "test_every_page",
    "test_model",
    "test_kill_switch",
    "test_by_keyboard",
    "test_stress",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what does not touch the database of the tests (pytest-django lets nothing else at it)."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") is None and not fixtures & DATABASE:
            item.add_marker("no_database")
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay: looking through them for garbage again and again takes minutes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
