"""Networks in ONNX, of whatever program: a chain of affine maps and activations, or a refusal.

Every value of the graph is a constant, or a function of the units that there are at that place:
the same straight pieces for each (`Pieces`). A matrix makes new units of them. What is neither is
refused by the name that the file gives it. Then the graph's own arithmetic, done plainly, must
give what the network gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from reluviz.core.network import Network
from reluviz.files.chain import (
    PROBES,
    Array,
    Chain,
    check_same,
    origin_of,
    project_of,
    refuse,
)
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.onnx_graph import Graph, graph_of
from reluviz.files.onnx_layout import OPEN_ROWS, Layout
from reluviz.files.onnx_node import MOST_VALUES, Budget, Node, Values
from reluviz.files.onnx_ops import run
from reluviz.files.onnx_rules import WORK
from reluviz.files.onnx_units import Follower, Unit, told
from reluviz.files.pieces import IDENTITY
from reluviz.files.project import Project
from reluviz.files.reading import read_bytes


def read_project(path: PathLike) -> Project:
    """Return the network in an ONNX file.

    Raises
    ------
    UserError
        If it cannot be read or held; the message is one sentence, with the place in the graph.
    """
    data = read_bytes(path, UserError)
    try:
        graph = graph_of(path, data)
        with np.errstate(all="ignore"):  # what is not finite is refused where it comes to weights
            network, notes = _network_of(graph)
    except UserError as error:
        name = shown(path)
        raise UserError(str(error) if str(error).startswith(name) else f"{name}: {error}") from None
    return project_of(network, origin_of(path, data, graph.exporter), notes)


def _network_of(graph: Graph) -> tuple[Network, tuple[str, ...]]:
    """Try what the axes of the input can mean, the usual first; its refusal is the one told."""
    first: UserError | None = None
    fixed = _Fixed(graph)
    for rows in _meanings(graph.shape):
        try:
            return _Reading(graph, fixed, rows).result()
        except UserError as error:
            first = first or error
    raise first or UserError("its input has no shape that a network can have")


def _meanings(shape: tuple[int | None, ...]) -> Iterator[tuple[int, ...]]:
    """Which axes may count the rows: all but the last, the first, the last, all."""
    rank = len(shape)
    seen = []
    for rows in (tuple(range(rank - 1)), (0,), (rank - 1,), tuple(range(rank))):
        is_open = any(shape[axis] is None for axis in range(rank) if axis not in rows)
        if not is_open and rows not in seen and all(0 <= axis < rank for axis in rows):
            seen.append(rows)
            yield rows


class _Fixed:
    """The constants of a graph, and all that follows from them alone."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.values: dict[str, Values] = {}
        self.following: list[Node] = []
        free = {graph.input}
        room, budget = 4 * MOST_VALUES, Budget()
        for node in graph.nodes:
            if free.intersection(node.inputs):
                free.update(node.outputs)
                self.following.append(node)
                continue
            args = [self.get(name) for name in node.inputs]
            value = told(node, partial(run, node, args))
            inner = max((size for arg in args if arg is not None for size in arg.shape), default=1)
            budget.spend(node, value.size * inner)
            room -= value.size
            if room < 0:
                refuse(node.name, "its constants become too many to be held")
            self.values[node.outputs[0]] = value

    def get(self, name: str) -> Values | None:
        """A constant; None if it is none."""
        if name not in self.values:
            found = self._graph.constant(name) if name else None
            if found is None:
                return None
            self.values[name] = found
        return self.values[name]

    def plainly(self, given: Values) -> Values:
        """Return what the graph makes of an input, step by step as it stands there."""
        values: dict[str, Values] = {self._graph.input: given}
        for node in self.following:
            args = [values[name] if name in values else self.get(name) for name in node.inputs]
            values[node.outputs[0]] = told(node, partial(run, node, args))
        return values[self._graph.output]


class _Reading:
    """One reading of a graph: with the axes `rows` of its input as those that count rows."""

    def __init__(self, graph: Graph, fixed: _Fixed, rows: tuple[int, ...]) -> None:
        self._graph, self._fixed = graph, fixed
        self._shape = tuple(OPEN_ROWS if size is None else size for size in graph.shape)
        if np.prod(self._shape, dtype=float) > MOST_VALUES:
            refuse("the input", f"its shape {self._shape} is larger than can be held")
        layout = Layout.of(self._shape, rows)
        self._rows = rows
        chain = Chain.of_inputs(layout.width)
        first = Unit(chain, IDENTITY, layout)
        self._values: dict[str, Unit | Values] = {graph.input: first}
        self._follower = Follower(graph.output, fixed.get, self._values, WORK)

    def result(self) -> tuple[Network, tuple[str, ...]]:
        """The network, and what is to be said about it."""
        for node in self._fixed.following:
            self._follower.follow(node)
        output = self._values.get(self._graph.output)
        if not isinstance(output, Unit):
            refuse("the graph", "its output does not follow from its input")
        self._out = output
        last = self._follower.settled(self._fixed.following[-1], output)
        network = last.chain.network("the graph")
        check_same(network, self._plainly)
        return network, tuple(self._follower.notes)

    def _plainly(self, x: Array) -> Values:
        """What the graph gives for rows of inputs, in as many runs as its shape needs."""
        open_axes = [a for a in self._rows if self._graph.shape[a] is None]
        if open_axes:
            axis = open_axes[0]
            others = [1 if a in open_axes else self._shape[a] for a in self._rows if a != axis]
            size = PROBES // int(np.prod(others)) if PROBES % int(np.prod(others)) == 0 else PROBES
            shape = [
                size if a == axis else 1 if a in open_axes else length
                for a, length in enumerate(self._shape)
            ]
        else:
            shape = list(self._shape)
        rows = int(np.prod([shape[a] for a in self._rows], dtype=int))
        runs = -(-len(x) // rows)
        padded = np.resize(x, (runs * rows, x.shape[1]))
        parts = [
            self._run(padded[k * rows : (k + 1) * rows], shape) for k in range(min(runs, PROBES))
        ]
        return np.concatenate(parts)[: len(x)]

    def _run(self, x: Array, shape: list[int]) -> Values:
        rows = list(self._rows)
        rest = [axis for axis in range(len(shape)) if axis not in rows]
        turned = x.reshape([shape[axis] for axis in (*rows, *rest)])
        given = np.transpose(turned, np.argsort([*rows, *rest])) if shape else turned
        out = self._fixed.plainly(given)
        if not self._follower.is_flat:
            # Rows lie along the same axes as when the graph was followed.
            axes = self._out.layout.row_axes
            out = np.moveaxis(out, axes, range(len(axes)))
        return out.reshape(len(x), -1)
