"""Rows of a file → staging rows, by COPY. Building block: the caller holds the transaction."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import connection

from references.choices import RowVerdict
from references.layouts.rows import StagedInput
from references.models.library import new_reference_keys
from references.works import LINES, Fields, Problem, compared_by, normalised, problem

LINE = (
    "title container_title volume issue pages article_number publisher url language search_database"
).split()
TEXTS = (*LINE, *LINES)
NULLABLE = (
    "issued_year issued_month issued_day doi pmid pmcid searched_on search_hits work_key".split()
)
ARRAYS = ("publication_types", "mesh_terms")
COLUMNS = (
    "run_id",
    "line",
    "raw",
    "verdict",
    "reasons",
    "choice",
    "reference_key",
    "csl_type",
    "title_key",
    "authors",
    "authors_truncated",
    *ARRAYS,
    *NULLABLE,
    *TEXTS,
)
NEW, SAME, REJECTED = (
    str(verdict.value) for verdict in (RowVerdict.NEW, RowVerdict.SAME, RowVerdict.REJECTED)
)
Known = Callable[[], Sequence[str | None]]
Expected = Callable[[Sequence[Fields]], Known]
_Found = tuple[list[StagedInput], list[tuple[Fields, list[Problem]]], Known]
BUFFER = 1 << 18
USUAL = gc.get_threshold()
EVERY = 5000
# So many rows are put into normal form together; fewer where their cells have so many characters.
TOGETHER, LARGE = 500, 1 << 20
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def stage_rows(
    run_id: int,
    rows: Iterable[StagedInput],
    *,
    tick: Callable[[int], None],
    expected: Expected,
) -> int:
    """Store every row: as new, until it is compared with the library, or as rejected where it has a problem.

    Gives the number of rows; `tick` hears of it every few thousand. `expected` gives the keys of the references
    that some rows will probably be the same as, once it has looked: these are stored so.
    """
    done = 0
    with connection.cursor() as cursor, _cycles_seldom_sought():
        command = f"COPY references_importrow ({', '.join(COLUMNS)}) FROM STDIN"
        with connection.wrap_database_errors, cursor.copy(command) as copy:
            waiting: list[str] = []
            size = 0
            for line in _lines(run_id, rows, expected):
                waiting.append(line)
                size += len(line)
                done += 1
                if size > BUFFER:
                    copy.write("".join(waiting).encode("utf-8", "replace"))
                    waiting.clear()
                    size = 0
                if done % EVERY == 0:
                    tick(done)
            copy.write("".join(waiting).encode("utf-8", "replace"))
    return done


@contextmanager
def _cycles_seldom_sought() -> Iterator[None]:
    """Rows hold no reference cycles; to look for some after every few hundred objects takes a fifth of the time."""
    gc.set_threshold(100_000, *USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)


def _lines(
    run_id: int,
    rows: Iterable[StagedInput],
    expected: Expected,
) -> Iterator[str]:
    keys = new_reference_keys()
    run = str(run_id)
    for some, found, known in _one_ahead(rows, expected):
        for row, (data, problems), key in zip(some, found, known(), strict=True):
            yield _line(run, row, data, problems, key, keys)


def _one_ahead(rows: Iterable[StagedInput], expected: Expected) -> Iterator[_Found]:
    """The rows with their normal form: the next are looked for in the library while these are written."""
    before: _Found | None = None
    for some in _together(rows):
        found = [normalised(row.data) for row in some]
        known = expected([data for data, _ in found])
        if before is not None:
            yield before
        before = some, found, known
    if before is not None:
        yield before


def _together(rows: Iterable[StagedInput]) -> Iterator[list[StagedInput]]:
    """The rows, some hundred in a list; fewer where they are large."""
    some: list[StagedInput] = []
    size = 0
    for row in rows:
        some.append(row)
        size += sum(map(len, row.raw))
        if len(some) == TOGETHER or size > LARGE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _line(
    run: str,
    row: StagedInput,
    data: Fields,
    found: list[Problem],
    key: str | None,
    new_keys: Iterator[str],
) -> str:
    """One row as COPY takes it."""
    if data.get("csl_type") == "search":
        found += _lacking(data)
    reasons = _reasons(row, found) if found or row.problems or row.warnings else "[]"
    rejected = bool(found or row.problems)
    verdict = REJECTED if rejected else SAME if key else NEW
    title_key, work_key = compared_by(data)
    data["work_key"] = work_key
    authors = data.get("authors")
    cells = [
        run,
        str(row.line),
        _json(row.raw),
        verdict,
        reasons,
        "",
        r"\N" if rejected else key or next(new_keys),
        data.get("csl_type") or "article-journal",
        title_key,
        _json(authors) if authors else "[]",
        "t" if data.get("authors_truncated") else "f",
    ]
    said = data.get
    cells += [_array(items) if (items := said(name)) else "{}" for name in ARRAYS]
    cells += [
        r"\N" if (value := said(name)) is None or value == "" else str(value) for name in NULLABLE
    ]
    texts = "\t".join([said(name) or "" for name in LINE])
    cells.append(texts if "\\" not in texts else texts.replace("\\", r"\\"))
    cells += [_escaped(text) if (text := said(name)) else "" for name in LINES]
    return "\t".join(cells) + "\n"


def _lacking(search: Fields) -> list[Problem]:
    """What a recorded search cannot do without."""
    names = [
        name for name in ("search_database", "search_query", "searched_on") if not search.get(name)
    ]
    reason = "A recorded search needs its database, its query and its date."
    return [problem(name, "", reason, "Fill it in, or choose another type.") for name in names]


def _escaped(text: str) -> str:
    """The text as COPY takes it."""
    return text.translate(ESCAPES) if SPECIAL.search(text) else text


def _json(value: Any) -> str:
    """JSON as COPY takes it."""
    text = stored_json(value)
    return text.translate(ESCAPES) if "\\" in text else text


def stored_json(value: Any) -> str:
    """JSON that PostgreSQL stores: it has no sign for NUL, and none for half a surrogate pair."""
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return orjson.dumps(_whole(value)).decode()
    # A backslash that a file itself writes before u0000 looks the same, and stays as it is.
    return orjson.dumps(_whole(value)).decode() if "\\u0000" in text else text


def storable(text: str) -> str:
    """The text as PostgreSQL keeps it: without NUL and without half a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value


def _array(items: Iterable[str]) -> str:
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items)
    return _escaped("{" + ",".join(quoted) + "}")


def _reasons(row: StagedInput, found: Iterable[Problem]) -> str:
    """What the file itself gives reason to say: problems reject the row, warnings do not."""
    problems = list(row.problems)
    for one in found:
        column = row.columns.get(one["column"], one["column"])
        problems.append(Problem(**{**one, "column": column}))
    reasons: list[Fields] = [{**one, "from_file": True, "rejects": True} for one in problems]
    reasons += [{**one, "from_file": True} for one in row.warnings]
    return _json(reasons)
