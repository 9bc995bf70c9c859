"""How numbers, parameters and effects are written for people. Files have their own, exact form."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, inf, isfinite, log10
from typing import TYPE_CHECKING

import numpy as np

from reluviz.core.influence import Influence, Intervals
from reluviz.core.network import Array, Network, ParameterId
from reluviz.core.piecewise import Domain

if TYPE_CHECKING:
    from reluviz.core.calendar import Calendar

MINUS = "\N{MINUS SIGN}"


def number(value: float, digits: int = 4, signed: bool = False) -> str:
    """Return `value` with `digits` significant digits, a real minus sign and no negative zero.

    Parameters
    ----------
    value : float
        Any number.
    digits : int
        Significant digits; zeros at the end are left out.
    signed : bool
        Whether a positive number gets a plus sign.
    """
    text = f"{value:{'+' if signed else ''}.{digits}g}"
    if float(text) == 0:
        text = "0"
    return text.replace("-", MINUS)


def number_to(value: float, step: float, signed: bool = False, digits: int = 4) -> str:
    """Return `value` with so many digits that it is at most half a `step` off; see `Digits`.

    Parameters
    ----------
    value : float
        Any number.
    step : float
        What is to be seen of it, in its own units; infinite if its size alone counts.
    signed : bool
        Whether a positive number gets a plus sign.
    digits : int
        Significant digits that it has at least; 0 for the shortest text there is, as 2e+05, if
        that is near enough.
    """
    if not digits:
        short = f"{value:.0e}"
        if abs(float(short) - value) <= step:
            return short.replace("-", MINUS)
        digits = 1
    if value and isfinite(value) and 0 < step < inf:
        size = floor(log10(abs(value)))
        told = min(17, size - floor(log10(step)) + 1)
        if told > digits:
            digits = size + 1 if told <= size < told + 3 else told  # 101325, not 1.0132e+05
    return number(value, digits, signed)


def telling_step(values: Array) -> float:
    """Return what is to be seen of numbers so that different ones look different; see `number_to`.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Finite numbers. Gaps of less than a ten-thousandth of their range are not seen.
    """
    gaps = np.diff(np.unique(values))
    return float(max(gaps.min() / 2, 1e-4 * gaps.sum())) if len(gaps) else inf


def plane_equation(slopes: Sequence[float], constant: float, axes: tuple[int, int] = (0, 1)) -> str:
    """Return a linear function of two inputs, such as ``z = 2 x1 − x2 + 0.5``.

    Parameters
    ----------
    slopes : sequence of float
        Its slope along each of the two.
    constant : float
        What is added.
    axes : tuple of int
        Which inputs they are, from 0.
    """
    pairs = zip(slopes, (f"x{axis + 1}" for axis in axes), strict=True)
    terms = [(value, name) for value, name in pairs if value]
    parts = [(v, f"{number(abs(v))} {name}".removeprefix("1 ")) for v, name in terms]
    parts += [(constant, number(abs(constant)))] if constant or not parts else []
    (start, text), *others = parts
    rest = [f" {MINUS if value < 0 else '+'} {part}" for value, part in others]
    return f"z = {MINUS if start < 0 else ''}{text}{''.join(rest)}"


def line(slope: float, intercept: float, slope_step: float = inf, step: float = inf) -> str:
    """Return a straight line, such as ``−4·x − 1``.

    Parameters
    ----------
    slope, intercept : float
        Its numbers.
    slope_step, step : float
        What is to be seen of them; see `number_to`.
    """
    if slope == 0:
        return number_to(intercept, step)
    size = {1.0: "x", -1.0: f"{MINUS}x"}
    head = size.get(float(slope), f"{number_to(slope, slope_step)}·x")
    if intercept == 0:
        return head
    return f"{head} {'+' if intercept > 0 else MINUS} {number_to(abs(intercept), step)}"


def parameter_title(network: Network, parameter: ParameterId) -> str:
    """Return what a parameter is, such as ``w2 output weight of ReLU 2``."""
    name = network.name(parameter)
    if not network.has_ray_names:
        kind = "bias" if parameter.is_bias else f"weight from {(parameter.source or 0) + 1}"
        return f"{name} {kind} of unit {parameter.unit + 1} in layer {parameter.layer + 1}"
    if parameter.layer == 1:
        if parameter.source is None:
            return f"{name} bias of the output"
        return f"{name} output weight of ReLU {parameter.source + 1}"
    return f"{name} {'bias' if parameter.is_bias else 'weight'} of ReLU {parameter.unit + 1}"


def where(intervals: Intervals, domain: Domain, calendar: Calendar | None = None) -> str:
    """Return intervals in words, such as ``x ≥ −0.5``; ``nothing`` if there are none.

    Parameters
    ----------
    intervals : tuple of (float, float)
        From left to right.
    domain : (float, float)
        The interval of x that is looked at.
    calendar : Calendar, optional
        What dates the x count, which are then written.
    """
    if not intervals:
        return "nothing"
    ends = [end for interval in intervals for end in interval]
    width = domain[1] - domain[0]
    gaps = np.diff(sorted({*ends, *domain}))
    step = min([width / 1000, *(gaps[gaps > 1e-12 * width] / 4).tolist()])
    written = number_to if calendar is None else calendar.text
    texts = [
        _interval(interval, domain, [written(end, step) for end in interval])
        for interval in intervals[:3]
    ]
    return " and ".join(texts) + (
        f" and {len(intervals) - 3} more intervals" if len(intervals) > 3 else ""
    )


def _interval(interval: Domain, domain: Domain, ends: list[str]) -> str:
    from_left, to_right = interval[0] <= domain[0], interval[1] >= domain[1]
    if from_left and to_right:
        return "everything"
    if to_right:
        return f"x ≥ {ends[0]}"
    if from_left:
        return f"x ≤ {ends[1]}"
    return f"{ends[0]} ≤ x ≤ {ends[1]}"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as whole percent, never 0 or 100 % by rounding alone."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def effect(
    network: Network,
    parameters: list[ParameterId],
    change: Influence,
    domain: Domain,
    calendar: Calendar | None = None,
) -> str:
    """Return what a change of some parameters did, in one sentence.

    For example ``w2 moves x ≥ −0.5: 75 % of the domain, by up to 1.2``; see `where`.
    """
    subject = names(network, parameters) or "The edit"
    verb = "move" if len(parameters) > 1 else "moves"
    if not change.intervals:
        return f"{subject} {verb} nothing"
    place, share = where(change.intervals, domain, calendar), percent(change.share)
    largest = number(abs(change.largest))
    return f"{subject} {verb} {place}: {share} of the domain, by up to {largest}"


def sentence(error: Exception | str) -> str:
    """Return what an error says, with a capital letter; names of files and parameters stay."""
    text = str(error)
    first = text.split(" ", 1)[0].rstrip(".,:;")
    if "." in first or any(sign.isdigit() for sign in first):
        return text
    return text[:1].upper() + text[1:]


def names(network: Network, parameters: list[ParameterId], most: int = 4) -> str:
    """Return the names of parameters as a list in words, such as ``w1, w2 and b2``."""
    found = [network.name(p) for p in parameters]
    if len(found) > most:
        return f"{len(found)} parameters"
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def nice_step(scale: float) -> float:
    """Return a power of ten about a hundredth to a tenth of `scale`, for arrow keys and scrolling.

    For example 0.1 for scales from 1 to 10.
    """
    if not (np.isfinite(scale) and scale > 0):
        return 0.1
    return float(10.0 ** (np.floor(np.log10(scale)) - 1))


def short_step(least: float) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that is not under `least`.

    For example 0.005 for 0.0031. `least` is positive and finite.
    """
    power = 10.0 ** np.floor(np.log10(least))
    mantissa = next(m for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))
    return float(f"{mantissa * power:.12g}")


def relus(count: int) -> str:
    """Return a number of ReLUs, such as ``1 ReLU``, which no line break takes apart."""
    return f"{count:,}\N{NO-BREAK SPACE}ReLU{'' if count == 1 else 's'}"


def ratio(value: float) -> str:
    """Return how many times something is, such as ``1.8 ×``."""
    if value >= 1e6:
        return "over a million\N{NO-BREAK SPACE}×"
    text = f"{value:,.0f}" if value >= 100 else number(value, 2 if value >= 1.095 else 3)
    return f"{text}\N{NO-BREAK SPACE}×"
