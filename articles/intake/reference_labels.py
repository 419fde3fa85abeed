"""Which part of a reference each of its words belongs to: a linear-chain conditional random field.

The weights were learned from made-up entries by `benchmarks/reference_lists`; here they are only added
up (Viterbi). Lafferty, McCallum and Pereira (2001) describe the model, Peng and McCallum (2006) its use
for references.
"""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.intake.reference_tokens import features

_MODEL = Path(__file__).with_name("reference_model.json.gz")

_RUNNING = frozenset(("title", "author", "editor"))
_OPENERS = frozenset(("in", "dans", "phd", "edited", "translated", "vol.", "vol"))
_COST = 6.0


@dataclass(frozen=True)
class Model:
    """Labels; what each feature says for or against a label; how well a label follows another.

    `states` gives pairs of a label's place and a weight, `into` for each label the weights of the step
    into it from each other.
    """

    labels: tuple[str, ...]
    states: dict[str, list[tuple[int, float]]]
    into: tuple[tuple[float, ...], ...]


@cache
def the_model() -> Model:
    """The model beside this module, read once."""
    with gzip.open(_MODEL, "rt", encoding="utf-8") as lines:
        stored = json.load(lines)
    scale = stored["scale"]
    return Model(
        labels=tuple(stored["labels"]),
        states={
            name: [(at, weight / scale) for at, weight in zip(pairs[::2], pairs[1::2], strict=True)]
            for name, pairs in stored["states"].items()
        },
        into=tuple(tuple(weight / scale for weight in row) for row in stored["into"]),
    )


def labels(words: Sequence[str]) -> list[str]:
    """The label of each word of a reference: the likeliest row of labels as a whole."""
    if not words:
        return []
    model = the_model()
    names, into, states = model.labels, model.into, model.states
    nothing: list[tuple[int, float]] = []
    best: list[float] = []
    back: list[list[int]] = []
    strangers = _strangers(model.labels)
    for index, found in enumerate(features(words)):
        here = [0.0] * len(names)
        for name in found:
            for at, weight in states.get(name, nothing):
                here[at] += weight
        if not best:
            best = here
            continue
        steps, scores = [], []
        steep = not _may_end(words[index - 1], words[index])
        for at, weights in enumerate(into):
            reached = list(map(float.__add__, best, weights))
            if steep:
                reached = list(map(float.__sub__, reached, strangers[at]))
            top = max(reached)
            steps.append(reached.index(top))
            scores.append(top + here[at])
        back.append(steps)
        best = scores
    at = best.index(max(best))
    path = [at]
    for steps in reversed(back):
        at = steps[at]
        path.append(at)
    return [names[at] for at in reversed(path)]


def _may_end(word: str, following: str) -> bool:
    """Whether a part of a reference may end between two words: at a mark, a bracket or a number."""
    return not word[-1:].isalnum() or not following[:1].isalpha() or following.lower() in _OPENERS


@cache
def _strangers(names: tuple[str, ...]) -> tuple[tuple[float, ...], ...]:
    """What a step out of or into running text costs where nothing marks its end."""
    return tuple(
        tuple(_COST if here != before and {here, before} & _RUNNING else 0.0 for before in names)
        for here in names
    )
