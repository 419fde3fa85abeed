"""Identifiers in their one canonical form, and the keys by which titles are compared. Pure.

Each reader (`doi`, `pmid`, `pmcid`, `orcid`) takes what a person or a file wrote and returns the canonical
text, None for a blank, or raises `NotAnIdentifier`, which says what is wrong and what to do about it.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from references.refusals import Refused

DOI_MAX = 300
TITLE_KEY_MAX = 500
SAME_BEGINNING = 30

DOI = re.compile(r"10\.\d{4,9}/\S+")
# What nearly every file has: canonical already but for its case. Read by one match instead of forty.
PLAIN_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9./()_:-]{0,80}[A-Za-z0-9]")
PLAIN_PMID = re.compile(r"[1-9][0-9]{0,8}")
PLAIN_PMCID = re.compile(r"PMC[1-9][0-9]{0,11}")
DOI_LABEL = re.compile(
    r"(?:\s*(?:digital object identifier|urn:doi|info:doi|doi)\s*[:/=]?\s*)+", re.I
)
ADDRESS = re.compile(
    r"^(?:https?://(?:dx\.)?doi\.org/(?=https?:))?(?:https?:)?/{0,2}(?=(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?]|$))",
    re.I,
)
DOI_HOST = re.compile(r"^(?:www\.|dx\.)*doi\.org$|(?:^|\.)doi-org\.", re.I)
PUBLISHER_TAIL = re.compile(
    r"(?:/(?:full|abs|abstract|pdf|epdf|pdfdirect|html|meta|summary|references|fulltext|figures|"
    r"full-text|media|related)(?:/html|/pdf)?|\.pdf|\.html?|\.full|\.abstract|\.full-text)+/?$",
    re.I,
)
PREPRINT_VERSION = re.compile(r"^(10\.1101/[\d.]+?)v\d+.*$")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
PMID_LABEL = re.compile(
    r"^(?:(?:https?:)?/*(?:www\.|m\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed|"
    r"pubmed\.gov)/(?:\?term=)?|info:pmid/|(?:pmid|pubmed(?:\s*id)?|medline)\s*[:#=]?\s*)+",
    re.I,
)
PMCID_LABEL = re.compile(
    r"^(?:(?:https?:)?/*(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc|europepmc\.org)"
    r"/(?:articles?/)?(?:pmc/)?|pmcid\s*[:#=]?\s*)+",
    re.I,
)
TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|sc|italic|bold|span|p|jats:\w+|mml:\w+)(?:\s[^<>]*)?/?>", re.I
)
RETRACTED_LABEL = re.compile(
    r"^\W*(?:retracted|withdrawn)(?:\s+(?:article|paper))?\s*[:\]]\s*", re.I
)
NO_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
NOTHING = frozenset({"", "0", "unavailable", "none", "null", "na", "n/a", "nan", "-", "unknown"})


class NotAnIdentifier(Refused):
    """What was written is no identifier of this kind: the value, why, and how to mend it."""

    def __init__(self, value: str, reason: str, mend: str) -> None:
        super().__init__(f"{reason} {mend}")
        self.value = value
        self.reason = reason
        self.mend = mend


def visible(text: object) -> str:
    """The text as a reader sees it: entities resolved, compatibility forms folded, nothing invisible."""
    seen = html.unescape(html.unescape("" if text is None else str(text)))
    seen = unicodedata.normalize("NFKC", seen)
    kept = []
    for sign in seen:
        kind = unicodedata.category(sign)
        if sign.isspace() or kind.startswith("Z"):
            kept.append(" ")
        elif kind not in ("Cf", "Cc", "Cs", "Co", "Cn"):
            kept.append(sign)
    return "".join(kept).strip()


def doi(text: object) -> str | None:
    """A DOI as `10.<registrant>/<suffix>`, ASCII letters lower-case; None for a blank.

    DOIs compare without regard to the case of ASCII letters (DOI Handbook 2.4); brackets and signs such
    as < > ; ( ) belong to a suffix, as in old SICI DOIs, when they are balanced.
    """
    value = "" if text is None else str(text)
    if not value:
        return None
    if PLAIN_DOI.fullmatch(value):
        return value.lower()
    seen = visible(text).translate(DASHES)
    if not seen:
        return None
    if seen.endswith("..."):
        raise NotAnIdentifier(value, "This DOI is cut short.", "Copy the whole DOI from the paper.")
    seen = re.sub(r"\s*\[(?:doi|pii)\]\s*$", "", seen, flags=re.I)
    seen = re.sub(r"</\w+>\s*$", "", seen).strip("\"'“”‘’ ")
    seen = re.sub(r"^[<\[({]+(?=\s*(?:doi\b|https?:|10\.))", "", seen, flags=re.I)
    labelled = DOI_LABEL.match(seen)
    if labelled and not re.match(r"doi\.org", seen, re.I):
        seen = seen[labelled.end() :]
    found = _in_address(seen) if ADDRESS.match(seen) else _bare(seen)
    if found is None:
        raise _no_doi(value, seen)
    if " " in found:
        raise NotAnIdentifier(
            value, "There is more in this cell than one DOI.", "Leave only the DOI, without spaces."
        )
    canonical = _without_tail(found)
    if len(DOI.findall(canonical)) != 1 or not re.fullmatch(DOI, canonical):
        raise _no_doi(value, seen)
    if re.search(r"[;,|](?:https?://|doi:)?(?:\w+\.)*(?:doi\.org/)?10\.\d{4,9}/", canonical, re.I):
        raise NotAnIdentifier(
            value, "There is more than one DOI.", "Leave only the DOI of this work."
        )
    if len(canonical) > DOI_MAX:
        raise NotAnIdentifier(
            value, f"This DOI is longer than {DOI_MAX} characters.", "Check it against the paper."
        )
    return _lower_ascii(canonical)


def _no_doi(value: str, seen: str) -> NotAnIdentifier:
    if re.fullmatch(r"(?:pmid\W*)?\d{1,9}", seen, re.I):
        return NotAnIdentifier(
            value, "This is a number, as PMIDs are.", "Move it to the PMID column."
        )
    if re.match(r"pmc(?:id)?\W*(?:pmc)?\d", seen, re.I):
        return NotAnIdentifier(value, "This is a PMCID.", "Move it to the PMCID column.")
    if ADDRESS.match(seen):
        return NotAnIdentifier(
            value, "This address contains no DOI.", "Move it to the URL column, or look up the DOI."
        )
    return NotAnIdentifier(
        value,
        "This is not a DOI.",
        "A DOI looks like 10.1000/xyz123; leave the cell empty if there is none.",
    )


def _bare(seen: str) -> str | None:
    """A DOI that stands by itself, percent escapes resolved."""
    plain = unquote(seen) if re.search(r"%[0-9A-Fa-f]{2}", seen) else seen
    return re.sub(r"\?utm_.*$", "", plain) if DOI.match(plain) else None


def _in_address(seen: str) -> str | None:
    """The DOI inside a web address: a resolver's, or a publisher's without its query, view and file type."""
    bare = ADDRESS.sub("", seen)
    host = bare.partition("/")[0].partition("?")[0].partition(":")[0]
    if DOI_HOST.search(host):
        rest = re.sub(r"#(?=\w).*$", "", bare.partition("/")[2])
        rest = unquote(re.sub(r"\?(?=[\w.-]+(?:=|$)).*$", "", rest))
        return _bare(DOI_LABEL.sub("", rest, count=1) if DOI_LABEL.match(rest) else rest)
    parts = urlsplit("//" + bare.replace(" ", "%20"))
    in_path = DOI.search(unquote(parts.path))
    if in_path:
        found = PUBLISHER_TAIL.sub("", in_path.group())
        return PREPRINT_VERSION.sub(r"\1", found)
    in_query = DOI.search(unquote(re.sub(r"&.*$", "", parts.query)))
    return in_query.group() if in_query else None


def _without_tail(found: str) -> str:
    """The DOI without the punctuation of the sentence or the brackets it stood in."""
    while found:
        last = found[-1]
        if last in ".,;:'\"”’»/|" or (
            last in PAIRS and found.count(last) > found.count(PAIRS[last])
        ):
            found = found[:-1]
        else:
            break
    return found


def _lower_ascii(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def pmid(text: object) -> str | None:
    """A PMID: one to nine digits, the first not zero; None for a blank."""
    value = "" if text is None else str(text)
    if not value or PLAIN_PMID.fullmatch(value):
        return value or None
    seen = visible(text).translate(DASHES)
    if not seen:
        return None
    bare = PMID_LABEL.sub("", seen).strip(" .;,/[]()")
    if re.fullmatch(r"0*[1-9]\d{0,8}", bare, re.ASCII):
        return bare.lstrip("0")
    if re.fullmatch(r"\d+(?:\.\d+)?e\+?\d+", bare, re.I):
        raise NotAnIdentifier(
            value,
            "A spreadsheet turned this PMID into scientific notation; digits may be lost.",
            "Format the column as text and enter the PMID again.",
        )
    if re.fullmatch(r"\d+\.\d*", bare):
        raise NotAnIdentifier(
            value,
            "A spreadsheet turned this PMID into a decimal number.",
            f"Write {bare.partition('.')[0]} if that is the PMID, and format the column as text.",
        )
    if re.match(r"pmc(?:id)?\W*(?:pmc)?\d", bare, re.I):
        raise NotAnIdentifier(value, "This is a PMCID, not a PMID.", "Move it to the PMCID column.")
    if DOI.search(bare):
        raise NotAnIdentifier(value, "This is a DOI, not a PMID.", "Move it to the DOI column.")
    if re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", bare):
        raise NotAnIdentifier(
            value, "This PMID has separators in it.", f"Write {re.sub(r'[^0-9]', '', bare)}."
        )
    if re.fullmatch(r"\d+(?:\s*[;,|/ ]\s*\d+)+", bare):
        raise NotAnIdentifier(
            value, "There is more than one PMID.", "Leave only the PMID of this work."
        )
    if re.fullmatch(r"0+", bare):
        raise NotAnIdentifier(value, "No PMID is zero.", "Leave the cell empty if there is none.")
    if re.fullmatch(r"\d{10,}", bare):
        raise NotAnIdentifier(
            value, "This number is too long for a PMID.", "Check it against PubMed."
        )
    raise NotAnIdentifier(
        value,
        "This is not a PMID.",
        "A PMID is a number such as 12345678; leave the cell empty if there is none.",
    )


def pmcid(text: object) -> str | None:
    """A PMCID as `PMC` and digits, without a version; None for a blank."""
    value = "" if text is None else str(text)
    if not value or PLAIN_PMCID.fullmatch(value):
        return value or None
    seen = visible(text).translate(DASHES)
    if not seen:
        return None
    bare = PMCID_LABEL.sub("", seen).strip(" .;,/[]()")
    found = re.fullmatch(r"pmc\s*(0*[1-9]\d{0,11})(?:\.\d+)?", bare, re.I | re.ASCII)
    if found:
        return "PMC" + found.group(1).lstrip("0")
    if re.fullmatch(r"\d+(?:\.0*)?", bare):
        raise NotAnIdentifier(
            value,
            "A number alone may be a PMID or a PMCID.",
            "Write PMC before it, or move it to the PMID column.",
        )
    if DOI.search(bare):
        raise NotAnIdentifier(value, "This is a DOI, not a PMCID.", "Move it to the DOI column.")
    raise NotAnIdentifier(
        value,
        "This is not a PMCID.",
        "A PMCID looks like PMC1234567; leave the cell empty if there is none.",
    )


def orcid(text: object) -> str | None:
    """An ORCID iD as four groups of four, its check digit right (ISO 7064 MOD 11-2); None for a blank."""
    value = "" if text is None else str(text)
    seen = visible(text).translate(DASHES)
    if not seen:
        return None
    bare = re.sub(
        r"^(?:https?://)?(?:www\.)?orcid\.org/|^orcid(?:\s*id)?\s*:?\s*", "", seen, flags=re.I
    )
    signs = re.sub(r"[-\s]", "", bare.strip(" /.")).upper()
    if not re.fullmatch(r"\d{15}[\dX]", signs, re.ASCII):
        raise NotAnIdentifier(
            value, "This is not an ORCID iD.", "It looks like 0000-0002-1825-0097."
        )
    total = 0
    for digit in signs[:15]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    if signs[15] != ("X" if rest == 10 else str(rest)):
        raise NotAnIdentifier(
            value, "The check digit of this ORCID iD is wrong.", "Copy it again from orcid.org."
        )
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def notice_identifier(text: object, read: Callable[[object], str | None]) -> str | None:
    """An identifier as datasets of notices give it: "0", "unavailable" and what cannot be read are blank.

    A notice is kept with its raw cells whatever its identifiers are worth, so nothing is lost here.
    """
    if visible(text).strip(" ;,").lower() in NOTHING:
        return None
    try:
        return read(visible(text).strip(" ;,"))
    except NotAnIdentifier:
        return None


def title_key(text: object) -> str:
    """Letters and digits of a title, decomposed and lower-case: what two spellings of it share.

    Tags, accents, case, punctuation and a publisher's label "RETRACTED:" do not count. At most 500 signs.
    """
    plain = "" if text is None else str(text)
    if plain.isascii() and "<" not in plain and "&" not in plain:
        plain = plain.lower()
        if "retracted" in plain or "withdrawn" in plain:
            plain = RETRACTED_LABEL.sub("", plain)
        return plain.translate(NO_SIGNS)[:TITLE_KEY_MAX]
    plain = RETRACTED_LABEL.sub("", TAG.sub("", html.unescape(plain)))
    folded = unicodedata.normalize("NFKD", plain).casefold()
    kept = "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")
    return kept[:TITLE_KEY_MAX]


def titles_agree(one: str, other: str) -> bool:
    """Whether two title keys are the same, or one is the other without its subtitle (30 signs at least)."""
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SAME_BEGINNING and longer.startswith(shorter)
