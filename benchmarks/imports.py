"""Imports of PubMed's layout against COPY of the same normalised rows, and against django-import-export.

Real records, multiplied with identifiers of their own. COPY goes into the same table with all its indexes but
the full-text one, whose column and index are measured apart.
"""

import csv
import gzip
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.child import ROOT, measure, migrated, say

REAL = ROOT.parent / "shared" / "data" / "derived" / "pubmed_layout_30000.csv.gz"
SIZES = (30_000, 300_000, 1_000_000)
BY_OTHERS = 1500
COLUMNS = (
    "key, csl_type, title, title_key, work_key, container_title, authors, authors_truncated, issued_year, "
    "issued_month, issued_day, volume, issue, pages, article_number, publisher, doi, pmid, pmcid, url, "
    "abstract, language, publication_types, mesh_terms, search_database, search_query, searched_on, "
    "search_hits, standing, standing_as_of, standing_dataset, created_by_id"
)


def rows(number: int, first_round: int = 0) -> Iterator[list[str]]:
    """The header, then the real rows as often as needed, each round with other identifiers."""
    with gzip.open(REAL, "rt", encoding="utf-8-sig", newline="") as file:
        header, *real = csv.reader(file)
    yield header
    pmid, doi, pmcid = (header.index(name) for name in ("PMID", "DOI", "PMCID"))
    for at in range(number):
        lap, place = divmod(at, len(real))
        lap += first_round
        row = list(real[place])
        if lap:
            row[pmid] = str(int(row[pmid]) + lap * 1_000_000) if row[pmid] else ""
            row[doi] = f"{row[doi]}.m{lap}" if row[doi] else ""
            row[pmcid] = f"{row[pmcid]}{lap:02}" if row[pmcid] else ""
        yield row


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the call gave."""
    started = time.perf_counter()
    given = call()
    return time.perf_counter() - started, given


def peak() -> int:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bring_in(path: Path, librarian: Any) -> Any:
    """The import as the command does it: received, read, committed."""
    from references.services import commit_import, read_import, receive_file

    with path.open("rb") as file:
        run = receive_file(file=file, name=path.name, by=librarian, keep=False)
        run = read_import(run=run, by=librarian, file=file)
    return commit_import(run=run, by=librarian, without_rejected=True)


def copied(folder: Path) -> float:
    """Seconds that COPY takes to write the library's rows into a table like it."""
    from django.db import connection

    content = folder / "rows.copy"
    with connection.cursor() as cursor:
        with (
            content.open("wb") as out,
            cursor.copy(
                f"COPY (SELECT {COLUMNS} FROM references_reference ORDER BY id) TO STDOUT"  # noqa: S608
            ) as copy,
        ):
            for block in copy:
                out.write(block)
        cursor.execute("CREATE TABLE alike (LIKE references_reference INCLUDING ALL)")
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'references_reference'::regclass AND contype = 'f'"
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f"ALTER TABLE alike ADD CONSTRAINT {name} {definition}")
        cursor.execute("CHECKPOINT")
        started = time.perf_counter()
        with (
            content.open("rb") as source,
            cursor.copy(f"COPY alike ({COLUMNS}) FROM STDIN") as copy,
        ):
            while block := source.read(1 << 18):
                copy.write(block)
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE alike")
    content.unlink()
    return seconds


def by_import_export(librarian: Any) -> float:
    """Rows per second of django-import-export with its defaults, on some rows of the same file."""
    import tablib
    from import_export import resources

    from references.models import Reference
    from references.works import compared_by

    class Plain(resources.ModelResource):
        class Meta:
            model = Reference
            import_id_fields = ("pmid",)
            fields = ("pmid", "title", "container_title", "issued_year", "doi", "pmcid")

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.created_by = librarian
            for name in ("doi", "pmcid"):
                setattr(instance, name, (getattr(instance, name) or "").lower() or None)
            if instance.pmcid:
                instance.pmcid = instance.pmcid.upper()
            instance.title_key, instance.work_key = compared_by(vars(instance))

    header, *some = rows(BY_OTHERS, first_round=90)
    names = {
        "PMID": "pmid",
        "Title": "title",
        "Journal/Book": "container_title",
        "Publication Year": "issued_year",
        "DOI": "doi",
        "PMCID": "pmcid",
    }
    places = [(header.index(theirs), ours) for theirs, ours in names.items()]
    data = tablib.Dataset(headers=[ours for _, ours in places])
    for row in some:
        data.append([row[at] for at, _ in places])
    seconds, result = timed(lambda: Plain().import_data(data, raise_errors=True))
    return float(len(data) / seconds) if result.totals["new"] else 0.0


def child(number: int, *, with_search: bool) -> None:
    """One size, on an empty library."""
    migrated()
    from django.contrib.auth.models import Group, User
    from django.db import connection

    librarian = User.objects.create_user("librarian")
    librarian.groups.add(Group.objects.get(name="librarian"))
    if not with_search:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE references_reference DROP COLUMN search")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / "pubmed.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows(number))
        idle = peak()
        first, run = timed(lambda: bring_in(path, librarian))
        again, second = timed(lambda: bring_in(path, librarian))
        copy = copied(folder)
        kind = "with full text" if with_search else "without full text"
        say(
            f"import of {number:,} rows, {kind}: {number / first:,.0f} rows/s; COPY {number / copy:,.0f};"
            f" ratio {copy / first:.2f}; again with nothing changed {first / again:.2f} times as fast;"
            f" peak memory {peak()} MB ({idle} idle)"
        )
        if second.counts["added"] or second.counts["changed"] or run.counts["rows"] != number:
            raise SystemExit(f"not every row is accounted for: {run.counts}, again {second.counts}")
        if with_search and number == SIZES[0]:
            others = by_import_export(librarian)
            say(
                f"django-import-export with its defaults: {others:,.0f} rows/s;"
                f" ours {number / first / others:.0f} times as fast"
            )


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """All sizes, each without and with the full-text column."""
    for number in sizes:
        for with_search in (0, 1):
            measure("benchmarks.imports", number, with_search)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), with_search=sys.argv[3] == "1")
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
