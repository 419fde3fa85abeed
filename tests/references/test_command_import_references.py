"""The command: what it prints, what it asks, with what it ends."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from references.choices import RunState
from references.management.commands import import_references
from references.models import ImportRun, Reference
from references.services import edit_reference
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

GERMAN = "Title,Year\nGefäße im Mark,2011\n".encode("cp1252")
UNKNOWN = b"Study;Written by;DOI link\nCells;Doe J, Roe R;https://doi.org/10.5555/a\n"


@pytest.fixture(autouse=True)
def people() -> None:
    make_user("librarian", username="lib")
    make_user("author", username="author")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "works.csv"


def run_on(path: Path, content: bytes, *arguments: str) -> None:
    path.write_bytes(content)
    call_command("import_references", str(path), "--by", "lib", *arguments)


def test_it_previews_and_commits(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = b"Title,DOI\nA title,10.1000/a\n"
    run_on(path, content)
    assert not Reference.objects.exists()
    assert ImportRun.objects.get().state == RunState.STAGED
    run_on(path, content, "--commit")
    assert Reference.objects.get().doi == "10.1000/a"
    said = capsys.readouterr().out
    assert "1  New reference" in said
    assert "1 reference was added." in said


def test_every_row_that_is_not_simply_taken_over_is_shown(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    author = [{"family": "Example", "given": "A"}]
    make_reference(title="A title of cells", doi="10.1000/a", volume="7", authors=author)
    run_on(
        path,
        b"Title,Authors,Year,DOI,PMID,Volume\n"
        b'A title of cells,"Example, A",2020,10.1000/a,,8\n'
        b'A title of cells,"Example, A",2020,10.1000/other,,\n'
        b"A new one,,,10.1000/new,,\n"
        b"A new one,,,10.1000/new,,\n"
        b"A wrong one,,,,12.0,\n",
    )
    said = capsys.readouterr().out
    assert "line 2, differs from the library, Volume '8': The library has: 7." in said
    assert "line 3, possible duplicate" in said
    assert "duplicate within the file" in said
    assert "line 6, rejected, PMID '12.0'" in said


@pytest.mark.parametrize("arguments", [(), ("--take-differs",)])
def test_rows_that_differ_are_taken_only_if_asked(path: Path, arguments: tuple[str, ...]) -> None:
    reference = make_reference(title="A title of cells", doi="10.1000/a", volume="7")
    run_on(path, b"Title,DOI,Volume\nA title of cells,10.1000/a,8\n", "--commit", *arguments)
    reference.refresh_from_db()
    assert reference.volume == ("8" if arguments else "7")


def test_rejected_rows_hold_up_a_commit_unless_left_out(path: Path) -> None:
    content = b"Title,PMID\nA,1.0\nB,\n"
    with pytest.raises(CommandError, match="1 row is rejected"):
        run_on(path, content, "--commit")
    assert not Reference.objects.exists()
    run_on(path, content, "--commit", "--without-rejected")
    assert Reference.objects.get().title == "B"


def test_an_encoding_is_asked_for_and_given(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError) as refused:
        run_on(path, GERMAN, "--commit")
    assert refused.value.returncode == import_references.QUESTION
    said = capsys.readouterr().out
    assert "--encoding cp1252" in said
    assert "Gefäße im Mark" in said
    assert ImportRun.objects.get().state == RunState.DISCARDED
    run_on(path, GERMAN, "--commit", "--encoding", "cp1252")
    assert Reference.objects.get().title == "Gefäße im Mark"


def test_columns_are_asked_for_and_given(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError) as refused:
        run_on(path, UNKNOWN)
    assert refused.value.returncode == import_references.QUESTION
    said = capsys.readouterr().out
    assert "Written by" in said
    assert "--map 'DOI link=doi'" in said
    maps = ["--map", "Study=title", "--map", "Written by=authors", "--map", "DOI link=doi"]
    run_on(path, UNKNOWN, "--commit", *maps)
    reference = Reference.objects.get()
    assert (reference.title, reference.doi) == ("Cells", "10.5555/a")
    assert [author["family"] for author in reference.authors] == ["Doe", "Roe"]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("Nothing=title", "names no column"),
        ("Study", "names no column"),
        ("Study=standing", "has no field standing"),
    ],
)
def test_a_map_that_is_none_is_refused(path: Path, pair: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run_on(path, UNKNOWN, "--map", pair)
    assert not ImportRun.objects.filter(state=RunState.STAGED).exists()


def test_an_import_is_discarded_and_another_taken_back(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = b"Title,DOI\nA title,10.1000/a\nB title,10.1000/b\n"
    run_on(path, content)
    call_command("import_references", "--discard", str(ImportRun.objects.get().pk), "--by", "lib")
    assert ImportRun.objects.get().state == RunState.DISCARDED
    run_on(path, content, "--commit")
    run = ImportRun.objects.latest("pk")
    kept = Reference.objects.get(doi="10.1000/b")
    edit_reference(reference=kept, by=run.created_by, changes={"volume": "9"})
    capsys.readouterr()
    call_command("import_references", "--undo", str(run.pk), "--by", "lib")
    assert list(Reference.objects.all()) == [kept]
    said = capsys.readouterr().out
    assert "1 reference was removed, 1 was kept." in said
    assert f"{kept.key}: Kept: it was edited." in said


@pytest.mark.parametrize("during", ["read_import", "commit_import"])
def test_an_interrupted_import_writes_nothing_and_can_be_dropped(
    path: Path, during: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**said: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(import_references, during, interrupted)
        with pytest.raises(CommandError, match="Nothing was written") as stopped:
            run_on(path, b"Title\nA title\n", "--commit")
    assert stopped.value.returncode == import_references.INTERRUPTED
    assert not Reference.objects.exists()
    run = ImportRun.objects.get()
    assert f"--discard {run.pk}" in str(stopped.value)
    call_command("import_references", "--discard", str(run.pk), "--by", "lib")


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (b"%PDF-1.7", ["--by", "lib"], "PDF"),
        (b"Title\nA\n", ["--by", "nobody"], "no account nobody"),
        (b"Title\nA\n", [], "Say who imports"),
        (b"Title\nA\n", ["--by", "author"], "Only librarians"),
        (b"", ["--by", "lib"], "empty"),
        (b"Title\nA\n", ["--by", "lib", "--undo", "1"], "not allowed with"),
    ],
)
def test_it_fails_with_one_sentence(
    path: Path, content: bytes, arguments: list[str], said: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        call_command("import_references", str(path), *arguments)
    assert not Reference.objects.exists()


def test_what_is_not_there_is_said(path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_references", str(path), "--by", "lib")
    with pytest.raises(CommandError, match="There is no import 987"):
        call_command("import_references", "--undo", "987", "--by", "lib")
