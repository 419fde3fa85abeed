"""Notices at full scale: stored and matched with the library, against a plain COPY of the same notices.

The notices have the dirt of real ones; a thousand of them are about works of the library. What follows for
each of these, and saying of all others that no notice was found, is timed apart.
"""

import csv
import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.child import measure as in_a_database
from benchmarks.child import migrated, say

REFERENCES, NOTICES, HITS = 1_000_000, 70_000, 1000
SEED = 20_250_531
MOST_RATIO = 5
ROUNDS = 3
LIBRARY = """
    INSERT INTO references_reference (
        key, csl_type, title, title_key, authors, authors_truncated, issued_year, doi, pmid,
        container_title, volume, issue, pages, article_number, publisher, url, abstract, language,
        publication_types, mesh_terms, search_database, search_query, standing, standing_dataset,
        created_by_id
    )
    SELECT 'rb' || n, 'article-journal', title, regexp_replace(lower(title), '[^a-z0-9]', '', 'g'),
        '[{"family": "Doe", "given": "J"}]', false, 1990 + n %% 35, '10.5555/lib.' || n,
        CASE WHEN n %% 3 > 0 THEN (10000000 + n)::text END,
        'Journal of Benchmarks', '1', '', '', '', '', '', '', '', '{}', '{}', '', '',
        'not_checked', '', %s
    FROM generate_series(1, %s) AS n
    CROSS JOIN LATERAL (SELECT 'Marrow cells in benchmark number ' || n AS title) AS named
"""
COLUMNS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,"
    "RetractionNature,Reason,Paywalled,Notes,"
).split(",")
NATURES = {"Retraction": 88, "Expression of concern": 6, "Correction": 5, "Reinstatement": 1}
REASONS = (
    "Paper Mill;Unreliable Results;Duplication of Image;Investigation by Journal/Publisher".split(
        ";"
    )
)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """How long a call took, and what it gave."""
    started = time.perf_counter()
    given = call()
    return time.perf_counter() - started, given


def file_of_notices(references: int, number: int = NOTICES, hits: int = HITS) -> bytes:
    """A file in Retraction Watch's layout; every so many rows one is about a work of the library."""
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    every = number // hits
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for n in range(number):
        work = chance.randrange(1, references + 1) if n % every == 0 else 0
        writer.writerow(_row(chance, n, work))
    return text.getvalue().encode()


def _row(chance: random.Random, n: int, work: int) -> list[str]:
    """One notice, about a work of the library unless its number is 0."""
    title = f"Marrow cells in benchmark number {work}" if work else f"Another finding number {n}"
    doi = f"10.5555/{'LIB' if n % 2 else 'lib'}.{work}" if work else f"10.5555/other.{n}"
    pmid = str(10_000_000 + work) if work % 3 else str(30_000_000 + n)
    if chance.random() < 0.46:
        pmid = "0"
    elif not work and chance.random() < 0.05:
        doi = "unavailable"
    year = 1990 + work % 35 if work else chance.randrange(1995, 2024)
    return [
        str(n + 1),
        title + chance.choice(("", "", ";")),
        "(BLS) Biology - Cellular;(HSC) Medicine - Oncology;",
        "Department of Benchmarks, University of Measures, Somewhere;",
        "Journal of Benchmarks",
        "Publisher",
        "Nowhere;",
        "Jane Doe;John Doe;Jim Doe",
        "",
        "Research Article;",
        f"{chance.randrange(1, 13)}/{chance.randrange(1, 29)}/{chance.randrange(2010, 2025)} 0:00",
        chance.choice(("unavailable", f"10.5555/notice.{n}")),
        "0",
        f"1/1/{year} 0:00",
        doi,
        pmid,
        chance.choices(list(NATURES), list(NATURES.values()))[0],
        "".join(f"+{reason};" for reason in chance.sample(REASONS, 2)),
        "No",
        "",
        "",
    ]


def fill(references: int) -> None:
    """A library of so many works, none of them checked."""
    from django.core.management import call_command
    from django.db import connection

    from references.selectors import portal_user

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(LIBRARY, [portal_user().pk, references])
        cursor.execute("VACUUM ANALYZE references_reference")


def plain_copy() -> float:
    """The median of copying the stored notices into a table with the same indexes and keys."""
    from django.db import connection, transaction

    from references.services.storing import COLUMNS as STORED

    names = ", ".join(STORED)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY references_notice ({names}) TO STDOUT") as copy:
            content = b"".join(map(bytes, copy))
        times = []
        for n in range(ROUNDS):
            cursor.execute(f"CREATE TABLE plain_{n} (LIKE references_notice INCLUDING ALL)")
            cursor.execute(
                f"ALTER TABLE plain_{n} ADD FOREIGN KEY (load_id) REFERENCES references_noticeload"
                " DEFERRABLE INITIALLY DEFERRED"
            )
            started = time.perf_counter()
            with transaction.atomic(), cursor.copy(f"COPY plain_{n} ({names}) FROM STDIN") as copy:
                copy.write(content)
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def measure(references: int) -> None:
    """Everything, in one run and one process, with a library that is there."""
    from django.utils import timezone

    from references.accounts import overview
    from references.layouts import read_notices
    from references.selectors import portal_user
    from references.services import notices as service
    from references.services.finding import waiting

    content, machine = file_of_notices(references), portal_user()
    file = read_notices(io.BytesIO(content), "notices.csv")
    read, rows = timed(lambda: list(file.rows))
    stored, load = timed(
        lambda: service.keep_notices(
            rows=rows,
            name="notices.csv",
            dataset="Benchmark",
            as_of=timezone.localdate(),
            sha256=file.sha256,
            by=machine,
        )
    )
    matched, found = timed(waiting)
    copied = plain_copy()
    ratio = (stored + matched) / copied
    say(
        f"notices, {len(rows):,} against {references:,} references: stored {stored:.2f} s, matched"
        f" {matched:.2f} s ({len(found):,} hits); plain COPY {copied:.2f} s; ratio {ratio:.2f}"
        f" (at most {MOST_RATIO}){'' if ratio <= MOST_RATIO else ' BROKEN'}; read in {read:.2f} s before"
    )

    def follow() -> None:
        for pk in found:
            service._follow(pk, load=load, machine=machine)

    followed, _ = timed(follow)
    said, _ = timed(lambda: service.follow_notices(load=load))
    say(
        f"notices: {len(found):,} hits followed one by one in {followed:.1f} s"
        f" ({followed / max(1, len(found)) * 1000:.1f} ms each); {references:,} called free of notices in"
        f" {said:.1f} s"
    )
    again, _ = timed(lambda: service.follow_notices(load=load))
    looked, _ = timed(overview)
    say(f"notices: the same load once more {again:.2f} s; overview {looked * 1000:.0f} ms")


def child(references: int) -> None:
    """Fill and measure."""
    migrated()
    fill(references)
    measure(references)


def main(references: int = REFERENCES) -> None:
    """Store and match in a database of its own."""
    in_a_database("benchmarks.notices", references, durable=False)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]))
    else:
        main(int(sys.argv[1].replace("_", "")) if sys.argv[1:] else REFERENCES)
