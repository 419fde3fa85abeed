"""Bytes of a file → the part of them that is its text. A gzip reads as what it holds. Pure."""

import codecs
import gzip
import io
import zlib
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, TextIO, cast

from references.layouts.rows import FileRefused

CHUNK = 1 << 18
UNPACKED_MAX = 1 << 30
RATIO_MAX = 200
# A small text that repeats itself shrinks more than any honest large one.
RATIO_FROM = 10 << 20
GZIP = b"\x1f\x8b"
AS_UTF8 = "Save it as “CSV UTF-8” and try again."
# UTF-32 comes before UTF-16, whose mark its own begins with.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Window(io.RawIOBase):
    """Part of a file, read from its beginning with a place of its own; closing it leaves the file open."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self.file, self.start, self.end, self.at = file, start, end, start

    def readable(self) -> bool:
        """It is only read."""
        return True

    def seekable(self) -> bool:
        """Archives are read from their end."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place counted from the window's beginning, its end, or where it is."""
        base = {io.SEEK_SET: self.start, io.SEEK_CUR: self.at, io.SEEK_END: self.end}[whence]
        self.at = max(self.start, base + offset)
        return self.at - self.start

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, never beyond the window."""
        self.file.seek(self.at)
        part = self.file.read(max(0, min(len(buffer), self.end - self.at)))
        buffer[: len(part)] = part
        self.at += len(part)
        return len(part)


@dataclass
class OpenedFile:
    """A file that can be read from its beginning as often as needed, by several readers at once.

    `packed` is the size of the gzip it came in, or 0. `start` and `end` are where its text lies: behind byte
    order marks, before the Ctrl-Z by which old programs end a text.
    """

    source: BinaryIO
    name: str
    size: int
    packed: int = 0
    encoding: str = "utf-8"
    start: int = 0
    end: int = 0

    def binary(self) -> BinaryIO:
        """Its bytes, all of them."""
        return self._window(0, self.size)

    def text(self) -> TextIO:
        """Its text; line ends as they are."""
        window = self._window(self.start, self.end)
        return io.TextIOWrapper(window, encoding=self.encoding, errors="strict", newline="")

    def written_in(self, encoding: str) -> "OpenedFile":
        """The same file, read in another encoding."""
        return replace(self, encoding=encoding)

    def _window(self, start: int, end: int) -> BinaryIO:
        file = self.source
        if self.packed:
            packed = io.BufferedReader(Window(file, 0, self.packed), CHUNK)
            file = cast(BinaryIO, gzip.GzipFile(fileobj=packed))
        return cast(BinaryIO, io.BufferedReader(Window(file, start, end), CHUNK))


def opened(binary: BinaryIO, name: str, encoding: str = "") -> OpenedFile:
    """The file: by its byte order mark, else in the encoding given, else as what it can only be, else as UTF-8."""
    size = binary.seek(0, io.SEEK_END)
    binary.seek(0)
    beginning = binary.read(64)
    if not beginning.startswith(GZIP):
        binary.seek(max(0, size - 64))
        return _placed(OpenedFile(binary, name, size), beginning, binary.read(64), encoding)
    packed = OpenedFile(binary, name, UNPACKED_MAX, packed=size)
    size, beginning, ending = _unpacked(packed)
    return _placed(replace(packed, size=size), beginning, ending, encoding)


def _placed(file: OpenedFile, beginning: bytes, ending: bytes, encoding: str) -> OpenedFile:
    """Where the text lies, and its encoding."""
    start, marked = 0, ""
    for mark, codec in MARKS:
        if beginning.startswith(mark):
            marked = codec
            while beginning.startswith(mark, start):
                start += len(mark)
            break
    if marked == "utf-32":
        raise FileRefused("This file is UTF-32, not UTF-8.", AS_UTF8)
    codec = marked or encoding or _sixteen_bits(beginning) or "utf-8"
    sign = "\x1a".encode(codec) if codec.startswith("utf-16") else b"\x1a"
    end = file.size
    while ending.endswith(sign) and end - len(sign) >= start:
        ending, end = ending[: -len(sign)], end - len(sign)
    return replace(file, encoding=codec, start=start, end=end)


def _sixteen_bits(beginning: bytes) -> str:
    """UTF-16 without a mark, where every other byte of the beginning is zero and none of the rest is."""
    even, odd = beginning[::2], beginning[1::2]
    if len(odd) < 8:
        return ""
    if not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if not any(even) and all(odd) else ""


def _unpacked(file: OpenedFile) -> tuple[int, bytes, bytes]:
    """How large a gzip is unpacked, its first and its last bytes. Stops at a bomb, refuses a damaged one."""
    size, beginning, ending = 0, b"", b""
    try:
        with file.binary() as plain:
            while part := plain.read(CHUNK):
                beginning = beginning or part[:64]
                ending = (ending + part[-64:])[-64:]
                size += len(part)
                if size >= UNPACKED_MAX or (size > RATIO_FROM and size > RATIO_MAX * file.packed):
                    raise FileRefused(
                        "This gzip file unpacks to far more than an honest one of its size.",
                        "Choose the unpacked file.",
                    )
    except (EOFError, OSError, zlib.error):
        raise FileRefused(
            "This gzip file is damaged or cut short.", "Download it again, or unpack it first."
        ) from None
    return size, beginning, ending
