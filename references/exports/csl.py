"""A work as CSL-JSON 1.0.2, for Zotero, Pandoc and whatever else cites. Pure.

What CSL has no name for is under `custom`, in names that begin with `msc`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from references.exports import Work, day_of

NAMES = {
    "title": "title",
    "container_title": "container-title",
    "publisher": "publisher",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "article_number": "number",
    "language": "language",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
}

CUT_SHORT = {"literal": "et al."}


def item(work: Work) -> dict[str, Any]:
    """One item of CSL-JSON; what is not known is left out. A recorded search is a data set to others."""
    searched = work.csl_type == "search"
    made: dict[str, Any] = {"id": work.key, "type": "dataset" if searched else work.csl_type}
    made |= {name: value for field, name in NAMES.items() if (value := getattr(work, field))}
    authors = [called for author in work.authors or [] if (called := _name(author))]
    if authors:
        made["author"] = [*authors, CUT_SHORT] if work.authors_truncated else authors
    issued = day_of(work)
    if issued:
        made["issued"] = {"date-parts": [list(issued)]}
    if work.searched_on:
        day = work.searched_on
        made["accessed"] = {"date-parts": [[day.year, day.month, day.day]]}
    custom = _custom(work, searched)
    if custom:
        made["custom"] = custom
    return made


def _name(author: dict[str, str]) -> dict[str, str]:
    if author.get("literal"):
        return {"literal": author["literal"]}
    return {part: author[part] for part in ("family", "given") if author.get(part)}


def _custom(work: Work, searched: bool) -> dict[str, Any]:
    custom: dict[str, Any] = {"mscType": "search"} if searched else {}
    if work.publication_types:
        custom["mscPublicationTypes"] = list(work.publication_types)
    if work.mesh_terms:
        custom["mscMeshTerms"] = list(work.mesh_terms)
    if work.search_database:
        custom["mscSearchDatabase"] = work.search_database
    if work.search_query:
        custom["mscSearchQuery"] = work.search_query
    if work.search_hits is not None:
        custom["mscSearchHits"] = work.search_hits
    return custom


def document(works: Iterable[Work]) -> Iterator[str]:
    """An array of all items, one a line."""
    before = "[\n"
    for work in works:
        yield before + json.dumps(item(work), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
