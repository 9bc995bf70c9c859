"""Measuring things in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    what : str
        What was measured.
    found : str
        The result.
    goal : str
        What was hoped for; empty where there is none.
    met : bool or None
        Whether it was reached; None where there is no goal.
    """

    what: str
    found: str
    goal: str = ""
    met: bool | None = None


@dataclass
class Table:
    """The rows of one run, printed at its end."""

    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, found: str, goal: str = "", met: bool | None = None) -> None:
        """Append a row."""
        self.rows.append(Row(what, found, goal, met))

    def lines(self) -> list[str]:
        """The table as text, columns aligned."""
        words = {True: "met", False: "NOT MET", None: ""}
        cells = [("measured", "found", "goal", "")]
        cells += [(row.what, row.found, row.goal, words[row.met]) for row in self.rows]
        widths = [max(len(row[k]) for row in cells) for k in range(4)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in cells
        ]
        return [lines[0], "-" * (sum(widths) + 6), *lines[1:]]


def seconds(work: Work, repeats: int = 1) -> float:
    """Mean time of one call of `work`, over `repeats` calls in a row."""
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def in_turn(work: dict[str, tuple[Work, int]], rounds: int) -> dict[str, np.ndarray]:
    """Time several pieces of work in turn.

    Parameters
    ----------
    work : dict of str to (callable, int)
        What to call, and how many times in a row in each round.
    rounds : int
        How often it is each one's turn; one more round before is not counted.

    Returns
    -------
    dict of str to ndarray, shape (rounds,)
        Seconds for one call.
    """
    times: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, (call, repeats) in work.items():
            taken = seconds(call, repeats)
            if number:
                times[name].append(taken)
    return {name: np.array(found) for name, found in times.items()}


def ratio(times: dict[str, np.ndarray], slow: str, fast: str) -> float:
    """Median over the rounds of the time of `slow` over that of `fast` in the same round."""
    return float(np.median(times[slow] / times[fast]))


def ms(values: np.ndarray | float) -> str:
    """Median in milliseconds, as text."""
    return f"{1e3 * float(np.median(values)):.2f} ms"
