"""The network: an immutable list of layers, and the names of its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.layer import LARGEST_VALUE, Array, Layer, checked_array, number_array

__all__ = ["LARGEST_VALUE", "Array", "Layer", "Network", "ParameterId", "checked_array"]

_CHUNK = 4_000_000  # values held at once by one layer of the forward pass


@dataclass(frozen=True, order=True)
class ParameterId:
    """The place of one parameter in a network.

    Parameters
    ----------
    layer : int
        Index of the layer, 0 for the first one after the inputs.
    unit : int
        Index of the unit in that layer.
    source : int or None
        Index of the input of that unit the weight belongs to; None for the unit's bias.
    """

    layer: int
    unit: int
    source: int | None = None

    @property
    def is_bias(self) -> bool:
        """Whether this is a bias rather than a weight."""
        return self.source is None


class Network:
    """A feed-forward network: an immutable list of layers, called like a function.

    With one input, one output, one hidden layer of ReLUs and a linear output (`is_shallow`) the
    parameters have the names of the first article: ``z = b0 + sum w_i max(0, b_i + v_i x)``.

    Parameters
    ----------
    layers : sequence of Layer
        From the first hidden layer to the output.

    Raises
    ------
    ValueError
        If there is no layer, or a layer does not fit the one before it.
    """

    __hash__ = None  # type: ignore[assignment]  # compared by its numbers

    general_names: ClassVar[bool] = False
    """Whether shallow networks, too, have the names of all others: w1.2.3 instead of v2."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        if not self.layers:
            raise ValueError("a network needs at least one layer")
        for number, (first, second) in enumerate(
            zip(self.layers, self.layers[1:], strict=False), 2
        ):
            if first.n_units != second.n_inputs:
                raise ValueError(
                    f"layer {number} has {second.n_inputs} inputs, "
                    f"but layer {number - 1} has {first.n_units} units"
                )

    @classmethod
    def from_rays(cls, v: ArrayLike, b: ArrayLike, w: ArrayLike, b0: float) -> Network:
        """Return ``z = b0 + sum w_i max(0, b_i + v_i x)``.

        Parameters
        ----------
        v, b, w : array_like, shape (N,)
            Weight and bias of each hidden unit, and its output weight.
        b0 : float
            Bias of the output.
        """
        v_, b_, w_ = (np.asarray(a, dtype=np.float64).reshape(-1) for a in (v, b, w))
        return cls(
            [Layer(v_[:, np.newaxis], b_, "relu"), Layer(w_[np.newaxis, :], [b0], "identity")]
        )

    def __call__(self, x: ArrayLike) -> Array:
        """Forward pass.

        Parameters
        ----------
        x : array_like
            Shape (n,) or a number for one input, else (n, n_inputs) or (n_inputs,).

        Returns
        -------
        ndarray
            Shape (n,) for one input and one output, like `x`; else (n, n_outputs).

        Raises
        ------
        ValueError
            If `x` does not have the shape the inputs need, or has a missing value or a date in it.
        """
        is_ready = type(x) is np.ndarray and x.dtype == np.float64
        values = np.asarray(x) if is_ready else number_array(x, "the x of the network")
        flat = self.n_inputs == 1 and values.ndim <= 1
        table = values.reshape(-1, 1) if flat else np.atleast_2d(values)
        if table.ndim != 2 or table.shape[1] != self.n_inputs:
            raise ValueError(
                f"the network has {self.n_inputs} inputs; x has the shape {values.shape}"
            )
        widest = max(layer.n_units for layer in self.layers)
        rows = max(1, _CHUNK // widest)
        parts = [self._forward(table[i : i + rows]) for i in range(0, max(1, len(table)), rows)]
        out = np.concatenate(parts)
        return out.reshape(values.shape) if flat and self.n_outputs == 1 else out

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return self.layers == other.layers

    def __repr__(self) -> str:
        sizes = [self.n_inputs, *(layer.n_units for layer in self.layers)]
        return f"Network({' -> '.join(map(str, sizes))})"

    # Size and kind

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return self.layers[0].n_inputs

    @property
    def n_outputs(self) -> int:
        """Number of outputs."""
        return self.layers[-1].n_units

    @property
    def n_hidden(self) -> int:
        """Number of units in all layers but the last."""
        return sum(layer.n_units for layer in self.layers[:-1])

    @cached_property
    def n_parameters(self) -> int:
        """Number of weights and biases."""
        return sum(layer.weights.size + layer.bias.size for layer in self.layers)

    @property
    def is_piecewise_linear(self) -> bool:
        """Whether it is a continuous function of straight pieces, so that its curve is exact."""
        return all(layer.kind.is_piecewise_linear for layer in self.layers)

    @cached_property
    def is_shallow(self) -> bool:
        """Whether v, b, w, b0 have their meaning: one input, one ReLU layer, one linear output."""
        return (
            len(self.layers) == 2
            and self.n_inputs == self.n_outputs == 1
            and [layer.activation for layer in self.layers] == ["relu", "identity"]
        )

    @property
    def has_ray_names(self) -> bool:
        """Whether its parameters are called v, b, w, b0."""
        return self.is_shallow and not Network.general_names

    def check_shallow(self) -> None:
        """Raise ValueError, in words, if the network is not shallow."""
        self._shallow_layers()

    # The one-hidden-layer case: read-only arrays of shape (N,)

    @property
    def n_units(self) -> int:
        """Number N of hidden units of a shallow network."""
        return self._shallow_layers()[0].n_units

    @cached_property
    def v(self) -> Array:
        """Weights of the hidden units, shape (N,)."""
        weights: Array = self._shallow_layers()[0].weights[:, 0]
        return weights

    @cached_property
    def b(self) -> Array:
        """Biases of the hidden units, shape (N,)."""
        return self._shallow_layers()[0].bias

    @cached_property
    def w(self) -> Array:
        """Output weights, shape (N,)."""
        weights: Array = self._shallow_layers()[1].weights[0]
        return weights

    @property
    def b0(self) -> float:
        """Bias of the output."""
        return float(self._shallow_layers()[1].bias[0])

    @property
    def kinks(self) -> Array:
        """Where each ray starts, x = -b / v, shape (N,); NaN for v = 0."""
        return self._shallow_layers()[0].kinks

    @property
    def kink_order(self) -> NDArray[np.intp]:
        """The units from the leftmost kink to the rightmost, shape (N,); see `Layer.kink_order`."""
        return self._shallow_layers()[0].kink_order

    # Parameters

    def parameters(self) -> Iterator[ParameterId]:
        """All parameters, layer by layer, unit by unit: its weights, then its bias."""
        for layer_index, layer in enumerate(self.layers):
            for unit in range(layer.n_units):
                for source in range(layer.n_inputs):
                    yield ParameterId(layer_index, unit, source)
                yield ParameterId(layer_index, unit)

    def value(self, parameter: ParameterId) -> float:
        """Return the value of `parameter`."""
        layer = self.layers[parameter.layer]
        if parameter.source is None:
            return float(layer.bias[parameter.unit])
        return float(layer.weights[parameter.unit, parameter.source])

    def with_value(self, parameter: ParameterId, value: float) -> Network:
        """Return the network in which `parameter` has `value`; everything else is shared.

        Raises
        ------
        ValueError
            If `value` is not finite.
        """
        layers = list(self.layers)
        layers[parameter.layer] = layers[parameter.layer].with_value(
            parameter.unit, parameter.source, value
        )
        return Network(layers)

    def name(self, parameter: ParameterId) -> str:
        """Return the name of `parameter`: v2, b2, w2, b0, or for other networks w1.2.3, b1.2.

        In the general form the first number is the layer; the weight from unit j to unit k of
        layer L is ``wL.j.k``, in the order of the second article.
        """
        layer, unit, source = parameter.layer, parameter.unit, parameter.source
        if not self.has_ray_names:
            where = f"{layer + 1}.{unit + 1}"
            return f"b{where}" if source is None else f"w{layer + 1}.{source + 1}.{unit + 1}"
        if layer == 1:
            return "b0" if source is None else f"w{source + 1}"
        return f"b{unit + 1}" if source is None else f"v{unit + 1}"

    def ray_name(self, kind: str, unit: int) -> str:
        """Return the name of v, b or w of one hidden unit of a shallow network."""
        if kind == "w":
            return self.name(ParameterId(1, 0, unit))
        return self.name(ParameterId(0, unit, 0 if kind == "v" else None))

    def parameter(self, name: str) -> ParameterId:
        """Return the parameter called `name` (see `name`); the general one is always understood.

        Raises
        ------
        ValueError
            If the network has no such parameter; the message says which it has.
        """
        found = self._parse_shallow(name) if self.is_shallow else None
        found = found or self._parse_layered(name)
        if found is None:
            kind = "v1, b1, w1, ..., b0" if self.has_ray_names else "w1.1.1, b1.1, ..."
            raise ValueError(f"there is no parameter {name!r}; they are called {kind}")
        return found

    # Private

    def _forward(self, table: Array) -> Array:
        for layer in self.layers:
            table = layer(table)
        return table

    def _shallow_layers(self) -> tuple[Layer, Layer]:
        if not self.is_shallow:
            kinds = ", ".join(layer.activation for layer in self.layers)
            raise ValueError(
                "this needs a network with one input, one hidden layer of ReLUs and one linear "
                f"output, whose parameters are called v, b, w, b0; this one is {self!r} ({kinds})"
            )
        return self.layers[0], self.layers[1]

    def _parse_shallow(self, name: str) -> ParameterId | None:
        if name == "b0":
            return ParameterId(1, 0)
        match = re.fullmatch(r"([vbw])([1-9]\d{0,8})", name)
        if match is None or int(match[2]) > self.n_units:
            return None
        unit = int(match[2]) - 1
        if match[1] == "w":
            return ParameterId(1, 0, unit)
        return ParameterId(0, unit, 0 if match[1] == "v" else None)

    def _parse_layered(self, name: str) -> ParameterId | None:
        number = r"([1-9]\d{0,8})"
        match = re.fullmatch(rf"w{number}\.{number}\.{number}|b{number}\.{number}", name)
        if match is None:
            return None
        numbers = [int(g) - 1 for g in match.groups() if g is not None]
        layer, unit = numbers[0], numbers[-1]
        source = numbers[1] if len(numbers) == 3 else None
        if layer >= len(self.layers) or unit >= self.layers[layer].n_units:
            return None
        if source is not None and source >= self.layers[layer].n_inputs:
            return None
        return ParameterId(layer, unit, source)
