"""How each placed claim stands now: which words, on which approval, and how it may appear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.choices import Section, ShownAs
from articles.disclosures import Told
from articles.models import Placement, PublicationEntry, Revision, SignOff
from articles.selectors.clocks import Clock, clocks_of
from evidence import badges
from evidence.choices import Asks, Direction, VersionStatus
from evidence.models import Approval, ClaimVersion, Grading
from evidence.selectors.records import reviewed_alone


@dataclass(frozen=True)
class Entry:
    """One placement as a publication would show it."""

    position: int
    claim: int
    version: ClaimVersion
    approval: Approval | None
    badge: str
    shown_as: str
    is_myth: bool
    is_key_message: bool


@dataclass(frozen=True)
class Obstacle:
    """Why a placement keeps its page from the public, in one sentence."""

    claim: str
    text: str
    why: str

    def __str__(self) -> str:
        return f'"{self.text}": {self.why}'


def told_of(entries: Iterable[Entry]) -> list[Told]:
    """What the disclosures of a page can rest on: its claims in order."""
    return [
        Told(
            text=entry.version.text,
            asks=_asks(entry.version),
            direction=entry.version.direction,
            badge=entry.badge,
            effect_line=entry.approval.profile.effect_line
            if entry.approval and entry.approval.profile
            else "",
            is_myth=entry.is_myth,
            is_key_message=entry.is_key_message,
        )
        for entry in entries
    ]


def _asks(version: ClaimVersion) -> str:
    """What it asks; background and views that say that something works are graded as what they assert."""
    if version.asks in (Asks.BACKGROUND, Asks.VIEW):
        return version.asserts or version.asks
    return version.asks


def active_approvals(versions: Iterable[int]) -> dict[int, Approval]:
    """The active approval of each version that has one."""
    rows = Approval.objects.active().filter(version__in=list(versions))
    return {
        row.version_id: row for row in rows.select_related("round", "profile__search", "version")
    }


def shown_badges(approvals: Iterable[Approval]) -> dict[int, str]:
    """The badge that pages show for each approval now: the newest grading's, by approval."""
    rows = (
        Grading.objects.filter(approval__in=[approval.pk for approval in approvals])
        .order_by("approval_id", "-id")
        .distinct("approval_id")
    )
    return {row.approval_id: row.shown for row in rows if row.approval_id is not None}


def entries_of(revision: Revision) -> tuple[list[Entry], list[Obstacle]]:
    """The entries of a revision as it would be published now, and what is in the way (D6)."""
    placements = list(
        revision.placements.select_related("version__claim", "version__question", "claim").order_by(
            "position"
        )
    )
    frozen = SignOff.objects.filter(revision=revision).exists()
    return entries_as_placed(revision, placements, frozen=frozen)


def entries_as_placed(
    revision: Revision, placements: Sequence[Placement], *, frozen: bool
) -> tuple[list[Entry], list[Obstacle]]:
    """The same of claims placed in any text of a revision, saved or not."""
    if not frozen:
        # Claims are submitted and approved elsewhere too; only a sign-off freezes which version is meant.
        now = versions_now([p.claim_id for p in placements], [p.text for p in placements])
        for placement in placements:
            placement.version = now.get((placement.claim_id, placement.text))
    approvals = active_approvals(p.version_id for p in placements if p.version_id)
    shown = shown_badges(approvals.values())
    kept = _kept_superseded(revision)
    entries, obstacles = [], []
    for placement in placements:
        approval = approvals.get(placement.version_id) if placement.version_id else None
        badge = shown.get(approval.pk, approval.badge) if approval else ""
        if why := _why_not(placement, approval, badge, kept):
            obstacles.append(Obstacle(placement.claim.key, placement.text, why))
        elif placement.version is not None:
            entries.append(
                Entry(
                    position=placement.position,
                    claim=placement.claim_id,
                    version=placement.version,
                    approval=approval,
                    badge=badge,
                    shown_as=ShownAs.APPROVED,
                    is_myth=placement.is_myth,
                    is_key_message=placement.section == Section.KEY_MESSAGES,
                )
            )
    return entries, obstacles


def versions_now(
    claims: Iterable[int], texts: Iterable[str]
) -> dict[tuple[int, str], ClaimVersion]:
    """The version that each words of a claim are: of several the newest approved, else the newest (D3)."""
    found: dict[tuple[int, str], ClaimVersion] = {}
    for version in (
        ClaimVersion.objects.filter(claim__in=list(claims), text__in=list(texts))
        .select_related("claim", "question")
        .order_by("number")
    ):
        held = found.get((version.claim_id, version.text))
        if held is None or held.status != "approved" or version.status == "approved":
            found[version.claim_id, version.text] = version
    return found


