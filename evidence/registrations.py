"""Numbers of trial registries, in one form. Pure.

Registries and the forms of their numbers: WHO ICTRP, "Data providers"
(https://www.who.int/tools/clinical-trials-registry-platform).
"""

import re
import unicodedata

DASHES = re.compile("[‐‑‒–—−\u00ad]")
BETWEEN = r"[\s:#/.-]*(?:(?:registration|identifier|number|no|id)\b[\s:#/.-]*)*"

# The registry as it is written, its number, and how many digits it has. What follows must be no digit:
# a number that is too long is a misprint, and names no trial.
REGISTRIES: tuple[tuple[str, str], ...] = (
    ("NCT", rf"NCT{BETWEEN}(\d{{8}})"),
    ("ISRCTN", rf"ISRCTN{BETWEEN}(\d{{8}})"),
    ("DRKS", rf"DRKS{BETWEEN}(\d{{8}})"),
    ("ACTRN", rf"ACTRN{BETWEEN}(\d{{14}})"),
    ("ChiCTR", rf"ChiCTR{BETWEEN}(\d{{10}})"),
    ("ChiCTR-", r"ChiCTR[\s-]*([A-Z]{2,4}[\s-]*\d{8})"),
    ("UMIN", rf"(?:JPRN[\s-]*)?UMIN(?:[\s-]*CTR)?{BETWEEN}(\d{{9}})"),
    ("jRCT", rf"(?:JPRN[\s-]*)?jRCT{BETWEEN}(s?\d{{9,10}})"),
    ("JapicCTI-", rf"(?:JPRN[\s-]*)?JapicCTI{BETWEEN}(\d{{6}})"),
    ("JMA-IIA", rf"(?:JPRN[\s-]*)?JMA[\s-]*IIA{BETWEEN}(\d{{5}})"),
    ("CTRI/", r"CTRI[\s/-]*((?:19|20)\d{2}/\d{2,3}/\d{6})"),
    ("IRCT", rf"IRCT{BETWEEN}(\d{{11,14}}N\d{{1,3}})"),
    ("KCT", rf"KCT{BETWEEN}(\d{{7}})"),
    ("NTR", rf"NTR{BETWEEN}(\d{{3,4}})"),
    ("PACTR", rf"PACTR{BETWEEN}(\d{{15,16}})"),
    ("TCTR", rf"TCTR{BETWEEN}(\d{{11}})"),
    ("RBR-", r"RBR[\s-]+([a-z0-9]{6,7})"),
    ("RPCEC", rf"RPCEC{BETWEEN}(\d{{8}})"),
    ("SLCTR/", r"SLCTR[\s/-]*(\d{4}/\d{3})"),
    ("EUCT ", r"(20\d{2}-5\d{5}-\d{2})(?:-\d{2})?"),
    ("EudraCT ", r"(20\d{2}-0\d{5}-\d{2})"),
)
IN_SMALL_LETTERS = ("jRCT", "RBR-")
FORMS = [(name, re.compile(rf"(?<![A-Za-z0-9]){form}(?!\d)", re.I)) for name, form in REGISTRIES]


def registrations(text: str) -> tuple[str, ...]:
    """Every trial registration that a text names, each once, sorted, in the form of its registry.

    Spaces, case, hyphens and "registration number:" before the digits make no difference. Numbers of no known
    registry are not found.
    """
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", text))
    found = set()
    for name, form in FORMS:
        for match in form.finditer(plain):
            number = re.sub(r"[\s-]+", "-", match[1])
            found.add(name + (number.lower() if name in IN_SMALL_LETTERS else number.upper()))
    return tuple(sorted(found))


def trials_of(cell: str) -> frozenset[str]:
    """The trials that a cell for registrations names: their numbers, else its words as a name of their own."""
    named = registrations(cell)
    if named:
        return frozenset(named)
    words = " ".join(DASHES.sub("-", unicodedata.normalize("NFKC", cell)).casefold().split())
    return frozenset({words} - {""})
