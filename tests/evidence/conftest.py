"""Tests of this app do not need the one above it: only evidence follows references here."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _only_evidence_follows(settings: Any) -> None:
    settings.REFERENCE_FOLLOWERS = ["evidence.services.standings.follow_references"]
    settings.CLAIM_FOLLOWERS = []
