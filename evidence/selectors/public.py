"""What readers may know of a claim: approved words only, never drafts.

The dictionaries have the names of `articles.content`, so that a publication can be filled from them.
Each function costs a constant number of queries, whatever the number of claims.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NotRequired, TypedDict

from django.db.models import Q
from django.utils import timezone

from evidence.badges import due_months
from evidence.choices import ApprovalBasis, BadgeValue, Decision, Judgement, ReviewKind
from evidence.models import (
    Approval,
    ApprovalVerdict,
    Citation,
    Declaration,
    Grading,
    Profile,
    Review,
    Reviewer,
    StudyFacts,
    Suspension,
)
from evidence.selectors.inputs import source_facts
from evidence.selectors.works import facts_of_works
from references.choices import NEVER_COUNTS
from references.models import Reference


class PublicPerson(TypedDict):
    """A reviewer as readers are told of them."""

    name: str
    credentials: str
    orcid: str
    interests: str
    interests_on: NotRequired[str]
    demonstration: bool


class PublicCitation(TypedDict):
    """One citation of a claim, by the key of the work that it cites."""

    reference: str
    judgement: str
    quote: str
    locator: str


class PublicOverride(TypedDict):
    """Why a claim is shown with another badge than the computed one: who said so, until when ("" for good)."""

    computed: str
    reason: str
    by: list[str]
    until: str


class PublicClaim(TypedDict):
    """One version of a claim with what its newest approval rests on. Dates are ISO text."""

    key: str
    version: int
    text: str
    asks: str
    direction: str
    badge: str
    override: PublicOverride | None
    reasons: list[list[str]]
    since: str
    suspension: str
    basis: str
    reviewers: list[PublicPerson]
    approved_on: str
    review_due_on: str
    searched_on: str
    checked_on: str
    effect_line: str
    citations: list[PublicCitation]


def public_claims(version_ids: Iterable[int]) -> dict[int, PublicClaim]:
    """Each approved version among these as readers are told of it. Eight queries and those for facts."""
    wanted = list(version_ids)
    approvals = _newest_approvals(wanted)
    versions = {approval.version_id: approval.version for approval in approvals.values()}
    profiles = newest_profiles({version.question_id for version in versions.values()})
    gradings = _gradings(versions)
    open_ones = Suspension.objects.filter(version__in=versions, ended_at=None)
    suspensions = {suspension.version_id: suspension for suspension in open_ones}
    reviewers = _reviewers(approvals.values())
    citations = _citations(versions, approvals.values())
    works = {_work(row).pk for rows in citations.values() for row, _judged in rows}
    facts = facts_of_works(works, confirmed=True)
    return {
        version.pk: _public_claim(
            approvals[version.pk],
            profiles.get(version.question_id or 0),
            gradings.get(version.pk),
            suspensions.get(version.pk),
            reviewers[approvals[version.pk].pk],
            citations[version.pk],
            facts,
        )
        for version in versions.values()
    }


def _newest_approvals(version_ids: Sequence[int]) -> dict[int, Approval]:
    rows = (
        Approval.objects.filter(version__in=version_ids)
        .select_related("version__claim", "version__question", "round", "profile__search")
        .order_by("version_id", "-active", "-id")
        .distinct("version_id")
    )
    return {approval.version_id: approval for approval in rows}


def newest_profiles(question_ids: set[int | None]) -> dict[int, Profile]:
    """The newest profile of each question that has one."""
    rows = (
        Profile.objects.filter(question__in=[pk for pk in question_ids if pk])
        .select_related("search")
        .order_by("question_id", "-number")
        .distinct("question_id")
    )
    return {profile.question_id: profile for profile in rows}


def _gradings(version_ids: Iterable[int]) -> dict[int, Grading]:
    """The newest of each version whose reasons are those of the badge that is shown."""
    found: dict[int, Grading] = {}
    rows = Grading.objects.filter(version__in=list(version_ids)).select_related(
        "override__proposed_by__reviewer", "override__seconded_by__reviewer"
    )
    for grading in rows.order_by("version_id", "-id"):
        kept = found.setdefault(grading.version_id, grading)
        if kept.override_id is not None:
            continue
        if kept.computed != kept.shown and grading.computed == kept.shown:
            kept.reasons, kept.computed = grading.reasons, grading.computed
    return found


def _reviewers(approvals: Iterable[Approval]) -> dict[int, list[PublicPerson]]:
    """By approval: those whose reviews approved; where a third decided, that person."""
    rounds = {approval.round_id: approval.pk for approval in approvals}
    rows = (
        Review.objects.filter(round__in=rounds, decision=Decision.APPROVE)
        .select_related("reviewer__reviewer")
        .prefetch_related("reviewer__reviewer__declarations")
        .order_by("id")
    )
    by_person: dict[int, dict[int, Review]] = defaultdict(dict)
    for review in rows:
        by_person[rounds[review.round_id]][review.reviewer_id] = review
    found: dict[int, list[PublicPerson]] = defaultdict(list)
    for approval, reviews in by_person.items():
        thirds = [review for review in reviews.values() if review.kind == ReviewKind.ADJUDICATION]
        found[approval] = [public_person(review.reviewer) for review in thirds or reviews.values()]
    return found


def public_person(user: Any) -> PublicPerson:
    """What readers are told of a reviewer's account (`user.reviewer` selected, with its declarations)."""
    reviewer = user.reviewer
    interests, declared_on = _interests(reviewer)
    return PublicPerson(
        name=reviewer.name,
        credentials=reviewer.credentials,
        orcid=reviewer.orcid,
        interests=interests,
        interests_on=declared_on,
        demonstration=reviewer.is_demonstration,
    )


