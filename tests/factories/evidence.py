"""Claims and all that is said about them: first states as small as they can be, later ones by services only."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User

from evidence.authorship import printed
from evidence.badges import LOWERING
from evidence.models import (
    Approval,
    ApprovalSource,
    ApprovalVerdict,
    Assignment,
    AuthorshipAnswer,
    Citation,
    CitationVerdict,
    Claim,
    ClaimDraft,
    ClaimVersion,
    Contributor,
    Declaration,
    FullText,
    Grading,
    Letter,
    MailChoice,
    MethodRun,
    Override,
    Presence,
    Profile,
    ProfileDraft,
    ProfileStudy,
    Question,
    QuoteFinding,
    Reply,
    Review,
    ReviewDraft,
    Reviewer,
    Round,
    SameWork,
    StudyFacts,
    StudyLink,
    Suspension,
    Thread,
    VerdictDraft,
    WordingWaiver,
)
from evidence.selectors.inputs import inputs_for
from evidence.services.agreement import VerdictInput
from evidence.services.appraisal import adopt_profile, ask_question, draft_profile
from evidence.services.batch import Kept, keep_verdicts
from evidence.services.conversation import open_thread, reply
from evidence.services.drafts import create_claim, edit_draft
from evidence.services.facts import enter_facts
from evidence.services.independence import link_reports
from evidence.services.interests import answer_authorship, declare_interests
from evidence.services.letters import choose_mail, write_letters
from evidence.services.method import try_method
from evidence.services.overriding import propose_override, second_override
from evidence.services.presence import note_presence
from evidence.services.profile_drafts import JUDGEMENT_FIELDS
from evidence.services.quoting import paste_full_text
from evidence.services.review_drafts import save_review_draft
from evidence.services.reviewers import onboard_reviewer
from evidence.services.reviewing import Opinion, adjudicate, review_claim
from evidence.services.rounds import assign_reviewer, withdraw_version
from evidence.services.submission import submit_claim
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.selectors import portal_user
from references.services import edit_reference, set_standing
from tests.factories.people import make_user
from tests.factories.references import make_reference

_numbers = itertools.count(1)

QUOTE = "the plaques cleared within twelve weeks of treatment"
ABSTRACT = f"After infusion of marrow cells {QUOTE} and had not come back after a year."
WAIVER = "The words of this test may stand."
WHY = "It says more than its source saw."

CASE_REPORT = {"design": "case_report", "population": "people", "n": 1}
TRIAL = {"design": "rct", "population": "people", "n": 500}
MICE = {"design": "animal", "population": "animals", "n": 20}


# People


def make_reviewer(
    user: User | None = None, *, interests: str | None = "", **fields: Any
) -> Reviewer:
    """An active reviewer without another role, unless a user is given, who declared interests in nothing.

    With a text, it is what was declared; with None, nothing was.
    """
    user = user or make_user()
    fields.setdefault("name", user.get_full_name())
    fields.setdefault("credentials", "MD, dermatologist")
    reviewer = onboard_reviewer(user=user, by=make_user(Role.ADMINISTRATOR), **fields)
    if interests is not None and user.is_active:
        make_declaration(user, kind="declared" if interests else "none", text=interests)
    return reviewer


def make_declaration(
    by: User | None = None, kind: str = "none", intervention: str = "", text: str = ""
) -> Declaration:
    """No interests in anything, declared by a reviewer."""
    if kind == "paid":
        text = text or "A clinic that sells it pays me."
    return declare_interests(
        by=by or reviewing_user(), kind=kind, intervention=intervention, text=text
    )


def make_authorshipanswer(
    by: User | None = None, reference: Reference | None = None, *, is_author: bool = False
) -> AuthorshipAnswer:
    """A reviewer says that the first author of a work is somebody else."""
    reference = reference or make_reference()
    return answer_authorship(
        by=by or reviewing_user(),
        reference=reference,
        author_name=printed(reference.authors[0]),
        is_author=is_author,
    )


def reviewing_user(*roles: str, **fields: Any) -> User:
    """The account of a new active reviewer."""
    return make_reviewer(make_user(*roles), **fields).user


@contextmanager
def by_librarian() -> Iterator[Journal]:
    """A transaction of a librarian, for services that are building blocks."""
    with recorded(by=make_user(Role.LIBRARIAN), role=Role.LIBRARIAN) as journal:
        yield journal


def stand(reference: Reference, standing: str) -> None:
    """Give a reference a standing, as a load of notices would."""
    with by_librarian() as journal:
        locked = Reference.objects.filter(pk=reference.pk).in_lock_order().get()
        set_standing(reference=locked, standing=standing, journal=journal, why="a test")


# Studies and questions


def make_studyfacts(
    reference: Reference | None = None, by: User | None = None, **facts: Any
) -> StudyFacts:
    """Facts about a study as staff enter them: not confirmed."""
    return enter_facts(
        reference=reference or make_reference(),
        by=by or make_user(Role.AUTHOR),
        **(facts or CASE_REPORT),
    )


def confirmed_facts(reference: Reference, **facts: Any) -> StudyFacts:
    """Facts about a study that a reviewer entered, which confirms them."""
    return make_studyfacts(reference, by=reviewing_user(), **facts)


def study(facts: dict[str, Any] = CASE_REPORT, **fields: Any) -> Reference:
    """A reference with an abstract in which QUOTE is found, and with confirmed facts."""
    fields.setdefault("abstract", ABSTRACT)
    reference = make_reference(**fields)
    confirmed_facts(reference, **facts)
    return reference


def recorded_search() -> Reference:
    """A search of a database."""
    return make_reference(
        csl_type="search",
        search_database="PubMed",
        search_query="mesenchymal AND psoriasis",
        searched_on="2026-11-02",
        search_hits=12,
    )


def make_question(**fields: Any) -> Question:
    """A question nobody has appraised."""
    fields.setdefault("key", f"question-{next(_numbers)}")
    fields.setdefault("title", "Do infusions of marrow cells clear plaques?")
    fields.setdefault("population", "adults with psoriasis")
    fields.setdefault("intervention", "infusion of marrow cells")
    fields.setdefault("outcome", "cleared plaques")
    return ask_question(by=fields.pop("by", None) or make_user(Role.EDITOR), **fields)


def make_profiledraft(
    question: Question | None = None,
    studies: list[Reference] | None = None,
    by: User | None = None,
    **judgements: Any,
) -> ProfileDraft:
    """One reviewer's proposal over two trials, or over the studies given; not serious where nothing is said."""
    judgements.setdefault("direction", "for")
    judgements.setdefault("rationale", "Two trials of the same kind that agree.")
    judgements.setdefault("search", recorded_search())
    return draft_profile(
        question=question or make_question(),
        by=by or reviewing_user(),
        studies=[
            {"reference": reference.key, "direction": judgements["direction"]}
            for reference in (studies if studies is not None else [study(TRIAL), study(TRIAL)])
        ],
        judgements=dict.fromkeys(LOWERING, 0) | judgements,
    )


