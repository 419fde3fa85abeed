"""`manage.py import_article FILE`: the report in words, and refusals that name the mend."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.models import ArticleImport
from references.choices import Role
from references.models import ImportRun
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def run(path: Path, role: str = Role.AUTHOR) -> str:
    out = StringIO()
    call_command("import_article", path, by=make_user(role).get_username(), stdout=out)
    return out.getvalue()


def test_the_article_of_the_portal_itself(shared: Path) -> None:
    said = run(shared / "seed" / "psoriasis-article.txt")
    lines = [" ".join(line.split()) for line in said.splitlines()]
    for line in (
        "6 references found",
        "4 never cited",
        "3 incomplete",
        "6 without DOI or PubMed number",
        "2 citations in the text",
        "2 matched to a reference",
        "0 matching no reference",
    ):
        assert line in lines
    imported = ArticleImport.objects.get()
    assert f"{imported.report['claims_proposed']} claims proposed" in lines
    assert "line 141: revolutionize" in lines
    assert "line 170: Comments (page chrome)" in lines
    assert any(line.startswith("Librarian: find the DOI") for line in lines)
    assert any(line.startswith("Reviewer: nothing until") for line in lines)
    assert reverse("admin:articles_articleimport_change", args=[imported.pk]) in said
    staged = ImportRun.objects.get()
    assert staged.rows.count() == 6
    assert reverse("admin:references_importrun_change", args=[staged.pk]) in said


def test_a_text_without_references_has_no_run(tmp_path: Path) -> None:
    path = tmp_path / "skin.txt"
    path.write_text("Skin\n\nCells calm skin.\n")
    said = run(path)
    assert "A librarian finds" not in said
    assert "ask the author for the sources" in said


def test_refusals_are_clear(tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Skin\nGröße\n".encode("latin-1"))
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    for path, role, said in (
        (tmp_path / "missing.txt", Role.AUTHOR, "missing.txt cannot be read: No such file"),
        (
            latin,
            Role.AUTHOR,
            "latin.txt: The file is not UTF-8 .line 2.: save it with the encoding",
        ),
        (empty, Role.AUTHOR, "empty.txt: The text is empty"),
    ):
        with pytest.raises(CommandError, match=said):
            run(path, role)
    path = tmp_path / "skin.txt"
    path.write_text("Skin\n\nCells calm skin.\n")
    with pytest.raises(CommandError, match="Only authors and editors import articles"):
        run(path, Role.LIBRARIAN)
    with pytest.raises(CommandError, match="There is no account nobody"):
        call_command("import_article", path, by="nobody")
    assert not ArticleImport.objects.exists()
