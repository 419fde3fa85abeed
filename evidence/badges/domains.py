"""Whether the GRADE domains of a profile can move a badge at all (section 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evidence.badges.body import Body, body_of
from evidence.badges.computing import compute
from evidence.badges.counting import case_of
from evidence.badges.facts import ClaimFacts, ProfileFacts, SourceFacts, Verdict

LOWERING = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
"""The domains that GRADE lowers certainty for."""

KINDEST: dict[str, Any] = {
    "risk_of_bias": 0,
    "inconsistency": 0,
    "indirectness": 0,
    "imprecision": 0,
    "publication_bias": 0,
    "large_effect": 2,
    "dose_response": 1,
    "plausible_confounding": 1,
    "interval_spans_both": False,
    "surrogate_only": False,
    "n_waived": True,
}
HARSHEST: dict[str, Any] = {
    "risk_of_bias": 2,
    "inconsistency": 2,
    "inconsistency_explained": True,
    "indirectness": 2,
    "imprecision": 2,
    "publication_bias": 2,
    "interval_spans_both": True,
    "surrogate_only": True,
    "n_waived": False,
}
VALUES: dict[str, tuple[Any, ...]] = {
    "risk_of_bias": (0, 1, 2),
    "inconsistency": (0, 1, 2),
    "indirectness": (0, 1, 2),
    "imprecision": (0, 1, 2),
    "publication_bias": (0, 1, 2),
    "large_effect": (0, 1, 2),
    "dose_response": (0, 1),
    "plausible_confounding": (0, 1),
    "inconsistency_explained": (False, True),
    "interval_spans_both": (False, True),
    "surrogate_only": (False, True),
    "n_waived": (False, True),
}
"""What each judgement may be."""

DISAGREEING: dict[str, Any] = {"inconsistency": 2, "inconsistency_explained": False}


def domains_can_move(
    claim: ClaimFacts,
    verdicts: Sequence[Verdict],
    facts: Mapping[str, SourceFacts],
    profile: ProfileFacts | None,
    standings: Mapping[str, str],
) -> bool:
    """Whether some choice of domain values would change the computed value.

    A level only falls as a domain is lowered, so the kindest and the harshest choice bound every
    other; unexplained disagreement is tried too where there is more than one study to disagree.
    """
    if profile is None:
        return False
    extremes = [KINDEST, HARSHEST]
    body = body_of(case_of(claim, verdicts, facts, profile, standings))
    if body and _can_disagree(body):
        extremes.append(DISAGREEING)
    profiles = [profile, *(replace(profile, **extreme) for extreme in extremes)]
    return len({compute(claim, verdicts, facts, p, standings).value for p in profiles}) > 1


def which_can_move(
    claim: ClaimFacts,
    verdicts: Sequence[Verdict],
    facts: Mapping[str, SourceFacts],
    profile: ProfileFacts,
    standings: Mapping[str, str],
) -> frozenset[str]:
    """The judgements of which some value would change the computed value, given the others as they are."""
    return frozenset(
        name
        for name, values in VALUES.items()
        if len(
            {
                compute(claim, verdicts, facts, replace(profile, **{name: value}), standings).value
                for value in values
            }
        )
        > 1
    )


def open_ones_can_move(
    claim: ClaimFacts,
    verdicts: Sequence[Verdict],
    facts: Mapping[str, SourceFacts],
    profile: ProfileFacts,
    standings: Mapping[str, str],
    *,
    names: Sequence[str],
) -> bool:
    """Whether these lowering domains could change the computed value together, given the others as they are."""
    ends: list[dict[str, Any]] = [dict.fromkeys(names, 0), dict.fromkeys(names, 2)]
    profiles = [replace(profile, **end) for end in ends]
    return len({compute(claim, verdicts, facts, p, standings).value for p in profiles}) > 1


def _can_disagree(body: Body) -> bool:
    studies = {member.source.key for member in body.standing}
    return len(studies) > 1 or any(m.source.is_review for m in body.standing)
