"""What a person types is found: identifiers in any form, words without regard to case and accents, anything else."""

import pytest
from django.db import connection

from references.models import Reference
from references.querysets import Wanted
from references.search import LONGEST, MOST_TERMS, Asked, Word, asked, legible, lexemes
from tests.factories.people import make_user
from tests.factories.references import make_reference

DOI, PMID, PMCID = "10.5555/il-17.(a)x", "12345678", "PMC7654321"


@pytest.mark.parametrize(
    ("typed", "surely"),
    [
        (DOI, (DOI,)),
        (f"https://doi.org/{DOI.upper()}", (DOI,)),
        (f"http://dx.doi.org/{DOI}.", (DOI,)),
        (f"doi: {DOI},", (DOI,)),
        (f"(doi:{DOI})", (DOI,)),
        ("10.1002%2Fart.1234", ("10.1002/art.1234",)),
        ("https://journals.example.org/doi/full/10.1002/art.1234", ("10.1002/art.1234",)),
        (f"Doe J. Title of it. J Ex. 2020;1:2. doi:{DOI}", (DOI,)),
        (f"PMID: {PMID}", (PMID,)),
        (f"pmid{PMID}.", (PMID,)),
        (f"https://pubmed.ncbi.nlm.nih.gov/{PMID}/", (PMID,)),
        (PMCID, (PMCID,)),
        ("pmc7654321,", (PMCID,)),
        (f"https://www.ncbi.nlm.nih.gov/pmc/articles/{PMCID}/", (PMCID,)),
        (f"doi:{DOI} PMID: {PMID}", (DOI, PMID)),
    ],
)
def test_an_identifier_is_read_in_any_form(typed: str, surely: tuple[str, ...]) -> None:
    what = asked(typed)
    assert (what.surely, what.words, what.phrases, what.perhaps) == (surely, (), (), ())


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("10.5555/", "10.5555/"),
        ("10.5555", "10.5555"),
        ("doi: 10.5555/IL", "10.5555/il"),
        ("https://doi.org/10.5555/il", "10.5555/il"),
        ("10.5555/il and more", ""),
        ("10.55/il", ""),
        ("cells", ""),
    ],
)
def test_the_beginning_of_a_doi_is_read(typed: str, beginning: str) -> None:
    assert asked(typed).beginning == beginning


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Skin cells", Asked(words=(Word("Skin", True), Word("cells", True)))),
        ("IL-17", Asked(words=(Word("IL-17", False),))),
        ("IL-17A", Asked(words=(Word("IL-17A", True),))),
        ("in a β", Asked(words=(Word("in", False), Word("a", False), Word("β", True)))),
        ('"bone marrow" cells', Asked(words=(Word("cells", True),), phrases=("bone marrow",))),
        ("“bone marrow”", Asked(phrases=("bone marrow",))),
        ('"cells', Asked(words=(Word("cells", True),))),
        ("cells & !skin | (bone) <-> a:*", asked("cells skin bone a")),
        ("cells AND skin", asked("cells skin")),
        ("Doe 2020", Asked(words=(Word("Doe", True), Word("2020", False)))),
        ("2020", Asked(words=(Word("2020", False),), perhaps=("2020",))),
        ("2019 2020", Asked(words=(Word("2019", False), Word("2020", False)))),
        ("202", Asked(words=(Word("202", True),), perhaps=("202",))),
        (PMID, Asked(words=(Word(PMID, True),), perhaps=(PMID,))),
        ("r23456789abcd", Asked(words=(Word("r23456789abcd", True),), perhaps=("r23456789abcd",))),
        ("", Asked()),
        (' "" \x00 !?', Asked()),
    ],
)
def test_words_and_phrases_are_told_apart(typed: str, expected: Asked) -> None:
    assert asked(typed) == expected


def test_a_text_becomes_legible_and_of_bounded_length() -> None:
    assert legible(" a\x00b\r\nc\ud800 ") == "a b  c"
    assert legible("e\u0301") == "é"
    assert len(legible("ab " * 10_000)) <= LONGEST
    assert len(asked("ab " * 10_000).words) == MOST_TERMS


def test_identifiers_are_quoted_for_the_database() -> None:
    assert lexemes(("10.1/a'b\\c", "PMC1")) == "'=10.1/a''b\\\\c' | '=pmc1'"


# In the database

pytest_db = pytest.mark.django_db


def found(text: str, *, whole: bool = False) -> set[str]:
    """Titles; the same whichever terms are looked up in the index."""
    wanted = Wanted.by(text)
    places = range(wanted.what.terms)
    ways = [None, [], *([place] for place in places)] if places else [None]
    told = [
        set(
            Reference.objects.current()
            .filter(wanted.where(whole=whole, indexed=way))
            .values_list("title", flat=True)
        )
        for way in ways
    ]
    assert all(one == told[0] for one in told)
    return told[0]


