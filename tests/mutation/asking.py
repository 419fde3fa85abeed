"""Mutants of what asks the database: evidence/policies.py, all tried within one run of pytest.

mutmut starts pytest anew for every mutant, and every start would migrate a database. Here one run collects the
tests, notes which function each of them calls, and tries mutant after mutant with the tests that call its
function, until one fails. Tests roll back what they write, so mutants never meet; at the end all tests must
pass once more without any. Arguments pick mutants by a part of their names.
"""

import ast
import difflib
import sys
from collections.abc import Iterable, Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

ROOT = Path(__file__).resolve().parents[2]
MODULE = "evidence.policies"
SOURCE = ROOT / "evidence" / "policies.py"
TESTS = ("test_policies.py", "test_policies_refusals.py")


class Mutated(SourceFileLoader):
    """The module with all its mutants, of which mutmut calls the one that is named."""

    code = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.code, self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the mutated module before the real one."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        loader = Mutated(name, str(SOURCE))
        return spec_from_file_location(name, SOURCE, loader=loader) if name == MODULE else None


class Trial:
    """In place of pytest's own loop over the tests: what becomes of each mutant."""

    def __init__(self, mutants: Iterable[str]) -> None:
        self.mutants, self.outcomes = list(mutants), dict[str, str]()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        calls: dict[pytest.Item, set[str]] = {}
        for item in session.items:
            self.must_pass(item, session, under="stats")
            calls[item] = set(state()._stats)
            state()._stats.clear()
        for mutant in self.mutants:
            function = mutant.rpartition("__mutmut_")[0]
            tests = [item for item, called in calls.items() if function in called]
            set_mutant_under_test(mutant)
            seen = any(failure_of(item, session) for item in tests)
            self.outcomes[mutant] = "killed" if seen else "survived" if tests else "no tests"
        for item in session.items:
            self.must_pass(item, session, under="")
        return True

    def must_pass(self, item: pytest.Item, session: pytest.Session, *, under: str) -> None:
        set_mutant_under_test(under)
        if why := failure_of(item, session):
            pytest.exit(f"{item.nodeid} fails without any mutant: {why}", returncode=1)


def failure_of(item: pytest.Item, session: pytest.Session) -> str:
    """Run one test; "" if it passes. The session as what comes next leaves nothing standing but the database."""
    reports = runtestprotocol(item, log=False, nextitem=session)
    return "\n".join(report.longreprtext or "failed" for report in reports if not report.passed)


def mutated() -> tuple[str, list[str]]:
    """The module's source with all mutants, and their names."""
    made = mutate_file_contents(str(SOURCE), SOURCE.read_text())
    return made.code, [f"{MODULE}.{name}" for name in made.mutant_names]


def change(mutant: str) -> str:
    """What a mutant changes, line by line."""
    code, name = mutated()[0], mutant.removeprefix(f"{MODULE}.")
    function = name.rpartition("__mutmut_")[0]
    made = {node.name: node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
    before, after = (
        (ast.get_source_segment(code, made[one]) or "").splitlines()[1:]
        for one in (f"{function}__mutmut_orig", name)
    )
    return "\n".join(_told(difflib.unified_diff(before, after, n=0, lineterm="")))


def _told(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if not line.startswith(("---", "+++", "@@")))


def main(parts: list[str]) -> int:
    """Do it, and print what became of each mutant as mutmut does."""
    Mutated.code, names = mutated()
    trial = Trial(name for name in names if not parts or any(part in name for part in parts))
    sys.meta_path.insert(0, Finder())
    tests = [str(ROOT / "tests" / "evidence" / name) for name in TESTS]
    failed = pytest.main([*tests, "-q", "-p", "no:cacheprovider"], plugins=[trial])
    for name, outcome in trial.outcomes.items():
        print(f"    {name}: {outcome}")  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
