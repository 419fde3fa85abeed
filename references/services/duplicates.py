"""Finding works that stand in the library twice (D9).

Candidates share a block: the beginning, middle or end of a title, its long words, a place, an identifier of
another kind. Blocks are built and joined by the database; the scores are made by `references.likeness`.
"""

from collections.abc import Collection, Iterable, Iterator

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django import app

from references.choices import CslType, Role
from references.events import recorded
from references.likeness import COMPARED, Work, compare, is_proposed
from references.models import DuplicatePair, Reference
from references.policies import can_find_duplicates, role_for
from references.refusals import NotAllowed
from references.services.runs import one_at_a_time

FINDING = "references.find_duplicates"
AT_ONCE = 5000
# In a block of more than so many works each is compared only with its neighbours in the order of titles.
LARGE, NEIGHBOURS = 50, 12


# One row per work and block. A number stands for each block: the hash of its kind and of what is shared.
# Years are shared by works of one year and of the next; a work without a year is found by its whole title.
# OFFSET 0 keeps the words from being sought again for each block that needs them.
BLOCKS = """
    SELECT work.id, work.place, hashtextextended(block, 0) AS block
    FROM (
        SELECT id, title_key, issued_year AS year, pmcid, volume,
            left(title_key, 60) || coalesce(substring(pages FROM '[0-9]+'), '') AS place,
            ltrim(substring(volume FROM '[0-9]+'), '0') AS volume_number,
            ltrim(coalesce(substring(pages FROM '[0-9]+'), substring(article_number FROM '[0-9]+')), '0') AS page,
            left(regexp_replace(lower(container_title), '^(the|der|die|das|la|le) ', ''), 1) AS journal,
            ARRAY(
                SELECT word FROM regexp_split_to_table(
                    replace(replace(replace(replace(
                        references_fold(left(title, 400)), 'ae', 'e'), 'oe', 'e'), 'our', 'or'), 'is', 'iz'),
                    '[^[:alnum:]]+') AS word
                WHERE length(word) > 4 GROUP BY word ORDER BY length(word) DESC, word LIMIT 4
            ) AS words
        FROM references_reference
        WHERE merged_into_id IS NULL AND csl_type <> 'search' {only}
        OFFSET 0
    ) AS work
    CROSS JOIN LATERAL (
        SELECT 'b' || y || left(title_key, 20) FROM (VALUES (year), (year + 1)) AS years (y)
            WHERE length(title_key) > 7
        UNION ALL SELECT 'm' || y || substr(title_key, 21, 20) FROM (VALUES (year), (year + 1)) AS years (y)
            WHERE length(title_key) > 39
        UNION ALL SELECT 'e' || y || right(title_key, 20) FROM (VALUES (year), (year + 1)) AS years (y)
            WHERE length(title_key) > 29
        UNION ALL SELECT 't' || left(title_key, 40) WHERE length(title_key) > 24
        UNION ALL SELECT 'p' || volume_number || '/' || page || '/' || journal
            WHERE volume_number <> '' AND page <> ''
        UNION ALL SELECT 'i' || pmcid WHERE pmcid IS NOT NULL
        UNION ALL SELECT 'w' || y || least(one, other) || ' ' || greatest(one, other)
            FROM (VALUES (year), (year + 1)) AS years (y),
                (VALUES (words[1], words[2]), (words[1], words[3]), (words[2], words[3]),
                    (words[1], words[4]), (words[2], words[4]), (words[3], words[4])) AS pairs (one, other)
            WHERE one IS NOT NULL AND other IS NOT NULL
    ) AS blocks (block)
    WHERE block IS NOT NULL
"""
ALL = BLOCKS.format(only="")
SOME = BLOCKS.format(only="AND id = ANY(%(ids)s)")
# A large block is cut into windows that overlap by half.
CANDIDATES = """
    WITH held AS ({blocks}), sized AS (
        SELECT id, block, count(*) OVER (PARTITION BY block) AS size,
            row_number() OVER (PARTITION BY block ORDER BY place COLLATE "C", id) AS at
        FROM held
    ), shared AS (
        SELECT id, block, part FROM sized CROSS JOIN LATERAL (
            SELECT 0 WHERE size <= {large}
            UNION ALL SELECT at / {neighbours} + further FROM (VALUES (0), (1)) AS parts (further)
                WHERE size > {large}
        ) AS cut (part)
        WHERE size > 1
    )
    SELECT DISTINCT one.id, other.id
    FROM shared AS one JOIN shared AS other USING (block, part)
    WHERE one.id < other.id {only}
    ORDER BY 1, 2
"""
AMONG_ALL = CANDIDATES.format(blocks=ALL, large=LARGE, neighbours=NEIGHBOURS, only="")
ABOUT_SOME = CANDIDATES.format(
    blocks=f"SELECT * FROM ({ALL}) AS every WHERE block IN (SELECT block FROM ({SOME}) AS wanted)",  # noqa: S608
    large=LARGE,
    neighbours=NEIGHBOURS,
    only="AND (one.id = ANY(%(ids)s) OR other.id = ANY(%(ids)s))",
)


