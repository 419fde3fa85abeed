"""What is named by text exists: followers, background jobs, commands that are closed."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", [*settings.REFERENCE_FOLLOWERS, *settings.CLAIM_FOLLOWERS])
def test_a_follower_in_the_settings_resolves(path: str) -> None:
    assert callable(import_string(path))


def test_evidence_is_told_of_references_before_articles() -> None:
    assert [path.split(".")[0] for path in settings.REFERENCE_FOLLOWERS] == ["evidence", "articles"]


def named_jobs() -> set[str]:
    """What `configure_task` is called with anywhere: a text, or a constant of the same module."""
    names = set()
    for package in ("references", "evidence", "articles", "mscportal"):
        for file in (ROOT / package).rglob("*.py"):
            tree = ast.parse(file.read_text())
            constants = {
                target.id: node.value.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "attr", "") == "configure_task"
                ):
                    (argument,) = node.args
                    names.add(
                        argument.value
                        if isinstance(argument, ast.Constant)
                        else constants[argument.id]
                    )
    return names


def test_every_deferred_job_is_registered() -> None:
    jobs = named_jobs()
    assert jobs
    assert jobs <= set(app.tasks), jobs - set(app.tasks)


def test_no_command_imports_past_the_services() -> None:
    with pytest.raises(CommandError, match="import_references"):
        call_command("import", "references.Reference", "file.csv")
