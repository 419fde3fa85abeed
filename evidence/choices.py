"""Closed lists of the claim workflow and of the evidence rules. Stored values never change."""

from django.db import models


class Asks(models.TextChoices):
    """What kind of question a claim answers (DOMAIN section 4)."""

    EFFECT = "effect", "Effect of an intervention"
    HARM = "harm", "Harm of an intervention"
    FREQUENCY = "frequency", "How often something occurs"
    PROGNOSIS = "prognosis", "What will happen"
    TEST = "test", "Accuracy of a test"
    LAB = "lab", "What happens in the laboratory or in animals"
    BACKGROUND = "background", "General background"
    RECORD = "record", "Official record or recorded search"
    VIEW = "view", "Author's view"


ANSWERS_A_QUESTION = (Asks.EFFECT, Asks.HARM, Asks.FREQUENCY, Asks.PROGNOSIS, Asks.TEST)


class Direction(models.TextChoices):
    """Which way a claim, or a body of evidence, points."""

    FOR = "for", "For"
    AGAINST = "against", "Against"
    NO_DIFFERENCE = "no_difference", "No difference"
    HARM = "harm", "Harm"
    NO_HARM = "no_harm", "No harm"
    NONE = "", "No direction"


class Stance(models.TextChoices):
    """What the author says a source does for the sentence."""

    SUPPORTS = "supports", "Supports"
    CONTRADICTS = "contradicts", "Contradicts"
    MENTIONS = "mentions", "Mentions"


class Judgement(models.TextChoices):
    """What a reviewer finds a source does for the sentence."""

    SUPPORTS = "supports", "Supports"
    PARTLY = "partly", "Partly supports"
    CONTRADICTS = "contradicts", "Contradicts"
    MENTIONS = "mentions", "Only mentions it"
    IRRELEVANT = "irrelevant", "Irrelevant"


class Design(models.TextChoices):
    """Study designs, and other kinds of source."""

    SYSTEMATIC_REVIEW = "systematic_review", "Systematic review"
    RCT = "rct", "Randomised trial"
    NONRANDOMISED_CONTROLLED = "nonrandomised_controlled", "Controlled trial, not randomised"
    SINGLE_ARM_TRIAL = "single_arm_trial", "Trial without a comparison group"
    COHORT = "cohort", "Cohort study"
    CASE_CONTROL = "case_control", "Case-control study"
    CROSS_SECTIONAL = "cross_sectional", "Cross-sectional study or survey"
    DIAGNOSTIC_ACCURACY = "diagnostic_accuracy", "Diagnostic accuracy study"
    CASE_SERIES = "case_series", "Case series"
    CASE_REPORT = "case_report", "Case report"
    GUIDELINE = "guideline", "Guideline"
    NARRATIVE_REVIEW = "narrative_review", "Narrative review"
    REFERENCE_WORK = "reference_work", "Reference work"
    OFFICIAL_DOCUMENT = "official_document", "Official document"
    REGISTRY_RECORD = "registry_record", "Registry record"
    OPINION = "opinion", "Opinion or editorial"
    PROTOCOL = "protocol", "Protocol"
    ANIMAL = "animal", "Animal study"
    IN_VITRO = "in_vitro", "Laboratory study (cells)"
    IN_SILICO = "in_silico", "Computer model"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"
    SEARCH = "search", "Recorded search"


class Population(models.TextChoices):
    """In whom or what the source saw it."""

    PEOPLE = "people", "People"
    PEOPLE_SAMPLES = "people_samples", "Samples from people"
    ANIMALS = "animals", "Animals"
    CELLS = "cells", "Cells or tissue in the laboratory"
    NONE = "", "Not applicable"


class QuoteCheck(models.TextChoices):
    """Whether the words of a quote were found in the source."""

    FOUND_IN_ABSTRACT = "found_in_abstract", "Found in the abstract"
    FOUND_IN_FULL_TEXT = "found_in_full_text", "Found in the full text"
    NOT_FOUND = "not_found", "Not found in the text we have"
    NO_TEXT = "no_text", "No text to check against"
    UNLOCATABLE = "unlocatable", "No quote can be given"


class BadgeValue(models.TextChoices):
    """The stored values are GRADE's words; the labels are what a reader sees."""

    HIGH = "high", "Strong evidence in people"
    MODERATE = "moderate", "Moderate evidence in people"
    LOW = "low", "Weak evidence in people"
    VERY_LOW = "very_low", "Very weak evidence in people: too little to know"
    LAB_ANIMAL = "lab_animal", "Lab or animal studies only: not known in people"
    MIXED = "mixed", "Studies disagree"
    CONTRADICTED = "contradicted", "Studies point against this"
    BACKGROUND = "background", "General background, with a source"
    RECORD = "record", "Official record (or our search)"
    NO_SOURCE = "no_source", "No source given"
    NOT_GRADED = "not_graded", "Author's view"


