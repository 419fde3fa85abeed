"""Running text as it is gathered from a tree: its characters mended, its mark-up kept as spans."""

import re
import unicodedata
from dataclasses import dataclass, replace

from articles.intake.cleaning import without_invisible
from articles.intake.model import Span, SpanKind

_WHITE_SPACE = re.compile(r"\s+")
_BREAK = "\n"


@dataclass(frozen=True)
class Inline:
    """One stretch of text. `breaks` are the offsets at which a line was broken on purpose."""

    text: str
    spans: tuple[Span, ...] = ()
    breaks: tuple[int, ...] = ()

    def part(self, start: int, end: int) -> "Inline":
        """What stands from `start` to `end`, white space around it left out."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        text = piece.strip()
        return Inline(
            text,
            tuple(_within(self.spans, start, start + len(text))),
            tuple(at - start for at in self.breaks if start < at < start + len(text)),
        )


class Gathered:
    """Text under way: runs of white space become one space, line breaks are remembered."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._open: list[Span] = []
        self._spans: list[Span] = []

    def add(self, text: str) -> None:
        """Add words as the source has them."""
        mended = unicodedata.normalize("NFC", without_invisible(text))
        mended = _WHITE_SPACE.sub(" ", mended)
        if self._last in ("", " ", _BREAK):
            mended = mended.removeprefix(" ")
        self._append(mended)

    def add_break(self) -> None:
        """Add a line break that is meant."""
        if self._length:
            self._append(_BREAK)

    def open(self, kind: SpanKind, target: str = "") -> None:
        """A part that is marked up begins."""
        self._open.append(Span(kind, self._length, self._length, target))

    def close(self) -> None:
        """The part that began last ends."""
        self._spans.append(replace(self._open.pop(), end=self._length))

    def take(self) -> list[Inline]:
        """All that was gathered, torn apart where a line is left empty; then begin anew.

        A part that is still open ends here and begins again in what follows.
        """
        spans = [*self._spans, *(replace(span, end=self._length) for span in self._open)]
        text = "".join(self._pieces)
        self._pieces, self._length, self._last, self._spans = [], 0, "", []
        self._open = [replace(span, start=0, end=0) for span in self._open]
        taken = []
        start = 0
        for found in [*re.finditer(r" ?\n[ \n]*\n ?", text), None]:
            end = found.start() if found else len(text)
            breaks = tuple(at for at in range(start, end) if text[at] == _BREAK)
            whole = Inline(text.replace(_BREAK, " "), tuple(spans), breaks)
            if (part := whole.part(start, end)).text:
                taken.append(part)
            start = found.end() if found else end
        return taken

    def _append(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)
            self._last = text[-1]


def _within(spans: tuple[Span, ...], start: int, end: int) -> list[Span]:
    """The spans that touch a part, counted from its start."""
    kept = [
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in spans
    ]
    return sorted(
        (span for span in kept if span.start < span.end),
        key=lambda span: (span.start, -span.end),
    )
