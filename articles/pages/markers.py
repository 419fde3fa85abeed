"""Finding the claims in the HTML of a publication (articles/content.py tells of the markers). Pure.

What stands between two markers is never printed: the words come from the claim itself, so a page can
show no other words than those that were approved.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape

CLAIM = re.compile(r"<!--claim:(\d+)-->.*?<!--/claim:\1-->", re.DOTALL)
PROOFS = re.compile(r"<!--proofs:(\d+(?:,\d+)*)-->")
MARKER = re.compile(r"<!--/?(?:claim|proofs)\b")
TAG = re.compile(r"<[^>]*>")
BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|td|th|div)>|<br\s*/?>")


class BrokenMarkers(ValueError):
    """The HTML of a publication and its claims do not fit together."""


def positions(html: str) -> list[str]:
    """The numbers of the claims in this HTML, in order."""
    return CLAIM.findall(html)


def fill(html: str, claim: Callable[[str], str], proofs: Callable[[list[str]], str]) -> str:
    """Replace each claim by `claim(number)` and each place for proofs by `proofs(numbers)`.

    Claims for which the HTML has no such place get theirs at the end. Refuses markers left over.
    """
    numbers = positions(html)
    placed = [number for group in PROOFS.findall(html) for number in group.split(",")]
    if set(placed) - set(numbers) or len(placed) != len(set(placed)):
        raise BrokenMarkers(f"proofs of claims that do not stand here: {placed}")
    without_claims = CLAIM.sub("", PROOFS.sub("", html))
    if MARKER.search(without_claims):
        raise BrokenMarkers("a marker without its counterpart")
    rest = [number for number in numbers if number not in placed]
    filled = CLAIM.sub(lambda found: claim(found[1]), html)
    filled = PROOFS.sub(lambda found: proofs(found[1].split(",")), filled)
    return filled + (proofs(rest) if rest else "")


def plain(html: str, claim: Callable[[str], str]) -> str:
    """The HTML as one line of text, each claim by `claim(number)` (plain text too)."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(claim(found[1]))
        return f"\ue000{len(held) - 1}\ue001"

    html = re.sub("[\ue000\ue001]", "", html)
    text = unescape(TAG.sub("", BLOCK_END.sub(" ", CLAIM.sub(hold, html))))
    text = re.sub("\ue000(\\d+)\ue001", lambda found: held[int(found[1])], text)
    return " ".join(text.split())


def check(parts: Iterable[str], numbers: Iterable[str]) -> None:
    """Refuse HTML in which a claim is missing, unknown or placed twice."""
    found = [number for part in parts for number in positions(part)]
    if len(found) != len(set(found)) or set(found) != set(numbers):
        raise BrokenMarkers(
            f"the text places {sorted(found, key=int)}, the publication has "
            f"{sorted(numbers, key=int)}"
        )
