"""One layer: weights, biases and an activation; and what a number of a network may be."""

from __future__ import annotations

import datetime
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.activations import Activation, find_activation

Array = NDArray[np.float64]

_MOST_LISTED = 5  # rows that a message names
_TIMES = (datetime.date, datetime.time, datetime.timedelta)
_NOTHING = np.zeros(1, dtype=bool)

LARGEST_VALUE = 1e100
"""No parameter, coordinate or bound may be larger: squares of it and sums of those stay finite."""


def number_array(values: ArrayLike, what: str) -> Array:
    """Return a float64 copy of what is like an array: lists, columns of pandas and polars.

    Raises
    ------
    ValueError
        With `what` in the message, if a value is missing (masked, None, NA, NaT, null), a date, or
        no number.
    """
    if type(values) is np.ndarray and values.dtype.kind in "biuf":
        return np.array(values, dtype=np.float64)  # at every move of a hand
    mask = _missing(values)
    if mask.any():
        rows = np.flatnonzero(mask.reshape(len(mask) if mask.ndim else 1, -1).any(axis=1)) + 1
        listed = ", ".join(map(str, rows[:_MOST_LISTED])) + (
            f" and {len(rows) - _MOST_LISTED:,} more" if len(rows) > _MOST_LISTED else ""
        )
        plural = "s" if len(rows) > 1 else ""
        raise ValueError(
            f"{what} must be numbers: a value is missing in row{plural} {listed} (from 1); leave "
            f"the row{plural} out first"
        )
    try:
        is_time = _is_time(values)
        array = np.array(0.0 if is_time else values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{what} must be numbers") from None
    if is_time:
        raise ValueError(
            f"{what} must be numbers, not dates or times: make a target of them first, such as "
            "Target.from_data(x, y), and take its x; divide spans of time by one, such as "
            "numpy.timedelta64(1, 's')"
        )
    return array


def _is_time(values: ArrayLike) -> bool:
    """Whether they are dates, times or spans of time; pandas has its own ones with a zone."""
    array = np.asarray(values)
    if str(getattr(values, "dtype", "")).startswith(("datetime64", "timedelta64", "period")):
        return True
    first = array.flat[0] if array.dtype == object and array.size else None
    return array.dtype.kind in "mM" or isinstance(first, _TIMES)


def _missing(values: ArrayLike) -> NDArray[np.bool_]:
    """Which values of something like an array say that nothing is there; NaN of floats is none."""
    if isinstance(values, np.ma.MaskedArray):
        return np.asarray(np.ma.getmaskarray(values), dtype=bool)
    for name in ("is_null", "isna"):  # columns and tables of polars and of pandas
        ask = getattr(values, name, None)
        if callable(ask):
            found: NDArray[np.bool_] = np.asarray(ask())
            dtype = str(getattr(values, "dtype", ""))
            return found if found.dtype == bool and not dtype.startswith("float") else _NOTHING
    try:
        array = np.asarray(values)
    except ValueError:
        return _NOTHING
    if array.dtype.kind in "mM":
        return np.asarray(np.isnat(array), dtype=bool)
    if array.dtype != object:
        return _NOTHING
    nothing = [_is_nothing(value) for value in array.flat]
    return np.array(nothing, dtype=bool).reshape(array.shape)


def _is_nothing(value: object) -> bool:
    return value is None or value is np.ma.masked or type(value).__name__ in ("NAType", "NaTType")


def checked_array(values: ArrayLike, what: str) -> Array:
    """Return a read-only float64 copy of `values`, all finite and at most `LARGEST_VALUE` in size.

    Raises
    ------
    ValueError
        With `what` in the message, if a value is not a number, not finite or too large.
    """
    array = number_array(values, what)
    if not np.all(np.abs(array) <= LARGEST_VALUE):  # false for NaN too
        raise ValueError(f"{what} must be finite numbers of at most {LARGEST_VALUE:g} in size")
    array.flags.writeable = False
    return array


class Layer:
    """Units side by side: weights, biases and one activation. Immutable.

    Parameters
    ----------
    weights : array_like, shape (n_out, n_in)
        One row for each unit.
    bias : array_like, shape (n_out,)
        One bias for each unit.
    activation : str
        A name of `reluviz.core.activations.ACTIVATIONS`, with a number such as the leak in
        brackets if it is not the usual one.

    Raises
    ------
    ValueError
        If the shapes do not agree, a value is not finite, or the activation is unknown.
    """

    __hash__ = None  # type: ignore[assignment]  # compared by its numbers

    def __init__(self, weights: ArrayLike, bias: ArrayLike, activation: str) -> None:
        self.weights = checked_array(weights, "weights")
        self.bias = checked_array(bias, "biases")
        self.activation = find_activation(activation).name
        if self.weights.ndim != 2 or 0 in self.weights.shape:
            raise ValueError(
                f"weights must be a table of shape (units, inputs), not {self.weights.shape}"
            )
        if self.bias.shape != (len(self.weights),):
            raise ValueError(
                f"{len(self.weights)} units need {len(self.weights)} biases, "
                f"not an array of shape {self.bias.shape}"
            )

    def __call__(self, inputs: Array) -> Array:
        """Outputs, shape (n, n_out), for `inputs` of shape (n, n_in)."""
        return self.kind.function(self.sums(inputs))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layer):
            return NotImplemented
        return (
            self.activation == other.activation
            and np.array_equal(self.weights, other.weights)
            and np.array_equal(self.bias, other.bias)
        )

    def __repr__(self) -> str:
        return f"Layer({self.n_inputs} -> {self.n_units}, {self.activation})"

    @property
    def kind(self) -> Activation:
        """What there is to know about the activation."""
        return find_activation(self.activation)

    @property
    def n_inputs(self) -> int:
        """Number of inputs of each unit."""
        return int(self.weights.shape[1])

    @property
    def n_units(self) -> int:
        """Number of units."""
        return int(self.weights.shape[0])

    # For units of one input; kept here because another output weight leaves them as they are

    @cached_property
    def kinks(self) -> Array:
        """Where the sum of each unit of one input is zero, -bias / weight, shape (n_out,).

        NaN where the weight is zero.
        """
        v = self.weights[:, 0]
        with np.errstate(all="ignore"):
            kinks: Array = -self.bias / v + 0.0  # no negative zero
        if not v.all():
            kinks[v == 0] = np.nan
        kinks.flags.writeable = False
        return kinks

    @cached_property
    def kink_order(self) -> NDArray[np.intp]:
        """The units by their `kinks`, equal ones by their numbers; without a kink last."""
        order = np.argsort(self.kinks)
        kinks = self.kinks[order]
        if np.any(kinks[1:] == kinks[:-1]):
            order = np.argsort(self.kinks, kind="stable")  # takes several times as long
        order.flags.writeable = False
        return order

    def sums(self, inputs: Array) -> Array:
        """Weighted sums before the activation, shape (n, n_out)."""
        return inputs @ self.weights.T + self.bias

    def with_value(self, unit: int, source: int | None, value: float) -> Layer:
        """Return a copy in which one weight, or the bias if `source` is None, is `value`."""
        weights, bias = self.weights, self.bias
        if source is None:
            bias = bias.copy()
            bias[unit] = value
        else:
            weights = weights.copy()
            weights[unit, source] = value
        return Layer(weights, bias, self.activation)
