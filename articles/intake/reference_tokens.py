"""What one word of a reference looks like and where it stands: the evidence its label rests on.

Words in, for each word a list of names of what is true of it ("shape=Xx", "end=,", "quote=inside"). The
words themselves count only where they announce a part ("eds", "press", "pp"): what an article is about
says nothing about where its title ends, and a subject the model never saw is read like any other.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from articles.intake.reference_words import CLASSES_OF

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_SHAPES = (
    ("dashes", re.compile(r"_+")),
    ("years", re.compile(r"(?:1[5-9]|20)\d\d[–—-](?:1[5-9]|20)?\d\d")),
    ("year", re.compile(r"(?:1[5-9]|20)\d\d[a-z]?")),
    ("year;volume", re.compile(r"(?:1[5-9]|20)\d\d[a-zA-Z ]*;.*\d.*")),
    ("volume:pages", re.compile(r"\d{1,4}(?:\([^()]*\))?[:,]\s?[A-Za-z]{0,2}\d+[\w–—-]*")),
    ("volume(issue)", re.compile(r"\d{1,4}\([\w –—/-]+\)?")),
    ("range", re.compile(r"[A-Za-z]{0,2}\d+[–—-]+[A-Za-z]{0,2}\d+")),
    ("digits1-2", re.compile(r"\d\d?")),
    ("digits3", re.compile(r"\d{3}")),
    ("digits4+", re.compile(r"\d{4,}")),
    ("glued", re.compile(r"(?:pp?|vol|no|n°|v)\.?\d.*", re.I)),
    ("letters+digits", re.compile(r"[A-Za-z]{1,2}\d+")),
    ("digits+letters", re.compile(r"\d+[\w,.:/°–—-]*")),
    ("roman", re.compile(r"[IVXLC]{2,7}")),
    ("I.", re.compile(r"[^\W\d_a-z]")),
    ("I.I.", re.compile(r"[^\W\d_a-z]\.?(?:[ -]?[^\W\d_a-z]\.)*-?[^\W\d_a-z]\.?")),
    ("X-x", re.compile(r"[^\W\d_a-z][^\W\d_]*(?:-[^\W\d_]+)+")),
    ("XX", re.compile(r"[^\W\d_a-z]{2,3}")),
    ("XXX", re.compile(r"[^\W\d_a-z]{4,}")),
    ("Xx", re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+")),
    ("x", re.compile(r"[^\W\d_A-Z][^\W\d_A-Z'’-]*")),
    ("xX", re.compile(r"[^\W\d_]+")),
    ("l'X", re.compile(r"[^\W\d_]['’].+")),
    ("mixed", re.compile(r".*\d.*")),
)
_END = re.compile(r"[^\w]+$")
_START = re.compile(r"^[^\w]+")
_OPENING = re.compile(r"^[(\[]*(?:[“\"«„‘]|``|''?(?=\w))")
_CLOSING = re.compile(r"(?:[”\"»“]|’’|''|[.,?!]['’]|['’](?=[.,]))[\])]*[.,;:]*$")
_INITIALS = frozenset(("I.", "I.I.", "XX"))
_NUMBERS = frozenset(
    ("year;volume", "volume:pages", "volume(issue)", "range", "digits1-2", "digits3", "digits4+", "glued",
     "letters+digits", "digits+letters", "mixed")
)  # fmt: skip
_NAME_SHAPES = frozenset(("I.", "I.I.", "XX", "XXX", "Xx", "X-x", "xX", "l'X"))
_PARTICLES = frozenset("van von der den de la le du di da del dos ten ter el al y zu".split())


def features(words: Sequence[str]) -> list[list[str]]:
    """For each word of a reference the names of what is true of it."""
    bare = [_EDGES.sub("", word) for word in words]
    shapes = [_shape(word) for word in bare]
    ends = [_end(word) for word in words]
    starts = [_start(word) for word in words]
    known = [_known(word) for word in bare]
    stops = _stops(words, shapes, ends)
    own = [
        [
            f"shape={shape}",
            f"end={end}",
            f"start={start}",
            f"{shape}{end}",
            *names,
            *(f"{name}{end}" for name in _of_a_class(names)),
        ]
        for shape, end, start, names in zip(shapes, ends, starts, known, strict=True)
    ]
    found = [list(names) for names in own]
    _add_neighbours(found, own, shapes, ends, known)
    _add_sentences(found, known, shapes, stops)
    _add_chunks(found, bare, known, shapes, ends)
    _add_quotations(found, words)
    _add_brackets(found, words)
    _add_numbers(found, shapes)
    _add_places(found)
    return found


def _shape(bare: str) -> str:
    for name, pattern in _SHAPES:
        if pattern.fullmatch(bare):
            return name
    return "other" if bare else "none"


def _end(word: str) -> str:
    match = _END.search(word)
    if match and not match.start():
        return word[-1]
    return match[0][:3] if match else ""


def _start(word: str) -> str:
    match = _START.search(word)
    return match[0][:2] if match else ""


def _known(bare: str) -> list[str]:
    small = bare.lower()
    classes = CLASSES_OF.get(small)
    if classes is None:
        classes = CLASSES_OF.get(small.rstrip("."))
    if classes is None:
        return []
    case = "" if bare[:1].islower() else "^"
    return [f"is={case}{small}", *(f"in={name}{case}" for name in classes)]


def _of_a_class(known: list[str]) -> list[str]:
    return [name for name in known if name.startswith("in=")]


def _stops(words: Sequence[str], shapes: list[str], ends: list[str]) -> list[bool]:
    """Whether a sentence ends with a word: a stop behind an initial or a short abbreviation ends none."""
    stops = []
    for index, (shape, end) in enumerate(zip(shapes, ends, strict=True)):
        following = words[index + 1] if index + 1 < len(words) else ""
        goes_on = following[:1].islower() or not following
        initial = shape in {"I.", "I.I."}
        marked = any(mark in end for mark in ".?!")
        stops.append(marked and not goes_on and not (initial and "?" not in end))
    return stops


def _add_neighbours(
    found: list[list[str]],
    own: list[list[str]],
    shapes: list[str],
    ends: list[str],
    known: list[list[str]],
) -> None:
    size = len(found)
    for index, names in enumerate(found):
        for offset in (-2, -1, 1, 2):
            other = index + offset
            if not 0 <= other < size:
                names.append(f"{offset:+}none")
                continue
            names.append(f"{offset:+}{shapes[other]}{ends[other]}")
            names += [f"{offset:+}{name}" for name in _of_a_class(known[other])]
            if abs(offset) == 1:
                names += [f"{offset:+}{name}" for name in (*own[other][:3], *known[other])]
        before = f"{shapes[index - 1]}{ends[index - 1]}" if index else "none"
        after = f"{shapes[index + 1]}{ends[index + 1]}" if index + 1 < size else "none"
        names.append(f"{before}|{shapes[index]}{ends[index]}")
        names.append(f"{before}|{shapes[index]}{ends[index]}|{after}")
        names.append(f"{shapes[index]}{ends[index]}|{after}")


def _bucket(number: int) -> str:
    return str(number) if number < 5 else "5+" if number < 8 else "8+" if number < 15 else "15+"


def _add_sentences(
    found: list[list[str]], known: list[list[str]], shapes: list[str], stops: list[bool]
) -> None:
    """The sentence a word stands in: which one, how long, of small words, of initials or of numbers."""
    edges = [0, *(index + 1 for index, stop in enumerate(stops) if stop), len(found)]
    spans = [(start, end) for start, end in pairwise(edges) if start < end]
    kinds = [_sentence_kind(shapes[start:end]) for start, end in spans]
    announced = [_announced(known[start:end]) for start, end in spans]
    for order, (start, end) in enumerate(spans):
        size, kind, left = _bucket(end - start), kinds[order], len(spans) - 1 - order
        place = f"{min(order, 4)}"
        names = [
            f"sentence={place}",
            f"sentence_size={size}",
            f"sentence_kind={kind}",
            f"sentence={place},{kind}",
            f"sentence={place},{size}",
            f"sentence={place},of={min(left, 4)}",
            *(f"sentence_has={name}" for name in announced[order]),
            *(f"sentence_opens={name}" for name in known[start][:2]),
        ]
        if left:
            names += [f"next_sentence={kinds[order + 1]}"]
            names += [f"next_sentence_has={name}" for name in announced[order + 1]]
        if order:
            names += [f"last_sentence={kinds[order - 1]}"]
        for index in range(start, end):
            found[index] += names
        found[start] += [f"sentence_starts,{kind}", f"sentence_starts,{place}"]
        if start:
            found[start].append(f"sentence_starts|{shapes[start - 1]}")


def _sentence_kind(shapes: list[str]) -> str:
    size = len(shapes)
    small = sum(shape == "x" for shape in shapes) * 4 // size
    initials = sum(shape in _INITIALS for shape in shapes) * 4 // size
    numbers = any(shape in _NUMBERS or shape == "year" for shape in shapes)
    return f"small{small},initials{initials},{'numbers' if numbers else ''}"


def _announced(known: list[list[str]]) -> list[str]:
    """The classes of the words in a stretch, each once, in order."""
    return list(dict.fromkeys(name for names in known for name in _of_a_class(names)))


def _add_chunks(
    found: list[list[str]],
    bare: list[str],
    known: list[list[str]],
    shapes: list[str],
    ends: list[str],
) -> None:
    """What stands between two commas: how long it is and whether it looks like a name."""
    chunk: list[int] = []
    order = 0
    previous = "none"
    for index in range(len(found)):
        joins = bare[index].lower() in {"and", "et", "und", "y"} or not bare[index]
        if not joins:
            chunk.append(index)
        ended = joins or (bool(ends[index]) and shapes[index] not in {"I.", "I.I."})
        ended = ended or (ends[index] not in {"", "."}) or index == len(found) - 1
        if not ended or not chunk:
            continue
        kind = _chunk_kind([shapes[at] for at in chunk], [bare[at] for at in chunk])
        names = [
            f"chunk={kind}",
            f"chunk={kind},after={previous}",
            f"chunk_size={_bucket(len(chunk))},{min(order, 4)}",
            *(f"chunk_has={name}" for name in _announced([known[at] for at in chunk])),
            *(f"chunk_opens={name}" for name in known[chunk[0]][:2]),
        ]
        for at in chunk:
            found[at] += names
        previous, chunk, order = kind, [], order + 1


def _chunk_kind(shapes: list[str], bare: list[str]) -> str:
    if all(shape in _INITIALS for shape in shapes):
        return "initials"
    name = all(
        shape in _NAME_SHAPES or word in _PARTICLES
        for shape, word in zip(shapes, bare, strict=True)
    )
    if name and len(shapes) <= 5:
        initials = any(shape in _INITIALS for shape in shapes)
        first = shapes[0] in _INITIALS
        return f"name{min(len(shapes), 4)}{'i' if initials else ''}{'f' if first else ''}"
    if any(shape in _NUMBERS for shape in shapes):
        return "numbers"
    if any(shape == "year" for shape in shapes):
        return "year"
    small = sum(shape == "x" for shape in shapes)
    return f"words{min(small, 3)}" if len(shapes) > 1 else shapes[0]


def _add_quotations(found: list[list[str]], words: Sequence[str]) -> None:
    """Whether a word stands before, in or behind the first quotation that is closed."""
    states = _quotation(words)
    for names, state in zip(found, states, strict=True):
        names.append(f"quote={state}")
    for index, (before, state) in enumerate(pairwise(states)):
        if before != state:
            found[index + 1].append(f"quote={before}>{state}")


def _quotation(words: Sequence[str]) -> list[str]:
    opened = next((at for at, word in enumerate(words) if _OPENING.match(word)), None)
    if opened is None:
        return ["none"] * len(words)
    opening = words[opened].lstrip("([")[:1]
    wanted = {"“": '”"“', '"': '"”', "«": "»", "„": "“”", "‘": "’", "`": "'", "'": "'’"}[opening]
    closed = None
    for at in range(opened, len(words)):
        match = _CLOSING.search(words[at])
        if (
            match
            and any(mark in match[0] for mark in wanted)
            and (at > opened or len(words[at]) > 2)
        ):
            closed = at
            break
    if closed is None:
        return ["unclosed"] * len(words)
    return (
        ["before"] * opened
        + ["in"] * (closed + 1 - opened)
        + ["behind"] * (len(words) - closed - 1)
    )


def _add_brackets(found: list[list[str]], words: Sequence[str]) -> None:
    depth = 0
    for names, word in zip(found, words, strict=True):
        opens = word.count("(") + word.count("[")
        closes = word.count(")") + word.count("]")
        if depth > 0 or opens > closes:
            names.append("bracket=in")
        depth = max(0, depth + opens - closes)


def _add_numbers(found: list[list[str]], shapes: list[str]) -> None:
    """How far the years and numbers before and behind a word are, and what they look like."""
    _add_nearest(found, shapes, "year", lambda shape: shape == "year")
    _add_nearest(found, shapes, "number", lambda shape: shape in _NUMBERS)


def _add_nearest(
    found: list[list[str]], shapes: list[str], name: str, wanted: Callable[[str], bool]
) -> None:
    since: int | None = None
    for index, names in enumerate(found):
        names.append(f"since_{name}={'never' if since is None else _bucket(index - since)}")
        if wanted(shapes[index]):
            since = index
    ahead: int | None = None
    for index in range(len(found) - 1, -1, -1):
        away = "never" if ahead is None else f"{_bucket(ahead - index)}"
        found[index].append(f"until_{name}={away}")
        if ahead is not None:
            found[index].append(f"until_{name}={away}{shapes[ahead]}")
        if wanted(shapes[index]):
            ahead = index


def _add_places(found: list[list[str]]) -> None:
    size = len(found)
    for index, names in enumerate(found):
        names.append(f"tenth={index * 10 // size}")
        if index < 3:
            names.append(f"from_start={index}")
        if size - index <= 3:
            names.append(f"from_end={size - index}")
