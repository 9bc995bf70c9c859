"""A segment of the curve put into words: its line, where it holds, and the units that make it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.signals import signals
from reluviz.core.words import MINUS, number, percent, plane_equation
from reluviz.document.state import State
from reluviz.views.layered_words import node_name

_ROUNDING = 1e-12
_MOST = 12  # units in the longest form: more than there is room for


class Row(NamedTuple):
    """A label and a value of the effect.

    Parameters
    ----------
    label, value : str
        What they say.
    shorter : tuple of str
        Other ways to write the value where there is no room for it, the longest first.
    """

    label: str = ""
    value: str = ""
    shorter: tuple[str, ...] = ()


def segment_rows(state: State, index: int) -> list[Row]:
    """Return four rows: the equation of a segment, its interval, its units and its slope."""
    if not state.is_shallow:
        return _deep_rows(state, index)
    reading, network = state.segment(index), state.network
    units = np.fromiter(reading.active_units, np.intp, len(reading.active_units))
    products = network.w[units] * network.v[units]
    offsets = network.w[units] * network.b[units]
    slope = _cleaned(reading.slope, products)
    intercept = _cleaned(reading.intercept, np.append(offsets, network.b0))
    low, high = reading.interval
    names, *shorter_names = unit_forms(network, np.stack([np.zeros_like(units), units], 1))
    whole_sum, *shorter_sums = slope_forms(network, units, products, slope)
    return [
        *_line_rows(state, (slope, intercept), (low, high)),
        Row("active units", names, tuple(shorter_names)),
        Row("slope", whole_sum, tuple(shorter_sums)),
    ]


def _deep_rows(state: State, index: int) -> list[Row]:
    """A segment by its two ends, and the hidden units whose sums reach the output's line."""
    x, y = (axis[index : index + 2] for axis in (state.curve.x, state.curve.y))
    network, rise = state.network, _cleaned(float(y[1] - y[0]), y)
    slope = rise / float(x[1] - x[0])
    flow = signals(network, [float(x.mean())])
    hidden = list(zip(network.layers, flow.sums, strict=True))[:-1]
    on = [np.flatnonzero(layer.kind.derivative(sums)) for layer, sums in hidden]
    units = np.array([(k, unit) for k, found in enumerate(on) for unit in found], dtype=np.intp)
    names, *shorter = unit_forms(network, units.reshape(-1, 2))
    return [
        *_line_rows(state, (slope, float(y[0] - slope * x[0])), (float(x[0]), float(x[1]))),
        Row("active units", names, tuple(shorter)),
        Row("slope", number(slope)),
    ]


def region_rows(state: State, index: int, output: int) -> list[Row]:
    """Return four rows: the map of a region of the plane, its area, its units and its slope."""
    found = state.regions
    assert found is not None
    slopes, heights = found.affine(output)
    (first, second), constant = slopes[index].tolist(), float(heights[index])
    areas = found.areas
    area, share = float(areas[index]), float(areas[index] / areas.sum())
    hidden = enumerate(state.network.layers[:-1])
    units = np.array([(k, unit) for k, layer in hidden for unit in range(layer.n_units)], np.intp)
    names, *shorter = unit_forms(state.network, units[found.patterns[index]])
    return [
        Row("equation", plane_equation((first, second), constant, state.axes)),
        Row("area", f"{number(area)}, {percent(share)} of the box", (number(area),)),
        Row("active units", names, tuple(shorter)),
        Row("steepness", number(float(np.hypot(first, second)))),
    ]


def _line_rows(state: State, line: tuple[float, float], interval: Domain) -> list[Row]:
    low, high = map(state.digits.x, interval)
    return [
        Row("equation", f"z = {state.digits.line(*line)}"),
        Row("interval", f"{low} ≤ x ≤ {high}"),
    ]


def unit_forms(network: Network, units: NDArray[np.intp]) -> list[str]:
    """Return ways to list hidden units, from the fullest to the shortest.

    Parameters
    ----------
    network : Network
        Whose units they are.
    units : ndarray, shape (n, 2)
        Layer and index of each.
    """
    count = len(units)
    if count == 0:
        return ["none"]
    forms = []
    for most in _lengths(count):
        names = [node_name(network, *unit) for unit in _ends(units, most).tolist()]
        forms.append(", ".join(_listed(names, count)))
    return [*forms, "1 unit" if count == 1 else f"{count:,} units"]


def slope_forms(
    network: Network, units: NDArray[np.intp], products: NDArray[np.float64], slope: float
) -> list[str]:
    """Return ways to write a slope as a sum over units, from the fullest to the shortest.

    Parameters
    ----------
    network : Network
        A shallow network.
    units : ndarray, shape (n,)
        The active units.
    products : ndarray, shape (n,)
        w v of each.
    slope : float
        Their sum.
    """
    count, result = len(units), number(slope)
    if count == 0:
        return [f"{result}, no unit is active", result]
    forms, names = [], ""
    for most in _lengths(count):
        shown = _ends(units, most).tolist()
        terms = [" ".join(network.ray_name(kind, unit) for kind in "wv") for unit in shown]
        names = " + ".join(_listed(terms, count))
        if count > 1:
            forms.append(f"{names} = {_sum(_ends(products, most), count > most)} = {result}")
        if count == 3 <= most:
            forms.append(f"{names} = {result}")  # hardly longer than without its middle
    return [*forms, f"{names} = {result}", result]


def _lengths(count: int) -> list[int]:
    """How many of `count` things to write, the most first; at least one at each end."""
    return [_MOST, *(most for most in (4, 2) if most < count)]


def _ends(values: NDArray, most: int) -> NDArray:  # type: ignore[type-arg]
    """The first ones and the last, at most so many."""
    return values if len(values) <= most else np.concatenate([values[: most - 1], values[-1:]])


def _listed(terms: list[str], count: int) -> list[str]:
    return terms if len(terms) == count else [*terms[:-1], "…", terms[-1]]


def _sum(terms: NDArray[np.float64], is_cut: bool) -> str:
    """Numbers as a sum, such as ``4 − 8``."""
    signed = [f"{MINUS if term < 0 else '+'} {number(abs(term))}" for term in terms[1:].tolist()]
    if is_cut:
        signed.insert(-1, "+ …")
    return " ".join([number(float(terms[0])), *signed])


def _cleaned(total: float, terms: NDArray[np.float64]) -> float:
    """A sum without what is rounding alone."""
    largest = float(np.max(np.abs(terms), initial=0.0))
    return total if abs(total) > _ROUNDING * largest else 0.0
