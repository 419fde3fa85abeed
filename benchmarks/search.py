"""Search, autocomplete and the list of references: a million references against ten thousand.

Both libraries are made from the same seed, with words as unevenly frequent as in real titles. Every line is the
median of 30 runs of one request through Django, from the address to the page; the ratio is million to ten
thousand. Sizes can be given as arguments.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from benchmarks.child import measure as in_a_database
from benchmarks.child import migrated, say

SIZES = (10_000, 1_000_000)
RUNS, SEED = 30, 20260101
# Below this a difference between two medians is the machine's noise.
FLOOR = 0.005
MOST_RATIO, MOST_QUERIES = 2.0, 10
FREQUENT = (
    "of the in and cells a mesenchymal stem for with human mice by from cell on therapy bone marrow derived to"
    " expression treatment disease exosomes psoriasis growth immune patients cancer study transplantation role"
    " regeneration inflammation bone tissue umbilical cord adipose signaling pathway trial mouse model effects"
    " T regulatory IL-17 cartilage heart wound skin liver lung kidney"
).split()
SYLLABLES = (
    "ba co di fe gro hu in ka lo mi nu or pa qui re sa to ul ve xa yl zo the phy chro".split()
)
STANDINGS = ("none_found", "not_checked", "corrected", "concern", "retracted")
TYPES = ("article-journal", "chapter", "paper-conference", "book", "report")
COLUMNS = (
    "key csl_type title title_key container_title authors authors_truncated issued_year volume issue pages"
    " article_number publisher doi pmid pmcid url abstract language publication_types mesh_terms"
    " search_database search_query standing standing_dataset created_by_id"
).split()


def works(number: int, person: int) -> Iterator[tuple[Any, ...]]:
    """Rows for COPY. A smaller library is the beginning of a larger one."""
    dice = random.Random(SEED)  # noqa: S311 - no secret
    words = [*FREQUENT, *("".join(dice.choices(SYLLABLES, k=3)) for _ in range(15_000))]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    names = ["".join(dice.choices(SYLLABLES, k=2)).title() for _ in range(5_000)]
    journals = [" ".join(dice.choices(words, k=3)).title() for _ in range(400)]
    pick, roll = dice.choices, dice.random
    for at in range(number):
        title = " ".join(pick(words, cum_weights=weights, k=12))
        people = [{"family": name, "given": name[0]} for name in pick(names, k=5)]
        if at % 5_000 == 77:
            title += " rareword"
        fate = roll()
        yield (
            f"r{at:012}",
            TYPES[0] if fate < 0.9 else TYPES[1 + at % 4],
            title,
            title.replace(" ", ""),
            journals[at % 400],
            json.dumps(people),
            False,
            1990 + int(roll() * 35),
            str(at % 90),
            "1",
            "1-9",
            "",
            "",
            f"10.5555/bench.{at}",
            str(10_000_000 + at),
            f"PMC{2_000_000 + at}",
            "",
            f"{title}. " * 12,
            "en",
            "{Journal Article}",
            "{Humans}",
            "",
            "",
            STANDINGS[0] if fate < 0.7 else STANDINGS[1] if fate < 0.97 else STANDINGS[2 + at % 3],
            "",
            person,
        )


def fill(number: int) -> None:
    """Make the library."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    call_command("createcachetable", verbosity=0)
    person = User.objects.create_superuser("bench").pk
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY references_reference ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in works(number, person):
                copy.write_row(row)
        cursor.execute("VACUUM (ANALYZE) references_reference")


def requests(number: int) -> dict[str, str]:
    """What is measured: a name and an address."""
    from django.urls import reverse

    from references.models import Reference

    page = reverse("admin:references_reference_changelist")
    find = reverse("admin:references_reference_find")
    some = Reference.objects.get(key=f"r{number // 2:012}")
    author = some.authors[0]["family"]
    deep = Reference.objects.order_by("-pk").values_list("pk", flat=True)[50 * 50]
    questions = {
        "exact DOI": f"https://doi.org/{some.doi}",
        "PMID": f"PMID: {some.pmid}",
        "PMCID": some.pmcid,
        "rare word": "rareword",
        "frequent word": "cells",
        "two words": "psoriasis exosomes",
        "beginning of three letters": "mes",
        "phrase": '"bone marrow"',
        "hyphenated word": "IL-17",
        "author and year": f"{author} {some.issued_year}",
        "words that never meet": "rareword regeneration psoriasis",
        "nothing found": "nosuchwordanywhere",
    }
    asked = {"first page": page, "page 50, by key": f"{page}?older={deep}"}
    asked["standing: retracted"] = f"{page}?standing__exact=retracted"
    asked["type: chapter"] = f"{page}?csl_type__exact=chapter"
    asked["standing and word"] = f"{page}?standing__exact=retracted&q=cells"
    asked["frequent word, deep"] = f"{page}?q=cells&older={deep}"
    for name, question in questions.items():
        asked[f"list, {name}"] = f"{page}?q={question}"
        asked[f"picker, {name}"] = f"{find}?q={question}"
    return asked


def measure(number: int) -> dict[str, tuple[float, int]]:
    """Median seconds and queries of every request."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench"))
    told = {}
    for name, address in requests(number).items():
        path, _, query = address.partition("?")
        data = dict(part.partition("=")[::2] for part in query.split("&")) if query else {}
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path, data)
        asked = len(queries)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            client.get(path, data)
            times.append(time.perf_counter() - started)
        told[name] = (statistics.median(times), asked)
    return told


def child(number: int) -> None:
    """Fill and measure one library; prints JSON."""
    migrated()
    fill(number)
    say(json.dumps(measure(number)))


def measured(number: int) -> dict[str, tuple[float, int]]:
    """One library of so many references."""
    said = in_a_database("benchmarks.search", number, durable=False, told=True)
    told: dict[str, tuple[float, int]] = json.loads(said.splitlines()[-1])
    return told


def main(sizes: tuple[int, int] = SIZES) -> None:
    """Both libraries, and the ratio of every median."""
    small, large = measured(sizes[0]), measured(sizes[1])
    say(f"{'':34}{sizes[0]:>12,} {sizes[1]:>12,}   ratio  queries")
    broken = []
    for name, (before, _queries) in small.items():
        after, queries = large[name]
        ratio = after / before
        quick = max(before, after) < FLOOR
        held = (ratio <= MOST_RATIO or quick) and queries < MOST_QUERIES
        say(
            f"{name:34}{before * 1000:>9.1f} ms {after * 1000:>9.1f} ms {ratio:>7.2f} {queries:>8}"
            + ("  both under 5 ms" if quick and ratio > MOST_RATIO else "")
            + ("" if held else "  BROKEN")
        )
        broken += [] if held else [name]
    say(
        f"within {MOST_RATIO:g} times, under {MOST_QUERIES} queries: "
        + ("all" if not broken else "all but " + ", ".join(broken))
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]))
    else:
        chosen = [int(argument.replace("_", "")) for argument in sys.argv[1:3]]
        main((chosen[0], chosen[1]) if len(chosen) == 2 else SIZES)
