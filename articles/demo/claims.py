"""The sentences of the demonstration, what each asks, and what it cites. In our own words."""

from dataclasses import dataclass, field
from typing import Any

from evidence.choices import Asks, Design, Direction, Judgement, Stance


@dataclass(frozen=True)
class DemoCitation:
    """One citation, and what the demonstration's reviewers find."""

    work: str
    stance: str = Stance.SUPPORTS
    comparison: str = ""


@dataclass(frozen=True)
class DemoClaim:
    """One sentence, with its words and citations."""

    text: str
    asks: str
    cites: tuple[DemoCitation, ...]
    question: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    myth: bool = False


def _supports(*works: str, comparison: str = "") -> tuple[DemoCitation, ...]:
    return tuple(DemoCitation(work, comparison=comparison) for work in works)


QUESTIONS: dict[str, dict[str, str]] = {
    "msc-psoriasis-severity": {
        "title": "Do infusions of mesenchymal stem cells make psoriasis less severe?",
        "population": "Adults with psoriasis",
        "intervention": "Infusion of mesenchymal stem cells",
        "comparator": "No such infusion, or usual treatment",
        "outcome": "Severity of psoriasis (PASI)",
    },
    "fat-cells-eye-blindness": {
        "title": "Can injections of fat-derived cells into the eye cost sight?",
        "population": "Adults with macular degeneration",
        "intervention": "Injection of cells from their own fat into the eye",
        "comparator": "No injection",
        "outcome": "Loss of sight",
    },
    "msc-fever": {
        "title": "Do infusions of mesenchymal stromal cells cause fever?",
        "population": "Adults with any disease",
        "intervention": "Infusion of mesenchymal stromal cells",
        "comparator": "No such infusion",
        "outcome": "Fever soon after the infusion",
    },
}

CLAIMS: dict[str, DemoClaim] = {
    "psoriasis-is-immune": DemoClaim(
        "Psoriasis is a long-lasting inflammation of the skin that is driven by the immune system.",
        Asks.BACKGROUND,
        _supports("griffiths", "greb"),
    ),
    "psoriasis-skin-grows-fast": DemoClaim(
        "In psoriasis skin cells multiply faster than they are shed, which builds up scaly plaques.",
        Asks.BACKGROUND,
        _supports("griffiths", "greb"),
    ),
    "msc-defined": DemoClaim(
        "Mesenchymal stem cells are recognised by clinging to plastic, by certain marks on their surface,"
        " and by turning into bone, cartilage or fat cells in the laboratory.",
        Asks.BACKGROUND,
        _supports("dominici"),
    ),
    "msc-three-sources": DemoClaim(
        "Mesenchymal stem cells come from three tissues only: bone marrow, fat and the umbilical cord.",
        Asks.BACKGROUND,
        (DemoCitation("meng", Stance.CONTRADICTS), DemoCitation("sah", Stance.MENTIONS)),
        myth=True,
    ),
    "th17-treg-dish": DemoClaim(
        "In the laboratory, mesenchymal stem cells of healthy people calmed overactive T cells of people"
        " with psoriasis.",
        Asks.LAB,
        _supports("jiao"),
        words={"is_finding": True},
    ),
    "interferon-mice": DemoClaim(
        "In mice with a psoriasis-like rash, injected mesenchymal stem cells lessened the inflammation of"
        " the skin.",
        Asks.LAB,
        _supports("chen"),
        words={"is_finding": True},
    ),
    "exosomes-mice": DemoClaim(
        "In mice with a psoriasis-like rash, vesicles shed by umbilical cord cells eased the inflammation"
        " of the skin.",
        Asks.LAB,
        _supports("zhang"),
        words={"is_finding": True},
    ),
    "sod-mice": DemoClaim(
        "Cells altered to make more of the enzyme superoxide dismutase eased a psoriasis-like rash in mice.",
        Asks.LAB,
        _supports("sah"),
        words={"is_finding": True},
    ),
    "single-arm-17": DemoClaim(
        "In one trial without a comparison group, 8 of 17 people with psoriasis improved by at least 40%"
        " after infusions of umbilical cord cells.",
        Asks.EFFECT,
        _supports("cheng", comparison=Design.SINGLE_ARM_TRIAL),
        question="msc-psoriasis-severity",
        words={"direction": Direction.FOR, "is_finding": True},
    ),
    "one-patient": DemoClaim(
        "One case report tells of a single patient whose psoriasis improved after infusions of umbilical"
        " cord cells.",
        Asks.EFFECT,
        _supports("ahn", comparison=Design.CASE_REPORT),
        question="msc-psoriasis-severity",
        words={"direction": Direction.FOR, "is_finding": True},
    ),
    "sight-lost": DemoClaim(
        "Three people lost sight after a clinic injected cells from their own fat into their eyes.",
        Asks.HARM,
        _supports("kuriyan", comparison=Design.CASE_SERIES),
        question="fat-cells-eye-blindness",
        words={"direction": Direction.HARM, "is_finding": True},
    ),
    "fever": DemoClaim(
        "A review of trials found short fevers more often in people who were given mesenchymal stromal"
        " cells than in people who were not.",
        Asks.HARM,
        _supports("lalu", comparison=Design.SYSTEMATIC_REVIEW),
        question="msc-fever",
        words={"direction": Direction.HARM, "is_finding": True, "comparative": True},
    ),
    "fda-first-approval": DemoClaim(
        "In December 2024 the United States approved its first mesenchymal stromal cell product, for"
        " children with a complication of bone marrow transplants.",
        Asks.RECORD,
        _supports("fda"),
    ),
    "marrow-all-tissues": DemoClaim(
        "Cells from the bone marrow of adult mice turned into many kinds of tissue.",
        Asks.LAB,
        _supports("jiang"),
        words={"is_finding": True},
    ),
    "our-view-trials": DemoClaim(
        "In our view such cells should be given for psoriasis only within a registered trial.",
        Asks.VIEW,
        (),
    ),
}

SECOND: dict[str, DemoClaim] = {
    "hgf-mice": DemoClaim(
        "Tooth pulp cells altered to make more of a growth factor made a psoriasis-like rash in mice less"
        " severe.",
        Asks.LAB,
        _supports("meng"),
        words={"is_finding": True},
    ),
}

JUDGEMENT_OF: dict[str, str] = {
    Stance.SUPPORTS: Judgement.SUPPORTS,
    Stance.CONTRADICTS: Judgement.CONTRADICTS,
    Stance.MENTIONS: Judgement.MENTIONS,
}
NO_QUOTE = "Demonstration: no passage was copied from the source."
VOUCH = "Demonstration: no reviewer read the source for this."
