"""What authors and editors do to claims."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from evidence.models import ClaimVersion
from evidence.services.drafts import edit_draft
from evidence.services.rounds import open_recheck, withdraw_version
from evidence.services.submission import submit_claim
from tests.factories.evidence import WHY, citing, draft_of, make_claim
from tests.journeys.model.desk import MOST_CLAIMS, SEVERAL, SMALL, Desk, where_there_is


class Writers(Desk):
    """Write, change, withdraw, ask for a re-check."""

    @precondition(lambda self: len(self.claims) < MOST_CLAIMS)
    @rule(
        by=SMALL,
        cites=st.sets(SEVERAL, min_size=1, max_size=2),
        advises=st.booleans(),
        warns=st.sampled_from([False, False, True]),
    )
    def writes_a_claim(self, by: int, cites: set[int], advises: bool, warns: bool) -> None:
        writer = self.writers[by % len(self.writers)]
        claim = make_claim(writer)
        sources = {self.source(at).pk: self.source(at) for at in sorted(cites)}
        draft_of(
            claim,
            writer,
            citations=[citing(source) for source in sources.values()],
            text=self.text(),
            question=self.question,
            asks="harm" if warns else "effect",
            direction="harm" if warns else "for",
            reassures_or_advises=advises,
        )
        if self.tries(lambda: submit_claim(claim=claim, by=writer)):
            self.claims.append(claim)

    @precondition(lambda self: self.claims)
    @rule(at=SMALL, by=SMALL, cites=SEVERAL, spelling=st.booleans())
    def edits_and_submits(self, at: int, by: int, cites: int, spelling: bool) -> None:
        claim, writer, was = self.claim(at), self.writers[by % 3], self.newest(at)
        sources = [c.reference for c in was.citations.select_related("reference")]
        if not spelling:
            sources = [self.source(cites)]

        def act() -> ClaimVersion:
            edit_draft(
                claim=claim,
                by=writer,
                words={
                    "text": f"{was.text[:-1]}!" if spelling else self.text(),
                    "asks": was.asks,
                    "direction": was.direction,
                    "question": was.question,
                    "reassures_or_advises": was.reassures_or_advises,
                },
                citations=[citing(source) for source in sources],
            )
            return submit_claim(claim=claim, by=writer, meaning_unchanged=spelling)

        self.tries(act)

    @precondition(lambda self: self.claims)
    @rule(at=SMALL, by=SMALL)
    def withdraws_a_version(self, at: int, by: int) -> None:
        version = self.newest(at)
        self.tries(lambda: withdraw_version(version=version, by=self.writers[by % 3], reason=WHY))

    @where_there_is("approved", "suspended")
    @rule(at=SMALL)
    def opens_a_recheck(self, at: int) -> None:
        version = self.once_approved(at)
        self.tries(lambda: open_recheck(version=version, by=self.writers[1], note="Please."))
