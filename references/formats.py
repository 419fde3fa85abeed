"""The formats of django-import-export in which the library leaves: each makes its file while rows are read.

`ReferenceResource.export` hands over works that are read from the database as they are asked for; a format
turns them into pieces of bytes, so that a library of any size passes through little memory.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from import_export.formats.base_formats import Format

from references.exports import Work, bibtex, cells, csl, ris, sheet
from references.refusals import NotPossible


class Works:
    """The works to export, read once and lazily, and how many they are; the count is asked for only if it matters."""

    def __init__(self, works: Iterable[Work], count: Callable[[], int]) -> None:
        self._works = works
        self.count = count

    def __iter__(self) -> Iterator[Work]:
        return iter(self._works)


class LibraryFormat(Format):
    """A format that only leaves. What comes in is read by `references.layouts`."""

    title = ""
    extension = ""
    content_type = ""

    def get_title(self) -> str:
        """What people choose by."""
        return self.title

    def get_extension(self) -> str:
        """How the file's name ends."""
        return self.extension

    def get_content_type(self) -> str:
        """The media type."""
        return self.content_type

    def can_export(self) -> bool:
        """Yes."""
        return True


class CSV(LibraryFormat):
    """Our own template, with the mark by which Excel knows UTF-8."""

    title = "CSV – our own template, for any spreadsheet"
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def export_data(self, dataset: Works, **kwargs: Any) -> Iterator[bytes]:
        """The header and one line for each work."""
        rows = chain([list(cells.HEADER)], map(cells.row, dataset))
        return chain([b"\xef\xbb\xbf"], _encoded(cells.lines(rows)))


class XLSX(LibraryFormat):
    """The same cells as CSV, in a workbook."""

    title = "Excel (XLSX) – the same columns"
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset: Works, **kwargs: Any) -> Iterator[bytes]:
        """One sheet. Refuses more works than one can hold."""
        if dataset.count() > sheet.MOST_ROWS:
            raise NotPossible(
                f"A workbook holds at most {sheet.MOST_ROWS:,} references. Choose CSV, or a part of the list."
            )
        rows = chain([list(cells.HEADER)], map(cells.row, dataset))
        return sheet.workbook(rows)


class RIS(LibraryFormat):
    """For EndNote, Mendeley, Zotero, Covidence and the like."""

    title = "RIS – EndNote, Mendeley, Zotero, Rayyan, Covidence"
    extension = "ris"
    content_type = "application/x-research-info-systems; charset=utf-8"

    def export_data(self, dataset: Works, **kwargs: Any) -> Iterator[bytes]:
        """One record for each work."""
        return _encoded(ris.document(dataset))


class BibTeX(LibraryFormat):
    """For LaTeX and JabRef."""

    title = "BibTeX – LaTeX, JabRef"
    extension = "bib"
    content_type = "application/x-bibtex; charset=utf-8"

    def export_data(self, dataset: Works, **kwargs: Any) -> Iterator[bytes]:
        """One entry for each work."""
        return _encoded(bibtex.document(dataset))


class CSLJSON(LibraryFormat):
    """For Zotero, Pandoc and other processors of citations."""

    title = "CSL-JSON – Zotero, Pandoc"
    extension = "json"
    content_type = "application/vnd.citationstyles.csl+json"

    def export_data(self, dataset: Works, **kwargs: Any) -> Iterator[bytes]:
        """One item for each work."""
        return _encoded(csl.document(dataset))


FORMATS = [CSV, XLSX, RIS, BibTeX, CSLJSON]
BATCH = 64 << 10


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """Texts as UTF-8, joined to pieces that are worth sending; half a sign of UTF-16 becomes a question mark."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= BATCH:
            yield "".join(held).encode(errors="replace")
            held, size = [], 0
    yield "".join(held).encode(errors="replace")
