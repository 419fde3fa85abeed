"""Drafts of an appraisal before they are handed in: kept, taken back, closed; and searches recorded on the way."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies, settling
from evidence.models import ProfileDraft, Question
from evidence.models.appraisal import Judgements
from evidence.selectors.question_page import open_drafts
from evidence.services.facts import fit
from evidence.services.locks import share_person
from references.choices import CslType, Role
from references.events import recorded
from references.models import Reference
from references.policies import can_edit_reference, role_for
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible
from references.services.library import add_reference

JUDGEMENT_FIELDS = tuple(
    field.name for field in Judgements._meta.concrete_fields if field.name != "question"
)
MOST_DRAFTS = 2


def keep_draft(
    *,
    question: Question,
    by: User,
    studies: list[dict[str, Any]],
    judgements: dict[str, Any],
    review_due_on: date | None = None,
) -> ProfileDraft:
    """Keep what a reviewer has filled in so far, for that reviewer only. It counts for nothing until handed in.

    Refuses all but reviewers, a third while two are drafting, and a draft that is handed in (take it back first).
    """
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers appraise evidence.")
    with recorded(by=by, role=Role.REVIEWER):
        lock_question(question)
        refuse_interested(question=question, by=by)
        draft = room_for(question=question, by=by)
        if draft is not None and draft.handed_in_at is not None:
            raise NotPossible("You have handed this draft in. Take it back to change it.")
        draft = draft or ProfileDraft(question=question, drafted_by=by)
        for name, value in judgements.items():
            setattr(draft, name, value)
        draft.studies, draft.review_due_on, draft.drafted_at = (
            studies,
            review_due_on,
            timezone.now(),
        )
        fit(draft, set(judgements) - {"rationale"})
        draft.save()
    return draft


def take_back_draft(*, draft: ProfileDraft, by: User) -> ProfileDraft:
    """Make a draft that was handed in private again. Refuses another's, and one that both drafters may read."""
    if not policies.is_reviewer(by) or draft.drafted_by_id != by.pk:
        raise NotAllowed("Only the reviewer who drafted it takes a draft back.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        lock_question(draft.question)
        drafts = open_drafts(draft.question)
        draft = _still_open(draft)
        if draft.handed_in_at is None:
            return draft
        if settling.both_are_in(drafts):
            raise NotPossible(
                "Both drafts are in and can be read: hand yours in again to revise it."
            )
        draft.handed_in_at = draft.handed_in_by = None
        draft.save(update_fields=["handed_in_at", "handed_in_by"])
        journal.note(f"question:{draft.question.key}", "profile.draft_taken_back")
    return draft


def close_draft(*, draft: ProfileDraft, by: User, reason: str) -> ProfileDraft:
    """End a draft that nobody will finish; it stays in the record. Refuses no reason.

    Its drafter does so, or an editor or administrator, who does not get to read it.
    """
    if not (policies.can_assign(by) or draft.drafted_by_id == by.pk):
        raise NotAllowed("Only its drafter, editors and administrators close a draft.")
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    role = (
        Role.REVIEWER if policies.is_reviewer(by) else role_for(by, Role.EDITOR, Role.ADMINISTRATOR)
    )
    with recorded(by=by, role=role) as journal:
        lock_question(draft.question)
        draft = _still_open(draft)
        close(draft=draft, by=by, reason=reason.strip())
        journal.note(
            f"question:{draft.question.key}",
            "profile.draft_closed",
            drafted_by=draft.drafted_by.get_username(),
            reason=reason.strip(),
        )
    return draft


def record_search(
    *,
    question: Question,
    by: User,
    database: str,
    query: str,
    searched_on: date,
    hits: int | None = None,
) -> Reference:
    """Record a search of a database as a reference of its own type, so that an appraisal can name it.

    Reviewers record what they searched themselves, librarians what they were asked for. Refuses everybody else,
    a search without database or query, and a day that has not come.
    """
    reviewer = policies.is_reviewer(by)
    if not (reviewer or can_edit_reference(by)):
        raise NotAllowed("Only reviewers and librarians record searches.")
    if searched_on > timezone.localdate():
        raise NotPossible(f"{searched_on} has not come yet: give the day of the search.")
    role = Role.REVIEWER if reviewer else role_for(by, Role.LIBRARIAN)
    with recorded(by=by, role=role) as journal:
        search = add_reference(
            fields={
                "csl_type": CslType.SEARCH,
                "title": f"Search for: {question.title}",
                "search_database": database,
                "search_query": query,
                "searched_on": searched_on,
                "search_hits": hits,
            },
            journal=journal,
        )
        journal.note(f"question:{question.key}", "search.recorded", reference=search.key)
    return search


# Within the transactions of services


def lock_question(question: Question) -> None:
    """Lock a question: one draft at a time is opened, handed in, closed or adopted."""
    Question.objects.select_for_update(no_key=True).get(pk=question.pk)


def refuse_interested(*, question: Question, by: User) -> None:
    """Hold the person, and refuse who is paid by a seller or has not declared their interests (D8)."""
    share_person(by)
    if reason := policies.why_not_appraise(by, question):
        raise NotAllowed(reason)


def room_for(*, question: Question, by: User) -> ProfileDraft | None:
    """The person's open draft of a locked question, if any. Refuses a third while two are drafting."""
    drafts = open_drafts(question)
    own = next((draft for draft in drafts if draft.drafted_by_id == by.pk), None)
    if own is None and len(drafts) >= MOST_DRAFTS:
        names = " and ".join(
            draft.drafted_by.get_full_name() or draft.drafted_by.get_username() for draft in drafts
        )
        raise NotPossible(
            f"{names} are drafting this appraisal. You can adopt it with them, once both are in."
        )
    return own


def refuse_unready(*, by: User, studies: list[dict[str, Any]]) -> None:
    """Refuse studies that do not exist, or are named twice, and a study that the reviewer wrote (D8)."""
    keys = [study["reference"] for study in studies]
    known = set(Reference.objects.filter(key__in=keys).values_list("key", flat=True))
    if missing := sorted(set(keys) - known):
        raise NotPossible(f"No reference has the key {', '.join(missing)}.")
    if len(keys) != len(set(keys)):
        raise NotPossible("A study is listed twice.")
    if why := policies.why_not_appraise_studies(by, keys):
        raise NotAllowed(why)


def close(*, draft: ProfileDraft, by: User, reason: str = "") -> None:
    """Close an open draft of a locked question; the caller notes why."""
    draft.closed_at, draft.closed_by, draft.closing_reason = timezone.now(), by, reason
    draft.save(update_fields=["closed_at", "closed_by", "closing_reason"])


def _still_open(draft: ProfileDraft) -> ProfileDraft:
    now = ProfileDraft.objects.select_related("question", "drafted_by").get(pk=draft.pk)
    if now.closed_at is not None:
        raise NotPossible("This draft was adopted or closed meanwhile.")
    return now
