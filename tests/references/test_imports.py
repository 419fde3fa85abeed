"""Files into the library: every row accounted for, nothing twice, nothing lost."""

import io
import itertools
from pathlib import Path

import pytest

from references.choices import RowVerdict, RunState, Standing
from references.models import DuplicatePair, Event, ImportRun, Reference
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.services import (
    choose_rows,
    commit_import,
    commit_later,
    discard_import,
    edit_reference,
    read_import,
    receive_file,
    undo_import,
)
from references.services.merging import merge_references
from references.services.pairs import call_different
from tests.factories.people import make_user
from tests.factories.references import (
    make_file,
    make_input,
    make_load,
    make_notice_input,
    make_reference,
    make_run,
)

pytestmark = pytest.mark.django_db

SMALL = [
    "aydindemircioglu__radRetraction/csv-radiomics-set.csv",
    "zelcofir__Bibliometrico_Hospitales/pubmed.csv",
]
LARGE = "Kadiax__BigDataING3/csv-neurotrans-set.csv"


def stage(path: Path, by) -> ImportRun:
    with path.open("rb") as file:
        run = receive_file(file=file, name=path.name, by=by, keep=False)
        return read_import(run=run, by=by, file=file)


def snapshot() -> list[dict]:
    return list(Reference.objects.order_by("id").values())


@pytest.mark.parametrize("name", SMALL)
def test_real_exports_go_in_once_and_change_nothing_twice(shared: Path, name: str) -> None:
    librarian = make_user("librarian")
    path = shared / "data" / "pubmed_csv" / name
    run = commit_import(run=stage(path, librarian), by=librarian)
    rows = run.rows.count()
    assert run.counts["rows"] == rows > 9
    assert run.counts["new"] == Reference.objects.count() == rows
    before = snapshot()
    again = commit_import(run=stage(path, librarian), by=librarian)
    assert again.counts["same"] == rows
    assert snapshot() == before


def test_ten_thousand_rows_are_accounted_for(shared: Path, record_property) -> None:
    librarian = make_user("librarian")
    path = shared / "data" / "pubmed_csv" / LARGE
    run = stage(path, librarian)
    assert run.counts["rows"] == run.rows.count() == 10_000
    assert (run.counts["new"], run.counts["rejected"]) == (9_999, 1)
    with pytest.raises(NotPossible, match="1 row is rejected"):
        commit_import(run=run, by=librarian)
    assert not Reference.objects.exists()
    done = commit_import(run=run, by=librarian, without_rejected=True)
    assert Reference.objects.count() == done.counts["new"] == 9_999
    again = stage(path, librarian)
    assert (again.counts["same"], again.counts["rejected"]) == (9_999, 1)


def test_staging_touches_nothing_and_is_recorded() -> None:
    run = make_run(make_input(doi="10.1000/a"))
    assert not Reference.objects.exists()
    assert run.state == RunState.STAGED
    row = run.rows.get()
    assert row.verdict == RowVerdict.NEW
    assert (row.doi, row.after) == ("10.1000/a", None)
    assert Event.objects.get(stream=f"import:{run.pk}").verb == "staged"


def test_a_commit_is_one_event_and_done_once() -> None:
    librarian, run = make_user("librarian"), make_run(make_input(2), make_input(3))
    done = commit_import(run=run, by=librarian)
    assert (done.state, done.decided_by) == (RunState.COMMITTED, librarian)
    keys = set(done.rows.values_list("reference_key", flat=True))
    assert keys == set(Reference.objects.values_list("key", flat=True))
    events = Event.objects.filter(verb="committed")
    assert events.count() == 1
    commit_import(run=run, by=librarian)
    assert Reference.objects.count() == 2
    assert events.count() == 1
    with pytest.raises(IllegalTransition):
        discard_import(run=run, by=librarian)


def test_a_discarded_run_adds_nothing() -> None:
    librarian, run = make_user("librarian"), make_run()
    discard_import(run=run, by=librarian)
    discard_import(run=run, by=librarian)
    with pytest.raises(IllegalTransition):
        commit_import(run=run, by=librarian)
    assert not Reference.objects.exists()
    assert run.rows.count() == 1