def look_later(run_id: int) -> None:
    """Have a background job look whether what an import wrote stands in the library twice; in its transaction."""
    app.configure_task(FINDING).defer(run_id=run_id)


def find_duplicates(*, by: User, references: Collection[int] | None = None) -> dict[str, int]:
    """Propose the pairs of works that may be one: of all the library, or those with one of `references` (ids).

    Open pairs get the score they have now; those that no longer qualify go. What was decided stays decided.
    Gives how many pairs were `compared`, are `proposed` now and were `dropped`.
    """
    if not can_find_duplicates(by):
        raise NotAllowed("Only librarians look for duplicates.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN, Role.PORTAL)) as journal:
        one_at_a_time("references duplicates")
        dropped = score_again(references)
        compared = proposed = 0
        for pairs in candidates(references):
            found = compared_pairs(pairs)
            compared += len(pairs)
            proposed += len(found)
            propose(found)
        counts = {"compared": compared, "proposed": proposed, "dropped": dropped}
        journal.note("duplicates:library", "looked_for", of=_size(references), **counts)
        return counts


def candidates(references: Collection[int] | None = None) -> Iterator[list[tuple[int, int]]]:
    """Pairs of current references that share a block, the older first, some thousands at a time."""
    if references is not None and not references:
        return
    with connection.chunked_cursor() as cursor:
        if references is None:
            cursor.execute(AMONG_ALL)
        else:
            cursor.execute(ABOUT_SOME, {"ids": sorted(references)})
        while some := cursor.fetchmany(AT_ONCE):
            yield some


def compared_pairs(
    pairs: Iterable[tuple[int, int]],
) -> dict[tuple[int, int], tuple[int, list[str]]]:
    """Score and reasons of the pairs that a librarian should look at."""
    asked = list(pairs)
    ids = {pk for pair in asked for pk in pair}
    rows = Reference.objects.current().exclude(csl_type=CslType.SEARCH).filter(pk__in=ids)
    works = {row["pk"]: Work(row) for row in rows.values("pk", *COMPARED)}
    found = {}
    for one, other in asked:
        if one in works and other in works:
            likeness = compare(works[one], works[other])
            if is_proposed(likeness):
                found[one, other] = (likeness.score, likeness.reasons)
    return found


def propose(found: dict[tuple[int, int], tuple[int, list[str]]]) -> None:
    """Write the pairs; one that was decided is left as it is."""
    ids = [pk for pair in found for pk in pair]
    decided = set(
        DuplicatePair.objects.filter(one__in=ids, other__in=ids)
        .exclude(decision="")
        .values_list("one_id", "other_id")
    )
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(one_id=one, other_id=other, score=score, reasons=reasons)
            for (one, other), (score, reasons) in found.items()
            if (one, other) not in decided
        ],
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["score", "reasons"],
    )


def score_again(references: Collection[int] | None) -> int:
    """Drop the open pairs that no longer qualify. Gives their number."""
    pairs = DuplicatePair.objects.filter(decision="")
    if references is not None:
        pairs = pairs.filter(Q(one__in=references) | Q(other__in=references))
    dropped = 0
    known = list(pairs.order_by("id").values_list("one_id", "other_id"))
    for at in range(0, len(known), AT_ONCE):
        some = known[at : at + AT_ONCE]
        found = compared_pairs(some)
        propose(found)
        gone = [pair for pair in some if pair not in found]
        for one, other in gone:
            dropped += DuplicatePair.objects.filter(one=one, other=other, decision="").delete()[0]
    return dropped


def _size(references: Collection[int] | None) -> int | None:
    return None if references is None else len(references)
