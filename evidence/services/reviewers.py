"""Making people reviewers, and ending it."""

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.choices import AssignmentEnd
from evidence.models import Assignment, Claim, Presence, Reviewer
from evidence.services.rounds import end_assignments
from references.choices import Role
from references.events import recorded
from references.identifiers import NotAnIdentifier
from references.identifiers import orcid as canonical_orcid
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible


def onboard_reviewer(
    *,
    user: User,
    by: User,
    name: str,
    credentials: str,
    orcid: str = "",
    is_demonstration: bool = False,
) -> Reviewer:
    """Make a person an active reviewer, with what readers are told of them; or active again.

    What binds the person they declare themselves, before they first decide. Refuses all but administrators, a
    missing name or credentials, and an ORCID whose check digit is wrong.
    """
    if not policies.can_onboard_reviewers(by):
        raise NotAllowed("Only administrators make people reviewers.")
    if user.pk == by.pk:
        raise NotAllowed("Nobody makes themselves a reviewer; another administrator does.")
    if not name.strip() or not credentials.strip():
        raise NotPossible("Readers are told who reviewed: give a name and credentials.")
    try:
        orcid = canonical_orcid(orcid) or ""
    except NotAnIdentifier as error:
        raise NotPossible(str(error)) from error
    with recorded(by=by, role=role_for(by, Role.ADMINISTRATOR)) as journal:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        reviewer, _ = Reviewer.objects.update_or_create(
            user=user,
            defaults={
                "name": name.strip(),
                "credentials": credentials.strip(),
                "orcid": orcid,
                "is_demonstration": is_demonstration,
                "active": True,
                "deactivated_at": None,
                "deactivated_by": None,
                "onboarded_by": by,
            },
        )
        journal.note(
            f"reviewer:{user.get_username()}",
            "reviewer.onboarded",
            name=reviewer.name,
            credentials=reviewer.credentials,
            orcid=reviewer.orcid,
        )
    return reviewer


def deactivate_reviewer(*, reviewer: Reviewer, by: User) -> Reviewer:
    """End a person's reviewing: open assignments end, and what they gave before stands.

    When it returns each claim they were asked about tells that they left, and waits for somebody else
    (`selectors.needs.left_behind`). What they typed privately stays theirs. Refuses who is inactive already.
    """
    if not policies.can_onboard_reviewers(by):
        raise NotAllowed("Only administrators end a person's reviewing.")
    with recorded(by=by, role=role_for(by, Role.ADMINISTRATOR)) as journal:
        asked = Assignment.objects.filter(reviewer=reviewer.user_id, ended_at=None)
        list(Claim.objects.filter(pk__in=asked.values("version__claim")).in_lock_order())
        reviewer = Reviewer.objects.select_for_update(no_key=True).get(pk=reviewer.pk)
        if not reviewer.active:
            raise NotPossible("This person does not review any more.")
        now = timezone.now()
        reviewer.active, reviewer.deactivated_at, reviewer.deactivated_by = False, now, by
        reviewer.save(update_fields=["active", "deactivated_at", "deactivated_by"])
        username = reviewer.user.get_username()
        for assignment in asked.select_related("version__claim").order_by("version__claim"):
            journal.note(
                f"claim:{assignment.version.claim.key}", "assignment.left", reviewer=username
            )
        end_assignments(assignments=asked.all(), ending=AssignmentEnd.LEFT, by=by)
        Presence.objects.filter(seen_by=reviewer.user_id).delete()
        journal.note(f"reviewer:{username}", "reviewer.deactivated")
    return reviewer
