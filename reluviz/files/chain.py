"""What readers of networks build: affine maps and activations in a row, folded to a `Network`.

A reader adds what a file does step by step, each under the name that the file gives it, so that a
refusal says where. Then it has the result compared with the file's own arithmetic (`check_same`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from reluviz.core.activations import ACTIVATIONS, find_activation
from reluviz.core.layer import LARGEST_VALUE
from reluviz.core.network import Layer, Network
from reluviz.core.piecewise import Domain
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Origin, Project

Array = NDArray[np.float64]

MOST_WEIGHTS = 5_000_000
"""Weights that a network may have in all, and any one map on the way to it."""

PROBES = 64
"""Inputs at which what was read is compared with the file."""

_SAME_TWICE = ("relu", "relu6", "hard_tanh", "abs", "identity")


class NotHeldError(ValueError):
    """Why something cannot be held; who knows the place in the file adds it (`refuse`)."""


@dataclass(frozen=True, eq=False)
class Chain:
    """What was read so far: finished layers, and an affine map that waits for its activation.

    Immutable: every step returns a new chain, so two values belong to the same units if they have
    the same chain.

    Parameters
    ----------
    layers : tuple of Layer
        Those that have their activation.
    width : int
        Values there are now: the inputs at first.
    weights : ndarray or None
        The waiting map: shape (width, values before), or (width,) for a factor of each value; None
        if there is none.
    bias : ndarray or None, shape (width,)
        Of the waiting map.
    """

    layers: tuple[Layer, ...]
    width: int
    weights: Array | None = None
    bias: Array | None = None

    @classmethod
    def of_inputs(cls, count: int, where: str = "the input") -> Chain:
        """Return the chain of a network of so many inputs that does nothing yet."""
        if count < 1:
            refuse(where, "it has no values; a network needs at least one input")
        return cls((), count)

    def affine(self, weights: Array, bias: Array | float, where: str) -> Chain:
        """Return the chain with ``weights @ values + bias`` after it.

        Parameters
        ----------
        weights : ndarray, shape (units, width)
            One row for each unit.
        bias : ndarray of shape (units,), or float
            The same for all if it is a number.
        where : str
            What the file calls it, such as ``node “Gemm_0”``.

        Raises
        ------
        UserError
            If the shapes do not agree, a number is not finite, or the product is too large.
        """
        if weights.ndim != 2 or weights.shape[1] != self.width or 0 in weights.shape:
            refuse(where, f"its weights are {_shape(weights)} for {self.width:,} values")
        bias = _bias(bias, len(weights), where)
        with np.errstate(all="ignore"):  # what is not finite is found after
            if self.weights is None or self.bias is None:
                return self._waiting(weights, bias, where)
            _check_count(len(weights) * (self._before), where)
            product = weights * self.weights if self.weights.ndim == 1 else weights @ self.weights
            return self._waiting(product, weights @ self.bias + bias, where)

    def scale(self, factor: Array | float, shift: Array | float, where: str) -> Chain:
        """Return the chain with ``factor * values + shift`` after it, value by value.

        Raises
        ------
        UserError
            As from `affine`.
        """
        factors, shifts = _bias(factor, self.width, where), _bias(shift, self.width, where)
        with np.errstate(all="ignore"):
            if self.weights is None or self.bias is None:
                return self._waiting(factors, shifts, where)
            of_rows = factors if self.weights.ndim == 1 else factors[:, np.newaxis]
            return self._waiting(of_rows * self.weights, factors * self.bias + shifts, where)

    def chosen(self, index: NDArray[np.intp], where: str) -> Chain:
        """Return the chain whose values are those at `index` of this one, each as often as there.

        Raises
        ------
        UserError
            As from `affine`.
        """
        if np.array_equal(index, np.arange(self.width)):
            return self
        if self.weights is None or self.bias is None or self.weights.ndim == 1:
            _check_count(len(index) * self.width, where)
            return self.affine(np.eye(self.width)[index], 0.0, where)
        _check_count(len(index) * self.weights.shape[1], where)
        return self._waiting(self.weights[index], self.bias[index], where)

    def has_same_units(self, other: Chain) -> bool:
        """Whether both are affine maps of the values of the same layers."""
        pairs = zip(self.layers, other.layers, strict=False)
        same = len(self.layers) == len(other.layers) and all(a is b for a, b in pairs)
        return same and self._before == other._before

    def plus(self, other: Chain, sign: float, where: str) -> Chain:
        """Return the chain of ``self + sign * other``; both need the same units and width.

        Raises
        ------
        UserError
            As from `affine`.
        """
        both = ((self, 1.0), (other, sign))
        maps = [(factor * w, factor * b) for one, factor in both for w, b in [one._map(where)]]
        (weights, bias), (more, shift) = maps
        return self._waiting(weights + more, bias + shift, where)

    def beside(self, others: Sequence[Chain], where: str) -> Chain:
        """Return the chain of all values of this and then of others; all need the same units.

        Raises
        ------
        UserError
            As from `affine`.
        """
        maps = [one._map(where) for one in (self, *others)]
        _check_count(sum(weights.size for weights, _ in maps), where)
        weights, biases = zip(*maps, strict=True)
        return self._waiting(np.vstack(weights), np.concatenate(biases), where)

    @property
    def _before(self) -> int:
        """Values that the waiting map is one of."""
        if self.weights is None or self.weights.ndim == 1:
            return self.width
        return int(self.weights.shape[1])

    def activate(self, activation: str, where: str) -> Chain:
        """Return the chain with an activation after it, of those in `core.activations`.

        A second one of the same kind that changes nothing, such as a ReLU of a ReLU, is left out.

        Raises
        ------
        UserError
            If there is no such activation, or the layer would be too large.
        """
        try:
            kind = find_activation(activation)
        except ValueError:
            known = ", ".join(ACTIVATIONS)
            refuse(where, f"the activation {shown(activation)} is not one of {known}")
        if kind.is_linear:
            return self
        last = self.layers[-1].activation if self.layers else ""
        if self.weights is None and last == kind.name and last in _SAME_TWICE:
            return self
        weights, bias = self._map(where)
        return Chain((*self.layers, _layer(weights, bias, kind.name, where)), len(bias))

    def network(self, where: str = "the network") -> Network:
        """Return the network; a map that still waits is its output.

        Raises
        ------
        UserError
            If there is no layer at all, or too many weights.
        """
        layers = self.layers
        if self.weights is not None:
            layers = (*layers, _layer(*self._map(where), "identity", where))
        if not layers:
            refuse(where, "it hands its input on as it is: there are no weights in it")
        _check_count(sum(layer.weights.size for layer in layers), where)
        return Network(layers)

    def _map(self, where: str) -> tuple[Array, Array]:
        """The waiting map as a matrix: each value by itself if there is none."""
        weights = np.ones(self.width) if self.weights is None else self.weights
        if weights.ndim == 1:
            _check_count(self.width**2, where)
            weights = np.diag(weights)
        return weights, np.zeros(self.width) if self.bias is None else self.bias

    def _waiting(self, weights: Array, bias: Array, where: str) -> Chain:
        _check_count(weights.size, where)
        for values, what in ((weights, "weights"), (bias, "biases")):
            if not np.all(np.abs(values) <= LARGEST_VALUE):  # false for NaN, too
                refuse(where, f"its {what} are not all finite numbers")
        return replace(self, width=len(bias), weights=weights, bias=bias)


def refuse(where: str, why: str) -> NoReturn:
    """Raise the error of something that cannot be held: where it is in the file, and why."""
    raise UserError(f"{shown(where)}: {why}")


def check_same(network: Network, plain: Callable[[Array], Array], precision: float = 1e-9) -> None:
    """Hold a network against the file that it was read from, at `PROBES` inputs.

    The inputs lie from far inside of [-1, 1] to far out, and half of them about the places where
    units of the first layer change.

    Parameters
    ----------
    network : Network
        What was read.
    plain : callable
        The file's own arithmetic, step by step as it stands there: from an array of shape
        (n, inputs) to one of shape (n, outputs), or one that can be given this shape.
    precision : float
        How far an output may be off, as a share of the largest sum that rounding may come from:
        the numbers of the file's type are so far apart.

    Raises
    ------
    UserError
        If they differ: then the file is understood wrongly, and nothing is shown.
    """
    x = probes(network)
    with np.errstate(all="ignore"):
        own, theirs = network(x).reshape(len(x), -1), np.asarray(plain(x), dtype=np.float64)
        if theirs.size != own.size:
            raise UserError(f"the file has {theirs.size / len(x):g} outputs, not {own.shape[1]}")
        off = np.abs(own - theirs.reshape(own.shape)) > precision * _reach(network, x)
        off |= ~np.isfinite(theirs.reshape(own.shape))
    wrong = np.flatnonzero(off.any(axis=1))
    # A unit that jumps may do so on the other side of a rounding.
    if len(wrong) > (2 if any(layer.kind.jumps for layer in network.layers) else 0):
        at = ", ".join(f"{value:.6g}" for value in x[wrong[0]][:4])
        raise UserError(
            f"its own arithmetic gives {theirs.reshape(own.shape)[wrong[0]][0]:.9g} at {at} and "
            f"what was read of it {own[wrong[0]][0]:.9g}: it is not understood, so not opened"
        )


def probes(network: Network) -> Array:
    """Return the inputs at which a network is compared, shape (`PROBES`, inputs)."""
    spread = 10.0 ** np.linspace(-1.5, 3, PROBES)[:, np.newaxis]
    x = _scattered(PROBES, network.n_inputs) * spread
    first = network.layers[0]
    units = (_scattered(PROBES // 2, 1)[:, 0] + 1) / 2 * first.n_units
    units = units.astype(np.intp)
    rows = first.weights[units]
    lengths = (rows**2).sum(axis=1)
    nearest = -(first.bias[units] / np.where(lengths > 0, lengths, 1))[:, np.newaxis] * rows
    x[::2] = x[::2] * 0.1 + np.clip(nearest, -1e6, 1e6)
    return x


def _scattered(rows: int, columns: int) -> Array:
    """Numbers from -1 to 1 that fill a box evenly: multiples of irrational numbers, cut.

    NumPy's own random numbers would take longer to import than a network takes to read.
    """
    steps = np.sqrt(np.arange(columns) + 2.0) * 0.6180339887498949
    places = np.outer(np.arange(1, rows + 1), steps % 1 + 1e-3)
    scattered: Array = places % 1 * 2 - 1
    return scattered


def _reach(network: Network, x: Array) -> Array:
    """How large the sums behind each output can be, shape (n, outputs)."""
    sizes = np.abs(x)
    for layer in network.layers:
        sizes = sizes @ np.abs(layer.weights).T + np.abs(layer.bias) + 1e-300
        sizes *= max(1.0, *(abs(slope) for slope in layer.kind.slopes or (1.0,)))
    return sizes


def origin_of(path: PathLike, data: bytes, exporter: str) -> Origin:
    """Return where a network came from.

    Parameters
    ----------
    path : path-like
        The file.
    data : bytes
        All of it.
    exporter : str
        The program that wrote it, with its version, as far as the file says.
    """
    hashed = hashlib.sha256(data).hexdigest()
    return Origin(str(Path(path).resolve()), len(data), hashed, shown(exporter).strip())


def project_of(network: Network, origin: Origin, notes: tuple[str, ...] = ()) -> Project:
    """Return a project that shows a network where its first units change.

    Parameters
    ----------
    network : Network
        What was read.
    origin : Origin
        Where it came from.
    notes : tuple of str
        What is to be said about how it was read, a sentence each.
    """
    return Project(network, domain=_domain(network), origin=origin, notes=notes)


def _domain(network: Network) -> Domain:
    """From -1 to 1, or where most kinks of the first layer lie if none is in there."""
    first = network.layers[0]
    if network.n_inputs > 1 or first.kind.is_linear:
        return -1.0, 1.0
    places = first.kinks[np.abs(first.kinks) < 1e6]
    if not places.size or np.any(np.abs(places) <= 1):
        return -1.0, 1.0
    low, high = np.quantile(places, (0.05, 0.95))
    margin = max(high - low, 1.0) / 4
    digits = 1 - int(np.floor(np.log10(margin)))
    return round(float(low - margin), digits), round(float(high + margin), digits)


def _layer(weights: Array, bias: Array, activation: str, where: str) -> Layer:
    try:
        return Layer(weights, bias, activation)
    except ValueError as error:
        refuse(where, str(error))


def _bias(values: Array | float, count: int, where: str) -> Array:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim > 1 or array.size not in (1, count):
        refuse(where, f"it has {array.size:,} numbers for {count:,} units")
    return np.array(np.broadcast_to(array, (count,)))


def _shape(weights: Array) -> str:
    return " by ".join(f"{size:,}" for size in weights.shape) or "a single number"


def _check_count(count: int, where: str) -> None:
    if count > MOST_WEIGHTS:
        refuse(where, f"it comes to {count:,} weights; up to {MOST_WEIGHTS:,} can be held")
