"""Continuous piecewise-linear functions, exact: what a ReLU network of one input is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.network import LARGEST_VALUE, Network

Array = NDArray[np.float64]
Domain = tuple[float, float]


MOST_PIECES = 1_000_000
"""Curves of more segments are not computed if nobody asks for them."""


class TooManyPieces(ValueError):  # noqa: N818
    """A curve has more segments than are allowed: with every layer they can double."""


def check_domain(domain: Domain) -> Domain:
    """Return `domain` as two floats, lowest first.

    Raises
    ------
    ValueError
        If it is not two finite numbers, the second larger than the first, far enough apart to
        tell points between them from one another.
    """
    try:
        low, high = (float(bound) for bound in domain)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("the domain must be two numbers, lowest first") from None
    if not (abs(low) <= LARGEST_VALUE and abs(high) <= LARGEST_VALUE):
        raise ValueError(f"the domain must be finite numbers of at most {LARGEST_VALUE:g} in size")
    if not low < high:
        raise ValueError(
            f"the domain must run from a lower to a higher x, not {low:.15g} to {high:.15g}"
        )
    if high - low < max(1e-9 * max(abs(low), abs(high)), 1e-100):
        raise ValueError(f"the domain from {low!r} to {high!r} is too narrow")
    return low, high


@dataclass(frozen=True, eq=False)
class PiecewiseLinear:
    """A continuous piecewise-linear function on a closed interval, given by its joints.

    Parameters
    ----------
    x : array_like, shape (n,), n >= 2
        Strictly increasing; the first and the last are the ends of the interval.
    y : array_like, shape (n,)
        Values at `x`.

    Raises
    ------
    ValueError
        If the shapes differ, x does not increase, or there are fewer than two joints.
    """

    x: Array
    y: Array

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if self.x.ndim != 1 or self.x.shape != self.y.shape or len(self.x) < 2:
            raise ValueError("a piecewise-linear function needs two or more joints, as many y as x")
        if not np.all(self.x[1:] > self.x[:-1]):
            raise ValueError("the x of the joints must increase")

    def __call__(self, x: ArrayLike) -> Array:
        """Values at `x`, any shape; NaN outside the interval."""
        values: Array = np.interp(np.asarray(x, dtype=float), self.x, self.y, np.nan, np.nan)
        return values

    def __len__(self) -> int:
        return len(self.x)

    def __add__(self, other: PiecewiseLinear) -> PiecewiseLinear:
        """Sum on the interval the two have in common."""
        x, p, q = self._on_common_joints(other)
        return PiecewiseLinear(x, p + q)

    def __sub__(self, other: PiecewiseLinear) -> PiecewiseLinear:
        """Difference on the interval the two have in common."""
        x, p, q = self._on_common_joints(other)
        return PiecewiseLinear(x, p - q)

    @property
    def domain(self) -> Domain:
        """The two ends."""
        return float(self.x[0]), float(self.x[-1])

    @cached_property
    def slopes(self) -> Array:
        """Slope of each segment, shape (n - 1,)."""
        slopes: Array = np.diff(self.y) / np.diff(self.x)
        return slopes

    def scaled(self, factor: float) -> PiecewiseLinear:
        """Return the function times `factor`."""
        return PiecewiseLinear(self.x, self.y * factor)

    def relu(self) -> PiecewiseLinear:
        """max(0, f): the same interval, with a joint more at each zero crossing."""
        x = np.union1d(self.x, _crossings(self.x, self.y))
        return PiecewiseLinear(x, np.where(np.isin(x, self.x), np.maximum(self(x), 0.0), 0.0))

    def restricted(self, domain: Domain) -> PiecewiseLinear:
        """Return the function on the part of `domain` where it is defined.

        Raises
        ------
        ValueError
            If they have no interval in common.
        """
        low, high = max(domain[0], self.x[0]), min(domain[1], self.x[-1])
        if not low < high:
            raise ValueError("the two intervals have no part in common")
        inside = self.x[(self.x > low) & (self.x < high)]
        x = np.concatenate([[low], inside, [high]])
        return PiecewiseLinear(x, self(x))

    def largest(self) -> tuple[float, float]:
        """Return (x, f(x)) where the absolute value is largest; the leftmost of equals."""
        k = int(np.argmax(np.abs(self.y)))
        return float(self.x[k]), float(self.y[k])

    def mean_square(self) -> float:
        """Mean of the square over the interval, in closed form.

        On a segment of length h from p to q the integral of the square is h (p p + p q + q q) / 3.
        Infinite if it is larger than all numbers.
        """
        # A power of two keeps every bit, and the squares of the values from becoming infinite.
        unit = float(np.ldexp(1.0, np.frexp(np.max(np.abs(self.y)))[1] - 1))
        y = self.y / unit
        p, q = y[:-1], y[1:]
        integral = float(np.sum(np.diff(self.x) * (p * p + p * q + q * q)) / 3)
        return max(0.0, integral / float(self.x[-1] - self.x[0])) * unit * unit

    def support(self, tolerance: float = 0.0) -> tuple[Domain, ...]:
        """Intervals on which the function is not zero, as closed intervals, left to right.

        A segment counts when one of its ends is larger than `tolerance` in size.
        """
        moved = np.abs(self.y) > tolerance
        on = moved[:-1] | moved[1:]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]])))
        return tuple(
            (float(self.x[a]), float(self.x[b]))
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        )

    def _on_common_joints(self, other: PiecewiseLinear) -> tuple[Array, Array, Array]:
        """Joints of either on the common interval, and the values of both there."""
        if np.array_equal(self.x, other.x):
            return self.x, self.y, other.y
        low, high = max(self.x[0], other.x[0]), min(self.x[-1], other.x[-1])
        if not low < high:
            raise ValueError("the two functions have no interval in common")
        x = np.union1d(self.x, other.x)
        x = x[(x >= low) & (x <= high)]
        return x, self(x), other(x)


def exact_curve(
    network: Network, domain: Domain = (-1.0, 1.0), most: int = MOST_PIECES
) -> PiecewiseLinear:
    """Return the function of a network of one input and one output, exactly.

    Every kink of a hidden unit inside the domain is a joint, also where the slope happens not to
    change; so are the two ends of the domain.

    Parameters
    ----------
    network : Network
        One input, one output, activations without curves and jumps; any depth.
    domain : tuple of float
        The interval of x.
    most : int
        How many segments there may be; they are counted before room is made for them.

    Raises
    ------
    ValueError
        If the network has other inputs or outputs, or an activation that is curved or jumps.
    TooManyPieces
        If there are more segments than `most`.

    Notes
    -----
    One hidden layer: sort the kinks and add up the changes of slope, O(N log N). Deeper: the
    values of all units on the joints found so far are mapped layer by layer; where the sum of a
    unit crosses a kink of its activation is a joint more (Montufar et al. 2014, "On the number of
    linear regions of deep neural networks", describes the folding; the procedure is the definition
    applied to segments).
    """
    domain = _check_exact(network, domain)
    if network.is_shallow:
        return _shallow_curve(network, domain)
    x, values = traced_values(network, domain, most)
    return PiecewiseLinear(x, values[:, 0])


def _check_exact(network: Network, domain: Domain) -> Domain:
    domain = check_domain(domain)
    if network.n_inputs != 1 or network.n_outputs != 1:
        raise ValueError(
            f"an exact curve needs one input and one output; this network has "
            f"{network.n_inputs} and {network.n_outputs}"
        )
    for number, layer in enumerate(network.layers, 1):
        if not (kind := layer.kind).is_piecewise_linear:
            word = "curved" if kind.is_curved else "a jump"
            raise ValueError(
                f"layer {number} has the activation {layer.activation}, which is {word}: "
                "the network is not a continuous piecewise-linear function, so it has no exact "
                "curve; evaluate network(x) instead"
            )
    return domain


@dataclass(frozen=True, eq=False)
class Makers:
    """Which units make the joints of an exact curve: whose sums pass a kink of their activation.

    Parameters
    ----------
    joints, layers, units : ndarray of int, shape (k,)
        Joint, layer and unit, sorted. Several units may make one joint, and one unit several;
        the ends of the interval have none.
    """

    joints: NDArray[np.intp]
    layers: NDArray[np.intp]
    units: NDArray[np.intp]

    def of(self, joint: int) -> tuple[tuple[int, int], ...]:
        """Return (layer, unit) of each maker of a joint, from the first layer on."""
        part = slice(*self.joints.searchsorted([joint, joint + 1]))
        return tuple(zip(self.layers[part].tolist(), self.units[part].tolist(), strict=True))

    def joints_of(self, layer: int, unit: int) -> NDArray[np.intp]:
        """Return the joints that one unit makes, from the left."""
        found: NDArray[np.intp] = self.joints[(self.layers == layer) & (self.units == unit)]
        return found


def traced_curve(
    network: Network, domain: Domain = (-1.0, 1.0), most: int = MOST_PIECES
) -> tuple[PiecewiseLinear, Makers]:
    """Return the exact curve, and which units make its joints.

    Parameters
    ----------
    network, domain, most
        As for `exact_curve`.

    Raises
    ------
    ValueError
        As `exact_curve` does.
    """
    domain = _check_exact(network, domain)
    if network.is_shallow:
        curve, x = _shallow_curve(network, domain), network.kinks
        units = np.flatnonzero((x > domain[0]) & (x < domain[1]))
        layers, x = np.zeros_like(units), x[units]
    else:
        passed: list[_Passed] = []
        places, values = traced_values(network, domain, most, passed)
        curve = PiecewiseLinear(places, values[:, 0])
        layers, units, x = (np.concatenate(part) for part in zip(_NOTHING, *passed, strict=True))
    joints = curve.x.searchsorted(x)
    order = np.lexsort((units, layers, joints))
    order = order[(joints[order] > 0) & (joints[order] < len(curve) - 1)]
    return curve, Makers(joints[order], layers[order], units[order])


def active_at(network: Network, x: float) -> NDArray[np.bool_]:
    """Which units of a shallow network are active just to the right of `x`, shape (N,).

    Decided by the place of the kink, not by the sign of a rounded b + v x.
    """
    v = network.v
    active: NDArray[np.bool_] = (v > 0) == (network.kinks <= x)
    if not v.all():  # without a kink a unit is a constant
        active = np.where(v == 0, network.b > 0, active)
    return active


def _shallow_curve(network: Network, domain: Domain) -> PiecewiseLinear:
    low, high = domain
    v, w, order = network.v, network.w, network.kink_order
    on = active_at(network, low).astype(float)
    start = network.b0 + np.dot(w * (network.b + v * low), on)
    kinks = network.kinks.take(order)
    first, last = kinks.searchsorted(low, "right"), kinks.searchsorted(high)
    x = np.empty(last - first + 2)
    x[0], x[1:-1], x[-1] = low, kinks[first:last], high
    slopes = np.empty(len(x) - 1)
    slopes[0], slopes[1:] = np.dot(w * v, on), (w * np.abs(v)).take(order[first:last])
    np.cumsum(slopes, out=slopes)
    widths = x[1:] - x[:-1]
    if not widths.all():  # of equal kinks the last one has all their bends
        kept = widths > 0
        x, slopes, widths = x[np.append(True, kept)], slopes[kept], widths[kept]
    y = np.empty(len(x))
    y[0] = 0.0
    np.cumsum(slopes * widths, out=y[1:])
    return PiecewiseLinear(x, y + start)


_Passed = tuple[NDArray[np.intp], NDArray[np.intp], Array]
"""Layers, units and x of sums that pass a kink."""

_NOTHING: _Passed = (np.arange(0), np.arange(0), np.empty(0))


def traced_values(
    network: Network,
    domain: Domain,
    most: int = MOST_PIECES,
    passed: list[_Passed] | None = None,
    as_sums: bool = False,
) -> tuple[Array, Array]:
    """Return the values of all units of the last layer on the joints of all layers.

    Parameters
    ----------
    network : Network
        One input, activations of straight pieces; any number of outputs.
    domain : tuple of float
        The interval of x.
    most : int
        How many segments there may be.
    passed : list, optional
        Gets the layers, units and x of sums that pass a kink of their activation.
    as_sums : bool
        Whether the weighted sums of the last layer are wanted, not what its activation makes.

    Returns
    -------
    x : ndarray, shape (n,)
        The joints, the two ends among them.
    values : ndarray, shape (n, units)
        The values there; straight in between.

    Raises
    ------
    TooManyPieces
        If there are more segments than `most`.
    """
    with np.errstate(all="ignore"):  # what is not finite is found at the end
        x, values = _traced(network, domain, most, passed, as_sums)
    if not np.isfinite(values).all():
        raise ValueError(
            "the values of the network are too large for numbers of the machine: somewhere on the "
            "domain they are infinite"
        )
    return x, values


def _traced(
    network: Network, domain: Domain, most: int, passed: list[_Passed] | None, as_sums: bool
) -> tuple[Array, Array]:
    x = np.array(domain)
    values = x[:, np.newaxis]
    for index, layer in enumerate(network.layers):
        values = layer.sums(values)
        for kink in layer.kind.kinks:
            if passed is not None:
                passed.append(_passes(index, x, values, kink))
            x, values, found, units = _with_crossings(x, values, kink, most)
            if passed is not None:
                passed.append((np.full(len(units), index), units, found))
        if not (as_sums and layer is network.layers[-1]):
            values = layer.kind.function(values)
    return x, values


def _passes(layer: int, x: Array, values: Array, level: float) -> _Passed:
    """Where columns of `values` pass a level in a joint that is there already."""
    before, after = np.sign(values[:-2] - level), np.sign(values[2:] - level)
    row, unit = np.nonzero((values[1:-1] == level) & (before * after < 0))
    return np.full(len(unit), layer), unit, x[row + 1]


def _with_crossings(
    x: Array, values: Array, level: float = 0.0, most: int = MOST_PIECES
) -> tuple[Array, Array, Array, NDArray[np.intp]]:
    """Insert where columns of `values`, shape (n, units), cross a level, as new joints.

    Returns the new `x` and `values`, and of each crossing its x and its column.
    """
    is_above, is_below = values > level, values < level
    crosses = (is_above[:-1] & is_below[1:]) | (is_below[:-1] & is_above[1:])
    segment, unit = np.nonzero(crosses)
    if len(x) - 1 + len(unit) > most:
        raise TooManyPieces(
            f"the curve has more than {most:,} segments: with every layer they can double; look at "
            "a smaller domain, or take fewer layers or units"
        )
    p, q = values[segment, unit] - level, values[segment + 1, unit] - level
    share = p / (p - q)
    found = x[segment] + share * (x[segment + 1] - x[segment])
    found = np.clip(found, x[segment], x[segment + 1])
    rows = values[segment] + share[:, np.newaxis] * (values[segment + 1] - values[segment])
    rows[np.arange(len(unit)), unit] = level
    order = np.argsort(np.concatenate([x, found]), kind="stable")
    x, values = np.concatenate([x, found])[order], np.concatenate([values, rows])[order]
    keep = np.concatenate([[True], np.diff(x) > 0])
    return x[keep], values[keep], found, unit


def _crossings(x: Array, y: Array) -> Array:
    return _with_crossings(x, y[:, np.newaxis])[2]
