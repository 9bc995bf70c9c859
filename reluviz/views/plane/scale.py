"""From values to colours: vermilion below what decides, the ground at it, blue above."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from reluviz.core.contours import nice_levels
from reluviz.core.layer import Array
from reluviz.core.words import short_step
from reluviz.document.state import State
from reluviz.views.theme import Theme

_STEPS = 24  # values along each side that tell how far the values reach
_STRENGTH = {True: 0.34, False: 0.62}  # of the strongest tint, for gates and for values


@dataclass(frozen=True)
class Scale:
    """The values that the colours stand for.

    Parameters
    ----------
    low, level, high : float
        The value of the strongest vermilion, of the ground, and of the strongest blue. At `level`
        the network decides.
    is_quiet : bool
        Whether the tints are pale, as for outputs that are on or off.
    levels : tuple of float
        Where contours are.
    is_size : bool
        Whether there is nothing below `level`: how steep something is.
    """

    low: float
    level: float
    high: float
    is_quiet: bool
    levels: tuple[float, ...]
    is_size: bool = False

    @property
    def numbers(self) -> tuple[float, ...]:
        """The values that are written at the colour bar."""
        low, level, high = self.low, self.level, self.high
        upper = (level, (level + high) / 2, high)
        return upper if self.is_size else (low, (low + level) / 2, *upper)

    def shares(self, values: Array) -> Array:
        """Values as shares of the scale: 0 for `low`, a half for `level`, 1 for `high`."""
        away = values - self.level
        below = away / (2 * (self.level - self.low))
        above = away / (2 * (self.high - self.level))
        shares: Array = np.clip(0.5 + np.where(away < 0, below, above), 0.0, 1.0)
        return shares


def scale_of(state: State, output: int) -> Scale:
    """Return the scale for one output of a network of two inputs."""
    last, is_gate = state.network.layers[-1].kind, is_on_off(state)
    level = 0.5 if is_gate or last.is_on_off else 0.0
    if last.is_bounded and last.low < level < last.high:
        tenth = (last.high - last.low) / 10
        levels = (0.5,) if last.jumps else tuple(last.low + k * tenth for k in range(1, 10))
        return Scale(last.low, level, last.high, last.is_on_off, levels)
    _, _, values = state.plane(_STEPS, (0.0, 0.0), output)
    reach = float(np.abs(values - level).max(initial=0.0))
    reach = short_step(reach) if np.isfinite(reach) and reach > 1e-12 else 1.0
    nice = nice_levels(level - reach, level + reach)
    return Scale(level - reach, level, level + reach, False, tuple(nice.tolist()))


def is_on_off(state: State) -> bool:
    """Return whether all that is wanted is 0 or 1: then rows are right or wrong."""
    rows = state.rows
    return rows is not None and bool(np.isin(rows.outputs, (0.0, 1.0)).all())


def size_scale(largest: float) -> Scale:
    """Return the scale for what is never below zero."""
    reach = short_step(largest) if np.isfinite(largest) and largest > 1e-12 else 1.0
    return Scale(-reach, 0.0, reach, False, (), is_size=True)


def change_scale(largest: float) -> Scale:
    """Return the scale for a change, which goes as far up as down."""
    return replace(size_scale(largest), is_size=False)


def colour_table(theme: Theme, scale: Scale) -> NDArray[np.uint32]:
    """Return the colours of 256 shares of a scale, as an image wants them."""
    high = theme.text if scale.is_size else theme.positive
    return _table(theme.ground, theme.negative, high, _STRENGTH[scale.is_quiet])


def tint(theme: Theme, scale: Scale, value: float) -> QColor:
    """Return the colour of a value."""
    share = float(scale.shares(np.array([value]))[0])
    return QColor.fromRgb(int(colour_table(theme, scale)[round(255 * share)]))


def strong(theme: Theme, scale: Scale, value: float) -> QColor:
    """Return the colour of a value where it must stand out from the field."""
    share = float(scale.shares(np.array([value]))[0])
    return QColor.fromRgb(
        int(_table(theme.ground, theme.negative, theme.positive, 1.0)[round(255 * share)])
    )


@cache
def _table(ground: str, negative: str, positive: str, strength: float) -> NDArray[np.uint32]:
    middle, low, high = (
        np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float64)
        for colour in map(QColor, (ground, negative, positive))
    )
    share = np.linspace(-1.0, 1.0, 256)[:, np.newaxis]
    rest = middle + np.where(share < 0, low - middle, high - middle) * np.abs(share) * strength
    red, green, blue = np.round(rest).astype(np.uint32).T
    table: NDArray[np.uint32] = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return table
