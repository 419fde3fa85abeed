"""The medical reviewers' desk: claims, questions, study facts, reviewers, and the record of decisions."""

from evidence.admin import claims, facts, questions, records, reviewers

__all__ = ["claims", "facts", "questions", "records", "reviewers"]
