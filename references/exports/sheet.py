"""Rows as an XLSX workbook of one sheet, written while they come. Pure.

Every cell is a string by its type, so that a program which opens the sheet has no formula to find and no
number to round.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast
from xml.sax.saxutils import escape

# More would need a larger kind of archive, which spreadsheets do not all open; a sheet ends at 1,048,576 rows.
MOST_ROWS = 500_000
# What the file format allows in one cell.
LONGEST_CELL = 32_767
BATCH = 500
LEVEL = 3
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The format reads _x000D_ as the sign of that number.
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="References" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


class _Outgoing(io.RawIOBase):
    """Takes what the archive writes and hands it on; it cannot seek, so nothing written is changed again."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        """It is only written."""
        return True

    def write(self, part: Any) -> int:
        """Keep this part until it is taken."""
        self.held += part
        return len(part)

    def taken(self) -> bytes:
        """What came since the last time."""
        part = bytes(self.held)
        self.held.clear()
        return part


def workbook(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The workbook, in pieces. A text longer than a cell can hold is left out, not cut."""
    out = _Outgoing()
    packed = cast(BinaryIO, out)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, DECLARED + text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as written:
            written.write(f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for piece in _pieces(rows):
                written.write(piece.encode())
                yield out.taken()
            written.write(b"</sheetData></worksheet>")
    yield out.taken()


def _pieces(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    held: list[str] = []
    for number, cells in enumerate(rows, 1):
        held.append(f'<row r="{number}">')
        held += [_cell(f"{_column(at)}{number}", text) for at, text in enumerate(cells) if text]
        held.append("</row>")
        if number % BATCH == 0:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _cell(place: str, text: str) -> str:
    if len(text) > LONGEST_CELL:
        return ""
    shown = escape(ESCAPE.sub("_x005F_", UNPRINTABLE.sub("\ufffd", text)), {"\r": "&#13;"})
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _column(at: int) -> str:
    """The letters over a column, the first being A."""
    return chr(65 + at) if at < 26 else _column(at // 26 - 1) + chr(65 + at % 26)
