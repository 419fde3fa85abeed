"""What differs between two texts of an article, as people read it. Pure."""

from articles.compare.claims import (
    CitationChange,
    Cited,
    ClaimChange,
    Placed,
    cited_differently,
    claim_keys,
    claims_in,
    placed_differently,
)
from articles.compare.texts import (
    Comparison,
    Fold,
    Paragraph,
    compared,
    folded,
    reworded,
    word_counts,
)
from articles.compare.words import Run

__all__ = [
    "CitationChange",
    "Cited",
    "ClaimChange",
    "Comparison",
    "Fold",
    "Paragraph",
    "Placed",
    "Run",
    "cited_differently",
    "claim_keys",
    "claims_in",
    "compared",
    "folded",
    "placed_differently",
    "reworded",
    "word_counts",
]
