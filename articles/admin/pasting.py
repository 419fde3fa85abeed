"""What somebody pastes from Word or from a web page, as our Markdown: only text is left, and nothing is a claim yet."""

from dataclasses import dataclass

from articles.intake import ArticleRefused, ParsedArticle, to_markdown
from articles.intake.markup import escaped
from articles.intake.readers.assembling import assemble
from articles.intake.readers.html import parsed
from articles.intake.readers.tree import pieces_of
from articles.intake.sentences import find_sentences
from references.refusals import NotPossible

MOST_CHARACTERS = 1_000_000
NOTHING = "Nothing in it can be read as text."


@dataclass(frozen=True)
class Pasted:
    """The Markdown, and what was pasted but is no part of a text, in words."""

    markdown: str
    left_out: str


def pasted_markdown(html: str) -> Pasted:
    """Read a piece of HTML with the readers of the import. Marks of citations stay where they stand.

    Refuses what is too large, what cannot be read and what holds no text.
    """
    if len(html) > MOST_CHARACTERS:
        raise NotPossible(
            f"That is more than {MOST_CHARACTERS:,} characters: import the article instead."
        )
    try:
        pieces, _ = pieces_of(parsed(html))
        document = assemble(pieces)
    except ArticleRefused as refused:
        raise NotPossible(NOTHING) from refused
    body = to_markdown(
        ParsedArticle(
            title="",
            blocks=document.blocks,
            references=(),
            citations=(),
            sentences=find_sentences("", document.blocks, ()),
            hype=(),
            hype_checked=False,
            dropped=(),
        )
    )
    # What an article would have for its title is a heading, or a line, of a text that is pasted.
    title = escaped(document.title)
    heading = f"## {title}" if body else title
    parts = [part for part in (heading if title else "", body.strip("\n")) if part]
    if not parts and not document.references:
        raise NotPossible(NOTHING)
    return Pasted("\n\n".join(parts), _left_out(len(document.references), len(document.dropped)))


def _left_out(references: int, lines: int) -> str:
    said = []
    if references:
        entries = "1 entry" if references == 1 else f"{references} entries"
        said.append(f"{entries} of a list of references: cite those works at their claims")
    if lines:
        said.append("1 line that is no text" if lines == 1 else f"{lines} lines that are no text")
    return f"Left out: {'; '.join(said)}." if said else ""
