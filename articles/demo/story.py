"""Telling the demonstration through the services, as its people would."""

import hashlib
import secrets

from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.choices import SignOffItem
from articles.demo import claims as told
from articles.demo import texts, works
from articles.demo.claims import DemoClaim
from articles.markdown import link
from articles.models import Revision
from articles.services.publishing import publish, sign_off
from articles.services.writing import create_article, save_revision, submit_claims
from evidence.choices import Decision, InterestKind
from evidence.models import Claim, ClaimVersion, Question
from evidence.services.agreement import VerdictInput
from evidence.services.appraisal import adopt_profile, ask_question, draft_profile
from evidence.services.drafts import edit_draft, start_claim
from evidence.services.facts import enter_facts
from evidence.services.interests import declare_interests
from evidence.services.reviewers import onboard_reviewer
from evidence.services.reviewing import Opinion, review_claim
from evidence.services.submission import submit_claim
from references.choices import Role
from references.events import recorded
from references.layouts.rows import NoticeInput
from references.models import Reference
from references.services.library import create_reference
from references.services.notices import load_notices

PEOPLE = {
    "administrator": ("Ada", "Example", (Role.ADMINISTRATOR,)),
    "librarian": ("Lin", "Example", (Role.LIBRARIAN,)),
    "author": ("Ari", "Example", (Role.AUTHOR,)),
    "editor": ("Eda", "Example", (Role.EDITOR,)),
    "reviewer1": ("Rana", "Example", (Role.REVIEWER,)),
    "reviewer2": ("Ravi", "Example", (Role.REVIEWER,)),
    "reviewer3": ("Rosa", "Example", (Role.REVIEWER,)),
    "publisher": ("Pia", "Example", (Role.PUBLISHER,)),
}
REVIEWERS = {
    "reviewer1": ("Dr Rana Example", "dermatologist (invented for this demonstration)"),
    "reviewer2": ("Dr Ravi Example", "internist (invented for this demonstration)"),
    "reviewer3": ("Dr Rosa Example", "methodologist (invented for this demonstration)"),
}


