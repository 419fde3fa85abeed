"""Events in plain words: one sentence for every verb that any service notes. Pure.

A value in braces is one of the event's data; values of closed lists are called by their labels.
"""

from collections.abc import Mapping
from typing import Any

from evidence.choices import (
    ApprovalBasis,
    Asks,
    BadgeValue,
    Design,
    GradingCause,
    InterestKind,
    ReviewKind,
    RoundKind,
    RoundOutcome,
    SuspensionCause,
    VersionStatus,
)
from references.choices import RecheckCause, Standing

SENTENCES = {
    # Claims
    "claim.created": "The claim was created.",
    "claim.draft_saved": "The draft was saved.",
    "claim.details_proposed": "An import proposed what it asks ({asks}) and what it cites.",
    "claim.submitted": (
        "Version {version} was submitted: {required_reviews} required, proposed badge {proposed_badge}."
    ),
    "claim.status_changed": "Version {version} went from {before} to {after}: {why}",
    "claim.approved": "Version {version} was approved on {basis}: {badge} (rule {method}).",
    "claim.regraded": "The badge of version {version} was computed again ({cause}): {before} → {computed}.",
    "claim.suspended": "Version {version} was suspended ({cause}): {detail}",
    "claim.restored": "Version {version} is approved again: the load of notices was a mistake.",
    "claim.not_restored": (
        "Version {version} stays suspended, though the load of notices was a mistake: {why}"
    ),
    "approval.ended": "The approval of version {version} ended: {why}",
    "round.opened": "Round {round} of version {version} opened ({kind}): {required_reviews} required. {note}",
    "round.closed": "Round {round} closed: {outcome}.",
    "round.required_reviews_raised": "More reviews are required: {after} instead of {before}.",
    "round.one_step_apart": "The reviews are one step apart: both may look again.",
    "review.recorded": "A decision about version {version} was recorded ({kind}).",
    "override.proposed": "Another badge was proposed: {after} instead of {before}: {reason}",
    "override.seconded": "A second reviewer agreed: {after} instead of {before}, until {ends_on}.",
    "override.ended": "Badge {before} holds no longer, the computed one does ({after}): {why}",
    "flag.raised": "A flag was raised on version {version}: {text}",
    "flag.resolved": "A flag on version {version} was resolved: {text}",
    "thread.opened": "A remark was made on version {version}: {text}",
    "thread.answered": "A remark on version {version} was answered: {text}",
    "thread.resolved": "A remark on version {version} was resolved: {text}",
    "reviewer.assigned": "{reviewer} was asked to review it by {due_on}.",
    "assignment.due_changed": "{reviewer} was given until {after} instead of {before}.",
    # Why is for the editor who asks somebody else; the author of the claim reads here too.
    "assignment.declined": "{reviewer} declined to review it.",
    "assignment.decided": "{reviewer} has decided and is asked no longer.",
    "assignment.round_over": "{reviewer} is asked no longer: the round is over.",
    "assignment.taken_back": "{reviewer} is asked no longer: {reason}",
    "assignment.handed_over": "{reviewer} is asked no longer; somebody else is: {reason}",
    "assignment.left": "{reviewer} is asked no longer, having left the reviewers.",
    "reviewer.onboarded": "{name} became a reviewer ({credentials}).",
    "reviewer.deactivated": "The person no longer reviews.",
    # Questions and studies
    "question.asked": "The question was asked: {title}",
    "profile.drafted": "An appraisal of the evidence was drafted.",
    "profile.draft_taken_back": "A draft of an appraisal was taken back by its drafter.",
    "profile.draft_closed": "The draft of an appraisal by {drafted_by} was closed: {reason}",
    "search.recorded": "A search was recorded: {reference}",
    "profile.adopted": "Appraisal {number} was adopted, drafted by {drafted_by}.",
    "facts.entered": "Facts about the study were entered: {design}{n}.",
    "facts.confirmed": "Facts about the study were confirmed: {design}{n}.",
    "reference.same_work": "It is the same work, though its record changed: {reason}",
    "study.linked": "It was linked with {other} as reports of one study: {reason}",
    "study.link_confirmed": "That it and {other} report on one study was confirmed.",
    "study.unlinked": "The link with {other} as reports of one study was ended: {why}",
    "full_text.pasted": (
        "A text of it was pasted from {source}; {found} of {looked_for} quotes stand in it."
    ),
    "full_text.taken_back": "A text of it was taken back: {reason}",
    "quotes.checked": "Quotes were looked for again: {found} of {looked_for} were found.",
    "method.tried": "Method {method} of computing badges was tried on all claims.",
    "method.applied": "Method {method} of computing badges was put in force.",
    # The library
    "created": "The reference was created.",
    "edited": "The record was mended.",
    "merged": "{loser} was merged into it: {reason}",
    "merge_undone": "The merge with {loser} was taken back.",
    "merged_into": "It was merged into {winner}: {reason}",
    "stands_by_itself": "It stands by itself again.",
    "standing_set": "What notices say of it changed from {before} to {after}. {why}",
    "notices_matched": "Notices were matched with it: {before} → {standing}.",
    "none_found": "No notice was found about {references} references.",
    "recheck_opened": "A re-check was opened ({cause}).",
    "recheck_closed": "A re-check was closed: {outcome}",
    "called_different": "It is another work than {other}.",
    "asked_again": "Whether it is the same work as {other} is asked again.",
    "cancelled": "The load was cancelled as a mistake: {reason}",
    "cancellation_followed": "A load was cancelled, so what notices say changed: {before} → {standing}.",
    "none_found_taken_back": (
        "That no notice was found was taken back for {references} references: the load was cancelled."
    ),
    "clocks_confirmed": "The clocks of the {claims} claims that it suspended were let run: {reason}",
    "loaded": "Notices of {dataset} as of {as_of} were loaded.",
    "looked_for": "Duplicates were looked for.",
    "received": "The file {file} was received.",
    "reading_asked": "The file is to be read.",
    "asked": "A question about the file was asked.",
    "answered": "The question about the file was answered.",
    "staged": "The file {file} was read.",
    "refused": "The file was refused: {why}",
    "rows_chosen": "Rows of the file were decided.",
    "compared_again": "The rows were compared with the library again.",
    "commit_asked": "The import is to be written.",
    "commit_taken_back": "The order to write the import was taken back. {why}",
    "committed": "The import of {file} was written.",
    "discarded": "The import of {file} was discarded.",
    "undone": "The import was taken back: {reason}",
    # People
    "interests.declared": "About {intervention} the person declared: {kind}. {text}",
    # Who they are an author with is for editors and administrators.
    "authorship.answered": "The person said whether they are an author of a cited work.",
    "mail.chosen": "The person chose which letters to be sent.",
    "invited": "{name} was invited.",
    "invited_again": "The person was invited again.",
    "roles_set": "The roles of the person were set.",
    "deactivated": "The account was closed. {reason}",
    "reactivated": "The account was opened again. {reason}",
    "demonstration_account_created": "An account of the demonstration was created.",
    # Articles
    "article.created": "The article was created.",
    "article.imported": "The text {name} was read.",
    "article.import_accepted": "The text became an article.",
    "article.import_discarded": "The text was discarded.",
    "article.published": "Publication {publication} of revision {revision} ({cause}). {note}",
    "article.withdrawn": "The page was withdrawn: {reason}",
    "article.moved": "The page moved from {before} to {after}.",
    "article.scheduled": "Set for {due_at}: {act}.",
    "article.schedule_ended": "What was set for {due_at} ended: {state}. {why}",
    "revision.opened": "Revision {number} was opened.",
    "revision.saved": "Revision {number} was saved.",
    "revision.restored": "Revision {number} got the text of save {save} of revision {of} again.",
    "revision.claims_submitted": "The claims of the revision were submitted.",
    "revision.signed_off": "Revision {number} was signed off.",
}

