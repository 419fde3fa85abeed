"""The people of the stress: what each reads, waits over, and does by the services of the portal."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

SEED = 20261123
CLAIMS, PAGES = 50, 10
APPROVERS, EDITORS, PUBLISHERS = 8, 8, 4
# Between reading and deciding, so that others come in between.
PATIENCE = 0.05


@dataclass
class Told:
    """What the threads say of themselves. Lists only grow, so that no lock is needed."""

    done: list[tuple[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    looked: int = 0
    seconds: float = 0.0

    def lines(self, lost: list[str], unseen: list[str]) -> Iterator[str]:
        """The result, in words."""
        acts = Counter(kind for kind, _ in self.done)
        yield ", ".join(f"{number} {kind}" for kind, number in sorted(acts.items()))
        yield (
            f"{len(self.done)} acts in {self.seconds:.0f} s, {len(self.refused)} refused;"
            f" {len(self.retried)} deadlocks, each tried again; {len(self.failed)} errors"
        )
        yield (
            f"{len(self.forbidden)} forbidden states in {self.looked} looks;"
            f" {len(lost)} decisions lost; {len(unseen)} approvals of unseen words"
        )
        yield from (self.failed + self.forbidden + lost + unseen)[:20]


class Worker(threading.Thread):
    """One person who does the same kind of thing again and again until the end."""

    def __init__(self, told: Told, end: float, number: int, act: Callable[[Any], Any]) -> None:
        super().__init__(daemon=True)
        self.told, self.end, self.act = told, end, act
        self.dice = random.Random(SEED + number)  # noqa: S311 - no secret

    def run(self) -> None:
        """Act until the end; what the services refuse is no failure."""
        from django.db import connections

        try:
            while time.monotonic() < self.end:
                self.act(self)
                time.sleep(self.dice.random() * PATIENCE / 5)
        except BaseException as error:  # noqa: BLE001  (told by the result, in its own thread)
            self.told.failed.append(f"{self.act.__name__}: {error!r}")
        finally:
            connections.close_all()

    def tries(self, kind: str, call: Callable[[], Any], **seen: Any) -> Any:
        """One service, tried again after a deadlock as at the edge of the portal; None if it was refused."""
        from django.db import IntegrityError

        from references.events import retrying
        from references.refusals import Refused

        tries = 0

        def counted() -> Any:
            nonlocal tries
            tries += 1
            return call()

        try:
            result = retrying(counted)()
        except Refused as refusal:
            self.told.refused.append(refusal.message)
            return None
        except IntegrityError as error:
            # The database held the line that a service lost the race for; the portal says so and goes on.
            self.told.refused.append(str(error))
            return None
        finally:
            self.told.retried.extend([kind] * (tries - 1))
        self.told.done.append((kind, (result, seen)))
        return result

    def thinks(self) -> None:
        """Time passes between reading and deciding."""
        time.sleep(self.dice.random() * PATIENCE)


class Site:
    """Fifty claims on ten pages over twenty works, and the people."""

    def __init__(self) -> None:
        from references.choices import Role
        from tests.factories import evidence as made
        from tests.factories.articles import make_revision
        from tests.factories.people import make_user

        self.approvers = [made.reviewing_user() for _ in range(APPROVERS)]
        self.signers = [made.reviewing_user() for _ in range(PUBLISHERS)]
        self.editors = [make_user(Role.EDITOR) for _ in range(EDITORS)]
        self.publishers = [make_user(Role.PUBLISHER) for _ in range(PUBLISHERS)]
        self.revoker = made.reviewing_user()
        self.question = made.make_question(by=self.editors[0])
        self.trials = [made.study(made.TRIAL) for _ in range(4)]
        made.make_profile(self.question, self.trials)
        self.reports = [made.study() for _ in range(16)]
        self.claims, self.revisions = [], []
        for at in range(CLAIMS):
            by = self.editors[at % EDITORS]
            cited = self.trials[at % 4] if at % 2 else self.reports[at % 16]
            draft = made.draft_of(
                made.make_claim(by),
                by,
                citations=[made.citing(cited), made.citing(self.reports[(at * 7 + 1) % 16])],
                text=words(at, 0),
                question=self.question,
            )
            from evidence.services.submission import submit_claim

            self.claims.append(submit_claim(claim=draft.claim, by=by).claim)
        each = CLAIMS // PAGES
        for page in range(PAGES):
            versions = [c.versions.get() for c in self.claims[page * each : (page + 1) * each]]
            revision = make_revision(versions, by=self.editors[page % EDITORS])
            self.revisions.append(revision.article)


def words(claim: int, number: int) -> str:
    """A sentence that a weak body of evidence supports."""
    return f"In group {claim} the infusion may have cleared the plaques of {number} of 400 adults."


def approves(site: Site, at: int) -> Callable[[Worker], None]:
    """Read a claim that is in review, wait, decide about what was read."""

    def approver(worker: Worker) -> None:
        from evidence.models import Round
        from evidence.selectors.inputs import inputs_for
        from evidence.services.reviewing import Opinion, adjudicate, review_claim
        from tests.factories.evidence import WHY, verdicts

        by = site.approvers[at]
        rounds = list(
            Round.objects.filter(closed_at=None)
            .exclude(reviews__reviewer=by)
            .select_related("version__claim", "version__question")[:30]
        )
        if not rounds:
            return
        version = worker.dice.choice(rounds).version
        cited = list(version.citations.select_related("reference").order_by("position"))
        inputs = inputs_for(version, [c.reference for c in cited], confirmed=True)
        approve = worker.dice.random() < 0.9
        opinion = Opinion(
            decision="approve" if approve else "request_changes",
            verdicts=verdicts(version),
            reason="" if approve else WHY,
            seen=inputs.fingerprint,
        )
        read = (version.text, [(c.reference_id, c.stance, c.quote) for c in cited])
        worker.thinks()
        service = adjudicate if version.status == "disputed" else review_claim
        worker.tries(
            "reviews",
            lambda: service(version=version, by=by, digest=version.digest, opinion=opinion),
            read=read,
        )

    return approver


def edits(site: Site, at: int) -> Callable[[Worker], None]:
    """Write new words for a claim and submit them, or open a re-check of words that fell."""

    def editor(worker: Worker) -> None:
        from evidence.models import ClaimVersion
        from evidence.services.drafts import edit_draft
        from evidence.services.rounds import open_recheck
        from evidence.services.submission import submit_claim
        from tests.factories.evidence import citing

        by, which = site.editors[at], worker.dice.randrange(CLAIMS)
        fallen = ClaimVersion.objects.suspended().order_by("?").first()
        if fallen is not None and worker.dice.random() < 0.5:
            worker.tries(
                "re-checks", lambda: open_recheck(version=fallen, by=by, note="A stress test.")
            )
            return
        claim, text = site.claims[which], words(which, worker.dice.randrange(10**9))
        source = worker.dice.choice(site.trials + site.reports)
        saved = worker.tries(
            "drafts",
            lambda: edit_draft(
                claim=claim,
                by=by,
                words={
                    "text": text,
                    "asks": "effect",
                    "direction": "for",
                    "question": site.question,
                },
                citations=[citing(source)],
            ),
        )
        worker.thinks()
        if saved is not None:
            worker.tries("submissions", lambda: submit_claim(claim=claim, by=by))
        time.sleep(PATIENCE * 4)

    return editor


def publishes(site: Site, at: int) -> Callable[[Worker], None]:
    """Lay a page out anew from what stands, have it signed off as it was read, publish it; now and then withdraw."""

    def publisher(worker: Worker) -> None:
        from articles.models import Live, Revision
        from articles.services.publishing import (
            entries_of,
            fingerprint,
            publish,
            sign_off,
            withdraw,
        )
        from articles.services.writing import open_revision, save_revision
        from evidence.models import ClaimVersion
        from tests.factories.articles import CONFIRMED, placed

        which = worker.dice.randrange(PAGES)
        article, each = site.revisions[which], CLAIMS // PAGES
        by, signer = site.publishers[at], site.signers[at]
        if worker.dice.random() < 0.05 and Live.objects.filter(article=article).exists():
            worker.tries(
                "withdrawals",
                lambda: withdraw(article=article, by=by, reason="A stress test takes it down."),
            )
            return
        claims = site.claims[which * each : (which + 1) * each]
        standing = ClaimVersion.objects.filter(claim__in=claims, status="approved")
        body = "\n\n".join(placed(v) for v in standing.select_related("claim").order_by("claim"))
        if not body:
            return
        writer = site.editors[which % EDITORS]
        newest = Revision.objects.filter(article=article).order_by("-number").first()
        if newest.signoffs.exists():
            newest = worker.tries("revisions", lambda: open_revision(article=article, by=writer))
        if newest is None:
            return
        report = worker.tries(
            "saves",
            lambda: save_revision(revision=newest, by=writer, title=newest.title, body=body),
        )
        if report is None:
            return
        revision = Revision.objects.get(pk=newest.pk)
        entries, obstacles = entries_of(revision)
        if obstacles:
            return
        read = {entry.position: entry.version.text for entry in entries}
        seen = fingerprint(revision, entries)
        worker.thinks()
        signed = worker.tries(
            "sign-offs",
            lambda: sign_off(revision=revision, by=signer, items=CONFIRMED, seen=seen),
            read=read,
        )
        if signed is not None:
            worker.thinks()
            worker.tries(
                "publications", lambda: publish(revision=revision, by=by, note="New words.")
            )

    return publisher


def retracts(site: Site) -> Callable[[Worker], None]:
    """Works are retracted, questioned, and cleared again."""

    def retractor(worker: Worker) -> None:
        from tests.factories.evidence import stand

        source = worker.dice.choice(site.trials + site.reports)
        standing = worker.dice.choice(["retracted", "concern", "none_found", "none_found"])
        worker.tries("standings", lambda: (stand(source, standing), source.pk)[1])
        time.sleep(PATIENCE * 6)

    return retractor


def revokes(site: Site) -> Callable[[Worker], None]:
    """Approved words are re-checked and refused; facts about studies are corrected to and fro."""

    def revoker(worker: Worker) -> None:
        from evidence.models import Approval
        from evidence.services.facts import enter_facts
        from evidence.services.rounds import open_recheck
        from tests.factories.evidence import CASE_REPORT, MICE, review

        by = site.revoker
        if worker.dice.random() < 0.5:
            source = worker.dice.choice(site.reports)
            facts = worker.dice.choice([MICE, CASE_REPORT])
            worker.tries("facts", lambda: enter_facts(reference=source, by=by, **facts))
        else:
            approval = Approval.objects.active().order_by("?").first()
            if approval is not None:
                opened = worker.tries(
                    "re-checks",
                    lambda: open_recheck(version=approval.version, by=by, note="A stress test."),
                )
                if opened is not None:
                    worker.thinks()
                    worker.tries(
                        "revocations", lambda: review(opened.version, "request_changes", by=by)
                    )
        time.sleep(PATIENCE * 6)

    return revoker
