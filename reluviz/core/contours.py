"""Contours of a function of two numbers: where it crosses a level, from values on a grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.layer import Array

Function = Callable[[Array], Array]
"""Points of shape (n, 2) to values of shape (n,)."""

_HALVINGS = 7  # of the side of a cell, so that a crossing is found to less than a pixel


def contours(
    x: Array, y: Array, values: Array, levels: ArrayLike, function: Function | None
) -> Array:
    """Return where a function crosses levels, as lines from side to side of the grid's cells.

    Parameters
    ----------
    x, y : ndarray, shapes (columns,) and (rows,)
        Places of the values, increasing.
    values : ndarray, shape (rows, columns)
        Values on the grid.
    levels : array_like, shape (n,)
        What is crossed: a value counts as above a level only if it is greater.
    function : callable or None
        The function itself: crossings are looked for on the sides of the cells, also where it
        jumps. None to take it as straight between neighbours on the grid.

    Returns
    -------
    ndarray, shape (lines, 4)
        x and y of both ends of each line, level by level. Neighbours share an end exactly.
    """
    every = np.asarray(levels, dtype=np.float64).reshape(-1)
    every = every[(every >= values.min()) & (every < values.max())]
    if not len(every):
        return np.empty((0, 4))
    above = values > every[:, np.newaxis, np.newaxis]
    flat, upright = above[:, :, :-1] != above[:, :, 1:], above[:, :-1] != above[:, 1:]
    level, first, second = _ends(len(x), every, flat, upright)
    low, high = values.ravel()[first], values.ravel()[second]
    a, b = _places(x, y, first), _places(x, y, second)
    if function is None:
        share = ((level - low) / (high - low))[:, np.newaxis]
        crossings = a + np.clip(share, 0.0, 1.0) * (b - a)
    else:
        crossings = _found(function, level, a, b, high > level)
    return crossings[_pairs(above, flat, upright, values, every)].reshape(-1, 4)


def _ends(
    columns: int, levels: Array, flat: NDArray[np.bool_], upright: NDArray[np.bool_]
) -> tuple[Array, NDArray[np.intp], NDArray[np.intp]]:
    """The level, and the two places of the grid between which it is crossed.

    Flat sides of the cells, then upright ones.
    """
    level, row, column = np.nonzero(flat)
    first = row * columns + column
    level_beside, row, column = np.nonzero(upright)
    below = row * columns + column
    starts, which = np.concatenate([first, below]), np.concatenate([level, level_beside])
    return levels[which], starts, np.concatenate([first + 1, below + columns])


def _places(x: Array, y: Array, index: NDArray[np.intp]) -> Array:
    return np.column_stack([x[index % len(x)], y[index // len(x)]])


def _found(function: Function, level: Array, a: Array, b: Array, rises: NDArray[np.bool_]) -> Array:
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
    levels: Array,
) -> NDArray[np.intp]:
    """Which crossings a line joins, shape (n, 2): two in a cell, or four where it is a saddle."""
    of_flat = (np.cumsum(flat) - 1).reshape(flat.shape)
    of_upright = (np.cumsum(upright) - 1).reshape(upright.shape) + int(flat.sum())
    sides = (flat[:, :-1], upright[:, :, 1:], flat[:, 1:], upright[:, :, :-1])
    numbers = (of_flat[:, :-1], of_upright[:, :, 1:], of_flat[:, 1:], of_upright[:, :, :-1])
    cells = np.nonzero(sides[0] | sides[1] | sides[2] | sides[3])
    is_side = np.stack([side[cells] for side in sides], axis=1)
    number = np.stack([part[cells] for part in numbers], axis=1)
    is_saddle = is_side.all(axis=1)
    own = number[~is_saddle][is_side[~is_saddle]].reshape(-1, 2)
    if not is_saddle.any():
        return own
    level, row, column = (index[is_saddle] for index in cells)
    middle = values[row, column] + values[row, column + 1]
    middle = (middle + values[row + 1, column] + values[row + 1, column + 1]) / 4
    # The corner before both sides (first row, first column) is joined to its opposite through
    # the middle where that is on the same side of the level: then the others are cut off.
    joined = (middle > levels[level]) == above[level, row, column]
    four = number[is_saddle]
    ways = np.where(joined[:, np.newaxis], four, four[:, [0, 3, 1, 2]])
    return np.concatenate([own, ways.reshape(-1, 2)])


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
