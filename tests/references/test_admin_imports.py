"""The pages of imports: every state, every act, what a librarian reads and downloads."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from references.admin.imports import what_reading_gave
from references.choices import RunState
from references.models import ColumnMapping, Event, ImportRun, Reference
from references.refusals import IllegalTransition
from references.services import (
    commit_import,
    commit_later,
    discard_import,
    edit_reference,
    receive_file,
    undo_import,
    wait_again,
)
from references.tasks import commit as commit_task
from references.tasks import read as read_task
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

GERMAN = "Title,Year,DOI\nGefäße im Mark,2011,10.5555/g\n"
UNKNOWN = b"Study;Written by;Mark\nCells of the marrow;Doe J, Roe R;A\nCells of fat;Doe J;B\n"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.I)


def url(name: str, *arguments: object) -> str:
    return reverse(f"admin:references_{name}", args=arguments)


@pytest.fixture
def librarian() -> Any:
    return make_user("librarian")


@pytest.fixture
def client(librarian: Any) -> Client:
    signed_in = Client()
    signed_in.force_login(librarian)
    return signed_in


def page(client: Client, run: ImportRun, query: str = "") -> str:
    answer = client.get(url("importrun_change", run.pk) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def text(html: str) -> str:
    """What a person reads of the page's own part."""
    main = html.split('id="content"', 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def do(client: Client, act: str, run: ImportRun, **said: Any) -> str:
    """Post to one act, and what the page says afterwards."""
    answer = client.post(url(f"importrun_{act}", run.pk), said, follow=True)
    assert answer.status_code == 200
    run.refresh_from_db()
    html = answer.content.decode()
    messages = " ".join(re.findall(r'<li class="(?:success|error)">(.*?)</li>', html, re.S))
    return f"{messages} {text(html)}"


def upload(client: Client, content: bytes, name: str = "works.csv") -> ImportRun:
    file = SimpleUploadedFile(name, content, "text/csv")
    answer = client.post(url("reference_import"), {"file": file})
    run = ImportRun.objects.latest("pk")
    assert answer["Location"] == url("importrun_change", run.pk)
    return run


# Bringing a file


def test_the_upload_page_says_what_is_read(client: Client) -> None:
    said = text(client.get(url("reference_import")).content.decode())
    for name in ("CSV", "XLSX", "RIS", "BibTeX", "EndNote XML", "PubMed XML", "CSL-JSON"):
        assert name in said
    assert "download the template" in said


def test_a_file_goes_to_staging_then_into_the_library_by_two_decisions(client: Client) -> None:
    run = upload(client, b"Title,DOI,PMID\nA title,10.1000/a,\nB title,,12.0\n")
    assert run.state == RunState.STAGED
    assert not Reference.objects.exists()
    body = text(page(client, run))
    assert "1 new reference is added" in body
    assert "decimal number" in body
    assert "A title" not in text(page(client, run, "?verdict=rejected"))
    assert "1 row is rejected" in do(client, "commit", run)
    assert run.state == RunState.STAGED
    assert "Committed: 1 reference was added." in do(client, "commit", run, without_rejected="on")
    assert run.state == RunState.COMMITTED
    assert Reference.objects.get().title == "A title"
    assert client.post(url("importrun_change", run.pk)).status_code == 403


def test_an_empty_file_is_refused_on_the_form(client: Client) -> None:
    file = SimpleUploadedFile("works.csv", b"", "text/csv")
    answer = client.post(url("reference_import"), {"file": file})
    assert answer.status_code == 200
    assert "empty" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(client: Client) -> None:
    run = upload(client, b"%PDF-1.7 and more", "references.csv")
    assert run.state == RunState.REFUSED
    body = page(client, run)
    assert run.refusal in text(body)
    assert url("reference_import") in body


def test_the_name_of_a_file_is_only_a_label(client: Client) -> None:
    run = upload(client, b"Title\nA title\n", "../../<b>x</b>\r\nSet-Cookie: a.csv")
    assert "<b>x</b>" not in page(client, run)
    answer = client.get(url("importrun_rows", run.pk))
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment;")


def test_import_exports_own_confirmation_is_gone(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        url("reference_process_import")
    address = url("reference_import").replace("/import/", "/process_import/")
    answer = client.post(address, {"import_file_name": "x", "confirm": "1"})
    assert answer.status_code in (302, 404)
    assert not Reference.objects.exists()


def test_a_large_file_is_read_by_a_job(client: Client, librarian: Any) -> None:
    filler = b"x" * 100_000
    rows = b"".join(b"Title number %d,%s\n" % (number, filler) for number in range(11))
    run = upload(client, b"Title,Note\n" + rows)
    assert run.state == RunState.RECEIVED
    job = ProcrastinateJob.objects.get(task_name="references.read_import")
    assert job.args["run_id"] == run.pk
    answer = client.get(url("importrun_change", run.pk))
    assert answer["Refresh"]
    assert "<progress" in answer.content.decode()
    read_task(**job.args)
    run.refresh_from_db()
    assert run.state == RunState.STAGED
    assert "Refresh" not in client.get(url("importrun_change", run.pk))


def test_a_job_that_died_is_seen_and_the_file_read_again(
    client: Client, librarian: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = receive_file(file=io.BytesIO(b"Title\nA title\n"), name="works.csv", by=librarian)
    assert "Read again" not in text(page(client, run))
    monkeypatch.setattr("references.admin.imports.STANDS_STILL", -1)
    answer = client.get(url("importrun_change", run.pk))
    said = text(answer.content.decode())
    assert "Nothing has moved for" in said
    assert "Refresh" not in answer
    assert "1 row was read" in do(client, "read", run)
    assert run.state == RunState.STAGED


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_read_is_never_called_dead(
    client: Client, librarian: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = receive_file(file=io.BytesIO(b"Title\nA title\n"), name="works.csv", by=librarian)
    monkeypatch.setattr("references.admin.imports.STANDS_STILL", -1)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"reading import {run.pk}"],
            )
        assert "Read again" not in text(page(client, run))
    finally:
        other.close()
    assert "Read again" in text(page(client, run))


# What it asks


def test_an_encoding_is_asked_for_and_taken(client: Client) -> None:
    run = upload(client, GERMAN.encode("cp1252"))
    assert run.state == RunState.ASKING
    body = text(page(client, run))
    assert "Line 2 is not UTF-8" in body
    assert "Gefäße im Mark" in body
    assert "Choose the one that reads right" in do(client, "answer", run)
    assert "Select a valid choice" in do(client, "answer", run, encoding="rot13")
    assert run.state == RunState.ASKING
    do(client, "answer", run, encoding="cp1252")
    assert run.state == RunState.STAGED
    assert run.rows.get().title == "Gefäße im Mark"


def test_columns_are_asked_for_and_remembered(client: Client) -> None:
    run = upload(client, UNKNOWN)
    assert run.state == RunState.ASKING
    body = text(page(client, run))
    assert "Cells of the marrow" in body
    assert "no row would name a work" in do(client, "answer", run)
    twice = {"column-0": "title", "column-1": "title"}
    assert "the same field: Title" in do(client, "answer", run, **twice)
    assert "Select a valid choice" in do(client, "answer", run, **{"column-0": "standing"})
    assert run.state == RunState.ASKING
    do(client, "answer", run, **{"column-0": "title", "column-1": "authors"})
    assert (run.state, run.counts["new"]) == (RunState.STAGED, 2)
    assert ColumnMapping.objects.get().mapping == {
        "Study": "title",
        "Written by": "authors",
        "Mark": "",
    }
    assert "Columns read: Study as Title, Written by as Authors." in text(page(client, run))
    assert upload(client, UNKNOWN).state == RunState.STAGED


def test_columns_that_are_remembered_are_taken_in_any_encoding(client: Client) -> None:
    """A list that Excel writes anew in Windows-1252 was asked for its letters for ever."""
    table = "Überschrift;Verfasser\nGefäße im Mark;Müller A\n".encode("cp1252")
    first = upload(client, table)
    do(client, "answer", first, encoding="cp1252")
    do(client, "answer", first, **{"column-0": "title", "column-1": "authors"})
    assert first.state == RunState.STAGED
    again = upload(client, table.replace(b"im Mark", b"im Knie"))
    do(client, "answer", again, encoding="cp1252")
    assert again.state == RunState.STAGED
    assert again.rows.get().title == "Gefäße im Knie"


def test_a_file_whose_rows_are_known_says_that_nothing_would_be_written(client: Client) -> None:
    run = upload(client, b"Title,DOI\nA title,10.1000/a\n")
    assert "1 row was read. Nothing is written yet." in what_reading_gave(run)
    do(client, "commit", run)
    again = upload(client, b"Title,DOI\nA title,10.1000/a\n")
    assert "A commit would write nothing" in what_reading_gave(again)


def test_an_answer_that_was_wrong_is_forgotten_with_the_import_that_is_discarded(
    client: Client,
) -> None:
    run = upload(client, UNKNOWN)
    do(client, "answer", run, **{"column-0": "container_title", "column-1": "title"})
    again = upload(client, UNKNOWN)
    assert "discard this import and bring the file again" in text(page(client, again))
    do(client, "discard", again)
    assert upload(client, UNKNOWN).state == RunState.ASKING


def test_an_answer_to_a_file_that_asks_nothing_changes_nothing(client: Client) -> None:
    run = upload(client, b"Title\nA title\n")
    do(client, "answer", run, encoding="cp1252")
    assert (run.state, run.choices) == (RunState.STAGED, {})


# What the rows say


def test_a_row_shows_the_fields_side_by_side_and_never_as_data(client: Client) -> None:
    make_reference(
        doi="10.1000/a",
        title="A title of cells",
        volume="7",
        authors=[{"family": "Example", "given": "A"}],
    )
    run = make_run(
        make_input(
            2,
            doi="10.1000/a",
            title="A title of cells",
            issued_year=2020,
            volume="8",
            authors=[{"family": "Other", "given": "B"}, {"literal": "A Group"}],
        )
    )
    assert run.counts["differs"] == 1
    body = page(client, run)
    said = text(body)
    assert "Authors Example, A Other, B; A Group" in said
    assert "Volume 7 8" in said
    assert "family" not in said
    assert "work_key" not in said
    assert 'name="line" value="2"' in body


def test_a_row_that_needs_a_person_has_no_box_and_leads_to_its_reference(client: Client) -> None:
    reference = make_reference(doi="10.1000/a", title="A title of cells")
    run = make_run(make_input(2, doi="10.1000/a", title="Another work", issued_year=2020))
    assert run.counts["needs_person"] == 1
    body = page(client, run)
    assert 'name="line"' not in body
    assert "Edit the reference" in text(body)
    assert url("reference_change", reference.pk) in body


def test_a_possible_duplicate_leads_to_what_it_may_be(client: Client) -> None:
    reference = make_reference(doi="10.1000/a", title="A title of cells")
    authors = [{"family": "Example", "given": "A"}]
    run = make_run(
        make_input(2, doi="10.1000/b", title="A title of cells", issued_year=2020, authors=authors)
    )
    assert run.counts["possible_duplicate"] == 1
    assert url("reference_change", reference.pk) in page(client, run)


def test_verdicts_without_rows_are_shown_and_lead_nowhere(client: Client) -> None:
    body = page(client, make_run())
    assert 'href="?verdict=new#rows"' in body
    assert 'href="?verdict=rejected#rows"' not in body
    assert "Rejected" in text(body)


def test_pages_follow_each_other_by_line(client: Client) -> None:
    run = make_run(*[make_input(line, title=f"Row {line:03d}") for line in range(2, 130)])
    first = page(client, run)
    assert "Row 002" in first
    assert "Row 051" in first
    assert "Row 052" not in first
    assert "after=51" in first
    assert "Earlier rows" not in first
    second = page(client, run, "?after=51")
    assert "Row 052" in second
    assert "before=52" in second
    back = page(client, run, "?before=52")
    assert "Row 002" in back
    assert "Row 052" not in back
    last = page(client, run, "?after=101")
    assert "Row 129" in last
    assert "Later rows" not in last
    assert "No row here" in page(client, run, "?verdict=rejected")
    assert "Row 002" in page(client, run, "?after=-1&verdict=%00")


@pytest.mark.parametrize("state", ["staged", "committed", "undone"])
def test_a_run_page_costs_the_same_whatever_its_length(
    client: Client, librarian: Any, state: str
) -> None:
    counts = []
    for size in (3, 45):
        rows = [
            make_input(line, doi=f"10.1000/{size}.{line}", title=f"A title {size} {line}")
            for line in range(2, size + 2)
        ]
        for row in rows[::2]:
            make_reference(doi=row.data["doi"], title=row.data["title"], issued_year=None)
        run = make_run(*rows)
        if state != "staged":
            commit_import(run=run, by=librarian)
        if state == "undone":
            undo_import(run=run, by=librarian)
        with CaptureQueriesContext(connection) as queries:
            page(client, run)
        assert not [one for one in queries if "COUNT(" in one["sql"]]
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


# Choosing


def rows_to_choose() -> ImportRun:
    """One row that differs, two that are new, one that is rejected."""
    make_reference(doi="10.1000/a", title="A title of cells", volume="7")
    return make_run(
        make_input(2, doi="10.1000/a", title="A title of cells", issued_year=2020, volume="8"),
        make_input(3, title="The first new one"),
        make_input(4, title="The second new one"),
        make_input(5, title="A rejected one", pmid="12.0"),
    )


def choices(run: ImportRun) -> dict[int, str]:
    return dict(run.rows.exclude(choice="").values_list("line", "choice"))


def test_single_rows_are_taken_left_out_and_given_back(client: Client) -> None:
    run = rows_to_choose()
    assert "Tick the rows first." in do(client, "choose", run, choose="take")
    assert "1 row is taken." in do(client, "choose", run, choose="take", line=[2, 5])
    said = do(client, "choose", run, choose="leave", line=[3], verdict="new", after="2")
    assert "1 row is left out." in said
    assert choices(run) == {2: "take", 3: "leave"}
    told = text(page(client, run))
    assert "1 new reference is added." in told
    assert "1 reference is changed, because you took the row." in told
    assert "1 row stays out, as you chose." in told
    do(client, "choose", run, choose="undo", line=[3])
    assert choices(run) == {2: "take"}
    do(client, "commit", run, without_rejected="on")
    changed = Reference.objects.get(doi="10.1000/a")
    assert changed.volume == "8"
    assert Reference.objects.count() == 3
    shown = client.get(url("reference_change", changed.pk)).content.decode()
    assert f'href="{url("importrun_change", run.pk)}">{run.name}</a>, line 2: volume' in shown
    other = Reference.objects.exclude(pk=changed.pk)[0]
    assert (
        url("importrun_change", run.pk)
        not in client.get(url("reference_change", other.pk)).content.decode()
    )


def test_all_rows_of_a_filter_are_chosen_at_once(client: Client) -> None:
    run = rows_to_choose()
    assert "2 rows are left out." in do(client, "choose", run, choose_all="leave", verdict="new")
    assert choices(run) == {3: "leave", 4: "leave"}
    do(client, "choose", run, choose_all="undo", verdict="new")
    assert choices(run) == {}
    said = do(client, "choose", run, choose_all="leave", verdict="")
    assert "Choose at least one row." in said
    assert choices(run) == {}


@pytest.mark.parametrize("choice", ["approve", "take; DROP", "\x00"])
def test_a_choice_that_is_none_is_refused(client: Client, choice: str) -> None:
    run = rows_to_choose()
    assert "Choose to take the rows" in do(client, "choose", run, choose=choice, line=[2])
    assert choices(run) == {}


# Committing by a job, and back


def test_many_rows_are_committed_by_a_job(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("references.admin.imports.INLINE_ROWS", 1)
    run = make_run(make_input(2), make_input(3))
    said = do(client, "commit", run)
    assert run.state == RunState.COMMITTING
    assert "Writing to the library" in said
    job = ProcrastinateJob.objects.get(task_name="references.commit_import")
    commit_task(**job.args)
    commit_task(**job.args)
    run.refresh_from_db()
    assert run.state == RunState.COMMITTED
    assert Reference.objects.count() == 2


def test_a_commit_that_was_ordered_can_be_taken_back(client: Client, librarian: Any) -> None:
    run = make_run()
    commit_later(run=run, by=librarian)
    assert "waits for your decision again" in do(client, "wait", run)
    assert run.state == RunState.STAGED
    assert "waits for a decision" in do(client, "wait", run)
    taken_back = ordered()
    commit_task(**taken_back)
    run.refresh_from_db()
    assert run.state == RunState.STAGED
    commit_later(run=run, by=librarian)
    commit_task(**taken_back)
    run.refresh_from_db()
    assert run.state == RunState.COMMITTING
    assert not Reference.objects.exists()
    commit_task(**ordered())
    assert Reference.objects.count() == 1


def ordered() -> dict[str, Any]:
    """What the newest job to commit was told."""
    jobs = ProcrastinateJob.objects.filter(task_name="references.commit_import")
    return jobs.latest("pk").args


def test_a_job_whose_library_changed_gives_the_run_back_to_be_looked_at(
    client: Client, librarian: Any
) -> None:
    run = make_run(make_input(doi="10.1000/a"))
    commit_later(run=run, by=librarian)
    make_reference(title=run.rows.get().title, doi="10.1000/a")
    commit_task(**ordered())
    run.refresh_from_db()
    assert (run.state, run.counts["new"]) == (RunState.STAGED, 0)
    assert "It was not committed. The library has changed since you looked" in text(
        page(client, run)
    )


def break_a_rule(**news: Any) -> None:
    """A follower of references whom the database refuses."""
    Reference.objects.update(doi="not canonical")


def test_a_job_that_the_database_refuses_fails_and_gives_the_run_back(
    client: Client, librarian: Any, settings: Any
) -> None:
    make_load(make_notice_input(original_doi="10.1000/a", original_title="A title of cells"))
    run = make_run(make_input(doi="10.1000/a", title="A title of cells"))
    commit_later(run=run, by=librarian)
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.break_a_rule"]
    with pytest.raises(IntegrityError):
        commit_task(**ordered())
    run.refresh_from_db()
    assert run.state == RunState.STAGED
    assert "It was not committed. The database failed." in text(page(client, run))


def test_a_second_click_does_not_commit_what_the_first_refused(client: Client) -> None:
    run = make_run(make_input(doi="10.1000/a"), make_input(3))
    shown = re.search(r'name="turn" value="(\d+)"', page(client, run)).group(1)
    make_reference(title=run.rows.get(line=2).title, doi="10.1000/a")
    assert "The library has changed since you looked" in do(client, "commit", run, turn=shown)
    assert "This import has changed since you looked" in do(client, "commit", run, turn=shown)
    assert run.state == RunState.STAGED
    shown = re.search(r'name="turn" value="(\d+)"', page(client, run)).group(1)
    assert "Committed: 1 reference was added." in do(client, "commit", run, turn=shown)


def test_a_job_that_is_refused_gives_the_run_back_with_the_reason(
    client: Client, librarian: Any
) -> None:
    run = make_run(make_input(2, pmid="12.0"), make_input(3))
    commit_later(run=run, by=librarian, without_rejected=True)
    commit_task(**{**ordered(), "without_rejected": False})
    run.refresh_from_db()
    assert run.state == RunState.STAGED
    assert "It was not committed. 1 row is rejected" in text(page(client, run))
    assert Event.objects.filter(stream=f"import:{run.pk}", verb="commit_taken_back").exists()
    with pytest.raises(IllegalTransition):
        wait_again(run=run, by=librarian)


def test_taking_back_is_confirmed_and_says_what_stays(client: Client, librarian: Any) -> None:
    run = make_run(make_input(2, doi="10.1000/a"), make_input(3, doi="10.1000/b"))
    assert client.get(url("importrun_before_undo", run.pk)).status_code == 302
    commit_import(run=run, by=librarian)
    edit_reference(
        reference=Reference.objects.get(doi="10.1000/b"), by=librarian, changes={"volume": "9"}
    )
    before = text(client.get(url("importrun_before_undo", run.pk)).content.decode())
    goes, stays = (str(one) for one in Reference.objects.order_by("doi"))
    assert f"1 reference that it added will be removed. {goes} 1 reference will stay" in before
    assert f"will stay as it is. {stays} Kept: it was edited." in before
    assert Reference.objects.count() == 2
    after = do(client, "undo", run, reason="Wrong \0file")
    assert run.state == RunState.UNDONE
    assert "1 reference was removed, 1 was kept." in after
    assert "Kept: it was edited." in after
    assert Reference.objects.get().doi == "10.1000/b"
    event = Event.objects.get(stream=f"import:{run.pk}", verb="undone")
    assert event.data["reason"] == "Wrong \ufffdfile"


def test_of_many_that_go_and_stay_the_first_are_named(client: Client, librarian: Any) -> None:
    run = commit_import(run=make_run(*map(make_input, range(2, 47))), by=librarian)
    for reference in Reference.objects.order_by("pk")[:22]:
        edit_reference(reference=reference, by=librarian, changes={"volume": "9"})
    before = text(client.get(url("importrun_before_undo", run.pk)).content.decode())
    assert "23 references that it added will be removed." in before
    assert "and 3 more 22 references will stay as they are." in before
    assert "and 2 more The import cannot be committed again" in before
    assert before.count("Kept: it was edited.") == 20


def test_a_discarded_file_says_so(client: Client) -> None:
    run = make_run()
    assert "Nothing was written to the library" in do(client, "discard", run)
    assert run.state == RunState.DISCARDED
    assert "was discarded" in do(client, "commit", run)


# The rows as a file


def downloaded(client: Client, run: ImportRun, query: str = "") -> list[dict[str, str]]:
    answer = client.get(url("importrun_rows", run.pk) + query)
    content = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_rows_are_downloaded_mended_and_imported_again(client: Client) -> None:
    run = upload(client, b"Title,DOI,PMID\nA title,10.1000/a,\nB title,,12.0\n")
    assert [row["MSC verdict"] for row in downloaded(client, run)] == ["New reference", "Rejected"]
    (row,) = downloaded(client, run, "?verdict=rejected&verdict=needs_person")
    assert (row["MSC line"], row["Title"], row["PMID"]) == ("3", "B title", "12.0")
    assert "decimal number" in row["MSC reason"]
    row["PMID"] = "12"
    mended = io.StringIO()
    writer = csv.DictWriter(mended, row)
    writer.writeheader()
    writer.writerow(row)
    again = upload(client, mended.getvalue().encode())
    assert (again.counts["new"], again.header) == (1, ["Title", "DOI", "PMID"])
    assert again.rows.get().pmid == "12"


def test_records_are_downloaded_in_the_columns_of_the_template(client: Client) -> None:
    ris = b"TY  - JOUR\nTI  - =A title\nAU  - Example, A\nDO  - 10.1000/a\nER  -\n"
    run = make_file(ris, name="works.ris")
    (row,) = downloaded(client, run)
    assert row["Authors"] == "Example, A"
    assert row["Title"].startswith("'")
    assert "DO  - 10.1000/a" in row["MSC record"]


def test_the_file_costs_the_same_queries_whatever_its_length(client: Client) -> None:
    counts = []
    for size in (2, 40):
        run = make_run(*[make_input(line) for line in range(2, size + 2)])
        with CaptureQueriesContext(connection) as queries:
            assert len(downloaded(client, run)) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Every page


def every_state(by: Any) -> dict[str, ImportRun]:
    waiting = receive_file(file=io.BytesIO(b"Title\nA\n"), name="a.csv", by=by)
    writing = make_run()
    commit_later(run=writing, by=by)
    undone, committed = make_run(), make_run()
    commit_import(run=committed, by=by)
    commit_import(run=undone, by=by)
    undo_import(run=undone, by=by)
    return {
        "received": waiting,
        "asking an encoding": make_file(GERMAN.encode("cp1252")),
        "asking about columns": make_file(UNKNOWN),
        "refused": make_file(b"%PDF-1.7"),
        "staged": rows_to_choose(),
        "committing": writing,
        "committed": committed,
        "undone": undone,
        "discarded": discard_import(run=make_run(), by=by),
    }


def test_every_state_has_a_page_for_everybody_and_acts_only_for_librarians(
    client: Client, librarian: Any
) -> None:
    author = Client()
    author.force_login(make_user("author"))
    for state, run in every_state(librarian).items():
        body = page(client, run)
        assert not INLINE.search(body), state
        shown = page(author, run)
        content = shown.split('id="content"', 1)[1].split("</main>")[0]
        assert "<form" not in content, state
        assert "rows.csv" not in content, state


def test_a_run_that_is_none_is_not_found(client: Client) -> None:
    for address in ("importrun_change", "importrun_rows", "importrun_before_undo"):
        assert client.get(url(address, 987_654_321)).status_code == 404
    assert client.get("/admin/references/importrun/x/change/").status_code == 404


def test_the_list_says_what_became_of_each_file(client: Client, librarian: Any) -> None:
    every_state(librarian)
    said = text(client.get(url("importrun_changelist")).content.decode())
    for part in ("works.csv", "Waiting for your decision", "Could not be read", "Template"):
        assert part in said
