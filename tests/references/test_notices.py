"""Notices reach the references they are about, and only those."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from references.accounts import found, hit_references, hits, overview, rechecks_of
from references.choices import RecheckCause, Role, Standing
from references.layouts.notices import read_notices
from references.models import Event, Notice, NoticeLoad, NoticeMatch, Recheck, Reference
from references.refusals import IllegalTransition, NotAllowed, NotPossible, Refused
from references.services import close_recheck, commit_import, load_notices, notices, storing
from references.services.notices import keep_notices
from tests.factories.people import make_user
from tests.factories.references import (
    make_file,
    make_load,
    make_notice_input,
    make_recheck,
    make_reference,
    make_retracted_reference,
)

pytestmark = pytest.mark.django_db

TITLE = "A title of cells that is long enough"


def about(reference: Reference, **said: object):
    said.setdefault("original_title", reference.title)
    said.setdefault("original_year", reference.issued_year)
    said.setdefault("original_doi", reference.doi or "")
    return make_notice_input(**said)


def standing_of(reference: Reference) -> str:
    return Reference.objects.get(pk=reference.pk).standing


def test_a_retraction_is_kept_matched_and_followed() -> None:
    librarian, reference = make_user("librarian"), make_reference(doi="10.1000/a")
    load = make_load(about(reference), make_notice_input(), by=librarian)
    reference.refresh_from_db()
    assert reference.standing == Standing.RETRACTED
    assert (reference.standing_as_of, reference.standing_dataset) == (load.as_of, load.dataset)
    assert (load.counts["rows"], load.counts["new"]) == (2, 2)
    match = NoticeMatch.objects.get()
    assert (match.by_doi, match.by_pmid, match.title_agrees, match.year_agrees) == (
        True,
        False,
        True,
        True,
    )
    recheck = reference.rechecks.get()
    assert recheck.cause == RecheckCause.STANDING_CHANGED
    event = Event.objects.get(stream=f"reference:{reference.key}", verb="standing_set")
    assert (event.actor.username, event.role) == ("portal", Role.PORTAL)
    assert Event.objects.get(stream=f"notices:{load.pk}", verb="loaded").actor == librarian


@pytest.mark.parametrize(
    ("said", "standing", "cause"),
    [
        ({}, "retracted", "standing_changed"),
        ({"nature": "Correction"}, "corrected", "standing_changed"),
        ({"nature": "Expression of concern"}, "concern", "standing_changed"),
        ({"nature": "Reinstatement"}, "reinstated", "standing_changed"),
        ({"nature": "Something new"}, "not_checked", None),
        ({"original_year": 1990}, "retracted", "standing_changed"),
        ({"original_title": "Quite another work"}, "retracted", "standing_changed"),
        (
            {"original_title": "Quite another work", "original_year": 1990},
            "not_checked",
            "identifier_alone",
        ),
        ({"reason": "Temporary Removal"}, "not_checked", "administrative"),
        ({"reason": "Retract and Replace"}, "not_checked", "retract_and_replace"),
        ({"original_doi": "", "original_pmid": "7"}, "retracted", "standing_changed"),
    ],
)
def test_what_a_notice_does_and_what_it_only_asks(
    said: dict, standing: str, cause: str | None
) -> None:
    reference = make_reference(doi="10.1000/a", pmid="7", title=TITLE)
    make_load(about(reference, **said))
    assert standing_of(reference) == standing
    assert list(reference.rechecks.values_list("cause", flat=True)) == ([cause] if cause else [])
    assert Notice.objects.count() == NoticeMatch.objects.count() == 1


def test_loading_again_changes_nothing() -> None:
    reference = make_reference(doi="10.1000/a")
    row = about(reference)
    first = make_load(row)
    counts = (Notice.objects.count(), Recheck.objects.count(), Event.objects.count())
    assert make_load(row) == first
    assert (Notice.objects.count(), Recheck.objects.count(), Event.objects.count()) == counts
    later = make_load(row, make_notice_input(), as_of=dt.date(2025, 2, 1))
    assert later.counts["new"] == 1
    assert Notice.objects.count() == 2
    assert Recheck.objects.count() == 1


def test_a_later_reinstatement_ends_a_retraction_and_a_correction_does_not() -> None:
    reference = make_reference(doi="10.1000/a")
    make_load(about(reference))
    make_load(about(reference, nature="Correction", noticed_on=dt.date(2024, 1, 1)))
    assert standing_of(reference) == Standing.RETRACTED
    make_load(about(reference, nature="Reinstatement", noticed_on=None))
    assert standing_of(reference) == Standing.RETRACTED
    make_load(about(reference, nature="Reinstatement", noticed_on=dt.date(2024, 6, 1)))
    assert standing_of(reference) == Standing.REINSTATED
    assert reference.rechecks.count() == 2


def test_the_newest_version_of_a_record_counts() -> None:
    reference = make_reference(doi="10.1000/a")
    make_load(about(reference, record_id="7", nature="Correction"))
    make_load(about(reference, record_id="7", nature="Retraction"), as_of=dt.date(2025, 2, 1))
    assert standing_of(reference) == Standing.RETRACTED
    assert NoticeMatch.objects.count() == 2
    events = Event.objects.count()
    make_load(make_notice_input(), as_of=dt.date(2025, 3, 1))
    assert Event.objects.count() == events + 1


def test_without_identifiers_a_reference_is_not_checked_and_others_are_as_of_the_newest() -> None:
    bare, other = make_reference(), make_reference(pmid="5")
    make_load(as_of=dt.date(2025, 1, 1))
    make_load(make_notice_input(), as_of=dt.date(2024, 1, 1), dataset="Older")
    bare.refresh_from_db()
    other.refresh_from_db()
    assert bare.standing == Standing.NOT_CHECKED
    assert other.standing == Standing.NONE_FOUND
    assert (other.standing_as_of, other.standing_dataset) == (
        dt.date(2025, 1, 1),
        "Example notices",
    )


@pytest.mark.parametrize("role", ["author", "editor", "reviewer", "publisher", "administrator"])
def test_only_librarians_load_notices_and_answer(role: str) -> None:
    recheck, person = make_recheck(), make_user(role)
    with pytest.raises(NotAllowed):
        make_load(by=person)
    with pytest.raises(NotAllowed):
        close_recheck(recheck=recheck, by=person, outcome="Seen")


def test_a_recheck_is_closed_once_with_an_outcome() -> None:
    recheck, librarian = make_recheck(), make_user("librarian")
    with pytest.raises(NotPossible, match="Say what you found"):
        close_recheck(recheck=recheck, by=librarian, outcome="  ")
    with pytest.raises(NotPossible, match="not known"):
        close_recheck(recheck=recheck, by=librarian, outcome="Seen", standing="fine")
    closed = close_recheck(recheck=recheck, by=librarian, outcome="Seen")
    assert (closed.closed_by, closed.outcome) == (librarian, "Seen")
    with pytest.raises(IllegalTransition):
        close_recheck(recheck=recheck, by=librarian, outcome="Again")
    assert standing_of(recheck.reference) == Standing.RETRACTED


def test_a_librarian_sets_withdrawn_and_no_machine_lowers_it() -> None:
    reference = make_reference(doi="10.1000/a")
    make_load(about(reference, reason="Temporary Removal"))
    close_recheck(
        recheck=reference.rechecks.get(),
        by=make_user("librarian"),
        outcome="The publisher withdrew it",
        standing=Standing.WITHDRAWN,
    )
    assert standing_of(reference) == Standing.WITHDRAWN
    make_load(about(reference, nature="Correction", noticed_on=dt.date(2024, 1, 1)))
    make_load(about(reference, nature="Reinstatement", noticed_on=dt.date(2024, 2, 1)))
    assert standing_of(reference) == Standing.WITHDRAWN
    make_load(about(reference, noticed_on=dt.date(2024, 3, 1)))
    assert standing_of(reference) == Standing.RETRACTED


def test_what_a_follower_refuses_holds_up_one_reference_only(settings) -> None:
    first, second = make_reference(doi="10.1000/a"), make_reference(doi="10.1000/b")
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.refuse_second"]
    REFUSED.append(second.key)
    with pytest.raises(Refused):
        make_load(about(first), about(second))
    assert standing_of(first) == Standing.RETRACTED
    assert standing_of(second) == Standing.NOT_CHECKED
    settings.REFERENCE_FOLLOWERS = []
    make_load(make_notice_input(), as_of=dt.date(2025, 3, 1))
    assert standing_of(second) == Standing.RETRACTED


REFUSED: list[str] = []


def refuse_second(*, references, cause, journal, detail) -> None:
    """A follower that fails for one reference."""
    if references[0].key in REFUSED:
        raise NotPossible("Not now.")


def test_what_is_refused_for_one_holds_up_no_other_and_is_never_called_clean(settings) -> None:
    first, second, clean = (make_reference(doi=f"10.1000/{name}") for name in "abc")
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.refuse_second"]
    REFUSED.append(first.key)
    with pytest.raises(NotPossible, match=r"one reference could not follow them: Not now\."):
        make_load(about(first), about(second))
    assert [standing_of(one) for one in (first, second, clean)] == [
        Standing.NOT_CHECKED,
        Standing.RETRACTED,
        Standing.NONE_FOUND,
    ]
    with pytest.raises(NotPossible):
        make_load(make_notice_input(), dataset="Another", as_of=dt.date(2025, 2, 1))
    assert standing_of(first) == Standing.NOT_CHECKED


def test_what_waits_because_of_a_merged_work_is_never_called_clean(settings) -> None:
    loser, winner = make_reference(doi="10.1000/old"), make_reference(doi="10.1000/new")
    Reference.objects.filter(pk=loser.pk).update(merged_into=winner)
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.refuse_second"]
    REFUSED.append(winner.key)
    with pytest.raises(NotPossible):
        make_load(about(loser))
    assert standing_of(winner) == Standing.NOT_CHECKED


def test_a_file_that_breaks_off_leaves_nothing_and_is_loaded_again() -> None:
    reference = make_reference(doi="10.1000/a")
    rows = [about(reference), make_notice_input()]

    def broken():
        yield rows[0]
        raise NotPossible("The file ends here.")

    librarian = make_user("librarian")
    given = {"name": "x", "dataset": "D", "as_of": dt.date(2025, 1, 1), "sha256": "0" * 64}
    with pytest.raises(NotPossible, match="ends here"):
        load_notices(rows=broken(), by=librarian, **given)
    assert not Notice.objects.exists()
    assert not NoticeLoad.objects.exists()
    load_notices(rows=iter(rows), by=librarian, **given)
    assert Notice.objects.count() == 2
    assert standing_of(reference) == Standing.RETRACTED


def test_a_load_that_broke_off_behind_its_notices_is_finished_by_any_other() -> None:
    reference, clean = make_reference(doi="10.1000/a"), make_reference(doi="10.1000/b")
    given = {"name": "x", "as_of": dt.date(2025, 1, 1), "sha256": "0" * 64}
    by = make_user("librarian")
    kept = keep_notices(rows=[about(reference)], dataset="D", by=by, **given)
    assert standing_of(reference) == Standing.NOT_CHECKED
    assert load_notices(rows=[about(reference)], dataset="D", by=by, **given) == kept
    assert standing_of(reference) == Standing.RETRACTED
    assert standing_of(clean) == Standing.NONE_FOUND


def test_a_notice_stands_once_however_often_and_far_apart_the_file_has_it() -> None:
    rows = [make_notice_input() for _ in range(storing.AT_ONCE + 1)]
    load = make_load(rows[0], *rows, rows[0])
    assert load.counts["rows"] == storing.AT_ONCE + 3
    assert load.counts["new"] == Notice.objects.count() == storing.AT_ONCE + 1


def test_what_is_odd_is_kept_and_counted() -> None:
    odd = [
        make_notice_input(noticed_on=None),
        make_notice_input(noticed_on=dt.date(2205, 1, 1)),
        make_notice_input(nature="Removal \x00"),
        make_notice_input(original_doi="unavailable", original_pmid="0"),
        make_notice_input(reason="a\x00b", raw={"x": "\x00"}),
    ]
    load = make_load(*odd)
    assert load.counts == {
        "rows": 5,
        "new": 5,
        "retraction": 4,
        "other": 1,
        "undated": 2,
        "unknown": 1,
        "without_identifier": 1,
    }
    assert Notice.objects.filter(noticed_on=None).count() == 2
    assert Notice.objects.get(nature="other").nature_as_given == "Removal"
    assert list(found(load)) == [
        "5 notices were read: 4 retractions and 1 of another kind.",
        "All of them are new.",
        "2 new notices have no date that can be right: they never outrank a dated one.",
        "1 new notice names no DOI and no PMID that can be read: it is kept, and finds nothing.",
        "1 new notice is of a kind that is not known here: it is kept, and changes no standing.",
        "What they call themselves: “Removal”.",
    ]
    again = make_load(*odd, make_notice_input(), as_of=dt.date(2025, 2, 1))
    assert list(found(again))[1:] == [
        "1 of them is new; 5 were known already, or stood in the file twice."
    ]


def test_a_date_far_ahead_outranks_nothing() -> None:
    reference = make_reference(doi="10.1000/a")
    make_load(
        about(reference, nature="Reinstatement", noticed_on=dt.date(2205, 1, 1)), about(reference)
    )
    assert standing_of(reference) == Standing.RETRACTED


def test_an_older_dataset_that_is_loaded_later_says_nothing_new_of_a_record() -> None:
    reference = make_reference(doi="10.1000/a")
    make_load(about(reference, record_id="7", nature="Correction"), as_of=dt.date(2025, 2, 1))
    make_load(about(reference, record_id="7", nature="Retraction"))
    assert standing_of(reference) == Standing.CORRECTED


def test_a_notice_of_no_known_kind_ends_none_found() -> None:
    reference = make_reference(doi="10.1000/a")
    make_load()
    assert standing_of(reference) == Standing.NONE_FOUND
    make_load(about(reference, nature="Removal"), as_of=dt.date(2025, 2, 1))
    assert standing_of(reference) == Standing.NOT_CHECKED


@pytest.mark.parametrize("named", [{"original_doi": "10.1000/old"}, {"original_pmid": "77"}])
def test_a_notice_about_a_merged_reference_reaches_the_one_that_stands(named: dict) -> None:
    loser = make_reference(doi="10.1000/old", pmid="77", title="An older title of the same cells")
    winner = make_reference(doi="10.1000/new", title=TITLE)
    Reference.objects.filter(pk=loser.pk).update(merged_into=winner)
    make_load(about(loser, **{"original_doi": "", **named}))
    assert (standing_of(winner), standing_of(loser)) == (Standing.RETRACTED, Standing.NOT_CHECKED)
    match = NoticeMatch.objects.get()
    assert (match.reference, match.title_agrees) == (winner, True)
    assert (match.by_doi, match.by_pmid) == ("original_doi" in named, "original_pmid" in named)


def test_all_of_a_library_is_called_free_of_notices_whatever_its_numbers(monkeypatch) -> None:
    references = [make_reference(doi=f"10.1000/{n}") for n in range(5)]
    monkeypatch.setattr(notices, "SPAN", 2)
    load = make_load()
    assert {standing_of(one) for one in references} == {Standing.NONE_FOUND}
    told = Event.objects.filter(stream=f"notices:{load.pk}", verb="none_found")
    assert sum(event.data["references"] for event in told) == 5


def test_the_overview_counts_current_references_and_open_rechecks() -> None:
    assert overview().newest is None
    retracted, merged = make_retracted_reference(), make_reference()
    make_reference()
    Reference.objects.filter(pk=merged.pk).update(merged_into=retracted)
    seen = overview()
    assert (seen.checked, seen.not_checked, seen.never_count, seen.concern) == (1, 1, 1, 0)
    assert (seen.newest, seen.waiting) == (NoticeLoad.objects.get(), 1)


def test_a_hit_tells_how_the_reference_stood_and_stands() -> None:
    one, other = make_reference(doi="10.1000/a"), make_reference(doi="10.1000/b")
    make_load()
    load = make_load(about(one), about(other, nature="Removal"), as_of=dt.date(2025, 2, 1))
    later = make_reference(doi="10.1000/c")
    assert list(hit_references(load)) == [one, other]
    told = {
        hit.reference: (hit.before, hit.reference.standing, hit.moved)
        for hit in hits(load, list(hit_references(load)))
    }
    assert told == {
        one: ("none_found", "retracted", True),
        other: ("none_found", "not_checked", True),
    }
    assert [recheck.reference for recheck in rechecks_of(load)] == [one]
    assert hits(load, [later])[0].before == ""


def test_real_notices_find_real_references(shared: Path) -> None:
    librarian = make_user("librarian")
    folder = shared / "data" / "pubmed_csv" / "aydindemircioglu__radRetraction"
    run = make_file((folder / "csv-radiomics-set.csv").read_bytes(), by=librarian)
    commit_import(run=run, by=librarian)
    retracted = shared / "data" / "retraction" / "aydindemircioglu__radRetraction" / "RAD.csv"
    with retracted.open("rb") as binary:
        rows = list(read_notices(binary, "RAD.csv").rows)
    expected = {row.original_doi.lower() for row in rows}
    dois = set(Reference.objects.values_list("doi", flat=True))
    load = make_load(*rows)
    assert load.counts["rows"] == 6
    found = set(Reference.objects.retracted().values_list("doi", flat=True))
    assert found == expected & dois
    assert found


@pytest.mark.parametrize(
    "name",
    [
        "JesseRWeigel__retraction-check/retractionwatch-sample.csv",
        "aydindemircioglu__radRetraction/RAD.csv",
    ],
)
def test_the_command_loads_real_files_twice_the_same(
    shared: Path, name: str, capsys: pytest.CaptureFixture
) -> None:
    make_user("librarian", username="lib")
    path = str(shared / "data" / "retraction" / name)
    for _ in range(2):
        call_command("import_notices", path, "--by", "lib", "--as-of", "2025-05-31")
    assert NoticeLoad.objects.count() == 1
    assert Notice.objects.count() == NoticeLoad.objects.get().counts["rows"]
    told = capsys.readouterr().out
    assert "notices were read" in told
    assert "The library, by standing:" in told


def test_the_command_names_what_it_hit_and_reads_pubmeds_flags(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    make_user("librarian", username="lib")
    reference = make_reference(pmid="100", title="A work on cells")
    path = tmp_path / "flags.nbib"
    path.write_text("PMID- 100\nTI  - A work on cells.\nPT  - Retracted Publication\n")
    call_command("import_notices", str(path), "--by", "lib")
    told = capsys.readouterr().out
    assert NoticeLoad.objects.get().dataset == "PubMed"
    assert f"{reference.key}  Not checked → Retracted: A work on cells" in told
    assert "Re-checks that it asked for: 1, open: 1" in told


def test_the_command_says_which_file_is_not_there(tmp_path: Path) -> None:
    make_user("librarian", username="lib")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_notices", str(tmp_path / "none.csv"), "--by", "lib")


def test_the_command_refuses_another_layout(tmp_path: Path) -> None:
    make_user("librarian", username="lib")
    path = tmp_path / "x.csv"
    path.write_text("Title\nx\n")
    with pytest.raises(CommandError, match="This file flags nothing"):
        call_command("import_notices", str(path), "--by", "lib")


def test_a_retracted_reference_is_among_the_retracted() -> None:
    reference = make_retracted_reference()
    bare = make_reference()
    assert list(Reference.objects.retracted()) == [reference]
    assert list(Reference.objects.not_checked()) == [bare]


def test_a_dataset_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(NotPossible, match="still to come"):
        make_load(as_of=dt.date(2999, 1, 1))


def test_a_recheck_does_not_make_a_retraction_undone() -> None:
    reference = make_retracted_reference()
    recheck = reference.rechecks.first()
    for standing in ("none_found", "not_checked", "corrected"):
        with pytest.raises(NotPossible):
            close_recheck(
                recheck=recheck, by=make_user("librarian"), outcome="Looks fine.", standing=standing
            )
    reference.refresh_from_db()
    assert reference.standing == "retracted"
