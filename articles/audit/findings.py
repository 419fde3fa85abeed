"""What the audit says of one place."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["stops", "mend", "look"]
SEVERITIES: tuple[Severity, ...] = ("stops", "mend", "look")
MEANING: dict[Severity, str] = {
    "stops": "The page cannot be published like this",
    "mend": "A reader could be misled",
    "look": "A person should look",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or may be.

    `rule` is its stable name. `place` is the number of the claim on the page, or 0 for what stands outside
    claims; `section` and `line` (of the section's Markdown, or of an import's source; 0 if unknown) say where.
    `text` is the sentence, of which `start` to `end` are the words in question. `claim` and `reference` are
    keys, empty where none is concerned.
    """

    rule: str
    severity: Severity
    why: str
    mend: str
    text: str = ""
    start: int = 0
    end: int = 0
    section: str = ""
    place: int = 0
    line: int = 0
    claim: str = ""
    reference: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON can carry it."""
        return asdict(self)
