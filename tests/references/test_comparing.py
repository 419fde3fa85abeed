"""What SQL finds obvious is what the rules say of it."""

import random
from typing import Any

import pytest

from references.layouts.rows import StagedInput
from references.models import Reference
from references.models.described import Described
from references.services import comparing
from references.services.committing import COPIED
from references.works import FIELDS
from tests.factories.references import make_input, make_reference, make_run

pytestmark = pytest.mark.django_db

TITLES = [
    f"Cells of the marrow and their neighbours in {place}" for place in "mice rats dogs".split()
]
AUTHORS = [[{"family": "Example", "given": "A"}], [{"family": "Other", "given": "B"}], []]


def made_up(dice: random.Random) -> dict[str, Any]:
    """One of few works, described more or less completely, sometimes wrongly."""
    number = dice.randrange(12)
    return {
        "title": dice.choice([TITLES[number % 3], TITLES[number % 3].upper() + ".", ""]),
        "authors": dice.choice([AUTHORS[number % 2], AUTHORS[number % 2], AUTHORS[2]]),
        "issued_year": dice.choice([2000 + number // 3, 2000 + number // 3, None]),
        "doi": dice.choice([f"10.1000/{number}", f"10.1000/{number}", "", "10.1000/wrong"]),
        "pmid": dice.choice([str(number + 1), "", str(dice.randrange(1, 13))]),
        "volume": dice.choice(["", "7", "8"]),
        "pages": dice.choice(["", "1-9"]),
    }


def fill_library(dice: random.Random) -> None:
    for _ in range(8):
        fields = made_up(dice)
        fields["title"] = fields["title"] or TITLES[0]
        for name in ("doi", "pmid"):
            if fields[name] and Reference.objects.filter(**{name: fields[name]}).exists():
                fields[name] = ""
        make_reference(**fields)
    found = list(Reference.objects.order_by("id"))
    dice.shuffle(found)
    for loser, winner in zip(found[: dice.randrange(4)], found[3:], strict=False):
        # Behind the service's back, and without its event: the test ends before anyone checks.
        Reference.objects.filter(pk=loser.pk).update(merged_into=winner)


def said(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS}


def verdicts(rows: list[StagedInput]) -> list[tuple[Any, ...]]:
    """What every row became; a new one has a key of its own."""
    run = make_run(*rows)
    found = []
    for row in run.rows.order_by("line"):
        known = Reference.objects.filter(key=row.reference_key).exists()
        found.append(
            (
                row.line,
                row.verdict,
                row.reference_key if known else bool(row.reference_key),
                row.before,
                row.after,
                row.reasons,
            )
        )
    return found


@pytest.mark.parametrize("seed", range(60))
def test_sets_and_rules_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    fill_library(dice)
    rows = [made_up(dice) for _ in range(dice.choice([3, 12, 30]))]
    # Some rows say just what the library says, as in a file that is imported again: of what was merged, and of
    # where that went, with a name and little else too.
    known = list(Reference.objects.filter(merged_into=None).order_by("id"))
    rows += [said(one) for one in dice.sample(known, 3)]
    for loser in Reference.objects.exclude(merged_into=None).order_by("id"):
        some = [said(loser), said(loser.merged_into), {**made_up(dice), "doi": loser.doi}]
        some.append({"title": "", "pmid": loser.pmid, "pages": "1-9"})
        rows += dice.sample(some, dice.randrange(3))

    def inputs() -> list[StagedInput]:
        return [make_input(line, **row) for line, row in enumerate(rows, 2)]

    by_rules = verdicts(inputs())
    monkeypatch.setattr(comparing, "MANY", 1)
    by_sets = verdicts(inputs())
    assert by_sets == by_rules


def test_nothing_of_a_work_is_forgotten_between_file_and_library() -> None:
    columns = {field.column for field in Described._meta.get_fields()}  # type: ignore[union-attr]
    assert set(COPIED) == columns
