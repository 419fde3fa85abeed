"""Learns the weights of the labels of a reference's words, and writes them where the portal reads them.

    python -m benchmarks.reference_lists.train [entries]

Reads titles, names and journals of a PubMed export of the shared material (facts, no texts), makes up
entries of them and of its own words, and fits a conditional random field. The same seed gives the same
file. No hand-labelled entry is read: those are for measuring only.
"""

import gzip
import json
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pycrfsuite

from articles.intake.reference_tokens import features
from benchmarks.reference_lists.parts import render, words_and_labels
from benchmarks.reference_lists.records import Source
from benchmarks.reference_lists.styles import any_style

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = ROOT.parent / "shared" / "data" / "derived" / "pubmed_layout_30000.csv.gz"
MODEL = ROOT / "articles" / "plaintext" / "reference_model.json.gz"
SEED = 20_261_124
ENTRIES = 9_000
_SCALE = 100
_LEAST = 3


def main() -> None:
    """Make entries, learn, write."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    started = time.monotonic()
    source = Source(LAYOUT, SEED)
    draw = random.Random(SEED + 1)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": 0.4,
            "c2": 0.02,
            "max_iterations": 130,
            "feature.possible_transitions": True,
            "feature.minfreq": 4,
        }
    )
    for _ in range(number):
        words, labels = words_and_labels(render(source.work(), any_style(draw), draw))
        if words:
            trainer.append(features(words), labels)
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        write(tagger.info())
    print(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes in {time.monotonic() - started:.0f} s")  # noqa: T201


def write(learned: Any) -> None:
    """The weights as JSON, rounded, those next to nothing left out."""
    names = sorted(learned.labels, key=lambda name: int(learned.labels[name]))
    places = {name: at for at, name in enumerate(names)}
    states: dict[str, list[int]] = {}
    for (feature, label), weight in sorted(learned.state_features.items()):
        rounded = round(weight * _SCALE)
        if abs(rounded) >= _LEAST:
            states.setdefault(feature, []).extend((places[label], rounded))
    into = [[0] * len(names) for _ in names]
    for (before, label), weight in learned.transitions.items():
        into[places[label]][places[before]] = round(weight * _SCALE)
    stored = {"scale": _SCALE, "labels": names, "into": into, "states": states}
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    MODEL.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
