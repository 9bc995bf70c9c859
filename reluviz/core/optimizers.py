"""How a gradient changes the parameters: gradient descent, with momentum, and Adam."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Network

Array = NDArray[np.float64]

MOMENTUM = 0.9
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


class Descent:
    """Gradient descent: each parameter goes against its derivative, times the rate.

    All optimisers work in place: `memory` and `values` are changed, `gradient` is used up.
    """

    n_memory = 0
    """Rows of memory, as long as the parameters, zero at the start."""

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def update(self, values: Array, memory: Array, gradient: Array, step: int) -> None:
        """Take step number `step`, counted from 1.

        Parameters
        ----------
        values, gradient : ndarray, shape (parameters,)
            The parameters, and the derivatives by them.
        memory : ndarray, shape (n_memory, parameters)
            What is carried over from step to step.
        """
        gradient *= self.rate
        values -= gradient


class Momentum(Descent):
    """Gradient descent with the momentum 0.9.

    Notes
    -----
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964, as PyTorch
    and scikit-learn write it: velocity = 0.9 velocity + gradient; value -= rate velocity.
    """

    n_memory = 1

    def update(self, values: Array, memory: Array, gradient: Array, step: int) -> None:
        """Take a step; see `Descent.update`."""
        velocity = memory[0]
        velocity *= MOMENTUM
        velocity += gradient
        np.multiply(velocity, self.rate, out=gradient)
        values -= gradient


class Adam(Descent):
    """Adam with the usual settings 0.9, 0.999 and 1e-8, its averages corrected for their start.

    Notes
    -----
    Kingma and Ba, "Adam: a method for stochastic optimization", 2015. The two averages are kept
    without their factors 1 - beta; these are in the numbers of the last line instead.
    """

    n_memory = 2

    def update(self, values: Array, memory: Array, gradient: Array, step: int) -> None:
        """Take a step; see `Descent.update`."""
        mean, square = memory
        mean *= BETA_1
        mean += gradient
        np.multiply(gradient, gradient, out=gradient)
        square *= BETA_2
        square += gradient
        size = sqrt((1 - BETA_2**step) / (1 - BETA_2))
        np.sqrt(square, out=gradient)
        gradient += EPSILON * size
        np.divide(mean, gradient, out=gradient)
        gradient *= self.rate * (1 - BETA_1) / (1 - BETA_1**step) * size
        values -= gradient


def kept_shares(network: Network, lost: float) -> Array:
    """Return what weight decay leaves of each parameter: 1 - `lost` of a weight, all of a bias.

    Parameters
    ----------
    network : Network
        The order is that of its `reluviz.core.perturb.flat_values`.
    lost : float
        The weight decay times the rate.

    Notes
    -----
    Loshchilov and Hutter, "Decoupled weight decay regularization", 2019: the decay is no part of
    the gradient, so momentum and Adam do not change it. For plain descent it is the same as adding
    half the decay times the sum of the squared weights to the error.
    """
    layers = [
        np.column_stack([np.full_like(layer.weights, 1 - lost), np.ones_like(layer.bias)]).ravel()
        for layer in network.layers
    ]
    return np.concatenate(layers)


OPTIMIZERS: dict[str, type[Descent]] = {"sgd": Descent, "momentum": Momentum, "adam": Adam}