LABELS: dict[str, str] = (
    {
        str(value): str(label).lower()
        for choices in (Asks, GradingCause, SuspensionCause, RecheckCause, ApprovalBasis, RoundKind)
        for value, label in choices.choices
    }
    | {
        str(value): str(label)
        for choices in (Design, BadgeValue)
        for value, label in choices.choices
    }
    | {
        str(value): str(label).lower()
        for choices in (InterestKind, ReviewKind, RoundOutcome, Standing, VersionStatus)
        for value, label in choices.choices
    }
)
CALLED = (
    "after asks badge basis before cause computed design kind outcome proposed_badge standing"
).split()


class _Data(dict[str, str]):
    """What an event says; what it does not say is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def sentence(verb: str, data: Mapping[str, Any]) -> str:
    """What happened, in one sentence. A verb that has none is said as it is."""
    template = SENTENCES.get(verb)
    if template is None:
        return verb.replace(".", ": ").replace("_", " ").capitalize() + "."
    said = template.format_map(_Data({name: _word(name, value) for name, value in data.items()}))
    return " ".join(said.split()).removesuffix(" :").strip()


def _word(name: str, value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if name == "n":
        return f", n {value}"
    if name == "required_reviews":
        return f"{value} review" if value == 1 else f"{value} reviews"
    text = str(value)
    if name == "intervention" and not text:
        return "all that the portal treats"
    return LABELS.get(text, text) if name in CALLED else text


def changed(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What went from what to what: (name, before, after) where the event keeps both."""
    before, after = data.get("before"), data.get("after")
    if isinstance(before, str) and isinstance(after, str):
        return [("", before, after)] if before != after and len(before + after) > 60 else []
    if not isinstance(after, dict):
        return []
    was = before if isinstance(before, dict) else {}
    return [
        (name.replace("_", " "), _text(was.get(name)), _text(value))
        for name, value in after.items()
        if was.get(name) != value
    ]


def _text(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(_text(one) for one in value.values() if one not in (None, ""))
    return str(value)
