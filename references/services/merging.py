"""Merging two references that are one work, and taking that back (D9, D7).

A merge never repoints a citation: the loser keeps its row, its key and its identifiers and points to the
winner, always in one step. Where something was merged into the loser already, it follows to the new winner.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Now

from references.choices import STANDING_WORST_FIRST, CslType, Role, Standing
from references.events import Journal, recorded
from references.followers import tell_followers
from references.models import Merge, Recheck, Reference
from references.policies import can_merge, role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.services.library import apply, recordable
from references.services.pairs import carry_pairs, merge_pair, return_pairs
from references.services.rechecks import carry_rechecks, return_rechecks
from references.services.standing import check_notices, set_standing
from references.works import (
    FIELDS,
    IDENTIFIERS,
    Fields,
    blank,
    changes_of_identity,
    one_line,
    same,
)

# What a merge fills where the winner is silent. A truncation mark goes with its authors, a month and a day with
# their year.
FILLED = tuple(
    name
    for name in FIELDS
    if not name.startswith("search") and name not in ("authors_truncated", "csl_type")
)
# What it may take in place of what the winner says. Notices find a work by the identifiers of both rows: none goes.
TAKEN = ("csl_type", *(name for name in FILLED if name not in IDENTIFIERS))
DATE = ("issued_month", "issued_day")
STANDING = ("standing", "standing_as_of", "standing_dataset")


def merge_references(
    *, winner: Reference, loser: Reference, by: User, take: Collection[str] = (), reason: str = ""
) -> Merge:
    """Say that `loser` is the same work as `winner`, which stays.

    The winner's blanks are filled from the loser; the fields named in `take` become the loser's. Its standing
    is the worse of the two, checked against all notices; what was asked about the loser is asked about the
    winner. Refuses one reference with itself, one that was merged already, recorded searches, and to take an
    identifier in place of another.
    """
    if not can_merge(by):
        raise NotAllowed("Only librarians merge references.")
    if winner.pk == loser.pk:
        raise NotPossible("This is one and the same reference. Choose another.")
    if not IDENTIFIERS.keys().isdisjoint(take):
        raise NotPossible(
            "The reference that stays keeps its DOI, PMID and PMCID. Let the other reference stay."
        )
    if wrong := sorted(set(take) - set(TAKEN)):
        raise NotPossible(f"This is not merged: {', '.join(wrong)}.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = _held(winner.pk, loser.pk)
        winner, loser = held[winner.pk], held[loser.pk]
        _require_mergeable(winner, loser)
        standings = {one.key: one.standing for one in held.values()}
        before = {name: getattr(winner, name) for name in STANDING}
        changes = merged_fields(vars(winner), vars(loser), take)
        was = {name: getattr(winner, name) for name in changes}
        merge = Merge(winner=winner, loser=loser, reason=one_line(reason), merged_by_id=by.pk)
        _lead_to(winner, [loser, *_merged_into(loser)], journal, reason=merge.reason)
        apply(winner, changes)
        said = merge_pair(merge=merge, by=by)
        proposed = carry_pairs(loser=loser, winner=winner)
        carried = carry_rechecks(loser=loser, winner=winner, journal=journal)
        _tell_identity(winner, was, changes, journal)
        _take_the_worse(winner, loser, journal, waits=bool(carried))
        if standings[loser.key] != winner.standing == standings[winner.key]:
            _tell_of_standing(winner, {loser.key: standings[loser.key]}, journal)
        tell_followers(references=[winner], cause="merged", journal=journal, detail={})
        merge.winner_before = recordable(was | before)
        merge.winner_after = recordable(changes | {n: getattr(winner, n) for n in STANDING})
        merge.loser_before = recordable({n: getattr(loser, n) for n in STANDING}) | {
            "rechecks": carried,
            "pair": said,
            "pairs": proposed,
        }
        merge.save()
        merge.refresh_from_db(fields=["merged_at"])
        journal.note(
            f"reference:{winner.key}",
            "merged",
            merge=merge.pk,
            loser=loser.key,
            reason=merge.reason,
            before=merge.winner_before,
            after=merge.winner_after,
        )
        return merge


def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Let the loser stand by itself again, and give the winner back what the merge changed and nobody since.

    The standing of both is found again from the notices; one that a librarian set since is kept, and the
    winner's is never better than it was before. Refuses what was taken back already, a winner that was merged
    itself, and a loser whose DOI or PMID another reference has by now.
    """
    if not can_merge(by):
        raise NotAllowed("Only librarians take merges back.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        pair = _held(merge.winner_id, merge.loser_id)
        held = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
        if held.undone_at is not None:
            raise IllegalTransition("This merge was taken back already.")
        winner, loser = pair[held.winner_id], pair[held.loser_id]
        _require_alone(winner)
        seen = winner.standing
        was = _former(winner, held)
        _require_free(loser, winner, was)
        now = {name: getattr(winner, name) for name in was}
        apply(winner, was)
        _lead_to(None, [loser], journal)
        _lead_to(loser, _merged_before(loser), journal)
        held.undone_at = Now()
        held.undone_by_id = by.pk
        held.save(update_fields=["undone_at", "undone_by"])
        return_pairs(held)
        looked = _librarian_looked(winner, held)
        return_rechecks(merge=held, winner=winner, journal=journal)
        _tell_identity(winner, now, was, journal)
        if not looked:
            _set(winner, _standing_before(held), journal, loser.key)
        check_notices(references=[winner], journal=journal)
        check_notices(references=[loser], journal=journal)
        if loser.standing != seen:
            _tell_of_standing(loser, {loser.key: seen}, journal)
        tell_followers(references=[winner, loser], cause="merged", journal=journal, detail={})
        journal.note(
            f"reference:{winner.key}",
            "merge_undone",
            merge=held.pk,
            loser=loser.key,
            before=recordable(now),
            after=recordable(was),
        )
        held.refresh_from_db()
        return held


def merged_fields(winner: Fields, loser: Fields, take: Collection[str] = ()) -> Fields:
    """The fields of the winner that a merge fills or changes, and what they become."""
    changes = {
        name: loser[name]
        for name in ("csl_type", *FILLED)
        if not blank(loser[name])
        and (name in take or (name in FILLED and blank(winner[name])))
        and winner[name] != loser[name]
    }
    if "authors" in changes and winner["authors_truncated"] != loser["authors_truncated"]:
        changes["authors_truncated"] = loser["authors_truncated"]
    if changes.get("issued_year", winner["issued_year"]) != loser["issued_year"]:
        changes = {name: value for name, value in changes.items() if name not in DATE}
    return changes


# What both begin with


def _held(*ids: int) -> dict[int, Reference]:
    return {one.pk: one for one in Reference.objects.filter(pk__in=ids).in_lock_order()}


def _merged_into(reference: Reference) -> list[Reference]:
    return list(Reference.objects.filter(merged_into=reference).in_lock_order())


def _merged_before(reference: Reference) -> QuerySet[Reference]:
    """What was merged into a reference, and into what was merged into it, wherever it leads now."""
    ids = [reference.pk]
    for pk in ids:
        ids += Merge.objects.filter(winner=pk, undone_at=None).values_list("loser", flat=True)
    return Reference.objects.filter(pk__in=ids[1:]).in_lock_order()


def _require_mergeable(*references: Reference) -> None:
    for one in references:
        _require_alone(one)
        if one.csl_type == CslType.SEARCH:
            raise NotPossible(f"{one.key} is a recorded search. Searches are not merged.")


def _require_alone(reference: Reference) -> None:
    if reference.merged_into is not None:
        into = reference.merged_into
        raise NotPossible(
            f"Reference {reference.key} was merged into {into.key} ({into}). Go on with that one."
        )


def _require_free(loser: Reference, winner: Reference, was: Fields) -> None:
    """The loser will have its own identifiers again, if no other reference has them by now."""
    for name in ("doi", "pmid"):
        value = getattr(loser, name)
        others = Reference.objects.current().filter(**{name: value})
        if name in was:
            others = others.exclude(pk=winner.pk)
        other = others.first() if value else None
        if other is not None:
            raise NotPossible(
                f"Reference {other.key} ({other}) has the {name.upper()} {value} by now, which is that of"
                f" {loser.key}. Correct it there first."
            )


def _lead_to(
    winner: Reference | None, losers: Iterable[Reference], journal: Journal, *, reason: str = ""
) -> None:
    """Point locked references at the one that stands for them, or let them stand by themselves."""
    for one in losers:
        one.merged_into = winner
        one.save(update_fields=["merged_into"])
        stream = f"reference:{one.key}"
        if winner is None:
            journal.note(stream, "stands_by_itself")
        else:
            journal.note(stream, "merged_into", winner=winner.key, reason=reason)


# Identity and standing


def _tell_identity(winner: Reference, was: Fields, now: Fields, journal: Journal) -> None:
    """Tell what changed of DOI, PMID, title and year. A filled blank is no change; a value that goes is one."""
    if identity := changes_of_identity(was, now):
        tell_followers(
            references=[winner],
            cause="reference_changed",
            journal=journal,
            detail={"changes": {winner.key: identity}, "same_work_reason": ""},
        )


def _take_the_worse(winner: Reference, loser: Reference, journal: Journal, *, waits: bool) -> None:
    """The standing of the winner is the worse of the two, and then what the notices make of it.

    That nobody could look the loser up is answered by looking up the winner, unless a notice waits.
    """
    worst = [Standing(one) for one in STANDING_WORST_FIRST]
    is_worse = worst.index(Standing(loser.standing)) < worst.index(Standing(winner.standing))
    unknown = (
        loser.standing == Standing.NOT_CHECKED
        and not loser.notices.filter(notice__set_aside=None).exists()
    )
    if is_worse and not unknown:
        _set(winner, {name: getattr(loser, name) for name in STANDING}, journal, loser.key)
    check_notices(references=[winner], journal=journal)
    if waits and winner.standing == Standing.NONE_FOUND:
        set_standing(
            reference=winner,
            standing=Standing.NOT_CHECKED,
            journal=journal,
            why="A notice waits for a person.",
        )


def _set(reference: Reference, said: Fields, journal: Journal, other: str) -> None:
    reference.standing_as_of = said["standing_as_of"]
    reference.standing_dataset = said["standing_dataset"]
    why = f"It was merged with {other}, or no longer is."
    set_standing(reference=reference, standing=said["standing"], journal=journal, why=why)


def _tell_of_standing(stands: Reference, moved: dict[str, str], journal: Journal) -> None:
    """Tell those who cite a merged work that they see another standing; `moved` is by key what it was."""
    tell_followers(
        references=[stands],
        cause="standing",
        journal=journal,
        detail={"notice": None, "before": moved},
    )


def _librarian_looked(winner: Reference, merge: Merge) -> bool:
    """Whether a person answered a re-check of the winner since the merge, and so said what it is."""
    return Recheck.objects.filter(reference=winner, closed_at__gte=merge.merged_at).exists()


def _standing_before(merge: Merge) -> Fields:
    said = {name: merge.winner_before[name] for name in STANDING}
    if said["standing_as_of"]:
        said["standing_as_of"] = dt.date.fromisoformat(said["standing_as_of"])
    return said


def _former(winner: Reference, merge: Merge) -> Fields:
    """What the merge filled or changed and nobody since, as it was."""
    now = recordable({name: getattr(winner, name) for name in FIELDS})
    return {
        name: value
        for name, value in merge.winner_before.items()
        if name in now and same(name, now[name], merge.winner_after[name])
    }
