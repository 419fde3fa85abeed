"""Authors as files write them, and back. Pure."""

import re

Author = dict[str, str]

INITIALS = re.compile(r"(?:[^\W\d_a-z][^\W\d_A-Z]?){1,4}")
DOTTED = re.compile(r"(?:[^\W\d_a-z][^\W\d_A-Z]{0,2}\.[ -]?){1,5}")
SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?")
# What looks like initials behind a name and may be none: "Example JB III", "Example A et AL".
NOT_INITIALS = frozenset(("II", "III", "IV", "AL"))
ET_AL = re.compile(r"[,;&]?\s*(?:\bet\s+al\b\.?|\b(?:and|&)\s+others\b\.?|…|\.\.\.)\s*$", re.I)
OTHERS = re.compile(r"(?:and |& )?(?:et\s+al|others|…|\.\.\.)\.?", re.I)
NOBODY = frozenset(
    (
        "anonymous",
        "anon",
        "no authors listed",
        "no author",
        "no author name available",
        "none",
        "null",
        "n/a",
        "na",
        "nan",
        "-",
    )
)
GROUP = re.compile(
    r"\b(?:group|collaborat\w+|consortium|investigators|committee|department|university|universit\w{1,2}|"
    r"institute|institut\w?|association|society|organi[sz]ation|network|ministry|foundation|agency|"
    r"council|task force|working party|centers?|centres?|hospital|office|federation|commission|"
    r"academy|panel|team|initiative|inc|ltd)\b",
    re.I,
)


def without_et_al(text: str) -> tuple[str, bool]:
    """The list without its truncation mark, and whether there was one."""
    shorter = ET_AL.sub("", text)
    return shorter.strip(" ,;"), shorter != text


def nobody(text: str) -> bool:
    """Whether this stands where a work has no author, as `[Anonymous]` does."""
    return text.strip(" .[]()").lower() in NOBODY


# Names with a comma


def comma_person(text: str) -> Author:
    """`Family, Given` or `Family, Given, Jr` → a person; what has no comma is a literal; nobody is empty.

    A group whose name has commas is a literal: it stands in braces, names a kind of body, or has more
    parts than a person.
    """
    plain = " ".join(text.split())
    if plain.startswith("{") and plain.endswith("}"):
        plain = plain[1:-1].strip("{} ")
        return {"literal": plain} if plain else {}
    plain = plain.strip(" ,;")
    if not plain or nobody(plain):
        return {}
    family, comma, rest = plain.partition(",")
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    if not comma or not parts:
        return {"literal": plain}
    given = _given(parts)
    if not given or not family.strip() or (" " in family and GROUP.search(family)):
        return {"literal": plain}
    return {"family": family.strip(), "given": given}


def _divided(text: str) -> list[str]:
    """The parts between semicolons, a part in braces whole."""
    return [part.strip() for part in re.findall(r"\s*(\{[^}]*\}|[^;]+)\s*(?:;|$)", text)]


def _given(parts: list[str]) -> str:
    """The given names with a suffix behind them, wherever it stood; nothing where these are no given names."""
    names = [part for part in parts if not SUFFIX.fullmatch(part)]
    suffixes = [part for part in parts if SUFFIX.fullmatch(part)]
    if len(names) > 1 or len(suffixes) > 1:
        return ""
    return " ".join([*names, *suffixes])


def comma_people(text: str, separator: str = ";") -> tuple[list[Author], bool]:
    """`Family, Given; A Group; et al.` → people, groups, and whether the list is cut short."""
    rest, truncated = without_et_al(text)
    authors: list[Author] = []
    for part in _divided(rest) if separator == ";" and "{" in rest else rest.split(separator):
        if OTHERS.fullmatch(part.strip()):
            truncated = True
        elif person := comma_person(part):
            authors.append(person)
    return authors, truncated


# Names with initials behind them


def pubmed_authors(text: str) -> tuple[list[Author], bool]:
    """`Chen L, Justice JB Jr; A Study Group, et al.` → people, groups, and whether the list is cut short."""
    plain = text.strip()
    if plain.endswith("."):
        plain = plain[:-1]
    authors: list[Author] = []
    for part in plain.split(", "):
        family, _, initials = part.rpartition(" ")
        # Nearly all authors pass here; the thorough reading below costs five times as much.
        ordinary = initials.isupper() and initials.isalpha() and len(initials) < 5
        if not ordinary or not family or ";" in family or initials in NOT_INITIALS:
            return _pubmed_authors(plain)
        authors.append({"family": family, "given": initials})
    return authors, False


def _pubmed_authors(plain: str) -> tuple[list[Author], bool]:
    rest, truncated = without_et_al(plain)
    authors: list[Author] = []
    for segment in rest.split(";"):
        parts = [part.strip() for part in segment.split(",") if part.strip()]
        people = [initialled_person(part) for part in parts]
        if parts and not any(people):
            authors.append({"literal": segment.strip()})
        else:
            authors += [
                person or {"literal": part} for person, part in zip(people, parts, strict=True)
            ]
    return [author for author in authors if not nobody(author.get("literal", "x"))], truncated


def initialled_person(text: str) -> Author | None:
    """`Justice JB Jr` or `Petersen K.U.` → family and given names; None where there are no initials."""
    words = text.split()
    suffix = ""
    if len(words) > 2 and SUFFIX.fullmatch(words[-1]):
        suffix = " " + words.pop()
    if len(words) < 2:
        return None
    if INITIALS.fullmatch(words[-1]):
        return {"family": " ".join(words[:-1]), "given": words[-1] + suffix}
    dotted = [word for word in words[1:] if DOTTED.fullmatch(word)]
    if dotted and words[-len(dotted) :] == dotted:
        family = " ".join(words[: -len(dotted)])
        return {"family": family, "given": " ".join(dotted) + suffix}
    return None


