"""Works that look like others and are not: the next part of a series, an erratum, a reply, a sibling."""

import random
import re

from benchmarks.copies import NO_IDENTIFIERS, Fields, Made


def _elsewhere(work: Fields, rng: random.Random, *, years: int = 0, volumes: int = 0) -> Fields:
    page = rng.randrange(2000, 4000)
    found = re.search(r"\d+", work.get("volume") or "")
    volume = str(int(found.group()) + volumes) if found else ""
    year = work.get("issued_year")
    return {
        **work,
        **NO_IDENTIFIERS,
        "issued_year": year + years if year else year,
        "volume": volume,
        "issue": "",
        "pages": f"{page}-{page + 7}",
    }


def another_part(work: Fields, rng: random.Random) -> Fields:
    """The next part of a series."""
    more = rng.choice((". Part II", ". II", ". 2. Further results", ": part 2"))
    return _elsewhere(work, rng) | {"title": work["title"].rstrip(".") + more}


def an_erratum(work: Fields, rng: random.Random) -> Fields:
    """The correction of the work."""
    title = rng.choice(("Erratum: {}", "Correction to: {}", "{} [Erratum]", "Corrigendum to “{}”"))
    return _elsewhere(work, rng, volumes=1) | {"title": title.format(work["title"])}


def a_reply(work: Fields, rng: random.Random) -> Fields:
    """A letter about the work, or the answer to it."""
    title = rng.choice(("Re: {}", "Comment on: {}", "{}: authors' reply", "Reply to: {}"))
    return _elsewhere(work, rng) | {"title": title.format(work["title"])}


def the_next_report(work: Fields, rng: random.Random) -> Fields:
    """The report of the next year under the same title."""
    return _elsewhere(work, rng, years=1, volumes=1)


def an_abstract(work: Fields, rng: random.Random) -> Fields:
    """The abstract of a congress, a year before."""
    return _elsewhere(work, rng, years=-1) | {"container_title": "Abstracts of the World Congress"}


def another_doi(work: Fields, rng: random.Random) -> Fields:
    """Another work of the same title, author and year: it has identifiers of its own."""
    return _elsewhere(work, rng, volumes=2) | {
        "doi": f"10.5555/another.{rng.randrange(10**9)}",
        "pmid": str(rng.randrange(900_000_000, 999_999_999)),
        "container_title": "Letters of Another Society",
    }


def a_sibling(work: Fields, rng: random.Random) -> Fields:
    """A work of the same people in the same journal about something else."""
    words = work["title"].split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5]
    for at in rng.sample(long, min(len(long), max(1, len(words) // 3))):
        words[at] = rng.choice(
            ("kidney", "membrane", "protein", "children", "surgery", "bacteria", "hormone")
        )
    return _elsewhere(work, rng) | {"title": " ".join(words)}


LOOKALIKE_WAYS = (
    another_part,
    an_erratum,
    a_reply,
    the_next_report,
    an_abstract,
    another_doi,
    a_sibling,
)


def lookalike(work: Fields, of: int, rng: random.Random) -> Made:
    """Another work that looks like this one."""
    way = rng.choice(LOOKALIKE_WAYS)
    return Made(way(work, rng), of, [way.__name__], same=False)
