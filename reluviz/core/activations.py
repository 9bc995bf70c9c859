"""The activation functions a unit can have, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """One activation function with what there is to know about it.

    Parameters
    ----------
    name : str
        The word used in files, in the interface and in code.
    formula : str
        The function of ``s``, the weighted sum, as it is written for people.
    function, derivative : callable
        Array to array of the same shape. At a kink or jump the derivative is the one from the left.
    low, high : float
        The range of values, infinite where there is no bound.
    shape : {"linear", "kinked", "jump", "curved"}
        ``linear`` and ``kinked`` functions are piecewise linear and continuous.
    """

    name: str
    formula: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    low: float
    high: float
    shape: str

    @property
    def is_piecewise_linear(self) -> bool:
        """Whether a network of such units is a continuous piecewise-linear function."""
        return self.shape in ("linear", "kinked")


def _sigmoid(s: Array) -> Array:
    # exp never overflows: its argument is never positive.
    small = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + small), small / (1 + small))


def _sigmoid_derivative(s: Array) -> Array:
    value = _sigmoid(s)
    return value * (1 - value)


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation(
            "relu",
            "max(0, s)",
            lambda s: np.maximum(s, 0.0),
            lambda s: np.where(s > 0, 1.0, 0.0),
            0.0,
            np.inf,
            "kinked",
        ),
        Activation(
            "step",
            "1 if s > 0 else 0",
            lambda s: np.where(s > 0, 1.0, 0.0),
            lambda s: np.zeros_like(s),
            0.0,
            1.0,
            "jump",
        ),
        Activation(
            "sigmoid",
            "1 / (1 + exp(-s))",
            _sigmoid,
            _sigmoid_derivative,
            0.0,
            1.0,
            "curved",
        ),
        Activation(
            "tanh",
            "2 / (1 + exp(-2 s)) - 1",
            lambda s: np.tanh(s),
            lambda s: 1 - np.tanh(s) ** 2,
            -1.0,
            1.0,
            "curved",
        ),
        Activation(
            "identity",
            "s",
            lambda s: s,
            lambda s: np.ones_like(s),
            -np.inf,
            np.inf,
            "linear",
        ),
    )
}


def find_activation(name: str) -> Activation:
    """Return the activation called `name`.

    Raises
    ------
    ValueError
        If there is none; the message names those there are.
    """
    try:
        return ACTIVATIONS[name]
    except (KeyError, TypeError):
        known = ", ".join(ACTIVATIONS)
        raise ValueError(f"there is no activation {name!r}; use one of {known}") from None
