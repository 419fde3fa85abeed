"""The evidence audit as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.audit import SEVERITIES, Finding, Severity
from articles.audit.findings import MEANING
from articles.choices import Section
from evidence.models import Claim
from references.models import Reference

LONGEST = 400


@dataclass(frozen=True)
class Shown:
    """One finding, and where its claim and its work are mended."""

    finding: Finding
    where: str
    sentence: SafeString
    claim_pk: int | None
    reference_pk: int | None


@dataclass(frozen=True)
class Same:
    """Findings that say the same, at several places."""

    why: str
    mend: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Group:
    """The findings of one severity."""

    severity: Severity
    meaning: str
    count: int
    same: tuple[Same, ...]


def groups_of(findings: Sequence[Finding], places: str = "line") -> list[Group]:
    """The findings by severity, the gravest first; two queries. `places` is what `Finding.line` counts."""
    claims = dict(
        Claim.objects.filter(key__in={one.claim for one in findings}).values_list("key", "pk")
    )
    works = Reference.objects.filter(key__in={one.reference for one in findings})
    by_key = dict(works.values_list("key", "pk"))
    groups = []
    for severity in SEVERITIES:
        same: dict[tuple[str, str], list[Shown]] = {}
        for one in findings:
            if one.severity == severity:
                shown = Shown(
                    one,
                    _where(one, places),
                    _marked(one),
                    claims.get(one.claim),
                    by_key.get(one.reference),
                )
                same.setdefault((one.why, one.mend), []).append(shown)
        if same:
            told = tuple(Same(why, mend, tuple(some)) for (why, mend), some in same.items())
            groups.append(Group(severity, MEANING[severity], sum(map(len, same.values())), told))
    return groups


def _where(finding: Finding, places: str) -> str:
    section = Section(finding.section).label if finding.section else ""
    if finding.place:
        return f"Claim {finding.place} · {section}" if section else f"Claim {finding.place}"
    if finding.line:
        return (
            f"{section}, {places} {finding.line}"
            if section
            else f"{places.capitalize()} {finding.line}"
        )
    return section or "The whole page"


def _marked(finding: Finding) -> SafeString:
    """The sentence with the words in question marked; a long one is cut around them."""
    text, start, end = finding.text, finding.start, finding.end
    first = max(0, start - LONGEST // 2) if len(text) > LONGEST else 0
    last = min(len(text), max(end, first) + LONGEST) if len(text) > LONGEST else len(text)
    before, after = ("…" if first else ""), ("…" if last < len(text) else "")
    if not start < end:
        return format_html("{}{}{}", before, text[first:last], after)
    return format_html(
        "{}{}<mark>{}</mark>{}{}", before, text[first:start], text[start:end], text[end:last], after
    )
