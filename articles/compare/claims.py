"""Which claims and which citations came, went or changed between two texts. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.compare.texts import reworded
from articles.compare.words import Run
from articles.markdown import CLAIM_LINK, BadMarkdown, claim_links


@dataclass(frozen=True)
class Placed:
    """A claim at one place of a text: its key, the section, its words, and whether they are quoted as a myth."""

    key: str
    section: str
    text: str
    is_myth: bool


@dataclass(frozen=True)
class ClaimChange:
    """What became of a claim: "added", "removed", "reworded", "moved", "marked" (as a myth or no longer), "same"."""

    key: str
    kind: str
    before: Placed | None
    after: Placed | None

    @property
    def runs(self) -> list[Run]:
        """Its words then and now, word by word."""
        before = self.before.text if self.before else ""
        after = self.after.text if self.after else ""
        return reworded(before, after)


@dataclass(frozen=True)
class Cited:
    """One citation of a version: the key of the work and what people call it, what it is said to do, the quote."""

    reference: str
    name: str
    stance: str
    quote: str
    locator: str


@dataclass(frozen=True)
class CitationChange:
    """What became of a citation: "added", "removed" or "changed"."""

    kind: str
    before: Cited | None
    after: Cited | None

    @property
    def cited(self) -> Cited:
        """As it is now, or was at last."""
        told = self.after or self.before
        assert told is not None  # noqa: S101  (one of the two is there)
        return told

    @property
    def quote_runs(self) -> list[Run]:
        """The quote then and now, word by word; nothing if it stayed."""
        before = self.before.quote if self.before else ""
        after = self.after.quote if self.after else ""
        if self.kind == "changed" and before == after:
            return []
        return reworded(before, after)


def claims_in(texts: Iterable[tuple[str, str]]) -> list[Placed]:
    """The claims placed in the sections of a text (name, Markdown), in order; none where it cannot be read."""
    found = []
    for section, text in texts:
        try:
            links = claim_links(text)
        except BadMarkdown:
            links = []
        found += [Placed(one.key, section, one.text, one.is_myth) for one in links]
    return found


def claim_keys(texts: Iterable[str]) -> set[str]:
    """The keys of the claims that are placed, read without taking the text apart."""
    return {match["key"] for text in texts for match in CLAIM_LINK.finditer(text)}


def placed_differently(old: Sequence[Placed], new: Sequence[Placed]) -> list[ClaimChange]:
    """What became of each claim, in the order of the new text, then those that went.

    A claim that stands at several places has a line for each place at which something changed; if nothing did, one.
    """
    before, after = _by_key(old), _by_key(new)
    changes: list[ClaimChange] = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = list(before.get(key, [])), list(after.get(key, []))
        first = (was[0] if was else None), (now[0] if now else None)
        stayed = []
        for one in list(now):
            if one in was:
                was.remove(one)
                now.remove(one)
                stayed.append(one)
        # What stands in the same section is the same place.
        was.sort(key=lambda one: one.section not in {other.section for other in now})
        for one in list(was):
            other = next((o for o in now if o.section == one.section), now[0] if now else None)
            if other is not None:
                was.remove(one)
                now.remove(other)
                changes.append(ClaimChange(key, _kind(one, other), one, other))
        changes += [ClaimChange(key, "added", None, one) for one in now]
        changes += [ClaimChange(key, "removed", one, None) for one in was]
        if not any(change.key == key for change in changes):
            changes.append(ClaimChange(key, "same", *first))
    return changes


def _by_key(placed: Sequence[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        found[one.key].append(one)
    return found


def _kind(one: Placed, other: Placed) -> str:
    if one.text != other.text:
        return "reworded"
    return "marked" if one.is_myth != other.is_myth else "moved"


def cited_differently(old: Sequence[Cited], new: Sequence[Cited]) -> list[CitationChange]:
    """Which citations came, went or changed; several of one work are told apart by what stayed."""
    was = [one for one in old if one not in new]
    changes = []
    for now in (one for one in new if one not in old):
        before = next((one for one in was if one.reference == now.reference), None)
        if before is not None:
            was.remove(before)
        changes.append(CitationChange("changed" if before else "added", before, now))
    return [*changes, *(CitationChange("removed", one, None) for one in was)]
