"""Files made to break an importer: each ends in a refusal, a question, or rows with what is wrong with them."""

import ast
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from references.layouts import (
    Choices,
    EncodingAsked,
    FileRefused,
    MappingAsked,
    Reading,
    recognise,
)
from references.works import Fields, normalised

SECONDS_MAX = 10
GROWTH_MAX = 256 << 20


class Outcome(NamedTuple):
    """What became of a file: its rows and the lines of those that are rejected, or the line it stops at."""

    kind: str
    rows: int | None = None
    lines: tuple[int, ...] = ()


REFUSED = "refused"
ASKED = "asked for the encoding"
ROWS = "rows"

# Judged when rows meet the library or each other, by the service.
BY_THE_LIBRARY = {"conflict_in_file", "id_conflict", "locked_reference"}
# Columns that are no field of a reference here: reported and ignored.
NO_COLUMN_OF_OURS = {"unknown_claim", "bad_choice"}
# A row without DOI and PMID is warned of, not rejected.
A_WARNING = {"no_identifier"}
NOT_HERE = BY_THE_LIBRARY | NO_COLUMN_OF_OURS | A_WARNING

# Whole files whose fate is another than the contract's, each with the reason.
DIFFERENT: dict[str, tuple[Outcome, str]] = {
    "008_utf16le_no_bom": (
        Outcome(ROWS, 3),
        "every other byte is zero and no other is: nothing else it could be",
    ),
    "022_nul_in_cell": (
        Outcome(REFUSED, lines=(3,)),
        "the user's cells are kept as they are, and the database keeps no NUL",
    ),
    "023_nul_in_doi": (Outcome(REFUSED, lines=(2,)), "as above"),
    "046_title_line_above_header": (
        Outcome(ROWS, 3),
        "databases write lines above the header; a note names the header's line",
    ),
    "059_missing_title_header": (Outcome(ROWS, 1), "an identifier is enough to look a work up"),
    "071_empty_header_name_with_data": (
        Outcome(ROWS, 1, (2,)),
        "a cell under no name rejects its row, not the file",
    ),
    "072_homoglyph_header": (
        Outcome(ROWS, 3),
        "an unknown column is reported and ignored; title and PMID are there",
    ),
    "085_cell_10mb": (
        Outcome(REFUSED, lines=(3,)),
        "a cell of more than a million characters is a forgotten quotation mark",
    ),
    "092_gzip_renamed_csv": (Outcome(ROWS, 3), "a gzip is unpacked"),
    "105_ris_named_csv": (Outcome(ROWS, 1), "a format is recognised by its content"),
    "106_bibtex_named_csv": (Outcome(ROWS, 1), "a format is recognised by its content"),
    "192_rows_200001": (Outcome(ROWS, 200_001), "a million rows are welcome"),
    "193_over_size_limit": (
        Outcome(REFUSED, lines=(3,)),
        "no limit of size; it is refused for the cell of 33 million characters",
    ),
}
# Lines that the contract rejects and we do not, each with the reason.
ACCEPTED: dict[str, tuple[set[int], str]] = {
    "024_control_chars_and_ansi": ({2, 3, 4, 5}, "control characters are dropped from the text"),
    "115_unsafe_urls": ({10}, "an address with a name and a password is still http"),
    "116_ssrf_urls": (set(range(2, 10)), "the portal fetches no address that a file names"),
    "118_bidi_override": ({2, 3}, "marks of direction belong to titles in Hebrew and Arabic"),
    "120_zalgo_title": ({2}, "signs above letters are text"),
    "121_title_2001_chars": ({2}, "a title has room for 5,000 characters"),
    "129_stance_values": ({5}, "no column of ours"),
    "153_doi_invalid": ({16}, "DOIs have letters of every script"),
    "158_doi_256_chars": ({2}, "a DOI has no limit of 255"),
    "161_pmid_invalid": ({7, 8, 9, 14}, "nine digits, wide digits, leading zeros; NaN is a blank"),
    "164_missing_title": ({2, 3, 4}, "an identifier is enough to look a work up"),
    "165_year_invalid": ({4, 9}, "1491 has printed books; wide digits are digits"),
}
# And lines that it accepts and we reject.
REJECTED: dict[str, tuple[set[int], str]] = {
    "160_pmid_accepted_forms": (
        {6, 8},
        "a number with a point was through a spreadsheet, which may have changed it",
    ),
}


STORED_OTHERWISE = {"026_zwnbsp_inside_cell": "a sign without width stays in a title"}


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    maker = shared / "hostile" / "make.py"
    subprocess.run(
        [sys.executable, maker, "--out", folder, "--small"], check=True, capture_output=True
    )
    return folder


@pytest.fixture(scope="module")
def cases(hostile: Path) -> dict[str, dict[str, Any]]:
    """The contract of every file that was made, by the file's name."""
    said = json.loads((hostile / "expected.json").read_text())["cases"]
    return {path.name: said[path.name] for path in sorted((hostile / "files").iterdir())}


