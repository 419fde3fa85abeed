"""Looking for quotes in what is known of a work, and keeping what was found.

`Citation.quote_check` is what was found at submission and never changes; what is found later is a `QuoteFinding`.
Only what was not located is looked for again: an abstract that is edited, or a merge, unlocates nothing, so that
an approval rests on what was found when it was given. Taking a text back is the one exception: what was found in
it alone is looked for anew, and what rested on it is computed again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from evidence import policies
from evidence.choices import GradingCause
from evidence.models import Citation, FullText, QuoteFinding, Round
from evidence.quotes import LONGEST, Checked, cleaned
from evidence.selectors.findings import LOCATED, check_of, look_up, sources_of, text_of
from evidence.selectors.works import rows_of, stands
from evidence.services.approvals import tell_followers
from evidence.services.recomputing import recompute
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.policies import role_for
from references.refusals import REASON_LENGTH, IllegalTransition, NotAllowed, NotPossible

SHORTEST = 200


@dataclass(frozen=True)
class Looked:
    """What came of looking: how many quotes were looked for, and how many of them were found."""

    full_text: FullText | None
    looked_for: int
    found: int


def paste_full_text(*, reference: Reference, by: User, text: str, source: str) -> Looked:
    """Keep the words of a work, privately, and look in them for every quote of it that waits for review.

    When it returns the text is stored and each citation of the work in an open round that was not located has
    a finding. Control signs are dropped. Refuses whoever does not work with sources, a text too short to be one
    or too long, and one that does not say where it is from.
    """
    if not policies.can_paste_texts(by):
        raise NotAllowed("Only authors, editors, librarians and reviewers paste texts of works.")
    words, source = cleaned(text), " ".join(cleaned(source).split())
    if len(words) < SHORTEST:
        raise NotPossible(
            f"These are {len(words):,} characters; a text has at least {SHORTEST}. Paste the whole paper,"
            " or the sections that are quoted."
        )
    if len(words) > LONGEST:
        raise NotPossible(
            f"This text has {len(words):,} characters; at most {LONGEST:,} are kept. Paste the sections"
            " that are quoted, without tables and references."
        )
    if not 3 <= len(source) <= 200:
        raise NotPossible(
            f"Say where the text is from, in 3 to 200 characters: this has {len(source)}."
        )
    with recorded(by=by, role=_role(by)) as journal:
        work = _locked(reference)
        kept = FullText.objects.create(reference=work, text=words, source=source, pasted_by=by)
        looked = _look_again(journal, work)
        # The words themselves stay out of the record, which more people read.
        journal.note(
            f"reference:{work.key}",
            "full_text.pasted",
            full_text=kept.pk,
            source=source,
            characters=len(words),
            looked_for=looked.looked_for,
            found=looked.found,
        )
    return Looked(kept, looked.looked_for, looked.found)


def check_quotes(*, reference: Reference, by: User) -> Looked:
    """Look again for the quotes of a work that were not located: its abstract may have come or changed since.

    Refuses whoever does not work with sources.
    """
    if not policies.can_paste_texts(by):
        raise NotAllowed("Only authors, editors, librarians and reviewers have quotes looked for.")
    with recorded(by=by, role=_role(by)) as journal:
        work = _locked(reference)
        looked = _look_again(journal, work)
        journal.note(
            f"reference:{work.key}",
            "quotes.checked",
            looked_for=looked.looked_for,
            found=looked.found,
        )
    return looked


def take_back_text(*, full_text: FullText, by: User, reason: str) -> FullText:
    """Say that a text was pasted by mistake: another paper, or a copy that is not true.

    When it returns nothing is looked for in it any more; what was found in it alone is looked for anew, and the
    badges that rested on it are computed again: a claim that loses its support is suspended. Refuses whoever
    does not work with sources, no reason, and a text that was taken back already.
    """
    if not policies.can_paste_texts(by):
        raise NotAllowed("Only authors, editors, librarians and reviewers take texts back.")
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    with recorded(by=by, role=_role(by)) as journal:
        work = _locked(full_text.reference)
        text = FullText.objects.defer("text").get(pk=full_text.pk)
        if text.taken_back_at is not None:
            raise IllegalTransition("This text was taken back already.")
        text.taken_back_at, text.taken_back_by = timezone.now(), by
        text.reason = " ".join(cleaned(reason).split())
        text.save(update_fields=["taken_back_at", "taken_back_by", "reason"])
        journal.note(
            f"reference:{work.key}", "full_text.taken_back", full_text=text.pk, reason=text.reason
        )
        lost = look_anew(journal, work=work)
        suspended = recompute(
            journal,
            touched=Q(citations__in=lost),
            cause=GradingCause.REFERENCE_CHANGED,
            detail=f"A quote is no longer found in its source: {work.title}",
            by=by,
            reference=work,
        )
        if suspended:
            tell_followers(claims=suspended, cause="suspended", journal=journal, detail={})
    return text


def look_anew(journal: Journal, *, work: Reference) -> list[int]:
    """Look again for what was found in a text that was taken back or is of another work by now (the work is locked).

    Called within a caller's transaction; returns the citations that are no longer located. What stands in a text
    of the work as it is now stays found.
    """
    looked_in = Q(findings__full_text__isnull=False)
    rested = [one for one in _citations(work, looked_in) if text_of(one) is not None]
    texts = set(
        FullText.objects.filter(reference__in=rows_of(work), taken_back_at=None).values_list(
            "pk", flat=True
        )
    )
    adrift = [citation for citation in rested if text_of(citation) not in texts]
    if not adrift:
        return []
    checked = _check(work, adrift)
    _keep(journal, checked)
    return [
        citation.pk
        for citation, found in checked
        if check_of(citation) in LOCATED and found.result not in LOCATED
    ]


def keep_first_findings(
    *, citations: Sequence[Citation], found: Sequence[Checked], by: User
) -> None:
    """With a submission: name the pasted texts in which its quotes stand (within the caller's transaction)."""
    QuoteFinding.objects.bulk_create(
        _finding(citation, one, by)
        for citation, one in zip(citations, found, strict=True)
        if one.text is not None
    )


def _look_again(journal: Journal, work: Reference) -> Looked:
    """Look for all quotes in open rounds that were not located; findings that say nothing new are not kept."""
    in_review = Q(version__in=Round.objects.filter(closed_at=None).values("version"))
    waiting = [
        citation
        for citation in _citations(work, in_review)
        if citation.quote and check_of(citation) not in LOCATED
    ]
    checked = _check(work, waiting) if waiting else []
    _keep(journal, checked)
    return Looked(None, len(checked), sum(1 for _, found in checked if found.result in LOCATED))


def _citations(work: Reference, which: Q) -> list[Citation]:
    """Citations of any row of a work, with their newest findings."""
    cited = Citation.objects.filter(which, reference__in=rows_of(work)).order_by("pk").distinct()
    citations = list(cited)
    look_up(citations)
    return citations


def _check(work: Reference, citations: Iterable[Citation]) -> list[tuple[Citation, Checked]]:
    sources = sources_of([work])[stands(work)]
    return [(citation, sources.check(citation.quote)) for citation in citations]


def _keep(journal: Journal, checked: Iterable[tuple[Citation, Checked]]) -> None:
    QuoteFinding.objects.bulk_create(
        _finding(citation, found, journal.by) for citation, found in checked
    )


def _finding(citation: Citation, found: Checked, by: User) -> QuoteFinding:
    return QuoteFinding(
        citation=citation,
        result=found.result,
        full_text_id=found.text,
        start=found.start,
        end=found.end,
        only_in=found.only_in,
        found_by=by,
    )


def _locked(reference: Reference) -> Reference:
    """The row that stands for the work, locked with the row that was named, in order."""
    own = Reference.objects.filter(pk=reference.pk)
    rows = Reference.objects.filter(Q(pk=reference.pk) | Q(pk__in=own.values("merged_into")))
    locked = {row.pk: row for row in rows.in_lock_order()}
    work = locked.get(stands(locked[reference.pk]))
    if work is None:
        raise NotPossible("This work was merged into another meanwhile. Reload to see it.")
    return work


def _role(by: User) -> str:
    if policies.is_reviewer(by):
        return Role.REVIEWER
    return role_for(by, Role.LIBRARIAN, Role.EDITOR, Role.AUTHOR)