def second_draft(draft: ProfileDraft, by: User | None = None, **judgements: Any) -> ProfileDraft:
    """Another reviewer's draft of the same appraisal, which says the same but for what is given."""
    values = {name: getattr(draft, name) for name in JUDGEMENT_FIELDS}
    return draft_profile(
        question=draft.question,
        by=by or reviewing_user(),
        studies=judgements.pop("studies", draft.studies),
        judgements=values | judgements,
    )


def make_profile(
    question: Question | None = None, studies: list[Reference] | None = None, **judgements: Any
) -> Profile:
    """The next profile of a question: two reviewers drafted the same, and a third adopted it."""
    draft = make_profiledraft(question, studies, **judgements)
    second_draft(draft)
    return adopt_profile(draft=draft, by=reviewing_user())


adopted_profile = make_profile


def make_profilestudy() -> ProfileStudy:
    """A study of an adopted profile."""
    return make_profile().studies.first()


def make_samework() -> SameWork:
    """A librarian who reviews says that a changed title is of the same work."""
    approval = make_approval()
    source = approval.sources.first().reference
    person = reviewing_user(Role.LIBRARIAN)
    edit_reference(
        reference=source,
        by=person,
        changes={"title": "Another title altogether"},
        same_work_reason="The publisher corrected the title.",
    )
    return SameWork.objects.get(reference=source)


# Claims


def make_claim(by: User | None = None, key: str = "") -> Claim:
    """A claim without words."""
    by = by or make_user(Role.AUTHOR)
    with recorded(by=by, role=Role.AUTHOR) as journal:
        return create_claim(journal, by=by, key=key)


