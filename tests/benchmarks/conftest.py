"""Benchmarks: `python -m pytest tests/benchmarks` measures and prints one table.

Nothing is asserted in absolute times: trust the ratios, they come from one run on one machine.
"""

from __future__ import annotations

import pytest
from benchmarks.measure import Table

TABLE = pytest.StashKey[Table]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="1,000,000 drag updates in the test of memory"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


@pytest.fixture
def table(pytestconfig: pytest.Config) -> Table:
    """Where results go."""
    return pytestconfig.stash[TABLE]


@pytest.fixture
def is_long(pytestconfig: pytest.Config) -> bool:
    """Whether the long run was asked for."""
    return bool(pytestconfig.getoption("--long"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    table = terminalreporter.config.stash[TABLE]
    if table.rows:
        terminalreporter.section("measured")
        for line in table.lines():
            terminalreporter.write_line(line)
