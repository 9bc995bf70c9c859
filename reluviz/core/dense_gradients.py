"""Gradients of any network by passing all points forward and all errors back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Network

Array = NDArray[np.float64]

_CHUNK = 1_000_000  # values held at once by one layer


class DensePass:
    """Error and gradient of a network of any layers over fixed data.

    Each layer's table of weights has the biases as its last column, and the values that go into
    it a last row of ones, so that a layer is one product of matrices forwards and two backwards.

    Parameters
    ----------
    network : Network
        Its shape and activations.
    x, y : ndarray, shapes (n, n_inputs) and (n, n_outputs)
        The data.

    Notes
    -----
    Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
    """

    def __init__(self, network: Network, x: Array, y: Array) -> None:
        self._kinds = [layer.kind for layer in network.layers]
        self._shapes = [(layer.n_units, layer.n_inputs + 1) for layer in network.layers]
        ends = np.cumsum([0, *(rows * columns for rows, columns in self._shapes)])
        self._places = list(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))
        n = len(x)
        self._inputs = np.ones((x.shape[1] + 1, n))
        self._targets = np.empty((y.shape[1], n))
        self.load(x, y)
        widest = max(rows for rows, _ in self._shapes)
        self._rows = min(n, max(1, _CHUNK // widest))
        self._buffers = {
            size: _Buffers(self._shapes, size) for size in {self._rows, n % self._rows} - {0}
        }
        self._part = np.empty(int(ends[-1]))

    def load(self, x: Array, y: Array) -> None:
        """Take other data of the same shape."""
        self._inputs[:-1] = x.T
        self._targets[:] = y.T

    def gradient(self, values: Array, out: Array) -> float:
        """Write the gradient into `out`; return the mean squared error."""
        tables, parts = self._tables(values), self._tables(out)
        total = 0.0
        for start in range(0, self._targets.shape[1], self._rows):
            if start:
                parts = self._tables(self._part)
            residual = self._forward(tables, start)
            total += _sum_of_squares(residual)
            self._backward(tables, parts, start, residual)
            if start:
                out += self._part
        return total / self._targets.size

    def loss(self, values: Array) -> float:
        """Return the mean squared error."""
        tables = self._tables(values)
        starts = range(0, self._targets.shape[1], self._rows)
        total = sum(_sum_of_squares(self._forward(tables, start)) for start in starts)
        return total / self._targets.size

    def residual(self, values: Array) -> Array:
        """Return output minus target, shape (n,) for one output, else (n, n_outputs)."""
        tables = self._tables(values)
        starts = range(0, self._targets.shape[1], self._rows)
        whole = np.concatenate([self._forward(tables, start).T.copy() for start in starts])
        return whole[:, 0] if whole.shape[1] == 1 else whole

    def _tables(self, flat: Array) -> list[Array]:
        return [
            flat[first:last].reshape(shape)
            for (first, last), shape in zip(self._places, self._shapes, strict=True)
        ]

    def _forward(self, tables: list[Array], start: int) -> Array:
        """Output minus target for the chunk from `start`, shape (n_outputs, size)."""
        stop = min(start + self._rows, self._targets.shape[1])
        buffers = self._buffers[stop - start]
        values = self._inputs[:, start:stop]
        for table, kind, sums, out in zip(
            tables, self._kinds, buffers.sums, buffers.values, strict=True
        ):
            if len(values) == 2:  # rounded as `Layer` does, also at the kinks
                np.multiply(table[:, :1], values[:1], out=sums)
                sums += table[:, 1:]
            else:
                np.matmul(table, values, out=sums)
            out[:-1] = kind.function(sums)
            values = out
        residual = buffers.errors[-1]
        np.subtract(values[:-1], self._targets[:, start:stop], out=residual)
        return residual

    def _backward(self, tables: list[Array], out: list[Array], start: int, error: Array) -> None:
        """Turn the residual in the buffers into the gradient of the chunk from `start`."""
        size = error.shape[1]
        buffers = self._buffers[size]
        error *= 2 / self._targets.size
        for layer in range(len(tables) - 1, -1, -1):
            kind, sums = self._kinds[layer], buffers.sums[layer]
            kind.pass_back(error, sums)
            if layer:
                np.matmul(error, buffers.values[layer - 1].T, out=out[layer])
                before = buffers.errors[layer - 1]
                np.matmul(tables[layer][:, :-1].T, error, out=before)
                error = before
            else:
                np.matmul(error, self._inputs[:, start : start + size].T, out=out[0])


class _Buffers:
    """Places for what a pass over `size` points computes, made once."""

    def __init__(self, shapes: list[tuple[int, int]], size: int) -> None:
        self.sums = [np.empty((rows, size)) for rows, _ in shapes]
        self.values = [np.ones((rows + 1, size)) for rows, _ in shapes]
        self.errors = [np.empty((rows, size)) for rows, _ in shapes]


def _sum_of_squares(values: Array) -> float:
    flat = values.ravel()
    return float(flat.dot(flat))