def citing(reference: Reference, **fields: str) -> dict[str, str]:
    """A citation of a draft, with a quote that the abstract has."""
    return {
        "reference": reference.key,
        "stance": "supports",
        "quote": QUOTE,
        "locator": "abstract",
        "no_quote_reason": "",
        **fields,
    }


def draft_of(
    claim: Claim | None = None,
    by: User | None = None,
    citations: list[dict[str, str]] | None = None,
    **words: Any,
) -> ClaimDraft:
    """A draft that may be submitted: one case report for an effect, so that one review is required."""
    words.setdefault("text", f"In patient {next(_numbers)} the plaques cleared after the infusion.")
    words.setdefault("asks", "effect")
    words.setdefault("is_finding", True)
    if words["asks"] in ("effect", "harm", "frequency", "prognosis", "test"):
        words.setdefault("direction", "for")
        if "question" not in words:
            words["question"] = make_question()
    by = by or make_user(Role.AUTHOR)
    return edit_draft(
        claim=claim or make_claim(by),
        by=by,
        words=words,
        citations=[citing(study())] if citations is None else citations,
    )


make_claimdraft = draft_of


def submitted_version(
    claim: Claim | None = None, by: User | None = None, *, required: int = 1, **words: Any
) -> ClaimVersion:
    """A version in review, whose round asks for so many reviews."""
    if required == 2:
        words.setdefault("reassures_or_advises", True)
    by = by or make_user(Role.AUTHOR)
    draft = draft_of(claim, by, **words)
    version = submit_claim(claim=draft.claim, by=by)
    assert open_round_of(version).required_reviews == required
    return version


make_claimversion = submitted_version


def graded_version(**judgements: Any) -> ClaimVersion:
    """A version over two appraised trials, one cited: high, or lower by these judgements; two reviews."""
    question, trial = make_question(), study(TRIAL)
    make_profile(question, [trial, study(TRIAL)], **judgements)
    return submitted_version(required=2, question=question, citations=[citing(trial)])


def make_citation() -> Citation:
    """A citation of a version in review."""
    return submitted_version().citations.get()


def make_contributor() -> Contributor:
    """The author of a version."""
    return Contributor.objects.get(version=submitted_version())


def make_round(**words: Any) -> Round:
    """An open round."""
    return open_round_of(submitted_version(**words))


def make_assignment() -> Assignment:
    """A reviewer asked to review a version."""
    return assign_reviewer(
        version=submitted_version(), reviewer=reviewing_user(), by=make_user(Role.EDITOR)
    )


def make_presence(version: ClaimVersion | None = None, by: User | None = None) -> Presence:
    """A reviewer who has the review page of a version open."""
    version = version or submitted_version()
    present = note_presence(claim=version.claim, by=by or reviewing_user())
    assert present is not None
    return present


def make_reviewdraft(
    version: ClaimVersion | None = None, by: User | None = None, **fields: Any
) -> ReviewDraft:
    """What a reviewer typed about a version: each source supports it, and a comment."""
    version = version or submitted_version()
    citations = list(version.citations.select_related("reference"))
    typed = {f"c{citation.pk}-judgement": ["supports"] for citation in citations}
    fields.setdefault("typed", typed | {"comment": ["Half a thought."]})
    fields.setdefault("seen", seen_now(version))
    return save_review_draft(
        claim=version.claim, by=by or reviewing_user(), digest=version.digest, **fields
    )


def seen_now(version: ClaimVersion) -> str:
    """The fingerprint of the evidence as a review page of this version would show it now."""
    cited = [c.reference for c in version.citations.select_related("reference")]
    return inputs_for(version, cited, confirmed=True).fingerprint


def open_round_of(version: ClaimVersion) -> Round:
    """The round that is open for a version."""
    return Round.objects.get(version=version, closed_at=None)


# Texts, and what is not handed in yet

PAPER = (
    "Cells of the marrow in plaque psoriasis\n\nIntroduction\nPlaques are hard to treat, and nobody knows why.\n\n"
    "Results\nIn the second arm the redness of the skin faded within a month of the infusion, and the itch\n"
    "sub-\nsided as well. Nobody was lost to follow-up in either of the two arms of the study.\n\n"
    "References\n1. Example A. Plaques that faded in a week of light. J Skin. 2010;3:1-9.\n"
)
IN_PAPER = "the redness of the skin faded within a month"


