"""Bringing a text in: parsed, reported, its references proposed, its sentences decided one by one."""

import hashlib
from collections.abc import Mapping
from typing import get_args

from django.contrib.auth.models import User
from django.utils import timezone

from articles import policies
from articles.choices import ImportState
from articles.intake import (
    ArticleRefused,
    Decision,
    Format,
    ParsedArticle,
    ParsedReference,
    asks_of,
    parse_article,
    to_markdown,
)
from articles.markdown import link
from articles.models import ArticleImport
from articles.selectors.entries import fields_of, proposed_matches
from articles.services.writing import SaveReport, create_within
from evidence.choices import Asks
from evidence.models import Claim
from evidence.services.drafts import propose
from evidence.wording import find_hype
from evidence.words import normalised
from references.choices import Role
from references.events import Journal, recorded
from references.layouts.rows import Reading, StagedInput
from references.models import Reference
from references.policies import role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.services.imports import propose_import

FORMATS: dict[str, Format] = {kind: kind for kind in get_args(Format)}


def import_article(*, text: str, name: str, by: User, kind: Format = "text") -> ArticleImport:
    """Read a text, keep it with its report, and propose its references to the librarians.

    Nothing is decided: the article comes into being by `accept_import`. Refuses what is no text or no
    article, naming the mend.
    """
    if not policies.can_write_articles(by):
        raise NotAllowed("Only authors and editors import articles.")
    parsed = _parsed(text, kind)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        run = None
        if parsed.references:
            run = propose_import(
                journal,
                reading=Reading(
                    layout="References of an article",
                    header=("Reference",),
                    rows=iter([_row(reference) for reference in parsed.references]),
                ),
                name=f"References of {name}",
                sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
        imported = ArticleImport.objects.create(
            name=name[:300],
            source=text,
            format=kind,
            report=parsed.report().to_dict(),
            references_run=run,
            imported_by=by,
        )
        journal.note(
            f"articleimport:{imported.pk}",
            "article.imported",
            name=imported.name,
            claims_proposed=imported.report["claims_proposed"],
            references=len(parsed.references),
        )
    return imported


def accept_import(
    *,
    imported: ArticleImport,
    by: User,
    slug: str,
    decisions: Mapping[int, Decision],
    title_is_claim: bool = False,
    matches: Mapping[int, str] | None = None,
    halves: Mapping[int, tuple[str, str]] | None = None,
) -> SaveReport:
    """Make the article: each sentence a claim, two, prose, or left out, as decided.

    Claims take over what the parser proposes they ask, and the references that their in-text citations
    matched: `matches` says which work of the library (by key) each entry of the list is; without it those
    that are proposed. Refuses an import that was decided before, an address that is taken, decisions about
    sentences and entries that do not exist, and keys that the library does not have.
    """
    if not policies.can_write_articles(by):
        raise NotAllowed("Only authors and editors import articles.")
    parsed = parsed_import(imported)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        locked = ArticleImport.objects.select_for_update(no_key=True).get(pk=imported.pk)
        if locked.state != ImportState.OPEN:
            raise IllegalTransition("This import was decided already.")
        for first, second in (halves or {}).values():
            if normalised(first) == normalised(second):
                raise NotPossible(
                    f"The two claims are the same: “{first}” Shorten each to one outcome."
                )
        try:
            body = to_markdown(parsed, decisions=decisions, halves=halves)
        except ValueError as error:
            raise NotPossible(str(error)) from error
        title = parsed.title or locked.name
        report = create_within(
            journal, by=by, slug=slug, title=link(title) if title_is_claim else title, body=body
        )
        keys = _checked(parsed, proposed_matches(locked, parsed) if matches is None else matches)
        _propose_details(journal, keys, parsed, report, halves or {})
        locked.state, locked.article = ImportState.ACCEPTED, report.revision.article
        locked.decided_at, locked.decided_by = timezone.now(), by
        locked.save()
        journal.note(
            f"articleimport:{locked.pk}", "article.import_accepted", article=locked.article.key
        )
    return report


def discard_import(*, imported: ArticleImport, by: User) -> ArticleImport:
    """Decide that nothing becomes of an import; its text and report are kept."""
    if not policies.can_write_articles(by):
        raise NotAllowed("Only authors and editors import articles.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        locked = ArticleImport.objects.select_for_update(no_key=True).get(pk=imported.pk)
        if locked.state != ImportState.OPEN:
            raise IllegalTransition("This import was decided already.")
        locked.state, locked.decided_at, locked.decided_by = (
            ImportState.DISCARDED,
            timezone.now(),
            by,
        )
        locked.save()
        journal.note(f"articleimport:{locked.pk}", "article.import_discarded")
    return locked


def parsed_import(imported: ArticleImport) -> ParsedArticle:
    """The text of an import, read again; the same text is always read the same way."""
    return _parsed(imported.source, FORMATS[imported.format])


def _parsed(text: str, kind: Format) -> ParsedArticle:
    try:
        return parse_article(text, kind=kind, find_hype=find_hype)
    except ArticleRefused as refused:
        raise NotPossible(str(refused)) from refused


def _row(reference: ParsedReference) -> StagedInput:
    missing = [*reference.missing, *(["identifier"] if reference.missing_identifier else [])]
    return StagedInput(
        line=reference.line,
        raw=[reference.raw],
        data=fields_of(reference),
        warnings=[
            {
                "column": name,
                "value": "",
                "reason": f"The list of the article gives no {name.replace('_', ' ')}.",
                "mend": "Complete the reference once it is in the library.",
            }
            for name in missing
        ],
    )


def _checked(parsed: ParsedArticle, matches: Mapping[int, str]) -> Mapping[int, str]:
    """The matches, if there are such entries and works."""
    if beyond := [index for index in matches if not 0 <= index < len(parsed.references)]:
        raise NotPossible(f"The list has no entry {beyond[0] + 1}.")
    current = Reference.objects.current().filter(key__in=matches.values())
    if gone := sorted(set(matches.values()) - set(current.values_list("key", flat=True))):
        raise NotPossible(f"The library has no reference {gone[0]} now. Open the page again.")
    return matches


def _propose_details(
    journal: Journal,
    keys: Mapping[int, str],
    parsed: ParsedArticle,
    report: SaveReport,
    halves: Mapping[int, tuple[str, str]],
) -> None:
    """Give the new drafts what their sentences ask, and the references their citations matched."""
    claims = {claim.key: claim for claim in Claim.objects.filter(key__in=report.created)}
    asked = {normalised(one.text): (one, one.asks) for one in parsed.sentences}
    for index, texts in halves.items():
        sentence = parsed.sentences[index]
        for text in texts:
            asks = asks_of(text)
            # Alone a half may no longer name what its sentence spoke of.
            asks = sentence.asks if asks in ("", Asks.BACKGROUND, Asks.VIEW) else asks
            asked[normalised(text)] = (sentence, asks)
    for key in report.created:
        claim = claims[key]
        if claim.draft.text not in asked:
            continue
        sentence, asks = asked[claim.draft.text]
        cited = [parsed.citations[index].reference for index in sentence.citations]
        propose(
            journal,
            claim=claim,
            asks=asks,
            references=[keys[index] for index in cited if index is not None and index in keys],
        )
