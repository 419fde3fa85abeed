"""Bringing a text in: parsed, reported, its references proposed, its sentences decided one by one."""

import hashlib
from collections.abc import Mapping
from typing import Any, get_args

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
    parse_article,
    to_markdown,
)
from articles.markdown import link
from articles.models import ArticleImport
from articles.services.writing import SaveReport, create_within
from evidence.models import Claim
from evidence.services.drafts import propose
from evidence.wording import find_hype
from references.choices import Role
from references.events import Journal, recorded
from references.layouts.rows import Reading, StagedInput
from references.models import ImportRow, Reference
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
) -> SaveReport:
    """Make the article: each sentence a claim, prose, or left out, as decided.

    Claims take over what the parser proposes they ask, and the references that their in-text citations
    matched, as far as the library has them. Refuses an import that was decided before, an address that is
    taken, and decisions about sentences that do not exist.
    """
    if not policies.can_write_articles(by):
        raise NotAllowed("Only authors and editors import articles.")
    parsed = parsed_import(imported)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        locked = ArticleImport.objects.select_for_update(no_key=True).get(pk=imported.pk)
        if locked.state != ImportState.OPEN:
            raise IllegalTransition("This import was decided already.")
        try:
            body = to_markdown(parsed, decisions=decisions)
        except ValueError as error:
            raise NotPossible(str(error)) from error
        title = parsed.title or locked.name
        report = create_within(
            journal, by=by, slug=slug, title=link(title) if title_is_claim else title, body=body
        )
        _propose_details(journal, locked, parsed, report, by)
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
    data: dict[str, Any] = {
        "title": reference.title,
        "container_title": reference.container_title,
        "authors": [
            {"family": author.family, "given": author.given}
            if author.given
            else {"literal": author.family}
            for author in reference.authors
        ],
        "authors_truncated": reference.authors_truncated,
        "issued_year": reference.year,
        "volume": reference.volume,
        "issue": reference.issue,
        "pages": reference.pages,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "url": reference.url,
    }
    missing = [*reference.missing, *(["identifier"] if reference.missing_identifier else [])]
    return StagedInput(
        line=reference.line,
        raw=[reference.raw],
        data={name: value for name, value in data.items() if value},
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


def _propose_details(
    journal: Journal, imported: ArticleImport, parsed: ParsedArticle, report: SaveReport, by: User
) -> None:
    """Give the new drafts what their sentences ask, and the references their citations matched."""
    keys = _known_references(imported, parsed)
    claims = {claim.key: claim for claim in Claim.objects.filter(key__in=report.created)}
    by_text = {sentence.text: sentence for sentence in parsed.sentences}
    for key in report.created:
        claim = claims[key]
        sentence = by_text.get(claim.draft.text)
        if sentence is None:
            continue
        cited = [parsed.citations[index].reference for index in sentence.citations]
        propose(
            journal,
            claim=claim,
            asks=sentence.asks,
            references=[keys[index] for index in cited if index is not None and index in keys],
        )


def _known_references(imported: ArticleImport, parsed: ParsedArticle) -> dict[int, str]:
    """The library's key of each parsed reference that it has by now."""
    if imported.references_run is None:
        return {}
    by_line = dict(
        ImportRow.objects.filter(
            run=imported.references_run, reference_key__isnull=False
        ).values_list("line", "reference_key")
    )
    known = set(
        Reference.objects.filter(key__in=list(by_line.values())).values_list("key", flat=True)
    )
    return {
        index: key
        for index, reference in enumerate(parsed.references)
        if (key := by_line.get(reference.line)) in known and key
    }