@pytest.fixture
def library() -> dict[str, Reference]:
    """Works that differ in what they are found by."""
    person = make_user("librarian")
    made = {
        "greek": {"title": "Interferon-γ and IL-17 in the café"},
        "plain": {"title": "Il 17 receptors of Muller", "issued_year": 2019},
        "people": {
            "title": "Anything",
            "authors": [{"family": "Łukasz-Straße", "given": "Søren"}, {"literal": "Œuvre Group"}],
            "container_title": "Zeitschrift für Haut",
            "issued_year": 2021,
        },
        "named": {"title": "Named", "doi": DOI, "pmid": PMID, "pmcid": PMCID},
        "number": {"title": "A trial of 2021 patients", "issued_year": 2022},
    }
    return {name: make_reference(by=person, **fields) for name, fields in made.items()}


@pytest_db
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cafe", {"greek"}),
        ("CAFÉ", {"greek"}),
        ("cafe\u0301", {"greek"}),
        ("interferon-γ", {"greek"}),
        ("γ", {"greek"}),
        ("IL-17", {"greek", "plain"}),
        ("IL-17 -receptors", {"greek"}),
        ('"il 17" -café', {"plain"}),
        ("-receptors", {"plain"}),
        ("17 -recept", {"greek", "plain"}),
        ("IL‑17", {"greek", "plain"}),
        ("il 17", {"greek", "plain"}),
        ("17-il", set()),
        ("müller", {"plain"}),
        ("recep mull", {"plain"}),
        ("receptors cafe", set()),
        ('"17 receptors"', {"plain"}),
        ('"receptors 17"', set()),
        ("lukasz", {"people"}),
        ("strasse", {"people"}),
        ("soren oeuvre", {"people"}),
        ("zeitschrift haut", {"people"}),
        ("strasse 2021", {"people"}),
        ("strasse 2020", set()),
        ("trial 2021", {"number"}),
        ("trial 2022", {"number"}),
        (DOI, {"named"}),
        (f"see https://doi.org/{DOI.upper()}.", {"named"}),
        (PMID, {"named"}),
        (f"PMID:{PMID}", {"named"}),
        (PMCID.lower(), {"named"}),
        ("10.5555/", {"named"}),
        ("doi:10.5555/IL-1", {"named"}),
        ("10.5555/unknown", set()),
        ("10.5555/%", set()),
        ("", set()),
        ("!!! &", set()),
        ("\x00", set()),
    ],
)
def test_what_is_typed_is_found(library: dict[str, Reference], text: str, names: set[str]) -> None:
    assert found(text) == {library[name].title for name in names}


@pytest_db
def test_whole_words_are_found_only_as_they_stand(library: dict[str, Reference]) -> None:
    assert found("recept", whole=True) == set()
    assert found("receptors", whole=True) == {library["plain"].title}


@pytest_db
def test_a_key_finds_its_work(library: dict[str, Reference]) -> None:
    assert found(library["named"].key) == {"Named"}


@pytest_db
def test_a_whole_doi_is_not_taken_for_the_beginning_of_another() -> None:
    person = make_user("librarian")
    make_reference(by=person, title="Shorter", doi="10.5555/a")
    make_reference(by=person, title="Longer", doi="10.5555/ab")
    assert found("10.5555/a") == {"Shorter"}


@pytest_db
def test_identifiers_of_a_merged_work_find_what_it_was_merged_into() -> None:
    person = make_user("librarian")
    first = make_reference(by=person, title="First", doi="10.5555/a", pmid="111", pmcid="PMC111")
    second = make_reference(by=person, title="Second")
    third = make_reference(by=person, title="Third")
    Reference.objects.filter(pk__in=(first.pk, second.pk)).update(merged_into=third)
    for text in ("10.5555/a", "PMID 111", "111", "PMC111", first.key, second.key):
        assert found(text) == {"Third"}, text
    assert found("First") == set()


@pytest_db
def test_words_of_the_title_weigh_more_than_of_the_journal() -> None:
    person = make_user("librarian")
    titled = make_reference(by=person, title="Marrow of mice")
    make_reference(by=person, title="Other", container_title="Journal of Marrow")
    newer = make_reference(by=person, title="Marrow of rats")
    best = Reference.objects.found_by("marrow").best_first("marrow")
    assert [work.title for work in best] == [newer.title, titled.title, "Other"]


ODD = [
    "'", "''", '"', "\\", "\\'", "a'b", "%", "%s %(x)s", "a & | !", "<->", ":*", "((", "a:*b", "a\x00b", "\ud800",
    "😀", "½", "a" * 5000, "' OR 1=1 --", "10.1000/", "10.1000/'\\", "PMID:", "pmc", "doi:", "999999999999999999999",
    "٣٤٥", "2020 2020 2020", "- - -", "干细胞", "\u202e\u0000x", "$$", "{}", "AND", '" "',
]  # fmt: skip


@pytest_db
@pytest.mark.parametrize("text", ODD)
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    list(Reference.objects.found_by(text).best_first(text))


@pytest_db
@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Łódź", "lodz"),
        ("Đøħıŋŧ", "dohint"),
        ("straße", "strasse"),
        ("Æsop œuvre þing", "aesop oeuvre thing"),
        ("IL–17", "il 17"),
        ("O’Brien", "o brien"),
        ("β-Catenin²", "β catenin2"),
        ("ﬁbre", "fibre"),
    ],
)
def test_both_sides_are_folded_alike(given: str, folded: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT references_fold(%s), references_fold(%s)", [given, folded])
        assert cursor.fetchone() == (folded, folded)
