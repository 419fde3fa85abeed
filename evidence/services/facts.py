"""Facts about studies: entered by staff, confirmed by one reviewer, shared by all claims (D4)."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils import timezone

from evidence import policies
from evidence.choices import GradingCause, Interests
from evidence.models import StudyFacts
from evidence.selectors.works import facts_of_works, rows_of, stands
from evidence.services.followers import tell_followers
from evidence.services.recomputing import recompute, touched_by_references
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible

FACT_FIELDS = tuple(
    field.name
    for field in StudyFacts._meta.concrete_fields
    if field.name
    not in ("id", "reference", "number", "entered_at", "entered_by", "confirmed_at", "confirmed_by")
)


def fit(row: Model, names: Collection[str]) -> None:
    """Refuse values that these fields cannot have, naming each field."""
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(names))
    except ValidationError as error:
        said = " ".join(f"{name}: {' '.join(why)}" for name, why in error.message_dict.items())
        raise NotPossible(said) from error


def enter_facts(*, reference: Reference, by: User, **facts: Any) -> StudyFacts:
    """Enter what a study is; it counts once a reviewer has confirmed it. A reviewer's own entry is confirmed.

    When it returns a new numbered row is current, and where it is confirmed all badges that rest on it are
    computed again. What was merged is one study: the row is that of the winner. Refuses whoever is neither
    staff nor reviewer.
    """
    if not policies.can_enter_facts(by):
        raise NotAllowed(
            "Only authors, editors, librarians and reviewers enter facts about studies."
        )
    reviewer = policies.is_reviewer(by)
    role = Role.REVIEWER if reviewer else role_for(by, Role.LIBRARIAN, Role.EDITOR, Role.AUTHOR)
    with recorded(by=by, role=role) as journal:
        return _add_facts(
            journal,
            _locked_work(reference),
            facts,
            entered_by=by,
            confirmed_by=by if reviewer else None,
        )


def _locked_work(reference: Reference) -> Reference:
    """The row that stands for a work: facts about any row of it are entered there."""
    own = Reference.objects.filter(pk=reference.pk)
    rows = Reference.objects.filter(Q(pk=reference.pk) | Q(pk__in=own.values("merged_into")))
    locked = {row.pk: row for row in rows.in_lock_order()}
    work = locked.get(stands(locked[reference.pk]))
    if work is None:
        raise NotPossible("This study was merged into another meanwhile. Reload to see it.")
    return work


def confirm_facts(*, facts: StudyFacts, by: User) -> StudyFacts:
    """Confirm the newest facts of a study as they stand. Refuses all but reviewers, and facts no longer newest."""
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers confirm facts about studies.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        work = _locked_work(facts.reference)
        newest = facts_of_works([work.pk], confirmed=False).get(work.pk)
        if newest is None or newest.pk != facts.pk:
            raise NotPossible(
                "These facts were changed meanwhile. Read the newer ones, then confirm."
            )
        if newest.confirmed_by_id is not None:
            return newest
        return _add_facts(
            journal,
            work,
            _said(newest),
            entered_by=newest.entered_by,
            confirmed_by=by,
        )


def _said(row: StudyFacts) -> dict[str, Any]:
    """What a row says, as it is entered now: a seller is told apart from what was declared."""
    said = {name: getattr(row, name) for name in FACT_FIELDS}
    if row.interests == Interests.SELLER:
        said |= {"interests": Interests.DECLARED.value, "seller_involved": True}
    return said


def _add_facts(
    journal: Journal,
    reference: Reference,
    facts: dict[str, Any],
    *,
    entered_by: User,
    confirmed_by: User | None,
) -> StudyFacts:
    newest = StudyFacts.objects.filter(reference=reference).order_by("-number").first()
    row = StudyFacts(
        reference=reference,
        number=newest.number + 1 if newest else 1,
        entered_by=entered_by,
        confirmed_by=confirmed_by,
        confirmed_at=timezone.now() if confirmed_by else None,
        **facts,
    )
    fit(row, FACT_FIELDS)
    row.save(force_insert=True)
    journal.note(
        f"reference:{reference.key}",
        "facts.confirmed" if confirmed_by else "facts.entered",
        number=row.number,
        design=row.design,
        n=row.n,
    )
    if confirmed_by:
        by = journal.by
        suspended = recompute(
            journal,
            touched=touched_by_references(rows_of(reference)),
            cause=GradingCause.FACTS,
            detail=f"Facts about a source were corrected: {reference.title}",
            by=by,
            reference=reference,
        )
        if suspended:
            tell_followers(claims=suspended, cause="suspended", journal=journal, detail={})
    return row
