"""An effect in absolute numbers: how many of how many, in both groups. Pure arithmetic and one sentence.

Differences have the interval of Newcombe 1998 (method 10 of "Interval estimation for the difference between
independent proportions", Statistics in Medicine 17:873), ratios that of Katz 1978 (doi:10.2307/2530610), at 95%.
"""

from dataclasses import dataclass
from math import exp, sqrt

Z = 1.959964
PER = 100


@dataclass(frozen=True)
class Counts:
    """How many had the outcome, of how many, with the intervention and without it."""

    events: int
    n: int
    control_events: int | None = None
    control_n: int | None = None

    @property
    def compares(self) -> bool:
        """Whether there is a second group."""
        return self.control_events is not None and bool(self.control_n)


def problem_of(counts: Counts) -> str:
    """Why these numbers cannot be; empty if they can."""
    pairs = [(counts.events, counts.n)]
    if (counts.control_events is None) != (counts.control_n is None):
        return "Give both numbers of the comparison group, or neither."
    if counts.control_events is not None and counts.control_n is not None:
        pairs.append((counts.control_events, counts.control_n))
    for events, n in pairs:
        if n < 1:
            return "A group has at least one person."
        if not 0 <= events <= n:
            return f"{events} of {n} cannot be: nobody is counted twice."
    return ""


def difference(counts: Counts) -> tuple[float, float, float]:
    """The difference in risk, and its interval; each between -1 and 1. Needs a second group."""
    one, other = _two(counts)
    (p, low, high), (q, low_q, high_q) = _wilson(*one), _wilson(*other)
    gap = p - q
    return (
        gap,
        gap - sqrt((p - low) ** 2 + (high_q - q) ** 2),
        gap + sqrt((high - p) ** 2 + (q - low_q) ** 2),
    )


def ratio(counts: Counts) -> tuple[float, float, float]:
    """The ratio of risks, and its interval. Needs a second group; half an event stands for none."""
    (a, n), (c, m) = _two(counts)
    if not a or not c:
        a, n, c, m = a + 0.5, n + 1, c + 0.5, m + 1
    # Not by way of the logarithm: 5 times would be 4.999999999999999 times, and no longer very large.
    middle, spread = a * m / (n * c), exp(Z * sqrt(max(0.0, 1 / a - 1 / n + 1 / c - 1 / m)))
    return middle, middle / spread, middle * spread


def sentence(counts: Counts, *, outcome: str, follow_up: str = "") -> str:
    """The effect as a reader can picture it, in absolute numbers, with its interval and the follow-up."""
    after = f" Followed for {follow_up.strip().rstrip('.')}." if follow_up.strip() else ""
    told = f"{_first_up(outcome)}: {counts.events} of {counts.n}"
    if not counts.compares:
        return f"{told}; nobody was compared with them.{after}"
    gap, low, high = difference(counts)
    told += f" with it, {counts.control_events} of {counts.control_n} without"
    return f"{told}; {_of_every(gap)} (95% interval: {_of_every(low)} to {_of_every(high)}).{after}"


def _of_every(share: float) -> str:
    people = round(abs(share) * PER)
    if not people:
        return f"none more or fewer of every {PER}"
    return f"{people} {'more' if share > 0 else 'fewer'} of every {PER}"


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _two(counts: Counts) -> tuple[tuple[float, float], tuple[float, float]]:
    if counts.control_events is None or not counts.control_n:
        raise ValueError("there is no second group")
    return (counts.events, counts.n), (counts.control_events, counts.control_n)


def _wilson(events: float, n: float) -> tuple[float, float, float]:
    p, z = events / n, Z * Z
    middle = (p + z / (2 * n)) / (1 + z / n)
    half = Z * sqrt(p * (1 - p) / n + z / (4 * n * n)) / (1 + z / n)
    return p, middle - half, middle + half
