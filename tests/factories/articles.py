"""Articles in every state, each reached through services."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.choices import SignOffItem
from articles.markdown import link
from articles.models import (
    Article,
    ArticleImport,
    ClockConfirmation,
    FormerAddress,
    Live,
    LiveEntry,
    Page,
    Placement,
    Publication,
    PublicationEntry,
    Revision,
    RevisionContributor,
    RevisionText,
    Schedule,
    SignOff,
    SignOffEntry,
    Withdrawal,
)
from articles.services.addresses import move_article
from articles.services.clocks import confirm_clocks
from articles.services.importing import import_article
from articles.services.publishing import publish, sign_off, withdraw
from articles.services.scheduling import schedule_publication
from articles.services.writing import create_article, open_revision, save_revision
from evidence.models import ClaimVersion
from references.choices import Role
from references.models import NoticeLoad, Reference
from tests.factories.evidence import approved_version, citing, reviewing_user, study
from tests.factories.people import make_user
from tests.factories.references import make_load, make_notice_input

_numbers = itertools.count(1)
CONFIRMED = {item.value: {"confirmed": True} for item in SignOffItem}


def placed(version: ClaimVersion, **mark: Any) -> str:
    """A version's words as a placed claim."""
    return link(version.text, version.claim.key, **mark)


def make_revision(
    versions: Sequence[ClaimVersion] = (), *, by: User | None = None, **text: str
) -> Revision:
    """The first revision of a new article that places these versions in its body."""
    number = next(_numbers)
    text.setdefault("body", "\n\n".join(placed(version) for version in versions))
    return create_article(
        by=by or make_user(Role.AUTHOR),
        slug=f"page-{number}",
        title=f"Page number {number}",
        **text,
    ).revision


def make_article() -> Article:
    """An article with an empty first revision."""
    return make_revision().article


def make_placement() -> Placement:
    """An approved claim at a place of a revision."""
    return make_revision([approved_version()]).placements.get()


def make_revisioncontributor() -> RevisionContributor:
    """The author of a revision."""
    return make_revision().contributors.get()


def make_revisiontext() -> RevisionText:
    """The first saved text of a revision."""
    return make_revision(body="Cells calm the skin.").texts.get()


def resaved_revision(now: str = "Other words.", *, by: User | None = None, **text: str) -> Revision:
    """A revision that was saved a second time, now with another body."""
    revision = make_revision(by=by, **text)
    return save_revision(
        revision=revision, by=by or make_user(Role.EDITOR), title=revision.title, body=now
    ).revision


def make_signoff(revision: Revision | None = None, by: User | None = None, **items: Any) -> SignOff:
    """A revision with one approved claim, signed off by another reviewer."""
    return sign_off(
        revision=revision or make_revision([approved_version()]),
        by=by or reviewing_user(),
        items={**CONFIRMED, **items},
    )


def make_signoffentry() -> SignOffEntry:
    """What a sign-off stored of a placement."""
    return make_signoff().entries.get()


def published(revision: Revision | None = None, **said: Any) -> Publication:
    """A revision before the public, signed off first."""
    signoff = make_signoff(revision)
    return publish(revision=signoff.revision, by=make_user(Role.PUBLISHER), **said)


def make_publication() -> Publication:
    """A first publication."""
    return published()


def make_publicationentry() -> PublicationEntry:
    """The entry of a publication."""
    return published().entries.get()


def make_live() -> Live:
    """What readers see of an article."""
    return published().live


def make_liveentry() -> LiveEntry:
    """The live entry of a claim."""
    return make_live().entries.get()


def make_page() -> Page:
    """The bytes of a page."""
    return published().page


def make_withdrawal(article: Article | None = None) -> Withdrawal:
    """A page that was taken from readers."""
    return withdraw(
        article=article or published().article,
        by=make_user(Role.PUBLISHER),
        reason="It claimed more than we know.",
    )


def next_revision(article: Article, body: str, by: User | None = None) -> Revision:
    """The next revision of an article, with another body."""
    by = by or make_user(Role.EDITOR)
    revision = open_revision(article=article, by=by)
    return save_revision(revision=revision, by=by, title=revision.title, body=body).revision


def make_articleimport(text: str = "", by: User | None = None) -> ArticleImport:
    """A text that was read and waits for decisions."""
    return import_article(
        text=text or "Marrow cells\n\nMarrow cells calm the skin (Example, 2020).\n",
        name="page.txt",
        by=by or make_user(Role.AUTHOR),
    )


def retraction_of(*references: Reference) -> NoticeLoad:
    """A load that says of these works (with a DOI) that they are retracted."""
    return make_load(
        *(
            make_notice_input(
                original_doi=reference.doi,
                original_title=reference.title,
                original_year=reference.issued_year,
            )
            for reference in references
        )
    )


def make_clockconfirmation(claims: int = 11) -> ClockConfirmation:
    """A publisher looked at a load that suspended so many claims, all of one source."""
    source = study(doi=f"10.5555/clock.{next(_numbers)}")
    for _ in range(claims):
        approved_version(citations=[citing(source)])
    return confirm_clocks(
        load=retraction_of(source),
        by=make_user(Role.PUBLISHER),
        reason="I read the notice on the journal's page.",
    )


def make_schedule(revision: Revision | None = None, by: User | None = None) -> Schedule:
    """A revision that is to be published tomorrow."""
    return schedule_publication(
        revision=revision or make_signoff().revision,
        by=by or make_user(Role.PUBLISHER),
        due_at=timezone.now() + timedelta(days=1),
    )


def make_formeraddress() -> FormerAddress:
    """An address that an article left."""
    article = make_article()
    move_article(article=article, by=make_user(Role.PUBLISHER), slug=f"moved-{next(_numbers)}")
    return FormerAddress.objects.get(article=article)
