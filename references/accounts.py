"""What notices say of the library, and what a load of them found: for the admin's pages and for the command."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from references.choices import NEVER_COUNTS, NoticeNature, Standing
from references.models import Event, Notice, NoticeLoad, NoticeMatch, Recheck, Reference
from references.selectors import uses_of

PLURALS = {
    NoticeNature.RETRACTION: ("retraction", "retractions"),
    NoticeNature.REINSTATEMENT: ("reinstatement", "reinstatements"),
    NoticeNature.CONCERN: ("expression of concern", "expressions of concern"),
    NoticeNature.CORRECTION: ("correction", "corrections"),
    NoticeNature.OTHER: ("of another kind", "of other kinds"),
}
NATURES_SHOWN = 5


@dataclass(frozen=True)
class Overview:
    """How the library stands: the newest dataset of notices, and how many references have each standing."""

    newest: NoticeLoad | None
    counts: Mapping[str, int]
    waiting: int

    @property
    def not_checked(self) -> int:
        """References no dataset could speak about, or whose notice waits for a person."""
        return self.counts[Standing.NOT_CHECKED]

    @property
    def checked(self) -> int:
        """References that were looked up, whatever was found."""
        return sum(self.counts.values()) - self.not_checked

    @property
    def never_count(self) -> int:
        """References that are retracted or withdrawn."""
        return sum(self.counts[standing] for standing in NEVER_COUNTS)

    @property
    def concern(self) -> int:
        """References with an expression of concern."""
        return self.counts[Standing.CONCERN]


@dataclass(frozen=True)
class Hit:
    """A reference that notices of a load name: what they are, and how it stood before and stands now.

    `before` is empty where the load itself did not look at the reference, as when it was added later. `uses`
    says what rests on it outside the library: "3 citations".
    """

    reference: Reference
    notices: Sequence[Notice]
    before: str
    uses: str = ""

    @property
    def before_in_words(self) -> str:
        """The standing before, as people call it."""
        return str(Standing(self.before).label) if self.before else ""

    @property
    def moved(self) -> bool:
        """Whether it stands otherwise now."""
        return bool(self.before) and self.before != self.reference.standing


def overview() -> Overview:
    """The library as it stands, in four queries whatever its size; merged references are not counted."""
    counts = Counter(dict(Reference.objects.by_standing()))
    # Few are merged, and those have an index of their own.
    counts.subtract(dict(Reference.objects.exclude(merged_into=None).by_standing()))
    return Overview(
        newest=NoticeLoad.objects.filter(cancellation=None).order_by("-as_of", "-id").first(),
        counts=counts,
        waiting=Recheck.objects.filter(closed_at=None).count(),
    )


def found(load: NoticeLoad) -> Iterator[str]:
    """What was in the file, in sentences."""
    counts = load.counts
    rows, new = counts.get("rows", 0), counts.get("new", 0)
    natures = [
        f"{counts[nature]:,} {PLURALS[nature][counts[nature] != 1]}"
        for nature in NoticeNature
        if counts.get(nature)
    ]
    kinds = f": {_listed(natures)}" if natures else ""
    yield f"{_count(rows, 'notice was', 'notices were')} read{kinds}."
    known = rows - new
    yield (
        f"{new:,} of them {'is' if new == 1 else 'are'} new; {known:,} {'was' if known == 1 else 'were'}"
        " known already, or stood in the file twice."
        if known
        else "All of them are new."
        if rows
        else "There was nothing to keep."
    )
    for key, one, more in (
        (
            "undated",
            "1 new notice has no date that can be right: it never outranks a dated one.",
            "{n:,} new notices have no date that can be right: they never outrank a dated one.",
        ),
        (
            "without_identifier",
            "1 new notice names no DOI and no PMID that can be read: it is kept, and finds nothing.",
            "{n:,} new notices name no DOI and no PMID that can be read: they are kept, and find nothing.",
        ),
        (
            "unknown",
            "1 new notice is of a kind that is not known here: it is kept, and changes no standing.",
            "{n:,} new notices are of a kind that is not known here: they are kept, and change no standing.",
        ),
    ):
        if n := counts.get(key, 0):
            yield one if n == 1 else more.format(n=n)
    if counts.get("unknown"):
        yield f"What they call themselves: {_listed(_unknown_natures(load))}."


def _unknown_natures(load: NoticeLoad) -> list[str]:
    said = (
        load.notices.filter(nature=NoticeNature.OTHER)
        .order_by("nature_as_given")
        .values_list("nature_as_given", flat=True)
        .distinct()
    )
    names = [f"“{name}”" if name else "nothing" for name in said[: NATURES_SHOWN + 1]]
    return names if len(names) <= NATURES_SHOWN else [*names[:NATURES_SHOWN], "others"]


def hit_references(load: NoticeLoad) -> QuerySet[Reference]:
    """The references that notices of this load name, by id."""
    named = NoticeMatch.objects.filter(notice__load=load).values("reference_id")
    return Reference.objects.filter(id__in=named).order_by("id")


def hits(load: NoticeLoad, references: Collection[Reference]) -> list[Hit]:
    """Some of them, with the notices of this load, in a constant number of queries."""
    notices: dict[int, list[Notice]] = {reference.pk: [] for reference in references}
    matches = NoticeMatch.objects.filter(notice__load=load, reference__in=notices)
    for match in matches.select_related("notice").order_by("notice_id"):
        notices[match.reference_id].append(match.notice)
    streams = {f"reference:{reference.key}": reference.pk for reference in references}
    before = {
        streams[stream]: data.get("before", "")
        for stream, data in Event.objects.filter(
            stream__in=streams, verb="notices_matched", data__load=load.pk
        )
        .order_by("-seq")
        .values_list("stream", "data")
    }
    uses = {
        pk: _listed([f"{n:,} {name}" for name, n in named])
        for pk, named in uses_of(list(notices)).items()
    }
    return [
        Hit(one, notices[one.pk], before.get(one.pk, ""), uses.get(one.pk, ""))
        for one in references
    ]


def rechecks_of(load: NoticeLoad) -> QuerySet[Recheck]:
    """The re-checks that notices of this load asked for, by reference."""
    asked = Recheck.objects.filter(notice__load=load).select_related("reference", "closed_by")
    return asked.order_by("reference_id", "id")


def _count(n: int, one: str, more: str) -> str:
    return f"{n:,} {one if n == 1 else more}"


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
