"""Notices reach the references they are about, and only those."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from references.choices import RecheckCause, Role, Standing
from references.layouts import read_notices, read_references
from references.models import Event, Notice, NoticeLoad, NoticeMatch, Recheck, Reference
from references.refusals import IllegalTransition, NotAllowed, NotPossible, Refused
from references.services import close_recheck, commit_import, stage_import
from tests.factories.people import make_user
from tests.factories.references import (
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


def test_real_notices_find_real_references(shared: Path) -> None:
    librarian = make_user("librarian")
    folder = shared / "data" / "pubmed_csv" / "aydindemircioglu__radRetraction"
    file = read_references((folder / "csv-radiomics-set.csv").read_bytes())
    run = stage_import(rows=file.rows, name="x", layout="pubmed", sha256="0" * 64, by=librarian)
    commit_import(run=run, by=librarian)
    retracted = shared / "data" / "retraction" / "aydindemircioglu__radRetraction" / "RAD.csv"
    expected = {row.original_doi.lower() for row in read_notices(retracted.read_bytes()).rows}
    dois = set(Reference.objects.values_list("doi", flat=True))
    load = make_load(*read_notices(retracted.read_bytes()).rows)
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
    assert "retraction" in capsys.readouterr().out


def test_the_command_refuses_another_layout(tmp_path: Path) -> None:
    make_user("librarian", username="lib")
    path = tmp_path / "x.csv"
    path.write_text("Title\nx\n")
    with pytest.raises(CommandError, match="not the Retraction Watch layout"):
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
