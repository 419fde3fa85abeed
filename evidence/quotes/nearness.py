"""The passage that comes nearest to a quote that was not found, so that a slip is seen at once."""

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher

WORD = re.compile(r"\w+(?:[.,'-]\w+)*")
# Of a quote's words, so large a share stands in a passage that is worth showing.
LIKE_ENOUGH = 0.5
# A word that stands so often says nothing of where.
TOO_OFTEN = 60
SLACK = 4


class Index:
    """The words of a text as it is compared, and where each stands."""

    def __init__(self, plain: str) -> None:
        self.spans = [found.span() for found in WORD.finditer(plain)]
        self.words = [plain[start:end] for start, end in self.spans]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.places[word].append(place)


def nearest(quote: str, index: Index) -> tuple[int, int, float] | None:
    """Offsets into the compared text of the words that come nearest, and how near (0 to 1); None where none does.

    `quote` is in the form in which it is compared. Found by the places where its rarer words stand in the same
    order, so that a whole article costs no more than an abstract.
    """
    words = WORD.findall(quote)
    around = _place(words, index)
    if around is None:
        return None
    low, high = around
    window = index.words[low:high]
    blocks = [
        block
        for block in SequenceMatcher(a=words, b=window, autojunk=False).get_matching_blocks()
        if block.size
    ]
    same = sum(block.size for block in blocks)
    if not blocks or same / len(words) < LIKE_ENOUGH:
        return None
    # As many words more at the ends as the quote has there that were not matched.
    first = max(low, low + blocks[0].b - blocks[0].a)
    last = min(high, low + blocks[-1].b + (len(words) - blocks[-1].a))
    return index.spans[first][0], index.spans[last - 1][1], same / len(words)


def _place(words: list[str], index: Index) -> tuple[int, int] | None:
    """Which words of the text to look at: around the offset that most words of the quote agree on."""
    known = [(at, index.places[word]) for at, word in enumerate(words) if word in index.places]
    telling = [(at, places) for at, places in known if len(places) <= TOO_OFTEN] or sorted(
        known, key=lambda one: len(one[1])
    )[:3]
    votes: Counter[int] = Counter()
    for at, places in telling:
        for place in set(places):
            # Neighbouring offsets are one: a word more or less shifts what follows.
            for near in {(place - at) // SLACK, (place - at + SLACK // 2) // SLACK}:
                votes[near] += 1
    if not votes:
        return None
    best = min(votes, key=lambda near: (-votes[near], near))
    start = best * SLACK
    return (
        max(0, start - 2 * SLACK),
        min(len(index.words), start + len(words) + 3 * SLACK),
    )
