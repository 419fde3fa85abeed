"""What every test stands on: a database, and where Django finds it.

pytest-django reads the settings before any hook of a conftest, unless nobody has named them yet; so
they are named here, after the database.
"""

import os

from tests.support import cluster

cluster.start()
os.environ["DJANGO_SETTINGS_MODULE"] = "mscportal.settings"

pytest_plugins = [
    "tests.support.browser",
    "tests.support.database",
    "tests.support.material",
    "tests.support.numbers",
]