def make_fulltext(
    reference: Reference | None = None, text: str = PAPER, by: User | None = None
) -> FullText:
    """A pasted text."""
    looked = paste_full_text(
        reference=reference or make_reference(),
        by=by or make_user(Role.LIBRARIAN),
        text=text,
        source="accepted manuscript",
    )
    assert looked.full_text is not None
    return looked.full_text


def make_quotefinding() -> QuoteFinding:
    """A quote that was not in the abstract, found in a text that was pasted later."""
    source = study()
    version = submitted_version(citations=[citing(source, quote=IN_PAPER, locator="results")])
    make_fulltext(source)
    return QuoteFinding.objects.get(citation__version=version)


def make_verdictdraft(
    version: ClaimVersion | None = None, by: User | None = None, **fields: Any
) -> VerdictDraft:
    """A verdict on the first citation of a version, kept by one reviewer."""
    version, by = version or submitted_version(), by or reviewing_user()
    verdict = verdicts(version, **fields)[0]
    round_ = open_round_of(version)
    keep_verdicts(kept=[Kept(round_.pk, verdict, "0" * 64)], by=by)
    return VerdictDraft.objects.get(round=round_, reviewer=by, citation=verdict.citation)


# Decisions


def verdicts(version: ClaimVersion, **fields: Any) -> list[VerdictInput]:
    """The same verdict on each citation: it supports, and the comparison is that of the study's design."""
    return [
        VerdictInput(
            citation=citation.pk,
            **{"judgement": "supports", "comparison": _design(citation.reference), **fields},
        )
        for citation in version.citations.select_related("reference")
    ]


def _design(reference: Reference) -> str:
    facts = StudyFacts.objects.filter(reference=reference).order_by("-number").first()
    return facts.design if facts else ""


def review(
    version: ClaimVersion,
    decision: str = "approve",
    by: User | None = None,
    reason: str = "",
    waiver: str = WAIVER,
    **verdict: Any,
) -> Review:
    """One reviewer's decision about a version."""
    return review_claim(
        version=version,
        by=by or reviewing_user(),
        digest=version.digest,
        opinion=Opinion(
            decision=decision,
            verdicts=verdicts(version, **verdict),
            reason=reason or ("" if decision == "approve" else WHY),
            waiver=waiver,
        ),
    )


def make_review(**fields: Any) -> Review:
    """The one review that approved a version."""
    return review(submitted_version(), **fields)


def make_citationverdict() -> CitationVerdict:
    """What a reviewer found about a citation."""
    return make_review().verdicts.get()


def settle(
    version: ClaimVersion, decision: str = "approve", by: User | None = None, **verdict: Any
) -> Review:
    """A third person's decision about a disputed version."""
    return adjudicate(
        version=version,
        by=by or reviewing_user(),
        digest=version.digest,
        opinion=Opinion(
            decision=decision,
            verdicts=verdicts(version, **verdict),
            reason="" if decision == "approve" else WHY,
            waiver=WAIVER,
        ),
    )


def approved(version: ClaimVersion, **verdict: Any) -> ClaimVersion:
    """The same version, approved by as many reviewers as its round asks for."""
    for _ in range(open_round_of(version).required_reviews):
        review(version, **verdict)
    return fresh(version)


def approved_version(claim: Claim | None = None, **words: Any) -> ClaimVersion:
    """An approved version with an active approval."""
    return approved(submitted_version(claim, **words))


def disputed_version() -> ClaimVersion:
    """One reviewer approves, another does not."""
    version = submitted_version(required=2)
    review(version)
    review(version, "request_changes")
    return fresh(version)


def suspended_version(version: ClaimVersion | None = None) -> ClaimVersion:
    """Approved, until a fact about its source was corrected: it was an animal study."""
    version = version or approved_version()
    confirmed_facts(version.citations.first().reference, **MICE)
    return fresh(version)


def superseded_version() -> ClaimVersion:
    """Approved, and then a newer version was approved."""
    version = approved_version()
    approved_version(version.claim)
    return fresh(version)


