"""What each sentence is proposed to ask, and which are not checkable at all."""

import pytest

from articles.intake import Sentence, parse_article
from articles.intake.statements import propose

BODY = {
    "effect": [
        "MSC therapy improves the symptoms of eczema.",
        "The cream relieves itching in most people.",
        "Six of nine patients responded to the infusion.",
        "Phototherapy clears plaques faster than an ointment.",
        "Stem cell treatment extends remission by a year.",
        "The drug is ineffective in children.",
        "Exosomes reduce the severity of eczema.",
        "Larkimab prevents relapses.",
        "A randomised study of 90 people found no benefit.",
        "Stem cells are particularly suitable for eczema.",
        "We hope that the infusion heals eczema.",
        "This promising therapy will revolutionise the care of patients.",
        "The tablets help people sleep.",
        "The drug is effective in adults but often has side effects.",
    ],
    "harm": [
        "The injection is safe and gentle.",
        "MSCs are well tolerated.",
        "Side effects of the drug were rare.",
        "Three patients lost sight after the injection.",
        "The infusion carries a risk of infection.",
        "Transplanted cells could cause tumour formation.",
        "Complications of surgery are uncommon.",
    ],
    "frequency": [
        "Eczema affects about 3% of adults.",
        "The prevalence of eczema is highest in the north.",
        "One in ten children has eczema.",
        "Around 12% of the adult population have dry skin.",
        "Eczema is more common in cold countries.",
        "The disease affects millions worldwide.",
    ],
    "prognosis": [
        "Eczema often goes away within ten years.",
        "People with severe eczema have a shorter life expectancy.",
        "Eczema is a lifelong disease.",
        "A third of the children go on to develop asthma.",
    ],
    "test": [
        "The sensitivity of the swab was 80%.",
        "A biopsy confirms the diagnosis.",
        "The diagnostic accuracy of dermoscopy is unknown.",
        "An ultrasound can detect early joint disease.",
    ],
    "lab": [
        "MSCs shift T cells towards a calmer state.",
        "In mice, stem cells reduced skin thickness.",
        "MSCs secrete growth factors in vitro.",
        "Exosomes of stem cells downregulate IL-17.",
        "Human stem cells put into mice calmed the skin.",
        "MSCs promote tissue repair.",
        "Exosomes are a kind of vesicle that suppress T cells.",
    ],
    "record": [
        "Larkimab was approved by the FDA in 2019.",
        "The EMA has not approved any stem cell product for eczema.",
        "The treatment is not licensed.",
        "The trial is registered as NCT01234567.",
        "We found no randomised trial in our search of 4 March 2021.",
        "No randomised trials were found.",
    ],
    "view": [
        "Larger trials should be done before anyone pays for this.",
        "More research is needed.",
        "We believe that patience is a virtue here.",
        "The potential of this work is great.",
        "Much remains to be learned in Larkstad.",
        "Somebody should count how stem cells change T cells.",
    ],
    "background": [
        "The skin is the largest organ of the body.",
        "Larkimab is one kind of medicine.",
        "Mesenchymal stem cells can be taken from bone marrow.",
        "Psoriasin is a protein of the skin.",
        "T cells attack healthy skin cells in eczema.",
        "Itching disturbs sleep.",
    ],
    "": [
        "Is it safe?",
        "What does the cream do for patients?",
        "In this article we look at cells.",
        "This section explains the words.",
        "The following are the most used creams:",
        "Following is a list of creams.",
        "The advantages of the cream include the following:",
        "Here are five facts about skin.",
        "As mentioned above, cells differ.",
        "See our page on creams.",
        "Talk to your doctor before you try this.",
        "Do not stop your tablets by yourself.",
        "If you are pregnant, ask your midwife first.",
        "Always check the label of a cream.",
        "Thank you for reading.",
        "Dear reader, this was it.",
        "Yes.",
        "Bone marrow",
        "Fat and cord tissue",
        "Figure 2: Cells on glass in the cold room of the clinic",
    ],
}
HEADINGS = {
    "harm": ["Fewer Side Effects", "A safe option", "Low risks", "Minimal complications"],
    "effect": [
        "The benefits of stem cells",
        "A new era for the skin",
        "Longer-lasting results",
        "Proven relief",
        "Better skin in weeks",
        "A miracle for eczema",
        "Skin improvement",
    ],
    "background": ["An abundant source of cells", "Easily harvested cells"],
    "": [
        "Side effects",
        "Risks and side effects",
        "Treatment of eczema",
        "What are stem cells",
        "Is there a new cure?",
        "Stem cells",
        "The immune system",
        "Prevention",
        "Trials in people",
    ],
}


