"""Writing claims: the single draft of a claim, and everyone who saved it (D3)."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.models import Claim, ClaimDraft, ClaimVersion
from evidence.words import normalised
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible

WORD_FIELDS = (
    "text",
    "asks",
    "direction",
    "asserts",
    "comparative",
    "is_finding",
    "reassures_or_advises",
    "question",
)


def create_claim(journal: Journal, *, by: User, key: str = "") -> Claim:
    """Create a claim within a caller's transaction. Refuses a key that is taken."""
    if key and Claim.objects.filter(key=key).exists():
        raise NotPossible(f"There is a claim {key} already; place it, or choose another key.")
    claim = Claim.objects.create(created_by=by, **({"key": key} if key else {}))
    journal.note(f"claim:{claim.key}", "claim.created")
    return claim


def start_claim(*, by: User, text: str, key: str = "") -> Claim:
    """Create a claim with a draft of these words. Refuses whoever does not write claims, and a taken key."""
    if not policies.can_write_claims(by):
        raise NotAllowed("Only authors and editors write claims.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        claim = create_claim(journal, by=by, key=key)
        put_words(journal, claim=claim, text=normalised(text), by=by)
    return claim


def put_words(
    journal: Journal, *, claim: Claim, text: str, by: User, opened_from: str = ""
) -> ClaimDraft | None:
    """Set the words of a claim's draft within a caller's transaction (the claim is locked).

    A draft that another article opened is not overwritten: None is returned, and the caller reports it.
    A new draft starts from the newest version: only its words change.
    """
    draft = ClaimDraft.objects.filter(claim=claim).first()
    now = timezone.now()
    if draft is None:
        draft = ClaimDraft(claim=claim, opened_from=opened_from, opened_by=by, **start_of(claim))
    elif draft.opened_from and opened_from and draft.opened_from != opened_from:
        return draft if draft.text == text else None
    if draft.pk is not None and draft.text == text:
        return draft
    before = draft.text if draft.pk else ""
    draft.text, draft.saved_at, draft.saved_by = text, now, by
    draft.save()
    draft.contributors.add(by)
    journal.note(f"claim:{claim.key}", "claim.draft_saved", before=before, after=text)
    return draft


def edit_draft(
    *, claim: Claim, by: User, words: dict[str, Any], citations: list[dict[str, str]]
) -> ClaimDraft:
    """Save the whole draft of a claim: its words, what it asks, and what it cites.

    Refuses whoever does not write claims, and citations of references that do not exist.
    """
    if not policies.can_write_claims(by):
        raise NotAllowed("Only authors and editors write claims.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        claim = Claim.objects.in_lock_order().get(pk=claim.pk)
        draft = ClaimDraft.objects.filter(claim=claim).first() or ClaimDraft(
            claim=claim, opened_by=by, **start_of(claim)
        )
        before = snapshot(draft)
        for name in WORD_FIELDS:
            if name in words:
                setattr(draft, name, words[name])
        draft.text = normalised(draft.text)
        draft.citations = _checked(citations)
        draft.saved_at, draft.saved_by = timezone.now(), by
        draft.save()
        draft.contributors.add(by)
        journal.note(
            f"claim:{claim.key}", "claim.draft_saved", before=before, after=snapshot(draft)
        )
    return draft


def snapshot(words: ClaimDraft | ClaimVersion) -> dict[str, Any]:
    """The words as JSON, for the record."""
    said = {name: getattr(words, name) for name in WORD_FIELDS if name != "question"}
    said["question"] = words.question.key if words.question else None
    if isinstance(words, ClaimDraft):
        said["citations"] = words.citations
    return said


def start_of(claim: Claim) -> dict[str, Any]:
    """What a new draft takes over from the newest version."""
    newest = claim.versions.order_by("-number").first()
    if newest is None:
        return {}
    start: dict[str, Any] = {name: getattr(newest, name) for name in WORD_FIELDS}
    start["citations"] = [
        {
            "reference": citation.reference.key,
            "stance": citation.stance,
            "quote": citation.quote,
            "locator": citation.locator,
            "no_quote_reason": citation.no_quote_reason,
        }
        for citation in newest.citations.select_related("reference")
    ]
    return start


def _checked(citations: list[dict[str, str]]) -> list[dict[str, str]]:
    keys = {citation["reference"] for citation in citations}
    known = set(Reference.objects.filter(key__in=keys).values_list("key", flat=True))
    if missing := sorted(keys - known):
        raise NotPossible(f"No reference has the key {', '.join(missing)}. Search for it first.")
    return [
        {
            "reference": citation["reference"],
            "stance": citation.get("stance", "supports"),
            "quote": citation.get("quote", "").strip(),
            "locator": citation.get("locator", "").strip(),
            "no_quote_reason": citation.get("no_quote_reason", "").strip(),
        }
        for citation in citations
    ]


def propose(journal: Journal, *, claim: Claim, asks: str, references: list[str]) -> ClaimDraft:
    """Propose what a fresh draft asks and cites within a caller's transaction; its author confirms by editing it."""
    draft = ClaimDraft.objects.get(claim=claim)
    draft.asks = asks
    draft.citations = _checked(
        [{"reference": key, "stance": "supports"} for key in dict.fromkeys(references)]
    )
    draft.save(update_fields=["asks", "citations"])
    journal.note(f"claim:{claim.key}", "claim.details_proposed", asks=asks, references=references)
    return draft
