"""CSL-JSON, item by item: a list, an object with `items`, or one item per line. Pure.

The text is decoded in pieces, so that of a long list no more than one item and one piece are held.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from references.layouts.csl_fields import fields, is_item
from references.layouts.rows import Choices, FileRefused, Opened, Reading, StagedInput
from references.works import problem

LOOKS = re.compile(r"\s*(?:\[\s*(?:[\[{\]]|$)|\{\s*(?:[\"}]|$))")
ITEMS = re.compile(
    r"\{\s*(?:\"\w+\"\s*:\s*(?:\"[^\"\\]*\"|[\d.]+|true|false|null)\s*,\s*)*\"items\"\s*:\s*\["
)
BETWEEN = re.compile(r"[\s,]*")
SPACE = re.compile(r"\s*")
PIECE = 1 << 18
LONGEST = 64 << 20
BROKEN = "Export the file again as CSL-JSON."
NOT_CSL = "This is JSON, but not CSL-JSON: a list of items with type, title and author."


def looks_like(beginning: str) -> bool:
    """Whether a list or an object of JSON begins here."""
    return LOOKS.match(beginning) is not None


def read(file: Opened, choices: Choices) -> Reading:
    """Every item as a row, numbered from 1. Raises FileRefused for JSON that holds no CSL items."""
    first = next(_values(file), None)
    if first is None:
        raise FileRefused("This JSON holds no items.", "Choose references and export again.")
    if not is_item(first[1]):
        raise FileRefused(NOT_CSL, "Export the library as CSL-JSON, or as RIS.")
    return Reading("CSL-JSON", ("Record",), _rows(file))


def _rows(file: Opened) -> Iterator[StagedInput]:
    for number, (text, value) in enumerate(_values(file), 1):
        if not isinstance(value, dict):
            reason = "This is no item of CSL-JSON."
            mend = "Write an object with type, title and author."
            yield StagedInput(number, [text], {}, [problem("Record", text, reason, mend)])
            continue
        said = fields(value)
        yield StagedInput(number, [text], said.data, [], said.warnings, said.columns)


def _values(file: Opened) -> Iterator[tuple[str, Any]]:
    """Each item as it is written, and what it says."""
    with file.text() as text:
        source = _Source(text)
        beginning = source.beginning()
        if beginning.startswith("["):
            yield from source.listed(1)
            source.refuse_a_rest()
            return
        if items := ITEMS.match(beginning):
            yield from source.listed(items.end())
            return
        for written, value in source.lines():
            if isinstance(value, dict) and isinstance(value.get("items"), list):
                yield from ((json.dumps(item, ensure_ascii=False), item) for item in value["items"])
            else:
                yield written, value


class _Source:
    """A text of JSON of which only the part that is being decoded is held."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.held = ""
        self.at = 0
        self.ended = False

    def beginning(self) -> str:
        self._more()
        self.held = self.held.lstrip()
        return self.held

    def listed(self, start: int) -> Iterator[tuple[str, Any]]:
        """The values of a list up to its closing bracket."""
        self.at = start
        while self._next_sign(BETWEEN) != "]":
            if self.ended and self.at >= len(self.held):
                raise FileRefused("This JSON breaks off before its list is closed.", BROKEN)
            yield self._value()

    def refuse_a_rest(self) -> None:
        """Refuses what stands behind the closing bracket, so that nothing is passed over unseen."""
        self.at += 1
        if self._next_sign(SPACE):
            raise FileRefused("This JSON goes on after the end of its list.", BROKEN)

    def lines(self) -> Iterator[tuple[str, Any]]:
        """The values of a text that has one after another."""
        while self._next_sign(SPACE):
            yield self._value()

    def _next_sign(self, between: re.Pattern[str]) -> str:
        """The first sign that stands behind what is between values; nothing at the end."""
        while True:
            found = between.match(self.held, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.held) or self.ended:
                return self.held[self.at : self.at + 1]
            self._more()

    def _more(self) -> None:
        """Holds at least twice as much of what is not decoded yet."""
        self.held = self.held[self.at :]
        self.at = 0
        piece = self.text.read(max(PIECE, len(self.held)))
        self.ended = not piece
        self.held += piece
        if len(self.held) > LONGEST:
            raise FileRefused(
                "One item of this JSON is longer than 64 MiB.",
                "Export fewer references, without their attachments.",
            )

    def _certain(self, broken: json.JSONDecodeError) -> bool:
        """Whether more text cannot mend this: it lies well before the end of what is held."""
        unclosed = broken.msg.startswith("Unterminated string")
        return not unclosed and broken.pos < len(self.held) - 100

    def _value(self) -> tuple[str, Any]:
        while True:
            try:
                value, end = DECODER.raw_decode(self.held, self.at)
            except RecursionError:
                raise FileRefused("This JSON is nested too deeply.", BROKEN) from None
            except json.JSONDecodeError as broken:
                if self.ended or self._certain(broken):
                    reason = "This JSON is broken, or breaks off before its end"
                    shown = " ".join(self.held[broken.pos : broken.pos + 40].split())
                    near = f", near “{shown}”." if shown else "."
                    raise FileRefused(reason + near, BROKEN) from None
                self._more()
                continue
            written = self.held[self.at : end]
            self.at = end
            return written, value


def _no_number(written: str) -> NoReturn:
    raise FileRefused(
        f"This JSON has {written} where a number belongs, which JSON does not know.", BROKEN
    )


def _whole(written: str) -> int | str:
    return int(written) if len(written) < 20 else written


DECODER = json.JSONDecoder(parse_constant=_no_number, parse_int=_whole)
