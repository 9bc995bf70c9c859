"""Contours of a function of two numbers: where it crosses a level, from values on a grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reluviz.core.layer import Array

Function = Callable[[Array], Array]
"""Points of shape (n, 2) to values of shape (n,)."""

_HALVINGS = 7  # of the side of a cell, so that a crossing is found to less than a pixel


def contour(x: Array, y: Array, values: Array, level: float, function: Function | None) -> Array:
    """Return where a function crosses a level, as lines from side to side of the grid's cells.

    Parameters
    ----------
    x, y : ndarray, shapes (columns,) and (rows,)
        Places of the values, increasing.
    values : ndarray, shape (rows, columns)
        Values on the grid.
    level : float
        What is crossed: a value counts as above it only if it is greater.
    function : callable or None
        The function itself: crossings are looked for on the sides of the cells, also where it
        jumps. None to take it as straight between neighbours on the grid.

    Returns
    -------
    ndarray, shape (n, 4)
        x and y of both ends of each line. Neighbours share an end exactly.
    """
    above = values > level
    flat, upright = above[:, :-1] != above[:, 1:], above[:-1] != above[1:]
    first, second = _ends(x, y, flat, upright)
    if not len(first):
        return np.empty((0, 4))
    low, high = values.ravel()[first], values.ravel()[second]
    a, b = _places(x, y, first), _places(x, y, second)
    if function is None:
        share = ((level - low) / (high - low))[:, np.newaxis]
        crossings = a + np.clip(share, 0.0, 1.0) * (b - a)
    else:
        crossings = _found(function, level, a, b, high > level)
    pairs = _pairs(above, flat, upright, values, level)
    return crossings[pairs].reshape(-1, 4)


def _ends(
    x: Array, y: Array, flat: NDArray[np.bool_], upright: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The two places of the grid between which the level is crossed: flat sides, then upright."""
    columns = len(x)
    row, column = np.nonzero(flat)
    first = row * columns + column
    row, column = np.nonzero(upright)
    below = row * columns + column
    starts = np.concatenate([first, below])
    return starts, np.concatenate([first + 1, below + columns])


def _places(x: Array, y: Array, index: NDArray[np.intp]) -> Array:
    return np.column_stack([x[index % len(x)], y[index // len(x)]])


def _found(function: Function, level: float, a: Array, b: Array, rises: NDArray[np.bool_]) -> Array:
    """Halve the sides again and again: also right at a jump, where nothing is straight."""
    for _ in range(_HALVINGS):
        middle = (a + b) / 2
        is_beyond = ((function(middle) > level) == rises)[:, np.newaxis]
        a, b = np.where(is_beyond, a, middle), np.where(is_beyond, middle, b)
    found: Array = (a + b) / 2
    return found


def _pairs(
    above: NDArray[np.bool_],
    flat: NDArray[np.bool_],
    upright: NDArray[np.bool_],
    values: Array,
    level: float,
) -> NDArray[np.intp]:
    """Which crossings a line joins, shape (n, 2): two in a cell, or four where it is a saddle."""
    of_flat = (np.cumsum(flat) - 1).reshape(flat.shape)
    of_upright = (np.cumsum(upright) - 1).reshape(upright.shape) + int(flat.sum())
    sides = (flat[:-1], upright[:, 1:], flat[1:], upright[:, :-1])
    numbers = (of_flat[:-1], of_upright[:, 1:], of_flat[1:], of_upright[:, :-1])
    is_side = np.stack([side.ravel() for side in sides], axis=1)
    number = np.stack([part.ravel() for part in numbers], axis=1)
    count = is_side.sum(axis=1)
    two = count == 2
    pairs = [number[two][is_side[two]].reshape(-1, 2)]
    saddles = np.flatnonzero(count == 4)
    if len(saddles):
        upper, lower = values[:-1, :-1] + values[:-1, 1:], values[1:, :-1] + values[1:, 1:]
        middle = ((upper + lower) / 4).ravel()[saddles] > level
        # The corner before both sides (first row, first column) is joined to its opposite through
        # the middle where that is on the same side of the level: then the others are cut off.
        joined = middle == above[:-1, :-1].ravel()[saddles]
        own = number[saddles]
        ways = np.where(joined[:, np.newaxis], own[:, [0, 1, 2, 3]], own[:, [0, 3, 1, 2]])
        pairs.append(ways.reshape(-1, 2))
    return np.concatenate(pairs)


def nice_levels(low: float, high: float, most: int = 10) -> Array:
    """Return round levels between two values, both left out, with at most `most` steps."""
    span = high - low
    if not (np.isfinite(span) and span > 0):
        return np.empty(0)
    power = 10.0 ** np.floor(np.log10(span / most))
    step = next(m * power for m in (1, 2, 5, 10) if m * power * most >= span * (1 - 1e-9))
    first, last = np.floor(low / step + 1e-9) + 1, np.ceil(high / step - 1e-9) - 1
    levels: Array = np.arange(first, last + 1) * step
    return levels
