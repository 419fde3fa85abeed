"""What becomes of the page: written, signed off, published, withdrawn; and what time does to it."""

import datetime as dt
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from articles.services.clocks import follow_dates
from articles.services.publishing import publish, sign_off, withdraw
from articles.services.writing import create_article, open_revision, save_revision
from evidence.models import ClaimVersion
from evidence.services.letters import write_reminders
from evidence.services.overriding import end_overrides
from references.selectors import portal_user
from tests.factories.articles import CONFIRMED, placed
from tests.factories.evidence import WHY
from tests.journeys.model.desk import SEVERAL, SMALL, Desk, where_there_is
from tests.support.invariants import overdue


class Pages(Desk):
    """Write a page, vouch for it, put it before readers; wait."""

    @precondition(lambda self: self.claims)
    @rule(by=SMALL, key=st.booleans())
    def writes_the_page(self, by: int, key: bool) -> None:
        writer = self.writers[by % 2]
        standing = ClaimVersion.objects.filter(claim__in=self.claims, status="approved")
        versions = list(standing.order_by("claim", "-number")) or [self.newest(0)]
        text = {
            "title": "On plaques",
            "body": "\n\n".join(placed(version) for version in versions),
            "key_messages": f"- {placed(versions[0])}" if key else "",
        }

        def act() -> Any:
            if self.article is None:
                slug = f"model-{versions[0].claim.key}"
                made = create_article(by=writer, slug=slug, **text)
                self.article = made.revision.article
                return made
            revision = self.revision()
            if revision is None or revision.signoffs.exists():
                revision = open_revision(article=self.article, by=writer)
            return save_revision(revision=revision, by=writer, **text)

        self.tries(act)

    @where_there_is("unsigned")
    @rule(by=SEVERAL)
    def signs_the_page_off(self, by: int) -> None:
        revision = self.revision()
        self.tries(lambda: sign_off(revision=revision, by=self.reviewers[by], items=CONFIRMED))

    @where_there_is("signed")
    @rule(is_correction=st.booleans())
    def publishes(self, is_correction: bool) -> None:
        revision = self.revision()
        self.tries(
            lambda: publish(
                revision=revision,
                by=self.publisher,
                note="Mended.",
                is_correction=is_correction,
            )
        )

    @where_there_is("live")
    @rule(really=st.booleans())
    def takes_the_page_down(self, really: bool) -> None:
        if really:
            self.tries(lambda: withdraw(article=self.article, by=self.publisher, reason=WHY))

    @where_there_is("live", "overridden", "asked")
    @rule(days=st.sampled_from([1, 13, 15, 15, 400]))
    def time_passes(self, days: int) -> None:
        """The daily jobs of a day to come; done again, they find nothing to do."""
        then = timezone.now() + dt.timedelta(days=days)

        def act() -> bool:
            end_overrides(today=then.date())
            write_reminders(by=portal_user())
            follow_dates(now=then)
            return True

        self.tries(act)
        self.holds(overdue(then))
        assert follow_dates(now=then) == {"withdrawn": 0, "reissued": 0}
