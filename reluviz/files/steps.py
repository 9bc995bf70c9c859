"""What simple readers of networks do: the steps of a file in a row, built and held against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.activations import find_activation
from reluviz.core.network import Network
from reluviz.files.chain import Chain, check_same

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Step:
    """One thing that a file does to its values.

    Parameters
    ----------
    where : str
        What the file calls it.
    weights : ndarray or None
        Shape (units, values) for sums, (values,) for a factor of each value; None for none.
    bias : ndarray or None
        What is added.
    activation : str
        What is done after that; empty for nothing.
    """

    where: str
    weights: Array | None = None
    bias: Array | None = None
    activation: str = ""


def built(
    steps: Sequence[Step],
    n_inputs: int,
    plain: Callable[[Array], Array] | None = None,
    precision: float = 1e-9,
) -> Network:
    """Return the network of some steps, which computes what they do one after the other.

    Parameters
    ----------
    steps : sequence of Step
        In the order of use.
    n_inputs : int
        Values that go in.
    plain : callable, optional
        What the network is held against; the steps themselves if left out.
    precision : float
        As for `check_same`.

    Raises
    ------
    UserError
        If the steps do not fit one another, or the network is not the same.
    """
    chain = Chain.of_inputs(n_inputs)
    for step in steps:
        bias: Array | float = 0.0 if step.bias is None else step.bias
        if step.weights is not None and step.weights.ndim == 2:
            chain = chain.affine(step.weights, bias, step.where)
        elif step.weights is not None or step.bias is not None:
            chain = chain.scale(1.0 if step.weights is None else step.weights, bias, step.where)
        if step.activation:
            chain = chain.activate(step.activation, step.where)
    network = chain.network()
    check_same(network, plain or (lambda x: _evaluated(steps, x)), precision)
    return network


def _evaluated(steps: Sequence[Step], values: Array) -> Array:
    for step in steps:
        if step.weights is not None:
            is_table = step.weights.ndim == 2
            values = values @ step.weights.T if is_table else values * step.weights
        if step.bias is not None:
            values = values + step.bias
        if step.activation:
            values = find_activation(step.activation).function(values)
    return values