def _interests(reviewer: Reviewer) -> tuple[str, str]:
    """What a reviewer declared, in their words, and on which day; both empty before they declared anything.

    The newest about each intervention speaks, as long as it holds; if none holds any more, the newest of all.
    """
    newest: dict[str, Declaration] = {}
    for declaration in sorted(reviewer.declarations.all(), key=lambda one: -one.pk):
        newest.setdefault(declaration.subject, declaration)
    if not newest:
        return "", ""
    today = timezone.localdate()
    told = [one for one in newest.values() if one.expires_on >= today]
    told = told or [max(newest.values(), key=lambda one: one.pk)]
    said = [
        f"{one.intervention}: {one.text}" if one.intervention else one.text
        for one in sorted(told, key=lambda one: one.subject)
        if one.text
    ]
    return " ".join(said), day(max(one.declared_at for one in told))


def _citations(
    version_ids: Iterable[int], approvals: Iterable[Approval]
) -> dict[int, list[tuple[Citation, str]]]:
    """By version: its citations in order, each with the verdict that was agreed on."""
    verdicts = ApprovalVerdict.objects.filter(approval__in=[approval.pk for approval in approvals])
    judged = dict(verdicts.values_list("citation", "judgement"))
    rows = Citation.objects.filter(version__in=list(version_ids)).select_related(
        "reference__merged_into"
    )
    found: dict[int, list[tuple[Citation, str]]] = defaultdict(list)
    unread = ("reference__abstract", "reference__merged_into__abstract")
    for citation in rows.defer(*unread).order_by("version_id", "position"):
        found[citation.version_id].append((citation, judged.get(citation.pk, citation.stance)))
    return found


def _public_claim(
    approval: Approval,
    profile: Profile | None,
    grading: Grading | None,
    suspension: Suspension | None,
    reviewers: list[PublicPerson],
    citations: list[tuple[Citation, str]],
    facts: dict[int, StudyFacts],
) -> PublicClaim:
    version = approval.version
    badge = grading.shown if grading else approval.badge
    checked = [
        source_facts(_work(citation), facts.get(_work(citation).pk)).checked_on
        for citation, _judged in citations
    ]
    # What was approved is told; a newer appraisal speaks once a review has adopted it.
    search = approval.profile.search if approval.profile else None
    ended = suspension.suspended_at if suspension else approval.ended_at
    return PublicClaim(
        key=version.claim.key,
        version=version.number,
        text=version.text,
        asks=version.asks,
        direction=version.direction,
        badge=badge,
        override=_override(grading),
        reasons=_by_work(grading.reasons, citations) if grading else [],
        since=day(ended),
        suspension=suspension.detail if suspension else "",
        basis=approval.basis,
        reviewers=reviewers,
        approved_on=day(approval.approved_at),
        review_due_on=due_on(approval, badge, profile),
        searched_on=day(search.searched_on) if search else "",
        checked_on=min(filter(None, checked), default="") if badge == BadgeValue.RECORD else "",
        effect_line=_effect_line(approval),
        citations=[
            PublicCitation(
                reference=_work(citation).key,
                judgement=judgement,
                quote=citation.quote,
                locator=citation.locator,
            )
            for citation, judgement in citations
            if judgement != Judgement.IRRELEVANT
        ],
    )


def _override(grading: Grading | None) -> PublicOverride | None:
    override = grading.override if grading else None
    if override is None:
        return None
    people = [override.proposed_by, override.seconded_by]
    return PublicOverride(
        computed=override.computed,
        reason=override.reason,
        by=[str(person.reviewer) for person in people if person is not None],
        until=day(override.ends_on),
    )


def _work(citation: Citation) -> Reference:
    """The row that stands for the work that a citation cites."""
    return citation.reference.merged_into or citation.reference


def _by_work(
    reasons: list[list[str]], citations: Sequence[tuple[Citation, str]]
) -> list[list[str]]:
    """Reasons that were given before a merge, naming the works as they are named now."""
    told = [list(reason) for reason in reasons]
    for citation, _judged in citations:
        for reason in told:
            reason[1] = reason[1].replace(citation.reference.key, _work(citation).key)
    return told


def _effect_line(approval: Approval) -> str:
    """The numbers of the approved appraisal, as long as all its studies stand."""
    profile = approval.profile
    if profile is None:
        return ""
    fallen = Q(reference__merged_into=None, reference__standing__in=NEVER_COUNTS)
    fallen |= Q(reference__merged_into__standing__in=NEVER_COUNTS)
    return "" if profile.studies.filter(fallen).exists() else profile.effect_line


def day(moment: dt.datetime | dt.date | None) -> str:
    """The day as ISO text; "" if there is none."""
    if moment is None:
        return ""
    return (timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment).isoformat()


def due_on(approval: Approval, badge: str, profile: Profile | None) -> str:
    """When a claim is to be reviewed again, as ISO text (`round` and `version` selected).

    The question's due date; without a question, counted from the approval.
    """
    if profile is not None:
        return day(profile.review_due_on)
    closed = approval.round.closed_at
    # What was restored is due when it would have been.
    restored = approval.basis == ApprovalBasis.CANCELLATION and closed is not None
    approved = timezone.localdate(closed if restored else approval.approved_at)
    month = approved.month - 1 + due_months(approval.version.asks, badge)
    of_month = min(approved.day, 28)
    return dt.date(approved.year + month // 12, month % 12 + 1, of_month).isoformat()
