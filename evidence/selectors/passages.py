"""Texts with some of their words marked: a sentence in its paragraph, a quote, what changed. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from evidence import quotes
from evidence.wording import WordingProblem
from evidence.words import normalised

# A reference's public key, as `references.models.library` makes it.
KEY = re.compile(r"\br[2-9a-hjkmnp-z]{9}(?:[2-9a-hjkmnp-z]{3})?\b")


@dataclass(frozen=True)
class Part:
    """A run of text; `mark` is "" or says why it is marked: `found`, `added`, `removed`."""

    text: str
    mark: str = ""


def sentence_in(paragraph: str, sentence: str) -> tuple[Part, ...]:
    """The paragraph with the sentence marked; nothing where it does not stand there."""
    whole = normalised(paragraph)
    start = whole.find(sentence)
    return marked(whole, [(start, start + len(sentence))]) if start >= 0 and sentence else ()


def quote_in(text: str, quote: str) -> tuple[Part, ...]:
    """The text with the quote marked wherever its parts were found."""
    try:
        match = quotes.locate(quote, text) if quote else None
    except quotes.QuoteRefused:
        match = None
    return marked(text, match.parts if match else ())


def problems_in(text: str, problems: Iterable[WordingProblem]) -> tuple[Part, ...]:
    """A sentence with the words marked that line 9 minds; none where it only misses some."""
    spans: list[tuple[int, int]] = []
    for problem in problems:
        whole = (problem.start, problem.end) == (0, len(text))
        if not whole and problem.start >= (spans[-1][1] if spans else 0):
            spans.append((problem.start, problem.end))
    return marked(text, spans)


def quotes_in(text: str, wanted: Iterable[str]) -> tuple[Part, ...]:
    """The text with every one of the quotes marked that stands in it."""
    spans = []
    for quote in wanted:
        try:
            match = quotes.locate(quote, text) if quote else None
        except quotes.QuoteRefused:
            match = None
        spans += list(match.parts) if match else []
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return marked(text, merged)


def around(parts: Sequence[Part], room: int) -> tuple[Part, ...]:
    """What is marked with so much text before, between and after it, cut between words."""
    if not any(part.mark for part in parts):
        return ()
    shown = []
    for at, part in enumerate(parts):
        text = part.text
        if not part.mark and at == 0 and len(text) > room:
            text = "… " + text[-room:].partition(" ")[2]
        elif not part.mark and at == len(parts) - 1 and len(text) > room:
            text = text[:room].rpartition(" ")[0] + " …"
        elif not part.mark and len(text) > 2 * room:
            text = f"{text[:room].rpartition(' ')[0]} … {text[-room:].partition(' ')[2]}"
        shown.append(Part(text, part.mark))
    return tuple(shown)


def changes(before: str, after: str) -> tuple[Part, ...]:
    """What became of a sentence, word by word."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    parts: list[Part] = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part("".join(new[k:m])))
            continue
        parts += [Part("".join(old[i:j]), "removed")] * (j > i)
        parts += [Part("".join(new[k:m]), "added")] * (m > k)
    return tuple(parts)


def with_names(sentence: str, names: Mapping[str, str]) -> str:
    """The sentence with reference keys replaced by what people call the works."""
    return re.sub(KEY, lambda found: names.get(found[0], found[0]), sentence)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    """The text with these spans marked, which follow one another."""
    parts: list[Part] = []
    at = 0
    for start, end in spans:
        parts += [Part(text[at:start]), Part(text[start:end], "found")]
        at = end
    return tuple(part for part in [*parts, Part(text[at:])] if part.text)