def initialled_people(text: str) -> tuple[list[Author], bool]:
    """`Gao X., Ni W.` or `Li X.; Chen Y.; A Group` → people, groups, and whether the list is cut short."""
    rest, truncated = without_et_al(text)
    parts: list[str] = []
    for part in (piece.strip() for piece in rest.split(";" if ";" in rest else ",")):
        if parts and SUFFIX.fullmatch(part):
            parts[-1] += f" {part}"
        elif part and not nobody(part):
            parts.append(part)
    if ";" not in rest and len(parts) > 1 and not any(map(initialled_person, parts)):
        return [{"literal": rest}], truncated
    return [initialled_person(part) or comma_person(part) for part in parts], truncated


# Names as people say them


def spoken_person(text: str) -> Author:
    """`Thomas J. van der Peters Jr` → family `van der Peters`, given `Thomas J. Jr`; groups are literals."""
    plain = " ".join(text.split()).strip(" ,;")
    words = plain.split(" ")
    if "," in plain:
        return comma_person(plain)
    suffix = [words.pop()] if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else []
    if nobody(plain):
        return {}
    if len(words) < 2 or GROUP.search(plain) or re.search(r"\b(?:of|for|the|and)\b|&|\d", plain):
        return {"literal": plain} if plain else {}
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():
        at -= 1
    return {"family": " ".join(words[at:]), "given": " ".join(words[:at] + suffix)}


def spoken_people(text: str, separator: str) -> tuple[list[Author], bool]:
    """`Denis Blackmore; Thomas J. Peters` → people, groups, and whether the list is cut short."""
    rest, truncated = without_et_al(text)
    people = [spoken_person(part) for part in rest.split(separator) if part.strip()]
    return [person for person in people if person], truncated


# Names of which only the file knows how they are written


def any_people(text: str) -> tuple[list[Author], bool]:
    """Authors in whichever of the usual ways: `A, B; C, D`, `A, B and C, D`, `A B, C D`, `A, B., C, D.`."""
    rest, truncated = without_et_al(text.strip())
    pieces = re.split(r",?\s+(?:and|&)\s+", rest)
    if ";" not in rest and len(pieces) > 1:
        # A list in plain words has one "and", before its last name.
        if len(pieces) > 2 or all(piece.count(",") == 1 for piece in pieces):
            return comma_people(";".join(pieces))[0], truncated
        rest = rest if GROUP.search(rest) else ", ".join(pieces)
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    if ";" in rest or len(parts) < 2 or any(map(initialled_person, parts)):
        if ";" in rest and any("," in part for part in rest.split(";")):
            return comma_people(rest)[0], truncated
        return initialled_people(rest)[0], truncated
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) % 2 == 0 and (len(parts) == 2 or all(_initials(given) for _, given in pairs)):
        return comma_people(";".join(map(", ".join, pairs)))[0], truncated
    return initialled_people(rest)[0], truncated


def _initials(text: str) -> bool:
    return all(DOTTED.fullmatch(word) or INITIALS.fullmatch(word) for word in text.split())


# Our own way


def own_authors(text: str) -> tuple[list[Author], bool]:
    """`Family, Given; {A Group, Inc.}; A Group; et al.` → people, groups, and whether the list is cut short.

    `Example A; Other BC` and, where no semicolon stands, `Example A, Other BC` are people too, as they are
    in lists by hand.
    """
    rest, truncated = without_et_al(text)
    parts = _divided(rest)
    if ";" not in text and len(parts) == 1 and (people := _by_initials(parts[0])):
        return people, truncated
    authors: list[Author] = []
    for name in parts:
        if name.startswith("{") and name.endswith("}"):
            authors.append({"literal": name[1:-1].strip()})
        elif nobody(name):
            continue
        elif "," in name:
            family, _, given = (part.strip() for part in name.partition(","))
            authors.append(comma_person(name) if given else {"family": family})
        elif name:
            authors.append(_plain_initialled(name) or {"literal": name})
    return [author for author in authors if any(author.values())], truncated


def _plain_initialled(name: str) -> Author | None:
    """A person in initials, where that cannot be an acronym or a group."""
    person = initialled_person(name)
    if person is None or person["family"].upper() == person["family"] or GROUP.search(name):
        return None
    return person


def _by_initials(name: str) -> list[Author]:
    """The people of `Example A, Other BC`; nobody where one of them is written otherwise."""
    people = [_plain_initialled(part.strip()) for part in name.split(",")]
    found = [person for person in people if person]
    return found if len(found) == len(people) > 1 else []


def written_authors(authors: list[Author], *, truncated: bool) -> str:
    """The authors as `own_authors` reads them."""
    names = []
    for author in authors:
        if "literal" in author:
            name = author["literal"]
            guarded = re.search(r"[,;]", name) or _plain_initialled(name)
            names.append(f"{{{name}}}" if guarded else name)
        else:
            names.append(f"{author.get('family', '')}, {author.get('given', '')}".strip())
    text = "; ".join([*names, "et al."] if truncated else names)
    # A semicolon at the end says that the last name is one, not two people and not a truncation mark.
    misread = (len(names) == 1 and _by_initials(names[0])) or ET_AL.search(text)
    return f"{text};" if misread and not truncated else text
