"""What a reviewer has typed and not yet decided, kept for them alone."""

import re
from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.models import Claim, Review, ReviewDraft, Round, VerdictDraft
from references.choices import Role
from references.events import recorded
from references.refusals import NotAllowed, NotPossible

# What is typed about a citation, and beside the decision. Study facts are saved where they are entered.
KEPT = re.compile(r"c\d+-[a-z_]+|reason|comment|waiver")
JUDGED = re.compile(r"c\d{1,18}-judgement")
MOST = 200_000


def save_review_draft(
    *,
    claim: Claim,
    by: User,
    digest: str,
    seen: str,
    typed: Mapping[str, Sequence[str]],
    last_review: str = "",
    read_again: bool = False,
) -> ReviewDraft:
    """Keep what a person typed about the words with this digest, over what they typed before.

    `seen` is the fingerprint of the evidence on their page. What was formed on earlier evidence stays so until
    they say that they `read_again`. No event tells of it: nobody but them ever learns what it says. Refuses
    whoever may not review it, other words than those under review, more than can be typed, and what comes
    after the person's own decision (`last_review` is their newest review that the page showed).
    """
    kept = {
        name: [str(value) for value in values]
        for name, values in typed.items()
        if KEPT.fullmatch(name)
    }
    if sum(len(value) for values in kept.values() for value in values) > MOST:
        raise NotPossible("That is more than a draft can keep. Shorten it.")
    with recorded(by=by, role=Role.REVIEWER):
        Claim.objects.in_lock_order().get(pk=claim.pk)
        round_ = Round.objects.select_related("version").filter(claim=claim, closed_at=None).first()
        if round_ is None or round_.version.digest != digest:
            raise NotPossible("The words are no longer those you were shown; nothing was kept.")
        if reason := policies.why_not_review(by, round_.version):
            raise NotAllowed(reason)
        decided = Review.objects.filter(round=round_, reviewer=by).order_by("-id").first()
        if str(decided.pk if decided else "") != last_review:
            raise NotPossible("You decided meanwhile; what you typed before is not kept.")
        before = ReviewDraft.objects.filter(round=round_, saved_by=by).first()
        formed_on = seen if before is None or read_again else before.fingerprint
        draft, _ = ReviewDraft.objects.update_or_create(
            round=round_,
            saved_by=by,
            defaults={
                "digest": digest,
                "fingerprint": formed_on,
                "typed": kept,
                "saved_at": timezone.now(),
            },
        )
        # What was chosen of a citation on the page of its source and is typed here now is this draft's.
        judged = [
            int(name[1:-10]) for name, said in kept.items() if JUDGED.fullmatch(name) and any(said)
        ]
        VerdictDraft.objects.filter(round=round_, reviewer=by, citation__in=judged).delete()
    return draft
