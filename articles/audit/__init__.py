"""The evidence audit: everything that keeps a page from being defended, sentence by sentence (issue: articles).

Pure: facts in, findings out. Each finding says where, why it matters and how to mend it; nothing is added up to
a score. `rules.py` and `sources.py` are about placed claims and what they rest on, `text.py` about the words
around them, `incoming.py` about an import before it is an article.
"""

from collections.abc import Iterable

from articles.audit.facts import AuditedClaim, AuditedSource, Facts, Passage
from articles.audit.findings import SEVERITIES, Finding, Severity
from articles.audit.rules import RULES_OF_CLAIMS
from articles.audit.sources import RULES_OF_SOURCES
from articles.audit.text import RULES_OF_TEXT

__all__ = [
    "SEVERITIES",
    "AuditedClaim",
    "AuditedSource",
    "Facts",
    "Finding",
    "Passage",
    "Severity",
    "audit",
    "in_order",
]


def audit(facts: Facts) -> list[Finding]:
    """All findings, the gravest first, then as they stand on the page."""
    return in_order(
        finding
        for rules in (RULES_OF_CLAIMS, RULES_OF_SOURCES, RULES_OF_TEXT)
        for rule in rules
        for finding in rule(facts)
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as a page tells them."""
    return sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), one.place, one.rule))
