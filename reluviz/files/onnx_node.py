"""One operation of an ONNX graph, and what its settings and inputs say, in whichever version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reluviz.files.chain import NotHeldError, refuse

Values = NDArray[Any]

MOST_VALUES = 8_000_000
"""Numbers that one result may have."""


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """One operation of a graph.

    Parameters
    ----------
    op : str
        What it does.
    name : str
        What messages call it.
    inputs, outputs : tuple of str
        Names of values; an input that is left out is empty.
    attributes : dict
        Its settings.
    version : int
        Of the operations (the opset).
    """

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]
    version: int

    def get(self, name: str, usual: Any = None) -> Any:
        """Return a setting."""
        return self.attributes.get(name, usual)


Args = Sequence[Values | None]


class Budget:
    """What the work on one file may amount to, in multiplications about: less than a second."""

    def __init__(self, most: float = 6e8) -> None:
        self._left = most

    def spend(self, node: Node, amount: float) -> None:
        """Count work.

        Raises
        ------
        UserError
            If it becomes too much; with the name of the node.
        """
        self._left -= amount
        if self._left < 0:
            refuse(node.name, "it and what is before it take more work than is done for one file")


def check_size(size: int) -> None:
    """Refuse a result of more than `MOST_VALUES` numbers."""
    if size > MOST_VALUES:
        raise NotHeldError(f"it makes {size:,} numbers; at most {MOST_VALUES:,} can be held")


def needed(args: Args, place: int) -> Values:
    """Return an input that must be there."""
    value: Values | None = args[place] if place < len(args) else None
    if value is None:
        raise NotHeldError(f"its input {place + 1} is missing")
    return value


def optional(node: Node, args: Args, place: int, name: str, usual: Any = None) -> Any:
    """Return what newer versions have as an input and older ones as an attribute."""
    value = args[place] if place < len(args) else None
    return node.get(name, usual) if value is None else value


def bounds(node: Node, args: Args) -> tuple[float, float]:
    """Return the two bounds of `Clip`; infinite where there is none."""
    low, high = optional(node, args, 1, "min", -np.inf), optional(node, args, 2, "max", np.inf)
    low, high = float(np.asarray(low).reshape(())), float(np.asarray(high).reshape(()))
    return (low if low > -1e30 else -np.inf), (high if high < 1e30 else np.inf)


def matrices(node: Node, args: Args) -> tuple[Values, Values]:
    """Return both factors of `Gemm` as they are multiplied."""
    a, b = needed(args, 0), needed(args, 1)
    if a.ndim != 2 or b.ndim != 2:
        raise NotHeldError("both of its matrices need two dimensions")
    return (a.T if node.get("transA", 0) else a), (b.T if node.get("transB", 0) else b)


def activation_of(node: Node) -> Node | None:
    """Return the activation that a fused operation has at its end; None if there is none."""
    op = node.get("activation")
    names = {"alpha": "activation_alpha", "beta": "activation_beta"}
    given = {name: node.get(own) for name, own in names.items() if node.get(own) is not None}
    return None if op is None else replace(node, op=op, attributes=given)


def target_shape(node: Node, shape: tuple[int, ...], wanted: Values) -> tuple[int, ...]:
    """Return the shape that `Reshape` gives to values of the shape `shape`."""
    wished = [int(size) for size in np.atleast_1d(wanted)]
    if not node.get("allowzero", 0):
        wished = [shape[k] if size == 0 else size for k, size in enumerate(wished)]
    if wished.count(-1) == 1:
        rest = prod(size for size in wished if size != -1)
        wished[wished.index(-1)] = prod(shape) // rest if rest else 0
    return tuple(wished)


def axes_of(node: Node, args: Args, place: int = 1) -> tuple[int, ...] | None:
    """Return the axes an operation is about; None for all."""
    axes = optional(node, args, place, "axes")
    return None if axes is None else tuple(int(axis) for axis in np.atleast_1d(axes))


def einsum_labels(node: Node) -> tuple[list[str], str]:
    """Return the letters of the axes of each input of an `Einsum`, and of its result."""
    terms, arrow, result = node.get("equation", "").replace(" ", "").partition("->")
    letters = terms.replace(",", "") + result
    if not arrow or not letters.isalpha():
        raise NotHeldError("its equation is of a form that is not held")
    return terms.split(","), result


def linear_model(node: Node) -> tuple[Values, Values]:
    """Return weights, one row for each target, and biases of a `LinearRegressor`."""
    if node.get("post_transform", "NONE") != "NONE":
        raise NotHeldError("what it does after its sum is not held")
    rows = node.get("targets", 1)
    weights = np.array(node.get("coefficients", []), dtype=np.float64).reshape(rows, -1)
    return weights, np.array(node.get("intercepts", [0.0] * rows), dtype=np.float64)


def batch_scale(node: Node, args: Args, rank: int) -> tuple[Values, Values]:
    """Return factor and shift of a `BatchNormalization`, in a shape that goes with its input."""
    scale, shift, mean, variance = (needed(args, k) for k in range(1, 5))
    with np.errstate(all="ignore"):
        factor = scale / np.sqrt(variance + node.get("epsilon", 1e-5))
    shape = (-1, *[1] * max(0, rank - 2))
    return factor.reshape(shape), (shift - mean * factor).reshape(shape)


def scaler(node: Node) -> tuple[Values, Values]:
    """Return offset and factor of a `Scaler`."""
    return np.asarray(node.get("offset", [0.0])), np.asarray(node.get("scale", [1.0]))


def slope_of(slope: Values, rank: int) -> Values:
    """Return the slopes of a `PRelu`; before version 7 they went along the second axis."""
    is_old = slope.ndim == 1 and slope.size > 1 and rank > 2
    return slope.reshape(-1, *[1] * (rank - 2)) if is_old else slope
