"""Creating and mending references."""

from typing import Any

from django.contrib.auth.models import User

from references.choices import RecheckCause, Role, Standing
from references.events import Journal, recorded
from references.followers import tell_followers
from references.models import Reference
from references.policies import can_edit_reference, role_for
from references.refusals import NotAllowed, NotPossible
from references.services.rechecks import open_recheck
from references.services.standing import check_notices
from references.works import (
    FIELDS,
    Fields,
    Unfit,
    blank,
    changes_of_identity,
    compared_by,
    normalised,
    problem,
)


def create_reference(*, by: User, **fields: Any) -> Reference:
    """Add one work to the library, matched against all stored notices.

    Refuses who is no librarian, values that no reference can have, a missing title, and a DOI or PMID
    that another reference has.
    """
    if not can_edit_reference(by):
        raise NotAllowed("Only librarians add references.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        return add_reference(fields=fields, journal=journal)


def add_reference(*, fields: Fields, journal: Journal) -> Reference:
    """`create_reference` within a transaction that is already open, by a librarian who was asked for."""
    data = fit(fields)
    if blank(data.get("title")):
        raise Unfit([problem("title", "", "A reference needs a title.", "Fill it in.")])
    _refuse_taken(data, but=None)
    reference = Reference(**data, created_by_id=journal.by.pk)
    reference.title_key, reference.work_key = compared_by(data)
    reference.save()
    journal.note(f"reference:{reference.key}", "created", after=recordable(data))
    check_notices(references=[reference], journal=journal)
    return reference


def edit_reference(
    *, reference: Reference, by: User, changes: Fields, same_work_reason: str = ""
) -> Reference:
    """Change what is known of a work; only the fields that are named. A named blank erases.

    Where DOI, PMID, title or year really change, the followers are told in the same transaction (they may
    suspend what rests on the reference, or ask for `same_work_reason`), and notices are matched again.
    """
    if not can_edit_reference(by):
        raise NotAllowed("Only librarians change references.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        locked = Reference.objects.filter(pk=reference.pk).in_lock_order().get()
        if locked.merged_into_id is not None:
            raise NotPossible("This reference was merged into another. Edit that one.")
        data = fit(changes)
        before = {name: getattr(locked, name) for name in data}
        changed = {name: value for name, value in data.items() if before[name] != value}
        if not changed:
            return locked
        if "title" in changed and blank(changed["title"]):
            raise Unfit([problem("title", "", "A reference needs a title.", "Fill it in.")])
        _refuse_taken(changed, but=locked)
        apply(locked, changed)
        journal.note(
            f"reference:{locked.key}",
            "edited",
            before=recordable({name: before[name] for name in changed}),
            after=recordable(changed),
            same_work_reason=same_work_reason,
        )
        identity = changes_of_identity(before, changed)
        if identity:
            tell_followers(
                references=[locked],
                cause="reference_changed",
                journal=journal,
                detail={"changes": {locked.key: identity}, "same_work_reason": same_work_reason},
            )
        if identity.keys() & {"doi", "pmid"} and locked.standing not in (
            Standing.NOT_CHECKED,
            Standing.NONE_FOUND,
        ):
            # The identifiers changed under a standing that notices or a librarian set: someone looks again.
            open_recheck(locked, None, RecheckCause.STANDING_CHANGED, journal)
        if changed.keys() & {"doi", "pmid", "title", "issued_year"}:
            check_notices(references=[locked], journal=journal)
        return locked


def apply(reference: Reference, changed: Fields) -> None:
    """Write the named fields of a locked reference."""
    for name, value in changed.items():
        setattr(reference, name, value)
    reference.title_key, reference.work_key = compared_by(vars(reference))
    reference.save(update_fields={*changed, "title_key", "work_key"})


def fit(fields: Fields) -> Fields:
    """The fields in normal form; refuses names that no reference has and values that cannot be."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise NotPossible(f"This is not set by hand: {', '.join(sorted(unknown))}.")
    data, problems = normalised(fields)
    if problems:
        raise Unfit(problems)
    if data.get("csl_type") == "search" and any(
        blank(data.get(name)) for name in ("searched_on", "search_database", "search_query")
    ):
        raise NotPossible("A recorded search needs its database, its query and its date.")
    return data


def recordable(fields: Fields) -> Fields:
    """The fields as JSON can hold them."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in fields.items()
    }


def _refuse_taken(data: Fields, *, but: Reference | None) -> None:
    for name, shown in (("doi", "DOI"), ("pmid", "PMID")):
        if not data.get(name):
            continue
        other = Reference.objects.current().filter(**{name: data[name]}).first()
        if other is not None and (but is None or other.pk != but.pk):
            raise NotPossible(f"Reference {other.key} already has this {shown}: {other}.")
