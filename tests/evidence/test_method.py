"""A raised rule: what it would move, and moving it (D5)."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from evidence import badges
from evidence.badges import computing
from evidence.models import MethodRun
from evidence.services import method
from evidence.services.method import apply_method, computed_by_another_rule, try_method
from evidence.tasks import follow_method
from evidence.wording import Hype
from references.models import Event
from tests.evidence.reading import active, newest_grading
from tests.factories.evidence import (
    approved,
    approved_version,
    fresh,
    graded_approval,
    graded_version,
    overridden,
    review,
    submitted_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def raise_rule(monkeypatch: Any) -> Any:
    """A rule of another version, in which every badge of one value becomes another."""

    def raised(before: str = "", after: str = "", version: str = "3") -> None:
        real = computing.compute

        def compute(*args: Any) -> badges.Badge:
            badge = real(*args, method=version)
            if badge.value == before:
                return badges.Badge(
                    after, (("8", "The rule is stricter."),), badge.counted, version
                )
            return badge

        monkeypatch.setattr(badges, "compute", compute)
        monkeypatch.setattr(badges, "METHOD_VERSION", version)

    return raised


def moves(run: MethodRun | None) -> list[tuple[str, str, str, str]]:
    assert run is not None
    return [(m["claim"], m["before"], m["after"], m["way"]) for m in run.moves]


def test_a_trial_lists_what_would_move_and_changes_nothing(raise_rule: Any) -> None:
    version, other = approved(graded_version()), approved_version()
    raise_rule("high", "low")
    run = try_method()
    assert moves(run) == [(version.claim.key, "high", "low", "down")]
    assert run.moves[0]["why"] == "The rule is stricter."
    assert run.counts == {"looked_at": 2, "down": 1}
    assert (fresh(version).status, fresh(other).status) == ("approved", "approved")
    assert newest_grading(version).method == "2"
    assert Event.objects.filter(stream="method:3", verb="method.tried").exists()


def test_an_override_that_goes_on_is_no_move(raise_rule: Any) -> None:
    held = overridden(graded_approval(), "moderate")
    raise_rule()
    assert moves(try_method()) == []
    raise_rule("high", "low", version="4")
    assert moves(apply_method()) == [(held.claim.key, "moderate", "low", "down")]


def test_a_badge_that_falls_is_suspended_and_one_that_rises_waits(raise_rule: Any) -> None:
    falls = approved(graded_version())
    rises = approved_version()
    assert active(rises).badge == "very_low"
    raise_rule("high", "low")
    apply_method()
    connection.check_constraints()
    assert fresh(falls).status == "suspended"
    assert falls.suspensions.get().cause == "method"
    assert "version 3" in falls.suspensions.get().detail
    raise_rule("very_low", "low", version="4")
    assert moves(apply_method()) == [(rises.claim.key, "very_low", "low", "up")]
    assert fresh(rises).status == "approved"
    assert (newest_grading(rises).computed, newest_grading(rises).shown) == ("low", "very_low")


def test_nothing_is_computed_twice_and_what_broke_off_is_finished(
    raise_rule: Any, monkeypatch: Any
) -> None:
    versions = [approved_version() for _ in range(3)]
    assert apply_method() is None
    raise_rule("very_low", "lab_animal")
    real, done = method._compute_claim, []

    def breaks(claim: int) -> None:
        if len(done) == 1:
            raise RuntimeError("the power went")
        done.append(claim)
        real(claim)

    monkeypatch.setattr(method, "_compute_claim", breaks)
    with pytest.raises(RuntimeError):
        apply_method()
    monkeypatch.setattr(method, "_compute_claim", real)
    assert [fresh(v).status for v in versions] == ["suspended", "approved", "approved"]
    run = apply_method()
    assert {fresh(v).status for v in versions} == {"suspended"}
    assert run is not None
    assert run.counts["looked_at"] == 2
    assert not computed_by_another_rule().exists()
    assert follow_method(timestamp=0) == 0


def test_words_that_the_rule_forbids_are_suspended(raise_rule: Any, monkeypatch: Any) -> None:
    version = approved_version(text="In patient 7000 the plaques cleared, in an unheard-of way.")

    def find(text: str) -> tuple[Hype, ...]:
        at = text.find("unheard-of")
        return (Hype("unheard-of", at, at + 10, True, "a new list"),) if at >= 0 else ()

    raise_rule()
    monkeypatch.setattr(method, "find_hype", find)
    run = apply_method()
    assert moves(run) == [(version.claim.key, "very_low", "very_low", "down")]
    assert fresh(version).status == "suspended"
    assert "unheard-of" in version.suspensions.get().detail
    assert method.forbids(version.text, "contradicted") == "", "a quoted myth may say it"


def test_the_rounds_that_saw_another_badge_begin_anew(raise_rule: Any) -> None:
    moved, quiet = graded_version(), submitted_version(required=2)
    for version in (moved, quiet):
        review(version)
    raise_rule("high", "low")
    apply_method()
    assert [row.outcome for row in moved.rounds.order_by("number")] == ["badge_moved", ""]
    assert quiet.rounds.count() == 1


def test_the_command_lists_and_applies(raise_rule: Any) -> None:
    version = approved(graded_version())
    raise_rule("high", "low")
    said = StringIO()
    call_command("recompute_badges", stdout=said)
    assert f"{version.claim.key} version 1: high → low" in said.getvalue()
    assert fresh(version).status == "approved"
    call_command("recompute_badges", "--apply", stdout=said)
    assert fresh(version).status == "suspended"
    said = StringIO()
    call_command("recompute_badges", "--apply", stdout=said)
    assert "already" in said.getvalue()
