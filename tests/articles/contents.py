"""The content of a made-up article by hand: every badge, every way a claim can appear."""

from html import escape
from typing import Any

from articles.content import ClaimContent, Content, Person, ReferenceContent

ADA: Person = {
    "name": "Dr Ada Sample",
    "credentials": "consultant dermatologist, PhD",
    "orcid": "0000-0002-1825-0097",
    "interests": "",
    "demonstration": False,
}
BEN: Person = {
    "name": "Dr Ben Example",
    "credentials": "haematologist",
    "orcid": "",
    "interests": "Paid lectures on bone marrow transplantation for a hospital group in 2023.",
    "demonstration": False,
}


def a_reference(n: int, title: str, **fields: Any) -> ReferenceContent:
    reference: ReferenceContent = {
        "n": n,
        "key": f"r23456789{chr(96 + n)}",
        "citation": f"Example A, Sample B, et al. {title}. Journal of Examples. 2022;{n}(1):{n}1-{n}9.",
        "title": title,
        "authors": [{"family": "Example", "given": "A"}],
        "container_title": "Journal of Examples",
        "year": 2022,
        "doi": f"10.5555/example.2022.{n}",
        "pmid": "",
        "url": "",
        "design": "rct",
        "population": "people",
        "species": "",
        "n_analysed": 40,
        "follow_up": "12 weeks",
        "funding": "",
        "interests": "none",
        "is_preprint": False,
        "standing": "none_found",
        "standing_as_of": "2026-05-02",
    }
    reference.update(fields)  # type: ignore[typeddict-item]
    return reference


def a_claim(text: str, badge: str, *cited: int, **fields: Any) -> ClaimContent:
    claim: ClaimContent = {
        "key": "-".join(text.lower().split()[:4]).strip(".,").replace(",", "").replace("'", ""),
        "version": 1,
        "text": text,
        "asks": "effect",
        "direction": "for",
        "badge": badge,
        "reasons": [],
        "shown_as": "approved",
        "since": "",
        "suspension": "",
        "is_myth": False,
        "is_key_message": False,
        "basis": "reviews",
        "reviewers": [ADA],
        "approved_on": "2026-04-11",
        "review_due_on": "2027-04-11",
        "searched_on": "2026-03-02",
        "checked_on": "",
        "effect_line": "",
        "citations": [
            {
                "n": n,
                "judgement": "supports",
                "quote": "At week 12, 9 of 20 treated participants and 4 of 20 controls had "
                "clear or almost clear skin.",
                "locator": "abstract, results",
            }
            for n in cited
        ],
    }
    claim.update(fields)  # type: ignore[typeddict-item]
    return claim


REFERENCES = [
    a_reference(
        1,
        "Cells from umbilical cord for plaque psoriasis: a randomised, placebo-controlled trial",
        pmid="34567890",
        funding="public research grant",
    ),
    a_reference(
        2,
        "Two people with psoriasis treated with cells of their own fat: a case report",
        design="case_report",
        n_analysed=2,
        follow_up="",
        interests="seller",
        standing="not_checked",
        standing_as_of="",
        doi="",
        url="https://example.org/journals/a-long-address/that-has-no-spaces-in-it-at-all/article/2022/2",
    ),
    a_reference(
        3,
        "Marrow cells calm inflamed skin in imiquimod-treated mice",
        design="animal",
        population="animals",
        species="mice",
        n_analysed=24,
        follow_up="",
    ),
    a_reference(
        4,
        "T cells shift towards a regulatory type beside stromal cells",
        design="in_vitro",
        population="cells",
        n_analysed=None,
        follow_up="",
        is_preprint=True,
    ),
    a_reference(
        5,
        "Loss of sight after cells were injected into the eye: three patients",
        design="case_series",
        n_analysed=3,
        follow_up="1 year",
        standing="concern",
    ),
    a_reference(
        6,
        "Stromal cell infusions and the length of remission",
        standing="retracted",
        funding="the maker of the infusion",
        interests="declared",
    ),
    a_reference(
        7,
        "Handbook of cell biology, chapter 4: cells of the connective tissue",
        design="reference_work",
        population="",
        n_analysed=None,
        follow_up="",
    ),
    a_reference(
        8,
        "List of approved cellular and gene therapy products",
        design="official_document",
        population="",
        n_analysed=None,
        follow_up="",
        doi="",
        url="https://example.gov/approved",
        interests="not_reported",
    ),
    a_reference(
        9,
        "Recorded search: PubMed, psoriasis AND mesenchymal AND randomised",
        citation="Recorded search: PubMed, “psoriasis AND mesenchymal AND randomised”, "
        "2 Mar 2026, 7 hits.",
        design="search",
        population="",
        n_analysed=None,
        follow_up="",
        doi="",
        interests="not_reported",
        standing="not_checked",
        standing_as_of="",
    ),
]

