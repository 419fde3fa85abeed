"""Telling colleagues that one has a review page open. It blocks nothing and ends by itself."""

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.models import Claim, Presence, Round
from evidence.selectors.presence import GONE_AFTER
from references.choices import Role
from references.events import recorded
from references.refusals import NotAllowed


def note_presence(*, claim: Claim, by: User) -> Presence | None:
    """Note a sign of life of a person who reads what they may review; None where no round is open.

    Whoever was away longer than half an hour has come anew. Tells nothing of what they decide. Refuses whoever
    may not review it.
    """
    with recorded(by=by, role=Role.REVIEWER):
        round_ = Round.objects.select_related("version").filter(claim=claim, closed_at=None).first()
        if round_ is None:
            return None
        if reason := policies.why_not_review(by, round_.version):
            raise NotAllowed(reason)
        now = timezone.now()
        row, is_new = Presence.objects.get_or_create(
            round=round_, seen_by=by, defaults={"came_at": now, "seen_at": now}
        )
        if not is_new:
            if now - row.seen_at > GONE_AFTER:
                row.came_at = now
            row.seen_at = now
            row.save(update_fields=["came_at", "seen_at"])
    return row
