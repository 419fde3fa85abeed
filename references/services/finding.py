"""Which notices name which references, in sets. Building block: the caller holds the lock of notices."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from references.identifiers import titles_agree
from references.models import Notice, Reference
from references.standings import Said

# Identifiers of a merged reference lead to the one it was merged into (D9). Four reads by four indexes: those of
# identifiers hold current references only, and merged ones, which are few, have an index of their own.
WAITING = """
    WITH named (notice_id, reference_id) AS (
        SELECT notice.id, reference.id FROM references_notice AS notice
        JOIN references_reference AS reference
            ON reference.doi = notice.original_doi AND reference.merged_into_id IS NULL
        UNION ALL
        SELECT notice.id, reference.id FROM references_notice AS notice
        JOIN references_reference AS reference
            ON reference.pmid = notice.original_pmid AND reference.merged_into_id IS NULL
        UNION ALL
        SELECT notice.id, loser.merged_into_id FROM references_reference AS loser
        JOIN references_notice AS notice ON notice.original_doi = loser.doi
        WHERE loser.merged_into_id IS NOT NULL
        UNION ALL
        SELECT notice.id, loser.merged_into_id FROM references_reference AS loser
        JOIN references_notice AS notice ON notice.original_pmid = loser.pmid
        WHERE loser.merged_into_id IS NOT NULL
    )
    SELECT DISTINCT named.reference_id FROM named
    WHERE NOT EXISTS (
        SELECT FROM references_noticematch AS known
        WHERE known.notice_id = named.notice_id AND known.reference_id = named.reference_id
    ) AND NOT EXISTS (
        SELECT FROM references_noticesetaside AS aside WHERE aside.notice_id = named.notice_id
    )
    ORDER BY named.reference_id
"""
MERGED = """
    SELECT merged_into_id, doi, pmid, title_key, issued_year
    FROM references_reference WHERE merged_into_id = ANY(%s)
"""


@dataclass(frozen=True)
class Found:
    """One notice that names an identifier of a reference; `newest` of its record's versions or not."""

    notice: Notice
    newest: bool
    by_doi: bool
    by_pmid: bool
    title_agrees: bool
    year_agrees: bool

    @property
    def said(self) -> Said:
        """The notice as the rules read it."""
        return Said(
            id=self.notice.pk,
            nature=self.notice.nature,
            noticed_on=self.notice.noticed_on,
            reason=self.notice.reason,
            agrees=self.title_agrees or self.year_agrees,
        )


@dataclass(frozen=True)
class Name:
    """A description under which a reference is known: its own, or that of one merged into it."""

    reference_id: int
    doi: str | None
    pmid: str | None
    title_key: str
    issued_year: int | None


def waiting() -> list[int]:
    """References that a stored notice names and was not yet matched with, by id."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return [row[0] for row in cursor.fetchall()]


def found_for(
    references: Sequence[Reference], *, without: Collection[int] = ()
) -> dict[int, list[Found]]:
    """The notices that name a DOI or a PMID of the references, or of what was merged into them.

    What was set aside says nothing; nor do the notices that are named in `without`.
    """
    names = list(_names(references))
    notices = [notice for notice in _naming(names) if notice.pk not in without]
    newest = _newest(notices)
    by_doi, by_pmid = _by(names, "doi"), _by(names, "pmid")
    known_as = _by(names, "reference_id")
    found: dict[int, list[Found]] = defaultdict(list)
    for notice in notices:
        one = {name.reference_id for name in by_doi.get(notice.original_doi or "", ())}
        other = {name.reference_id for name in by_pmid.get(notice.original_pmid or "", ())}
        for pk in sorted(one | other):
            found[pk].append(
                Found(
                    notice=notice,
                    newest=notice.pk in newest,
                    by_doi=pk in one,
                    by_pmid=pk in other,
                    title_agrees=any(
                        titles_agree(name.title_key, notice.title_key) for name in known_as[pk]
                    ),
                    year_agrees=notice.original_year is not None
                    and any(name.issued_year == notice.original_year for name in known_as[pk]),
                )
            )
    return found


def _names(references: Sequence[Reference]) -> Iterator[Name]:
    for known in references:
        yield Name(known.pk, known.doi, known.pmid, known.title_key, known.issued_year)
    with connection.cursor() as cursor:
        cursor.execute(MERGED, [[known.pk for known in references]])
        for row in cursor.fetchall():
            yield Name(*row)


def _naming(names: Iterable[Name]) -> list[Notice]:
    """The notices of these identifiers: two reads by two indexes, for one condition with OR may scan."""
    notices = Notice.objects.filter(set_aside=None).select_related("load")
    notices = notices.defer("raw", "original_title")
    dois = [name.doi for name in names if name.doi]
    pmids = [name.pmid for name in names if name.pmid]
    by_id = {one.pk: one for one in notices.filter(original_doi__in=dois)}
    by_id |= {one.pk: one for one in notices.filter(original_pmid__in=pmids)}
    return [by_id[pk] for pk in sorted(by_id)]


def _newest(notices: Iterable[Notice]) -> set[int]:
    """Of each record those that its newest dataset gives."""
    last: dict[tuple[str, str], tuple[object, int]] = {}
    for notice in notices:
        record = (notice.dataset, notice.record_id)
        last[record] = max(_edition(notice), last.get(record, _edition(notice)))
    return {
        notice.pk
        for notice in notices
        if last[notice.dataset, notice.record_id] == _edition(notice)
    }


def _edition(notice: Notice) -> tuple[object, int]:
    return notice.load.as_of, notice.load_id


def _by(names: Iterable[Name], field: str) -> dict[Any, list[Name]]:
    found: dict[Any, list[Name]] = defaultdict(list)
    for name in names:
        if value := getattr(name, field):
            found[value].append(name)
    return found
