"""What colleagues say to each other about a version: remarks, flags, answers, and how they are resolved."""

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.choices import LetterKind
from evidence.models import Claim, ClaimVersion, Reply, Thread
from evidence.services.telling import tell
from references.events import recorded
from references.refusals import REASON_LENGTH, IllegalTransition, NotAllowed, NotPossible


def open_thread(*, version: ClaimVersion, by: User, text: str, is_flag: bool = False) -> Thread:
    """Remark on a version; a flag keeps it from approval until somebody resolves it with a reason.

    What is approved already stays so: a flag blocks the next approval. Refuses who does not work here, and
    an empty remark; a flag says what is wrong in at least ten characters.
    """
    if not policies.can_flag(by):
        raise NotAllowed("Only those who work here remark on claims.")
    text = text.strip()
    if not text:
        raise NotPossible("Write what you want to say.")
    if is_flag and len(text) < REASON_LENGTH:
        raise NotPossible(f"Say what is wrong, in at least {REASON_LENGTH} characters.")
    with recorded(by=by, role=policies.role_at_the_desk(by)) as journal:
        Claim.objects.in_lock_order().get(pk=version.claim_id)
        thread = Thread.objects.create(version=version, text=text, is_flag=is_flag, opened_by=by)
        journal.note(
            f"claim:{version.claim.key}",
            "flag.raised" if is_flag else "thread.opened",
            version=version.number,
            thread=thread.pk,
            text=text,
        )
        tell(kind=LetterKind.ANSWERED, about=f"thread:{thread.pk}", version=version, by=by)
    return thread


def reply(*, thread: Thread, by: User, text: str) -> Reply:
    """Answer in a thread. Refuses who does not work here, an empty answer, and a thread that is resolved."""
    if not policies.can_flag(by):
        raise NotAllowed("Only those who work here answer remarks.")
    if not text.strip():
        raise NotPossible("Write what you want to answer.")
    with recorded(by=by, role=policies.role_at_the_desk(by)) as journal:
        thread = _locked(thread)
        answer = Reply.objects.create(thread=thread, text=text.strip(), written_by=by)
        journal.note(
            f"claim:{thread.version.claim.key}",
            "thread.answered",
            version=thread.version.number,
            thread=thread.pk,
            text=answer.text,
        )
        tell(kind=LetterKind.ANSWERED, about=f"reply:{answer.pk}", version=thread.version, by=by)
    return answer


def resolve_thread(*, thread: Thread, by: User, resolution: str = "") -> Thread:
    """Close a thread for good; nothing is answered in it any more, and a flag blocks no longer.

    Refuses a flag without a reason, whoever `policies.why_not_resolve` names, and what is resolved already.
    """
    with recorded(by=by, role=policies.role_at_the_desk(by)) as journal:
        Claim.objects.in_lock_order().get(pk=thread.version.claim_id)
        thread = _locked(thread)
        if reason := policies.why_not_resolve(by, thread):
            raise NotAllowed(reason)
        resolution = resolution.strip()
        if thread.is_flag and len(resolution) < REASON_LENGTH:
            raise NotPossible(
                f"Say how the flag was answered, in at least {REASON_LENGTH} characters."
            )
        thread.resolution, thread.resolved_at, thread.resolved_by = resolution, timezone.now(), by
        thread.save(update_fields=["resolution", "resolved_at", "resolved_by"])
        journal.note(
            f"claim:{thread.version.claim.key}",
            "flag.resolved" if thread.is_flag else "thread.resolved",
            version=thread.version.number,
            thread=thread.pk,
            text=resolution,
        )
        tell(
            kind=LetterKind.ANSWERED,
            about=f"thread:{thread.pk}:resolved",
            version=thread.version,
            by=by,
        )
    return thread


def _locked(thread: Thread) -> Thread:
    thread = (
        Thread.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version__claim")
        .get(pk=thread.pk)
    )
    if thread.resolved_at is not None:
        raise IllegalTransition("This was resolved meanwhile. Open a new remark if there is more.")
    return thread
