"""Opening the re-checks of several claims in one act (D7); each is decided by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User

from evidence.models import ClaimVersion
from evidence.services.rounds import open_recheck
from references.events import retrying
from references.refusals import REASON_LENGTH, NotPossible, Refused


@dataclass
class Opened:
    """What became of each: how many rounds were opened, and what was refused, in sentences."""

    count: int = 0
    refused: list[str] = field(default_factory=list)


def open_rechecks(*, versions: Iterable[ClaimVersion], by: User, note: str) -> Opened:
    """Open a round for each of these versions, each in a transaction of its own.

    What is refused for one holds up no other. Refuses a note of fewer than ten characters, and an empty list.
    """
    if len(note.strip()) < REASON_LENGTH:
        raise NotPossible(
            f"Tell the reviewers why, in at least {REASON_LENGTH} characters: they read it first."
        )
    opened = Opened()
    chosen = list(versions)
    if not chosen:
        raise NotPossible("Tick at least one claim.")
    for version in chosen:
        try:
            retrying(open_recheck)(version=version, by=by, note=note.strip())
        except Refused as refusal:
            opened.refused.append(f"Claim {version.claim.key}: {refusal.message}")
        else:
            opened.count += 1
    return opened