def _kept_superseded(revision: Revision) -> set[int]:
    """Versions that the live publication of this article shows: it may keep them though superseded."""
    return set(
        PublicationEntry.objects.filter(publication__live__article=revision.article_id).values_list(
            "version", flat=True
        )
    )


def _why_not(placement: Placement, approval: Approval | None, badge: str, kept: set[int]) -> str:
    if placement.version is None:
        return "these words were never submitted for review."
    status = placement.version.status
    if approval is None:
        return f"it is {VersionStatus(status).label.lower()}, not approved."
    if status == VersionStatus.SUPERSEDED and placement.version_id not in kept:
        return "newer words were approved; place those."
    if not badges.is_publishable(badge, is_myth=placement.is_myth):
        if placement.is_myth:
            return "a quoted myth is published only if studies point against it."
        return (
            "studies point against it: it stands only as a quoted myth."
            if badge == "contradicted"
            else ("no source supports it.")
        )
    return ""


def entries_again(
    publication_id: int, *, signed_by: int, now: datetime | None = None
) -> list[Entry]:
    """The entries of a live publication as they stand now (re-issue, D6 and D7).

    An approved one stays; where another version with the same words is approved, that is shown; else it is
    being re-checked, and a benefit claim leaves the key messages, and collapses when its clock has run out or
    its words were withdrawn. What the signer of the page (`signed_by`) alone let stand again waits for another
    reviewer.
    """
    old = list(
        PublicationEntry.objects.filter(publication=publication_id)
        .select_related("version__claim", "version__question")
        .order_by("position")
    )
    same_words = _same_words(old)
    versions = {version.pk for found in same_words.values() for version in found}
    approvals = active_approvals(versions | {entry.version_id for entry in old})
    while (alone := reviewed_alone(signed_by, approvals)) is not None:
        del approvals[alone.version_id]
    shown = shown_badges(approvals.values())
    clocks = clocks_of([entry.version_id for entry in old], now=now)
    return [
        _again(entry, same_words.get(entry.position, []), approvals, shown, clocks) for entry in old
    ]


def _same_words(old: list[PublicationEntry]) -> dict[int, list[ClaimVersion]]:
    """For each entry, the versions of its claim with its words, newest first."""
    versions = ClaimVersion.objects.filter(
        claim__in=[entry.claim_id for entry in old]
    ).select_related("claim", "question")
    found: dict[tuple[int, str], list[ClaimVersion]] = {}
    for version in versions.order_by("-number"):
        found.setdefault((version.claim_id, version.text), []).append(version)
    return {entry.position: found.get((entry.claim_id, entry.version.text), []) for entry in old}


def _again(
    entry: PublicationEntry,
    candidates: list[ClaimVersion],
    approvals: dict[int, Approval],
    shown: dict[int, str],
    clocks: dict[int, Clock],
) -> Entry:
    approved = next(
        (v for v in candidates if v.pk in approvals and v.status == VersionStatus.APPROVED), None
    )
    if approved is None and entry.version_id in approvals:
        approved = entry.version
    if approved is not None:
        approval = approvals[approved.pk]
        badge = shown.get(approval.pk, approval.badge)
        if badges.is_publishable(badge, is_myth=entry.is_myth):
            return Entry(
                entry.position,
                entry.claim_id,
                approved,
                approval,
                badge,
                ShownAs.APPROVED,
                entry.is_myth,
                entry.is_key_message,
            )
    return Entry(
        entry.position,
        entry.claim_id,
        entry.version,
        None,
        entry.badge,
        _not_approved(entry, clocks.get(entry.version_id)),
        entry.is_myth,
        entry.is_key_message,
    )


def _not_approved(entry: PublicationEntry, clock: Clock | None) -> ShownAs:
    """A warning stays in full; a benefit claim leaves the key messages at once, and folds away in time."""
    if is_harm_warning(entry.version):
        return ShownAs.SUSPENDED
    if entry.is_key_message:
        return ShownAs.OMITTED
    withdrawn = entry.version.status == VersionStatus.WITHDRAWN
    return ShownAs.COLLAPSED if withdrawn or (clock and clock.has_run_out) else ShownAs.SUSPENDED


def is_harm_warning(version: ClaimVersion) -> bool:
    """Asks harm, direction harm: it stays in full while it is re-checked. "No harm" is a benefit claim."""
    return version.asks == Asks.HARM and version.direction == Direction.HARM
