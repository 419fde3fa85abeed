"""Excel workbooks (XLSX) → a table, each cell as the text that a person sees. Pure."""

import datetime as dt
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from references.layouts.archive import UNREADABLE, Inside, damaged, inspected
from references.layouts.delimited import CELL_MAX
from references.layouts.rows import FileRefused, Opened
from references.layouts.table import (
    HEADER_WITHIN,
    Header,
    Record,
    Table,
    checked,
    filled,
    found_header,
    is_regular,
    preamble,
    too_wide,
)
from references.works import Problem, problem

ROWS_MAX = 1_048_576
AT_ONCE = 500
# Excel writes line ends and underscores of a text so.
ESCAPED = re.compile(r"_x(000D|005F)_")
Row = tuple[Any, ...]


@dataclass
class _Sheet:
    """One sheet: its values, its formulas where the workbook has any, and how many merged ranges open on a row."""

    title: str
    values: Any
    formulas: Any | None
    merged: Mapping[int, int]
    problems: dict[int, list[Problem]] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """Its rows that are not empty, by their numbers; what is wrong with a row is in `problems` by then."""
        ranges = 0
        for line, (values, formulas) in enumerate(self._pairs(), 1):
            ranges += self.merged.get(line, 0)
            if not values:
                continue
            cells = _cells(line, values)
            wrong = [
                _uncomputed(line, at)
                for at, (value, formula) in enumerate(zip(values, formulas, strict=False))
                if value is None and formula is not None
            ]
            if wrong or filled(cells):
                wrong += [_merged(line)] if ranges else []
                if wrong:
                    self.problems[line] = wrong
                yield line, cells

    def _pairs(self) -> Iterator[tuple[Row, Row]]:
        values = _rows(self.values)
        return zip(values, _rows(self.formulas) if self.formulas else repeat(()), strict=False)


def read_table(file: Opened, known: Callable[[str], bool]) -> Table:
    """The header and rows of the first visible sheet whose header is known, else of the first with any rows."""
    with file.binary() as binary:
        inside = inspected(binary)
    sheets = _sheets(file, inside)
    beginnings = [list(islice(sheet.records(), HEADER_WITHIN)) for sheet in sheets]
    headers = [found_header(beginning, known) for beginning in beginnings]
    best = max((header.known for header in headers if header), default=-1)
    at = next((i for i, h in enumerate(headers) if h and h.known >= min(best, 2)), -1)
    header = headers[at] if at >= 0 else None
    if header is None:
        raise FileRefused("This workbook is empty.", "Choose a file with a header and rows.")
    checked(header, [cells for _, cells in beginnings[at][header.at + 1 :]])
    others = [s.title for i, s in enumerate(sheets) if beginnings[i] and i != at]
    table = _table(sheets[at], header, beginnings[at])
    if others:
        table.notes.append(
            f"The sheet “{sheets[at].title}” was read; left out: {', '.join(others)[:300]}."
        )
    return table


def _sheets(file: Opened, inside: Inside) -> list[_Sheet]:
    """The visible sheets."""
    values = _workbook(file.binary(), data_only=True)
    formulas = _workbook(file.binary(), data_only=False) if inside.formulas else None
    try:
        return [
            _Sheet(
                sheet.title,
                sheet,
                formulas[sheet.title] if formulas else None,
                inside.merged.get(sheet._worksheet_path, {}),
            )
            for sheet in values.worksheets
            if sheet.sheet_state == "visible"
        ]
    except UNREADABLE:
        raise damaged() from None


def _workbook(binary: BinaryIO, *, data_only: bool) -> Any:
    try:
        # What openpyxl does not keep (charts, rules, styles) is nothing we read.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(binary, read_only=True, data_only=data_only, keep_links=False)
    except UNREADABLE:
        raise damaged() from None


def _rows(sheet: Any) -> Iterator[Row]:
    """All rows from the first, empty ones too. The size that the sheet claims is not believed."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=ROWS_MAX, values_only=True)
    part: list[Row] | None = None
    while part is None or part:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                part = list(islice(rows, AT_ONCE))
        except UNREADABLE:
            raise damaged() from None
        yield from part


def _table(sheet: _Sheet, header: Header, beginning: list[Record]) -> Table:
    """The rows below the header, all as wide as it; a cell beyond it stays where it says something."""
    width = len(header.names)
    below = beginning[header.at + 1 :]
    if not below:
        raise FileRefused("This sheet has a header and no rows.", "Choose a file with references.")
    rows = ((line, _fitted(cells, width)) for line, cells in sheet.records() if line > header.line)
    sample = [_fitted(cells, width) for _, cells in below]
    return Table(
        header.names,
        rows,
        sample,
        is_regular(width, sample),
        preamble(header),
        sheet.problems,
    )


def _fitted(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells + [""] * (width - len(cells))


def _cells(line: int, values: Row) -> list[str]:
    cells = list(map(shown, values))
    while cells and not cells[-1]:
        cells.pop()
    too_wide(line, cells)
    if cells and max(map(len, cells)) > CELL_MAX:
        reason = f"Row {line} has a cell of more than {CELL_MAX:,} characters."
        raise FileRefused(reason, "Shorten it.")
    return cells


def shown(value: Any) -> str:
    """A cell's value as a person sees it: whole numbers without a point, dates as 2024-05-31."""
    if value is None:
        return ""
    if isinstance(value, str):
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).replace("\x00", "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time()
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    return str(value)


def _uncomputed(line: int, at: int) -> Problem:
    return problem(
        f"cell {get_column_letter(at + 1)}{line}",
        "",
        "The cell has a formula whose result is not stored in the file.",
        "Open the file in Excel and save it again, or replace the formula by its value.",
    )


def _merged(line: int) -> Problem:
    return problem(
        "row",
        line,
        "The row shares a merged cell with its neighbours, so that it is not clear whose value it is.",
        "Unmerge the cells and fill each of them.",
    )
