"""What benchmarks recorded, at the end of the run."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Every number a test gave to `record_property`, with its name."""
    numbers = [
        (name, value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
        if isinstance(value, int | float)
    ]
    if numbers:
        terminalreporter.section("numbers")
    for name, value in numbers:
        terminalreporter.line(f"{value:>10}  {name}")