class Story:
    """One telling. After `tell` the demonstration is complete; `passwords` are shown once."""

    def __init__(self) -> None:
        self.passwords = {name: secrets.token_urlsafe(12) for name in PEOPLE}
        self.people: dict[str, User] = {}
        self.works: dict[str, Reference] = {}
        self.questions: dict[str, Question] = {}

    def tell(self) -> None:
        """Everything, in the order in which it would happen."""
        self._people()
        self._library()
        self._notices([])
        self._questions()
        revision = self._article(
            texts.SLUG,
            texts.TITLE,
            texts.SUMMARY,
            texts.KEY_MESSAGES,
            texts.BODY,
            told.CLAIMS,
        )
        for version in submit_claims(revision=revision, by=self.people["editor"]):
            self._review(version)
        sign_off(
            revision=revision,
            by=self.people["reviewer2"],
            items={item.value: {"confirmed": True} for item in SignOffItem},
        )
        publish(revision=revision, by=self.people["publisher"])
        self._second_article()
        self._retraction()

    def _people(self) -> None:
        """Accounts with passwords, which no service gives: the first people of an empty portal."""
        for name, (first, last, roles) in PEOPLE.items():
            user = User.objects.create_user(
                name,
                email=f"{name}@demo.invalid",
                password=self.passwords[name],
                first_name=first,
                last_name=last,
                is_staff=True,
            )
            user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
            self.people[name] = user
        administrator = self.people["administrator"]
        with recorded(by=administrator, role=Role.ADMINISTRATOR) as journal:
            for name in PEOPLE:
                journal.note(f"person:{name}", "demonstration_account_created")
        for name, (shown, credentials) in REVIEWERS.items():
            onboard_reviewer(
                user=self.people[name],
                by=administrator,
                name=shown,
                credentials=credentials,
                is_demonstration=True,
            )
            declare_interests(by=self.people[name], kind=InterestKind.NONE)

    def _library(self) -> None:
        for name, fields in works.WORKS.items():
            self.works[name] = create_reference(by=self.people["librarian"], **fields)
        for name, facts in works.FACTS.items():
            enter_facts(reference=self.works[name], by=self.people["reviewer1"], **facts)

    def _questions(self) -> None:
        for key, fields in told.QUESTIONS.items():
            self.questions[key] = ask_question(by=self.people["editor"], key=key, **fields)
        drafts = [
            draft_profile(
                question=self.questions["msc-psoriasis-severity"],
                by=self.people[name],
                studies=[
                    {"reference": self.works["cheng"].key, "direction": "for"},
                    {"reference": self.works["ahn"].key, "direction": "for"},
                ],
                judgements={
                    "direction": "for",
                    "risk_of_bias": 2,
                    "inconsistency": 0,
                    "indirectness": 0,
                    "imprecision": 2,
                    "publication_bias": 0,
                    "rationale": "One small trial without a comparison group, and one patient.",
                    "effect_line": "8 of 17 people improved by at least 40%; nobody was compared with them.",
                },
            )
            for name in ("reviewer1", "reviewer3")
        ]
        adopt_profile(draft=drafts[0], by=self.people["reviewer3"])

    def _article(
        self,
        slug: str,
        title: str,
        summary: str,
        key_messages: str,
        body: str,
        placed: dict[str, DemoClaim],
    ) -> Revision:
        """Create the claims with their keys and drafts, then the article that places them."""
        for key, demo in placed.items():
            claim = start_claim(by=self.people["author"], key=key, text=demo.text)
            self._draft(claim, demo)
        links = {
            f"{{{key}}}": link(demo.text, key, is_myth=demo.myth) for key, demo in placed.items()
        }
        created = create_article(
            by=self.people["author"], slug=slug, title=title, is_demonstration=True
        )
        return save_revision(
            revision=created.revision,
            by=self.people["author"],
            title=title,
            summary=summary,
            key_messages=_filled(key_messages, links),
            body=_filled(body, links),
        ).revision

    def _draft(self, claim: Claim, demo: DemoClaim) -> None:
        edit_draft(
            claim=claim,
            by=self.people["author"],
            words={
                "text": demo.text,
                "asks": demo.asks,
                "question": self.questions.get(demo.question),
                **demo.words,
            },
            citations=[
                {
                    "reference": self.works[cited.work].key,
                    "stance": cited.stance,
                    "no_quote_reason": told.NO_QUOTE,
                }
                for cited in demo.cites
            ],
        )

    def _review(self, version: ClaimVersion) -> None:
        """One reviewer approves; a second, blind, where two are required."""
        for name in ("reviewer1", "reviewer3")[: version.rounds.get().required_reviews]:
            self._approve(version, name)

    def _approve(self, version: ClaimVersion, name: str) -> None:
        demo = {**told.CLAIMS, **told.SECOND}[version.claim.key]
        review_claim(
            version=version,
            by=self.people[name],
            digest=version.digest,
            opinion=Opinion(
                decision=Decision.APPROVE,
                comment="A decision of the demonstration.",
                verdicts=[
                    VerdictInput(
                        citation=citation.pk,
                        judgement=told.JUDGEMENT_OF[cited.stance],
                        comparison=cited.comparison,
                        vouch_reason=told.VOUCH,
                    )
                    for citation, cited in zip(
                        version.citations.order_by("position"), demo.cites, strict=True
                    )
                ],
            ),
        )

    def _second_article(self) -> None:
        self._article(
            texts.SECOND_SLUG,
            texts.SECOND_TITLE,
            texts.SECOND_SUMMARY,
            "",
            texts.SECOND_BODY,
            told.SECOND,
        )
        claim = Claim.objects.get(key="hgf-mice")
        submit_claim(claim=claim, by=self.people["author"], paragraph=claim.draft.text)

    def _retraction(self) -> None:
        """A notice arrives after publication: the claim that rests on the paper is suspended, live."""
        said = works.RETRACTION
        self._notices([NoticeInput(**said, raw={name: str(value) for name, value in said.items()})])

    def _notices(self, rows: list[NoticeInput]) -> None:
        load_notices(
            rows=rows,
            name="demonstration-notices.csv",
            dataset="Demonstration notices",
            as_of=timezone.localdate(),
            sha256=hashlib.sha256(repr(rows).encode()).hexdigest(),
            by=self.people["librarian"],
        )


def _filled(text: str, links: dict[str, str]) -> str:
    for name, written in links.items():
        text = text.replace(name, written)
    return text
