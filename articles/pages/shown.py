"""One claim of a page as its templates need it: the badge in words and shape, and the whole proof."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.choices import ShownAs
from articles.content import ClaimContent, OverrideContent, ReferenceContent
from articles.pages.sources import JUDGED, StandingWords, standing_words, what_it_is
from evidence.badges import BAR_NOTE, Label
from evidence.choices import ApprovalBasis, Asks, Direction, Judgement
from evidence.templatetags.badges import RECHECK, day_in_words, label_of, short_words
from references.models.library import KEY_ALPHABET

KEEP_FOLLOWING = "A source is being re-checked. Until then keep following this warning."


@dataclass(frozen=True)
class ShownSource:
    """One source of a claim: what it does for the sentence, what it is, what it says."""

    n: int
    key: str
    judged: str
    counts: bool
    what: str
    citation: str
    standing: StandingWords
    quote: str
    locator: str


@dataclass(frozen=True)
class ShownClaim:
    """A claim with everything its badge, its place in the text and its proof print."""

    number: str
    claim: ClaimContent
    label: Label
    short: str
    sources: tuple[ShownSource, ...]
    reasons: tuple[str, ...]
    on: str = ""

    @property
    def stands(self) -> bool:
        return self.claim["shown_as"] == ShownAs.APPROVED

    @property
    def is_collapsed(self) -> bool:
        return self.claim["shown_as"] == ShownAs.COLLAPSED

    @property
    def is_omitted(self) -> bool:
        return self.claim["shown_as"] == ShownAs.OMITTED

    @property
    def is_withdrawn(self) -> bool:
        """Its words were given up, not only questioned."""
        return not self.stands and self.claim.get("withdrawn", False)

    @property
    def overdue(self) -> bool:
        """Whether its review was due before the day the page was made."""
        due = self.claim["review_due_on"]
        return self.stands and bool(due) and due < self.on

    @property
    def has_proof(self) -> bool:
        """What was left out has no proof on the page; its own page tells of it."""
        return not self.is_omitted

    @property
    def is_warning(self) -> bool:
        """A suspended harm warning: it stays in force until it has been looked at (D7)."""
        return self.claim["shown_as"] == ShownAs.SUSPENDED and _warns(self.claim)

    @property
    def keep_following(self) -> str:
        return _(KEEP_FOLLOWING) if self.is_warning else ""

    @property
    def bar_note(self) -> str:
        return BAR_NOTE if self.label.bars else ""

    @property
    def override(self) -> OverrideContent | None:
        """Why another badge than the computed one is shown, while it stands."""
        return self.claim.get("override") if self.stands else None

    @property
    def computed(self) -> str:
        """The computed badge in words, where another is shown."""
        told = self.override
        return label_of(told["computed"], self.claim["direction"], "").text if told else ""

    @property
    def reviewed(self) -> str:
        """How many people judged it, in words."""
        if self.claim["basis"] == ApprovalBasis.ADJUDICATION:
            return _("The reviewers disagreed; a third reviewer decided")
        if self.claim["basis"] == ApprovalBasis.CANCELLATION:
            return _("Approved, and restored after a mistaken notice was cancelled")
        if len(self.claim["reviewers"]) == 2:
            return _("Two reviewers, independently of each other")
        return _("One reviewer") if self.claim["reviewers"] else _("Reviewed")

    @property
    def is_demonstration(self) -> bool:
        return any(person["demonstration"] for person in self.claim["reviewers"])

    @property
    def plain(self) -> str:
        """The claim where no badge can stand: titles of windows, descriptions."""
        if self.is_omitted or self.is_collapsed:
            return "[…]"
        text = self.claim["text"]
        if self.claim["is_myth"]:
            text = _("Myth: “%(text)s”") % {"text": text}
        if not self.stands:
            text += " " + (_("(withdrawn)") if self.is_withdrawn else _("(being re-checked)"))
        return text


def shown_claim(
    number: str, claim: ClaimContent, references: dict[int, ReferenceContent], *, on: str = ""
) -> ShownClaim:
    """Everything about one claim on a day. One that does not stand has lost its badge and its bars."""
    label = label_of(claim["badge"], claim["direction"], claim["checked_on"])
    short = short_words(claim["badge"], claim["direction"])
    if claim["shown_as"] != ShownAs.APPROVED:
        since = day_in_words(claim["since"]) if claim["since"] else ""
        words = (
            _("Being re-checked since %(day)s") % {"day": since} if since else _("Being re-checked")
        )
        if claim.get("withdrawn") and not _warns(claim):
            words = _("We no longer say this")
        label, short = Label(words, RECHECK, 0), words
    numbers = {reference["key"]: n for n, reference in references.items()}
    return ShownClaim(
        number=number,
        claim=claim,
        label=label,
        short=short,
        sources=tuple(
            _shown_source(
                references[cited["n"]], cited["judgement"], cited["quote"], cited["locator"]
            )
            for cited in claim["citations"]
        ),
        reasons=tuple(_with_numbers(sentence, numbers) for _line, sentence in claim["reasons"]),
        on=on,
    )


def _warns(claim: ClaimContent) -> bool:
    return claim["asks"] == Asks.HARM and claim["direction"] == Direction.HARM


def _shown_source(
    reference: ReferenceContent, judgement: str, quote: str, locator: str
) -> ShownSource:
    standing = standing_words(reference["standing"], reference["standing_as_of"])
    return ShownSource(
        n=reference["n"],
        key=reference["key"],
        judged=_(JUDGED[Judgement(judgement)]),
        counts=judgement in (Judgement.SUPPORTS, Judgement.CONTRADICTS),
        what=what_it_is(reference),
        citation=reference["citation"],
        standing=standing,
        quote=quote,
        locator=locator,
    )


def _with_numbers(sentence: str, numbers: dict[str, int]) -> str:
    """The rule names sources by key; readers know them by number."""
    return re.sub(
        rf"\br(?:[{KEY_ALPHABET}]{{12}}|[{KEY_ALPHABET}]{{9}})\b",
        lambda found: f"[{numbers[found[0]]}]" if found[0] in numbers else "another study",
        sentence,
    )
