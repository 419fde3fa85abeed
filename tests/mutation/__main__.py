"""Change the rule and the policies in every small way that mutmut knows: does a test notice (`make mutate`)?

Two passes. The pure modules are copied with the tests that need no database, so that a mutant costs milliseconds;
evidence/policies.py, which asks the database, is tried by `asking`. What survives is compared with
docs/mutants.md: each survivor listed there has its reason, a new one fails, and so does a listed one that is dead.
Arguments name the modules to do (`evidence.badges.body`, `evidence.policies`); without any, all.
`--keep` goes on with what an earlier run has copied and done.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutation import asking

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "mutants.md"
PLACE = ROOT / "var" / "mutation"
MODULES = (
    "evidence/badges",
    "evidence/workflow.py",
    "evidence/wording.py",
    "evidence/registrations.py",
)
NEEDED = (
    "choices.py",
    "__init__.py",
    "badges",
    "effects.py",
    "workflow.py",
    "wording.py",
    "registrations.py",
)
# Laws over random cases are slow, and every mutant they find the tables find too.
TESTS = (
    "test_badges_cases",
    "test_badges_lines",
    "test_badges_moves",
    "test_badges_readings",
    "test_badges_suggesting",
    "test_badges_works",
    "test_badges_worked_cases",
    "test_badges_overrides",
    "test_legal_moves",
    "test_registrations",
    "test_wording",
)
HELPERS = (
    "badge_cases",
    "badge_cases_graded",
    "badge_examples",
    "legal_moves",
    "test_badges_properties",
)
# The rule in words and the labels are data that a page prints: changing a letter breaks no rule.
DATA = ("evidence/badges/rule.py",)
OUTCOME = re.compile(r"^\s*(\S+__mutmut_\d+): (.+)$", re.M)
LISTED = re.compile(r"^\| `([^`]+__mutmut_\d+)` \|", re.M)

CONFIG = """
[tool.mutmut]
source_paths = ["evidence"]
only_mutate = {only}
do_not_mutate = {data}
also_copy = ["references", "evidence"]
pytest_add_cli_args = ["-p", "no:django", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist",
    "-p", "no:playwright", "--noconftest", "--import-mode=importlib",
    "--ignore=tests/evidence/test_badges_properties.py", "-k", "not with_a_copy_is_graded and not merging_studies_of"]
pytest_add_cli_args_test_selection = ["tests/evidence"]
timeout_constant = 20.0
use_git_change_detection = false

[tool.pytest.ini_options]
pythonpath = ["."]
"""


def prepare() -> None:
    """Copy what the pure rules and their tests need."""
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "tests" / "evidence").mkdir(parents=True)
    (PLACE / "references").mkdir()
    (PLACE / "evidence").mkdir()
    for name in NEEDED:
        source = ROOT / "evidence" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, PLACE / "evidence" / name)
    for name in ("__init__.py", "choices.py"):
        shutil.copy(ROOT / "references" / name, PLACE / "references" / name)
    for name in (*TESTS, *HELPERS, "__init__"):
        shutil.copy(ROOT / "tests" / "evidence" / f"{name}.py", PLACE / "tests" / "evidence")
    (PLACE / "tests" / "__init__.py").touch()
    only = [
        str(path.relative_to(ROOT))
        for module in MODULES
        for path in sorted(
            (ROOT / module).glob("*.py") if (ROOT / module).is_dir() else [ROOT / module]
        )
    ]
    (PLACE / "pyproject.toml").write_text(CONFIG.format(only=only, data=list(DATA)))


def mutmut(*arguments: str) -> str:
    """Run mutmut in the copy; what it printed."""
    return printed_by("mutmut", *arguments, place=PLACE)


def printed_by(module: str, *arguments: str, place: Path) -> str:
    """What a module printed that ran well; otherwise all ends here."""
    program = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(program, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n")  # noqa: T201
        raise SystemExit(f"{module} {' '.join(arguments)} failed")
    return done.stdout


def without_database(modules: list[str]) -> str:
    """Try the mutants of the pure modules; a line for each."""
    mutmut("run", "--max-children", "2", *(f"{module}.*" for module in modules))
    return mutmut("results", "--all", "true")


def against_database() -> str:
    """Try the mutants of what asks the database; a line for each."""
    return printed_by("tests.mutation.asking", place=ROOT)


def change(mutant: str) -> str:
    """What a mutant changes."""
    return asking.change(mutant) if mutant.startswith(asking.MODULE) else mutmut("show", mutant)


def main(arguments: list[str]) -> int:
    """Do it; 0 if the survivors are those that are listed."""
    pure = [name for name in arguments if name not in ("--keep", asking.MODULE)]
    told = ""
    if pure or asking.MODULE not in arguments:
        if "--keep" not in arguments:
            prepare()
        told += summed_up("Without a database", without_database(pure))
    if not pure or asking.MODULE in arguments:
        told += summed_up("Against the database", against_database())
    made, survivors = outcomes(told)
    listed = set(LISTED.findall(LIST.read_text()))
    for name in sorted(survivors - listed):
        print(f"NEW: {name} survives and is not explained in {LIST.name}")  # noqa: T201
        print(change(name))  # noqa: T201
    dead = (listed & made) - survivors
    for name in sorted(dead):
        print(f"DEAD: {name} is listed in {LIST.name}, and a test sees it now")  # noqa: T201
    return 1 if survivors - listed or dead else 0


def outcomes(told: str) -> tuple[set[str], set[str]]:
    """The mutants that were tried, and those that survived."""
    found = {name: end for name, end in OUTCOME.findall(told) if end != "not checked"}
    return set(found), {name for name, end in found.items() if end not in ("killed", "skipped")}


def summed_up(how: str, told: str) -> str:
    """Say what came of one pass."""
    made, survivors = outcomes(told)
    killed = len(made) - len(survivors)
    print(f"{how}: {len(made)} mutants, {killed} killed, {len(survivors)} survive", flush=True)  # noqa: T201
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