@pytest.mark.parametrize("role", ["author", "editor", "reviewer", "publisher", "administrator"])
def test_only_librarians_import(role: str) -> None:
    person, run = make_user(role), make_run()
    for service in (commit_import, discard_import, undo_import, read_import):
        with pytest.raises(NotAllowed):
            service(run=run, by=person)
    with pytest.raises(NotAllowed):
        make_file(b"Title\nA title\n", by=person)


def test_blanks_are_filled_and_nothing_is_erased_or_overwritten() -> None:
    reference = make_reference(doi="10.1000/a", volume="7", title="A title of cells")
    common = {"doi": "10.1000/a", "title": "A TITLE of cells", "issued_year": 2020}
    fills = make_run(make_input(**common, issue="3", volume=""))
    commit_import(run=fills, by=make_user("librarian"))
    reference.refresh_from_db()
    assert (reference.volume, reference.issue) == ("7", "3")
    assert reference.title == "A title of cells"
    row = fills.rows.get()
    assert (row.before, row.after) == ({"issue": ""}, {"issue": "3"})


def test_an_author_more_is_shown_and_taken_with_the_row() -> None:
    librarian = make_user("librarian")
    names = ["Šimić", "Øster", "Third"]
    three = [{"family": family, "given": "T"} for family in names]
    known = make_reference(doi="10.1000/a", authors=three[:2], volume="1")
    row = {"title": known.title, "issued_year": 2020, "doi": "10.1000/a", "authors": three}
    run = make_run(make_input(**row, volume="2"))
    (shown,) = run.rows.all()
    assert shown.verdict == RowVerdict.DIFFERS
    assert {reason["column"] for reason in shown.reasons} == {"authors", "volume"}
    choose_rows(run=run, by=librarian, choice="take", lines=[2])
    commit_import(run=run, by=librarian)
    known.refresh_from_db()
    assert (known.authors, known.volume) == (three, "2")
    assert make_run(make_input(**row, volume="2")).counts["same"] == 1


def test_terms_of_the_library_are_kept_when_a_row_is_taken() -> None:
    librarian = make_user("librarian")
    known = make_reference(doi="10.1000/a", mesh_terms=["Cells", "Humans"])
    row = {"title": known.title, "issued_year": 2020, "doi": "10.1000/a"}
    run = make_run(make_input(**row, mesh_terms=["Cells", "Skin"]))
    choose_rows(run=run, by=librarian, choice="take", verdict="differs")
    commit_import(run=run, by=librarian)
    known.refresh_from_db()
    assert known.mesh_terms == ["Cells", "Humans", "Skin"]


def test_a_row_whose_work_was_merged_since_is_not_new() -> None:
    librarian = make_user("librarian")
    row = {
        "title": "Marrow cells in sore skin, a first look",
        "issued_year": 2019,
        "authors": [{"family": "Example", "given": "B"}],
    }
    commit_import(run=make_run(make_input(**row)), by=librarian)
    loser = Reference.objects.get()
    winner = make_reference(**row | {"title": "Marrow cells in sore skin: first look"})
    merge_references(winner=winner, loser=loser, by=librarian)
    (again,) = make_run(make_input(**row)).rows.all()
    assert (again.verdict, again.reference_key) == (RowVerdict.SAME, winner.key)


def test_a_year_that_was_filled_makes_no_other_work_of_a_row_without_it() -> None:
    librarian = make_user("librarian")
    known = make_reference(doi="10.1000/a", issued_year=None)
    row = {"title": known.title, "authors": known.authors}

    def committed() -> ImportRun:
        dated = make_input(2, **row, doi="10.1000/a", issued_year=2020)
        run = make_run(dated, make_input(3, **row))
        return commit_import(run=run, by=librarian)

    assert committed().counts["changed"] == 1
    again = committed()
    assert (again.counts["added"], again.counts["changed"]) == (0, 0)
    assert again.rows.get(line=3).verdict == RowVerdict.POSSIBLE_DUPLICATE
    assert Reference.objects.count() == 1


def test_a_differing_row_is_applied_only_if_chosen() -> None:
    librarian = make_user("librarian")
    reference = make_reference(doi="10.1000/a", volume="7", title="A title of cells")
    row = {"doi": "10.1000/a", "title": "A title of cells", "issued_year": 2020, "volume": "8"}
    left = commit_import(run=make_run(make_input(**row)), by=librarian)
    reference.refresh_from_db()
    assert (left.counts["differs"], reference.volume) == (1, "7")
    run = make_run(make_input(**row))
    assert choose_rows(run=run, by=librarian, choice="take", lines=[2]) == 1
    commit_import(run=run, by=librarian)
    reference.refresh_from_db()
    assert reference.volume == "8"


