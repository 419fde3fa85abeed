"""The entries of an imported article's reference list beside the works of the library that they may mean."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from articles.intake import ParsedArticle, ParsedReference
from articles.models import ArticleImport
from references.models import ImportRow
from references.selectors import Candidate, candidates_for


@dataclass(frozen=True)
class Entry:
    """One entry of the list: what it says, which works it may be, and how often the text cites it."""

    index: int
    reference: ParsedReference
    candidates: tuple[Candidate, ...]
    cited: int

    @property
    def proposed(self) -> str:
        """The key of the work that this entry is taken for unless somebody says otherwise."""
        first = next(iter(self.candidates), None)
        return first.reference.key if first and first.is_proposed else ""


def entries_of(imported: ArticleImport, parsed: ParsedArticle) -> list[Entry]:
    """All entries in order, in a constant number of queries."""
    by_line = _found(imported)
    known = {
        index: by_line[one.line]
        for index, one in enumerate(parsed.references)
        if one.line in by_line
    }
    cited = Counter(one.reference for one in parsed.citations)
    candidates = candidates_for([fields_of(one) for one in parsed.references], known)
    return [
        Entry(index, one, tuple(candidates[index]), cited[index])
        for index, one in enumerate(parsed.references)
    ]


def proposed_matches(imported: ArticleImport, parsed: ParsedArticle) -> dict[int, str]:
    """The key of the work that each entry is taken for, where there is one."""
    return {one.index: one.proposed for one in entries_of(imported, parsed) if one.proposed}


def fields_of(reference: ParsedReference) -> dict[str, Any]:
    """An entry as the library names its fields; blank ones are left out."""
    fields: dict[str, Any] = {
        "title": reference.title,
        "container_title": reference.container_title,
        "authors": [
            {"family": author.family, "given": author.given}
            if author.given
            else {"literal": author.family}
            for author in reference.authors
        ],
        "authors_truncated": reference.authors_truncated,
        "issued_year": reference.year,
        "volume": reference.volume,
        "issue": reference.issue,
        "pages": reference.pages,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "url": reference.url,
    }
    return {name: value for name, value in fields.items() if value}


def _found(imported: ArticleImport) -> dict[int, str]:
    """By line of the list: the key of the work that the librarians' import found or made of it."""
    if imported.references_run_id is None:
        return {}
    rows = ImportRow.objects.filter(run=imported.references_run_id, reference_key__isnull=False)
    return {line: key for line, key in rows.values_list("line", "reference_key") if key}
