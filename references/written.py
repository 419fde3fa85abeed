"""The fields of a work as people read them, never as data. Pure."""

from typing import Any

from references.choices import CslType
from references.layouts.names import written_authors
from references.layouts.profiles.own import COLUMNS

LABELS = COLUMNS | {"authors_truncated": "Author list is cut short", "line": "Line"}
# What the codecs that are proposed are called (`references.layouts.encodings`).
ENCODINGS = {
    "cp1252": "Western European, Windows (1252)",
    "iso8859_1": "Western European (ISO 8859-1)",
    "iso8859_15": "Western European with the euro (ISO 8859-15)",
    "mac_roman": "Western European, old Mac (Mac Roman)",
    "cp850": "Western European, DOS (850)",
    "cp437": "US English, DOS (437)",
    "cp1250": "Central European, Windows (1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp1251": "Cyrillic, Windows (1251)",
    "iso8859_5": "Cyrillic (ISO 8859-5)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek, Windows (1253)",
    "iso8859_7": "Greek (ISO 8859-7)",
    "cp1254": "Turkish, Windows (1254)",
    "iso8859_9": "Turkish (ISO 8859-9)",
    "cp1255": "Hebrew, Windows (1255)",
    "cp1256": "Arabic, Windows (1256)",
    "cp1257": "Baltic, Windows (1257)",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "big5": "Chinese, traditional (Big5)",
    "euc_kr": "Korean (EUC)",
}


def encoding_name(codec: str) -> str:
    """What people call an encoding."""
    return ENCODINGS.get(codec, codec)


def label(name: str) -> str:
    """What a field is called on pages; the name of a file's column stays as the file has it."""
    return LABELS.get(name, name)


def written(name: str, value: Any) -> str:
    """One value in words; nothing where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if name == "authors":
        return written_authors(value, truncated=False)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(dict(CslType.choices).get(value, value)) if name == "csl_type" else str(value)