@pytest.mark.parametrize(
    "change", [{"title": "Another work"}, {"issued_year": 1999}, {"pmid": "2"}]
)
def test_a_row_that_differs_on_what_the_work_is_needs_a_person(change: dict) -> None:
    librarian = make_user("librarian")
    reference = make_reference(doi="10.1000/a", pmid="1", title="A title of cells")
    before = snapshot()
    row = {"doi": "10.1000/a", "title": "A title of cells", "issued_year": 2020, **change}
    run = make_run(make_input(**row))
    assert run.counts["needs_person"] == 1
    assert choose_rows(run=run, by=librarian, choice="take", lines=[2]) == 0
    commit_import(run=run, by=librarian)
    assert snapshot() == before
    assert run.rows.get().reference_key == reference.key


def test_a_commit_that_would_write_other_things_than_were_shown_waits_to_be_looked_at() -> None:
    librarian = make_user("librarian")
    run = make_run(make_input(doi="10.1000/a", title="A title of cells"))
    assert run.counts["new"] == 1
    make_reference(doi="10.1000/a", title="A title of cells")
    with pytest.raises(NotPossible, match="The library has changed since you looked"):
        commit_import(run=run, by=librarian)
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["completes"]) == (RunState.STAGED, 0, 0)
    assert run.rows.get().verdict == RowVerdict.SAME
    assert Event.objects.filter(stream=f"import:{run.pk}", verb="compared_again").exists()
    done = commit_import(run=run, by=librarian)
    assert (done.counts["added"], Reference.objects.count()) == (0, 1)


def test_a_commit_after_another_import_was_taken_back_waits_to_be_looked_at() -> None:
    librarian = make_user("librarian")
    row = {"doi": "10.1000/a", "title": "A title of cells"}
    first = commit_import(run=make_run(make_input(**row)), by=librarian)
    waiting = make_run(make_input(**row), make_input(3, doi="10.1000/a", volume="7", title=""))
    assert waiting.counts["new"] == 0
    undo_import(run=first, by=librarian)
    with pytest.raises(NotPossible, match="look at the rows again"):
        commit_import(run=waiting, by=librarian)
    assert not Reference.objects.exists()
    waiting.refresh_from_db()
    assert waiting.counts["new"] == 1
    commit_import(run=waiting, by=librarian)
    assert Reference.objects.count() == 1


def test_a_commit_goes_on_where_the_library_changed_and_what_it_writes_did_not() -> None:
    reference = make_reference(doi="10.1000/a", volume="7", title="A title of cells")
    row = {"doi": "10.1000/a", "title": "A title of cells", "issued_year": 2020}
    run = make_run(make_input(2, **row, volume="8"), make_input(3))
    assert run.counts["differs"] == 1
    librarian = make_user("librarian")
    edit_reference(reference=reference, by=librarian, changes={"volume": "8"})
    done = commit_import(run=run, by=librarian)
    assert (done.counts["added"], done.counts["differs"], done.counts["same"]) == (1, 0, 1)


def test_a_page_that_shows_an_earlier_turn_commits_nothing() -> None:
    librarian, run = make_user("librarian"), make_run(make_input(2), make_input(3))
    choose_rows(run=run, by=librarian, choice="leave", lines=[2])
    for service in (commit_import, commit_later):
        with pytest.raises(NotPossible, match="This import has changed since you looked"):
            service(run=run, by=librarian, shown=run.turn)
    run.refresh_from_db()
    done = commit_import(run=run, by=librarian, shown=run.turn)
    assert done.counts["added"] == 1


@pytest.mark.parametrize(
    ("doi", "verdict", "edited"),
    [
        ("10.1000/a", RowVerdict.DIFFERS, {"volume": "9"}),
        ("10.1000/b", RowVerdict.POSSIBLE_DUPLICATE, {"doi": "10.1000/b"}),
    ],
)
def test_what_was_chosen_of_a_row_ends_when_the_row_says_something_else(
    doi: str, verdict: str, edited: dict
) -> None:
    librarian = make_user("librarian")
    reference = make_reference(title="A title of cells", doi="10.1000/a", volume="7")
    row = {"title": "A title of cells", "authors": reference.authors, "issued_year": 2020}
    run = make_run(make_input(**row, doi=doi, volume="8"))
    assert choose_rows(run=run, by=librarian, choice="take", verdict=verdict) == 1
    edit_reference(reference=reference, by=librarian, changes=edited)
    before = snapshot()
    with pytest.raises(NotPossible, match="What was chosen of rows that changed is open again"):
        commit_import(run=run, by=librarian)
    run.refresh_from_db()
    assert (run.rows.get().choice, run.counts["choices"]) == ("", {})
    commit_import(run=run, by=librarian)
    assert snapshot() == before


