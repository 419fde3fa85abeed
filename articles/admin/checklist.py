"""Whether a revision may go before the public, claim by claim: what blocks it, and who has signed it off."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from articles.admin.desk import drafts_of, newest_gradings
from articles.choices import Section
from articles.disclosures import Finding, findings
from articles.models import Article, Live, Placement, Publication, Revision, SignOff
from articles.services.publishing import current_sign_off, fingerprint
from articles.services.standing import Entry, Obstacle, entries_of, told_of, versions_now
from evidence.choices import VersionStatus
from evidence.models import ClaimDraft, ClaimVersion, Grading
from evidence.services.problems import problems_of


@dataclass(frozen=True)
class PlacedClaim:
    """One claim of a revision, as its writer sees it."""

    placement: Placement
    version: ClaimVersion | None
    draft: ClaimDraft | None
    badge: str
    stands: bool
    blocks: tuple[str, ...]

    @property
    def section(self) -> str:
        """Where it stands."""
        return Section(self.placement.section).label

    @property
    def direction(self) -> str:
        """Which way it points, as far as anybody said."""
        words = self.version or self.draft
        return words.direction if words else ""

    @property
    def state(self) -> str:
        """What the words are now."""
        if self.version is None:
            return "Draft, not submitted"
        return VersionStatus(self.version.status).label

    @property
    def look(self) -> str:
        """How the state looks: good, bad, or waiting for somebody."""
        if self.stands:
            return "good"
        bad = (VersionStatus.SUSPENDED, VersionStatus.REJECTED, VersionStatus.CHANGES_REQUESTED)
        return "bad" if self.version and self.version.status in bad else "warn"


@dataclass(frozen=True)
class Checklist:
    """Everything between a revision and its readers."""

    revision: Revision
    claims: list[PlacedClaim]
    entries: list[Entry]
    obstacles: list[Obstacle]
    newest_sign_off: SignOff | None
    sign_off: SignOff | None
    lapsed: list[str]
    live: Publication | None
    was_published: bool

    @property
    def is_signed(self) -> bool:
        """Whether the revision is frozen."""
        return self.newest_sign_off is not None

    @property
    def is_live(self) -> bool:
        """Whether readers see this revision."""
        return self.live is not None and self.live.revision_id == self.revision.pk

    @property
    def may_be_signed(self) -> bool:
        """Whether every claim stands and nobody vouches for the revision as it is."""
        return not self.obstacles and self.sign_off is None

    @property
    def may_be_published(self) -> bool:
        """Whether nothing is in the way of a publisher."""
        return not self.obstacles and self.sign_off is not None and not self.is_live

    @property
    def waiting(self) -> int:
        """How many claims nobody has submitted."""
        return len({c.placement.claim_id for c in self.claims if c.version is None})

    @property
    def found(self) -> tuple[Finding, ...]:
        """What the signer answers, with what the machine found for each."""
        sections = [str(getattr(self.revision, section.value)) for section in Section]
        return findings(told_of(self.entries), sections)

    @property
    def fingerprint(self) -> str:
        """What a reviewer read, to be posted back."""
        return fingerprint(self.revision, self.entries)


def checklist_of(revision: Revision) -> Checklist:
    """Read everything about a revision, in a constant number of queries."""
    entries, obstacles = entries_of(revision)
    newest = revision.signoffs.select_related("signed_by__reviewer").order_by("-id").first()
    current = current_sign_off(revision, entries) if newest else None
    live = (
        Live.objects.filter(article=revision.article_id).select_related("publication__revision")
    ).first()
    return Checklist(
        revision=revision,
        claims=_claims(revision, entries, obstacles, is_signed=newest is not None),
        entries=entries,
        obstacles=obstacles,
        newest_sign_off=newest,
        sign_off=current,
        lapsed=_lapsed(newest, entries) if newest and current is None else [],
        live=live.publication if live else None,
        was_published=Publication.objects.filter(article=revision.article_id).exists(),
    )


def _claims(
    revision: Revision, entries: Sequence[Entry], obstacles: Sequence[Obstacle], *, is_signed: bool
) -> list[PlacedClaim]:
    placements = list(revision.placements.select_related("claim", "version").order_by("position"))
    now = versions_now([p.claim_id for p in placements], [p.text for p in placements])
    versions = {
        p.position: p.version if is_signed else now.get((p.claim_id, p.text)) for p in placements
    }
    drafts = drafts_of(p.claim_id for p in placements)
    gradings = newest_gradings(version.pk for version in versions.values() if version)
    badges = {entry.position: entry.badge for entry in entries}
    whys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for obstacle in obstacles:
        whys[obstacle.claim, obstacle.text] = [obstacle.why]
    return [
        PlacedClaim(
            placement=placement,
            version=version,
            draft=drafts.get(placement.claim_id),
            badge=badges.get(placement.position) or _computed(version, gradings),
            stands=placement.position in badges,
            blocks=(
                *(_capital(why) for why in whys.get((placement.claim.key, placement.text), [])),
                *_lacks(placement, version, drafts.get(placement.claim_id)),
            ),
        )
        for placement in placements
        for version in [versions[placement.position]]
    ]


def _computed(version: ClaimVersion | None, gradings: dict[int, Grading]) -> str:
    grading = gradings.get(version.pk) if version else None
    return grading.computed if grading else ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _lacks(
    placement: Placement, version: ClaimVersion | None, draft: ClaimDraft | None
) -> list[str]:
    """What keeps words from being submitted."""
    if version is not None:
        return []
    if draft is None:
        return ["There is no draft with these words: save the revision again."]
    if draft.text != placement.text:
        return [
            f"Its draft has other words: “{draft.text}”. Settle which it is on the claim's page."
        ]
    return [problem.message for problem in problems_of(draft)]


def _lapsed(signoff: SignOff, entries: Sequence[Entry]) -> list[str]:
    """The words of each claim that is no longer as it was signed."""
    now = {(e.position, e.version.pk, e.version.digest, e.badge) for e in entries}
    return [
        row.version.text
        for row in signoff.entries.select_related("version").order_by("position")
        if (row.position, row.version_id, row.digest, row.badge) not in now
    ]


def previous_publications(article: Article) -> list[Publication]:
    """The publications of an article, newest first, without what they print."""
    return list(
        article.publications.defer("content")
        .select_related("published_by", "revision")
        .order_by("-number")
    )
