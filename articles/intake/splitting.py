"""Where one sentence ends and the next begins."""

import re
from collections.abc import Iterator, Sequence

_MARK = (
    "\ue000"  # stands for each character of a citation mark; of the private use area, so in no text
)

_STOP = re.compile(rf"[.!?…]+[\"”’')\]]*(?:\s?{_MARK}+[.]?)?")
_BEFORE = re.compile(r"[^\s(\[\"“‘']+$")
_NEXT = re.compile(r"\s*[\"“‘'(\[]*(?P<word>[\w'’-]+)?")
_STARTS_SMALL = re.compile(r"[a-z]{1,2}[A-Z]")
_GLUED = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+[ ,]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_LONGEST_TOKEN = 40

_NEVER_ENDS = frozenset(
    """al fig figs e.g eg i.e ie vs approx cf dr prof mr mrs ms ca eq ref refs vol pp p eds resp incl viz sp
    spp tab""".split()
)
_ENDS_BEFORE_A_STARTER = frozenset("min sec max avg est st ed etc".split())
_NOT_BEFORE_A_NUMBER = frozenset("no nos jan feb mar apr jun jul aug sep sept oct nov dec".split())
_STARTERS = frozenset(
    """the this these that those it they we he she you in on at for from by with as an a however but and
    while when if although more most some many all both such there here our their its to since because
    after before during other another no not what how why therefore thus patients people studies""".split()
)


def split_sentences(
    text: str, start: int, marks: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a text from `start` on, without the white space around them.

    Nothing inside a citation mark ends a sentence, and a mark behind the full stop belongs to the
    sentence before it.
    """
    masked = _mask(text, marks)
    begin = start
    for stop in _STOP.finditer(masked, start):
        if stop.end() > begin and _ends(masked, begin, stop):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, len(text))


def without_marks(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> str:
    """A sentence without its citation marks, its punctuation closed up."""
    kept = ""
    position = start
    for mark_start, mark_end in [*marks, (end, end)]:
        piece = text[position:mark_start].strip()
        position = max(position, mark_end)
        if piece and kept and piece[0] in ".,;:!?)":
            kept += piece[1:] if kept[-1] == piece[0] else piece
        elif piece:
            kept += " " + piece if kept else piece
    return kept


def _mask(text: str, marks: Sequence[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in marks:
        if start >= position:
            pieces += [text[position:start], _MARK * (end - start)]
            position = end
    return "".join([*pieces, text[position:]])


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield left, right


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a stop ends the sentence that began at `begin`."""
    before = _BEFORE.search(text, max(begin, stop.start() - _LONGEST_TOKEN), stop.start())
    token = before[0] if before else ""
    if stop.end() == len(text):
        return True
    if not text[stop.end()].isspace():
        long_word = len(token) >= 3 and token.isalpha() and token.islower()
        return long_word and _GLUED.match(text, stop.end()) is not None
    following = _NEXT.match(text, stop.end())
    word = (following["word"] or "") if following else ""
    if not word or (word[0].islower() and not _STARTS_SMALL.match(word)):
        return False
    if not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    begins_here = before is not None and before.start() == begin
    return _full_stop_ends(token, word, begins_here=begins_here)


def _full_stop_ends(token: str, word: str, *, begins_here: bool) -> bool:
    """Whether a full stop behind `token` ends a sentence when `word` comes next."""
    bare = token.casefold()
    if bare in _NEVER_ENDS:
        return False
    if bare in _NOT_BEFORE_A_NUMBER and word[0].isdigit():
        return False
    if token.isdigit() and len(token) <= 2 and begins_here:
        return False
    if _INITIALS.fullmatch(token) or bare in _ENDS_BEFORE_A_STARTER:
        return word.casefold() in _STARTERS
    return True
