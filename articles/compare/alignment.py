"""Which items of two sequences are the same ones, in time that grows little faster than the sequences. Pure.

`difflib` alone reads well, but takes minutes where a few items stand a thousand times. So it is asked only where
few pairs are equal; elsewhere items that stand once on both sides part the sequences first, and where there are
none everything counts as changed.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

# So many equal pairs, and so many items, are compared by `difflib` in a few milliseconds.
PAIRS = 20_000
ITEMS = 2_000

Pair = tuple[int, int]


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """The places of the items that are the same, rising on both sides."""
    found: list[Pair] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        low, high, start, end = waiting.pop()
        while low < high and start < end and old[low] == new[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < end and old[high - 1] == new[end - 1]:
            high, end = high - 1, end - 1
            found.append((high, end))
        if low == high or start == end:
            continue
        left, right = old[low:high], new[start:end]
        if _is_cheap(left, right):
            pairs = _by_difflib(left, right)
            found += [(low + i, start + j) for i, j in pairs]
        elif pairs := rising(_standing_once(left, right)):
            ends = [*pairs, (high - low, end - start)]
            last = (-1, -1)
            for one in ends:
                waiting.append(
                    (low + last[0] + 1, low + one[0], start + last[1] + 1, start + one[1])
                )
                last = one
            found += [(low + i, start + j) for i, j in pairs]
    return sorted(found)


def _is_cheap(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    if len(old) > ITEMS or len(new) > ITEMS:
        return False
    counts = Counter(new)
    return sum(counts[item] for item in old) <= PAIRS


def _by_difflib(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    blocks = SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks()
    return [(i + k, j + k) for i, j, size in blocks for k in range(size)]


def _standing_once(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """The places of items that stand once on each side, by their place in the old."""
    once_in_old, once_in_new = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if once_in_new[item] == 1}
    return [
        (i, places[item]) for i, item in enumerate(old) if once_in_old[item] == 1 and item in places
    ]


def rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest choice of pairs that rises on both sides; they come rising on the first."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [place]
        before.append(ends[at - 1] if at else -1)
    chosen: list[Pair] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]
