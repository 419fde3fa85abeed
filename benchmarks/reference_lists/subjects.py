"""Words to make titles, journals, houses and names of: all made up or common knowledge."""

GIVEN = """John Mary James Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara Richard
Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Nancy Daniel Lisa Matthew Margaret Anthony Betty
Mark Sandra Donald Ashley Steven Dorothy Paul Kimberly Andrew Emily Joshua Donna Kenneth Michelle Kevin Carol
Brian Amanda George Melissa Edward Deborah Ronald Stephanie Timothy Rebecca Jason Laura Jeffrey Sharon Jean
Pierre Jacques Michel François Philippe Claude Bernard André René Louis Henri Marie Jeanne Monique Nathalie
Hans Karl Heinz Peter Jürgen Klaus Wolfgang Günter Werner Uwe Friedrich Wilhelm Sabine Petra Ulrike José Juan
Carlos Luis Antonio Francisco Manuel Jorge Carmen Ana Isabel Paulo João Beatriz Giovanni Giuseppe Marco Paolo
Chiara Giulia Wei Jing Yang Ming Xiao Hiroshi Takashi Kenji Yuki Mohammed Ahmed Ali Omar Fatima Ivan Sergey
Dmitri Olga Lars Erik Anders Nils Ingrid Jan Kees Willem Rajesh Priya Amit Sanjay Ngozi Chinua Kwame Abena
Zoltán László Jiří Tomáš Paweł Krzysztof Elif Mehmet Nikos Eleni Shlomo Yael Li-Wei Jean-Paul Anne-Marie
Hans-Georg Mary-Lou Xin Jun Ying Tamar Ruth Esther Ludwig Otto Ernst Simone Hannah Judith Noam Saul Umberto
Italo Jorge Gabriel Octavio Clarice Machado Fyodor Leo Anton Vladimir""".split()

NOUNS = """memory theory history culture language society model system network method analysis learning power
growth change market policy education identity space time body nature science art war state law music image
text reading writing theology ethics justice risk trust value meaning structure dynamics evolution control
design planning vision motion light field energy surface material earth water crater rock climate landscape
city village church empire revolution democracy nation economy money capital labour gender family childhood
religion ritual myth poetry novel theatre film narrative discourse grammar syntax speech word sound vowel
perception attention emotion behaviour decision choice game equation algorithm program software compiler
processor cache database query protocol graph tree logic proof semantics vehicle robot sensor signal filter
noise channel code laser crystal quantum photon dot film wire tube polymer membrane protein gene cell brain
cortex neuron muscle bone skin heart lung diet sleep pain stress nurse patient clinic hospital school teacher
student reform crisis community environment energy forest river species population habitat""".split()

ADJECTIVES = """new modern social political cultural economic comparative general introductory applied
theoretical empirical early late medieval contemporary critical practical digital visual automatic adaptive
nonlinear dynamic parallel distributed statistical stochastic optimal robust efficient fast large hidden
public private urban rural global local human natural artificial cognitive developmental clinical
experimental quantitative qualitative international national American British French German European African
Chinese Roman Greek Victorian structural functional linear discrete random finite deep neural visual
bilingual lexical semantic moral spiritual sacred secular ancient invisible silent lost black white red
""".split()

PLACES_IN_TITLES = """England France Germany Italy Spain Russia China Japan India Brazil Mexico Africa Europe
America London Paris Vienna Byzantium Rome Athens Egypt Peru Nigeria Ontario Finland Sweden Poland
California Texas Quebec Scotland Ireland Andalusia Bavaria Provence Tuscany Bengal Anatolia""".split()

