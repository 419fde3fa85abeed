"""Everything that happened to a claim: its own events, and those of its question, its sources and its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from evidence.models import Citation, Claim, ClaimVersion, Profile, Review
from evidence.selectors.history import readable_reviews
from evidence.telling import changed, sentence
from references.choices import Role
from references.models import Event, Reference
from references.policies import Person

PER_PAGE = 50
KINDS = {"all": "Everything", "claim": "The claim", "around": "Its evidence and its pages"}


@dataclass(frozen=True)
class Moment:
    """One event as the timeline tells it. `decision` is empty where the review is covered for who looks."""

    at: datetime
    who: User
    role: str
    about: str
    said: str
    changes: Sequence[tuple[str, str, str]]
    review: Review | None
    links: Sequence[tuple[str, str, int]]
    stream: str
    seq: int


@dataclass(frozen=True)
class Around:
    """What a claim rests on and where it is shown: the streams that tell of it, by what they are called."""

    claim: Claim
    streams: dict[str, str]

    def events(self, kind: str) -> QuerySet[Event]:
        """The events to tell, the newest first.

        A page is known by what it did in the same transaction as the claim: submitting it, re-issuing it.
        """
        own = Q(stream=f"claim:{self.claim.key}")
        pages = Q(
            stream__startswith="article:",
            txid__in=Event.objects.filter(own).values("txid"),
        )
        around = Q(stream__in=list(self.streams)) | pages
        which = {"claim": own, "around": around}.get(kind, own | around)
        return Event.objects.filter(which).order_by("-at", "-id")


def around(claim: Claim) -> Around:
    """What a claim rests on, in three queries: its questions, the works it cites, and those of appraisals."""
    questions = dict(
        ClaimVersion.objects.filter(claim=claim, question__isnull=False)
        .order_by()
        .values_list("question__key", "question__title")
    )
    cited = Citation.objects.filter(version__claim=claim).values("reference")
    appraised = Profile.objects.filter(question__key__in=list(questions)).values(
        "studies__reference"
    )
    # One set: with OR the database would ask every reference.
    works = Reference.objects.filter(
        pk__in=cited.union(appraised.filter(studies__isnull=False))
    ).only("key", "authors", "issued_year", "title")
    streams = {f"question:{key}": f"Question: {title}" for key, title in questions.items()}
    streams |= {
        f"reference:{work.key}": f"{work.first_author} {work.issued_year or 'n.d.'}"
        for work in works
    }
    return Around(claim, streams)


def moments(events: Sequence[Event], told: Around, user: Person) -> list[Moment]:
    """A page of the timeline; events come with their actors. One query more, whatever they are."""
    ids = [event.data.get("review") for event in events if event.verb == "review.recorded"]
    reviews = {
        review.pk: review
        for review in readable_reviews(user).filter(pk__in=[i for i in ids if isinstance(i, int)])
    }
    return [_moment(event, told, reviews) for event in events]


def page_of(events: QuerySet[Event], number: int) -> tuple[list[Event], bool]:
    """One page of events with who did each, and whether there are earlier ones; nothing is counted."""
    start = (number - 1) * PER_PAGE
    found = list(events.select_related("actor__reviewer")[start : start + PER_PAGE + 1])
    return found[:PER_PAGE], len(found) > PER_PAGE


LINKED = {
    "approval": "evidence_approval_change",
    "suspension": "evidence_suspension_change",
}


def _moment(event: Event, told: Around, reviews: dict[int, Review]) -> Moment:
    data: dict[str, Any] = event.data
    review = reviews.get(data["review"]) if event.verb == "review.recorded" else None
    links = [
        (name, f"admin:{view}", int(data[name]))
        for name, view in LINKED.items()
        if isinstance(data.get(name), int)
    ]
    if review is not None:
        links.append(("review", "admin:evidence_review_change", review.pk))
    kind, _, key = event.stream.partition(":")
    return Moment(
        at=event.at,
        who=event.actor,
        role=str(dict(Role.choices).get(event.role, event.role)),
        about="" if kind == "claim" else told.streams.get(event.stream, f"{kind.title()} {key}"),
        said=sentence(event.verb, data),
        changes=changed(data),
        review=review,
        links=links,
        stream=event.stream,
        seq=event.seq,
    )
