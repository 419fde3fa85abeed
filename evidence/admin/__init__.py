"""The medical reviewers' desk: claims, questions, study facts, reviewers, and the record of decisions."""

from evidence.admin import (
    claims,
    conversation,
    facts,
    interests,
    questions,
    records,
    reviewers,
)

__all__ = [
    "claims",
    "conversation",
    "facts",
    "interests",
    "questions",
    "records",
    "reviewers",
]
