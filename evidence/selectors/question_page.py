"""Questions with the evidence on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evidence.models import Claim, ClaimVersion, Profile, ProfileDraft, ProfileStudy, Question
from evidence.models.appraisal import Judgements
from evidence.selectors.studies import Study, studies_by_key, studies_of
from references.policies import Person


@dataclass(frozen=True)
class Row:
    """One study of a body of evidence."""

    study: Study | None
    key: str
    direction: str
    apart_from_reviews: bool


@dataclass(frozen=True)
class Body:
    """Judgements, drafted or adopted, with their studies."""

    judgements: Any
    rows: Sequence[Row]

    def is_by(self, user: Person) -> bool:
        """Whether this person drafted it."""
        return bool(self.judgements.drafted_by_id == user.pk)


@dataclass(frozen=True)
class QuestionPage:
    """A question, the profile in force, open drafts, earlier profiles, and the claims that answer it."""

    question: Question
    in_force: Body | None
    drafts: Sequence[Body]
    earlier: Sequence[Body]
    answers: Sequence[ClaimVersion]


@dataclass(frozen=True)
class Start:
    """What a new draft starts from, and what that is."""

    judgements: ProfileDraft
    studies: list[dict[str, Any]]
    origin: str


def questions_with_profiles() -> QuerySet[Question]:
    """Each question with the number and due date of its profile in force, and its number of claims."""
    newest = Profile.objects.filter(question=OuterRef("pk")).order_by("-number")
    claims = (
        ClaimVersion.objects.filter(question=OuterRef("pk"))
        .order_by()
        .values("question")
        .annotate(n=Count("claim", distinct=True))
    )
    return Question.objects.annotate(
        profile_number=Subquery(newest.values("number")[:1]),
        due_on=Subquery(newest.values("review_due_on")[:1]),
        claims=Coalesce(Subquery(claims.values("n")), 0),
    )


def read_question_page(question: Question) -> QuestionPage:
    """Gather the page in a constant number of queries."""
    profiles = list(
        Profile.objects.filter(question=question)
        .select_related("adopted_by", "drafted_by", "search")
        .order_by("-number")
    )
    studies: dict[int, list[ProfileStudy]] = {}
    for row in (
        ProfileStudy.objects.filter(profile__in=profiles)
        .select_related("reference__merged_into")
        .order_by("id")
    ):
        studies.setdefault(row.profile_id, []).append(row)
    known = studies_of(row.reference for rows in studies.values() for row in rows)
    bodies = [
        Body(
            profile,
            [
                Row(
                    known[row.reference_id],
                    row.reference.key,
                    row.get_direction_display(),
                    row.apart_from_reviews,
                )
                for row in studies.get(profile.pk, [])
            ],
        )
        for profile in profiles
    ]
    return QuestionPage(
        question=question,
        in_force=bodies[0] if bodies else None,
        drafts=_drafts(question),
        earlier=bodies[1:],
        answers=_answers(question),
    )


def _drafts(question: Question) -> list[Body]:
    drafts = list(
        ProfileDraft.objects.filter(question=question, closed_at=None)
        .select_related("drafted_by", "question", "search")
        .order_by("id")
    )
    known = studies_by_key({study["reference"] for draft in drafts for study in draft.studies})
    words = dict(ProfileStudy._meta.get_field("direction").choices or ())
    return [
        Body(
            draft,
            [
                Row(
                    known.get(study["reference"]),
                    study["reference"],
                    str(words.get(study.get("direction", ""), "")),
                    bool(study.get("apart_from_reviews")),
                )
                for study in draft.studies
            ],
        )
        for draft in drafts
    ]


def _answers(question: Question) -> list[ClaimVersion]:
    """The newest version of each claim that answers the question."""
    newest = ClaimVersion.objects.filter(claim=OuterRef("pk")).order_by("-number")
    claims = Claim.objects.annotate(newest=Subquery(newest.values("pk")[:1]))
    return list(
        ClaimVersion.objects.filter(question=question, pk__in=claims.values("newest"))
        .select_related("claim")
        .order_by("claim")
    )


def start_of_draft(question: Question, user: Person) -> Start:
    """The person's own open draft, else the profile in force, else nothing."""
    own = ProfileDraft.objects.filter(question=question, drafted_by=user.pk, closed_at=None).first()
    if own is not None:
        return Start(own, list(own.studies), "your open draft")
    newest = Profile.objects.filter(question=question).order_by("-number").first()
    if newest is None:
        return Start(ProfileDraft(question=question), [], "")
    fields = [f.name for f in Judgements._meta.concrete_fields]
    draft = ProfileDraft(**{name: getattr(newest, name) for name in fields})
    studies = [
        {
            "reference": row.reference.key,
            "direction": row.direction,
            "apart_from_reviews": row.apart_from_reviews,
        }
        for row in newest.studies.select_related("reference").order_by("id")
    ]
    return Start(draft, studies, f"appraisal {newest.number}, which is in force")
