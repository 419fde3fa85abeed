"""What notices would say without a load, and whom that concerns: read before it is cancelled, and after."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists

from references.choices import Standing
from references.models import (
    Event,
    Notice,
    NoticeCancellation,
    NoticeLoad,
    NoticeMatch,
    NoticeSetAside,
    Reference,
)
from references.querysets import ReferenceQuerySet
from references.services.finding import found_for
from references.services.standing import newest_load
from references.standings import decide, worse


@dataclass(frozen=True)
class Told:
    """A standing, the notice that gives it, and whether a person's answer to a re-check holds it there."""

    standing: str
    notice: Notice | None
    by_person: bool = False


def said_by(load: NoticeLoad) -> set[int]:
    """The notices that nobody says but this load, by id: its own, and those of cancelled loads it said again."""
    own = set(Notice.objects.filter(load=load).values_list("pk", flat=True))
    if load.repeats:
        of_cancelled = Notice.objects.exclude(load__cancellation=None)
        own |= _in(load.repeats).intersection(of_cancelled.values_list("pk", flat=True))
    others = NoticeLoad.objects.filter(cancellation=None).exclude(pk=load.pk)
    for repeats in others.values_list("repeats", flat=True):
        own -= _in(repeats)
    return own.difference(NoticeSetAside.objects.values_list("notice", flat=True))


def _in(ranges: Sequence[Sequence[int]]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}


def hits_of(notices: Collection[int]) -> dict[int, set[int]]:
    """Of these notices those that were matched, each with the works, by the row that stands for each."""
    # Notices are many, and few of them are about something we have.
    found: dict[int, set[int]] = {}
    rows = NoticeMatch.objects.values_list("notice", "reference", "reference__merged_into")
    for notice, reference, merged in rows:
        if notice in notices:
            found.setdefault(notice, set()).add(merged or reference)
    return found


def still_to_follow(cancellation: NoticeCancellation) -> list[int]:
    """The works whose standing was not looked at again since the load was cancelled, in order."""
    aside = NoticeSetAside.objects.filter(cancellation=cancellation).values("notice")
    matches = NoticeMatch.objects.filter(notice__in=aside)
    rows = matches.values_list("reference", "reference__merged_into").distinct()
    works = {merged or pk for pk, merged in rows}
    keys = dict(Reference.objects.filter(pk__in=works).values_list("pk", "key"))
    done = set(
        Event.objects.filter(
            stream__in=[f"reference:{key}" for key in keys.values()],
            verb="cancellation_followed",
            data__cancellation=cancellation.pk,
        ).values_list("stream", flat=True)
    )
    return sorted(pk for pk, key in keys.items() if f"reference:{key}" not in done)


def called_free_by(load: NoticeLoad) -> ReferenceQuerySet:
    """The references that this cancelled load, and no other of its dataset and day, still calls free of notices."""
    same = NoticeLoad.objects.filter(dataset=load.dataset, as_of=load.as_of, cancellation=None)
    return Reference.objects.filter(
        ~Exists(same),
        standing=Standing.NONE_FOUND,
        standing_dataset=load.dataset,
        standing_as_of=load.as_of,
    )


def is_followed(cancellation: NoticeCancellation) -> bool:
    """Whether everything that followed from the load was taken back."""
    return not still_to_follow(cancellation) and not called_free_by(cancellation.load).exists()


def standing_as_told(reference: Reference) -> Told:
    """The standing that the notices and the librarians' answers give a work.

    What a librarian made of a re-check stands, unless a later reinstatement ended it: whoever looked is not
    overruled by a machine.
    """
    return standings_as_told([reference])[reference.pk]


def standings_as_told(
    references: Sequence[Reference],
    *,
    without: Collection[int] = (),
    but: NoticeLoad | None = None,
) -> dict[int, Told]:
    """`standing_as_told` of many works, in a constant number of queries.

    As if the notices of `without` said nothing, and as if the load `but` had not been.
    """
    found = found_for(references, without=without)
    answered = _answers(references)
    load = newest_load(but=but)
    told: dict[int, Told] = {}
    for reference in references:
        notices = {one.notice.pk: one for one in found.get(reference.pk, ()) if one.newest}
        decided = decide([one.said for one in notices.values()])
        if decided is not None:
            standing, said = decided
            notice: Notice | None = notices[said.id].notice
        else:
            clean = not notices and load is not None and bool(reference.doi or reference.pmid)
            standing = Standing.NONE_FOUND if clean else Standing.NOT_CHECKED
            notice = None
        person = answered.get(reference.pk, "")
        if person and person != standing and worse(person, standing) == person:
            told[reference.pk] = Told(person, None, by_person=True)
        else:
            told[reference.pk] = Told(str(standing), notice)
    return told


def _answers(references: Sequence[Reference]) -> dict[int, str]:
    """What librarians made of the standing of each work, by whichever of its rows."""
    ids = [reference.pk for reference in references]
    rows = dict(Reference.objects.filter(merged_into__in=ids).values_list("key", "merged_into"))
    rows |= {reference.key: reference.pk for reference in references}
    streams = {f"reference:{key}": pk for key, pk in rows.items() if pk is not None}
    answered: dict[int, str] = {}
    events = Event.objects.filter(
        stream__in=streams, verb__in=["recheck_closed", "standing_set"]
    ).order_by("id")
    for stream, verb, data in events.values_list("stream", "verb", "data"):
        pk = streams[stream]
        if verb == "recheck_closed" and data.get("standing"):
            answered[pk] = data["standing"]
        elif verb == "standing_set" and data.get("after") == Standing.REINSTATED:
            answered.pop(pk, None)
    return answered