def sent_back_version() -> ClaimVersion:
    """A reviewer asks for changes."""
    version = submitted_version()
    review(version, "request_changes")
    return fresh(version)


def sent_back_round() -> Round:
    """A closed round."""
    return sent_back_version().rounds.get()


def rejected_version() -> ClaimVersion:
    """A reviewer rejects it."""
    version = submitted_version()
    review(version, "reject")
    return fresh(version)


def withdrawn_version() -> ClaimVersion:
    """Its author took it out of review."""
    version = submitted_version()
    return withdraw_version(version=version, by=version.author, reason="It is not true.")


VERSION_IN = {
    "in_review": submitted_version,
    "approved": approved_version,
    "disputed": disputed_version,
    "changes_requested": sent_back_version,
    "rejected": rejected_version,
    "withdrawn": withdrawn_version,
    "suspended": suspended_version,
    "superseded": superseded_version,
}
"""How to reach each state."""


def fresh(version: ClaimVersion) -> ClaimVersion:
    """The version as it is stored now."""
    return ClaimVersion.objects.get(pk=version.pk)


def make_approval(**words: Any) -> Approval:
    """An active approval."""
    return Approval.objects.get(version=approved_version(**words))


def make_approvalverdict() -> ApprovalVerdict:
    """The verdict that an approval stores."""
    return make_approval().verdicts.get()


def make_approvalsource() -> ApprovalSource:
    """The reference that an approval rests on."""
    return make_approval().sources.get()


def make_suspension() -> Suspension:
    """The open suspension of a version."""
    return suspended_version().suspensions.get(ended_at=None)


def make_grading() -> Grading:
    """The computation that came with a submission."""
    return submitted_version().gradings.get()


# Conversation and mail


def make_thread(
    version: ClaimVersion | None = None,
    by: User | None = None,
    *,
    is_flag: bool = False,
    text: str = "The dose in the quote is another.",
) -> Thread:
    """A remark of an editor about a version in review."""
    return open_thread(
        version=version or submitted_version(),
        by=by or make_user(Role.EDITOR),
        text=text,
        is_flag=is_flag,
    )


def make_reply(thread: Thread | None = None, by: User | None = None) -> Reply:
    """An answer of a librarian."""
    return reply(
        thread=thread or make_thread(), by=by or make_user(Role.LIBRARIAN), text="It is mended."
    )


def make_mailchoice(by: User | None = None, kind: str = "asked", time: str = "never") -> MailChoice:
    """An editor wants no mails of one kind."""
    by = by or make_user(Role.EDITOR)
    choose_mail(by=by, times={kind: time})
    return MailChoice.objects.get(person=by)


def make_letter() -> Letter:
    """A reviewer is written to that they are asked to review."""
    assignment = make_assignment()
    (letter,) = write_letters(
        kind="asked",
        about=f"assignment:{assignment.pk}",
        version=assignment.version,
        by=portal_user(),
    )
    return letter


# What people say against the machine


def graded_approval(**judgements: Any) -> Approval:
    """An approval whose computed badge is high, or lower by these judgements; its words are a finding."""
    return Approval.objects.get(version=approved(graded_version(**judgements)))


def overridden(approval: Approval, value: str, by: User | None = None) -> Override:
    """Reviewers show an approved claim with another badge; an upward one is seconded."""
    computed = approval.gradings.first().computed
    override = propose_override(
        version=approval.version,
        by=by or reviewing_user(),
        value=value,
        computed=computed,
        reason="The trials are not of our patients.",
    )
    if override.way == "up":
        override = second_override(override=override, by=reviewing_user())
    return override


def make_override() -> Override:
    """A downward override that is in force."""
    return overridden(graded_approval(), "moderate")


def make_wordingwaiver() -> WordingWaiver:
    """A reviewer's reason why words that say more than very low may stand."""
    return review(submitted_version(is_finding=False)).waivers.first()


def make_studylink(
    one: Reference | None = None, other: Reference | None = None, by: User | None = None
) -> StudyLink:
    """A link that a reviewer made, which confirms it."""
    return link_reports(
        one=one or make_reference(),
        other=other or make_reference(),
        by=by or reviewing_user(),
        reason="The second reports the follow-up of the first.",
    )


def make_methodrun() -> MethodRun:
    """A trial of the rule, in which nothing moves."""
    return try_method()
