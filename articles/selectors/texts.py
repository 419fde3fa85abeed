"""The saved texts of an article: who saved what, and which two are compared unless somebody chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from articles.choices import SECTIONS
from articles.compare import claim_keys, word_counts
from articles.models import Live, Publication, Revision, RevisionText

SAVES = 20


def words_of(text: RevisionText) -> tuple[str, ...]:
    """The sections of a saved text, in reading order."""
    return tuple(str(getattr(text, section)) for section in SECTIONS)


@dataclass(frozen=True)
class Save:
    """One saved text in a list: what came and what went since the one before, if there is one."""

    text: RevisionText
    before: RevisionText | None
    words_added: int
    words_removed: int
    claims_added: int
    claims_removed: int

    @property
    def has_changes(self) -> bool:
        """Whether any word or claim came or went; else only places or marks changed."""
        return any((self.words_added, self.words_removed, self.claims_added, self.claims_removed))


@dataclass(frozen=True)
class Saves:
    """The newest saves of a revision, and how many there are."""

    saves: list[Save]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether older ones were left out."""
        return len(self.saves) < self.total


def saves_of(revision: Revision, *, every: bool = False) -> Saves:
    """The saves of a revision, the newest first: the last twenty, or every one. Three queries at most."""
    rows = (
        revision.texts.select_related("saved_by__reviewer", "restored_from__revision")
        .defer(*(f"restored_from__{section}" for section in SECTIONS))
        .order_by("-number")
    )
    found = list(rows if every else rows[: SAVES + 1])
    total = len(found) if every or len(found) <= SAVES else rows.count()
    before: Sequence[RevisionText | None] = found[1:]
    if len(found) == total:
        before = [*found[1:], _last_before(revision)]
    return Saves([_save(text, was) for text, was in zip(found, before, strict=False)], total)


def _last_before(revision: Revision) -> RevisionText | None:
    """The text that a revision began with: the last of the one before it."""
    earlier = RevisionText.objects.filter(
        revision__article=revision.article_id, revision__number__lt=revision.number
    )
    return earlier.order_by("-revision__number", "-number").first() if revision.number > 1 else None


def _save(text: RevisionText, before: RevisionText | None) -> Save:
    now, was = words_of(text), words_of(before) if before else ()
    added, removed = word_counts(was, now)
    claims, claims_before = claim_keys(now), claim_keys(was)
    return Save(
        text=text,
        before=before,
        words_added=added,
        words_removed=removed,
        claims_added=len(claims - claims_before),
        claims_removed=len(claims_before - claims),
    )


@dataclass(frozen=True)
class SavedTexts:
    """Every saved text of an article without its words, oldest first, and the revision that readers see."""

    texts: list[RevisionText]
    live: int | None
    published: list[tuple[int, datetime]]

    @property
    def choices(self) -> list[tuple[Revision, list[tuple[RevisionText, str]]]]:
        """By revision, both newest first: each text, and what is said of it."""
        grouped = groupby(reversed(self.texts), key=lambda text: text.revision)
        return [
            (revision, [(text, self.said_of(text)) for text in texts])
            for revision, texts in grouped
        ]

    def said_of(self, text: RevisionText) -> str:
        """That readers see this text, or that it is the newest; nothing of others."""
        if not self.is_last(text):
            return ""
        if text.revision_id == self.live:
            return "what readers see"
        return "the newest" if text == self.texts[-1] else ""

    def is_last(self, text: RevisionText) -> bool:
        """Whether it is what its revision says."""
        return self.last_of(text.revision_id) == text

    def last_of(self, revision: int | None) -> RevisionText | None:
        """What a revision says."""
        return next((t for t in reversed(self.texts) if t.revision_id == revision), None)

    def one(self, pk: int) -> RevisionText | None:
        """One of them by its id."""
        return next((text for text in self.texts if text.pk == pk), None)

    def pair_for(self, revision: Revision) -> tuple[RevisionText | None, RevisionText | None]:
        """What a revision says, against what readers see, else the revision before, else the save before."""
        now = self.last_of(revision.pk)
        live = self.last_of(self.live)
        if now is None:
            return None, None
        earlier = [t for t in self.texts if t.revision.number < revision.number]
        before = [t for t in self.texts if t.revision_id == revision.pk and t != now]
        if live is not None and live in earlier:
            return live, now
        if earlier or before:
            return (earlier or before)[-1], now
        return (now, live) if live is not None and live != now else (None, now)

    def until(self, text: RevisionText) -> datetime | None:
        """Until when it was what its revision said, or what readers saw; None for what still is."""
        if not self.is_last(text):
            following = next(
                t
                for t in self.texts
                if t.revision_id == text.revision_id and t.number > text.number
            )
            return following.saved_at
        later = [t.revision for t in self.texts if t.revision.number > text.revision.number]
        if text.revision_id == self.live or not later:
            return None
        took_over = [at for number, at in self.published if number > text.revision.number]
        return min(took_over, default=later[0].opened_at)


def saved_texts(article: int) -> SavedTexts:
    """The saved texts of an article, in three queries, whatever their number."""
    texts = (
        RevisionText.objects.filter(revision__article=article)
        .select_related("revision", "saved_by")
        .defer(*SECTIONS, *(f"revision__{section}" for section in SECTIONS))
        .order_by("revision__number", "number")
    )
    live = Live.objects.filter(article=article).values_list("publication__revision", flat=True)
    published = Publication.objects.filter(article=article).order_by("id")
    return SavedTexts(
        texts=list(texts),
        live=live.first(),
        published=list(published.values_list("revision__number", "published_at")),
    )