SAFE_WORDS = (
    "A source of this sentence was retracted: Stromal cell infusions and the length of remission"
)
QUESTION_FREE = {"review_due_on": "", "searched_on": ""}

CLAIMS = {
    "1": a_claim(
        "In one trial of 40 people, cells from umbilical cord probably cleared the skin of more "
        "people than placebo did.",
        "moderate",
        1,
        is_key_message=True,
        reviewers=[ADA, BEN],
        effect_line="9 of 20 people treated and 4 of 20 on placebo had clear or almost clear skin "
        "after 12 weeks.",
        reasons=[
            ["1", "r23456789a counts: a reviewer confirmed that it says this."],
            ["4", "The best design is a randomised trial: the level starts at 4 of 4."],
            ["5", "Fewer than 400 people in all: lowered by 1."],
        ],
    ),
    "2": a_claim(
        "Three people lost their sight after cells were injected into their eyes.",
        "very_low",
        5,
        asks="harm",
        direction="harm",
        is_key_message=True,
    ),
    "3": a_claim(
        "Remission lasts longer after infusions of stromal cells.",
        "low",
        6,
        shown_as="omitted",
        since="2026-05-03",
        suspension=SAFE_WORDS,
        is_key_message=True,
    ),
    "4": a_claim(
        "A mesenchymal stromal cell is a cell of the connective tissue that can become bone, "
        "cartilage or fat in the dish.",
        "background",
        7,
        asks="background",
        direction="",
        **QUESTION_FREE,
    ),
    "5": a_claim(
        "In mice with inflamed skin, marrow cells reduced redness and scaling.",
        "lab_animal",
        3,
        4,
        asks="lab",
    ),
    "6": a_claim(
        "In two people, plaques cleared within a month of an injection of fat cells; whether the "
        "cells did it is very uncertain.",
        "very_low",
        2,
    ),
    "7": a_claim(
        "Cells of any origin cure psoriasis for good.",
        "contradicted",
        1,
        is_myth=True,
        citations=[
            {
                "n": 1,
                "judgement": "contradicts",
                "quote": "Most participants relapsed within a year.",
                "locator": "page 7",
            }
        ],
    ),
    "8": a_claim(
        "Trials disagree about whether repeated infusions add anything.",
        "mixed",
        1,
        2,
        basis="adjudication",
    ),
    "9": a_claim(
        "By March 2026 no cell product was approved for psoriasis in the United States.",
        "record",
        8,
        9,
        asks="record",
        direction="",
        checked_on="2026-03-02",
        **QUESTION_FREE,
    ),
    "10": a_claim(
        "Tingling and fever occur in the days after an infusion.",
        "low",
        6,
        asks="harm",
        direction="harm",
        shown_as="suspended",
        since="2026-05-03",
        suspension=SAFE_WORDS,
    ),
    "11": a_claim(
        "Remission may last a year longer after two infusions than after one.",
        "low",
        6,
        shown_as="suspended",
        since="2026-05-03",
        suspension=SAFE_WORDS,
    ),
    "12": a_claim(
        "Itching may ease within weeks.",
        "low",
        6,
        shown_as="collapsed",
        since="2026-04-12",
        suspension=SAFE_WORDS,
    ),
    "13": a_claim(
        "We think that nobody should pay for an unproven infusion.",
        "not_graded",
        asks="view",
        direction="",
        **QUESTION_FREE,
    ),
    "14": a_claim(
        "Established treatments clear the skin in most people who take them.",
        "high",
        1,
        reviewers=[ADA, BEN],
    ),
    "15": a_claim("Cells may ease joint pain in psoriatic arthritis.", "low", 1),
}


