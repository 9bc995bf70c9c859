"""The linear pieces of a ReLU network of two inputs, and the lines between them, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.decision_lines import Box
from reluviz.core.layer import Array, Layer
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import check_domain
from reluviz.core.plane_mesh import PlaneMesh, TooManyRegions

__all__ = ["MOST_REGIONS", "Regions", "TooManyRegions", "regions"]

MOST_REGIONS = 100_000
"""More regions are not computed if nobody asks for them."""

_PART = 160_000  # products of one multiplication of matrices

_ROUNDING = 1e-13
"""What is left of terms that cancel, as a share of them."""


@dataclass(frozen=True, eq=False)
class Regions:
    """Convex regions of a box. Neighbours share their corners, and the edge between them.

    Parameters
    ----------
    points : ndarray, shape (points, 2)
        All corners.
    rings : ndarray, shape (corners,)
        The points around every region, one region after another, turning left.
    offsets : ndarray, shape (regions + 1,)
        Where each region begins in `rings`, and the end.
    ends : ndarray, shape (edges, 2)
        The points that each edge joins.
    sides : ndarray, shape (edges, 2)
        The regions on both sides of each edge; -1 outside of the box.
    edge_layer, edge_unit : ndarray, shape (edges,)
        The unit whose line each edge is a part of; -1 for the sides of the box. If several have
        the same line, the first of them.
    network : Network
        Whose regions they are.
    hidden : ndarray, shape (points, units), or None
        What goes into the last layer at all points, where it is known.
    """

    points: Array
    rings: NDArray[np.intp]
    offsets: NDArray[np.intp]
    ends: NDArray[np.intp]
    sides: NDArray[np.intp]
    edge_layer: NDArray[np.intp]
    edge_unit: NDArray[np.intp]
    network: Network
    hidden: Array | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def corners(self) -> Array:
        """The corners of every region, one region after another, shape (corners, 2)."""
        corners: Array = self.points[self.rings]
        return corners

    @property
    def edges(self) -> Array:
        """The two ends of every edge, x1, y1, x2, y2, shape (edges, 4)."""
        edges: Array = self.points[self.ends].reshape(-1, 4)
        return edges

    @cached_property
    def middles(self) -> Array:
        """A point inside each region, the mean of its corners, shape (regions, 2)."""
        sums = np.add.reduceat(self.corners, self.offsets[:-1], axis=0)
        middles: Array = sums / np.diff(self.offsets)[:, np.newaxis]
        return middles

    @property
    def areas(self) -> Array:
        """The area of each region, shape (regions,)."""
        # Around a corner of each region, for the sake of small ones far from zero.
        lengths = np.diff(self.offsets)
        x, y = (self.corners - np.repeat(self.points[self.rings[self.offsets[:-1]]], lengths, 0)).T
        turns = x * y[self._after] - x[self._after] * y
        areas: Array = np.add.reduceat(turns, self.offsets[:-1]) / 2
        return areas

    @property
    def polygons(self) -> list[Array]:
        """The corners of each region, turning left, shapes (corners, 2)."""
        return np.split(self.corners, self.offsets[1:-1])

    @cached_property
    def patterns(self) -> NDArray[np.bool_]:
        """Which hidden units are on in each region, shape (regions, hidden units)."""
        parts = zip(self.network.layers[:-1], *self._flow, self._values[1:], strict=False)
        on = [
            values > 0 if layer.kind.is_constant_between else gain != 0
            for layer, _, gain, values in parts
        ]
        return np.hstack(on) if on else np.empty((len(self), 0), bool)

    @property
    def gradients(self) -> Array:
        """The slope of the output along each input in each region, shape (regions, 2).

        Of the sum before the last activation; of the first output, if there are several.
        """
        return self.affine()[0]

    @property
    def intercepts(self) -> Array:
        """What is added to gradient times inputs in each region, shape (regions,)."""
        return self.affine()[1]

    def affine(self, output: int = 0) -> tuple[Array, Array]:
        """Return gradients, shape (regions, 2), and intercepts, shape (regions,), of an output."""
        back = np.ones((len(self), 1)) * self.network.layers[-1].weights[output]
        for layer, gain in zip(self.network.layers[-2::-1], self._gains[::-1], strict=True):
            back = multiplied(back * gain, layer.weights)
        heights = self.network.layers[-1].sums(self._values[-1])[:, output]
        return back, heights - np.sum(back * self.middles, axis=1)

    @property
    def _values(self) -> list[Array]:
        """What goes into each layer at a point inside each region, shapes (regions, units)."""
        return self._flow[0]

    @property
    def _gains(self) -> list[Array]:
        """The slopes of the hidden units' activations in each region, (regions, units)."""
        return self._flow[1]

    @cached_property
    def _flow(self) -> tuple[list[Array], list[Array]]:
        values, gains = [self.middles], []
        for layer in self.network.layers[:-1]:
            sums = _sums(layer, values[-1])
            gains.append(layer.kind.derivative(sums))
            values.append(layer.kind.function(sums))
        return values, gains

    def moved_by(self, parameter: ParameterId, output: int = 0) -> NDArray[np.bool_]:
        """Return in which regions an output follows a parameter that moves a little.

        Parameters
        ----------
        parameter : ParameterId
            A weight or a bias.
        output : int
            Which output.

        Returns
        -------
        ndarray of bool, shape (regions,)
            Where the derivative is not zero everywhere in the region: where the parameter's unit
            reaches the output, and what comes into a weight is not off.
        """
        layers, last = self.network.layers, len(self.network.layers) - 1
        back = np.zeros((len(self), layers[-1].n_units))
        back[:, output] = 1.0
        size = back
        for index in range(last, parameter.layer, -1):
            weights, gain = layers[index].weights, self._gains[index - 1]
            back = multiplied(back, weights) * gain
            size = multiplied(size, np.abs(weights)) * np.abs(gain)
        unit = parameter.unit
        moved: NDArray[np.bool_] = np.abs(back[:, unit]) > _ROUNDING * size[:, unit]
        if parameter.source is not None and parameter.layer > 0:
            index = parameter.layer - 1
            gain, values = self._gains[index], self._values[index + 1]
            moved &= (gain[:, parameter.source] != 0) | (values[:, parameter.source] != 0)
        return moved

    def at(self, x: float, y: float) -> int | None:
        """Return the region that a point is in; None outside of the box."""
        ways = self.corners[self._after] - self.corners
        turns = ways[:, 0] * (y - self.corners[:, 1]) - ways[:, 1] * (x - self.corners[:, 0])
        lengths = np.maximum(np.hypot(*ways.T), np.finfo(float).tiny)
        inside = np.minimum.reduceat(turns / lengths, self.offsets[:-1])
        found = int(np.argmax(inside))
        reach = float(np.abs(self.points).max())
        return found if inside[found] >= -_ROUNDING * reach else None

    def contours(self, levels: Sequence[float], output: int = 0) -> Array:
        """Return where the sum of an output has a value, exactly: a piece for each region.

        Parameters
        ----------
        levels : sequence of float
            The values.
        output : int
            Which output; its sum before the last activation.

        Returns
        -------
        ndarray, shape (pieces, 4)
            x and y of both ends of each piece, level by level.
        """
        heights = self.heights(output)[self.rings]
        parts = [self._contour(heights - level) for level in levels]
        return np.concatenate([np.empty((0, 4)), *parts])

    def heights(self, output: int = 0) -> Array:
        """Return the sum of an output at all points, shape (points,), where nothing jumps."""
        values, last = self.hidden, self.network.layers[-1]
        if values is None:
            values = self.points
            for layer in self.network.layers[:-1]:
                values = layer(values)
        heights: Array = values @ last.weights[output] + last.bias[output]
        return heights

    def _contour(self, heights: Array) -> Array:
        """Where values at the corners pass zero: once up and once down around a region."""
        above = heights > 0
        crossed = np.flatnonzero(above != above[self._after])
        after = self._after[crossed]
        share = heights[crossed] / (heights[crossed] - heights[after])
        start = self.corners[crossed]
        places = start + share[:, np.newaxis] * (self.corners[after] - start)
        # In a region that is cut there are two of them, one after the other.
        return places.reshape(-1, 4)

    @cached_property
    def _after(self) -> NDArray[np.intp]:
        """For each corner the next one around its region."""
        after = np.arange(1, len(self.rings) + 1)
        after[self.offsets[1:] - 1] = self.offsets[:-1]
        return after

    def colours(self, count: int) -> NDArray[np.intp]:
        """Return the number of a colour for each region, shape (regions,), below `count`.

        It depends on the pattern of the region alone, so that a region keeps it while lines move;
        and neighbours, whose patterns differ by one unit, never have the same.
        """
        each = 1 + np.arange(self.patterns.shape[1]) % (count - 1)
        numbers: NDArray[np.intp] = (self.patterns @ each) % count
        return numbers

    def line(self, layer: int, unit: int) -> Array:
        """The parts of a unit's line, x1, y1, x2, y2, shape (parts, 4)."""
        line: Array = self.edges[(self.edge_layer == layer) & (self.edge_unit == unit)]
        return line


