"""Authors as files write them, and back. Pure."""

import re

Author = dict[str, str]

INITIALS = re.compile(r"(?:[^\W\d_a-z][^\W\d_A-Z]?){1,4}")
SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?")
ET_AL = re.compile(r"[,;]?\s*(?:\bet\s+al\b\.?|\band others\b|…|\.\.\.)\s*$", re.I)


def without_et_al(text: str) -> tuple[str, bool]:
    """The list without its truncation mark, and whether there was one."""
    shorter = ET_AL.sub("", text)
    return shorter.strip(" ,;"), shorter != text


def pubmed_authors(text: str) -> tuple[list[Author], bool]:
    """`Chen L, Justice JB Jr; A Study Group, et al.` → people, groups, and whether the list is cut short."""
    plain = text.strip()
    rest, truncated = without_et_al(plain[:-1] if plain.endswith(".") else plain)
    authors: list[Author] = []
    for segment in rest.split(";"):
        parts = [part.strip() for part in segment.split(",") if part.strip()]
        people = [_person(part) for part in parts]
        if parts and not any(people):
            authors.append({"literal": segment.strip()})
        else:
            authors += [
                person or {"literal": part} for person, part in zip(people, parts, strict=True)
            ]
    return authors, truncated


def _person(part: str) -> Author | None:
    words = part.split()
    suffix = ""
    if len(words) > 2 and SUFFIX.fullmatch(words[-1]):
        suffix = " " + words.pop()
    if len(words) < 2 or not INITIALS.fullmatch(words[-1]):
        return None
    return {"family": " ".join(words[:-1]), "given": words[-1] + suffix}


def own_authors(text: str) -> tuple[list[Author], bool]:
    """`Family, Given; {A Group, Inc.}; A Group; et al.` → people, groups, and whether the list is cut short."""
    rest, truncated = without_et_al(text)
    authors: list[Author] = []
    for part in re.findall(r"\s*(\{[^}]*\}|[^;]+)\s*(?:;|$)", rest):
        name = part.strip()
        if name.startswith("{") and name.endswith("}"):
            authors.append({"literal": name[1:-1].strip()})
        elif "," in name:
            family, _, given = name.partition(",")
            person = {"family": family.strip(), "given": given.strip()}
            authors.append({key: value for key, value in person.items() if value})
        elif name:
            authors.append({"literal": name})
    return [author for author in authors if any(author.values())], truncated


def written_authors(authors: list[Author], *, truncated: bool) -> str:
    """The authors as `own_authors` reads them."""
    names = []
    for author in authors:
        if "literal" in author:
            name = author["literal"]
            names.append(f"{{{name}}}" if re.search(r"[,;]", name) else name)
        else:
            names.append(f"{author.get('family', '')}, {author.get('given', '')}".strip())
    return "; ".join([*names, "et al."] if truncated else names)
