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
    Run,
    compared,
    folded,
    reworded,
    word_counts,
)

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
