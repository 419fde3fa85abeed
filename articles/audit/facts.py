"""What the audit is told of a page. All keys are public keys; dates are ISO text, empty if there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class AuditedClaim:
    """One placed claim as its words stand now. `badge` is what is shown, or what was computed, or nothing.

    `cites` are the keys of its references by stance as the author states it. `against` are the words of
    approved claims elsewhere that answer the same question the other way.
    """

    place: int
    section: str
    key: str
    text: str
    asks: str = ""
    direction: str = ""
    badge: str = ""
    is_finding: bool = False
    is_myth: bool = False
    is_key_message: bool = False
    is_suspended: bool = False
    effect_line: str = ""
    review_due_on: str = ""
    cites: Mapping[str, str] = field(default_factory=dict)
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditedSource:
    """One work that a placed claim cites. `design` is what staff entered, empty if nobody did.

    `published` is the key of the work that a preprint became, empty if the library knows none.
    """

    key: str
    name: str
    standing: str
    design: str = ""
    n: int | None = None
    is_preprint: bool = False
    published: str = ""
    calls_itself_retracted: bool = False
    has_identifier: bool = True
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """One line of Markdown outside claims: its section, its number there, its words without the claims."""

    section: str
    line: int
    text: str


@dataclass(frozen=True)
class Facts:
    """Everything about one revision. `broken_links` are (section, line, address, why)."""

    claims: tuple[AuditedClaim, ...]
    sources: Mapping[str, AuditedSource]
    passages: tuple[Passage, ...]
    plain: str
    today: str
    broken_links: tuple[tuple[str, int, str, str], ...] = ()
    undisclosed: tuple[tuple[str, str], ...] = ()
