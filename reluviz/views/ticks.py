"""Which numbers stand at the axes, and how numbers on a scale are written."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from reluviz.core import words

_NICE = ((1.0, 5), (2.0, 4), (5.0, 5), (10.0, 5))
"""Mantissas of a spacing, each with the number of small steps in it."""


def spacing(span: float, most: float) -> tuple[float, float]:
    """Return the spacing of the numbers at an axis, and of the finer grid between them.

    Parameters
    ----------
    span : float
        Length of the interval that is shown.
    most : float
        About how many numbers there is room for.
    """
    least = span / max(1.0, most)
    power = 10.0 ** math.floor(math.log10(least))
    for mantissa, parts in _NICE:
        if mantissa * power >= least * (1 - 1e-9):
            return mantissa * power, mantissa * power / parts
    raise AssertionError("a number is at most ten times its power of ten")


def ticks(low: float, high: float, step: float) -> NDArray[np.float64]:
    """Return the multiples of `step` from `low` to `high`."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return np.arange(first, last + 1, dtype=np.float64) * step


def tick_text(value: float, step: float) -> str:
    """Return a multiple of `step` with no more digits than it needs."""
    place = math.floor(math.log10(step) + 1e-9)
    if abs(value) < step / 2:
        return "0"
    digits = max(1, math.floor(math.log10(abs(value)) + 1e-9) - place + 1)
    if max(abs(value), step) < 1e7 and step >= 1e-6:
        text = f"{value:.{max(0, -place)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace("-", words.MINUS)
    return words.number(value, min(digits, 15)).replace("e+", "e")


def on_scale(value: float, span: float) -> str:
    """Return a difference with its sign, to about a hundredth of the interval that is shown."""
    place = math.floor(math.log10(span) - 2 + 1e-9)
    if abs(value) < 1e6 and place > -6:
        return f"{value:+.{max(0, -place)}f}".replace("-", words.MINUS)
    return words.number(value, 3, signed=True)


def rounded(value: float, pixel: float) -> float:
    """Return the number with the fewest digits that is hardly a pixel away from `value`."""
    place = -math.floor(math.log10(pixel) + 1e-9)
    return round(value, place) if abs(place) < 300 else value
