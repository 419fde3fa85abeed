"""Writing articles: revisions, and the claims placed in them (D3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from articles import policies
from articles.choices import SECTIONS
from articles.markdown import NEW, BadMarkdown, ClaimLink, plain, with_keys
from articles.models import (
    Article,
    Placement,
    Revision,
    RevisionContributor,
    RevisionText,
    SignOff,
)
from articles.services.addresses import require_free
from articles.services.placing import linked, place, place_anew
from articles.services.standing import versions_now
from evidence.models import Claim, ClaimDraft, ClaimVersion
from evidence.services.drafts import create_claim, put_words
from evidence.services.locks import share_questions
from evidence.services.problems import problems_of
from evidence.services.submission import submit_within
from references.choices import Role
from references.events import Journal, recorded
from references.locks import share_references
from references.models import Reference
from references.models.library import new_reference_key
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible

KEY_LENGTH = Article._meta.get_field("key").max_length or 0


# So many incomplete claims are told in full when all of a revision are submitted.
MOST_TOLD = 5


@dataclass
class SaveReport:
    """What saving a revision did to claims."""

    revision: Revision
    created: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    not_overwritten: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def message(self) -> str:
        """The report in one line for the person who saved."""
        said = ["Saved."]
        if self.created:
            said.append(f"New claims: {', '.join(self.created)}.")
        if self.drafts:
            said.append(f"Drafts of claims with new words: {', '.join(self.drafts)}.")
        if self.elsewhere:
            said.append(
                f"They stand in other articles too: {', '.join(self.elsewhere)}. Those keep the words that"
                " were approved; look whether the new ones fit there."
            )
        if self.not_overwritten:
            said.append(
                "Not changed, because another article opened their draft:"
                f" {', '.join(self.not_overwritten)}. Settle it on the claim's page."
            )
        return " ".join(said)


def create_article(
    *, by: User, slug: str, title: str, is_demonstration: bool = False, **text: str
) -> SaveReport:
    """Create an article with its first revision. Refuses an address that is taken."""
    _require_writer(by)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        return create_within(
            journal, by=by, slug=slug, title=title, is_demonstration=is_demonstration, **text
        )


def create_within(
    journal: Journal,
    *,
    by: User,
    slug: str,
    title: str,
    is_demonstration: bool = False,
    **text: str,
) -> SaveReport:
    """`create_article` inside a caller's transaction."""
    links = [link.key for words in (title, *text.values()) for link in linked(words)]
    list(Claim.objects.filter(key__in=links).in_lock_order())
    require_free(slug)
    article = Article.objects.create(
        key=_new_key(slug), slug=slug, created_by=by, is_demonstration=is_demonstration
    )
    journal.note(f"article:{article.key}", "article.created", slug=slug)
    revision = Revision.objects.create(
        article=article, number=1, title=title, opened_by=by, saved_by=by, saved_at=timezone.now()
    )
    return _put(journal, revision, {"title": title, **text}, by=by)


def _new_key(slug: str) -> str:
    """The public key of a new article: its address as far as a key goes, made unique where others begin so."""
    beginning = slug[:KEY_LENGTH]
    if not Article.objects.filter(key=beginning).exists():
        return beginning
    ending = f"-{new_reference_key()}"
    return beginning[: KEY_LENGTH - len(ending)] + ending


def open_revision(*, article: Article, by: User) -> Revision:
    """Open the next revision of an article, starting from the newest. Refuses while one is unsigned."""
    _require_writer(by)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        article = Article.objects.in_lock_order().get(pk=article.pk)
        newest = article.revisions.order_by("-number").first()
        if newest is None:
            raise NotPossible("This article has no revision to start from.")
        if not SignOff.objects.filter(revision=newest).exists():
            raise NotPossible(f"Revision {newest.number} is still open: go on writing in it.")
        revision = Revision.objects.create(
            article=article,
            number=newest.number + 1,
            title=newest.title,
            summary=newest.summary,
            key_messages=newest.key_messages,
            body=newest.body,
            opened_by=by,
            saved_by=by,
            saved_at=timezone.now(),
        )
        writers = {by.pk, *newest.contributors.values_list("user", flat=True)}
        RevisionContributor.objects.bulk_create(
            RevisionContributor(revision=revision, user_id=writer) for writer in sorted(writers)
        )
        _keep(revision)
        place(revision)
        journal.note(f"article:{article.key}", "revision.opened", number=revision.number)
    return revision


