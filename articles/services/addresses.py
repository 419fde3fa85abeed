"""A page gets another address; the one it had leads on for ever."""

import re

from django.contrib.auth.models import User

from articles import policies
from articles.models import Article, FormerAddress, Live
from articles.services.reissuing import reissue
from references.choices import Role
from references.events import recorded
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = Article._meta.get_field("slug").max_length or 0


def move_article(*, article: Article, by: User, slug: str) -> Article:
    """Give an article another address. The old one redirects to it, and a live page is published again with it.

    Refuses whoever may not, an address that is none, that is the present one, or that another article has or had;
    one that this article itself had before it takes back.
    """
    if not policies.can_move(by, article):
        raise NotAllowed("Only publishers change the address of a page that was published.")
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST:
        raise NotPossible(
            f"“{slug}” is no address: small letters, digits and single hyphens, at most {LONGEST}."
        )
    with recorded(by=by, role=role_for(by, Role.PUBLISHER, Role.EDITOR, Role.AUTHOR)) as journal:
        article = Article.objects.in_lock_order().get(pk=article.pk)
        old = article.slug
        if slug == old:
            raise NotPossible("That is its address already.")
        require_free(slug, but=article)
        FormerAddress.objects.filter(article=article, slug=slug).delete()
        FormerAddress.objects.create(article=article, slug=old, left_by=by)
        article.slug = slug
        article.save(update_fields=["slug"])
        journal.note(f"article:{article.key}", "article.moved", before=old, after=slug)
        live = Live.objects.filter(article=article).select_related(
            "publication__revision__article", "publication__signoff"
        )
        for page in live:
            reissue(journal, live=page, note="The page has a new address.", always=True)
    return article


def require_free(slug: str, but: Article | None = None) -> None:
    """Refuse an address that another article has, or had: readers who kept it would meet another page."""
    own = but.pk if but else 0
    if Article.objects.filter(slug=slug).exclude(pk=own).exists():
        raise NotPossible(f"There is an article at {slug} already; choose another address.")
    if FormerAddress.objects.filter(slug=slug).exclude(article=own).exists():
        raise NotPossible(f"Another article was at {slug}, and leads on: choose another address.")
