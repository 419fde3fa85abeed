"""The rule in words, with its numbers and its sources: the public methodology page is made from it.

The code beside this file takes its thresholds from here, so page and code cannot drift.
"""

from dataclasses import dataclass

METHOD_VERSION = "2"

TOP, BOTTOM = 4, 1
FEW_PEOPLE, VERY_FEW_PEOPLE = 400, 100
SURROGATE_CAP = 2
ONE_CLUSTER_CAP = 3
PREPRINT_CAP = 2
GUIDELINE_CAP = 3
POINTS_AGAINST_FROM = 2
POINTS_AGAINST_A_WARNING_FROM = 3


@dataclass(frozen=True)
class RuleLine:
    """One line of the rule: what it says, how to read it, where it comes from, where stricter."""

    line: str
    title: str
    text: str
    source: str
    readings: tuple[str, ...] = ()
    stricter: str = ""


OCEBM = "OCEBM Levels of Evidence Working Group 2011"
BALSHEM = "GRADE guidelines 3 (Balshem 2011, doi:10.1016/j.jclinepi.2010.07.015)"
IMPRECISION = "GRADE guidelines 6 (Guyatt 2011, doi:10.1016/j.jclinepi.2011.01.012)"
INCONSISTENCY = "GRADE guidelines 7 (Guyatt 2011, doi:10.1016/j.jclinepi.2011.03.017)"
INDIRECTNESS = "GRADE guidelines 8 (Guyatt 2011, doi:10.1016/j.jclinepi.2011.04.014)"
RATING_UP = "GRADE guidelines 9 (Guyatt 2011, doi:10.1016/j.jclinepi.2011.06.004)"
WORDING = "GRADE guidelines 26 (Santesso 2020, doi:10.1016/j.jclinepi.2019.10.014)"
PROGNOSIS = "GRADE for prognosis (Iorio 2015, doi:10.1136/bmj.h870)"
TESTS = "GRADE for tests (Schünemann 2008, doi:10.1136/bmj.39500.677199.AE)"
OWN = "A rule of this portal; GRADE and OCEBM leave it open"

