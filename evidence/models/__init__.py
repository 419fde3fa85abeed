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
    Suspension,
)
from evidence.models.claims import Citation, Claim, ClaimDraft, ClaimVersion, Contributor
from evidence.models.people import Reviewer
from evidence.models.quotes import FullText, QuoteFinding
from evidence.models.reviews import Assignment, CitationVerdict, Review, Round, VerdictDraft

__all__ = [
    "Approval",
    "ApprovalSource",
    "ApprovalVerdict",
    "Assignment",
    "Citation",
    "CitationVerdict",
    "Claim",
    "ClaimDraft",
    "ClaimVersion",
    "Contributor",
    "FullText",
    "Grading",
    "Profile",
    "ProfileDraft",
    "ProfileStudy",
    "Question",
    "QuoteFinding",
    "Review",
    "Reviewer",
    "Round",
    "SameWork",
    "StudyFacts",
    "Suspension",
    "VerdictDraft",
]
