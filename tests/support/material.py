"""The shared material beside the checkout."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material. Without it the test is skipped, and fails where CI is set."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SHARED.name}/ is missing beside the checkout")
        pytest.skip(f"{SHARED.name}/ is missing beside the checkout")
    return SHARED