def save_revision(
    *,
    revision: Revision,
    by: User,
    title: str,
    summary: str = "",
    key_messages: str = "",
    body: str = "",
    seen_saved_at: str = "",
) -> SaveReport:
    """Save the text of a revision and place its claims.

    When it returns `claim:new` links have keys, changed words are in the drafts of their claims, and the
    report names drafts that another article holds. Refuses a signed-off revision, Markdown that cannot be
    read, keys that do not exist, and a text that somebody else saved meanwhile (`seen_saved_at`, ISO).
    """
    _require_writer(by)
    text = {"title": title, "summary": summary, "key_messages": key_messages, "body": body}
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        revision = _to_be_written(revision, text.values())
        _refuse_unseen(
            revision,
            seen_saved_at,
            "Your text is still in the form: copy it, reload, and join the two.",
        )
        return _put(journal, revision, text, by=by)


def restore_text(
    *, revision: Revision, text: RevisionText, by: User, seen_saved_at: str = ""
) -> SaveReport:
    """Save a text that an article had once as the text of its open revision.

    It is a save like any other: claims get drafts where their words differ, and what the revision says until
    then stays among its saved texts. Refuses a text of another article, one that the revision has already, and
    what `save_revision` refuses.
    """
    _require_writer(by)
    words: dict[str, str] = {section: getattr(text, section) for section in SECTIONS}
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        revision = _to_be_written(revision, words.values())
        _refuse_unseen(revision, seen_saved_at, "Look again at what would change.")
        if text.revision.article_id != revision.article_id:
            raise NotPossible("That is a text of another article.")
        if words == {section: getattr(revision, section) for section in SECTIONS}:
            raise NotPossible(f"Revision {revision.number} says just that. Nothing was saved.")
        return _put(journal, revision, words, by=by, restored=text)


def _to_be_written(revision: Revision, text: Iterable[str]) -> Revision:
    """The revision, with the claims of the new text and its article locked. Refuses a signed-off one."""
    links = [link.key for words in text for link in linked(words)]
    list(Claim.objects.filter(key__in=links).in_lock_order())
    Article.objects.in_lock_order().get(pk=revision.article_id)
    revision = Revision.objects.select_related("article").get(pk=revision.pk)
    if SignOff.objects.filter(revision=revision).exists():
        raise NotPossible(f"Revision {revision.number} is signed off. Open a new revision first.")
    return revision


def _refuse_unseen(revision: Revision, seen_saved_at: str, advice: str) -> None:
    if seen_saved_at and seen_saved_at != revision.saved_at.isoformat():
        raise NotPossible(
            f"{revision.saved_by} saved this revision at {revision.saved_at:%H:%M} UTC, after you opened"
            f" it. {advice}"
        )


def submit_claims(*, revision: Revision, by: User) -> list[ClaimVersion]:
    """Submit every claim of a revision whose words are only a draft, in one go.

    Refuses all of them if one is incomplete, naming what each lacks.
    """
    _require_writer(by)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        placements = list(revision.placements.select_related("claim").order_by("claim_id"))
        submitted = versions_now([p.claim_id for p in placements], [p.text for p in placements])
        waiting = [p for p in placements if (p.claim_id, p.text) not in submitted]
        if not waiting:
            raise NotPossible("Every claim of this revision is submitted already.")
        drafts = ClaimDraft.objects.filter(claim__in=[p.claim_id for p in waiting])
        keys = [citation["reference"] for draft in drafts for citation in draft.citations]
        share_references(Reference.objects.filter(key__in=keys).values_list("pk", flat=True))
        share_questions(draft.question_id for draft in drafts if draft.question_id)
        list(Claim.objects.filter(pk__in=[p.claim_id for p in waiting]).in_lock_order())
        Article.objects.in_lock_order().get(pk=revision.article_id)
        revision = Revision.objects.select_related("article").get(pk=revision.pk)
        _refuse_incomplete(waiting)
        versions = [
            submit_within(journal, claim=placement.claim, by=by, paragraph=placement.paragraph)
            for placement in {p.claim_id: p for p in waiting}.values()
        ]
        place_anew(revision)
        journal.note(
            f"article:{revision.article.key}",
            "revision.claims_submitted",
            claims=[v.claim.key for v in versions],
        )
    return versions


