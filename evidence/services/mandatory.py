"""What a reviewer must have said before a claim can be approved (DOMAIN section 3)."""

from collections.abc import Mapping, Sequence

from evidence import badges
from evidence.choices import Asks, BadgeValue, Design, Judgement, QuoteCheck
from evidence.models import Citation, ClaimVersion
from evidence.selectors.findings import check_of, is_located, look_up
from evidence.selectors.inputs import Inputs
from evidence.services.agreement import VerdictInput, rule_verdicts
from references.refusals import REASON_LENGTH

ABOUT_PEOPLE = (Asks.EFFECT, Asks.HARM, Asks.FREQUENCY, Asks.PROGNOSIS, Asks.TEST)
AT_LEAST_LOW = (BadgeValue.LOW, BadgeValue.MODERATE, BadgeValue.HIGH)
SPEAKS = (Judgement.SUPPORTS, Judgement.PARTLY, Judgement.CONTRADICTS)
COUNTS_PEOPLE = (
    Design.SYSTEMATIC_REVIEW,
    Design.RCT,
    Design.NONRANDOMISED_CONTROLLED,
    Design.SINGLE_ARM_TRIAL,
    Design.COHORT,
    Design.CASE_CONTROL,
    Design.CROSS_SECTIONAL,
    Design.DIAGNOSTIC_ACCURACY,
    Design.CASE_SERIES,
    Design.CASE_REPORT,
)
VOUCH: dict[str, str] = {
    QuoteCheck.NOT_FOUND: "the quote was not found in the text we have.",
    QuoteCheck.NO_TEXT: "there is no text to find the quote in.",
    QuoteCheck.UNLOCATABLE: "it is cited without a quote.",
}


def what_approval_lacks(
    inputs: Inputs,
    citations: Mapping[int, Citation],
    verdicts: Sequence[VerdictInput],
    badge: badges.Badge,
) -> list[str]:
    """What is mandatory and missing before these verdicts can approve; empty when nothing is."""
    lacking = []
    look_up(citations.values())
    judged = {verdict.citation: verdict for verdict in verdicts}
    if set(judged) != set(citations):
        lacking.append("Judge every citation.")
    for number, (pk, citation) in enumerate(citations.items(), start=1):
        verdict = judged.get(pk)
        if verdict is None or verdict.judgement not in SPEAKS:
            continue
        where = f"Citation {number} ({citation.reference.first_author})"
        facts = inputs.facts_of(citation.reference.key)
        if not is_located(citation) and len(verdict.vouch_reason.strip()) < REASON_LENGTH:
            lacking.append(f"{where}: {VOUCH[check_of(citation)]} Vouch for it, saying why.")
        if facts.design == Design.UNKNOWN:
            lacking.append(f"{where}: confirm what kind of study it is first.")
        if inputs.claim.asks in ABOUT_PEOPLE and facts.design in COUNTS_PEOPLE and not facts.n:
            lacking.append(f"{where}: confirm how many people it analysed first.")
        if inputs.claim.asks in ABOUT_PEOPLE and not verdict.comparison:
            lacking.append(f"{where}: say which comparison is behind this sentence.")
    # While something is still to be said about a source, more may come to support it.
    if badge.value == BadgeValue.NO_SOURCE and not lacking:
        lacking.append("No source supports it: it cannot be approved. Send it back.")
    if badge.value in AT_LEAST_LOW and (
        inputs.profile_row is None or inputs.profile_row.search_id is None
    ):
        lacking.append(
            "A badge of weak evidence or above needs a recorded search in the appraisal."
        )
    if _appraised_alone(inputs, citations, verdicts):
        lacking.append(
            "One person drafted and adopted the appraisal, and it can move this badge:"
            " two reviewers have to draft it first."
        )
    return lacking


def open_flags(version: ClaimVersion) -> list[str]:
    """One line per flag on a version that is not resolved: nothing is approved meanwhile."""
    flags = version.threads.filter(is_flag=True, resolved_at=None).select_related("opened_by")
    return [
        f"{flag.opened_by.get_full_name() or flag.opened_by} raised a flag: “{flag.text}”"
        " Resolve it first."
        for flag in flags
    ]


def _appraised_alone(
    inputs: Inputs, citations: Mapping[int, Citation], verdicts: Sequence[VerdictInput]
) -> bool:
    """Whether judgements of one person decide the badge (section 3)."""
    profile = inputs.profile_row
    return (
        profile is not None
        and profile.second_drafter_id is None
        and profile.drafted_by_id == profile.adopted_by_id
        and badges.domains_can_move(
            inputs.claim,
            rule_verdicts([v for v in verdicts if v.citation in citations], citations),
            inputs.facts,
            inputs.profile,
            inputs.standings,
        )
    )
