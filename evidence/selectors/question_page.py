"""Questions with the evidence on them, as far as a person may read it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from evidence import settling
from evidence.choices import ANSWERS_A_QUESTION, Direction
from evidence.models import ClaimDraft, ClaimVersion, Profile, ProfileDraft, ProfileStudy, Question
from evidence.models.appraisal import Judgements
from evidence.selectors.answers import Answer, answers_to
from evidence.selectors.profile_history import Change, changes_between
from evidence.selectors.shelf import Shelf, grouped, read_shelf
from evidence.selectors.studies import Study
from references.policies import Person

WAYS = dict(Direction.choices)


@dataclass(frozen=True)
class Row:
    """One study of a body of evidence; `group` is the trial that it reports on where others do too."""

    study: Study | None
    key: str
    direction: str
    apart_from_reviews: bool
    group: str = ""


@dataclass(frozen=True)
class Body:
    """Judgements, drafted or adopted, with their studies; what changed since the profile before."""

    judgements: Any
    rows: Sequence[Row]
    independent: int
    changes: Sequence[Change] = ()

    def is_by(self, user: Person) -> bool:
        """Whether this person drafted it."""
        return bool(self.judgements.drafted_by_id == user.pk)


@dataclass(frozen=True)
class OpenDraft:
    """A draft that waits. `body` is none where the person who asks may not read it yet."""

    draft: ProfileDraft
    body: Body | None
    is_own: bool

    @property
    def is_in(self) -> bool:
        """Whether it is handed in."""
        return self.draft.handed_in_at is not None


@dataclass(frozen=True)
class QuestionPage:
    """A question, the profile in force, open drafts, earlier profiles, and the claims that answer it."""

    question: Question
    in_force: Body | None
    drafts: Sequence[OpenDraft]
    earlier: Sequence[Body]
    answers: Sequence[Answer]

    @property
    def both_in(self) -> bool:
        """Whether two drafts are in, and read side by side."""
        return settling.both_are_in(one.draft for one in self.drafts)


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


def profiles_of(question: Question) -> QuerySet[Profile]:
    """The profiles of a question, the newest first, each with its studies as `listed`."""
    listed = ProfileStudy.objects.filter(profile=OuterRef("pk")).order_by("pk")
    return (
        Profile.objects.filter(question=question)
        .select_related("adopted_by", "drafted_by", "second_drafter", "search")
        .annotate(
            listed=ArraySubquery(
                listed.values(
                    told=JSONObject(
                        reference="reference__key",
                        direction="direction",
                        apart_from_reviews="apart_from_reviews",
                    )
                )
            )
        )
        .order_by("-number")
    )


def open_drafts(question: Question) -> list[ProfileDraft]:
    """The open drafts of a question, in the order in which they were opened."""
    return list(
        ProfileDraft.objects.filter(question=question, closed_at=None)
        .select_related("drafted_by", "question", "search")
        .order_by("id")
    )


def kinds_of_drafts(question: Question) -> list[tuple[str, str]]:
    """What drafts of claims that answer the question ask, and which way they point."""
    return list(
        ClaimDraft.objects.filter(question=question, asks__in=ANSWERS_A_QUESTION).values_list(
            "asks", "direction"
        )
    )


def questions_with_kinds() -> QuerySet[Question]:
    """Each question with what drafts of claims that answer it ask, for `kinds_asked`; one query."""
    drafts = ClaimDraft.objects.filter(question=OuterRef("pk"), asks__in=ANSWERS_A_QUESTION)
    return Question.objects.annotate(
        asked=ArraySubquery(drafts.values(told=JSONObject(asks="asks", direction="direction")))
    )


def kinds_asked(question: Question) -> list[tuple[str, str]]:
    """As `kinds_of_drafts`, of a question that came with them."""
    told: list[dict[str, str]] = question.asked  # type: ignore[attr-defined]
    return [(said["asks"], said["direction"]) for said in told]


def may_read(draft: ProfileDraft, drafts: Sequence[ProfileDraft], user: Person) -> bool:
    """Drafts are blind: one's own, and from when two are in those two; superusers included (section 3)."""
    if draft.drafted_by_id == user.pk:
        return True
    return draft.handed_in_at is not None and settling.both_are_in(drafts)


def read_question_page(question: Question, user: Person) -> QuestionPage:
    """Gather the page for this person in a constant number of queries."""
    profiles = list(profiles_of(question))
    drafts = open_drafts(question)
    readable = [draft for draft in drafts if may_read(draft, drafts, user)]
    answers = answers_to(question)
    listed: list[list[dict[str, Any]]] = [profile.listed for profile in profiles]  # type: ignore[attr-defined]
    shelf = read_shelf(
        keys={
            s["reference"] for studies in (*listed, *(d.studies for d in readable)) for s in studies
        }
    )
    bodies = [
        Body(
            profile,
            *rows_of_body(shelf, studies),
            changes=changes_between(profiles[at + 1], profile, listed[at + 1], studies, shelf)
            if profiles[at + 1 :]
            else (),
        )
        for at, (profile, studies) in enumerate(zip(profiles, listed, strict=True))
    ]
    return QuestionPage(
        question=question,
        in_force=bodies[0] if bodies else None,
        drafts=[
            OpenDraft(
                draft,
                Body(draft, *rows_of_body(shelf, draft.studies)) if draft in readable else None,
                draft.drafted_by_id == user.pk,
            )
            for draft in drafts
        ],
        earlier=bodies[1:],
        answers=answers,
    )


def rows_of_body(shelf: Shelf, studies: Sequence[Mapping[str, Any]]) -> tuple[list[Row], int]:
    """The studies of a body, reports of one trial together, and how many independent groups they are."""
    known = [study["reference"] for study in studies if study["reference"] in shelf.rows]
    groups = grouped(known, shelf.known(confirmed=False).facts)
    sizes = list(groups.values())
    rows = [
        Row(
            shelf.study(study["reference"]),
            study["reference"],
            str(WAYS.get(study.get("direction", ""), "")),
            bool(study.get("apart_from_reviews")),
            group if sizes.count(group := groups.get(study["reference"], "")) > 1 else "",
        )
        for study in studies
    ]
    return rows, len(set(sizes))


def start_of_draft(
    question: Question, user: Person, drafts: Sequence[ProfileDraft], newest: Profile | None
) -> Start:
    """The person's own open draft, else the profile in force, else nothing."""
    own = next((draft for draft in drafts if draft.drafted_by_id == user.pk), None)
    if own is not None:
        return Start(own, list(own.studies), "your open draft")
    if newest is None:
        return Start(ProfileDraft(question=question), [], "")
    newest.question = question
    fields = [f.name for f in Judgements._meta.concrete_fields]
    draft = ProfileDraft(**{name: getattr(newest, name) for name in fields})
    studies: list[dict[str, Any]] = newest.listed  # type: ignore[attr-defined]
    return Start(draft, studies, f"appraisal {newest.number}, which is in force")
