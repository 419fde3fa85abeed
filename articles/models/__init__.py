"""What is written, what was signed off, and what readers see."""

from articles.models.addresses import FormerAddress
from articles.models.clocks import ClockConfirmation
from articles.models.imports import ArticleImport
from articles.models.publishing import (
    Live,
    LiveEntry,
    Page,
    Publication,
    PublicationEntry,
    Withdrawal,
)
from articles.models.scheduling import Schedule
from articles.models.writing import (
    Article,
    Placement,
    Revision,
    RevisionContributor,
    RevisionText,
    SignOff,
    SignOffEntry,
)

__all__ = [
    "Article",
    "ArticleImport",
    "ClockConfirmation",
    "FormerAddress",
    "Live",
    "LiveEntry",
    "Page",
    "Placement",
    "Publication",
    "PublicationEntry",
    "Revision",
    "RevisionContributor",
    "RevisionText",
    "Schedule",
    "SignOff",
    "SignOffEntry",
    "Withdrawal",
]
