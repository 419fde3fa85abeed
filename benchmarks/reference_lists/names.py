"""The authors of a made-up entry, spelt as reference lists spell them."""

import random
from collections.abc import Callable, Sequence

Name = tuple[str, str]


def initials(given: str, stop: str = ".", glue: str = " ") -> str:
    """ "Jean-Paul M." as "J.-P. M.", "JPM" and what lies between."""
    parts = []
    for word in given.replace(".", "").split():
        parts.append((stop + "-").join(part[0] for part in word.split("-") if part) + stop)
    if not stop:
        return "".join(part.replace("-", "") for part in parts)
    return glue.join(parts)


def _dotted(name: Name) -> str:
    return f"{name[1]}, {initials(name[0])}"


def _tight(name: Name) -> str:
    return f"{name[1]}, {initials(name[0], glue='')}"


def _bare(name: Name) -> str:
    return f"{name[1]} {initials(name[0], '')}"


def _bare_dotted(name: Name) -> str:
    return f"{name[1]} {initials(name[0], glue='')}"


def _bare_comma(name: Name) -> str:
    return f"{name[1]}, {initials(name[0], '')}"


def _first(name: Name) -> str:
    return f"{initials(name[0])} {name[1]}"


def _first_tight(name: Name) -> str:
    return f"{initials(name[0], glue='')} {name[1]}"


def _first_bare(name: Name) -> str:
    return f"{initials(name[0], '')} {name[1]}"


def _full_first(name: Name) -> str:
    return f"{name[0]} {name[1]}"


def _full_first_bare(name: Name) -> str:
    return f"{name[0].replace('.', '')} {name[1]}"


def _full(name: Name) -> str:
    return f"{name[1]}, {name[0]}"


def _full_bare(name: Name) -> str:
    return f"{name[1]} {name[0]}"


def _capitals(name: Name) -> str:
    return f"{name[1].upper()}, {name[0]}"


def _capitals_bare(name: Name) -> str:
    return f"{name[1].upper()} {name[0]}"


def _capitals_initials(name: Name) -> str:
    return f"{name[1].upper()} {initials(name[0], glue='')}"


def _capitals_comma(name: Name) -> str:
    return f"{name[1].upper()}, {initials(name[0])}"


def _capitals_bracket(name: Name) -> str:
    return f"{name[1].upper()} ({initials(name[0], glue='')})"


def _small(name: Name) -> str:
    return f"{name[1]} {initials(name[0])}".lower()


_Spelling = Callable[[Name], str]
# the first author, the others, what stands between, what stands before the last, how often
SPELLINGS: dict[str, tuple[_Spelling, _Spelling, str, tuple[str, ...]]] = {
    "apa": (_dotted, _dotted, ", ", (", & ", ", & ", " & ", ", and ", " and ", ", ")),
    "tight": (_tight, _tight, ", ", (", and ", " and ", " & ", ", & ", ", ")),
    "vancouver": (_bare, _bare, ", ", (", ", ", ", ", and ", ", & ", " and ")),
    "bare_dotted": (_bare_dotted, _bare_dotted, ", ", (", ", " and ", " & ", " et ")),
    "bare_comma": (_bare_comma, _bare_comma, ", ", (", ", " and ", " & ")),
    "semicolons": (_dotted, _dotted, "; ", ("; ", "; ", "; & ", "; and ", " and ")),
    "ieee": (_first, _first, ", ", (", and ", " and ", ", ", " & ")),
    "first_tight": (_first_tight, _first_tight, ", ", (", and ", " and ", ", ", " & ")),
    "first_bare": (_first_bare, _first_bare, ", ", (", ", " and ")),
    "full_first": (_full_first, _full_first, ", ", (", and ", " and ", ", and ", " & ", ", ")),
    "full_first_bare": (_full_first_bare, _full_first_bare, ", ", (", ", ", and ", " and ")),
    "chicago": (_full, _full_first, ", ", (", and ", " and ", ", & ")),
    "asa": (_dotted, _first, ", ", (", and ", " and ", " & ")),
    "asa_tight": (_tight, _first_tight, ", ", (", and ", " and ")),
    "full": (_full, _full, "; ", ("; ", "; & ", "; and ", ", & ", " and ", ", and ")),
    "full_commas": (_full, _full, ", ", (", and ", ", & ", " and ", " et ")),
    "full_bare": (_full_bare, _full_bare, ", ", (", ", " et ", " and ")),
    "capitals": (_capitals, _capitals, ", ", (" et ", ", ", " & ", ". ", " and ", " ; ")),
    "capitals_bare": (_capitals_bare, _capitals_bare, ", ", (" et ", ", ", " and ")),
    "capitals_initials": (_capitals_initials, _capitals_initials, ", ", (" et ", ", ", " & ")),
    "capitals_comma": (_capitals_comma, _capitals_comma, ", ", (" et ", ", ", " & ", "; ")),
    "capitals_bracket": (_capitals_bracket, _capitals_bracket, ", ", (" et ", ", ", " & ")),
    "small": (_small, _small, ", ", (", ", " et ", " and ")),
}
_AND_OTHERS = (
    " et al.",
    ", et al.",
    ", et al",
    " et al",
    " and others",
    ", ...",
    " et alii",
    ", … & {}",
    ", ,. & {}",
    ", ... {}",
)


def people(names: Sequence[Name], spelling: str, draw: random.Random) -> str:
    """Several people in one spelling, sometimes cut short, rarely with a lapse."""
    first, others, between, lasts = SPELLINGS[spelling]
    spelt = [first(names[0]), *(others(name) for name in names[1:])]
    if len(spelt) > 2 and draw.random() < 0.25:
        most = draw.randint(1, min(6, len(spelt) - 1))
        end = draw.choice(_AND_OTHERS).replace("{}", spelt[-1])
        return between.join(spelt[:most]) + end
    if len(spelt) == 1:
        text = spelt[0]
        if draw.random() < 0.02:
            text += draw.choice([", Jr.", " Jr.", ", III", " Jr"])
        return text
    text = between.join(spelt[:-1]) + draw.choice(lasts) + spelt[-1]
    if draw.random() < 0.03:
        text = text.replace(", ", ",", 1) if draw.random() < 0.5 else text.replace(", ", ",, ", 1)
    if draw.random() < 0.02:
        text = text.replace(" and ", " And ")
    return text
