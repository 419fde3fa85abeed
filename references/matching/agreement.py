"""What one description of a work adds to another, and where it says something else. Pure."""

from typing import Any

from references.identifiers import title_key
from references.works import Fields, blank, same

LISTS = ("publication_types", "mesh_terms")
# The type is what a format makes of a work; the mark of a cut list goes with its authors.
SAY_NOTHING = ("csl_type", "authors_truncated")


def agrees(name: str, one: Any, other: Any) -> bool:
    """Whether two values of one field say the same; of lists, whether the second says nothing more."""
    if name == "title":
        return title_key(one) == title_key(other)
    if name in LISTS:
        return set(other) <= set(one)
    return same(name, one, other)


def added(known: Fields, given: Fields) -> tuple[Fields, Fields]:
    """The blanks of a description that another fills, and the fields in which it says something else.

    A blank says nothing. Of authors only a list that is marked as cut may be shorter: it says nothing as far as
    it agrees, and a longer list that begins with it completes it.
    """
    fills: Fields = {}
    differs: Fields = {}
    for name, value in given.items():
        if blank(value) or name in SAY_NOTHING:
            continue
        if name == "authors":
            _add_authors(known, given, fills, differs)
        elif blank(known.get(name)):
            fills[name] = value
        elif not agrees(name, known[name], value):
            differs[name] = value
    return fills, differs


def _add_authors(known: Fields, given: Fields, fills: Fields, differs: Fields) -> None:
    now, said = known.get("authors") or [], given["authors"]
    was_cut, is_cut = bool(known.get("authors_truncated")), bool(given.get("authors_truncated"))
    named: Fields = {"authors": said}
    if was_cut != is_cut:
        named["authors_truncated"] = is_cut
    if not now or (was_cut and len(said) > len(now) and same("authors", said[: len(now)], now)):
        fills |= named
    elif not same("authors", now[: len(said)] if is_cut else now, said):
        differs |= named


def united(name: str, known: Any, given: Any) -> Any:
    """What a field becomes when a given value is taken: a list keeps what it has."""
    if name not in LISTS:
        return given
    return [*known, *(one for one in dict.fromkeys(given) if one not in known)]
