"""Where the numbers of a logarithmic axis stand, and how they are written."""

from __future__ import annotations

import math

import numpy as np

from reluviz.core.words import MINUS, number, short_step

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_PLAIN = 1e-4, 1e5  # numbers between are written without a power of ten


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers between 10 ** `low` and 10 ** `high`, as their logarithms.

    Powers of ten over a wide range, also 2 and 5 times these over a narrower one, and evenly
    spaced numbers where it is so narrow that these would be few.

    Parameters
    ----------
    low, high : float
        The range, as logarithms to base 10.
    most : int
        How many there are room for, two or more.
    """
    first, last = math.ceil(low), math.floor(high)
    for mantissas in ((1, 2, 5), (1, 3), (1,)):
        ticks = [
            exponent + math.log10(mantissa)
            for exponent in range(first - 1, last + 1)
            for mantissa in mantissas
        ]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if 2 <= len(ticks) <= most:
            return ticks
    if last - first >= 2:
        stride = -(-(last - first + 1) // most)
        return [float(exponent) for exponent in range(first, last + 1) if exponent % stride == 0]
    return _even(10.0**low, 10.0**high, most)


def tick_texts(values: list[float]) -> list[str]:
    """Return positive numbers as short as tells them apart: ``0.02``, ``10⁻⁶`` or ``2·10⁻⁶``."""
    texts: list[str] = []
    for digits in range(2, 16):
        texts = [_tick_text(value, digits) for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def _tick_text(value: float, digits: int) -> str:
    if _PLAIN[0] <= value * (1 + 1e-9) and value <= _PLAIN[1]:
        return number(value, max(digits, 6))
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = "10" + str(int(exponent)).translate(_RAISED)
    mantissa = mantissa.rstrip("0").rstrip(".").replace("-", MINUS)
    return power if mantissa == "1" else f"{mantissa}·{power}"


def _even(low: float, high: float, most: int) -> list[float]:
    step = short_step((high - low) / most) if high > low else 0.0
    if not step:
        return []
    places = np.arange(math.ceil(low / step), math.floor(high / step) + 1)
    return [math.log10(place * step) for place in places.tolist() if place > 0]
