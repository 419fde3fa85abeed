"""How well works that stand in the library twice are found: precision and recall over labelled copies.

Real records are brought in, then copies of some of them as other sources would write them, then works that
look alike and are not the same. A pair counts where an import recognises the copy by itself, or where it is
proposed to a librarian. Everything follows from a seed.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.child import measure, migrated, say
from benchmarks.copies import Fields, Made, copied
from benchmarks.lookalikes import lookalike

# The rules of likeness were set with the copies of the first seed; nobody looked at those of the second.
SEEDS = {20_240_531: "seen while the rules were set", 20_261_123: "held out"}
COPIES, LOOKALIKES = 5000, 800
# PubMed has these works twice, under another number as well.
TWICE_IN_PUBMED = {"402568", "403592"}
MATERIAL = Path(__file__).resolve().parents[2] / "shared" / "data"
RECORDS = MATERIAL / "derived" / "pubmed_layout_30000.csv.gz"
TRUTH = MATERIAL / "dedupe_truth"


def read(path: Path) -> list[Fields]:
    """The records of a file in normal form."""
    import gzip
    import io

    from references.layouts import Reading, recognise
    from references.works import normalised

    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    answer = recognise(io.BytesIO(content), path.name.removesuffix(".gz"))
    if not isinstance(answer, Reading):
        raise SystemExit(f"{path.name} is not understood.")
    return [normalised(row.data)[0] for row in answer.rows]


def bring_in(works: Sequence[Fields], name: str) -> tuple[dict[int, str], dict[int, str]]:
    """Import works; the keys of the references made of them, and of those that an import recognised, by position."""
    from django.contrib.auth.models import User

    from references.choices import Role, RowVerdict
    from references.events import recorded
    from references.layouts.rows import Reading, StagedInput
    from references.services import choose_rows, commit_import, propose_import

    by = User.objects.get(username="librarian")
    rows = (StagedInput(at + 1, [name], dict(work)) for at, work in enumerate(works))
    with recorded(by=by, role=Role.LIBRARIAN) as journal:
        run = propose_import(
            journal, reading=Reading(name, ("Record",), rows), name=name, sha256="0" * 64
        )
    if run.rows.filter(verdict=RowVerdict.POSSIBLE_DUPLICATE).exists():
        choose_rows(run=run, by=by, choice="take", verdict=RowVerdict.POSSIBLE_DUPLICATE)
    commit_import(run=run, by=by, without_rejected=True)
    added: dict[int, str] = {}
    known: dict[int, str] = {}
    for line, verdict, key in run.rows.values_list("line", "verdict", "reference_key"):
        if key:
            is_new = verdict in (RowVerdict.NEW, RowVerdict.POSSIBLE_DUPLICATE)
            (added if is_new else known)[line - 1] = key
    return added, known


@dataclass
class Measured:
    """Pairs that are one work, those that were found, and those that were found and are two."""

    true: int = 0
    found: int = 0
    automatic: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    missed: list[tuple[str, Made]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.found / max(1, self.found + len(self.wrong))

    @property
    def recall(self) -> float:
        """Of what is right, how much was found."""
        return self.found / max(1, self.true)


def proposed() -> dict[frozenset[str], str]:
    """The open pairs by the keys of their references, with the reasons."""
    from references.models import DuplicatePair

    rows = DuplicatePair.objects.filter(decision="").values_list(
        "one__key", "other__key", "score", "reasons"
    )
    return {frozenset((one, other)): f"{score}: {' '.join(why)}" for one, other, score, why in rows}


def measured(records: Sequence[Fields], made: Sequence[Made]) -> Measured:
    """Bring records and what was made of them into the library, look for duplicates, and count."""
    from django.contrib.auth.models import User

    from references.services.duplicates import find_duplicates

    originals, again = bring_in(records, "records")
    added, known = bring_in([one.fields for one in made], "made")
    find_duplicates(by=User.objects.get(username="librarian"))
    return counted(originals | again, added, known, made)


def counted(
    originals: dict[int, str], added: dict[int, str], known: dict[int, str], made: Sequence[Made]
) -> Measured:
    """What was found and what was missed. `originals`, `added` and `known` are keys by position."""
    pairs = proposed()
    result = Measured()
    right: set[frozenset[str]] = set()
    for at, one in enumerate(made):
        original = originals.get(one.of)
        if original is None:
            continue
        pair = frozenset((original, added.get(at, known.get(at, ""))))
        result.true += one.same
        if one.same:
            right.add(pair)
        if at in known:
            if one.same and known[at] == original:
                result.found += 1
                result.automatic += 1
            else:
                result.wrong.append(("recognised", known[at], f"{original} {one.kinds}"))
        elif one.same and pair in pairs:
            result.found += 1
        elif one.same:
            result.missed.append((original, one))
    result.wrong += [
        ("proposed", " ".join(sorted(pair)), why)
        for pair, why in pairs.items()
        if pair not in right
    ]
    return result


def labelled(records: Sequence[Fields], rng: random.Random) -> list[Made]:
    """Copies of some records, and works that look like others."""
    chosen = rng.sample(
        [at for at, work in enumerate(records) if len(work.get("title") or "") > 10],
        COPIES + LOOKALIKES,
    )
    return [copied(records[at], at, rng) for at in chosen[:COPIES]] + [
        lookalike(records[at], at, rng) for at in chosen[COPIES:]
    ]


def merged_elsewhere(folder: Path) -> tuple[list[Fields], list[Made]]:
    """A truth file: records, and those of them that were merged into another."""
    before, after = read(folder / "records.bib"), read(folder / "records_expected.bib")
    kept = Counter(_said(work) for work in after)
    records: list[Fields] = []
    made: list[Made] = []
    for work in sorted(before, key=lambda work: -kept[_said(work)]):
        same = next((at for at, one in enumerate(records) if _said(one) == _said(work)), None)
        if same is not None and kept[_said(work)] <= 1:
            made.append(Made(work, same, ["merged"]))
        else:
            records.append(work)
    return records, made


def _said(work: Fields) -> tuple[str, Any]:
    return re.sub(r"\W+", "", (work.get("title") or "").lower())[:40], work.get("issued_year")


def child(case: str) -> None:
    """One set of copies, on an empty library: a folder of the truth files, or a seed."""
    migrated()
    from django.contrib.auth.models import Group, User

    User.objects.create_user("librarian").groups.add(Group.objects.get(name="librarian"))
    if not case.isdigit():
        say(f"duplicates, {case}: {_line(measured(*merged_elsewhere(TRUTH / case)))}")
        return
    records = [work for work in read(RECORDS) if work["pmid"] not in TWICE_IN_PUBMED]
    made = labelled(records, random.Random(int(case)))  # noqa: S311  (not for secrets)
    say(
        f"duplicates, {COPIES} copies among {len(records)} records, {SEEDS[int(case)]}:"
        f" {_line(measured(records, made))}"
    )


def main() -> None:
    """Print precision and recall over the truth files and over labelled copies of real records."""
    for case in [*sorted(folder.name for folder in TRUTH.iterdir()), *SEEDS]:
        measure("benchmarks.duplicates", case)


def _line(result: Measured) -> str:
    return (
        f"precision {result.precision:.4f}, recall {result.recall:.4f}"
        f" ({result.found} of {result.true} found, {result.automatic} of them by the import;"
        f" {len(result.wrong)} wrong)"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2])
    else:
        main()
