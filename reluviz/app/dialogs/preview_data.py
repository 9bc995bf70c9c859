"""What is drawn of a formula or of many points in a small chart. No widgets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.formula_samples import FormulaSamples

Array = NDArray[np.float64]

SMOOTH = 3_000
"""A line of more points is drawn without smooth edges, and of so many dots not every one."""

_COLUMNS, _ROWS = 180, 90  # of the cells in which one dot is drawn, however many points are there


def with_gaps(samples: FormulaSamples) -> tuple[Array, Array]:
    """Return the samples with NaN between those that no line should join."""
    places = [run.first for run in samples.left_out] + [jump.x for jump in samples.jumps]
    at = samples.x.searchsorted(places)
    x, y = np.insert(samples.x, at, np.nan), np.insert(samples.y, at, np.nan)
    return x, y


def visible_dots(x: Array, y: Array) -> tuple[Array, Array]:
    """Return points that look like all of them in a small chart: one for each cell of a grid.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        All points.
    """
    if len(x) <= SMOOTH:
        return x, y
    cells = _cells(x, _COLUMNS) * _ROWS + _cells(y, _ROWS)
    _, first = np.unique(cells, return_index=True)
    return x[first], y[first]


def peaks(x: Array, y: Array) -> tuple[Array, Array]:
    """Return a line of fewer points that looks the same: the lowest and highest of each part."""
    part = len(x) // (2 * _COLUMNS)
    if part < 4:
        return x, y
    whole = len(x) // part * part
    starts = np.repeat(np.arange(0, whole, part), 2)
    table = y[:whole].reshape(-1, part)
    offsets = np.column_stack([table.argmin(axis=1), table.argmax(axis=1)])
    offsets.sort(axis=1)
    kept = np.unique(np.concatenate([[0], starts + offsets.ravel(), np.arange(whole, len(x))]))
    return x[kept], y[kept]


def _cells(values: Array, count: int) -> NDArray[np.int64]:
    low, high = float(values.min()), float(values.max())
    if not low < high:
        return np.zeros(len(values), dtype=np.int64)
    middle = low / 2 + high / 2
    share = (values - middle) / ((high / 2 - low / 2) * 2) + 0.5
    return np.minimum(share * count, count - 1).astype(np.int64)
