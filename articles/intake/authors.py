"""The authors of a reference, in the spellings that lists use."""

import re

from articles.intake.model import Author

_PARTICLE = (
    r"(?:van|von|vom|zu|de|der|den|del|della|di|da|dos|du|la|le|el|al|ten|ter|bin|ibn|st\.?)"
)
_FAMILY = (
    rf"(?:{_PARTICLE}[ -])*[^\W\d_][\w'’-]+"
    rf"(?: (?!and\b|et\b)(?:{_PARTICLE} )*[^\W\d_a-z][\w'’-]+)?"
)
_INITIAL = r"[^\W\d_a-z][^\W\d_]?\."
_COMMA_INITIALS = re.compile(
    rf"(?P<family>{_FAMILY}), ?(?P<given>{_INITIAL}(?:[ -]*{_INITIAL})*)(?:,? (?:Jr|Sr|I{{2,3}})\.?)?"
)
_BARE_INITIALS = re.compile(
    rf"(?P<family>{_FAMILY}),? (?P<given>[^\W\d_a-z](?:-?[^\W\d_a-z]){{0,3}})(?: (?:Jr|Sr|[23]rd|2nd))?"
    r"(?=[,.;:&( ]|$)"
)
_INITIALS_FIRST = re.compile(rf"(?P<given>{_INITIAL}(?:[ -]*{_INITIAL})*) ?(?P<family>{_FAMILY})")
_FULL_NAMES = re.compile(
    rf"(?P<family>{_FAMILY}), (?P<given>[^\W\d_a-z][\w'’-]+(?: {_INITIAL}| [^\W\d_a-z][\w'’-]+)?)"
)
_GIVEN_FIRST = re.compile(
    rf"(?P<given>[^\W\d_a-z][\w'’-]+(?: (?:{_INITIAL}|[^\W\d_a-z]|[^\W\d_a-z][\w'’-]+)){{0,2}}) "
    rf"(?P<family>(?:{_PARTICLE} )*[^\W\d_a-z][\w'’-]+)"
)
_BODY = re.compile(
    r"\b(?:Academy|Advisor|Agency|Association|Board|Cent(?:er|re)s?|Clinic|College|Collaboration|Commission"
    r"|Committee|Consortium|Council|Department|Federation|Foundation|Group|Health|Hospital|Initiative"
    r"|Institutes?|League|Library|Ministry|Network|Office|Organi[sz]ation|Program(?:me)?|Service|Society"
    r"|Team|Trust|Union|University)\b",
    re.I,
)
_SPELLINGS = (_COMMA_INITIALS, _BARE_INITIALS, _INITIALS_FIRST, _FULL_NAMES)
_ORGANISATION = re.compile(r"[^,;&]+")
_SEPARATOR = re.compile(r"[\s,;.&]*(?:and\b)?[\s,;.&]*")
_TRUNCATED = re.compile(
    r"\bet al\b\.?|…|\.\s?\.\s?\.|,\s*\.\s*,?\s*(?=&|and\b|$)|\band others\b", re.I
)
_BETWEEN_BARE_NAMES = re.compile(
    r"(?P<end>,? ?(?:et al\.?|and others|…)[.,:;]?\s*|[.:]\s+)|,? and |[,;&]\s*(?:& ?)?(?!et al|and others)"
)
_EDITORS = re.compile(r"\(?\b(?:[Ee]ds?\b\.?|[Ee]ditors?\b)\)?")


def parse_authors(text: str) -> tuple[tuple[Author, ...], bool]:
    """The authors named in the author part of a reference, and whether it says that it left some out.

    An ellipsis that broke into ",. &" says so too; it is no author.
    """
    truncated = bool(_TRUNCATED.search(text))
    names = _EDITORS.sub(" ", _TRUNCATED.sub(" , ", text)).strip(" ,;:&")
    authors: list[Author] = []
    position = 0
    while position < len(names):
        match = _next_name(names, position)
        authors.append(match[0])
        separator = _SEPARATOR.match(names, match[1])
        position = separator.end() if separator else match[1]
    named = [author for author in authors if any(map(str.isalpha, author.family))]
    return tuple(person for author in named for person in _people(author, len(named))), truncated


def _people(author: Author, number: int) -> tuple[Author, ...]:
    """Hana Tanaka in a list of several names is a person; alone it might as well be a body."""
    names = author.family.split(" and ")
    if author.given or _BODY.search(author.family) or len(names) + number < 3:
        return (author,)
    matches = [_GIVEN_FIRST.fullmatch(name) for name in names]
    people = tuple(Author(match["family"], match["given"]) for match in matches if match)
    return people if len(people) == len(names) else (author,)


def end_of_bare_names(text: str) -> int:
    """Where a list of names with bare initials ("Okafor CE, Berg T, et al.") ends; 0 if there is none."""
    position = 0
    while match := _BARE_INITIALS.match(text, position):
        separator = _BETWEEN_BARE_NAMES.match(text, match.end())
        if separator is None or separator.lastgroup == "end":
            return separator.end() if separator else 0
        position = separator.end()
    return 0


def _next_name(names: str, position: int) -> tuple[Author, int]:
    """The name at a position and where it ends: a person's in any spelling, else an organisation's."""
    for spelling in _SPELLINGS:
        if match := spelling.match(names, position):
            return Author(match["family"], match["given"]), match.end()
    match = _ORGANISATION.match(names, position)
    end = match.end() if match else len(names)
    return Author(names[position:end].rstrip(". ")), end