def test_a_row_that_was_left_out_is_not_written_as_something_else() -> None:
    librarian, run = make_user("librarian"), make_run(make_input(doi="10.1000/a", volume="8"))
    choose_rows(run=run, by=librarian, choice="leave", lines=[2])
    reference = make_reference(title=run.rows.get().title, doi="10.1000/a", issued_year=None)
    with pytest.raises(NotPossible, match="look at the rows again"):
        commit_import(run=run, by=librarian)
    reference.refresh_from_db()
    assert (run.rows.get().verdict, reference.volume) == (RowVerdict.COMPLETES, "")


def test_what_was_chosen_is_still_counted_when_rows_are_compared_again() -> None:
    librarian = make_user("librarian")
    reference = make_reference(doi="10.1000/a", volume="7", title="A title of cells")
    row = {"doi": "10.1000/a", "title": "A title of cells", "issued_year": 2020, "volume": "8"}
    run = make_run(make_input(**row))
    choose_rows(run=run, by=librarian, choice="take", lines=[2])
    make_reference()
    done = commit_import(run=run, by=librarian)
    reference.refresh_from_db()
    assert (done.counts["changed"], reference.volume) == (1, "8")
    assert done.counts["choices"] == {"take": {"differs": 1}}


def test_taking_back_an_identifier_takes_back_what_was_looked_up_by_it() -> None:
    make_load()
    librarian = make_user("librarian")
    reference = make_reference(title="A title of cells")
    row = {"title": "A title of cells", "authors": reference.authors, "issued_year": 2020}
    run = commit_import(run=make_run(make_input(**row, doi="10.1000/a")), by=librarian)
    reference.refresh_from_db()
    assert reference.standing == Standing.NONE_FOUND
    undo_import(run=run, by=librarian)
    reference.refresh_from_db()
    assert (reference.doi, reference.standing) == (None, Standing.NOT_CHECKED)
    assert reference.standing_as_of is None


def test_a_work_that_was_called_another_is_kept_and_is_not_said_to_be_edited() -> None:
    librarian = make_user("librarian")
    run = commit_import(run=make_run(), by=librarian)
    one, other = Reference.objects.get(), make_reference()
    pair = DuplicatePair.objects.create(one=one, other=other, score=80)
    call_different(pair=pair, by=librarian)
    done = undo_import(run=run, by=librarian)
    assert (done.counts["kept"], done.counts["removed"]) == (1, 0)
    why = "Kept: somebody said that it and a similar reference are different works."
    assert done.rows.get().reasons[-1]["reason"] == why


def test_taking_back_says_in_plain_words_why_a_work_is_kept() -> None:
    librarian = make_user("librarian")
    make_load(make_notice_input(original_doi="10.1000/gone", original_title="A title of cells"))
    rows = [make_input(2, doi="10.1000/gone", title="A title of cells"), make_input(3)]
    run = commit_import(run=make_run(*rows, make_input(4)), by=librarian)
    merged = Reference.objects.get(key=run.rows.get(line=3).reference_key)
    merge_references(winner=merged, loser=make_reference(), by=librarian)
    done = undo_import(run=run, by=librarian)
    assert (done.counts["kept"], done.counts["removed"]) == (2, 1)
    said = [row.reasons[-1]["reason"] for row in done.rows.filter(line__lt=4).order_by("line")]
    assert said == [
        "Kept: a re-check is about it.",
        "Kept: it was merged with another reference.",
    ]


