"""The entry of the reference list that each citation in the text means.

A citation is matched only where exactly one entry fits; otherwise it says why not, in words that tell a
librarian what to look at.
"""

from collections.abc import Mapping, Sequence

from articles.intake.citation_links import linked_marks, links_are_numbers, with_links
from articles.intake.citation_marks import MOST_MARKS, PARTICLES, Mark, marks_of
from articles.intake.citation_numbers import number_style
from articles.intake.cleaning import matching_key
from articles.intake.model import ArticleRefused, Author, Block, InTextCitation, ParsedReference


def find_citations(
    blocks: Sequence[Block],
    references: Sequence[ParsedReference],
    anchors: Mapping[str, int] | None = None,
) -> tuple[InTextCitation, ...]:
    """All citations of the body in order, each with the index of its reference or why it has none.

    `anchors` are the ids by which links of the text name a reference. Refuses a text that cites more
    often than any article.
    """
    known = _ReferenceList(references)
    linked = [linked_marks(block, anchors or {}) for block in blocks]
    style = number_style(blocks, known.ends) if links_are_numbers(blocks, linked) else None
    citations: list[InTextCitation] = []
    for block, links in zip(blocks, linked, strict=True):
        read = [
            (mark, *known.match(mark))
            for mark in marks_of(block, known.families, known.ends, style)
        ]
        for mark, reference, why in with_links(read, links):
            citations.append(_citation(block, mark, reference, why))
        if len(citations) > MOST_MARKS:
            raise ArticleRefused(
                f"The text cites more than {MOST_MARKS:,} times, as no article does: send one article."
            )
    return tuple(citations)


def _citation(block: Block, mark: Mark, reference: int | None, why: str) -> InTextCitation:
    return InTextCitation(
        block=block.index,
        start=mark.start,
        end=mark.end,
        text=block.text[mark.start : mark.end],
        names=mark.names,
        year=mark.year,
        suffix=mark.suffix,
        number=mark.number,
        narrative=mark.narrative,
        reference=reference,
        why=why,
    )


class _ReferenceList:
    """The entries by number and by the first author's name."""

    def __init__(self, references: Sequence[ParsedReference]) -> None:
        self._references = references
        self._by_number: dict[int, list[int]] = {}
        self._by_first_author: dict[str, list[int]] = {}
        self._other_authors: set[str] = set()
        for index, reference in enumerate(references):
            if reference.number is not None:
                self._by_number.setdefault(reference.number, []).append(index)
            for key in _keys(reference.authors[0]) if reference.authors else ():
                self._by_first_author.setdefault(key, []).append(index)
            for author in reference.authors[1:]:
                self._other_authors |= _keys(author)
        self.families = frozenset(self._by_first_author)
        self.ends = max(self._by_number, default=0)

    def match(self, mark: Mark) -> tuple[int | None, str]:
        """The index of the entry that a mark means, or None, and why."""
        if mark.key:
            return None, f"{mark.key} stands in a bibliography that is not part of the text"
        if not self._references:
            return None, "the text has no reference list"
        if mark.number is not None:
            return self._match_number(mark.number)
        return self._match_names(mark)

    def _match_number(self, number: int) -> tuple[int | None, str]:
        found = self._by_number.get(number, [])
        if len(found) == 1:
            return found[0], f"number {number} of the list"
        if found:
            return None, f"number {number} stands more than once in the list"
        if not self._by_number:
            return None, "the list is not numbered"
        return None, f"the list has no number {number}"

    def _match_names(self, mark: Mark) -> tuple[int | None, str]:
        names = self._from_known(mark.names)
        name = names[0]
        found = self._by_first_author.get(matching_key(name), [])
        if not found:
            if matching_key(name) in self._other_authors:
                return None, f"{name} is in the list, but not as a first author"
            return None, f"no entry of the list is by {name}"
        dated = [index for index in found if self._references[index].year == mark.year]
        if mark.year is None:
            dated = found
        if not dated:
            years = ", ".join(
                sorted({str(self._references[index].year or "no year") for index in found})
            )
            return None, f"{name} is in the list with {years}, not {mark.year}"
        letters = {at: self._references[at].year_suffix for at in dated}
        same_letter = [at for at in dated if letters[at] == mark.suffix]
        without_letter = [at for at in dated if not (mark.suffix and letters[at])]
        if not same_letter and not without_letter:
            return (
                None,
                f"{name} is in the list with {mark.year}, but not with {mark.year}{mark.suffix}",
            )
        left = [at for at in same_letter or without_letter if self._has_second_author(at, names)]
        if not left:
            return None, f"{name} is in the list with that year, but with another second author"
        if len(left) > 1 and not any(letters[at] for at in left):
            left = self._of_as_many(left, names, mark.and_others) or left
            left = self._by_letter(left, mark.suffix) or left
        if len(left) > 1:
            return None, f"fits {len(left)} entries: {', '.join(map(self._place, left))}"
        return left[0], "first author and year agree" if mark.year else "only entry by this author"

    def _from_known(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names from the first that begins an entry: "Brazil, Okafor & Berg", "MRI, Berg" begin before."""
        for at, name in enumerate(names):
            if matching_key(name) in self.families:
                return names[at:]
        return names

    def _has_second_author(self, index: int, names: tuple[str, ...]) -> bool:
        authors = self._references[index].authors
        if len(names) < 2:
            return True
        if len(authors) < 2:
            return False
        second = {matching_key(names[1]), matching_key(names[1].split()[-1])}
        return bool(second & _keys(authors[1]))

    def _of_as_many(self, left: list[int], names: tuple[str, ...], and_others: bool) -> list[int]:
        """The entries with as many authors as the mark says: one, two, or more behind "et al."."""
        counts = {at: len(self._references[at].authors) for at in left}
        if and_others:
            return [at for at in left if counts[at] > 2 or self._references[at].authors_truncated]
        return [at for at in left if counts[at] == len(names)]

    def _by_letter(self, left: list[int], suffix: str) -> list[int]:
        """Where the list itself has no letters, 2006a is its first entry of that author and year."""
        if len(left) < 2 or not suffix:
            return []
        place = ord(suffix) - ord("a")
        return left[place : place + 1]

    def _place(self, index: int) -> str:
        reference = self._references[index]
        return (
            f"line {reference.line}" if reference.number is None else f"number {reference.number}"
        )


def _keys(author: Author) -> set[str]:
    """How a text may name an author: in full, without "van der", an organisation by its initials."""
    words = author.family.split()
    bare = [word for word in words if word.casefold() not in PARTICLES]
    keys = {matching_key(author.family), matching_key(" ".join(bare))}
    if not author.given and len(words) > 1:
        keys.add(matching_key("".join(word[0] for word in words if word[0].isupper())))
    return keys - {""}
