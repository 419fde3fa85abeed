"""What lies inside a zip archive, looked at before anything trusts it. Pure."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from lxml.etree import LxmlError

from references.layouts.rows import FileRefused
from references.layouts.text import RATIO_FROM, RATIO_MAX

MEMBERS_MAX = 2000
SIZE_MAX = 300_000_000
CHUNK = 1 << 20
OVERLAP = 200
WORKBOOK = "xl/workbook.xml"
# No part of a workbook has a document type; one that has is there to unfold or to fetch something.
DOCTYPES = tuple(
    word.encode(codec)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for codec in ("utf-8", "utf-16-le", "utf-16-be")
)
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?ref=\"[A-Z]{1,3}(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")
OTHERS = (
    ("xl/workbook.bin", "a binary Excel workbook (XLSB)", "Save it as an Excel workbook (.xlsx)."),
    ("word/document.xml", "a Word document", "Export the references as RIS, BibTeX or CSV."),
    ("ppt/presentation.xml", "a PowerPoint file", "Export the references as RIS, BibTeX or CSV."),
    ("content.xml", "an OpenDocument file", "Save it as an Excel workbook (.xlsx) or as CSV."),
    ("index/document.iwa", "a file of Apple's office programs", "Export it as CSV or Excel."),
)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    LxmlError,
    EOFError,
    LookupError,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class Inside:
    """What the sheets of a workbook hold: formulas, and by the sheet's path where merged rows begin and end."""

    formulas: bool
    merged: Mapping[str, Mapping[int, int]]


def damaged() -> FileRefused:
    """A workbook that cannot be read to its end."""
    return FileRefused(
        "This Excel workbook is damaged.", "Open it in Excel, save it again and try once more."
    )


def inspected(binary: BinaryIO) -> Inside:
    """What the workbook holds. Refuses what is no workbook, a bomb, and parts that would unfold or fetch."""
    try:
        with zipfile.ZipFile(binary) as archive:
            _fit(archive)
            return _looked_through(archive)
    except UNREADABLE:
        raise damaged() from None


def _fit(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if WORKBOOK not in names:
        lowered = {name.lower() for name in names}
        for name, what, mend in OTHERS:
            if name in lowered:
                raise FileRefused(f"This is {what}, not a list of references.", mend)
    if (
        len(members) > MEMBERS_MAX
        or size > SIZE_MAX
        or (size > RATIO_FROM and size > RATIO_MAX * packed)
    ):
        raise FileRefused(
            "This file unpacks to far more than an honest one of its size.",
            "Save the references as CSV.",
        )
    if WORKBOOK not in names:
        raise FileRefused(
            "This is a zip archive, not a list of references.", "Unpack it and choose a file in it."
        )
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(
            "This workbook is protected by a password.", "Save it without a password."
        )


def _looked_through(archive: zipfile.ZipFile) -> Inside:
    formulas = False
    merged: dict[str, dict[int, int]] = {}
    for member in archive.infolist():
        ranges: set[tuple[int, int, int]] = set()
        sheet = member.filename.startswith("xl/worksheets/")
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        for at, part in _parts(archive, member):
            if any(word in part for word in DOCTYPES):
                raise FileRefused(
                    "This workbook has a part that would fetch or unfold something.",
                    "Save the references as CSV.",
                )
            if sheet:
                formulas = formulas or bool(FORMULA.search(part))
                ranges |= {(at + m.start(), int(m[1]), int(m[2])) for m in MERGED.finditer(part)}
        if ranges:
            merged[member.filename] = _edges(ranges)
    return Inside(formulas, merged)


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """A member in parts that overlap, each with where it begins, so that no word is cut in all of them."""
    at, kept = 0, b""
    with archive.open(member) as stream:
        while part := stream.read(CHUNK):
            yield at - len(kept), kept + part
            at += len(part)
            kept = part[-OVERLAP:]


def _edges(ranges: set[tuple[int, int, int]]) -> dict[int, int]:
    """By row: how many merged ranges over several rows begin on it, less how many ended on the row above."""
    edges: Counter[int] = Counter()
    for _, first, last in ranges:
        if first < last:
            edges[first] += 1
            edges[last + 1] -= 1
    return dict(edges)
