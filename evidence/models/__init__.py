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
from evidence.models.people import Reviewer
from evidence.models.reviews import Assignment, CitationVerdict, Review, Round

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
    "Grading",
    "MethodRun",
    "Profile",
    "ProfileDraft",
    "ProfileStudy",
    "Question",
    "Review",
    "Reviewer",
    "Round",
    "SameWork",
    "StudyFacts",
    "Suspension",
]