RULE = (
    RuleLine(
        "0",
        "What the sentence asks",
        "A view is shown as the author's view. Nothing that says whether an intervention works, is "
        "safe, is better or is available may pass as a view or as background: it is graded as what "
        "it asserts. An approval, a registration or 'our search found none' is a record; its "
        "source is an official document, a registry entry or a stored search with its date.",
        OWN,
        (
            (
                "A document, a dated search or a publication that counts against a record makes it "
                "'contradicted'."
            ),
            (
                "A definition asserts nothing that could be graded: without a fitting source it is "
                "'contradicted' if a source that counts contradicts it, else 'no source'."
            ),
        ),
    ),
    RuleLine(
        "1",
        "What counts",
        "A citation counts only if a reviewer confirms that the source says it. A quote that "
        "cannot be located has to be vouched for, with a reason. Mentions, irrelevant sources, "
        "opinions, protocols, retracted and withdrawn works never count. 'Partly' is no support "
        "until the sentence is narrowed, and no contradiction either. A comparison needs a source "
        "that compares.",
        f"{INDIRECTNESS}, for comparisons; the rest is this portal's own",
        (
            (
                "'No harm' needs a source that compares as well, for it and against it; so does a "
                "source that says 'no harm' against a warning."
            ),
            "A stored search counts for a record only, and only with its date.",
            "References that were found to be one work are one source, counted once.",
            (
                "When a study of the appraisal is retracted or withdrawn the judgements stay; start, "
                "caps, clusters and numbers of people are redone. That never raises a badge."
            ),
        ),
        "GRADE takes no quotes; here each sentence must be found in its source.",
    ),
    RuleLine(
        "2",
        "No support, and background",
        "Without support: a contradiction that counts (in people, unless the sentence is about lab "
        "work or background) makes it 'contradicted', else 'no source'. Background with a "
        "guideline, a reference work, a systematic review or two independent reviews, and nothing "
        "against it, is background; otherwise it is graded as what it asserts.",
        OWN,
        (
            "Reviews of laboratory work do not make background.",
            "'No harm' is contradicted by any harm in people that counts, whatever lab work says.",
            "One case report alone contradicts nothing.",
        ),
    ),
    RuleLine(
        "3",
        "Lab and animal work",
        "A sentence about the laboratory is 'lab or animal studies only'. So is one whose support "
        "is all from laboratory or animals, unless evidence in people is against it at low or "
        "above: then it is 'contradicted'. Lab work never offsets evidence in people.",
        f"{INDIRECTNESS}; {OCEBM} (mechanism-based reasoning is the lowest level)",
        (
            (
                "Against it is a contradiction in people that counts, or the direction of the "
                "appraised evidence; its level is that of lines 4 to 6, without an appraisal the start "
                "of the best contradiction."
            ),
            (
                "A sentence about lab work supported only by samples from people is graded as what it "
                "asserts."
            ),
        ),
        "GRADE would lower for indirectness; here animals and cells never reach a level in people.",
    ),
    RuleLine(
        "4",
        "Where the level starts",
        "Effect and harm: randomised 4, concurrent comparison 2, none 1 (a harm that was seen: 2). "
        "Frequency, prognosis, test: a suitable cohort, survey or accuracy study 4, another study "
        "2, case reports and anything else 1. A systematic review starts as the studies it pools "
        "for this outcome. A guideline alone has its own stated certainty, at most "
        f"{GUIDELINE_CAP}. A narrative review alone: 1.",
        f"{BALSHEM}; {PROGNOSIS}; {TESTS}; {OCEBM}",
        (
            (
                "The best design of the appraised studies in people sets the start; a badge never "
                "exceeds the start of the best support in people that the sentence itself cites, unless "
                "that starts where the appraised studies do and line 5 raises them."
            ),
            (
                "Without an appraisal, or with none that has a study in people: support and "
                "contradiction in people are 'studies disagree', other support in people is very low."
            ),
            "A study in people that the sentence cites and the appraisal lacks: very low.",
            "The comparison confirmed on a citation replaces the design of the study as a whole.",
            (
                "A guideline is alone where no study was appraised. Without a stated certainty it "
                "starts at 1; line 5 does not apply to it."
            ),
            (
                "A review that pools several designs starts at the lowest, one that pools animals with "
                "people counts as lab work, unless it reports them apart."
            ),
        ),
        "GRADE starts all observational studies at low; here those without a comparison start at "
        "very low.",
    ),
    RuleLine(
        "5",
        "Lowering and raising",
        "Lowered by 0, 1 or 2 for risk of bias, inconsistency, indirectness, imprecision and "
        "publication bias. Raised by 1 or 2 for a large effect, 1 for a dose-response, 1 for "
        "confounding that would hide the effect; only from a start of 2 with nothing lowered. "
        f"Fewer than {FEW_PEOPLE} people in all lower imprecision by at least 1; fewer than "
        f"{VERY_FEW_PEOPLE}, or an interval that spans benefit and harm, by 2. A benefit seen on a "
        f"surrogate only: at most {SURROGATE_CAP}. One independent group of patients: at most "
        f"{ONE_CLUSTER_CAP}.",
        f"{IMPRECISION}; {INCONSISTENCY}; {INDIRECTNESS}; {RATING_UP}",
        (
            (
                "Only people in the studies whose design sets the start are counted, reports of one "
                "trial once, at the number of the largest; a review's own studies are not counted "
                "again; an unknown number is 0."
            ),
            (
                "Reports of one trial are those that name the same registration, however it is "
                "written, and those that people linked as reports of one study."
            ),
            "The minimum for few people can be waived with a reason.",
            "Harm seen without a comparison is never raised. 'No harm' is a claim of benefit.",
        ),
        f"The threshold of {VERY_FEW_PEOPLE} people and the caps are ours.",
    ),
    RuleLine(
        "6",
        "Doubtful and early sources",
        "A source under an expression of concern, or a review that includes a retracted study: the "
        "lower of the results with and without it; nothing left in people: 1. Preprints or "
        f"conference abstracts only: at most {PREPRINT_CAP}.",
        OWN,
        (
            "All sources under concern are removed together. In lines 2 and 3 they still count.",
            (
                "'Only' is judged for the studies that set the start, and for the best support that "
                "the sentence itself cites."
            ),
        ),
    ),
    RuleLine(
        "7",
        "Direction and disagreement",
        "The appraised evidence points another way than the sentence ('no difference' is another "
        "way): 'contradicted' at low or above, very low below. No direction, or unexplained "
        "inconsistency of 2: 'studies disagree'.",
        INCONSISTENCY,
        (
            (
                "'No harm' contradicts a warning only at moderate or above, else the warning is very "
                "low."
            ),
            (
                "If the direction or the inconsistency rested on a study that dropped out: very low "
                "until appraised again."
            ),
        ),
        "GRADE lowers for inconsistency; here disagreement nobody can explain has a badge of its "
        "own.",
    ),
    RuleLine("8", "The badge", "4 is high, 3 moderate, 2 low, 1 very low.", BALSHEM),
    RuleLine(
        "9",
        "The words",
        "A conclusion says 'does' at high, 'probably' at moderate, 'may' at low, and at very low "
        "that it is very uncertain; at lab or animal it names the species or the laboratory. A "
        "finding (what was seen, in whom, in how many) is free of the verb rule. A short list of "
        "hype words blocks; other hype can be waived with a reason.",
        WORDING,
    ),
)