@pytest.mark.parametrize(("asks", "text"), [(asks, text) for asks in BODY for text in BODY[asks]])
def test_what_a_sentence_asks(asks: str, text: str) -> None:
    assert propose(text, "body").asks == asks


@pytest.mark.parametrize(
    ("asks", "text"), [(asks, text) for asks in HEADINGS for text in HEADINGS[asks]]
)
@pytest.mark.parametrize("origin", ["title", "heading", "label"])
def test_a_heading_is_proposed_only_where_it_asserts(origin: str, asks: str, text: str) -> None:
    assert propose(text, origin).asks == asks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "We believe that MSC therapy improves eczema.",
        "Hopefully the infusion will heal many people.",
        "The infusion is a promising treatment that improves sleep.",
        "Stem cell therapy is a type of treatment that cures eczema.",
        "MSCs are known to be safe.",
        "In our opinion the cream is better than tablets.",
        "The drug should improve the lives of patients.",
    ],
)
def test_nothing_that_says_a_treatment_works_or_is_safe_is_a_view_or_background(text: str) -> None:
    assert propose(text, "body").asks in ("effect", "harm")


def body(text: str) -> list[Sentence]:
    article = parse_article(f"A title\n\n{text}\n")
    return [one for one in article.sentences if one.origin == "body"]


def test_this_speaks_of_the_treatment_in_the_sentence_before() -> None:
    first, second = body("Patients got an infusion. This eases pain in the joints.")
    assert (first.asks, second.asks) == ("background", "effect")
    assert propose("This eases pain in the joints.", "body").asks == "background"


def test_the_sentence_before_counts_only_in_the_same_paragraph() -> None:
    assert (
        body("Patients got an infusion.\n\nThis eases pain in the joints.")[1].asks == "background"
    )


def test_a_sentence_without_a_back_reference_stands_alone() -> None:
    assert body("Patients got an infusion. Rest eases pain in the joints.")[1].asks == "background"


@pytest.mark.parametrize(("asks", "text"), [(asks, text) for asks in BODY for text in BODY[asks]])
def test_checkable_says_the_same_as_asks_and_every_sentence_says_why(asks: str, text: str) -> None:
    sentence = body(f"Nobody came to Larkstad that day.\n\n- {text}")[-1]
    assert sentence.checkable is bool(sentence.asks)
    assert sentence.why


@pytest.mark.parametrize(
    "text",
    [
        "The cream reduces itching and improves sleep.",
        "The cream eases pain and itching.",
        "The infusion improves sleep and remission.",
        "The infusion strengthens the skin barrier, reducing the severity of eczema.",
        "The drug is effective but often has side effects.",
        "MSCs lower cytokines and slow cell growth.",
        "The drug causes infections or weakens the bones.",
        "Patients responded well, with minimal side effects.",
        "The tablets prolong survival as well as quality of life.",
    ],
)
def test_two_outcomes_in_one_sentence(text: str) -> None:
    assert propose(text, "body").compound


@pytest.mark.parametrize(
    "text",
    [
        "The cream reduces itching.",
        "The cream improves sleep in children and adults.",
        "The drug is effective in eczema.",
        "Side effects of the drug were rare and mild.",
        "The skin is an organ, and it heals and protects.",
        "Larkimab was approved by the FDA and reduces itching and pain.",
        "Should we reduce pain and improve sleep?",
    ],
)
def test_one_outcome_or_no_claim_about_an_outcome(text: str) -> None:
    assert not propose(text, "body").compound
