"""Closed lists of writing and publishing. Stored values never change."""

from django.db import models


class Section(models.TextChoices):
    """Where in a revision a claim is placed."""

    TITLE = "title", "Title"
    SUMMARY = "summary", "Summary"
    KEY_MESSAGES = "key_messages", "Key messages"
    BODY = "body", "Body"


SECTIONS = (Section.TITLE, Section.SUMMARY, Section.KEY_MESSAGES, Section.BODY)
"""In the order in which claims are numbered, and in which a page shows them."""


class PublicationCause(models.TextChoices):
    """Why a publication came into being (D6)."""

    FIRST = "first", "First publication"
    CORRECTION = "correction", "Correction"
    UPDATE = "update", "Update"
    REISSUE = "reissue", "Re-issue"
    REPUBLISH = "republish", "Published again"


class ScheduledAct(models.TextChoices):
    """What is set for a time."""

    PUBLISH = "publish", "Publish"
    WITHDRAW = "withdraw", "Withdraw"


class ScheduleState(models.TextChoices):
    """Life of one schedule. What is refused at its time is told, never tried again by itself."""

    WAITING = "waiting", "Waiting for its time"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused at its time"
    CANCELLED = "cancelled", "Cancelled"


class ShownAs(models.TextChoices):
    """How an entry of a publication appears to the reader."""

    APPROVED = "approved", "Approved"
    SUSPENDED = "suspended", "Being re-checked"
    COLLAPSED = "collapsed", "Behind a notice"
    OMITTED = "omitted", "Left out"


class ImportFormat(models.TextChoices):
    """How the text of an import is read (articles.intake.readers)."""

    TEXT = "text", "Plain text"
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "Web page or Word file"
    JATS = "jats", "JATS XML"


class ImportState(models.TextChoices):
    """Life of one article import."""

    OPEN = "open", "Waiting for your decisions"
    ACCEPTED = "accepted", "Accepted"
    DISCARDED = "discarded", "Discarded"


class SignOffItem(models.TextChoices):
    """What a reviewer confirms of the page as a whole, or waives with a reason that the page shows (D6)."""

    BENEFIT_AND_HARM = "benefit_and_harm", "Benefit and harm are both told"
    ALTERNATIVES = "alternatives", "Usual treatment and doing nothing are mentioned"
    PEOPLE_FIRST = "people_first", "What is known in people comes first"
    ABSOLUTE_NUMBERS = "absolute_numbers", "Effects are given in absolute numbers"
    REGULATORY_STATUS = "regulatory_status", "The regulatory status is stated"
    NO_STRONGER = "no_stronger", "Title and key messages are no stronger than the claims"
    NOTHING_OUTSIDE = "nothing_outside", "Nothing checkable stands outside claims"
