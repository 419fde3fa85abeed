"""Articles that are live, made as people make them: by services only."""

import itertools

from django.contrib.auth.models import User

from articles.choices import SignOffItem
from articles.markdown import link
from articles.models import Article, Publication, Revision
from articles.services.publishing import publish, sign_off, withdraw
from articles.services.writing import create_article
from evidence.models import ClaimVersion
from references.choices import Role
from tests.factories.evidence import approved_version, reviewing_user
from tests.factories.people import make_user

_numbers = itertools.count(1)

CONFIRMED = {item.value: {"confirmed": True} for item in SignOffItem}


def placing(*versions: ClaimVersion) -> str:
    """A paragraph for each claim."""
    return "\n\n".join(
        f"We looked. {link(version.text, version.claim.key)}" for version in versions
    )


def written(*versions: ClaimVersion, by: User | None = None, **text: str) -> Revision:
    """The first revision of a new article that places these claims in its body."""
    slug = text.pop("slug", f"article-{next(_numbers)}")
    text.setdefault("title", f"What is known about {slug}")
    text.setdefault("body", f"## What was seen\n\n{placing(*versions)}")
    create_article(by=by or make_user(Role.EDITOR), slug=slug, **text)
    return Revision.objects.get(article__slug=slug)


def published(*versions: ClaimVersion, **text: str) -> Publication:
    """A live article that shows these claims, or one claim."""
    revision = written(*(versions or (approved_version(),)), **text)
    sign_off(revision=revision, by=reviewing_user(), items=CONFIRMED)
    return publish(revision=revision, by=make_user(Role.PUBLISHER))


def withdrawn(reason: str = "Two of its sources were retracted.") -> Article:
    """An article that was live and is no more."""
    article = published().article
    withdraw(article=article, by=make_user(Role.PUBLISHER), reason=reason)
    return article
