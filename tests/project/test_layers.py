"""Who may import whom."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("references", "evidence", "articles")
# Rules that would be the same on paper.
PURE = ("identifiers", "badges", "wording", "workflow")
# import-linter cannot look into other people's packages, so these are read here.
FORBIDDEN = {
    "services": ("django.http", "django.shortcuts", "django.core.mail", "urllib.request", "http"),
    **dict.fromkeys(PURE, ("django.db", "django.http", "django.contrib", "django.conf")),
}


def files(room: str) -> Iterator[Path]:
    for app in APPS:
        yield from (ROOT / app).glob(f"{room}.py")
        yield from (ROOT / app / room).rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    """Dotted names, relative imports made absolute."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_apps_and_rooms_import_downwards_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    lint = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


@pytest.mark.parametrize("room", FORBIDDEN)
def test_rules_and_services_do_not_know_the_web(room: str) -> None:
    offences = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(room)
        for name in imported(path)
        if any(within(name, package) for package in FORBIDDEN[room])
    ]
    assert not offences


@pytest.mark.parametrize("room", PURE)
def test_rules_do_not_know_models(room: str) -> None:
    offences = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(room)
        for name in imported(path)
        if any(within(name, f"{app}.models") for app in APPS)
    ]
    assert not offences


@pytest.mark.parametrize("app", APPS)
def test_a_lower_app_does_not_name_a_higher_one_in_text(app: str) -> None:
    """Not by `get_model` or a string of a relation either."""
    higher = APPS[APPS.index(app) + 1 :]
    offences = [
        f"{path.relative_to(ROOT)} names {node.value!r}"
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(node.value.startswith(f"{name}.") and " " not in node.value for name in higher)
    ]
    # A job is deferred by its name, which is the agreed way.
    jobs = {"articles.rerender"}
    assert not [offence for offence in offences if not any(job in offence for job in jobs)]
