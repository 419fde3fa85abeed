"""An article from Markdown, also as Pandoc, R Markdown and Quarto write it: rendered, then read as HTML.

What runs (code cells) is left out; what is only layout for other programs (fenced divs, page breaks) too.
"""

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from articles.intake.cleaning import refuse_what_is_no_text
from articles.intake.model import Document
from articles.intake.readers.assembling import assemble
from articles.intake.readers.html import parsed
from articles.intake.readers.tree import pieces_of

_TITLE = re.compile(r"^title:[ \t]*(?P<title>.+?)[ \t]*$", re.M)
_DIV = re.compile(r"^:{3,}.*$|^\\(?:newpage|pagebreak|clearpage)[ \t]*$", re.M)
_ATTRIBUTES = re.compile(r"(?<=\S)[ \t]*\{[#.][^{}\n]{1,200}\}")
_SUPERSCRIPT = re.compile(r"(?<![\\^])\^([^\s^\[\]]{1,20})\^")
_RUN = re.compile(r"\{|=")
_COMPUTED = re.compile(r"`(?:r|python|julia|\{\w+\}) [^`\n]{1,500}`")


def read_markdown(text: str) -> Document:
    """Read an article from Markdown. HTML in it is read as HTML, never passed on."""
    refuse_what_is_no_text(text, markup_is_fine=True)
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    front_matter_plugin(parser)
    footnote_plugin(parser)
    tokens = parser.parse(_plainer(text))
    title = ""
    kept = []
    for token in tokens:
        if token.type == "front_matter":
            found = _TITLE.search(token.content)
            title = found["title"].strip("'\"") if found else ""
        elif token.type != "fence" or not _RUN.match(token.info.strip()):
            kept.append(token)
    html = parser.renderer.render(kept, parser.options, {})
    pieces, left_out = pieces_of(parsed(f"<body>{html}</body>"))
    return assemble(pieces, left_out=left_out, page_title=title)


def _plainer(text: str) -> str:
    """The text without what only other programs read; a number that one computes is an ellipsis."""
    text = _COMPUTED.sub("…", _ATTRIBUTES.sub("", _DIV.sub("", text)))
    return _SUPERSCRIPT.sub(r"<sup>\1</sup>", text)
