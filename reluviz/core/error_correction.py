"""The error-correction rule: after each example the weights take up a share of the error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.layer import Array, Layer
from reluviz.core.network import LARGEST_VALUE, Network
from reluviz.core.truth_table import TruthTable


@dataclass(frozen=True, eq=False)
class Correction:
    """One step of the rule.

    Parameters
    ----------
    index : int
        Number of the step, from 1.
    row : int
        Which example.
    inputs, wanted : ndarray, shapes (n_inputs,), (n_outputs,)
        The example.
    output : ndarray, shape (n_outputs,)
        What the network before the step gives.
    error : ndarray, shape (n_outputs,)
        E: wanted minus output.
    delta : ndarray, shape (n_outputs, n_inputs)
        What is added to the weights.
    bias_delta : ndarray, shape (n_outputs,)
        What is added to the biases; zero if they stay.
    network : Network
        After the step.
    rate : float
        The share of the error that is taken up.
    has_bias : bool
        Whether the biases are corrected too.
    """

    index: int
    row: int
    inputs: Array
    wanted: Array
    output: Array
    error: Array
    delta: Array
    bias_delta: Array
    network: Network
    rate: float
    has_bias: bool

    @property
    def size(self) -> float:
        """What the error is divided by: |x|^2, and 1 more if the biases are corrected."""
        return float(self.inputs @ self.inputs) + self.has_bias


def check_correctable(network: Network) -> None:
    """Raise ValueError if the rule does not say how to change a network."""
    if len(network.layers) != 1:
        raise ValueError(
            "the error-correction rule is for one layer of weights; this network has "
            f"{len(network.layers)}: train it by gradient descent"
        )


def corrected(
    network: Network,
    inputs: Array,
    wanted: Array,
    rate: float,
    has_bias: bool,
    row: int = 0,
    index: int = 1,
) -> Correction:
    """Return one step of the rule; see `error_correction`."""
    layer = network.layers[0]
    output = layer.kind.function(layer.sums(inputs[np.newaxis])[0])
    error = wanted - output
    size = float(inputs @ inputs) + has_bias
    share = rate * error / size if size else np.zeros_like(error)
    delta = share[:, np.newaxis] * inputs
    bias_delta = share * has_bias
    changed = Layer(layer.weights + delta, layer.bias + bias_delta, layer.activation)
    values = (index, row, inputs, wanted, output, error, delta, bias_delta)
    return Correction(*values, Network([changed]), rate, has_bias)


def error_correction(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    rate: float = 1.0,
    rounds: int = 1,
    has_bias: bool | None = None,
) -> Iterator[Correction]:
    """Correct the weights after each example, in the order in which they stand.

    The weights of a unit get ``delta = rate E x / |x|^2`` with ``E = wanted - output``: with a
    rate of 1 a linear unit then gives exactly what was wanted for this example, and the last
    example wins; a smaller rate moderates. For one input delta is ``rate E / x``. An example whose
    inputs are all zero changes nothing without a bias.

    Parameters
    ----------
    network : Network
        One layer, any activation.
    x, y : array_like
        The examples: shapes (n,) for one input or output, else (n, n_inputs) and (n, n_outputs).
    rate : float
        The share of the error that is taken up.
    rounds : int
        How many times through all examples.
    has_bias : bool or None
        Whether the bias is corrected too, as the weight of an input that is always 1; None if
        some bias is not zero, or the activation is a step.

    Yields
    ------
    Correction
        Every step.

    Raises
    ------
    ValueError
        If the network has more than one layer, the data do not fit, or the rate is not a number
        above zero.

    Notes
    -----
    For linear units this is the normalised rule of Widrow and Hoff (1960, "Adaptive switching
    circuits"); for step units Rosenblatt's perceptron rule (1958) with a step normalised by the
    length of the input.
    """
    check_correctable(network)
    if not 0 < rate <= LARGEST_VALUE:
        raise ValueError("the learning rate must be a finite number above zero")
    table = _table(x, y)
    if not table.fits(network):
        raise ValueError(
            f"the network has {network.n_inputs} inputs and {network.n_outputs} outputs; the "
            f"examples have {table.inputs.shape[1]} and {table.outputs.shape[1]}"
        )
    if has_bias is None:
        has_bias = corrects_bias(network)
    for index in range(rounds * len(table)):
        row = index % len(table)
        step = corrected(
            network, table.inputs[row], table.outputs[row], rate, has_bias, row, index + 1
        )
        network = step.network
        yield step


def _table(x: ArrayLike, y: ArrayLike) -> TruthTable:
    """The examples in their order."""
    columns = [np.asarray(values, dtype=np.float64) for values in (x, y)]
    inputs, wanted = (a[:, np.newaxis] if a.ndim == 1 else a for a in columns)
    return TruthTable(inputs, wanted)


def corrects_bias(network: Network) -> bool:
    """Whether the rule corrects the bias too, if nobody says: not where it is zero by design."""
    layer = network.layers[0]
    return layer.kind.jumps or bool(layer.bias.any())