def _refuse_incomplete(waiting: list[Placement]) -> None:
    """Refuse claims that lack something: the first few in full, for each tells beside the text what it lacks."""
    drafts = {
        draft.claim_id: draft
        for draft in ClaimDraft.objects.filter(claim__in=[one.claim_id for one in waiting])
    }
    lacking = [why for one in waiting if (why := _lacks(one, drafts.get(one.claim_id)))]
    if lacking:
        more = len(lacking) - MOST_TOLD
        rest = f" {more} more lack something: it stands beside each, in the list of claims."
        raise NotPossible(" ".join(lacking[:MOST_TOLD]) + (rest if more > 0 else ""))


def _lacks(placement: Placement, draft: ClaimDraft | None) -> str:
    """What keeps one claim from a reviewer, in words; nothing if it is complete."""
    if draft is None:
        return f'"{placement.text}" has no draft: save the revision again.'
    if draft.text != placement.text:
        return f'"{placement.text}": its draft says "{draft.text}". Settle which words it is.'
    problems = " ".join(problem.message for problem in problems_of(draft))
    return f'"{draft.text}": {problems}' if problems else ""


def _require_writer(by: User) -> None:
    if not policies.can_write_articles(by):
        raise NotAllowed("Only authors and editors write articles.")


def _put(
    journal: Journal,
    revision: Revision,
    text: Mapping[str, str],
    *,
    by: User,
    restored: RevisionText | None = None,
) -> SaveReport:
    report = SaveReport(revision)
    for section in SECTIONS:
        setattr(revision, section, _with_claims(journal, report, text.get(section, ""), by))
    if not plain(revision.title):
        raise NotPossible("An article needs a title.")
    revision.saved_at, revision.saved_by = timezone.now(), by
    revision.save()
    RevisionContributor.objects.get_or_create(revision=revision, user=by)
    _keep(revision, restored)
    place(revision)
    report.elsewhere = _elsewhere(revision, report.drafts)
    journal.note(
        f"article:{revision.article.key}",
        "revision.restored" if restored else "revision.saved",
        number=revision.number,
        created=report.created,
        drafts=report.drafts,
        **({"of": restored.revision.number, "save": restored.number} if restored else {}),
    )
    return report


def _elsewhere(revision: Revision, keys: Sequence[str]) -> list[str]:
    """The addresses of the other articles that show one of these claims, or whose newest revision places it."""
    if not keys:
        return []
    others = Article.objects.exclude(pk=revision.article_id)
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    placed = others.annotate(newest=Subquery(newest)).filter(
        Q(revisions__pk=F("newest"), revisions__placements__claim__key__in=keys)
        | Q(live__entries__claim__key__in=keys)
    )
    return sorted(placed.order_by().values_list("slug", flat=True).distinct())


def _keep(revision: Revision, restored: RevisionText | None = None) -> None:
    """Keep what a revision says now among its saved texts, unless the newest of them says it already."""
    words = {section: getattr(revision, section) for section in SECTIONS}
    newest = revision.texts.order_by("-number").first()
    if newest is not None and words == {section: getattr(newest, section) for section in SECTIONS}:
        return
    RevisionText.objects.create(
        revision=revision,
        number=newest.number + 1 if newest else 1,
        restored_from=restored,
        saved_at=revision.saved_at,
        saved_by=revision.saved_by,
        **words,
    )


def _with_claims(journal: Journal, report: SaveReport, text: str, by: User) -> str:
    """Create the new claims of a text and put changed words into drafts; returns the text with keys."""
    keys = []
    opened_from = f"article:{report.revision.article.key}"
    for link in linked(text):
        if link.key == NEW:
            claim = create_claim(journal, by=by)
            keys.append(claim.key)
            report.created.append(claim.key)
        else:
            claim = _claim(link)
        if ClaimVersion.objects.filter(claim=claim, text=link.text).exists():
            continue
        had = ClaimDraft.objects.filter(claim=claim).values_list("text", flat=True).first()
        if put_words(journal, claim=claim, text=link.text, by=by, opened_from=opened_from) is None:
            report.not_overwritten.append(claim.key)
        elif link.key != NEW and had != link.text:
            report.drafts.append(claim.key)
    try:
        return with_keys(text, keys)
    except BadMarkdown as error:
        raise NotPossible(str(error)) from error


def _claim(link: ClaimLink) -> Claim:
    claim = Claim.objects.filter(key=link.key).first()
    if claim is None:
        raise NotPossible(
            f'No claim has the key {link.key} ("{link.text}"). Write claim:new for a new claim.'
        )
    return claim
