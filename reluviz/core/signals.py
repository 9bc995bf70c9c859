"""What flows through a network for one input: sums and values of every unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.layer import Array, checked_array
from reluviz.core.network import Network


@dataclass(frozen=True, eq=False)
class Signals:
    """The values of all units for one input.

    Parameters
    ----------
    inputs : ndarray, shape (n_inputs,)
        What goes in.
    sums : tuple of ndarray
        For each layer the weighted sums with the bias, shape (units,).
    values : tuple of ndarray
        For each layer what its activation makes of them, shape (units,).
    """

    inputs: Array
    sums: tuple[Array, ...]
    values: tuple[Array, ...]

    def into(self, layer: int) -> Array:
        """What goes into a layer: the inputs, or the values of the layer before."""
        return self.inputs if layer == 0 else self.values[layer - 1]

    @property
    def outputs(self) -> Array:
        """The values of the last layer."""
        return self.values[-1]


def signals(network: Network, inputs: ArrayLike) -> Signals:
    """Return what flows through `network` for one input.

    Parameters
    ----------
    network : Network
        Any network.
    inputs : array_like, shape (n_inputs,)
        One number for each input.

    Raises
    ------
    ValueError
        If there are not as many numbers as inputs, or one is not finite.
    """
    given = checked_array(inputs, "the inputs").reshape(-1)
    if len(given) != network.n_inputs:
        raise ValueError(f"the network has {network.n_inputs} inputs, not {len(given)}")
    sums, values, now = list[Array](), list[Array](), given
    for layer in network.layers:
        found = layer.sums(now[np.newaxis])[0]
        now = layer.kind.function(found)
        sums.append(found)
        values.append(now)
    return Signals(given, tuple(sums), tuple(values))
