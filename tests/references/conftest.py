"""The lowest app is tested by itself: nobody follows its news here unless a test says so."""

import pytest


@pytest.fixture(autouse=True)
def no_followers(settings) -> None:
    """What higher apps do with the news is tested there, and in tests/journeys."""
    settings.REFERENCE_FOLLOWERS = []
