"""From a publication to bytes: the text with its badges, then the whole page."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles.choices import PublicationCause, SignOffItem
from articles.content import Content, ReferenceContent
from articles.markdown import HEADING
from articles.models import Publication
from articles.pages import markers
from articles.pages.shown import ShownClaim, shown_claim
from articles.pages.sources import interests_words, standing_words, what_it_is
from articles.pages.structured import article_data, json_ld
from evidence.badges import BAR_NOTE

ROOT = Path(settings.BASE_DIR)
DESCRIPTION_LENGTH = 160
# Everything that makes a page what it is, besides the publication.
MAKERS = (
    "templates/base.html",
    "templates/articles/**/*.html",
    "templates/components/**/*.html",
    "articles/pages/*.py",
    "articles/choices.py",
    "articles/urls.py",
    "evidence/badges/labels.py",
    "evidence/choices.py",
    "evidence/templatetags/*.py",
    "references/choices.py",
)
STYLE_SHEET = "portal.css"


@dataclass(frozen=True)
class RenderedPage:
    """What a `Page` stores: the bytes, the same compressed, their name, and what made them."""

    html: bytes
    gzip: bytes
    etag: str
    templates: str


def render_page(publication: Publication) -> RenderedPage:
    """The page of a publication, as the current templates show it."""
    html = render(publication.content, publication.number).encode()
    return RenderedPage(
        html=html,
        gzip=gzip.compress(html, 9, mtime=0),
        etag=hashlib.sha256(html).hexdigest(),
        templates=templates_digest(),
    )


@cache
def templates_digest() -> str:
    """SHA-256 over templates, code and the name of the style sheet: changes when pages would."""
    digest = hashlib.sha256(static(STYLE_SHEET).encode())
    for pattern in MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def render(content: Content, number: int) -> str:
    """The whole page as HTML. Refuses a text in which a claim is missing or unknown."""
    text = PageText(content)
    text.check()
    url = reverse("articles:article", args=[content["slug"]])
    title = text.plain_title()
    summary = text.plain(content["summary_html"])
    context = {
        "content": content,
        "overdue": "" < content["review_due_on"] < content["published_on"],
        "number": number,
        "url": url,
        "title": title,
        "description": Truncator(summary).chars(DESCRIPTION_LENGTH),
        "title_html": text.title(),
        "title_proofs": text.title_proofs(),
        "summary": text.filled(content["summary_html"]),
        "key_messages": text.filled(content["key_messages_html"]),
        "body": text.filled(content["body_html"]),
        "headings": text.headings(),
        "legend": text.legend(),
        "bar_note": BAR_NOTE,
        "references": [shown_reference(reference) for reference in content["references"]],
        "waived": [
            {"item": SignOffItem(waived["item"]).label, "reason": waived["reason"]}
            for waived in content["waived"]
        ],
        "changes": [
            {
                "on": change["on"],
                "note": change["note"],
                "cause": PublicationCause(change["cause"]).label,
            }
            for change in content["changes"]
        ],
        "json_ld": mark_safe(json_ld(article_data(content, title=title, url=url))),
    }
    return get_template("articles/article.html").render(context)


def shown_reference(reference: ReferenceContent) -> dict[str, Any]:
    """One line of the list of references."""
    return {
        **reference,
        "what": what_it_is(reference),
        "standing_words": standing_words(reference["standing"], reference["standing_as_of"]),
        "interests_words": interests_words(
            reference["interests"], seller_involved=reference.get("seller_involved", False)
        ),
    }


class PageText:
    """The parts of a page's text, with badges and proofs put in. `page` is empty on the page itself."""

    def __init__(self, content: Content, *, page: str = "") -> None:
        self.content = content
        self.page = page
        references = {reference["n"]: reference for reference in content["references"]}
        self.claims: dict[str, ShownClaim] = {
            number: shown_claim(number, claim, references, on=content["published_on"])
            for number, claim in content["claims"].items()
        }

    def check(self) -> None:
        """Every claim stands in the text exactly once."""
        parts = ("title_html", "summary_html", "key_messages_html", "body_html")
        markers.check([str(self.content[part]) for part in parts], self.claims)  # type: ignore[literal-required]

    def filled(self, html: str) -> SafeString:
        """The part with a badge after each claim and the proofs after its block."""
        return mark_safe(markers.fill(html, self._claim, self._proofs))

    def without_proofs(self, html: str) -> SafeString:
        """The part with badges that lead to the proofs of the page."""
        return mark_safe(markers.fill(html, self._claim, lambda numbers: ""))

    def title(self) -> SafeString:
        """The title with its badges; without claims, as plain text."""
        html = self.content["title_html"]
        return self.without_proofs(html) if html else escape(self.content["title"])

    def plain_title(self) -> str:
        """The title as plain text."""
        html = self.content["title_html"]
        return self.plain(html) if html else self.content["title"]

    def title_proofs(self) -> SafeString:
        """The proofs of the claims in the title, which a heading cannot hold."""
        return mark_safe(self._proofs(markers.positions(self.content["title_html"])))

    def plain(self, html: str) -> str:
        """The part as plain text."""
        return markers.plain(html, lambda number: self._known(number).plain)

    def headings(self) -> list[dict[str, str]]:
        """Second-level headings, each claim in them told as the text tells it."""
        return [
            {"id": found[1], "text": self.plain(found[2])}
            for found in HEADING.finditer(self.content["body_html"])
        ]

    def legend(self) -> list[ShownClaim]:
        """One claim for each kind of badge on the page, in order of appearance."""
        kinds: dict[str, ShownClaim] = {}
        for shown in self.claims.values():
            kinds.setdefault(shown.short if shown.stands else "", shown)
        return list(kinds.values())

    def _known(self, number: str) -> ShownClaim:
        if number not in self.claims:
            raise markers.BrokenMarkers(f"no claim has the number {number}")
        return self.claims[number]

    def _claim(self, number: str) -> str:
        context = {"shown": self._known(number), "page": self.page}
        return get_template("components/claim.html").render(context).strip()

    def _proofs(self, numbers: list[str]) -> str:
        shown = [self._known(number) for number in numbers]
        shown = [claim for claim in shown if claim.has_proof]
        if not shown:
            return ""
        return get_template("components/proofs.html").render({"claims": shown}).strip()


def summary_text(content: Content, url: str) -> tuple[str, SafeString]:
    """Title as plain text and summary with badges, for a list of articles."""
    text = PageText(content, page=url)
    return text.plain_title(), text.without_proofs(content["summary_html"])
