"""The words by which a sentence shows what it asks. Each is a pattern over one sentence.

They propose, a person decides: a cue that is missing costs the author one choice in a list, never a
claim, because a statement without any cue is still proposed, as background.
"""

import re


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", re.I)


_END = r"\b"

INTERVENTION = _any_of(
    r"therap(?:y|ies|eutic\w*)" + _END,
    r"treat(?:s|ed|ing|ments?)?" + _END,
    r"MSCs?" + _END,
    r"(?:stem|stromal|CAR[- ]T) cells?" + _END,
    r"exosomes?" + _END,
    r"secretome" + _END,
    r"drugs?" + _END,
    r"medic(?:ation|ine)s?" + _END,
    r"vaccin\w+",
    r"inject\w*",
    r"infus\w+",
    r"transplant\w*",
    r"biologics?" + _END,
    r"biosimilars?" + _END,
    r"(?:creams?|ointments?|tablets?|pills?|capsules?|supplements?|lotions?)" + _END,
    r"side[- ]effects?|phototherapy|efficac\w+|effective(?:ness)?|double-blind|randomi[sz]ed|open-label"
    + _END,
    r"surg(?:ery|ical)",
    r"(?:diets?|exercise|massage|acupuncture)" + _END,
    r"dos(?:e|es|age|ing)" + _END,
    r"(?:steroids?|corticosteroids?|antibiotics?|immunosuppress\w+|inhibitors?|placebo)" + _END,
    r"\w{3,}(?:mab|cept|statin|cillin|mycin|prazole|trexate|sporin|tinib|citinib|steroid)s?" + _END,
)

BENEFIT = _any_of(
    r"improv\w+",
    r"reliev\w+|relief" + _END,
    r"alleviat\w+|ameliorat\w+|eas(?:es|ed|ing)" + _END,
    r"cur(?:e|es|ed|ing|able|ative)" + _END,
    r"heal(?:s|ed|ing)?" + _END,
    r"(?:in)?effective\w*|efficac\w+|efficien\w+",
    r"(?:longer|long-term|lasting|protracted|complete|clinical|sustained)[- ]?(?:term |lasting )?remissions?",
    r"(?:in|into|induc\w+|promot\w+) (?:\w+ )?remission|remission (?:was|were|is|lasted)" + _END,
    r"respond(?:s|ed|ing)?" + _END,
    r"(?:more|greater|better|longer|faster) (?:\w+ )?(?:relief|approach|results?|recovery)" + _END,
    r"benefi\w+",
    r"help(?:s|ed|ing)?" + _END,
    r"work(?:s|ed)? (?:well|better|for|against)" + _END,
    r"(?:reduc|lower|decreas|lessen|diminish|shrink|slow|halv|prevent|stop|revers|clear|restor|strengthen"
    r"|boost|enhanc|protect|extend|prolong|repair|rejuvenat|regenerat|suppress|control|combat|fight)"
    r"(?:s|es|e|ed|ing|ting|ped|ping|ion|ions|ement)?" + _END,
    r"superior|outperform\w*|better than|advantage\w*" + _END,
    r"revolutioni[sz]\w+|transform(?:s|ed|ing)" + _END,
    r"(?:encouraging|promising|positive|good|impressive|remarkable) (?:results?|effects?|outcomes?|findings?)"
    + _END,
    r"new hope|suitable|ideal|favou?rite" + _END,
)

HARM = _any_of(
    r"side[- ]effects?" + _END,
    r"advers\w+",
    r"(?:un)?safe(?:ly|ty|r|st)?" + _END,
    r"(?:well |poorly |better )?tolera(?:ted|ble|bility)" + _END,
    r"toxic\w*",
    r"risks?" + _END + r"(?! factor| of bias| allele| gene)",
    r"complications?" + _END,
    r"harm(?:s|ed|ful|less)?" + _END,
    r"danger\w*",
    r"(?:rejection|overdose|withdrawal symptoms)" + _END,
    r"(?:died|deaths?|lost (?:their )?(?:sight|vision))" + _END,
    r"tum(?:ou)?r formation|tumou?rigenic\w*|carcinogenic\w*" + _END,
    r"causes? (?!of)|worsen\w*|weaken\w*",
)

