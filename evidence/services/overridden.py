"""What a new computation does to an override: it holds for the value it was made for, and no other."""

from django.utils import timezone

from evidence import badges
from evidence.choices import OverrideWay
from evidence.models import ClaimVersion, Override
from evidence.selectors.overrides import open_override, override_for
from references.events import Journal


def end_override(journal: Journal, *, override: Override, why: str) -> None:
    """End an override, once and for ever (the claim is locked)."""
    override.ended_at, override.ended_by, override.ended_why = timezone.now(), journal.by, why
    override.save(update_fields=["ended_at", "ended_by", "ended_why"])
    journal.note(
        f"claim:{override.claim.key}",
        "override.ended",
        before=override.value,
        after=override.computed,
        why=why,
    )


def applied_override(journal: Journal, *, version: ClaimVersion, computed: str) -> Override | None:
    """The override that holds for this computation of a version; one made for another value ends here.

    So does an upward one that was given for older words. The claim is locked.
    """
    found = open_override(version.claim_id)
    if found is None:
        return None
    if version.number < found.version.number:
        return override_for(version, computed)
    label = badges.shows_as(computed).text.lower()
    if found.computed != computed:
        end_override(journal, override=found, why=f"The computed badge is now: {label}.")
        return None
    if found.way == OverrideWay.UP and found.version_id != version.pk:
        end_override(journal, override=found, why="Newer words of this claim were approved.")
        return None
    return override_for(version, computed)
