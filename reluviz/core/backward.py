"""How the error flows back through a network, number by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.gradients import training_data
from reluviz.core.layer import Array
from reluviz.core.network import Network


@dataclass(frozen=True, eq=False)
class LayerBackward:
    """What flows back through one layer.

    Parameters
    ----------
    deltas : ndarray, shape (n, units)
        dE/dsum of each unit at each point: its share of the error.
    weights : ndarray, shape (units, n_inputs)
        dE/dweight, summed over the points.
    bias : ndarray, shape (units,)
        dE/dbias, summed over the points.
    """

    deltas: Array
    weights: Array
    bias: Array

    @property
    def gradients(self) -> tuple[Array, Array]:
        """dE/dweight and dE/dbias."""
        return self.weights, self.bias


@dataclass(frozen=True, eq=False)
class Backward:
    """Error and gradients of a network over data.

    Parameters
    ----------
    error : float
        E, the mean of the squared errors over all points and outputs.
    layers : tuple of LayerBackward
        From the first hidden layer to the output.
    """

    error: float
    layers: tuple[LayerBackward, ...]

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, layer: int) -> LayerBackward:
        return self.layers[layer]

    @property
    def deltas(self) -> list[Array]:
        """The deltas of each layer."""
        return [layer.deltas for layer in self.layers]

    @property
    def gradients(self) -> list[tuple[Array, Array]]:
        """dE/dweight and dE/dbias of each layer."""
        return [layer.gradients for layer in self.layers]


def backward(network: Network, x: ArrayLike, y: ArrayLike) -> Backward:
    """Return how the mean squared error over data flows back through a network.

    Parameters
    ----------
    network : Network
        Any network.
    x : array_like, shape (n,) or (n, n_inputs)
        What goes in.
    y : array_like, shape (n,) or (n, n_outputs)
        What should come out.

    Raises
    ------
    ValueError
        If the shapes do not fit the network, or a value is not a finite number.

    Notes
    -----
    Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
    A ReLU whose sum is exactly zero has the derivative 0 there, as in PyTorch.
    """
    inputs, targets = training_data(network, x, y, keeps_order=True)
    into, sums, values = list[Array](), list[Array](), inputs
    for layer in network.layers:
        into.append(values)
        sums.append(layer.sums(values))
        values = layer.kind.function(sums[-1])
    errors = values - targets
    back, found = errors * (2 / errors.size), list[LayerBackward]()
    for layer, heard, sum_ in zip(network.layers[::-1], into[::-1], sums[::-1], strict=True):
        layer.kind.pass_back(back, sum_)
        found.append(LayerBackward(back, back.T @ heard, back.sum(axis=0)))
        back = back @ layer.weights
    return Backward(float(np.mean(errors**2)), tuple(found[::-1]))