ANIMALS_OR_DISH = _any_of(
    r"(?:mice|mouse|murine|rats?|rodents?|rabbits?|pigs?|animals?)" + _END,
    r"pre-?clinical\w*",
    r"in vitro|ex vivo|in the (?:dish|laboratory|lab)|petri" + _END,
    r"cell (?:lines?|cultures?)|cultured" + _END,
)

MECHANISM = _any_of(
    r"cytokines?|chemokines?|interleukins?|interferons?" + _END,
    r"IL-?\d+\w*|TNF\S*|TGF\S*|IFN\S*|NF-?[κk]B|JAK\d?|STAT\d?",
    r"Th ?\d+|Tregs?|regulatory T|T[- ]cells?|B[- ]cells?|macrophages?|dendritic cells?|neutrophils?"
    + _END,
    r"keratinocytes?|fibroblasts?|immune cells?|skin cells?" + _END,
    r"immunomodulat\w+|immune (?:response|system|regulation|modulation|balance|suppression)" + _END,
    r"(?:up|down)-?regulat\w+|express(?:es|ed|ion)|overexpress\w*|secret\w+|signal(?:l?ing|s)?"
    + _END,
    r"(?:growth factors?|exosomes?|vesicles?|proteins?|molecules?|receptors?|collagen|genes?|factors)"
    + _END,
    r"(?:anti|pro)-?inflammat\w+|inflammatory markers?" + _END,
    r"skin barrier|tissue repair|repair of tissues?|differentiat\w+" + _END,
)

PEOPLE = _any_of(
    r"patients?|people|persons?|individuals?|participants?|volunteers?|humans?" + _END,
    r"adults?|children|infants?|women|men|sufferers?" + _END,
    r"(?:clinical |randomi[sz]ed |human )?(?:trials?|case (?:reports?|series))" + _END,
    r"clinical(?:ly)?" + _END,
)

PATIENT_OUTCOME = _any_of(
    r"symptoms?|severity|lesions?|plaques?|scal(?:es|ing)|redness|itch\w*|pain\w*|fatigue|sleep"
    + _END,
    r"remissions?|relapses?|flares?|recurrences?|quality of life|well-?being|disability|mobility"
    + _END,
    r"survival|mortality|healing|relief|recovery|disease activity|(?:un)?successful\w*" + _END,
    r"(?:the )?(?:course|treatment|management) of (?:the |this )?\w+" + _END,
)

TEST = _any_of(
    r"(?:sensitivity|specificity) (?:of|was|is|for|and)" + _END,
    r"diagnostic (?:accuracy|tests?|value|yield)|predictive value|false[- ](?:positive|negative)s?"
    + _END,
    r"(?:test|tests|biopsy|scan|scans|ultrasound|mri|x-?rays?|dermoscopy|swab|assay|questionnaire|screening)"
    r" (?:\w+ ){0,3}(?:detects?|diagnos\w+|distinguish\w*|confirms?|identif\w+|rules? out|reveals?)"
    + _END,
)

FREQUENCY = _any_of(
    r"prevalence|incidence" + _END,
    r"affects? (?:about |around |up to |approximately |an estimated |more than |over |nearly )?"
    r"(?:millions?|thousands?|one in|\d)",
    r"(?:one|two|three|\d+) in (?:\d+|ten|twenty|fifty|a hundred|every)" + _END,
    r"\d[\d.,]*(?: ?%| per ?cent)(?: \w+){0,2} of (?:the )?(?:\w+ ){0,3}"
    r"(?:population|people|adults|children|patients|women|men|cases|world)",
    r"\d[\d.,]*(?: million| billion)? (?:people|adults|children|patients|cases) (?:worldwide|have|suffer|live)",
    r"(?:more|less) common in" + _END,
)

PROGNOSIS = _any_of(
    r"prognosis|life expectancy|survival rates?|natural (?:course|history)|outlook" + _END,
    r"(?:recurs?|relaps(?:e|es|ed)|progress(?:es|ed)?|worsens?|goes away|clears up|persists?|lasts?) "
    r"(?:\w+ ){0,3}(?:within|after|over|for|in|by itself|on its own|without|life)" + _END,
    r"(?:go|goes|went) on to develop|develops? (?:\w+ ){0,3}(?:within|later in life)" + _END,
    r"lifelong|self-limiting" + _END,
)

