"""What the badge rule reads, gathered from the database in a constant number of queries."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evidence import badges
from evidence.choices import Design
from evidence.models import ClaimDraft, ClaimVersion, Profile, Question, StudyFacts
from evidence.models.appraisal import Judgements
from evidence.models.reviews import VerdictFields
from references.choices import CslType
from references.models import Reference


@dataclass(frozen=True)
class Inputs:
    """Everything `badges.compute` takes besides the verdicts."""

    claim: badges.ClaimFacts
    facts: dict[str, badges.SourceFacts]
    profile: badges.ProfileFacts | None
    profile_row: Profile | None
    standings: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """What a reviewer is shown beside the words: appraisal, facts and standings, as one SHA-256."""
        profile = self.profile_row.pk if self.profile_row else None
        shown = (profile, sorted(self.facts.items()), sorted(self.standings.items()))
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def compute(self, verdicts: Sequence[badges.Verdict]) -> badges.Badge:
        """The badge of these verdicts."""
        return badges.compute(self.claim, verdicts, self.facts, self.profile, self.standings)


def profile_in_force(question: Question | None) -> Profile | None:
    """The newest adopted profile of a question."""
    if question is None:
        return None
    return Profile.objects.filter(question=question).order_by("-number").first()


def current_facts(reference_ids: Iterable[int], *, confirmed: bool) -> dict[int, StudyFacts]:
    """The newest facts of each reference; with `confirmed`, the newest that a reviewer confirmed."""
    rows = StudyFacts.objects.filter(reference__in=list(reference_ids)).order_by(
        "reference_id", "-number"
    )
    if confirmed:
        rows = rows.filter(confirmed_at__isnull=False)
    return {row.reference_id: row for row in rows.distinct("reference_id")}


def inputs_for(
    words: ClaimVersion | ClaimDraft, references: Iterable[Reference], *, confirmed: bool
) -> Inputs:
    """Gather the inputs for these words over the references they cite."""
    cited = {reference.pk: reference for reference in references}
    profile = profile_in_force(words.question)
    studies = list(profile.studies.select_related("reference")) if profile else []
    for study in studies:
        cited.setdefault(study.reference_id, study.reference)
    winners = Reference.objects.in_bulk(
        [r.merged_into_id for r in cited.values() if r.merged_into_id]
    )
    facts = current_facts({*cited, *winners}, confirmed=confirmed)
    known = {
        r.pk: source_facts(r, facts.get(r.pk) or facts.get(r.merged_into_id or 0))
        for r in cited.values()
    }
    return Inputs(
        claim=badges.ClaimFacts(
            asks=words.asks,
            direction=words.direction,
            asserts=words.asserts,
            comparative=words.comparative,
            is_finding=words.is_finding,
            reassures_or_advises=words.reassures_or_advises,
        ),
        facts=_counted_once(cited.values(), known),
        profile=profile_facts(
            profile, [(s.reference.key, s.direction, s.apart_from_reviews) for s in studies]
        )
        if profile
        else None,
        profile_row=profile,
        standings={
            r.key: winners[r.merged_into_id].standing if r.merged_into_id else r.standing
            for r in cited.values()
        },
    )


def _counted_once(
    cited: Iterable[Reference], known: dict[int, badges.SourceFacts]
) -> dict[str, badges.SourceFacts]:
    """Facts by key; references that were merged are one work, and so one independent source (D9)."""
    works: dict[int, list[Reference]] = defaultdict(list)
    for reference in cited:
        works[reference.merged_into_id or reference.pk].append(reference)
    facts: dict[str, badges.SourceFacts] = {}
    for work, copies in works.items():
        named = (known[one.pk].cluster for one in copies if known[one.pk].cluster)
        cluster = next(named, f"work {work}" if len(copies) > 1 else "")
        facts |= {one.key: replace(known[one.pk], cluster=cluster) for one in copies}
    return facts


def source_facts(reference: Reference, row: StudyFacts | None) -> badges.SourceFacts:
    """Facts as the rule reads them. A recorded search needs none: it says itself what it is."""
    if reference.csl_type == CslType.SEARCH:
        searched = reference.searched_on.isoformat() if reference.searched_on else ""
        return badges.SourceFacts(design=Design.SEARCH, checked_on=searched)
    if row is None:
        return badges.SourceFacts(design=Design.UNKNOWN)
    return badges.SourceFacts(
        design=row.design,
        population=row.population,
        n=row.n,
        concurrent_group=row.concurrent_group,
        pooled_designs=tuple(row.pooled_designs),
        pooled_populations=tuple(row.pooled_populations),
        pooled_studies=row.pooled_studies,
        reports_apart=row.reports_apart,
        includes_retracted=row.includes_retracted,
        about_lab_work=row.about_lab_work,
        stated_certainty=row.stated_certainty,
        is_preprint=row.is_preprint,
        cluster=row.cluster,
        checked_on=row.checked_on.isoformat() if row.checked_on else "",
    )


def profile_facts(
    profile: Judgements, studies: Sequence[tuple[str, str, bool]]
) -> badges.ProfileFacts:
    """Stored judgements as the rule reads them; a study is (reference key, direction, apart)."""
    return badges.ProfileFacts(
        studies=tuple(badges.ProfileStudy(*study) for study in studies),
        direction=profile.direction,
        risk_of_bias=profile.risk_of_bias,
        inconsistency=profile.inconsistency,
        inconsistency_explained=profile.inconsistency_explained,
        indirectness=profile.indirectness,
        imprecision=profile.imprecision,
        publication_bias=profile.publication_bias,
        large_effect=profile.large_effect,
        dose_response=profile.dose_response,
        plausible_confounding=profile.plausible_confounding,
        interval_spans_both=profile.interval_spans_both,
        surrogate_only=profile.surrogate_only,
        n_waived=bool(profile.n_waiver),
    )


def verdicts_of(rows: Iterable[VerdictFields]) -> list[badges.Verdict]:
    """Stored verdicts (with citation and reference selected) as the rule reads them."""
    return [
        badges.Verdict(
            reference=row.citation.reference.key,
            judgement=row.judgement,
            stance=row.citation.stance,
            comparison=row.comparison,
            population=row.population,
            outcome_matches=row.outcome_matches,
            quote_located=row.citation.quote_check == "found_in_abstract",
            vouched=bool(row.vouch_reason),
        )
        for row in rows
    ]


def proposed_verdicts(version: ClaimVersion) -> list[badges.Verdict]:
    """The author's stances as if a reviewer had confirmed every one (required reviews, section 3)."""
    return [
        badges.Verdict(
            reference=citation.reference.key,
            judgement=citation.stance,
            stance=citation.stance,
            vouched=True,
        )
        for citation in version.citations.select_related("reference")
    ]
