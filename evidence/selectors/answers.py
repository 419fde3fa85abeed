"""The claims that answer a question, each with its citations and what an approval found of them; one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from evidence import badges
from evidence.choices import VersionStatus
from evidence.models import (
    Approval,
    ApprovalVerdict,
    Citation,
    ClaimVersion,
    Grading,
    Question,
    QuoteFinding,
)
from evidence.selectors.findings import LOCATED
from evidence.selectors.inputs import Known

WAITS = (VersionStatus.IN_REVIEW, VersionStatus.DISPUTED, VersionStatus.SUSPENDED)


@dataclass(frozen=True)
class Answer:
    """One version of a claim, its citations, and the verdicts and the badge that stand, if it is approved."""

    version: ClaimVersion
    citations: list[dict[str, Any]]
    found: list[dict[str, Any]]
    shown: str

    @property
    def stands(self) -> bool:
        """Whether an active approval stands on it: pages may show it."""
        return bool(self.shown)

    @property
    def waits(self) -> bool:
        """Whether reviewers are still to decide about it."""
        return not self.stands and self.version.status in WAITS

    @property
    def claim(self) -> badges.ClaimFacts:
        """What of the words the rule reads."""
        words = self.version
        return badges.ClaimFacts(
            asks=words.asks,
            direction=words.direction,
            asserts=words.asserts,
            comparative=words.comparative,
            is_finding=words.is_finding,
            reassures_or_advises=words.reassures_or_advises,
        )

    @property
    def verdicts(self) -> list[badges.Verdict]:
        """Those that stand; before an approval the author's stances, as if every one was confirmed."""
        if not self.stands:
            return [
                badges.Verdict(
                    reference=cited["reference"],
                    judgement=cited["stance"],
                    stance=cited["stance"],
                    vouched=True,
                )
                for cited in self.citations
            ]
        by_id = {cited["id"]: cited for cited in self.citations}
        return [_verdict(by_id[said["citation"]], said) for said in self.found]

    def badge(self, known: Known, profile: badges.ProfileFacts | None) -> badges.Badge:
        """The badge with this appraisal."""
        return badges.compute(self.claim, self.verdicts, known.facts, profile, known.standings)


def answers_to(question: Question) -> list[Answer]:
    """The newest version of each claim that answers it, and every version whose approval stands; one query."""
    newer = ClaimVersion.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
    findings = QuoteFinding.objects.filter(citation=OuterRef("pk")).order_by("-id")
    finding = findings.values("result")[:1]
    standing = Approval.objects.active().filter(version=OuterRef("pk"))
    versions = (
        ClaimVersion.objects.filter(question=question)
        .filter(~Exists(newer) | Q(Exists(standing)))
        .select_related("claim")
        .annotate(
            citing=ArraySubquery(
                Citation.objects.filter(version=OuterRef("pk"))
                .order_by("position")
                .values(
                    told=JSONObject(
                        id="pk",
                        reference="reference__key",
                        stance="stance",
                        found=Coalesce(Subquery(finding), "quote_check"),
                    )
                )
            ),
            judged=ArraySubquery(
                ApprovalVerdict.objects.filter(
                    approval__version=OuterRef("pk"), approval__active=True
                )
                .order_by("citation__position")
                .values(
                    told=JSONObject(
                        citation="citation_id",
                        judgement="judgement",
                        comparison="comparison",
                        population="population",
                        outcome_matches="outcome_matches",
                        vouch_reason="vouch_reason",
                    )
                )
            ),
            shown_now=Coalesce(
                Subquery(
                    Grading.objects.filter(approval__version=OuterRef("pk"), approval__active=True)
                    .order_by("-id")
                    .values("shown")[:1]
                ),
                Subquery(standing.values("badge")[:1]),
            ),
        )
        .order_by("claim_id", "-number")
    )
    return [
        Answer(version, version.citing, version.judged, version.shown_now or "")
        for version in versions
    ]


def _verdict(cited: Mapping[str, Any], said: Mapping[str, Any]) -> badges.Verdict:
    return badges.Verdict(
        reference=cited["reference"],
        judgement=said["judgement"],
        stance=cited["stance"],
        comparison=said["comparison"],
        population=said["population"],
        outcome_matches=said["outcome_matches"],
        quote_located=cited["found"] in LOCATED,
        vouched=bool(said["vouch_reason"]),
    )