def multiplied(values: Array, matrix: Array) -> Array:
    """Return `values @ matrix`, in parts so small that NumPy multiplies them in this thread.

    While other programs keep the cores busy, threads that wait for one another take several times
    as long.
    """
    size = max(32, _PART // matrix.size)
    if len(values) <= size:
        return values @ matrix
    product = np.empty((len(values), matrix.shape[1]))
    for start in range(0, len(values), size):
        np.matmul(values[start : start + size], matrix, out=product[start : start + size])
    return product


def _sums(layer: Layer, values: Array) -> Array:
    return multiplied(values, layer.weights.T) + layer.bias


def regions(
    network: Network, box: Box, output: int | None = None, most: int = MOST_REGIONS
) -> Regions:
    """Return the regions of a box where a network is linear before its last activation.

    Parameters
    ----------
    network : Network
        Two inputs; hidden layers of straight pieces. A hidden layer of steps is good too, and then
        any others after it: in each region the network is constant.
    box : tuple of Domain
        The intervals of the two inputs.
    output : int or None
        Cut also where this output is one half, so that its line is exact too; None for not.
    most : int
        How many regions there may be.

    Raises
    ------
    ValueError
        If the network has not two inputs, or a layer that is curved before any steps.
    TooManyRegions
        If there are more than `most`.

    Notes
    -----
    The box is cut by the line of one unit after another; within a layer all sums are linear in
    every region that there was before it, so the values at the corners are enough. Corners and
    edges belong to both regions beside them, which are cut together, so there are no gaps. Lines
    that miss a corner by less than about 1e-12 of the unit's largest sum go through it.
    """
    _check(network)
    first, second = (check_domain(side) for side in box)
    mesh = PlaneMesh((first, second), most)
    makers: list[tuple[int, int]] = []
    values = mesh.points
    for index, layer in enumerate(network.layers):
        is_last = index == len(network.layers) - 1
        if is_last and output is not None:
            mesh.set_values(layer.sums(values)[:, [output]])
            for half in layer.kind.half_at:
                mesh.cut(0, len(makers), half)
            makers.append((index, output))
        if is_last:
            break
        mesh.set_values(_sums(layer, values))
        for unit in range(layer.n_units):
            for kink in layer.kind.kinks:
                mesh.cut(unit, len(makers), kink)
            makers.append((index, unit))
        if layer.kind.is_constant_between:  # constant in every region from here on
            found = _collected(mesh, makers, network)
            return found if output is None else _with_jumps(found, network, output)
        values = layer.kind.function(mesh.values)
    found = _collected(mesh, makers, network)
    return found if output is not None else replace(found, hidden=values)


def _check(network: Network) -> None:
    if network.n_inputs != 2:
        raise ValueError(f"regions of the plane need two inputs, not {network.n_inputs}")
    for number, layer in enumerate(network.layers[:-1], 1):
        if layer.kind.is_constant_between:
            return
        if not layer.kind.is_piecewise_linear:
            raise ValueError(
                f"layer {number} has the activation {layer.activation}, which "
                f"{'is curved' if layer.kind.is_curved else 'jumps'}: the network has no linear "
                "regions"
            )


def _collected(mesh: PlaneMesh, makers: list[tuple[int, int]], network: Network) -> Regions:
    rings, offsets = mesh.rings()
    layer, unit = np.array([*makers, (-1, -1)], np.intp)[mesh.makers.now].T
    ends, sides = mesh.ends.now.copy(), mesh.sides.now.copy()
    return Regions(mesh.points.copy(), rings, offsets, ends, sides, layer, unit, network)


def _with_jumps(found: Regions, network: Network, output: int) -> Regions:
    """Give those edges to an output where it jumps over one half."""
    is_on = network(found.middles).reshape(len(found), -1)[:, output] > 0.5
    first, second = found.sides.T
    jumps = (second >= 0) & (is_on[first] != is_on[second])
    layer = np.where(jumps, len(network.layers) - 1, found.edge_layer)
    unit = np.where(jumps, output, found.edge_unit)
    return replace(found, edge_layer=layer, edge_unit=unit)
