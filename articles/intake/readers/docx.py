"""An article from a Word file: mammoth makes HTML of it, which is read like a page.

A .docx is a zip of XML, so it is weighed before it is opened: many or huge parts, and XML that declares
entities, are refused. Pictures are not read, only what is said of them.
"""

import io
import zipfile
import zlib
from typing import Any

import mammoth

from articles.intake.model import ArticleRefused

MOST_BYTES = 30_000_000
_MOST_PARTS = 3_000
_MOST_UNPACKED = 300_000_000
_MOST_XML = 25_000_000
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
"""
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    "The Word file cannot be read: open it in Word, save it again as .docx, and try once more."
)


def docx_to_html(content: bytes) -> str:
    """The text of a Word file as HTML. Refuses what is none, what is too large, and what is a trap."""
    if content.startswith(_OLD_WORD):
        raise ArticleRefused(
            "This is an old Word file (.doc): open it in Word or LibreOffice, save it as .docx, and send that."
        )
    if len(content) > MOST_BYTES:
        raise ArticleRefused(
            f"The Word file has {len(content):,} bytes and an article at most {MOST_BYTES:,}:"
            " take its pictures out and send it again."
        )
    try:
        _refuse_traps(content)
        result = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(_no_picture),
            external_file_access=False,
        )
    except ArticleRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, RecursionError) as error:
        raise ArticleRefused(_BROKEN) from error
    except Exception as error:
        # Mammoth reads XML with the standard library and lets its errors, and its own, through.
        raise ArticleRefused(_BROKEN) from error
    return str(result.value)


def _no_picture(image: Any) -> dict[str, str]:
    return {"src": ""}


def _refuse_traps(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = file.infolist()
        if "word/document.xml" not in {part.filename for part in parts}:
            raise ArticleRefused("This is no Word file: send a .docx, a web page, or plain text.")
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED:
            raise ArticleRefused(
                f"The Word file unpacks to {unpacked:,} bytes in {len(parts):,} parts, as no article"
                " does: save its text alone and send that."
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _refuse_trap(file, part)


def _refuse_trap(file: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part of XML that is too large or declares entities; its stated size may lie."""
    with file.open(part) as opened:
        xml = opened.read(_MOST_XML + 1)
    if len(xml) > _MOST_XML:
        raise ArticleRefused(
            f"The Word file holds {part.filename} of more than {_MOST_XML:,} bytes, as no article"
            " does: save its text alone and send that."
        )
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"<\x00!\x00" in xml:
        raise ArticleRefused(
            f"The Word file declares entities in {part.filename}, as Word never does: save it again"
            " as .docx."
        )
