"""What everybody's acts share: the people, their sources, the question, the claims and the article."""

import itertools
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition

from articles.models import Article, Revision
from evidence.models import Claim, ClaimVersion, Round
from evidence.services.facts import enter_facts
from references.choices import Role
from references.models import NoticeLoad, Reference
from references.refusals import Refused
from tests.factories.evidence import ABSTRACT, CASE_REPORT, TRIAL, make_question, reviewing_user
from tests.factories.people import make_user
from tests.factories.references import make_reference
from tests.support.database import as_after_the_migrations

MOST_CLAIMS = 3
SMALL = st.integers(0, 5)
SEVERAL = st.integers(0, 3)
ROLES = (Role.AUTHOR, Role.EDITOR, Role.LIBRARIAN, Role.ADMINISTRATOR, Role.PUBLISHER)
INTERVENTION = "infusion of marrow cells"
# What there is to act on, for the acts that need it: most steps shall do something.
THERE = """
    SELECT status FROM evidence_claimversion WHERE claim_id = ANY(%(claims)s)
    UNION SELECT 'open round' FROM evidence_round
        WHERE claim_id = ANY(%(claims)s) AND closed_at IS NULL
    UNION SELECT CASE WHEN way = 'up' AND seconded_at IS NULL THEN 'proposed' ELSE 'overridden' END
        FROM evidence_override WHERE claim_id = ANY(%(claims)s) AND ended_at IS NULL
    UNION SELECT 'asked' FROM evidence_assignment a JOIN evidence_claimversion v ON v.id = a.version_id
        WHERE v.claim_id = ANY(%(claims)s) AND a.ended_at IS NULL
    UNION SELECT 'remark' FROM evidence_thread t JOIN evidence_claimversion v ON v.id = t.version_id
        WHERE v.claim_id = ANY(%(claims)s) AND t.resolved_at IS NULL
    UNION SELECT 'link' FROM evidence_studylink WHERE first_id = ANY(%(sources)s) AND ended_at IS NULL
    UNION SELECT 're-check' FROM references_recheck
        WHERE reference_id = ANY(%(sources)s) AND closed_at IS NULL
    UNION SELECT 'merge' FROM references_merge
        WHERE winner_id = ANY(%(sources)s) AND undone_at IS NULL
    UNION SELECT 'many at once' FROM (
        SELECT 1 FROM evidence_suspension s JOIN references_notice n ON n.id = s.notice_id
        JOIN evidence_claimversion v ON v.id = s.version_id
        WHERE v.claim_id = ANY(%(claims)s) GROUP BY n.load_id HAVING count(DISTINCT v.claim_id) > 1) m
    UNION SELECT 'live' FROM articles_live WHERE article_id = %(article)s
    UNION SELECT CASE WHEN s.id IS NULL THEN 'unsigned' ELSE 'signed' END
        FROM articles_revision r LEFT JOIN articles_signoff s ON s.revision_id = r.id
        WHERE r.article_id = %(article)s"""

_numbers = itertools.count(1)
cast: list[User] = []
bound: set[int] = set()
"""Reviewers, by their place in the cast, whom what they declared keeps from claims for good."""
broken_rules: list[str] = []
done: Counter[str] = Counter()
refused: Counter[str] = Counter()


class Desk(RuleBasedStateMachine):
    """Three sources, a question, one article and up to three claims, in the hands of ten people."""

    def __init__(self) -> None:
        super().__init__()
        if broken_rules:
            # What one sequence left behind must not be blamed on the next.
            as_after_the_migrations()
            begin_anew()
        if not cast:
            cast.extend(reviewing_user() for _ in range(3))
            cast.append(reviewing_user(Role.AUTHOR))
            cast.append(reviewing_user(Role.LIBRARIAN))
            cast.extend(make_user(role) for role in ROLES)
        *self.reviewers, self.both, author, editor, librarian, self.admin, self.publisher = cast
        self.librarian = librarian
        # The last reviewer also writes: D8 has to keep them from their own.
        self.writers = [author, editor, self.reviewers[-1]]
        for who in sorted(bound):
            self.somebody_else_comes(who)
        bound.clear()
        self.sources = [self.study(TRIAL), self.study(TRIAL), self.study(CASE_REPORT)]
        self.question = make_question(by=editor, intervention=INTERVENTION)
        self.claims: list[Claim] = []
        self.loads: list[NoticeLoad] = []
        self.article: Article | None = None
        self.words = 0
        self.seen: set[str] | None = None

    def study(self, facts: dict[str, Any]) -> Reference:
        doi = f"10.5555/model.{next(_numbers)}"
        reference = make_reference(by=self.librarian, abstract=ABSTRACT, doi=doi)
        enter_facts(reference=reference, by=self.reviewers[0], **facts)
        return reference

    def somebody_else_comes(self, who: int) -> None:
        """Another reviewer takes a place in the cast."""
        cast[who] = self.reviewers[who] = reviewing_user(*([Role.AUTHOR] if who == 3 else []))
        self.writers[2] = self.reviewers[3]

    def tries(self, act: Callable[[], Any], name: str = "") -> Any:
        """One act of one person; a refusal is an answer."""
        name = name or sys._getframe(1).f_code.co_name
        try:
            result = act()
        except Refused:
            refused[name] += 1
            return None
        done[name] += 1
        return result

    @property
    def there(self) -> set[str]:
        """What there is to act on, read once per step."""
        if self.seen is None:
            with connection.cursor() as cursor:
                given = {
                    "claims": [claim.pk for claim in self.claims],
                    "sources": [source.pk for source in self.sources],
                    "article": self.article.pk if self.article else None,
                }
                cursor.execute(THERE, given)
                self.seen = {what for (what,) in cursor.fetchall()}
        return self.seen

    def text(self) -> str:
        self.words += 1
        return f"Infusions may have cleared the plaques of {self.words} of 20 adults."

    def claim(self, at: int) -> Claim:
        return self.claims[at % len(self.claims)]

    def newest(self, at: int) -> ClaimVersion:
        return self.claim(at).versions.order_by("-number").first()

    def under_review(self, at: int) -> ClaimVersion:
        """A version whose round is open, if there is any."""
        rounds = Round.objects.filter(claim__in=self.claims, closed_at=None).order_by("id")
        opened = list(rounds.select_related("version"))
        return opened[at % len(opened)].version if opened else self.newest(at)

    def once_approved(self, at: int) -> ClaimVersion:
        """The newest version of a claim that stands or stood; the newest of all, if none did."""
        versions = self.claim(at).versions.filter(status__in=["approved", "suspended"])
        return versions.order_by("-number").first() or self.newest(at)

    def source(self, at: int) -> Reference:
        return Reference.objects.get(pk=self.sources[at % len(self.sources)].pk)

    def revision(self) -> Revision | None:
        return Revision.objects.filter(article=self.article).order_by("-number").first()

    @invariant()
    def the_step_is_over(self) -> None:
        self.seen = None

    def holds(self, broken: list[str]) -> None:
        broken_rules.extend(broken)
        assert not broken, "\n".join(broken)


def where_there_is(*what: str) -> Callable[[Any], Any]:
    """That an act is tried only where there is one of these to act on."""
    return precondition(lambda self: not self.there.isdisjoint(what))


def begin_anew() -> None:
    """Nobody is there yet, and nothing is broken."""
    cast.clear()
    bound.clear()
    broken_rules.clear()
