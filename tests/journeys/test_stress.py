"""Ten seconds of `make stress`: everybody at once on fifty claims."""

import os

import pytest

from benchmarks import stress

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = float(os.environ.get("MSC_STRESS_SECONDS", "10"))


def test_everybody_at_once_leaves_no_forbidden_state_and_loses_no_decision() -> None:
    told, lost, unseen = stress.run(SECONDS)
    said = "\n".join(told.lines(lost, unseen))
    print(said)  # noqa: T201  (the numbers belong to the log of the run)
    assert not told.failed, said
    assert not told.forbidden, said
    assert not lost, said
    assert not unseen, said
    kinds = {kind for kind, _ in told.done}
    assert {"reviews", "submissions", "standings"} <= kinds, said
    assert told.looked > 1