RECORD = _any_of(
    r"(?:approv(?:ed|al)|licen[cs]ed|authori[sz](?:ed|ation)|cleared|banned|withdrawn)"
    r"(?: \w+){0,4} (?:by|from|in|for) (?:the )?(?:FDA|EMA|MHRA|NICE|US|U\.S\.|EU|UK|Europe|Japan|China"
    r"|Food and Drug|European Medicines|regulators?|authorities|market)",
    r"(?:FDA|EMA|MHRA|NICE|regulators?|European Medicines Agency|Food and Drug Administration)"
    r"(?: has| have)?(?: not| never)? (?:approved?|licen[cs]ed?|authori[sz]ed?|cleared?|warned?|recommends?)",
    r"(?:FDA|EMA|MHRA)[- ]approved|not (?:yet )?(?:approved|licen[cs]ed|authori[sz]ed)" + _END,
    r"NCT\d{6,}|ISRCTN\d+|ClinicalTrials\.gov|EudraCT|PROSPERO",
    r"(?:we|our search(?:es)?) found no|no (?:randomi[sz]ed |registered )?(?:trials?|stud(?:y|ies)) "
    r"(?:was|were|has been|have been|is|are) (?:found|registered|published|identified)",
)

VIEW = _any_of(
    r"should|ought to|must be (?:done|studied|tested)|needs? to be (?:done|studied|tested)" + _END,
    r"remains? to be|more (?:research|studies|work|trials) (?:is|are) (?:needed|required)" + _END,
    r"further (?:research|studies|work|trials)" + _END,
    r"(?:we|I) (?:believe|think|hope|feel|recommend|suggest)|in (?:our|my) (?:view|opinion)" + _END,
    r"(?:the|our|there is) hope|hopefully|it is hoped|arguably|time will tell|bright future" + _END,
    r"potential (?:\w+ ){1,5}is (?:great|huge|enormous)" + _END,
)
PRAISE = _any_of(
    r"promising|exciting|interesting|fascinating|remarkable|perhaps the (?:best|most)" + _END
)

DEFINITION = _any_of(
    r"(?:is|are) (?:a|an|one) (?:\w+ )?(?:type|kind|form|group|class|subtype|family|part|branch)s? of"
    + _END,
    r"(?:is|are) (?:defined as|short for)|refers? to|the term" + _END,
)
BACK_REFERENCE = re.compile(r"(?:this|these|it|they|such|both|its|their|the latter)\b", re.I)

CHANGE = re.compile(
    r"\b(?:(?:reduc|decreas|increas|improv|promot|restor|extend|enhanc|induc|caus|reliev|alleviat|ameliorat"
    r"|eas|lower|lessen|slow|prevent|stop|revers|strengthen|weaken|boost|shorten|prolong|suppress|inhibit"
    r"|retard|neutrali[sz]|stimulat|regulat|regenerat|repair|rais|worsen|balanc|rebalanc|protect|cur|clear"
    r"|modulat|encourag|trigger|activat|block|minimi[sz])(?:e|es|ed|ing|s|ping|ped|tion|ement)?"
    r"|heal(?:s|ed|ing)?|decline[sd]?|go(?:es)? down|bring(?:s|ing)? \w+ (?:relief|improvement))\b",
    re.I,
)

OUTCOMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "symptoms",
        _any_of(r"symptoms?|severity|lesions?|plaques?|redness|scaling|skin thickness" + _END),
    ),
    ("itch", _any_of(r"itch\w*")),
    ("pain", _any_of(r"pain\w*")),
    (
        "inflammation",
        _any_of(r"inflammation|inflammatory (?:cytokines?|molecules?|markers?)|cytokines?" + _END),
    ),
    ("remission", _any_of(r"remissions?|relapses?|flares?|time between treatments" + _END)),
    (
        "side effects",
        _any_of(r"side[- ]effects?|adverse (?:events?|effects?|reactions?)|safe(?:ty)?" + _END),
    ),
    ("infection", _any_of(r"infections?" + _END)),
    ("quality of life", _any_of(r"quality of life|well-?being|mood|depression|anxiety" + _END)),
    ("sleep", _any_of(r"sleep\w*|fatigue" + _END)),
    ("survival", _any_of(r"survival|mortality|deaths?" + _END)),
    (
        "immune balance",
        _any_of(r"immune (?:system|response|balance|cells?|cell infiltration)" + _END),
    ),
    ("cell growth", _any_of(r"proliferation|cell (?:growth|turnover)|cycling skin cells" + _END)),
    (
        "barrier and tissue",
        _any_of(r"skin barrier|barrier|collagen|tissue repair|skin components" + _END),
    ),
    ("function", _any_of(r"mobility|function|disability|walking" + _END)),
    ("cost", _any_of(r"costs?|prices?" + _END)),
)

COORDINATION = re.compile(
    r"\b(?:and|but|while|whereas|as well as|not only|thereby|thus|hence|or)\b|,|;", re.I
)

QUESTION = re.compile(r"\?[\"”’')\]]*$")
SIGNPOST = re.compile(
    r"^(?:the )?following (?:is|are|were|section)\b|\b(?:the following|as follows|listed below)(?:\s+\w+)?:?$"
    r"|^(?:in )?(?:this|the present|our) (?:article|section|page|post|guide|chapter|review|blog|text|paper)\b"
    r"|^(?:here|below)(?:,| are| is| we)\b|^(?:as )?(?:discussed|described|mentioned|noted|explained) (?:above"
    r"|below|earlier|in section)|^(?:see|read|click|visit|listen|watch|download|share|follow|contact)\b"
    r"|^(?:let us|let's|we (?:will|shall|now|first)|we (?:discuss|explain|describe|look at|summari[sz]e))\b"
    r"|^(?:table|figure|fig\.|box|photo|image) ?\d*[:.]",
    re.I,
)
ADVICE = re.compile(
    r"^(?:please |always |never |do not |don't |if [^,]{3,80}, )?(?:please |always |never )?"
    r"(?:talk|speak|ask|consult|tell|call|seek|remember|avoid|check|make sure|keep|discuss|take|stop|use"
    r"|bring|report|choose|be aware|beware|wait)\b(?! (?:to|of) (?:be|have) been)",
    re.I,
)
COURTESY = re.compile(
    r"^(?:thank|thanks|welcome|hello|hi|dear|sincerely|disclaimer|keywords?:)\b", re.I
)
VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|can|could|may|might|will|would|should|must|shall"
    r"|cannot|become\w*|remain\w*|show\w*|cause[sd]?|contain[s]?|include[sd]?|lead[s]?|need[s]?|make[s]?"
    r"|develop[s]?|affect[s]?|produce[sd]?|carry|carries|occur[s]?|appear[s]?|seem[s]?|grow[s]?|act[s]?)\b"
    r"|n't\b",
    re.I,
)

HEADING_BENEFIT = _any_of(
    r"(?:advantages?|benefits?|promise|power|success\w*|effectiveness|superiority) of" + _END,
    r"(?:improvement|relief|remission|recovery|healing|rejuvenation)s?" + _END,
    r"(?:longer|better|faster|lasting|improved|restored|effective|proven|successful|natural|powerful)"
    + _END,
    r"new (?:step|era|hope|way|treatment|therapy|cure|frontier)|breakthrough|revolution\w*|game.?changer"
    r"|miracle|cures?" + _END,
)
HEADING_HARM = _any_of(
    r"(?:minim\w+|reduced|lower|less|few|fewer|no|without|low|free of|rare) (?:\w+ ){0,2}"
    r"(?:side[- ]effects?|risks?|complications?|harms?)" + _END,
    r"(?:safe|safer|safely|harmless|gentle|well[- ]tolerated|dangerous|deadly)" + _END,
)
HEADING_SUPPLY = _any_of(
    r"(?:abundant|unlimited|available|non-?invasive|easily (?:obtained|harvested)|ethical)" + _END
)
