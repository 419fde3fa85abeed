"""Questions, and the appraisal of their evidence in numbered profiles (D4)."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from evidence import badges, policies
from evidence.choices import Asks, GradingCause, Judgement
from evidence.models import (
    Claim,
    ClaimVersion,
    Profile,
    ProfileDraft,
    ProfileStudy,
    Question,
)
from evidence.models.appraisal import Judgements
from evidence.selectors.inputs import known_of, profile_facts
from evidence.services.facts import fit
from evidence.services.recomputing import recompute
from evidence.services.telling import tell_followers
from references.choices import Role
from references.events import Journal, recorded
from references.locks import share_references
from references.models import Reference
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible

JUDGEMENT_FIELDS = tuple(
    field.name for field in Judgements._meta.concrete_fields if field.name != "question"
)


def ask_question(
    *,
    by: User,
    key: str,
    title: str,
    population: str,
    intervention: str,
    outcome: str,
    comparator: str = "",
) -> Question:
    """Create a question. Refuses a key that is taken, and whoever neither writes claims nor reviews."""
    if not (policies.can_write_claims(by) or policies.is_reviewer(by)):
        raise NotAllowed("Only authors, editors and reviewers ask questions.")
    role = Role.REVIEWER if policies.is_reviewer(by) else role_for(by, Role.EDITOR, Role.AUTHOR)
    with recorded(by=by, role=role) as journal:
        if Question.objects.filter(key=key).exists():
            raise NotPossible(f"There is a question {key} already.")
        question = Question.objects.create(
            key=key,
            title=title,
            population=population,
            intervention=intervention,
            comparator=comparator,
            outcome=outcome,
            created_by=by,
        )
        journal.note(f"question:{key}", "question.asked", title=title)
    return question


def draft_profile(
    *, question: Question, by: User, studies: list[dict[str, Any]], judgements: dict[str, Any]
) -> ProfileDraft:
    """Propose the next profile of a question; the person's open draft is replaced.

    `studies` is a list of {"reference": key, "direction", "apart_from_reviews"}. Refuses all but reviewers,
    and references that do not exist.
    """
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers appraise evidence.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        keys = [study["reference"] for study in studies]
        if missing := sorted(
            set(keys) - set(Reference.objects.filter(key__in=keys).values_list("key", flat=True))
        ):
            raise NotPossible(f"No reference has the key {', '.join(missing)}.")
        now = timezone.now()
        ProfileDraft.objects.filter(question=question, drafted_by=by, closed_at=None).update(
            closed_at=now, closed_by=by
        )
        draft = ProfileDraft(question=question, drafted_by=by, studies=studies, **judgements)
        fit(draft, JUDGEMENT_FIELDS)
        draft.save(force_insert=True)
        journal.note(f"question:{question.key}", "profile.drafted", studies=keys)
    return draft


def adopt_profile(*, draft: ProfileDraft, by: User) -> Profile:
    """Put a drafted profile in force as the next number; the draft is closed.

    When it returns all badges that rest on the question are computed again, and pages are told of claims that
    were suspended. A draft whose domains can move a badge is adopted by another reviewer than its drafter.
    """
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers adopt appraisals.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        cited = {
            r.key: r
            for r in Reference.objects.filter(key__in=[s["reference"] for s in draft.studies])
        }
        share_references(reference.pk for reference in cited.values())
        Question.objects.select_for_update(no_key=True).get(pk=draft.question_id)
        draft = ProfileDraft.objects.select_related("question").get(pk=draft.pk)
        if draft.closed_at is not None:
            raise NotPossible("This draft was adopted or replaced meanwhile.")
        if draft.drafted_by_id == by.pk and needs_a_second(draft):
            raise NotAllowed(
                "These judgements can move the badge, so another reviewer than the drafter adopts them."
            )
        profile = _adopt(journal, draft, cited, by)
        suspended = recompute(
            journal,
            touched=Q(question=draft.question),
            cause=GradingCause.PROFILE,
            detail=f"The evidence was appraised again: {draft.question.title}",
            by=by,
        )
        if suspended:
            tell_followers(claims=suspended, cause="suspended", journal=journal, detail={})
    return profile


def _adopt(journal: Journal, draft: ProfileDraft, cited: dict[str, Reference], by: User) -> Profile:
    newest = Profile.objects.filter(question=draft.question).order_by("-number").first()
    today = timezone.localdate()
    profile = Profile.objects.create(
        question=draft.question,
        number=newest.number + 1 if newest else 1,
        adopted_by=by,
        drafted_by=draft.drafted_by,
        review_due_on=_months_after(today, _due_months(draft)),
        **{name: getattr(draft, name) for name in JUDGEMENT_FIELDS},
    )
    ProfileStudy.objects.bulk_create(
        ProfileStudy(
            profile=profile,
            reference=cited[study["reference"]],
            direction=study.get("direction", ""),
            apart_from_reviews=bool(study.get("apart_from_reviews")),
        )
        for study in draft.studies
    )
    draft.closed_at, draft.closed_by = timezone.now(), by
    draft.save(update_fields=["closed_at", "closed_by"])
    journal.note(
        f"question:{draft.question.key}",
        "profile.adopted",
        number=profile.number,
        drafted_by=draft.drafted_by.get_username(),
        judgements={name: getattr(draft, name) for name in JUDGEMENT_FIELDS if name != "search"},
        studies=draft.studies,
    )
    return profile


def needs_a_second(draft: ProfileDraft) -> bool:
    """Whether the judgements of a draft can move a badge, of a claim with this direction or of its claims."""
    return any(
        badges.domains_can_move(*_probe(draft, asks, direction))
        for asks, direction in _kinds_of_claims(draft)
    )


def _kinds_of_claims(draft: ProfileDraft) -> set[tuple[str, str]]:
    versions = ClaimVersion.objects.filter(question=draft.question).values_list("asks", "direction")
    drafts = Claim.objects.filter(draft__question=draft.question).values_list(
        "draft__asks", "draft__direction"
    )
    return {(Asks.EFFECT, draft.direction), *versions, *drafts}


def _probe(draft: ProfileDraft, asks: str, direction: str) -> tuple[Any, ...]:
    """The arguments of the rule for a claim that all of the draft's studies would support."""
    cited = {
        r.key: r for r in Reference.objects.filter(key__in=[s["reference"] for s in draft.studies])
    }
    known = known_of(cited.values(), confirmed=False)
    return (
        badges.ClaimFacts(asks=asks, direction=direction),
        [
            badges.Verdict(reference=key, judgement=Judgement.SUPPORTS, vouched=True)
            for key in cited
        ],
        known.facts,
        profile_facts(
            draft,
            [
                (s["reference"], s.get("direction", ""), bool(s.get("apart_from_reviews")))
                for s in draft.studies
            ],
        ),
        known.standings,
    )


def _due_months(draft: ProfileDraft) -> int:
    values = [
        (asks, badges.compute(*_probe(draft, asks, direction)).value)
        for asks, direction in _kinds_of_claims(draft)
    ]
    return min((badges.due_months(asks, value) for asks, value in values), default=12)


def _months_after(day: date, months: int) -> date:
    """The same day some months later, the 28th at the latest so that it exists."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
