"""The evidence on a version as a page shows it: computed with, and told; three queries in all."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.models import ClaimVersion, StudyFacts
from evidence.selectors.inputs import Inputs, appraised, inputs_from, known_from
from evidence.selectors.studies import Study
from evidence.selectors.works import chosen, newest_and_confirmed, stands, works_of
from references.models import Reference


@dataclass(frozen=True)
class Gathered:
    """What a badge is computed from, as confirmed and as entered, and each work with its facts, by row."""

    confirmed: Inputs
    entered: Inputs
    studies: dict[int, Study]
    works: dict[int, list[Reference]]


def gather(version: ClaimVersion, references: Iterable[Reference]) -> Gathered:
    """The evidence on these words over the references that they cite (with `merged_into`)."""
    profile, in_profile = appraised(version.question)
    rows = {reference.pk: reference for reference in references}
    for study in in_profile:
        rows.setdefault(study.reference_id, study.reference)
    works = works_of(rows.values())
    facts = newest_and_confirmed(copy.pk for copies in works.values() for copy in copies)
    newest = _newest(facts)
    confirmed = [row for row in facts if row.confirmed_at is not None]
    return Gathered(
        confirmed=inputs_from(version, profile, in_profile, known_from(works, confirmed)),
        entered=inputs_from(version, profile, in_profile, known_from(works, newest)),
        studies={
            pk: Study(row, *(_of_work(works[stands(row)], kept) for kept in (newest, confirmed)))
            for pk, row in rows.items()
        },
        works=works,
    )


def _newest(facts: Iterable[StudyFacts]) -> list[StudyFacts]:
    by_row: dict[int, StudyFacts] = {}
    for row in facts:
        if row.reference_id not in by_row or by_row[row.reference_id].number < row.number:
            by_row[row.reference_id] = row
    return list(by_row.values())


def _of_work(copies: Iterable[Reference], facts: Iterable[StudyFacts]) -> StudyFacts | None:
    ids = {copy.pk for copy in copies}
    return chosen(row for row in facts if row.reference_id in ids)