JOURNAL_WORDS = [
    "Journal of {A} {N}", "Journal of {N}", "Journal of {N} and {N}", "Journal of {N} & {N}",
    "International Journal of {N}", "International Journal of {A} {N}", "The Journal of {A} {N}",
    "{A} {N}", "{N}", "{A} {N} Review", "{N} and {N}", "{N} & {N}", "{N} Quarterly", "{N} Review",
    "American Journal of {N}", "European Journal of {N}", "British Journal of {A} {N}", "Annals of {N}",
    "Archives of {N}", "Annual Review of {N}", "Trends in {N}", "Trends in {A} {N}", "Current Opinion in {N}",
    "IEEE Transactions on {N}", "IEEE Transactions on {A} {N}", "IEEE Trans. {N} and {N}", "IEEE {N}",
    "Communications of the {X}", "Journal of the {X}", "{X} Transactions on {N}", "{X} Computing Surveys",
    "{N} Letters", "{A} {N} Letters", "Acta {N}ica", "{N}", "{P} {N} Quarterly", "{P} Studies", "The {P} {N} Review",
    "Proceedings of the National Academy of {N}", "Proc. {P} Acad. {N}", "Bulletin of the {P} {N} Society",
    "Transactions of the {P} Society", "{N} Research", "{A} {N} Research", "{N} Science", "{X}", "The {P} Times",
    "{P} Herald", "The {N} Magazine", "{N} World-Wide", "Studies in {A} {N}", "Frontiers in {A} {N}",
    "Lecture Notes in {N}", "{P} Journal of {N}", "{N}, {N} and {N}", "{N}, {N}, & {N}", "{N}: {P} {N} Journal",
    "Philosophical Transactions of the {P} Society {I}", "Physical {N} {I}", "J. {N}", "{A} Physics", "Physica {I}",
    "Journal of {N}, {N} and {N} Research", "Journal of {A} and {A} {N}", "The Journal of {a} and {a} {n}", "Journal of {n} research",
    "Journal of {n} and {n} {n}", "The {A} journal of {n}", "{N} and {A} {N} {N}", "{A} & {A} {N} Reviews", "{P} Law Review", "{A} {N} Conference abstracts",
    "{N} Quarterly", "{N} Today", "Monographs of the Society for {N} in {A} {N}", "Math. {N}",
]  # fmt: skip
FOREIGN_JOURNALS = [
    "Revue d’histoire de {n}", "Revue française de {n}", "Revue de {n}", "La revue de {n}", "Cahiers de {n}",
    "L’{n}", "Le {n} médical", "Sciences sociales et {n}", "Annales de {n}", "Actes de la recherche en {n}",
    "Bulletin de la Société de {n}", "{n}s", "Zeitschrift für {N}", "Archiv für {N}", "{N} und {N}", "Jahrbuch für {N}",
    "Revista de {n}", "Revista brasileira de {n}", "Rivista di {n}", "Cuadernos de {n}", "Le Monde {n}", "{N}. Archives de {n}",
    "Soins {n}", "Santé {n}", "Revue de l’{n}", "Annali di {n}", "Études {n}s",
]  # fmt: skip

FOREIGN = {
    "fr": (
        """l’histoire la notion les effets le traitement une approche la prise en charge l’évaluation les enjeux
        la politique le corps les pratiques la construction l’analyse la formation les représentations le rôle
        la mémoire l’invention les origines le cas la gestion l’espace la ville la révolution""",
        "de la|du|des|de l’|dans la|et la|en|chez le|pour une|face aux|au|sur les|à",
        """médecine société santé pauvreté histoire Moyen Âge ville région patient travail France Afrique langue
        littérature religion famille enfance guerre paix mort vie nature science sang rein démocratie État
        recherche école hôpital infirmier peuple siècle justice""",
    ),
    "de": (
        """die Geschichte der Begriff das Problem eine Untersuchung die Entwicklung zur Theorie Beiträge
        Grundlagen der Einfluss die Bedeutung Studien das Wesen der Geist die Kritik Einführung""",
        "der|des|von|und|in der|für die|zur|bei|im|über den",
        """Medizin Gesellschaft Sprache Wissenschaft Kultur Religion Natur Staat Recht Kunst Musik Dichtung
        Mittelalter Neuzeit Kirche Schule Familie Haut Therapie Patienten Weimarer Republik Kinder Arbeit""",
    ),
    "es": (
        """la historia el concepto los efectos una aproximación la política el problema estudio la construcción
        la memoria el caso las prácticas la ciudad o problema a história uma análise os efeitos la storia il
        concetto lo studio gli effetti la teoria""",
        "de la|del|de los|en la|y el|para una|da|do|dos|na|della|del|di|e la|nel",
        """medicina sociedad salud pobreza lengua literatura religión familia guerra ciudad España México
        Brasil nação cultura memória saúde sociedade educação Italia storia arte lingua vita natura""",
    ),
}

