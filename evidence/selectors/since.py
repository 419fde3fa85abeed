"""What became of a claim since it was last approved: of its words, and of the evidence under them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from evidence import badges
from evidence.choices import Decision, RoundOutcome
from evidence.models import Citation, ClaimVersion, Profile, Review
from evidence.selectors.history import Told
from evidence.selectors.passages import Part, changes
from evidence.selectors.studies import Study
from references.choices import Standing
from references.models import Event
from references.policies import Person

SAID = {
    "comparative": "compares with another treatment, or with none",
    "is_finding": "tells a finding",
    "reassures_or_advises": "reassures on safety, or advises on standard treatment",
}


@dataclass(frozen=True)
class Changed:
    """One thing that is otherwise now; `parts` where words are compared."""

    what: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Since:
    """The last time somebody approved the claim, and how the evidence moved after that."""

    when: datetime
    by_you: bool
    badge: str
    direction: str
    moved: Sequence[str]


def approved_before(history: Sequence[Told], version: ClaimVersion) -> ClaimVersion | None:
    """The newest earlier version that a round approved."""
    earlier = [
        told.round.version
        for told in history
        if told.round.outcome == RoundOutcome.APPROVED
        and told.round.version.number < version.number
    ]
    return max(earlier, key=lambda one: one.number, default=None)


def other_changes(
    before: ClaimVersion,
    after: ClaimVersion,
    old: Sequence[Citation],
    new: Sequence[Citation],
) -> list[Changed]:
    """What differs between two versions besides the sentence: what it asks, and what it cites and quotes."""
    found = [
        Changed(f"{label}: “{was or 'not said'}” became “{now or 'not said'}”.")
        for label, was, now in (
            ("It asks", before.get_asks_display(), after.get_asks_display()),
            ("Direction", before.get_direction_display(), after.get_direction_display()),
            ("Would otherwise ask", before.get_asserts_display(), after.get_asserts_display()),
            ("Question", _title(before), _title(after)),
        )
        if was != now
    ]
    for name, what in SAID.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            found.append(Changed(f"{'Now' if now else 'No longer'} marked: it {what}."))
    return found + _cited(old, new)


def _title(version: ClaimVersion) -> str:
    return version.question.title if version.question else ""


def _cited(old: Sequence[Citation], new: Sequence[Citation]) -> list[Changed]:
    found = []
    works = dict.fromkeys(citation.reference_id for citation in [*new, *old])
    for work in works:
        pairs = zip_longest(*([c for c in side if c.reference_id == work] for side in (old, new)))
        for was, now in pairs:
            name = _name(now or was)
            if was is None:
                found.append(Changed(f"Cites {name} now."))
            elif now is None:
                found.append(Changed(f"Does not cite {name} any more."))
            else:
                found += _of_citation(name, was, now)
    return found


def _of_citation(name: str, was: Citation, now: Citation) -> list[Changed]:
    found = []
    if was.stance != now.stance:
        stances = was.get_stance_display().lower(), now.get_stance_display().lower()
        found.append(Changed("{}: “{}” became “{}”.".format(name, *stances)))
    if was.quote != now.quote:
        found.append(Changed(f"Another quote of {name}:", changes(was.quote, now.quote)))
    if was.locator != now.locator:
        found.append(Changed(f"{name} is quoted from {now.locator or 'nowhere'} now."))
    return found


def _name(citation: Citation) -> str:
    return f"{citation.reference.first_author} {citation.reference.issued_year or 'n.d.'}"


def since_approval(
    history: Sequence[Told],
    user: Person,
    studies: Mapping[int, Study],
    cited: Sequence[Citation],
    profile: Profile | None,
) -> Since | None:
    """How standing, facts, appraisal and rule moved since this person approved it, else since anybody did.

    Told of works that it rested on then: `cited` by that version, or in the same appraisal. None where nobody
    ever approved it. One query.
    """
    last = _last_approval(history, user)
    if last is None:
        return None
    then = {c.reference_id for c in cited if c.version_id == last.version_id}
    now = {c.reference_id for c in cited}
    if last.profile_id is not None and profile is not None and last.profile_id == profile.pk:
        then |= studies.keys() - now
    known = list({studies[pk].stands.pk: studies[pk] for pk in studies if pk in then}.values())
    by_you = last.reviewer_id == user.pk
    return Since(
        when=last.decided_at,
        by_you=by_you,
        badge=last.badge,
        direction=last.version.direction,
        moved=[
            *_standings(known, last.decided_at),
            *(
                f"Facts of {study.name} were confirmed or corrected by"
                f" {_person(study.confirmed.confirmed_by)}."
                for study in known
                if study.confirmed
                and study.confirmed.confirmed_at
                and study.confirmed.confirmed_at > last.decided_at
            ),
            *_appraisal(last, profile),
            *(
                [f"The rule changed from version {last.method} to {badges.METHOD_VERSION}."]
                if last.method != badges.METHOD_VERSION
                else []
            ),
        ],
    )


def _last_approval(history: Sequence[Told], user: Person) -> Review | None:
    """This person's newest approving review in a round before the open one, else anybody's that held."""
    own, held = [], []
    for told in history:
        if told.round.closed_at is None:
            continue
        for review in told.reviews:
            if review.decision != Decision.APPROVE:
                continue
            review.version = told.round.version
            if review.reviewer_id == user.pk:
                own.append(review)
            if told.round.outcome == RoundOutcome.APPROVED:
                held.append(review)
    return max(own or held, key=lambda review: review.pk, default=None)


def _standings(studies: Sequence[Study], when: datetime) -> list[str]:
    names = {f"reference:{study.stands.key}": study.name for study in studies}
    return [
        f"{names[event.stream]}: “{Standing(event.data['before']).label}” became"
        f" “{Standing(event.data['after']).label}”."
        for event in Event.objects.filter(
            stream__in=list(names), verb="standing_set", at__gt=when
        ).order_by("id")
    ]


def _appraisal(last: Review, profile: Profile | None) -> list[str]:
    if profile is None or last.profile_id == profile.pk:
        return []
    if last.profile is None or last.profile.question_id != profile.question_id:
        return [f"Appraisal {profile.number} of the evidence is in force now."]
    return [f"Appraisal {profile.number} took the place of appraisal {last.profile.number}."]


def _person(user: object) -> str:
    shown = getattr(user, "reviewer", None)
    return str(shown.name if shown else getattr(user, "get_full_name", lambda: "")() or user)
