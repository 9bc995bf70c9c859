"""The mean squared error of a network over data, and its gradient by all parameters."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.dense_gradients import DensePass
from reluviz.core.moment_gradients import MomentPass, suit_moments
from reluviz.core.network import Network, checked_array
from reluviz.core.perturb import flat_values
from reluviz.core.sorted_gradients import SortedPass

Array = NDArray[np.float64]

_DENSE_UP_TO = 3_000
"""Points times units up to which the few large steps of the dense pass are faster."""

_MOMENTS_FROM = 4_000
_MOMENTS_FOR_EACH = 8
"""Points, and points for each unit, from which sums over them are used instead of them."""


class Pass(Protocol):
    """What computes the error and its gradient over a fixed number of points."""

    def load(self, x: Array, y: Array) -> None:
        """Take other data of the same shape."""

    def gradient(self, values: Array, out: Array) -> float:
        """Write the gradient into `out`; return the mean squared error."""

    def loss(self, values: Array) -> float:
        """Return the mean squared error."""

    def residual(self, values: Array) -> Array:
        """Return output minus target, shape (n,) or (n, n_outputs)."""


def training_data(
    network: Network, x: ArrayLike, y: ArrayLike, keeps_order: bool = False
) -> tuple[Array, Array]:
    """Return data as tables of shapes (n, n_inputs) and (n, n_outputs), for one input by its x.

    Parameters
    ----------
    network : Network
        What is trained.
    x, y : array_like
        Shapes (n,) for one input or output, else (n, n_inputs) and (n, n_outputs).
    keeps_order : bool
        Whether the data stay as they are; not for shallow networks, which need them by their x.

    Raises
    ------
    ValueError
        If a value is not a finite number, there is no point, or the shapes do not fit the network.
    """
    inputs, targets = checked_array(x, "the x of the data"), checked_array(y, "the y of the data")
    if inputs.ndim == 1:
        inputs = inputs[:, np.newaxis]
    if targets.ndim == 1:
        targets = targets[:, np.newaxis]
    if inputs.ndim != 2 or targets.ndim != 2 or len(inputs) != len(targets):
        raise ValueError(
            f"the data need as many y as x, not arrays of shapes {np.shape(x)} and {np.shape(y)}"
        )
    if not len(inputs):
        raise ValueError("there are no data to train on")
    for what, has, wants in (
        ("x", inputs.shape[1], network.n_inputs),
        ("y", targets.shape[1], network.n_outputs),
    ):
        if has != wants:
            kind = "inputs" if what == "x" else "outputs"
            raise ValueError(
                f"the network has {wants} {kind}, but each {what} of the data has {has} values"
            )
    if not keeps_order and network.n_inputs == 1 and np.any(inputs[1:, 0] < inputs[:-1, 0]):
        order = np.argsort(inputs[:, 0], kind="stable")
        inputs, targets = inputs[order], targets[order]
    return inputs, targets


class Gradients:
    """The error of networks of one shape over the same data.

    The parameters are a vector in the order of `reluviz.core.perturb.flat_values`. A shallow
    network is handled by `SortedPass`, which needs O(n + N log n) for n points and N units; small
    ones and all others by `DensePass`. Both give the same numbers up to rounding; a ReLU whose
    sum is exactly zero at a point has the derivative 0 there, as in PyTorch.

    Parameters
    ----------
    network : Network
        Its shape and activations; its values do not matter.
    x, y : ndarray, shapes (n, n_inputs) and (n, n_outputs)
        From `training_data`.
    """

    def __init__(self, network: Network, x: Array, y: Array) -> None:
        self.network, self.x, self.y = network, x, y
        self.n_points = len(x)
        self._all: Pass | None = None
        self._batches: dict[int, Pass] = {}

    def gradient(self, values: Array, out: Array) -> float:
        """Write the gradient over all data into `out`; return the mean squared error.

        Parameters
        ----------
        values, out : ndarray, shape (parameters,)
            The parameters, and where their gradient goes.
        """
        return self._whole().gradient(values, out)

    def batch_gradient(self, values: Array, rows: NDArray[np.intp], out: Array) -> float:
        """Like `gradient`, over the points `rows` (increasing) only."""
        part = self._batches.get(len(rows))
        if part is None:
            part = new_pass(self.network, self.x[rows], self.y[rows])
            self._batches[len(rows)] = part
        else:
            part.load(self.x[rows], self.y[rows])
        return part.gradient(values, out)

    def loss(self, values: Array) -> float:
        """Return the mean squared error over all data."""
        return self._whole().loss(values)

    def prepare(self) -> None:
        """Do now what the first `gradient` or `loss` over all data would have to do first."""
        self._whole()

    def start_loss(self, values: Array) -> float:
        """Like `loss`, but without preparing what pays off only over many steps.

        Who starts a training waits for this one, the steps are taken in the background.
        """
        quick = new_pass(self.network, self.x, self.y)
        if not isinstance(quick, SortedPass):
            self._all = quick
        return quick.loss(values)

    def residual(self, values: Array) -> Array:
        """Return output minus target at every point, in the order of `x`."""
        return self._whole().residual(values)

    def _whole(self) -> Pass:
        if self._all is None:
            self._all = new_pass(self.network, self.x, self.y, often=True)
        return self._all


def new_pass(network: Network, x: Array, y: Array, often: bool = False) -> Pass:
    """Return the fastest way to compute gradients for this network and these data.

    Parameters
    ----------
    network : Network
        Its shape and activations.
    x, y : ndarray
        From `training_data`.
    often : bool
        Whether the same data are used so often that preparing them is worth while.
    """
    if not network.is_shallow or len(x) * network.n_units <= _DENSE_UP_TO:
        return DensePass(network, x, y)
    many = len(x) >= max(_MOMENTS_FROM, _MOMENTS_FOR_EACH * network.n_units)
    if often and many and suit_moments(x, y):
        return MomentPass(network.n_units, x, y)
    return SortedPass(network.n_units, x, y)


def loss_and_gradient(network: Network, x: ArrayLike, y: ArrayLike) -> tuple[float, Array]:
    """Return the mean squared error over the data, and its gradient by all parameters.

    Parameters
    ----------
    network : Network
        Any network.
    x, y : array_like
        Shapes (n,) for one input or output, else (n, n_inputs) and (n, n_outputs).

    Returns
    -------
    loss : float
        Mean over all points and outputs.
    gradient : ndarray, shape (parameters,)
        In the order of ``network.parameters()``.

    Raises
    ------
    ValueError
        If the data do not fit the network.
    """
    values = flat_values(network)
    gradient = np.empty_like(values)
    loss = new_pass(network, *training_data(network, x, y)).gradient(values, gradient)
    return loss, gradient