HOUSES = [
    "{S}", "{S} & {S}", "{S} and {S}", "{S} Press", "{P} University Press", "University of {P} Press",
    "Oxford University Press", "Cambridge University Press", "Harvard University Press", "{P} UP", "Princeton University Press",
    "Springer", "Springer-Verlag", "Wiley", "John Wiley & Sons", "John Wiley and Sons, Inc.", "Elsevier", "Routledge",
    "Sage", "SAGE Publications", "Blackwell", "Wiley-Blackwell", "Macmillan", "Palgrave Macmillan", "McGraw-Hill",
    "Prentice Hall", "Prentice-Hall, Inc.", "Penguin", "Penguin Books", "Norton", "W. W. Norton", "Harper & Row",
    "Harper and Row", "Academic Press", "MIT Press", "The MIT Press", "Gallimard", "Seuil", "Presses universitaires de {P}",
    "PUF", "L’Harmattan", "Suhrkamp", "Random House", "{S} Books", "{S} Publishing", "{S} Publishers", "The {S} Publishing Company",
    "{S} Publishing Company, Inc.", "Éditions {S}", "Editora {S}", "{S} Verlag", "Verlag {S}", "Mouton de Gruyter", "De Gruyter", "Brill",
    "Kluwer Academic Publishers", "CRC Press", "Free Press", "The Free Press", "Basic Books", "Vintage", "Vintage Books",
    "Erlbaum", "Lawrence Erlbaum Associates", "Addison-Wesley", "W. H. Freeman", "Houghton Mifflin", "Simon & Schuster",
    "{P} Press", "{P} Institute of {N}", "Center for {N} and {N}", "Department of {N}", "{P} Association", "U of {P} P",
    "Ministry of {N}", "World {N} Organization", "{X}", "{X} Press", "National Academy Press", "{P} University", "University of {P}",
    "Printed for {G} {S}", "{S}, {S} & Co.", "{G} {S}", "{S}-{S}", "Hachette", "Masson", "Dunod", "Companhia {P}", "Civilização {P}",
]  # fmt: skip
CITIES = """New York|London|Paris|Berlin|Oxford|Cambridge|Boston|Chicago|Philadelphia|Amsterdam|Leiden|München|
Heidelberg|Frankfurt am Main|Tübingen|Wien|Basel|Genève|Milano|Roma|Torino|Bologna|Madrid|Barcelona|Lisboa|
São Paulo|Rio de Janeiro|Buenos Aires|México|Tokyo|Toronto|Montréal|Princeton|Stanford|Berkeley|Los Angeles|
San Francisco|Washington|Washington, DC|Washington, D.C.|Baltimore|Ithaca|Durham|Minneapolis|Cambridge, MA|
Cambridge, Mass.|Cambridge, UK|New York, NY|Thousand Oaks, CA|Englewood Cliffs|Englewood Cliffs, N.J.|
Hillsdale, NJ|Mahwah, NJ|Malden, MA|Chicago, IL|Philadelphia, PA|Boston, MA|San Diego, CA|Ann Arbor|
New Haven|Edinburgh|Manchester|Dublin|Sydney|Melbourne|New Delhi|Singapore|Stockholm|Copenhagen|Helsinki|
Utrecht|Dordrecht|The Hague|Den Haag|Moscow|Leipzig|Stuttgart|Zürich|Lyon|Toulouse|London and New York|
New York and London|Belo Horizonte|Austin|Seattle|Amherst|Evanston|Urbana|Bloomington|Lincoln|Tucson|
Honolulu|Cape Town|Nairobi|Ottawa|Vancouver|Harmondsworth|Aldershot|Basingstoke|Venice, Italy|Prague|
Edinburgh, UK|Paris, France|Berlin, Germany|Kyoto, Japan|Salt Lake City, UT|Portland, OR|Sydney, Australia|
Larkstad|Vorholm|Port Amity|Quillby|Santa Ruda|Neustedt""".replace("\n", "").split("|")
ACRONYMS = """ACM CVPR ICML NIPS ICCV AAAI SIGCHI SIGMOD OSDI SOSP INFOCOM ICRA IROS ECCV ACL EMNLP KDD WWW
PNAS JAMA BMJ ETL JASA ETNA CACM ApJ MNRAS PRL JMLR TOCS IJCAI ICLR EDM ISCA UIST VLDB LREC COLING""".split()
MEETINGS = [
    "Proceedings of the {O} {X} Conference on {A} {N}", "Proceedings of the {X} Conference on {N}",
    "Proc. of the {O} International Conference on {N}", "Proceedings of {X}", "Proc. {X}", "{X}", "{X} ’{yy}", "{X} {yy}",
    "Proceedings of the International Symposium on {A} {N}", "{O} Workshop on {N} and {N}", "Advances in {A} {N} Systems",
    "Proceedings of the {O} Annual Meeting of the {N} Society", "International Conference on {A} {N} ({X})", "{N} and {N} ({X})",
    "IEEE International Conference on {N}", "IEEE {N} Symposium ({X})", "{P} {N} Conference", "{X} {N} Conference and Exhibit",
    "Proceedings of the {O} International Technical Meeting of the {N} Division ({X} {yyyy})", "{O} World Congress on {A} {N}",
    "Int. Conf. on {N}", "{N} {yyyy}", "Lecture Notes in {N}", "Large {N} Conference", "{O} {X}", "Symposium on {A} {N}",
]  # fmt: skip
