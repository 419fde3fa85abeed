"""What the badge rule reads, gathered from the database in a constant number of queries."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from evidence import badges
from evidence.choices import Design
from evidence.models import (
    Citation,
    ClaimDraft,
    ClaimVersion,
    Profile,
    ProfileStudy,
    Question,
    StudyFacts,
)
from evidence.models.appraisal import Judgements
from evidence.models.reviews import VerdictFields
from evidence.selectors.findings import is_located, look_up
from evidence.selectors.works import current_facts, works_of
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
    in_profile: Sequence[ProfileStudy] = ()

    @property
    def fingerprint(self) -> str:
        """What a reviewer is shown beside the words: appraisal, facts and standings, as one SHA-256."""
        profile = self.profile_row.pk if self.profile_row else None
        shown = (profile, sorted(self.facts.items()), sorted(self.standings.items()))
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def facts_of(self, reference: str) -> badges.SourceFacts:
        """The facts that hold for the work that a reference is."""
        return badges.facts_by_work(self.facts)[badges.work_of(reference, self.facts)]

    def compute(self, verdicts: Sequence[badges.Verdict]) -> badges.Badge:
        """The badge of these verdicts."""
        return badges.compute(self.claim, verdicts, self.facts, self.profile, self.standings)


def profile_in_force(question: Question | None) -> Profile | None:
    """The newest adopted profile of a question."""
    if question is None:
        return None
    return Profile.objects.filter(question=question).order_by("-number").first()


def appraised(question: Question | None) -> tuple[Profile | None, list[ProfileStudy]]:
    """The profile in force and its studies, with their references; one query unless there are none."""
    if question is None:
        return None, []
    newest = Profile.objects.filter(question=question).order_by("-number").values("pk")[:1]
    studies = list(
        ProfileStudy.objects.filter(profile=Subquery(newest))
        .select_related("profile__search", "reference__merged_into")
        .order_by("id")
    )
    return (studies[0].profile if studies else profile_in_force(question)), studies


def questions_appraised_over(references: Iterable[int]) -> QuerySet[Question]:
    """The questions whose profile in force includes one of these references."""
    newer = Profile.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    in_force = Profile.objects.filter(~Exists(newer), studies__reference__in=list(references))
    return Question.objects.filter(pk__in=in_force.values("question"))


@dataclass(frozen=True)
class Known:
    """What is known of references, by key, over all rows of the works that they are."""

    facts: dict[str, badges.SourceFacts]
    standings: dict[str, str]

    def of(self, references: Iterable[Reference]) -> "Known":
        """The same of these references alone, with all rows of the works that they are."""
        works = {badges.work_of(reference.key, self.facts) for reference in references}
        keys = [key for key in self.facts if badges.work_of(key, self.facts) in works]
        return Known(
            {key: self.facts[key] for key in keys}, {key: self.standings[key] for key in keys}
        )


def known_of(references: Iterable[Reference], *, confirmed: bool) -> Known:
    """The facts of each row, and the standing of the row that stands for it (D9); two queries."""
    works = works_of(references)
    ids = [row.pk for copies in works.values() for row in copies]
    return known_from(works, current_facts(ids, confirmed=confirmed))


def known_from(works: Mapping[int, Sequence[Reference]], facts: Iterable[StudyFacts]) -> Known:
    """The same from rows that were read already: the copies of each work, and one row of facts per copy."""
    rows = {row.reference_id: row for row in facts}
    known = Known({}, {})
    for work, copies in works.items():
        winner = next(row for row in copies if row.pk == work)
        for row in copies:
            held = source_facts(row, rows.get(row.pk))
            study = getattr(row, "study", None)
            known.facts[row.key] = replace(
                held,
                work="" if row is winner else winner.key,
                links=(str(study),) if study else (),
            )
            known.standings[row.key] = winner.standing
    return known


def inputs_for(
    words: ClaimVersion | ClaimDraft, references: Iterable[Reference], *, confirmed: bool
) -> Inputs:
    """Gather the inputs for these words over the references they cite."""
    cited = {reference.pk: reference for reference in references}
    profile, studies = appraised(words.question)
    for study in studies:
        cited.setdefault(study.reference_id, study.reference)
    return inputs_from(words, profile, studies, known_of(cited.values(), confirmed=confirmed))


def inputs_of_many(
    cited: Sequence[tuple[ClaimVersion, Sequence[Reference]]],
) -> dict[int, Inputs]:
    """`inputs_for` of confirmed facts, for many versions at once, by primary key; four queries."""
    profiles = {
        profile.question_id: profile
        for profile in Profile.objects.filter(
            question__in={v.question_id for v, _ in cited if v.question_id}
        )
        .order_by("question_id", "-number")
        .distinct("question_id")
    }
    studies: dict[int, list[ProfileStudy]] = {}
    for study in ProfileStudy.objects.filter(
        profile__in=[profile.pk for profile in profiles.values()]
    ).select_related("reference"):
        studies.setdefault(study.profile_id, []).append(study)
    of_version: dict[int, dict[int, Reference]] = {}
    for version, references in cited:
        profile = profiles.get(version.question_id or 0)
        in_profile = [s.reference for s in studies.get(profile.pk, ())] if profile else []
        of_version[version.pk] = {row.pk: row for row in (*references, *in_profile)}
    every = {pk: row for rows in of_version.values() for pk, row in rows.items()}
    known = known_of(every.values(), confirmed=True)
    found = {}
    for version, _ in cited:
        profile = profiles.get(version.question_id or 0)
        found[version.pk] = inputs_from(
            version,
            profile,
            studies.get(profile.pk, []) if profile else [],
            known.of(of_version[version.pk].values()),
        )
    return found


def inputs_from(
    words: ClaimVersion | ClaimDraft,
    profile: Profile | None,
    studies: Sequence[ProfileStudy],
    known: Known,
) -> Inputs:
    """The inputs for these words, of what was read already."""
    return Inputs(
        claim=badges.ClaimFacts(
            asks=words.asks,
            direction=words.direction,
            asserts=words.asserts,
            comparative=words.comparative,
            is_finding=words.is_finding,
            reassures_or_advises=words.reassures_or_advises,
        ),
        facts=known.facts,
        profile=profile_facts(
            profile, [(s.reference.key, s.direction, s.apart_from_reviews) for s in studies]
        )
        if profile
        else None,
        profile_row=profile,
        standings=known.standings,
        in_profile=studies,
    )


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
    """Judgements as the rule reads them, left open as 0; a study is (reference key, direction, apart)."""
    return badges.ProfileFacts(
        studies=tuple(badges.ProfileStudy(*study) for study in studies),
        direction=profile.direction,
        risk_of_bias=profile.risk_of_bias or 0,
        inconsistency=profile.inconsistency or 0,
        inconsistency_explained=profile.inconsistency_explained,
        indirectness=profile.indirectness or 0,
        imprecision=profile.imprecision or 0,
        publication_bias=profile.publication_bias or 0,
        large_effect=profile.large_effect,
        dose_response=profile.dose_response,
        plausible_confounding=profile.plausible_confounding,
        interval_spans_both=profile.interval_spans_both,
        surrogate_only=profile.surrogate_only,
        n_waived=bool(profile.n_waiver),
    )


def verdicts_of(rows: Iterable[VerdictFields]) -> list[badges.Verdict]:
    """Stored verdicts (with citation and reference selected) as the rule reads them; one query for the quotes."""
    rows = list(rows)
    look_up(row.citation for row in rows)
    return [
        badges.Verdict(
            reference=row.citation.reference.key,
            judgement=row.judgement,
            stance=row.citation.stance,
            comparison=row.comparison,
            population=row.population,
            outcome_matches=row.outcome_matches,
            quote_located=is_located(row.citation),
            vouched=bool(row.vouch_reason),
        )
        for row in rows
    ]


def proposed_verdicts(
    version: ClaimVersion, citations: Iterable[Citation] | None = None
) -> list[badges.Verdict]:
    """The author's stances as if a reviewer had confirmed every one (required reviews, section 3).

    `citations` are those of the version, with their references, where they were read already.
    """
    return [
        badges.Verdict(
            reference=citation.reference.key,
            judgement=citation.stance,
            stance=citation.stance,
            vouched=True,
        )
        for citation in (
            version.citations.select_related("reference") if citations is None else citations
        )
    ]
