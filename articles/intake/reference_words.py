"""The words that tell the parts of a reference apart, by what they announce.

General knowledge of how reference lists are written in English, French, German, Spanish, Portuguese and
Italian; all in lower case, without punctuation at the ends. A word may stand in several classes.
"""

_CLASSES = {
    "month": """jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july
        august september october november december spring summer autumn fall winter janvier février mars
        avril mai juin juillet août septembre octobre novembre décembre januar februar märz juni juli
        oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
        diciembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro gennaio
        febbraio aprile maggio giugno luglio settembre ottobre""",
    "and": "and & et und y e with with",
    "et_al": "al others coll collab",
    "in": "in dans :in",
    "editor": """ed eds editor editors edited hg hrsg éd éds éditeur dir direction org orgs coord
        comp compiled compiler herausgegeben herausgeber ed.by""",
    "translator": """trans transl translated translator translation trad traduit traduction übersetzt
        foreword introduction preface""",
    "volume": "vol vols volume volumes v band bd tome t jg année",
    "issue": "no nr n° nos issue number num n numéro nº heft suppl supplement",
    "page": "p pp pages page s pg pgs art article",
    "edition": "edition edn éd rev revised ausgabe auflage aufl ed 2nd 3rd 4th 5th 1st 2e 3e reprint repr",
    "thesis": """phd ph.d d.phil dissertation thesis thèse mémoire unpublished master's masters m.sc msc doctoral
        doctorat doctorate report rapport technical tech rep working paper papers memo memorandum preprint
        manuscript arxiv diss habilitation diplomarbeit magister bachelor""",
    "note": """retrieved available accessed cited online internet see also pubmed forthcoming submitted press
        consulté disponible disponível acesso zugriff abgerufen epub ahead print pmid pmcid medline updated
        published issn isbn n.d nd s.d o.j""",
    "journal": """journal j jnl review reviews rev annals ann annales archives archive arch bulletin bull
        letters lett magazine mag quarterly q acta zeitschrift z revue rivista revista cahiers annalen
        archiv jahrbuch blätter gazette times science sciences sci research res international int american
        am european eur british br brit med medicine phys physics chem chemistry biol biology clin clinical
        soc society newsletter monthly weekly psychol psychology nature cell lancet neuroscience neurosci
        studies stud appl applied math mathematics engineering eng trends advances adv nat communications
        commun transactions trans opinion curr current today digest tribune herald guardian chronicle plos
        jama bmj frontiers front pediatr surg dermatol immunol""",
    "meeting": """proceedings proc conference conf symposium symp workshop congress meeting lecture notes lncs
        colloquium annual ieee acm intl actes congrès colloque tagung kongress atti actas aaai usenix
        icml nips neurips cvpr iccv""",
    "publisher": """press publisher publishers publishing publications verlag books book éditions editions édition
        editora editorial ediciones edizioni editore editrice springer springer-verlag wiley elsevier
        routledge sage blackwell macmillan palgrave mcgraw-hill mcgraw prentice prentice-hall hall penguin
        norton harper academic sons inc ltd co company corp corporation presses gallimard seuil puf
        l'harmattan dunod masson suhrkamp random house vintage dover basic free crc kluwer birkhäuser teubner
        gruyter brill nijhoff campus association institute institut foundation university université
        universität universidad univ college up group limited gmbh ag llc wesley addison-wesley erlbaum
        freeman knopf doubleday scribner beacon schuster simon harcourt houghton mifflin faber plenum""",
    "place": """new york london paris berlin cambridge oxford boston chicago philadelphia amsterdam dordrecht
        leiden münchen munich heidelberg hamburg stuttgart frankfurt tübingen göttingen zürich zurich wien
        vienna basel genève geneva milano milan roma rome torino bologna firenze madrid barcelona lisboa
        lisbon porto são paulo rio buenos aires méxico mexico tokyo beijing toronto montreal montréal québec
        ottawa princeton stanford berkeley los angeles san francisco diego washington baltimore ithaca durham
        minneapolis bloomington thousand oaks hillsdale mahwah englewood cliffs upper saddle river reading
        harmondsworth york ny ma ca nj uk usa dc d.c il pa ct fl tx wa md va mi nc ga oh in edinburgh
        manchester dublin sydney melbourne canberra delhi mumbai hong kong singapore stockholm oslo
        copenhagen københavn helsinki brussels bruxelles louvain leuven utrecht rotterdam hague warsaw prague
        budapest moscow leipzig köln bonn darmstadt wiesbaden lyon marseille toulouse strasbourg bordeaux
        rennes grenoble louvain-la-neuve lausanne austria germany france italy spain canada australia
        england netherlands switzerland portland seattle houston austin atlanta detroit ann arbor haven
        bethesda rockville hoboken malden basingstoke aldershot farnham cheltenham brighton""",
    "web": "www website web site homepage blog news organization portal fact sheet",
    "given": """john james robert michael william david richard joseph thomas charles daniel matthew anthony mark
        donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan
        jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank
        alexander raymond patrick jack dennis jerry tyler aaron henry douglas peter adam nathan zachary walter
        kyle harold carl jeremy keith roger gerald ethan arthur terry christian sean lawrence austin joe noah
        mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty
        sandra ashley dorothy kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca
        laura sharon cynthia kathleen helen amy shirley angela anna brenda pamela nicole ruth katherine
        samantha christine emma catherine virginia rachel carolyn janet maria heather diane julie joyce
        victoria kelly christina joan evelyn lauren judith olivia martha cheryl megan andrea ann alice jean
        pierre jacques michel françois philippe claude bernard andré rené louis henri marcel marie jeanne
        françoise monique nathalie isabelle sylvie hélène anne hans karl heinz peter jürgen klaus wolfgang
        günter werner uwe dieter helmut manfred ulrich friedrich wilhelm otto ernst max sabine petra monika
        josé juan carlos luis antonio francisco manuel jorge pedro miguel rafael fernando maría carmen ana
        isabel paulo joão giovanni giuseppe marco paolo luca andrea francesca giulia alessandro stefano
        wei li jing yang ming hiroshi takashi kenji yuki akira mohammed ahmed ali omar fatima ivan sergey
        vladimir dmitri olga natalia lars erik anders nils sven ingrid jan piet kees willem johan""",
}
_FUNCTION_WORDS = """the a an of for on in by with from to at is are as or not its into over under between among
    during after before using based via toward towards how why what when where who do does can should will
    their our your his her it this that these those be been was were has have about against through within
    without new case de la le les des du et un une à au aux sur pour dans par en d' l' der die das des den
    dem und von für im zur zum ein eine mit auf bei nach el los las y del con para por una il lo gli nel
    della delle dei di da o os as do dos na no e em i al""".split()

CLASSES_OF: dict[str, tuple[str, ...]] = {}
"""Each known word with its classes; function words stand for themselves and have none."""

for _name, _words in _CLASSES.items():
    for _word in dict.fromkeys(_words.split()):
        CLASSES_OF[_word] = (*CLASSES_OF.get(_word, ()), _name)
for _word in _FUNCTION_WORDS:
    CLASSES_OF.setdefault(_word, ())
