"""The best squared error with up to three segments, slowly: every arrangement, one at a time.

Each kink lies between two neighbouring points, both included. It is free there, if the best lines
on its two sides cross between them, or it is at one of the two points, and the lines meet there.
"""

from __future__ import annotations

import itertools

import numpy as np

Array = np.ndarray


def smallest_squared_error(x: Array, y: Array, units: int) -> float:
    """Return the smallest squared error of a continuous curve of up to `units` segments, 1 to 3."""
    order = np.argsort(x, kind="stable")
    x, y = np.asarray(x, dtype=float)[order], np.asarray(y, dtype=float)[order]
    places = np.unique(x)
    gaps = range(len(places) - 1)
    best = np.inf
    for kinks in range(units):
        for chosen in itertools.combinations_with_replacement(gaps, kinks):
            for kinds in itertools.product(("free", 0, 1), repeat=kinks):
                best = min(best, _error(x, y, places, chosen, kinds))
    return best


def _error(
    x: Array, y: Array, places: Array, gaps: tuple[int, ...], kinds: tuple[str | int, ...]
) -> float:
    """The error of one case, infinite where two lines do not cross where they should."""
    ends = [-np.inf]
    tied: list[list[float]] = [[]]  # kinks of each block between two free ones
    for gap, kind in zip(gaps, kinds, strict=True):
        if kind == "free":
            ends.append((places[gap] + places[gap + 1]) / 2)
            tied.append([])
        else:
            tied[-1].append(float(places[gap + int(kind)]))
    lines: list[tuple[float, float]] = []
    error = 0.0
    for low, high, kinks in zip(ends, [*ends[1:], np.inf], tied, strict=True):
        inside = (x > low) & (x < high)
        columns = [np.ones(inside.sum()), x[inside]]
        columns += [np.maximum(x[inside] - t, 0.0) for t in kinks]
        table = np.column_stack(columns)
        weights = np.linalg.lstsq(table, y[inside], rcond=None)[0]
        error += float(np.sum((table @ weights - y[inside]) ** 2))
        line = (weights[0], weights[1])
        lines.append(line)
        for t, bend in zip(kinks, weights[2:], strict=True):
            line = (line[0] - bend * t, line[1] + bend)
            lines.append(line)
    for number, (gap, kind) in enumerate(zip(gaps, kinds, strict=True)):
        (a, b), (c, d) = lines[number : number + 2]
        before, after = (c - a + (d - b) * places[gap + side] for side in (0, 1))
        if kind == "free" and before * after > 0:
            return np.inf
    return error
