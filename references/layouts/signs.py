"""What a file is by its content, where that is nothing we read. Pure."""

import re

from references.layouts.rows import FileRefused, Opened

LOOKED_AT = 1 << 16
EXPORT = "Export the references as RIS, BibTeX, CSV or another format of the list."
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
BINARY = (
    (b"%PDF-", "a PDF", "Export the references from the program that made it, as RIS or CSV."),
    (b"\x89PNG", "an image", EXPORT),
    (b"\xff\xd8\xff", "an image", EXPORT),
    (b"GIF8", "an image", EXPORT),
    (b"BM\x00", "an image", EXPORT),
    (b"II*\x00", "an image", EXPORT),
    (b"MM\x00*", "an image", EXPORT),
    (b"MZ", "a program", EXPORT),
    (b"\x7fELF", "a program", EXPORT),
    (b"\xca\xfe\xba\xbe", "a program", EXPORT),
    (b"\xfe\xed\xfa", "a program", EXPORT),
    (b"\xcf\xfa\xed\xfe", "a program", EXPORT),
    (b"SQLite format 3\x00", "a database", EXPORT),
    (b"Rar!", "an archive", "Unpack it and choose a file in it."),
    (b"7z\xbc\xaf\x27\x1c", "an archive", "Unpack it and choose a file in it."),
    (b"\xfd7zXZ\x00", "an archive", "Unpack it and choose the file in it."),
    (b"BZh", "an archive", "Unpack it and choose the file in it."),
    (b"\x28\xb5\x2f\xfd", "an archive", "Unpack it and choose the file in it."),
    (b"\x1f\x8b", "an archive in an archive", "Unpack it and choose the file in it."),
    (b"PK\x03\x04", "an archive in an archive", "Unpack it and choose the file in it."),
    (b"%!PS", "a PostScript file", EXPORT),
    (b"{\\rtf", "a rich text document", EXPORT),
    (b"PAR1", "a Parquet file", "Save it as CSV."),
    (b"RDX3\n", "a file of R", "Write it as CSV."),
    (b"ID3", "a sound", EXPORT),
    (b"OggS", "a sound or a film", EXPORT),
    (b"RIFF", "a sound, a film or an image", EXPORT),
    (b"\x00\x00\x00\x18ftyp", "a film", EXPORT),
    (b"\x00\x00\x00\x20ftyp", "a film", EXPORT),
)
TAR = 257
# What Excel and Word write into an old compound document, as its directory spells it.
COMPOUND = (
    (
        "EncryptedPackage",
        "an Office file that is protected by a password",
        "Save it without a password.",
    ),
    ("Workbook", "an old Excel workbook (.xls)", "Save it as .xlsx or as CSV and try again."),
    ("Book", "an old Excel workbook (.xls)", "Save it as .xlsx or as CSV and try again."),
    ("WordDocument", "an old Word document (.doc)", EXPORT),
)
# Atomic and possessive, so that no file can make them slow.
WEB_PAGE = (
    r"(?><\?xml[^>]*>\s*|<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|title|meta|script|style|"
    r"table|div|span|form|p|br|h[1-6])\b"
)
MAIL = (
    r"(?:(?>received|return-path|delivered-to|mime-version|message-id|from|to|subject|date|x-[\w-]++):"
    r"[^\n]*\n(?>[ \t]+[^\n]*\n)*+){3}"
)
SQL = (
    r"(?>(?:--|/\*)[^\n]*\n\s*|set\s[^\n]*;\s*)*+(?:create\s+(?:table|database|schema)\b|insert\s+into\b|"
    r"drop\s+table\b|lock\s+tables\b|begin\s*;)"
)
TEXTS = tuple(
    (re.compile(r"\s*" + sign, re.I | re.S), what, mend)
    for sign, what, mend in (
        (WEB_PAGE, "a web page", "It may be a page to sign in. Download the export itself."),
        (r"\{\\rtf", "a rich text document", EXPORT),
        (MAIL, "an e-mail", "Save what is attached to it and choose that."),
        (SQL, "an SQL dump", "Export the table as CSV."),
        (r"\\documentclass|\\begin\{document\}", "a LaTeX document", "Choose its .bib file."),
        (r"begin:v(?:card|calendar)", "an address book or a calendar", EXPORT),
        (r"#!\s*/", "a program", EXPORT),
    )
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def is_zip(file: Opened) -> bool:
    """Whether it is an archive such as an XLSX."""
    return _beginning(file).startswith(ZIP)


def refuse_binary(file: Opened) -> None:
    """Refuse what by its first bytes is no text: a PDF, an image, an old Office file."""
    beginning = _beginning(file)
    if not beginning:
        raise FileRefused("This file is empty.", "Choose a file with references.")
    if beginning.startswith(OLE2):
        _refuse_compound(file, beginning)
    plain = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, what, mend in BINARY:
        if plain.startswith(sign) or beginning.startswith(sign):
            raise _not_a_list(what, mend)
    if beginning[TAR : TAR + 5] == b"ustar":
        raise _not_a_list("an archive", "Unpack it and choose a file in it.")
    if (
        len(CONTROLS.findall(beginning.replace(b"\x00", b"").decode("latin-1")))
        > len(beginning) / 20
    ):
        raise FileRefused("This file is not a text, and no workbook that we read.", EXPORT)


def refuse_text(beginning: str) -> None:
    """Refuse a text that by its first lines is something else: a web page, an e-mail, a dump."""
    if not beginning.strip():
        raise FileRefused("This file is empty.", "Choose a file with references.")
    for sign, what, mend in TEXTS:
        if sign.match(beginning):
            raise _not_a_list(what, mend)


def _beginning(file: Opened) -> bytes:
    with file.binary() as binary:
        return binary.read(LOOKED_AT)


def _refuse_compound(file: Opened, beginning: bytes) -> None:
    with file.binary() as binary:
        binary.seek(max(0, file.size - LOOKED_AT))
        seen = beginning + binary.read()
    for stream, what, mend in COMPOUND:
        if stream.encode("utf-16-le") in seen:
            raise FileRefused(f"This is {what}.", mend)
    raise FileRefused("This is an old Office file (.xls or .doc).", "Save it as .xlsx or as CSV.")


def _not_a_list(what: str, mend: str) -> FileRefused:
    return FileRefused(f"This is {what}, not a list of references.", mend)
