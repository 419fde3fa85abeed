"""Whether two titles name one work: typos, dropped subtitles, American spelling, and what must not differ. Pure.

A number, a part, an opposite or a label such as "Erratum" that only one of two titles has makes them two.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from references.identifiers import RETRACTED_LABEL, TAG
from references.likeness.points import Likeness

SAME, SAME_BUT_LETTERS, BEGINNING, NEARLY, ALIKE = 50, 47, 40, 36, 22
SHORT, MIDDLING = 24, 40
SHORT_LOSES, MIDDLING_LOSES = 22, 6
UNLIKE, OTHER_NUMBER, OTHER_LABEL, OPPOSITE = -40, -60, -60, -40
# Below this share of letters in place nothing else is compared.
WHOLLY_UNLIKE = 0.6
# Whether a title is the beginning of another is asked from so many letters on.
LONG_BEGINNING = 25

RETRACTED_TAIL = re.compile(
    r"\s*[\[(](?:retracted|withdrawn)(?: (?:article|paper))?\b[^\])]*[\])]\s*$|"
    r"\s*[-–—:.]\s*retracted article\s*$",
    re.I,
)
SPELLED = str.maketrans(
    dict(zip("øłđðħıŋŧ", "oldddint", strict=False))
    | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict(
        zip(
            "αβγδεκλμτωζηθ",
            "alpha beta gamma delta epsilon kappa lambda mu tau omega zeta eta theta".split(),
            strict=True,
        )
    )
)
WORD = re.compile(r"[^\W_]+")
SPELLINGS = (
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"our(?=(?:s|ed|ing|al|able|less|ful)?$)"), "or"),
    (re.compile(r"is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)"), "iz"),
    (re.compile(r"ys(?=(?:e|ed|es|ing)$)"), "yz"),
    (re.compile(r"ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"(?<=cent)re(?=s?$)|(?<=fib)re(?=s?$)|(?<=lit)re(?=s?$)|(?<=tit)re(?=s?$)"), "er"),
    (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"ence$"), "ense"),
)
SMALL = frozenset(
    "a an the of in on for and or to with by from at as is are its their le la les de des du der die das".split()
)
ROMAN = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})")
NUMBER_WORDS = frozenset(
    "first second third fourth fifth sixth one two three four five six seven eight nine ten".split()
)
LABELS = (
    ("an erratum", re.compile(r"\b(?:errat(?:um|a)|corrigend(?:um|a)|addendum)\b|^corrections?\b")),
    (
        "a reply",
        re.compile(
            r"^(?:authors? )?(?:s )?(?:reply|replies|response)\b|\b(?:authors? reply|in reply|reply by authors?)\b"
        ),
    ),
    (
        "a comment",
        re.compile(r"^(?:re|comments? (?:on|to)|commentary|letter|invited commentary)\b"),
    ),
    (
        "a notice of retraction",
        re.compile(r"^(?:retraction|notice of retraction|expression of concern|withdrawal)\b"),
    ),
    ("an editorial", re.compile(r"^(?:editorials?|in this issue|highlights)\b")),
)
OPPOSITES = (
    ("hyper", "hypo"),
    ("pre", "post"),
    ("intra", "inter"),
    ("intra", "extra"),
    ("endo", "exo"),
    ("anti", "pro"),
    ("macro", "micro"),
    ("sub", "supra"),
    ("mono", "poly"),
    ("uni", "bi"),
    ("", "wo"),
    ("", "fe"),
    ("", "non"),
    ("", "un"),
    ("", "in"),
)
APOSTROPHE = re.compile(r"['’‘`´]")


class Title:
    """The words of a title, folded: without accents, case, tags, and in one spelling."""

    def __init__(self, text: str) -> None:
        plain = text
        if "<" in plain or "&" in plain:
            plain = TAG.sub("", html.unescape(plain))
        plain = RETRACTED_TAIL.sub("", RETRACTED_LABEL.sub("", plain)).rstrip()
        self.is_cut = plain.endswith(("...", "…"))
        self.words: list[str] = WORD.findall(folded(APOSTROPHE.sub("", plain)))

    @cached_property
    def spelled(self) -> list[str]:
        """The words in one spelling."""
        return [one_spelling(word) for word in self.words]

    @cached_property
    def key(self) -> str:
        """The letters, in one spelling."""
        return "".join(self.spelled)

    @cached_property
    def label(self) -> str:
        """What the title says that this is, beside the work it may be about."""
        said = " ".join(self.words)
        return next((name for name, pattern in LABELS if pattern.search(said)), "")


def folded(text: str) -> str:
    """Lower case without accents; letters that do not decompose are spelled out."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(SPELLED)


@lru_cache(maxsize=50_000)
def one_spelling(word: str) -> str:
    """British and American spelling are one."""
    if len(word) > 4:
        for pattern, replacement in SPELLINGS:
            word = pattern.sub(replacement, word)
    return word


def compare_titles(one: Title, other: Title, likeness: Likeness) -> None:
    """Count what two titles have in common."""
    if not one.key or not other.key:
        return
    if one.label != other.label:
        said = one.label or other.label
        likeness.add(OTHER_LABEL, f"One of the two is {said}.")
        return
    if one.key == other.key:
        spelling = "" if one.words == other.words else " but for spelling or signs"
        _agree(SAME, f"Titles agree{spelling}.", len(one.key), likeness)
        return
    shorter, longer = sorted((one, other), key=lambda title: (len(title.key), title.key))
    if _are_unlike(shorter, longer):
        likeness.add(UNLIKE, "Titles differ.")
        return
    may_begin = LONG_BEGINNING <= len(shorter.key) < 0.9 * len(longer.key)
    if may_begin and _begins(shorter, longer, likeness):
        return
    _compare_words(shorter.spelled, longer.spelled, likeness, whole=True)


