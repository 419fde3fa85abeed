"""Questions, and the appraisal of their evidence in numbered profiles (D4): drafted blind by two, then adopted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from evidence import policies, settling
from evidence.badges import LOWERING
from evidence.choices import GradingCause
from evidence.models import Profile, ProfileDraft, ProfileStudy, Question
from evidence.selectors.appraising import Appraisal, months_after, read_appraisal
from evidence.selectors.profile_history import labels_of
from evidence.selectors.question_page import kinds_of_drafts, open_drafts
from evidence.services.facts import fit
from evidence.services.followers import tell_followers
from evidence.services.profile_drafts import (
    JUDGEMENT_FIELDS,
    close,
    lock_question,
    refuse_interested,
    refuse_unready,
    room_for,
)
from evidence.services.recomputing import recompute
from references.choices import Role
from references.events import Journal, recorded
from references.locks import share_references
from references.models import Reference
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible


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
    *,
    question: Question,
    by: User,
    studies: list[dict[str, Any]],
    judgements: dict[str, Any],
    review_due_on: date | None = None,
) -> ProfileDraft:
    """Hand in a proposal for the next profile of a question; the person's open draft is closed or becomes it.

    `studies` is a list of {"reference": key, "direction", "apart_from_reviews"}. Nobody else reads it before two
    are in. Handed in again after that it is kept as not blind, beside the one before. Refuses all but reviewers
    who declared their interests and are not paid by a seller (D8), authors of a study, a third while two are
    drafting, references that do not exist, values that cannot be, a lowering domain left open that can move a
    badge, and a date later than the rule says.
    """
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers appraise evidence.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        lock_question(question)
        refuse_interested(question=question, by=by)
        own = room_for(question=question, by=by)
        refuse_unready(by=by, studies=studies)
        both_in = settling.both_are_in(open_drafts(question))
        now = timezone.now()
        if own is not None and own.handed_in_at is not None:
            close(draft=own, by=by, reason="Handed in again.")
            own = None
        draft = own or ProfileDraft(question=question, drafted_by=by)
        for name, value in judgements.items():
            setattr(draft, name, value)
        draft.studies, draft.review_due_on = studies, review_due_on
        fit(draft, JUDGEMENT_FIELDS)
        appraisal = _appraisal_of(draft, settling.values_of(draft), studies)
        _refuse_unjudged(draft, appraisal)
        if review_due_on is not None:
            _refuse_late(review_due_on, appraisal)
        draft.drafted_at = draft.handed_in_at = now
        draft.handed_in_by, draft.blind = by, not both_in
        draft.save()
        journal.note(
            f"question:{question.key}", "profile.drafted", studies=len(studies), blind=draft.blind
        )
    return draft


def adopt_profile(
    *,
    draft: ProfileDraft,
    by: User,
    other: ProfileDraft | None = None,
    choices: Mapping[str, str] | None = None,
    rationale: str = "",
) -> Profile:
    """Put what was drafted in force as the next number; the drafts are closed.

    When it returns all badges that rest on the question are computed again, and pages are told of claims that
    were suspended. Of two drafts it is what both say, else the more cautious, or what `choices` name by field
    ("first" is `draft`, "second" the other's; `settling.why_not` says who may). One draft alone is adopted by its
    drafter, and only where its domains cannot move a badge. With `other`, the second draft that was read: refuses
    if another took its place.
    """
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers adopt appraisals.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        question = Question.objects.get(pk=draft.question_id)
        named = {s["reference"] for one in open_drafts(question) for s in one.studies}
        named |= {s["reference"] for s in draft.studies}
        cited = {r.key: r for r in Reference.objects.filter(key__in=named)}
        share_references(reference.pk for reference in cited.values())
        lock_question(question)
        refuse_interested(question=question, by=by)
        drafts = [one for one in open_drafts(question) if one.handed_in_at is not None]
        first = next((one for one in drafts if one.pk == draft.pk), None)
        if first is None:
            raise NotPossible(
                "This draft was adopted or replaced meanwhile, or it is not handed in yet."
            )
        second = next((one for one in drafts if one.pk != draft.pk), None)
        if other is not None and (second is None or second.pk != other.pk):
            raise NotPossible("The other draft was revised or closed meanwhile. Read it again.")
        values = _values(first, second, by, choices or {})
        if rationale.strip():
            values["rationale"] = rationale.strip()
        appraisal = _appraisal_of(first, values, values["studies"])
        if second is None:
            _refuse_alone(appraisal, first, by)
        profile = _adopt(journal, appraisal, [first, second] if second else [first], cited, by)
        suspended = recompute(
            journal,
            touched=Q(question=question),
            cause=GradingCause.PROFILE,
            detail=f"The evidence was appraised again: {question.title}",
            by=by,
        )
        if suspended:
            tell_followers(claims=suspended, cause="suspended", journal=journal, detail={})
    return profile


def _values(
    first: ProfileDraft, second: ProfileDraft | None, by: User, choices: Mapping[str, str]
) -> dict[str, Any]:
    """What is adopted. Refuses a choice that this person may not make, and a drafter who left."""
    for draft in (first, second):
        if draft is not None and not policies.is_reviewer(draft.drafted_by):
            name = draft.drafted_by.get_full_name() or draft.drafted_by.get_username()
            raise NotPossible(f"{name} does not review any more: an editor closes that draft.")
    one = settling.values_of(first)
    if second is None:
        return one
    other = settling.values_of(second)
    is_third = by.pk not in (first.drafted_by_id, second.drafted_by_id)
    for name in settling.differing(one, other):
        choice = choices.get(name, settling.CAUTIOUS)
        if why := settling.why_not(name, choice, is_third=is_third):
            raise NotAllowed(why)
    return settling.settled(one, other, choices)


def _refuse_alone(appraisal: Appraisal, draft: ProfileDraft, by: User) -> None:
    if appraisal.needs_two:
        raise NotAllowed(
            "These judgements can move the badge, so another reviewer drafts too, before either is read."
        )
    if draft.drafted_by_id != by.pk:
        raise NotAllowed(
            "What one reviewer drafted is adopted by that reviewer; nobody else has read it."
        )


def _appraisal_of(
    draft: ProfileDraft, values: Mapping[str, Any], studies: list[dict[str, Any]]
) -> Appraisal:
    judged = ProfileDraft(
        question=draft.question,
        **{name: values[name] for name in JUDGEMENT_FIELDS if name in values},
    )
    return read_appraisal(draft.question, judged, studies, kinds=kinds_of_drafts(draft.question))


def _refuse_unjudged(draft: ProfileDraft, appraisal: Appraisal) -> None:
    """Refuse domains left open that can move a badge; the others become 0, as nothing rests on them."""
    if appraisal.unjudged:
        raise NotPossible(
            f"Judge these first, they can move a badge: {labels_of(appraisal.unjudged)}."
        )
    for name in LOWERING:
        if getattr(draft, name) is None:
            setattr(draft, name, 0)


def _refuse_late(review_due_on: date, appraisal: Appraisal) -> None:
    today = timezone.localdate()
    months, why = appraisal.due
    if not today < review_due_on <= months_after(today, months):
        raise NotPossible(
            f"Appraise again by {review_due_on}: it can only be earlier than the rule says ({why}), and not past."
        )


def _adopt(
    journal: Journal,
    appraisal: Appraisal,
    drafts: list[ProfileDraft],
    cited: Mapping[str, Reference],
    by: User,
) -> Profile:
    question, judged = appraisal.question, appraisal.judgements
    newest = Profile.objects.filter(question=question).order_by("-number").first()
    by_rule = months_after(timezone.localdate(), appraisal.due[0])
    profile = Profile.objects.create(
        question=question,
        number=newest.number + 1 if newest else 1,
        adopted_by=by,
        drafted_by=drafts[0].drafted_by,
        second_drafter=drafts[1].drafted_by if drafts[1:] else None,
        domains_can_move=appraisal.needs_two,
        review_due_on=min([by_rule, *(one.review_due_on for one in drafts if one.review_due_on)]),
        **{name: getattr(judged, name) for name in JUDGEMENT_FIELDS},
    )
    ProfileStudy.objects.bulk_create(
        ProfileStudy(
            profile=profile,
            reference=cited[study["reference"]],
            direction=study.get("direction", ""),
            apart_from_reviews=bool(study.get("apart_from_reviews")),
        )
        for study in appraisal.studies
    )
    for one in drafts:
        close(draft=one, by=by)
    journal.note(
        f"question:{question.key}",
        "profile.adopted",
        number=profile.number,
        drafted_by=drafts[0].drafted_by.get_username(),
        second_drafter=drafts[1].drafted_by.get_username() if drafts[1:] else "",
        judgements={name: getattr(judged, name) for name in JUDGEMENT_FIELDS if name != "search"},
        studies=list(appraisal.studies),
        differed=list(settling.differing(*map(settling.values_of, drafts))) if drafts[1:] else [],
    )
    return profile