def became(path: Path, encoding: str) -> tuple[Outcome, list[Fields], str]:
    """What became of a file, its fields in normal form, and the words of a refusal."""
    rows = []
    try:
        with path.open("rb") as file:
            answer = recognise(file, path.name, Choices(encoding=encoding))
            if isinstance(answer, Reading):
                rows = [(row, *normalised(row.data)) for row in answer.rows]
    except FileRefused as refused:
        return _refusal(refused), [], refused.message
    assert not isinstance(answer, MappingAsked)
    if isinstance(answer, EncodingAsked):
        assert 2 <= len(answer.proposals) <= 4
        return Outcome(ASKED, lines=(answer.line,)), [], ""
    for row, _, problems in rows:
        assert all(p["reason"] and p["mend"] for p in [*row.problems, *problems])
    wrong = tuple(row.line for row, _, problems in rows if row.problems or problems)
    return Outcome(ROWS, len(rows), wrong), [fields for _, fields, _ in rows], ""


def _refusal(refused: FileRefused) -> Outcome:
    assert refused.reason.endswith(".")
    assert refused.mend.endswith(".")
    lines = re.findall(r"[Ll]ine (\d+)", refused.reason)
    return Outcome(REFUSED, lines=tuple(map(int, lines)))


def is_as_expected(name: str, case: dict[str, Any], outcome: Outcome) -> bool:
    """Whether an outcome is the contract's, or a difference that is listed."""
    key = name.partition(".")[0]
    if key in DIFFERENT:
        expected = DIFFERENT[key][0]
        return outcome == expected
    if case["expect"] == "reject":
        asked = {ASKED} if case["error_code"] == "bad_encoding" else set()
        line = case.get("line")
        return outcome.kind in {REFUSED} | asked and (line is None or line in outcome.lines)
    rejected = {row["line"] for row in case.get("error_rows", ()) if row["code"] not in NOT_HERE}
    rejected -= ACCEPTED.get(key, (set(), ""))[0]
    rejected |= REJECTED.get(key, (set(), ""))[0]
    if case["expect"] == "import":
        count = sum(case[kind] for kind in ("created", "updated", "unchanged", "merged"))
        if outcome.rows != count:
            return False
    return outcome.kind == ROWS and set(outcome.lines) == rejected


def test_every_hostile_file_ends_as_the_contract_or_a_listed_difference_says(
    hostile: Path, cases: dict[str, dict[str, Any]]
) -> None:
    assert len(cases) > 180
    surprises = {}
    for name, case in cases.items():
        began = time.perf_counter()
        encoding = case.get("params", {}).get("encoding", "")
        outcome, _, reason = became(hostile / "files" / name, encoding)
        took = time.perf_counter() - began
        if not is_as_expected(name, case, outcome) or took > SECONDS_MAX:
            surprises[name] = (case["expect"], outcome, reason, round(took, 1))
    assert surprises == {}


def test_every_listed_difference_is_one(cases: dict[str, dict[str, Any]]) -> None:
    keys = {name.partition(".")[0]: case for name, case in cases.items()}
    for key, (outcome, _) in DIFFERENT.items():
        if key in keys:
            kind = REFUSED if keys[key]["expect"] == "reject" else ROWS
            assert outcome.kind != kind or outcome.lines, key
    for key, (lines, _) in ACCEPTED.items():
        assert lines <= {row["line"] for row in keys[key]["error_rows"]}, key


def test_what_is_stored_is_what_the_contract_says(
    hostile: Path, cases: dict[str, dict[str, Any]]
) -> None:
    checked = 0
    for name, case in cases.items():
        for words in case.get("asserts", ()):
            said = re.fullmatch(r"stored (title|doi) == ('.*')", words)
            if said:
                encoding = case.get("params", {}).get("encoding", "")
                _, rows, _ = became(hostile / "files" / name, encoding)
                same = rows[0][said[1]] == ast.literal_eval(said[2])
                assert same != (name.partition(".")[0] in STORED_OTHERWISE), name
                checked += 1
    assert checked > 20


GROWTH = """
import resource, sys
from pathlib import Path
from references.layouts import FileRefused, Reading, recognise

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

idle = peak()
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        with path.open("rb") as file:
            read = recognise(file, path.name)
            count = sum(1 for _ in read.rows) if isinstance(read, Reading) else 0
    except FileRefused:
        pass
print(peak() - idle)
"""


def grown(folder: Path) -> int:
    """By how many bytes a process grows that reads every file of a folder."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, folder], cwd=root, check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def test_no_hostile_file_takes_much_memory(hostile: Path) -> None:
    assert grown(hostile / "files") < GROWTH_MAX


def test_a_long_table_is_read_in_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.csv").open("w") as file:
        file.write("Title,Authors,Year,DOI,PMID\n")
        for number in range(100_000):
            file.write(f'"A title, number {number}",,2020,10.1000/{number},{number + 1}\n')
    assert grown(tmp_path) < 20 << 20


def test_a_cell_without_an_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "open.csv").open("w") as file:
        file.write("Title,Year\n" + '"')
        for _ in range(300):
            file.write("x" * 99_999 + "\n")
    with (tmp_path / "line.csv").open("w") as file:
        file.write("Title,Year\n")
        for _ in range(300):
            file.write("x" * 100_000)
    assert grown(tmp_path) < 64 << 20
