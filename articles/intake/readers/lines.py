"""The lines of a pasted text: which are page chrome, which are the body, which the reference list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from articles.intake.cleaning import clean
from articles.intake.model import DroppedLine

_CHROME = re.compile(
    r"(?:top of page|bottom of page|back to top|skip to (?:main )?content|(?:no )?comments?(?: yet)?"
    r"|(?:write|leave|add|post) a (?:comment|reply)|post not marked as liked|(?:recent|related) posts"
    r"|see all|all posts|log ?in(?: ?/ ?sign up)?|sign (?:up|in)|subscribe(?: now)?|menu|tweet"
    r"|share(?: this(?: post| article)?)?|print(?: this page)?|like|copy link|(?:read|load) more"
    r"|(?:accept|decline|reject) all(?: cookies)?|cookie settings|privacy policy"
    r"|terms (?:of use|and conditions)|all rights reserved|use tab to navigate through the menu items"
    r"|facebook|twitter|linkedin|whatsapp|instagram|\d+ (?:comments?|views?|likes?)"
    r"|\d+ min(?:ute)?s? read|page \d+(?: of \d+)?|(?:©|\(c\)|copyright\b).{0,150})[.…]*",
    re.I,
)
_AFTER_THE_ARTICLE = re.compile(r"(?:(?:\d+ )?comments?|(?:write|leave) a comment)[.…]*", re.I)
_RULER = "a ruler"
_RULE = re.compile(r"[-_*=~#\s]{3,}")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?:(?:published|updated|posted|last (?:updated|reviewed))(?: on)?:? )?"
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}}\.? {_MONTH},? \d{{4}})",
    re.I,
)
_BYLINE = re.compile(
    r"(?:[Bb]y|[Aa]uthors?:|[Ww]ritten by|[Rr]eviewed by|[Mm]edically reviewed by)"
    r"(?:,? (?:and |& )?[^\W\d_a-z][\w.'’-]*){2,12}"
)
_LIST_HEADING = re.compile(
    r"(?:#+ *)?(?:\d+[.)]? )?\**(?:references?(?: list| cited)?|list of references|bibliography"
    r"|(?:works|literature) cited)\**:?",
    re.I,
)
_DOUBTFUL_LIST_HEADING = re.compile(
    r"(?:#+ *)?(?:\d+[.)]? )?\**(?:sources?|literature|citations?|further reading|notes)\**:?", re.I
)
_AFTER_THE_LIST = re.compile(
    r"(?:#+ *)?(?:\d+[.)]? )?\**(?:acknowledge?ments?|appendix(?: \w+)?|funding|conflicts? of interests?"
    r"|competing interests|declarations?|disclosures?|disclaimer|about the authors?"
    r"|author contributions|glossary|(?:figure|table)s?(?: legends?| captions?)?)\**:?",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_REFERENCE_START = re.compile(
    r"(?:\[?\d{1,3}[\].)]\s*)?(?:(?:van|von|de[rn]?|della?|di|da|du|la|le|ten|ter|el|al)[ -])*"
    r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]+)?,? (?:[^\W\d_a-z]\.|[^\W\d_a-z]{1,3}[,. ])"
)


@dataclass(frozen=True)
class Line:
    """One line that was kept. `after_blank` says that the line before it was empty or dropped."""

    number: int
    raw: str
    text: str
    after_blank: bool


@dataclass(frozen=True)
class Sorted:
    """The lines of a text, each in exactly one place (blank lines are in none)."""

    body: tuple[Line, ...]
    references: tuple[Line, ...]
    dropped: tuple[DroppedLine, ...]


def is_list_heading(text: str) -> bool:
    """Whether a line is the heading of a reference list."""
    return bool(_LIST_HEADING.fullmatch(text))


def looks_like_a_reference(text: str) -> bool:
    """Whether a line begins with an author's name and initials and names a year."""
    return bool(_REFERENCE_START.match(text) and _YEAR.search(text))


def sort_lines(raw_lines: Iterable[str]) -> Sorted:
    """Sort the lines of a text into body, reference list and what is no part of the article."""
    lines: list[Line] = []
    dropped: list[DroppedLine] = []
    article_ends: list[int] = []
    after_blank = True
    for number, raw in enumerate(raw_lines, start=1):
        text = clean(raw)
        why = _why_no_content(text)
        if why == _RULER and not after_blank and _can_be_underlined(text, lines[-1].text):
            lines[-1] = replace(lines[-1], text=("# " if "=" in text else "## ") + lines[-1].text)
            why = "underline of a heading"
        if _AFTER_THE_ARTICLE.fullmatch(text):
            article_ends.append(len(lines))
        if why:
            dropped.append(DroppedLine(number, text, why))
        elif text:
            lines.append(Line(number, raw, text, after_blank))
        after_blank = bool(why) or not text
    heading = _list_heading(lines)
    if heading is None:
        start = _list_without_heading(lines)
        return Sorted(tuple(lines[:start]), tuple(lines[start:]), tuple(dropped))
    end = next((end for end in article_ends if end > heading), len(lines))
    again = next(
        (at for at in range(heading + 1, end) if _AFTER_THE_LIST.fullmatch(lines[at].text)), end
    )
    dropped.append(_drop(lines[heading], "heading of the reference list"))
    dropped += [_drop(line, "after the article: reader comments") for line in lines[end:]]
    return Sorted(
        body=tuple(lines[:heading] + lines[again:end]),
        references=tuple(lines[heading + 1 : again]),
        dropped=tuple(sorted(dropped, key=lambda line: line.line)),
    )


def _drop(line: Line, why: str) -> DroppedLine:
    return DroppedLine(line.number, line.text, why)


def _why_no_content(text: str) -> str:
    """Why a line is no part of the article; nothing if it is, or is blank."""
    if _CHROME.fullmatch(text):
        return "page chrome"
    if _RULE.fullmatch(text):
        return _RULER
    if _DATE.fullmatch(text):
        return "date of the page"
    if _BYLINE.fullmatch(text):
        return "byline"
    return ""


def _can_be_underlined(rule: str, text: str) -> bool:
    return set(rule) <= {"="} or (
        set(rule) <= {"-"} and len(text) <= 120 and text[-1] not in ".!;,"
    )


def _list_heading(lines: Sequence[Line]) -> int | None:
    """Where the reference list begins: the last such heading with references under it, else the last."""
    named = [at for at, line in enumerate(lines) if _LIST_HEADING.fullmatch(line.text)]
    followed = [
        at
        for at, line in enumerate(lines)
        if (_LIST_HEADING.fullmatch(line.text) or _DOUBTFUL_LIST_HEADING.fullmatch(line.text))
        and any(looks_like_a_reference(below.text) for below in lines[at + 1 : at + 4])
    ]
    return max(followed or named, default=None)


def _list_without_heading(lines: Sequence[Line]) -> int:
    """Where a list of at least two references at the very end begins; the end if there is none."""
    start = len(lines)
    while start and looks_like_a_reference(lines[start - 1].text):
        start -= 1
    return start if len(lines) - start >= 2 else len(lines)