def placed(*numbers: int) -> str:
    """The claims with their markers, as running text."""
    return " ".join(
        f"<!--claim:{n}-->{escape(CLAIMS[str(n)]['text'])}<!--/claim:{n}-->" for n in numbers
    )


def block(*numbers: int, before: str = "", after: str = "") -> str:
    listed = ",".join(map(str, numbers))
    return f"<p>{before}{placed(*numbers)}{after}</p>\n<!--proofs:{listed}-->\n"


def a_content(**fields: Any) -> Content:
    content: Content = {
        "key": "psoriasis",
        "slug": "stem-cells-and-psoriasis",
        "title": "Stem cells and psoriasis: what is known",
        "title_html": "Stem cells and psoriasis: what is known",
        "summary_html": block(
            15,
            before="Cells from marrow, fat or umbilical cord are offered for psoriasis. ",
            after=" This page says what was found, and in whom.",
        ),
        "key_messages_html": "<ul>\n"
        + "".join(f"<li>{placed(n)}<!--proofs:{n}--></li>\n" for n in (1, 2, 3))
        + "</ul>",
        "body_html": '<h2 id="what-they-are">What these cells are</h2>\n'
        + block(4, before="The name promises more than the cells do. ")
        + "<p>They are studied because they seem to calm the immune system, which is too active in "
        "psoriasis. What happens in a dish or in a mouse need not happen in a person.</p>\n"
        + block(5)
        + '<h2 id="in-people">What was seen in people</h2>\n'
        + block(6, 8, before="Few people have been treated in studies. ")
        + "<h3>What is sold</h3>\n"
        + block(7, 9)
        + block(11, 12)
        + '<h2 id="harms">What can go wrong</h2>\n'
        + block(10, before="Harm is told before benefit where both are uncertain. ")
        + '<h2 id="instead">What else there is</h2>\n'
        + block(14, 13)
        + "<table><thead><tr><th>Treatment</th><th>Given as</th></tr></thead><tbody>"
        "<tr><td>Ointments</td><td>on the skin</td></tr><tr><td>Light</td><td>in sessions</td></tr>"
        "</tbody></table>\n",
        "headings": [
            {"id": "what-they-are", "text": "What these cells are"},
            {"id": "in-people", "text": "What was seen in people"},
            {"id": "harms", "text": "What can go wrong"},
            {"id": "instead", "text": "What else there is"},
        ],
        "claims": CLAIMS,
        "references": REFERENCES,
        "signed_off_by": BEN,
        "signed_off_on": "2026-04-14",
        "waived": [
            {
                "item": "absolute_numbers",
                "reason": "Only one trial gives numbers of people; they are told with its result.",
            }
        ],
        "review_due_on": "2027-04-11",
        "searched_on": "2026-03-02",
        "published_on": "2026-05-03",
        "first_published_on": "2026-04-15",
        "changes": [
            {
                "on": "2026-05-03",
                "cause": "reissue",
                "note": "A source was retracted; three sentences are being re-checked.",
            },
            {"on": "2026-04-15", "cause": "first", "note": ""},
        ],
        "demonstration": True,
        "language": "en",
    }
    content.update(fields)  # type: ignore[typeddict-item]
    return content