def _are_unlike(shorter: Title, longer: Title) -> bool:
    """What a first look tells: other letters at the beginning, and other words."""
    beginning = longer.key[: len(shorter.key) + 3]
    cutoff = WHOLLY_UNLIKE
    alike = Levenshtein.normalized_similarity(shorter.key, beginning, score_cutoff=cutoff)
    return alike < cutoff and set(shorter.spelled) != set(longer.spelled)


def _agree(points: int, reason: str, length: int, likeness: Likeness) -> None:
    """Count an agreement; short titles are shared by many works."""
    if length < SHORT:
        points -= SHORT_LOSES
    elif length < MIDDLING:
        points -= MIDDLING_LOSES
    likeness.add(points, reason)


def _begins(shorter: Title, longer: Title, likeness: Likeness) -> bool:
    """Whether one title is the other without its end; its last word may be cut."""
    beginning: list[str] = []
    room = len(shorter.key)
    for word in longer.spelled:
        if room < min(3, len(word)):
            break
        beginning.append(word if len(word) <= room + 2 else word[:room])
        room -= len(word)
    rest = longer.spelled[len(beginning) :]
    if not shorter.is_cut and _goes_on_with_a_part(rest):
        likeness.add(OTHER_NUMBER, "One title goes on with a part or number.")
        return True
    tried = Likeness()
    _compare_words(shorter.spelled, beginning, tried, whole=False)
    if tried.points < NEARLY:
        return False
    exactly = longer.key.startswith(shorter.key)
    less = 0 if exactly else SAME - tried.points
    reason = "One title is the beginning of the other" + ("." if exactly else ", nearly.")
    _agree(BEGINNING - less, reason, len(shorter.key), likeness)
    return True


def _goes_on_with_a_part(rest: Sequence[str]) -> bool:
    return bool(rest) and (
        _is_number(rest[0]) or (rest[0] == "part" and any(map(_is_number, rest[1:2])))
    )


def _compare_words(
    one: Sequence[str], other: Sequence[str], likeness: Likeness, *, whole: bool
) -> None:
    """Count words that differ: a few letters are typos, a number or an opposite is another work."""
    size = max(sum(map(len, one)), sum(map(len, other)))
    letters, words = 0, 0
    changed: list[str] = []
    for step in Levenshtein.opcodes(one, other):
        if step.tag == "equal":
            continue
        left = one[step.src_start : step.src_end]
        right = other[step.dest_start : step.dest_end]
        apart = OSA.distance("".join(left), "".join(right))
        against = _telling(left, right)
        if against:
            likeness.add(*against)
            return
        if left and right and _is_typo("".join(left), "".join(right), apart):
            letters += apart
        else:
            kept = [word for word in (*left, *right) if word not in SMALL]
            words += max(len([w for w in left if w in kept]), len([w for w in right if w in kept]))
            changed += kept
    lost = max(sum(map(len, changed)) / 2, 1) / size if words else 0.0
    if not words and letters <= max(2, size // 8):
        said = f"{letters} letters" if letters > 1 else "a letter" if letters else "small words"
        _agree(SAME_BUT_LETTERS, f"Titles agree but for {said}.", size, likeness)
    elif words == 1 and lost <= 0.12 and letters <= size // 20:
        _agree(NEARLY, "Titles agree but for one word.", size, likeness)
    elif whole and lost + letters / size <= 0.25 and size >= MIDDLING:
        _agree(ALIKE, "Titles are alike.", size, likeness)
    elif sorted(one) == sorted(other):
        _agree(NEARLY, "Titles have the same words in another order.", size, likeness)
    else:
        likeness.add(UNLIKE, "Titles differ.")


def _is_typo(left: str, right: str, apart: int) -> bool:
    size = max(len(left), len(right))
    return (apart <= 1 and size > 3) or (apart <= max(1, size // 4) and size > 4)


@lru_cache(maxsize=50_000)
def _is_number(word: str) -> bool:
    return (
        any(sign.isdigit() for sign in word)
        or (len(word) == 1 and word != "a")
        or word in NUMBER_WORDS
        or bool(ROMAN.fullmatch(word))
    )


def _telling(left: Sequence[str], right: Sequence[str]) -> tuple[int, str] | None:
    """What makes two works of two titles although they are alike."""
    if sorted(map(_digits, left)) != sorted(map(_digits, right)) and any(
        map(_is_number, (*left, *right))
    ):
        shown = [" ".join(filter(_is_number, side)) or "none" for side in (left, right)]
        if shown[0] != shown[1]:
            return OTHER_NUMBER, f"Numbers in the titles differ: {', '.join(sorted(shown))}."
    for one, other in zip(left, right, strict=False):
        if _are_opposites(one, other) or _are_opposites(other, one):
            return OPPOSITE, f"Titles say opposites: {one}, {other}."
    return None


def _are_opposites(one: str, other: str) -> bool:
    """Whether two words differ by their beginnings only, and these are opposites: hypertension, hypotension."""
    return any(
        one.startswith(first)
        and other.startswith(second)
        and one[len(first) :] == other[len(second) :]
        for first, second in OPPOSITES
    )


def _digits(word: str) -> str:
    return word if _is_number(word) else ""