class VersionStatus(models.TextChoices):
    """States of a submitted claim version (DOMAIN section 3); a draft is a row of its own."""

    IN_REVIEW = "in_review", "In review"
    DISPUTED = "disputed", "Disputed: waits for a third person"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    REJECTED = "rejected", "Rejected"
    APPROVED = "approved", "Approved"
    SUSPENDED = "suspended", "Being re-checked"
    SUPERSEDED = "superseded", "Superseded by a newer version"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Decision(models.TextChoices):
    """What one reviewer decides about one version."""

    APPROVE = "approve", "Approve"
    REQUEST_CHANGES = "request_changes", "Send back"
    REJECT = "reject", "Reject"


class RoundKind(models.TextChoices):
    """Why a round of review is open."""

    REVIEW = "review", "Review"
    RECHECK = "recheck", "Re-check"
    MEANING_UNCHANGED = "meaning_unchanged", "Meaning unchanged"


class RoundOutcome(models.TextChoices):
    """How a round ended; empty while it is open."""

    OPEN = "", "Open"
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REPLACED = "replaced", "Closed by a newer submission"
    BADGE_MOVED = "badge_moved", "Closed because the badge moved"
    RESTORED = "restored", "Closed: the load that asked for it was cancelled"


class AssignmentEnd(models.TextChoices):
    """How it ended that somebody was asked; empty while they are."""

    OPEN = "", "Open"
    DECIDED = "decided", "Decided"
    ROUND_OVER = "round_over", "The round is over"
    TAKEN_BACK = "taken_back", "Taken back"
    DECLINED = "declined", "Declined"
    HANDED_OVER = "handed_over", "Handed over"
    LEFT = "left", "Reviews no more"


class ReviewKind(models.TextChoices):
    """In which part a person decided."""

    REVIEW = "review", "Review"
    ADJUDICATION = "adjudication", "Adjudication"


class ApprovalBasis(models.TextChoices):
    """What an approval stands on (D5)."""

    REVIEWS = "reviews", "The round's required reviews"
    ADJUDICATION = "adjudication", "One adjudication by a third person"
    CANCELLATION = "cancellation", "Cancellation of a mistaken load"


class SuspensionCause(models.TextChoices):
    """Why an approval stopped standing."""

    STANDING = "standing", "A source was retracted or questioned"
    REFERENCE_CHANGED = "reference_changed", "A source's record changed"
    FACTS = "facts", "Facts about a study changed"
    PROFILE = "profile", "A new appraisal of the evidence"
    METHOD = "method", "The rule changed"
    OVERRIDE = "override", "Its badge was lowered, and the words say more"
    RECHECK_FAILED = "recheck_failed", "A re-check ended without approval"


class GradingCause(models.TextChoices):
    """Why a badge was computed."""

    SUBMISSION = "submission", "Submission"
    APPROVAL = "approval", "Approval"
    STANDING = "standing", "Standing of a source"
    REFERENCE_CHANGED = "reference_changed", "A source's record"
    FACTS = "facts", "Study facts"
    PROFILE = "profile", "Appraisal"
    METHOD = "method", "Method"
    OVERRIDE = "override", "Override"
    CANCELLATION = "cancellation", "Cancellation of a mistaken load"


class OverrideWay(models.TextChoices):
    """Which way reviewers move a badge from its computed value."""

    DOWN = "down", "Down"
    UP = "up", "One step up"


class Interests(models.TextChoices):
    """Study funding and interests, as reported."""

    NONE = "none", "None declared"
    DECLARED = "declared", "Declared"
    # Of rows entered before `seller_involved` was a fact of its own; never entered any more.
    SELLER = "seller", "Declared"
    NOT_REPORTED = "not_reported", "Not reported"


class InterestKind(models.TextChoices):
    """What a reviewer declares of an intervention."""

    NONE = "none", "No interests"
    DECLARED = "declared", "Interests, but not paid by a seller or clinic of it"
    PAID = "paid", "Paid by a seller or clinic of it"


class LetterKind(models.TextChoices):
    """What a person is written to about."""

    ASKED = "asked", "You are asked to review"
    DECIDED = "decided", "A claim you wrote was decided"
    DISPUTED = "disputed", "Reviewers disagree, and you can settle it"
    ANSWERED = "answered", "A flag, a remark or an answer that concerns you"
    RECHECK = "recheck", "A claim you wrote or reviewed is re-checked"
    REMINDER = "reminder", "A review you were asked for is due soon, or late"


class MailTime(models.TextChoices):
    """When a person wants mails of one kind."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Once a day"
    NEVER = "never", "Never"


class LetterOutcome(models.TextChoices):
    """What became of a letter; empty while it waits."""

    WAITING = "", "Waits"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Not needed any more"
