"""What is claimed, what it cites, who judged it, and how sure that makes us."""

from evidence.models.appraisal import (
    Profile,
    ProfileDraft,
    ProfileStudy,
    Question,
    SameWork,
    StudyFacts,
)
from evidence.models.approvals import (
    Approval,
    ApprovalSource,
    ApprovalVerdict,
    Grading,
    MethodRun,
    Suspension,
)
from evidence.models.claims import Citation, Claim, ClaimDraft, ClaimVersion, Contributor
from evidence.models.conversation import Letter, MailChoice, Reply, Thread
from evidence.models.desk import Presence, ReviewDraft
from evidence.models.independence import StudyLink
from evidence.models.interests import AuthorshipAnswer, Declaration
from evidence.models.overrides import Override, WordingWaiver
from evidence.models.people import Reviewer
from evidence.models.quotes import FullText, QuoteFinding
from evidence.models.reviews import Assignment, CitationVerdict, Review, Round, VerdictDraft

__all__ = [
    "Approval",
    "ApprovalSource",
    "ApprovalVerdict",
    "Assignment",
    "AuthorshipAnswer",
    "Citation",
    "CitationVerdict",
    "Claim",
    "ClaimDraft",
    "ClaimVersion",
    "Contributor",
    "Declaration",
    "FullText",
    "Grading",
    "Letter",
    "MailChoice",
    "MethodRun",
    "Override",
    "Presence",
    "Profile",
    "ProfileDraft",
    "ProfileStudy",
    "Question",
    "QuoteFinding",
    "Reply",
    "Review",
    "ReviewDraft",
    "Reviewer",
    "Round",
    "SameWork",
    "StudyFacts",
    "StudyLink",
    "Suspension",
    "Thread",
    "VerdictDraft",
    "WordingWaiver",
]