def test_a_file_that_was_begun_is_received_from_its_beginning() -> None:
    file = io.BytesIO(b"Title\nA title\n")
    file.read()
    run = receive_file(file=file, name="works.csv", by=make_user("librarian"))
    assert run.size == 14


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_rows_does_not_matter(order: tuple[int, ...]) -> None:
    rows = [
        {"doi": "10.1000/a", "title": "A title"},
        {"doi": "10.1000/a", "pmid": "1", "title": "A title", "volume": "7"},
        {"pmid": "1", "title": "A title"},
    ]
    run = make_run(*[make_input(line, **rows[at]) for line, at in enumerate(order, 2)])
    commit_import(run=run, by=make_user("librarian"))
    reference = Reference.objects.get()
    assert (reference.doi, reference.pmid, reference.volume) == ("10.1000/a", "1", "7")
    assert (run.counts["new"], run.counts["duplicate"]) == (1, 2)


def test_a_rejected_row_says_line_column_value_and_mend() -> None:
    run = make_file(b"Title,PMID\nA title,12.0\n")
    row = run.rows.get()
    assert (row.line, row.verdict) == (2, RowVerdict.REJECTED)
    reason = next(one for one in row.reasons if one.get("rejects"))
    assert (reason["column"], reason["value"]) == ("PMID", "12.0")
    assert reason["mend"]


@pytest.mark.parametrize(
    ("name", "content", "cell"),
    [
        ("a.csv", b"Title,DOI\nCells of \\u0000,10.1000/a\n", "Cells of \\u0000"),
        (
            "a.ris",
            b"TY  - JOUR\nTI  - \\u0000 of cells\nER  - \n",
            "TY  - JOUR\nTI  - \\u0000 of cells",
        ),
        (
            "a.bib",
            b"@article{a, title={Cells}, note={\\u0000}}\n",
            "@article{a, title={Cells}, note={\\u0000}}",
        ),
    ],
)
def test_a_cell_that_spells_nul_is_kept_as_it_is_written(
    name: str, content: bytes, cell: str
) -> None:
    run = make_file(content, name=name)
    assert run.rows.get().raw[0] == cell
    assert commit_import(run=run, by=make_user("librarian")).counts["added"] == 1


def test_a_nul_in_a_cell_becomes_a_sign_that_can_be_stored() -> None:
    run = make_run(make_input(title="Cells of \0 and \\u0000"))
    assert run.rows.get().raw == ["Cells of \ufffd and \\u0000"]


def test_imported_references_meet_the_notices() -> None:
    make_load(make_notice_input(original_doi="10.1000/gone", original_title="A title of cells"))
    run = make_run(
        make_input(2, doi="10.1000/gone", title="A title of cells"),
        make_input(3, doi="10.1000/fine"),
        make_input(4),
    )
    commit_import(run=run, by=make_user("librarian"))
    assert dict(Reference.objects.values_list("doi", "standing")) == {
        "10.1000/gone": Standing.RETRACTED,
        "10.1000/fine": Standing.NONE_FOUND,
        None: Standing.NOT_CHECKED,
    }


def test_comparing_costs_a_constant_number_of_queries(django_assert_max_num_queries) -> None:
    librarian = make_user("librarian")
    few = [make_input(line, doi=f"10.1000/{line}") for line in range(2, 5)]
    many = [make_input(line, doi=f"10.1000/{line}") for line in range(2, 302)]
    for rows in (few, many):
        with django_assert_max_num_queries(20):
            run = make_run(*rows, by=librarian)
        with django_assert_max_num_queries(30):
            commit_import(run=run, by=librarian)


def test_a_row_that_was_left_out_stays_out_and_the_choice_can_be_taken_back() -> None:
    librarian, run = make_user("librarian"), make_run(make_input(2), make_input(3), make_input(4))
    assert choose_rows(run=run, by=librarian, choice="leave", lines=[2, 3]) == 2
    assert choose_rows(run=run, by=librarian, choice="", lines=[3]) == 1
    run.refresh_from_db()
    assert run.counts["choices"] == {"leave": {"new": 1}}
    done = commit_import(run=run, by=librarian)
    assert (done.counts["added"], Reference.objects.count()) == (2, 2)


@pytest.mark.parametrize("state", ["committed", "committing", "discarded"])
def test_rows_of_a_run_that_is_decided_are_not_chosen(state: str) -> None:
    librarian, run = make_user("librarian"), make_run()
    act = {"committed": commit_import, "committing": commit_later, "discarded": discard_import}
    act[state](run=run, by=librarian)
    with pytest.raises(IllegalTransition):
        choose_rows(run=run, by=librarian, choice="leave", lines=[2])
