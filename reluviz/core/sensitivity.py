"""How much each parameter matters: the influence map and slices of the loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import (
    MOST_PIECES,
    Domain,
    PiecewiseLinear,
    check_domain,
    exact_curve,
)
from reluviz.core.targets import Target, residuals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class InfluenceMap:
    """|dz/dparameter| over the domain, for every parameter of a shallow network.

    Rows: v, b, w of unit 1, of unit 2, ..., and b0.

    Parameters
    ----------
    network : Network
        A shallow network.
    domain : (float, float)
        The interval of x.
    totals : ndarray, shape (rows,)
        The integral of each row over the domain.
    shares : ndarray, shape (rows,)
        The part of the domain on which each row is not zero, 0 to 1.
    peaks : ndarray, shape (rows,)
        The largest value of each row on the domain.
    """

    network: Network
    domain: Domain
    totals: Array
    shares: Array
    peaks: Array

    @cached_property
    def parameters(self) -> tuple[ParameterId, ...]:
        """One for each row."""
        return tuple(self.parameter(row) for row in range(len(self.totals)))

    def parameter(self, row: int) -> ParameterId:
        """Return the parameter of a row."""
        unit, kind = divmod(row, 3)
        if unit == self.network.n_units:
            return ParameterId(1, 0)
        return ParameterId(1, 0, unit) if kind == 2 else ParameterId(0, unit, (0, None)[kind])

    def row(self, parameter: ParameterId) -> int:
        """Return the row of a parameter."""
        if parameter.layer == 1:
            unit = self.network.n_units if parameter.source is None else parameter.source
            return 3 * unit + (0 if parameter.source is None else 2)
        return 3 * parameter.unit + (1 if parameter.is_bias else 0)

    def __call__(self, x: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """Values of |dz/dparameter| at `x`, shape (rows, n); at a kink the limit from the right.

        Of all rows, or of those whose numbers are given.
        """
        x = np.atleast_1d(np.asarray(x, dtype=float))
        wanted = np.arange(len(self.totals)) if rows is None else np.asarray(rows, dtype=np.intp)
        net = self.network
        is_b0 = wanted == 3 * net.n_units
        units = np.where(is_b0, 0, wanted // 3)
        v, b, w, kinks = (a[units, np.newaxis] for a in (net.v, net.b, net.w, net.kinks))
        with np.errstate(invalid="ignore"):
            on = np.where(v > 0, kinks <= x, np.where(v < 0, kinks > x, b > 0))
        kind = (wanted % 3)[:, np.newaxis]
        values = np.where(
            kind == 0, np.abs(w * x), np.where(kind == 1, np.abs(w), np.maximum(b + v * x, 0.0))
        )
        return np.where(is_b0[:, np.newaxis], 1.0, values * on)


@dataclass(frozen=True)
class DeepInfluenceMap(InfluenceMap):
    """|dz/dparameter| over the domain, for every parameter of a network of any depth.

    Rows: as ``network.parameters()``, layer by layer, unit by unit: its weights, then its bias.

    Parameters
    ----------
    x : ndarray, shape (n,)
        The joints of the curve.
    back : tuple of ndarray
        For each layer dz/dsum of every unit on every segment, shape (n - 1, units).
    into : tuple of ndarray
        For each layer what goes into it at every joint, shape (n, inputs); straight in between.
    """

    x: Array
    back: tuple[Array, ...]
    into: tuple[Array, ...]

    @cached_property
    def parameters(self) -> tuple[ParameterId, ...]:
        return tuple(self.network.parameters())

    def parameter(self, row: int) -> ParameterId:
        return self.parameters[row]

    def row(self, parameter: ParameterId) -> int:
        return self.parameters.index(parameter)

    def __call__(self, x: ArrayLike, rows: ArrayLike | None = None) -> Array:
        x = np.atleast_1d(np.asarray(x, dtype=float))
        wanted = np.arange(len(self.totals)) if rows is None else np.asarray(rows, dtype=np.intp)
        segments = np.clip(self.x.searchsorted(x, "right") - 1, 0, len(self.x) - 2)
        found = np.empty((len(wanted), len(x)))
        for place, row in enumerate(wanted.tolist()):
            parameter = self.parameters[row]
            found[place] = np.abs(self.back[parameter.layer][segments, parameter.unit])
            if parameter.source is not None:
                values = self.into[parameter.layer][:, parameter.source]
                found[place] *= np.abs(np.interp(x, self.x, values))
        return found


def _deep_influence_map(network: Network, domain: Domain, most: int) -> DeepInfluenceMap:
    x = exact_curve(network, domain, most).x
    back, into = _back_and_into(network, x)
    widths = np.diff(x)
    totals, shares, peaks = [], [], []
    for gain, values in zip(back, into, strict=True):
        size = np.abs(gain)
        with_one = np.column_stack([values, np.ones(len(x))])  # a bias hears one
        p, q = np.abs(with_one[:-1]), np.abs(with_one[1:])
        with np.errstate(invalid="ignore", divide="ignore"):
            crossed = (p * p + q * q) / (2 * (p + q))
        same = with_one[:-1] * with_one[1:] >= 0
        areas = widths[:, np.newaxis] * np.where(same, (p + q) / 2, crossed)
        totals.append((size.T @ areas).ravel())
        hears = widths[:, np.newaxis] * ((p > 0) | (q > 0))
        shares.append(((gain != 0).T @ hears).ravel())
        largest = np.maximum(p, q)
        peaks.append(
            np.stack([(size[:, [unit]] * largest).max(0) for unit in range(size.shape[1])])
        )
    return DeepInfluenceMap(
        network,
        domain,
        np.concatenate(totals),
        np.concatenate(shares) / (domain[1] - domain[0]),
        np.concatenate([part.ravel() for part in peaks]),
        x,
        tuple(back),
        tuple(into),
    )


def _back_and_into(network: Network, x: Array) -> tuple[list[Array], list[Array]]:
    """dz/dsum of every unit on every segment, and what goes into every layer at every joint."""
    middles = (x[:-1] + x[1:]) / 2
    ends, values, into, slopes = x[:, np.newaxis], middles[:, np.newaxis], [], []
    for layer in network.layers:
        into.append(ends)
        sums = layer.sums(values)
        slopes.append(layer.kind.derivative(sums))
        ends, values = layer(ends), layer.kind.function(sums)
    back = [slopes[-1]]
    for layer, slope in zip(network.layers[:0:-1], slopes[-2::-1], strict=True):
        back.append((back[-1] @ layer.weights) * slope)
    return back[::-1], into


def influence_map(
    network: Network, domain: Domain = (-1.0, 1.0), most: int = MOST_PIECES
) -> InfluenceMap:
    """Return how strongly every parameter acts at every x, exactly, and in total.

    Parameters
    ----------
    network : Network
        One input, one output, activations of straight pieces; any depth.
    domain : tuple of float
        The interval of x.
    most : int
        How many segments there may be.

    Raises
    ------
    ValueError
        If there is no exact curve.
    TooManyPieces
        If there are more segments than `most`.

    Notes
    -----
    With one hidden layer a unit has, on its active side [l, r], the integrals |w| (r - l) for b,
    |w| times the integral of |x| for v, and that of b + v x for w. Deeper: on each segment of the
    curve dz/dsum of every unit is constant and what goes into it is straight, so the integral of
    their product is closed.
    """
    low, high = check_domain(domain)
    if not network.is_shallow:
        return _deep_influence_map(network, (low, high), most)
    v, b, w, kinks = network.v, network.b, network.w, network.kinks
    left = np.where(v > 0, np.clip(kinks, low, high), low)
    right = np.where(v < 0, np.clip(kinks, low, high), high)
    right = np.where((v == 0) & (b <= 0), left, right)
    length = right - left

    def integral_of_size(x: Array) -> Array:
        return x * np.abs(x) / 2

    of_v = np.abs(w) * (integral_of_size(right) - integral_of_size(left))
    of_b = np.abs(w) * length
    of_w = np.maximum(length * (b + v * (left + right) / 2), 0.0)
    on, size = length > 0, np.abs(w)
    farthest = np.maximum(np.abs(left), np.abs(right))
    highest = np.maximum(np.maximum(b + v * left, b + v * right), 0.0)
    share, width = length / (high - low), high - low
    weighted = share * (w != 0)

    def rows(of_v: Array, of_b: Array, of_w: Array, of_b0: float) -> Array:
        return np.append(np.stack([of_v, of_b, of_w], axis=1).reshape(-1), of_b0)

    return InfluenceMap(
        network,
        (low, high),
        rows(of_v, of_b, of_w, width),
        rows(weighted, weighted, share, 1.0),
        rows(size * farthest * on, size * on, highest * on, 1.0),
    )


@dataclass(frozen=True)
class LossSlice:
    """Mean squared error against a target as a function of one parameter alone.

    Parameters
    ----------
    parameter : ParameterId
        The one that moves.
    values, losses : ndarray, shape (n,)
        The slice on a grid.
    best_value, best_loss : float
        Its lowest point on the range: exact for w and b0, where the slice is a parabola.
    is_parabola : bool
        Whether it is one.
    """

    parameter: ParameterId
    values: Array
    losses: Array
    best_value: float
    best_loss: float
    is_parabola: bool


class _Slice:
    """Mean squared error of z(parameter = t) - target, in closed form.

    The unit of the parameter is taken out of the network; what is then left of z - target, d(x),
    stays the same. With sums (a subclass says over what) of d, x d, 1, x and x^2 from the left
    end, each t costs the same whatever the size of the network and the target.
    """

    def __init__(
        self, network: Network, parameter: ParameterId, rest: PiecewiseLinear, domain: Domain
    ) -> None:
        self.parameter = parameter
        self.network = network
        self.unit = _unit_of(parameter)
        self.rest = rest
        self.domain = domain
        self.weight = 1.0
        self.rest_square = 0.0

    def __call__(self, values: Array) -> Array:
        """Mean squared error for each of `values`, shape (n,)."""
        ones = np.ones_like(values)
        if self.unit is None:
            return self._mix(values, 0 * ones, ones, *(end * ones for end in self.domain))
        v, b, w = (float(a[self.unit]) for a in (self.network.v, self.network.b, self.network.w))
        p = self.parameter
        vs = values if p.layer == 0 and p.source is not None else v * ones
        bs = values if p.layer == 0 and p.source is None else b * ones
        ws = values if p.layer == 1 else w * ones
        low, high = self.domain
        with np.errstate(divide="ignore", invalid="ignore"):
            kinks = np.where(vs != 0, np.clip(-bs / vs, low, high), low)
        left = np.where(vs > 0, kinks, low)
        right = np.where(vs < 0, kinks, np.where((vs == 0) & (bs <= 0), low, high))
        return self._mix(ws, vs, bs, left, right)

    def _mix(self, ws: Array, vs: Array, bs: Array, left: Array, right: Array) -> Array:
        """Mean of (d + w (b + v x) on [left, right])^2."""
        d = self._sums(right) - self._sums(left)
        cross = bs * d[0] + vs * d[1]
        square = self._square(vs, bs, left, right)
        total = self.rest_square + (2 * ws * cross + ws * ws * square) / self.weight
        losses: Array = np.maximum(total, 0.0)
        return losses

    def _sums(self, x: Array) -> Array:
        """Sums of d and of x d from the left end to each of `x`, shape (2, n)."""
        raise NotImplementedError

    def _square(self, vs: Array, bs: Array, left: Array, right: Array) -> Array:
        """Sums of (b + v x)^2 from `left` to `right`."""
        raise NotImplementedError


class _LineSlice(_Slice):
    """Against a line: the sums are integrals."""

    def __init__(
        self, network: Network, parameter: ParameterId, rest: PiecewiseLinear, target: Target
    ) -> None:
        difference = rest - target.curve
        super().__init__(network, parameter, difference, difference.domain)
        x, y = difference.x, difference.y
        h = np.diff(x)
        of_d = h * (y[:-1] + y[1:]) / 2
        of_xd = h * (x[:-1] * (2 * y[:-1] + y[1:]) + x[1:] * (y[:-1] + 2 * y[1:])) / 6
        self.sums = np.cumsum(np.stack([np.append(0, of_d), np.append(0, of_xd)]), axis=1)
        self.weight = float(x[-1] - x[0])
        self.rest_square = difference.mean_square()

    def _square(self, vs: Array, bs: Array, left: Array, right: Array) -> Array:
        first, last = bs + vs * left, bs + vs * right
        square: Array = (right - left) * (first * first + first * last + last * last) / 3
        return square

    def _sums(self, x: Array) -> Array:
        joints, y, slopes = self.rest.x, self.rest.y, self.rest.slopes
        k = np.clip(np.searchsorted(joints, x, side="right") - 1, 0, len(joints) - 2)
        start, h = joints[k], x - joints[k]
        at_start, slope = y[k], slopes[k]
        of_d = h * (at_start + slope * h / 2)
        of_xd = start * of_d + h * h * (at_start / 2 + slope * h / 3)
        integrals: Array = self.sums[:, k] + np.stack([of_d, of_xd])
        return integrals


class _DataSlice(_Slice):
    """Against single points: the sums are over the points."""

    def __init__(
        self, network: Network, parameter: ParameterId, rest: PiecewiseLinear, target: Target
    ) -> None:
        super().__init__(network, parameter, rest, rest.domain)
        self.x, d = residuals(rest, target)
        terms = np.stack([d, self.x * d, np.ones_like(d), self.x, self.x * self.x])
        self.sums = np.concatenate([np.zeros((5, 1)), np.cumsum(terms, axis=1)], axis=1)
        self.weight = float(len(d))
        self.rest_square = float(np.dot(d, d)) / len(d)

    def _square(self, vs: Array, bs: Array, left: Array, right: Array) -> Array:
        ones, x, xx = (self._to(right) - self._to(left))[2:]
        square: Array = bs * bs * ones + 2 * bs * vs * x + vs * vs * xx
        return np.maximum(square, 0.0)

    def _sums(self, x: Array) -> Array:
        return self._to(x)[:2]

    def _to(self, x: Array) -> Array:
        # A point on a kink counts on either side: the ray is zero there. One on the right end
        # of the domain does count.
        at_end = x >= self.domain[1]
        places = np.where(at_end, len(self.x), self.x.searchsorted(x))
        sums: Array = self.sums[:, places]
        return sums


def _unit_of(parameter: ParameterId) -> int | None:
    return parameter.unit if parameter.layer == 0 else parameter.source


def _slice(network: Network, parameter: ParameterId, domain: Domain, target: Target) -> _Slice:
    unit = _unit_of(parameter)
    silenced = parameter if unit is None else ParameterId(1, 0, unit)
    rest = exact_curve(network.with_value(silenced, 0.0), domain)
    kind = _LineSlice if target.is_line else _DataSlice
    return kind(network, parameter, rest, target)


def loss_slice(
    network: Network,
    parameter: ParameterId | str,
    domain: Domain,
    target: Target,
    span: tuple[float, float],
    points: int = 401,
) -> LossSlice:
    """Return the mean squared error over `domain` as one parameter goes through `span`.

    The parameter is given by its place or by its name, such as "w2".

    For w and b0 it is a parabola and the best value is its exact vertex, also outside `span`.
    For v and b it is piecewise polynomial; the best value is found on ever finer grids.

    Raises
    ------
    ValueError
        If target and domain have nothing in common, or there is no such parameter.
    """
    if isinstance(parameter, str):
        parameter = network.parameter(parameter)
    curve = _slice(network, parameter, domain, target)
    return _sliced(curve, network, parameter, np.linspace(*span, points), parameter.layer == 1)


def loss_slice_at(
    network: Network,
    parameter: ParameterId,
    inputs: ArrayLike,
    wanted: ArrayLike,
    span: tuple[float, float],
    points: int = 101,
) -> LossSlice:
    """Return the mean squared error over rows as one parameter of any network goes through `span`.

    Parameters
    ----------
    network : Network
        Any layers, any activations.
    parameter : ParameterId
        The one that moves.
    inputs, wanted : array_like, shapes (n, n_inputs) and (n, n_outputs)
        The rows.
    span : (float, float)
        First and last value.
    points : int
        How many values.

    Returns
    -------
    LossSlice
        A parabola with an exact vertex for the parameters of a last layer that is linear; else the
        best value is found on ever finer grids.
    """
    goals = np.asarray(wanted, dtype=np.float64)
    index, is_last = parameter.layer, parameter.layer == len(network.layers) - 1
    layer, values = network.layers[index], np.asarray(inputs, dtype=np.float64)
    for before in network.layers[:index]:
        values = before(values)
    factor = np.ones(len(values)) if parameter.source is None else values[:, parameter.source]
    sums, now = values @ layer.weights.T + layer.bias, network.value(parameter)
    rest = None if is_last else Network(network.layers[index + 1 :])

    def losses(steps: Array) -> Array:
        table = np.repeat(sums[np.newaxis], len(steps), axis=0)
        table[:, :, parameter.unit] += (steps - now)[:, np.newaxis] * factor
        outputs = layer.kind.function(table.reshape(-1, layer.n_units))
        if rest is not None:
            outputs = rest(outputs)
        errors = outputs.reshape(len(steps), *goals.shape) - goals
        found: Array = np.mean(errors**2, axis=(1, 2))
        return found

    is_parabola = is_last and layer.activation == "identity"
    return _sliced(losses, network, parameter, np.linspace(*span, points), is_parabola)


def _sliced(
    curve: Callable[[Array], Array],
    network: Network,
    parameter: ParameterId,
    values: Array,
    is_parabola: bool,
) -> LossSlice:
    losses = curve(values)
    if is_parabola:
        at = curve(np.array([-1.0, 0.0, 1.0]))
        bend, lean = (at[0] + at[2]) / 2 - at[1], (at[2] - at[0]) / 2
        best = -lean / (2 * bend) if bend > 0 else network.value(parameter)
    else:
        best, grid, finer = network.value(parameter), values, min(len(values), 101)
        for _ in range(6):
            found = curve(grid)
            k = int(np.argmin(found))
            best = float(grid[k])
            grid = np.linspace(grid[max(0, k - 1)], grid[min(len(grid) - 1, k + 1)], finer)
        if curve(np.array([network.value(parameter)]))[0] <= curve(np.array([best]))[0]:
            best = network.value(parameter)
    lowest = float(curve(np.array([best]))[0])
    return LossSlice(parameter, values, losses, float(best), lowest, is_parabola)
