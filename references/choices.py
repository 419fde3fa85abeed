"""Closed lists of the reference library. Stored values never change."""

from django.db import models


class CslType(models.TextChoices):
    """What kind of work this is: the CSL 1.0.2 types that occur in this field, and our stored searches."""

    ARTICLE_JOURNAL = "article-journal", "Journal article"
    ARTICLE = "article", "Preprint"
    BOOK = "book", "Book"
    CHAPTER = "chapter", "Book chapter"
    PAPER_CONFERENCE = "paper-conference", "Conference paper or abstract"
    REPORT = "report", "Report or guideline"
    THESIS = "thesis", "Thesis"
    WEBPAGE = "webpage", "Web page or registry entry"
    LEGISLATION = "legislation", "Official document"
    DATASET = "dataset", "Dataset"
    SEARCH = "search", "Recorded search"
    DOCUMENT = "document", "Other"


class Standing(models.TextChoices):
    """What notices say of a work. `not_checked` is never clean (DOMAIN section 5)."""

    NOT_CHECKED = "not_checked", "Not checked"
    NONE_FOUND = "none_found", "No notice found"
    CORRECTED = "corrected", "Corrected"
    CONCERN = "concern", "Expression of concern"
    RETRACTED = "retracted", "Retracted"
    REINSTATED = "reinstated", "Reinstated"
    WITHDRAWN = "withdrawn", "Withdrawn"


STANDING_WORST_FIRST = (
    Standing.RETRACTED,
    Standing.WITHDRAWN,
    Standing.CONCERN,
    Standing.REINSTATED,
    Standing.CORRECTED,
    Standing.NOT_CHECKED,
    Standing.NONE_FOUND,
)
NEVER_COUNTS = (Standing.RETRACTED, Standing.WITHDRAWN)
RETRACTED_ONCE = (*NEVER_COUNTS, Standing.REINSTATED)


class RunState(models.TextChoices):
    """Life of one import (`references.workflow`): staged rows wait for a person, who decides them as a whole."""

    RECEIVED = "received", "Being read"
    ASKING = "asking", "Needs an answer before it can be read"
    REFUSED = "refused", "Could not be read"
    STAGED = "staged", "Waiting for your decision"
    COMMITTING = "committing", "Being written to the library"
    COMMITTED = "committed", "Committed"
    DISCARDED = "discarded", "Discarded"
    UNDONE = "undone", "Committed and taken back"


class RowVerdict(models.TextChoices):
    """What becomes of one row of a file (D9)."""

    NEW = "new", "New reference"
    SAME = "same", "Already in the library"
    COMPLETES = "completes", "Fills blanks of a reference"
    DIFFERS = "differs", "Differs from the library"
    DUPLICATE = "duplicate", "Duplicate within the file"
    POSSIBLE_DUPLICATE = "possible_duplicate", "Possible duplicate"
    NEEDS_PERSON = "needs_person", "Needs a person"
    REJECTED = "rejected", "Rejected"


class RowChoice(models.TextChoices):
    """What a librarian said of one row: take it although it differs or may be known, or leave it out."""

    TAKE = "take", "Take"
    LEAVE = "leave", "Leave out"


class PairDecision(models.TextChoices):
    """What a librarian said of two references that may be one work."""

    MERGED = "merged", "The same work: merged"
    DIFFERENT = "different", "Different works"


class NoticeNature(models.TextChoices):
    """The nature of a notice, in Retraction Watch's words; unknown natures are kept."""

    RETRACTION = "retraction", "Retraction"
    REINSTATEMENT = "reinstatement", "Reinstatement"
    CONCERN = "concern", "Expression of concern"
    CORRECTION = "correction", "Correction"
    OTHER = "other", "Other"


class RecheckCause(models.TextChoices):
    """Why a librarian has to look at a reference again (D7)."""

    IDENTIFIER_ALONE = "identifier_alone", "Identifier agrees, title and year do not"
    ADMINISTRATIVE = "administrative", "Administrative withdrawal"
    RETRACT_AND_REPLACE = "retract_and_replace", "Retracted and replaced"
    STANDING_CHANGED = "standing_changed", "Standing changed"


class Role(models.TextChoices):
    """The groups of D12, created by a migration. They carry no Django permissions."""

    LIBRARIAN = "librarian", "Librarian"
    AUTHOR = "author", "Author"
    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Reviewer"
    PUBLISHER = "publisher", "Publisher"
    ADMINISTRATOR = "administrator", "Administrator"
    PORTAL = "portal", "Portal (machine)"
