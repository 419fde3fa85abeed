"""The shape of `Publication.content`: all that a page prints, frozen at publication. Pure types.

HTML parts carry markers in place of badges: `<!--claim:3-->text<!--/claim:3-->` around each placed claim
(the number is the entry's position, a key of `claims`), and after the block that holds them
`<!--proofs:3,4-->`. `articles.pages` puts badges and proofs there; a redesign never changes a publication.
Dates are ISO text (YYYY-MM-DD).
"""

from typing import NotRequired, TypedDict


class Person(TypedDict):
    """A reviewer as readers are told of them."""

    name: str
    credentials: str
    orcid: str
    interests: str
    interests_on: NotRequired[str]  # since 2026-11; pages published before tell no date
    demonstration: bool


class CitationContent(TypedDict):
    """One citation of a claim. `n` is the number of the reference on the page."""

    n: int
    judgement: str  # evidence.choices.Judgement
    quote: str
    locator: str


class OverrideContent(TypedDict):
    """That reviewers show another badge than the computed one."""

    computed: str  # evidence.choices.BadgeValue
    reason: str
    by: list[str]  # names of the reviewers
    until: str  # "" if it has no end


class ClaimContent(TypedDict):
    """One placed claim, as it stood when the page was published."""

    key: str
    version: int
    text: str
    asks: str
    direction: str
    badge: str  # evidence.choices.BadgeValue
    reasons: list[list[str]]  # [rule line, sentence]
    shown_as: str  # articles.choices.ShownAs
    since: str  # when it was suspended; "" if it stands
    suspension: str  # why, in words; "" if it stands
    withdrawn: NotRequired[bool]  # its words were withdrawn while they were re-checked
    is_myth: bool
    is_key_message: bool
    basis: str  # evidence.choices.ApprovalBasis
    reviewers: list[Person]
    approved_on: str
    review_due_on: str  # "" if no question
    searched_on: str  # evidence searched to; "" if no search
    checked_on: str  # of an official record or a recorded search; "" otherwise
    effect_line: str
    citations: list[CitationContent]
    override: NotRequired[OverrideContent | None]  # older publications knew of none


class ReferenceContent(TypedDict):
    """One reference of the page, in order of appearance, with what kind of source it is."""

    n: int
    key: str
    citation: str  # formatted, plain text
    title: str
    authors: list[dict[str, str]]
    container_title: str
    year: int | None
    doi: str
    pmid: str
    url: str
    design: str  # evidence.choices.Design
    population: str  # evidence.choices.Population
    species: str
    n_analysed: int | None
    follow_up: str
    funding: str
    interests: str  # evidence.choices.Interests
    seller_involved: NotRequired[bool]  # before it was told apart, `interests` said so
    is_preprint: bool
    standing: str  # references.choices.Standing
    standing_as_of: str


class Change(TypedDict):
    """One line of "What changed"."""

    on: str
    cause: str  # articles.choices.PublicationCause
    note: str


class Content(TypedDict):
    """Everything that one article page prints."""

    key: str
    slug: str
    title: str  # plain text
    title_html: str  # with markers, where the title holds a claim
    summary_html: str
    key_messages_html: str
    body_html: str
    headings: list[dict[str, str]]  # {"id", "text"} of the body's second-level headings
    claims: dict[str, ClaimContent]  # by position, as text
    references: list[ReferenceContent]
    signed_off_by: Person
    signed_off_on: str
    waived: list[dict[str, str]]  # {"item": SignOffItem, "reason"}
    review_due_on: str  # the earliest of its claims; "" if none
    searched_on: str  # the earliest search behind a claim; "" if none
    published_on: str
    first_published_on: str
    changes: list[Change]  # newest first
    demonstration: bool
    language: NotRequired[str]
