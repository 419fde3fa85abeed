"""Whether a text is in its encoding, and what to ask when it is not UTF-8: nothing is guessed silently. Pure."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import TextIO

from charset_normalizer import from_bytes

from references.layouts.rows import EncodingAsked, FileRefused
from references.layouts.text import AS_UTF8, CHUNK, OpenedFile

# Codecs a person may choose. Of two that read a file alike, the earlier is proposed; the last reads any bytes.
CODECS = (
    "cp1252 mac_roman cp1250 cp1251 shift_jis gb18030 big5 euc_kr euc_jp koi8_r cp1253 cp1254 cp1255 cp1256"
    " cp1257 iso8859_1 iso8859_2 iso8859_5 iso8859_7 iso8859_9 iso8859_15 cp850 cp437"
).split()
KNOWN = {
    codecs.lookup(codec).name for codec in ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", *CODECS)
}
DECLARED = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
PROPOSED_MAX = 4
SAMPLE_LINES = 3
SAMPLE_WIDTH = 120
LINES_LOOKED_AT = 2000
BYTES_LOOKED_AT = 1 << 15
LINE_PART = 1 << 20
WESTERN = re.compile(
    r"[\x00-\x7fàáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜŠŽ‘’“”–—…«»°±µ×²³®©™§\xa0]*"
)


def declared(beginning: bytes) -> str:
    """The encoding that XML says it is in, where that is one we know, else ""."""
    found = DECLARED.match(beginning)
    name = found[1].decode("ascii") if found else ""
    return name if _name(name) in KNOWN else ""


def settled(file: OpenedFile) -> EncodingAsked | None:
    """None if the whole text is in the file's encoding; else what to ask. Refuses where there is nothing to ask.

    The file is read once and not kept.
    """
    if _name(file.encoding) not in KNOWN:
        raise FileRefused(
            f"This import knows no encoding “{file.encoding[:40]}”.",
            f"Choose UTF-8 or one of {', '.join(CODECS)}.",
        )
    try:
        with file.text() as text:
            while part := text.read(CHUNK):
                if "\x00" in part:
                    raise FileRefused(
                        f"Line {_line_with_nul(file)} contains a NUL byte, so this is not a text file.",
                        AS_UTF8,
                    )
    except UnicodeDecodeError:
        if _name(file.encoding) == "utf-8":
            return _asked(file)
        raise FileRefused(
            f"Line {_first_unread_line(file)} is not {file.encoding.upper()}.",
            "Choose another encoding, or save the file as UTF-8.",
        ) from None
    return None


def _name(encoding: str) -> str:
    """Python's name of an encoding that may be written in several ways, or "" if it has none."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return ""


def _line_with_nul(file: OpenedFile) -> int:
    with file.text() as text:
        return next(number for number, line in _numbered(text) if "\x00" in line)


def _numbered(text: TextIO) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; a very long one comes in parts of the same number."""
    number = 1
    while line := text.readline(LINE_PART):
        yield number, line
        number += line.endswith(("\n", "\r"))


def _first_unread_line(file: OpenedFile) -> int:
    """The line of the first bytes that are not in the file's encoding."""
    decoder = codecs.getincrementaldecoder(file.encoding)()
    number, last = 1, ""
    with file.binary() as binary:
        binary.seek(file.start)
        while True:
            part = binary.read(CHUNK)
            try:
                text = decoder.decode(part, final=not part)
            except UnicodeDecodeError as error:
                text = error.object[: error.start].decode(file.encoding)
                part = b""
            number += len(re.findall(r"\r\n?|\n", text)) - (last == "\r" and text[:1] == "\n")
            last = text[-1:] or last
            if not part:
                return number


def _asked(file: OpenedFile) -> EncodingAsked:
    """The first line that is not UTF-8, and how it and its like would read in other encodings."""
    first, unread = _unread_lines(file)
    read = {codec: _lines_in(unread, codec) for codec in CODECS}
    proposals: dict[tuple[str, ...], str] = {}
    for lines in [read[codec] for codec in _likeliest(unread, read) if read[codec]]:
        if lines not in proposals:
            alike = (codec for codec in CODECS if read[codec] == lines)
            fitting = next((codec for codec in alike if _fits(file.written_in(codec))), None)
            proposals |= {lines: fitting} if fitting else {}
        if len(proposals) == PROPOSED_MAX:
            break
    return EncodingAsked(first, tuple((codec, lines) for lines, codec in proposals.items()))


def _unread_lines(file: OpenedFile) -> tuple[int, list[bytes]]:
    """The number of the first line that is not UTF-8, and that line and some others that are not."""
    first, size = 0, 0
    unread: list[bytes] = []
    with file.written_in("iso8859_1").text() as text:
        for number, line in _numbered(text):
            raw = line.encode("iso8859_1")
            if not _is_utf8(raw):
                first = first or number
                unread.append(raw.rstrip(b"\r\n"))
                size += len(raw)
            if first and (number > first + LINES_LOOKED_AT or size > BYTES_LOOKED_AT):
                break
    return first, unread


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likeliest(unread: list[bytes], read: dict[str, tuple[str, ...]]) -> list[str]:
    """Codecs, the likeliest first. Western European letters alone speak for Windows-1252 and for the Mac."""
    ranked = [best.encoding for best in from_bytes(b"\n".join(unread), cp_isolation=CODECS)][:2]
    for western in ("mac_roman", "cp1252"):
        if read[western] and all(WESTERN.fullmatch(line) for line in read[western]):
            ranked.insert(0, western)
    return [*ranked, *CODECS]


def _lines_in(unread: list[bytes], codec: str) -> tuple[str, ...]:
    """The first lines as they would read, around their first foreign letter; none if they cannot be text."""
    lines = []
    for raw in unread:
        try:
            line = raw.decode(codec)
        except UnicodeDecodeError:
            return ()
        foreign = [sign for sign in line if not sign.isascii()]
        if any(unicodedata.category(sign) in ("Cc", "Co", "Cn") for sign in foreign):
            return ()
        at = line.find(foreign[0]) if foreign else 0
        start = max(0, at - SAMPLE_WIDTH // 2)
        lines.append(line[start : start + SAMPLE_WIDTH].strip())
    return tuple(dict.fromkeys(lines))[:SAMPLE_LINES]


def _fits(file: OpenedFile) -> bool:
    """Whether the whole file can be read in its encoding."""
    try:
        with file.text() as text:
            while text.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True
