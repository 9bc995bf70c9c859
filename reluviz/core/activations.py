"""The activation functions a unit can have, in one table: whoever needs to know one asks here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from math import atanh, inf, isfinite

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SUM = re.compile(r"(?<![\w.])s(?!\w)")
_ATOM = re.compile(r"[\w.]+")
_WITH_NUMBER = re.compile(r"(\w+)\((.+)\)")


@dataclass(frozen=True)
class Parameter:
    """The number that a kind of activation has beside its sum, such as the leak of a leaky ReLU.

    Parameters
    ----------
    word : str
        What it is called.
    value : float
        What it is.
    make : callable
        The activation of that kind with another number.
    """

    word: str
    value: float
    make: Callable[[float], Activation]


@dataclass(frozen=True, eq=False)
class Activation:
    """One activation function with what there is to know about it.

    Parameters
    ----------
    name : str
        The word used in files and in code; with its number in brackets where that is not the
        usual one.
    title : str
        What it is called for people.
    formula : str
        The function of ``s``, the weighted sum, in the words of `reluviz.core.formula`.
    function, derivative : callable
        Array to array of the same shape. At a kink or jump both are those from the left.
    low, high : float
        The range of values, infinite where there is no bound.
    half_at : tuple of float
        The sums at which it passes one half: where an output changes from off to on, or back.
    kinks : tuple of float
        The sums at which one straight piece ends and the next begins, increasing.
    slopes : tuple of float, or None
        The slopes of the pieces, one more than kinks; None if it is curved.
    jumps : bool
        Whether its pieces do not meet.
    start : {"he", "lecun"}
        How the weights of such units are best drawn; see `reluviz.core.initial`.
    parameter : Parameter or None
        Its number, if its kind has one.
    """

    name: str
    title: str
    formula: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    low: float
    high: float
    half_at: tuple[float, ...]
    kinks: tuple[float, ...] = ()
    slopes: tuple[float, ...] | None = None
    jumps: bool = False
    start: str = "lecun"
    parameter: Parameter | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """The name without a number."""
        return self.name.partition("(")[0]

    @property
    def titles(self) -> tuple[str, ...]:
        """The title, and a shorter one: its first word, and its number."""
        first, *rest = self.title.split()
        last = rest[-1:] if self.parameter is not None and len(rest) > 1 else []
        return self.title, " ".join([first, *last])

    @property
    def is_curved(self) -> bool:
        """Whether it has no straight pieces."""
        return self.slopes is None

    @property
    def is_piecewise_linear(self) -> bool:
        """Whether a network of such units is a continuous piecewise-linear function."""
        return not (self.is_curved or self.jumps)

    @property
    def is_linear(self) -> bool:
        """Whether it hands on its sum as it is."""
        return self.slopes == (1.0,) and self.half_at == (0.5,)

    @property
    def is_constant_between(self) -> bool:
        """Whether it has but a few values, and jumps from one to the next."""
        return self.jumps and not any(self.slopes or ())

    @property
    def is_bounded(self) -> bool:
        """Whether its range is finite."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def is_on_off(self) -> bool:
        """Whether its values go from 0 to 1, so that one half decides."""
        return (self.low, self.high) == (0.0, 1.0)

    @property
    def changes_at(self) -> tuple[float, ...]:
        """The sums at which a unit changes its mind: its kinks, or zero if it has none."""
        return self.kinks or (0.0,)

    @property
    def reach(self) -> float | None:
        """How far from zero all of its shape is seen; None if it looks the same at every size."""
        if self.is_curved:
            return 4.0
        farthest = max(map(abs, self.kinks), default=0.0)
        return 1.6 * farthest if farthest else None

    def turns(self, reach: float) -> Array:
        """Return the sums up to `reach` to both sides of zero that its straight pieces go through.

        At each kink there are two, just left and just right of it: there may be a jump.
        """
        inside = [kink for kink in self.kinks if abs(kink) < reach]
        beside = [side for kink in inside for side in (kink, kink + 1e-9 * reach)]
        return np.array([-reach, *beside, reach])

    def is_off(self, sum_: float) -> bool:
        """Whether it lets nothing through: it is zero on all of a piece. A small sigmoid is not."""
        if self.is_curved:
            return False
        s = np.array([sum_])
        return not (self.function(s).any() or self.derivative(s).any())

    def pass_back(self, error: Array, sums: Array) -> None:
        """Multiply an error of the values, in place, by the derivative at the sums."""
        if self.slopes == (0.0, 1.0):  # a ReLU: half the time
            error *= sums > self.kinks[0]
        elif not self.is_linear:
            error *= self.derivative(sums)

    def written(self, sum_: str) -> str:
        """Return the formula for a sum that is itself written out, in brackets where it needs them.

        Parameters
        ----------
        sum_ : str
            A formula, such as ``2*x - 1``: a ReLU gives ``max(0, 2*x - 1)``. The result is no
            factor by itself: put brackets around it before it is multiplied.
        """

        def put(match: re.Match[str]) -> str:
            before, after = self.formula[: match.start()], self.formula[match.end() :]
            is_argument = before.endswith(("(", ", ")) and after.startswith((")", ","))
            is_bare = is_argument or not (before or after) or _ATOM.fullmatch(sum_)
            return sum_ if is_bare else f"({sum_})"

        return _SUM.sub(put, self.formula)


def piecewise_linear(
    name: str,
    title: str,
    formula: str,
    function: Callable[[Array], Array],
    kinks: tuple[float, ...],
    slopes: tuple[float, ...],
    start: str = "lecun",
    parameter: Parameter | None = None,
) -> Activation:
    """Return a continuous activation of straight pieces: all else follows from these.

    Parameters
    ----------
    name, title, formula, function, start, parameter
        As for `Activation`.
    kinks : tuple of float
        Where the pieces meet, increasing.
    slopes : tuple of float
        Of the pieces, one more than kinks.
    """
    anchors = kinks or (0.0,)
    values = function(np.array(anchors)).tolist()
    ends, halves = [*values, *_far(slopes)], list[float]()
    bounds = (-inf, *kinks, inf)
    for k, slope in enumerate(slopes):
        near = max(k - 1, 0)
        s = anchors[near] + (0.5 - values[near]) / slope if slope else inf
        if bounds[k] < s <= bounds[k + 1] and isfinite(s):
            halves.append(s)
    return Activation(
        *(name, title, formula, function, _slope_of(kinks, slopes), min(ends), max(ends)),
        *(tuple(halves), kinks, slopes, False, start, parameter),
    )


def _far(slopes: tuple[float, ...]) -> list[float]:
    """What the outer pieces come to, far out, where they are not level."""
    return [inf if slope > 0 else -inf for slope in (-slopes[0], slopes[-1]) if slope]


def _slope_of(kinks: tuple[float, ...], slopes: tuple[float, ...]) -> Callable[[Array], Array]:
    def slope(s: Array) -> Array:
        if not kinks:
            return np.full_like(s, slopes[0])
        found: Array = np.where(s > kinks[0], slopes[1], slopes[0])
        for kink, after in zip(kinks[1:], slopes[2:], strict=True):
            found = np.where(s > kink, after, found)
        return found

    return slope


def _sigmoid(s: Array) -> Array:
    # exp never overflows: its argument is never positive.
    small = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + small), small / (1 + small))


def _sigmoid_derivative(s: Array) -> Array:
    value = _sigmoid(s)
    return value * (1 - value)


def leaky_relu(leak: float = 0.01) -> Activation:
    """Return the leaky ReLU that lets so much of a negative sum through; PyTorch's is 0.01."""
    leak = float(leak) + 0.0  # no negative zero
    is_usual = leak == 0.01
    return piecewise_linear(
        "leaky_relu" if is_usual else f"leaky_relu({leak!r})",
        "leaky ReLU" if is_usual else f"leaky ReLU {leak:g}",
        f"{'max' if leak <= 1 else 'min'}(s, {leak!r}*s)",
        lambda s: np.where(s > 0, s, leak * s),
        (0.0,),
        (leak, 1.0),
        "he",
        Parameter("leak", leak, leaky_relu),
    )


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation(
            "step",
            "step",
            "1 if s > 0 else 0",
            lambda s: np.where(s > 0, 1.0, 0.0),
            lambda s: np.zeros_like(s),
            *(0.0, 1.0, (0.0,)),
            *((0.0,), (0.0, 0.0), True),
        ),
        Activation(
            "sigmoid",
            "sigmoid",
            "1 / (1 + exp(-s))",
            _sigmoid,
            _sigmoid_derivative,
            *(0.0, 1.0, (0.0,)),
        ),
        Activation(
            "tanh",
            "tanh",
            "2 / (1 + exp(-2*s)) - 1",
            lambda s: np.tanh(s),
            lambda s: 1 - np.tanh(s) ** 2,
            *(-1.0, 1.0, (atanh(0.5),)),
        ),
        piecewise_linear(
            "relu", "ReLU", "max(0, s)", lambda s: np.maximum(s, 0.0), (0.0,), (0.0, 1.0), "he"
        ),
        leaky_relu(),
        piecewise_linear(
            "relu6",
            "ReLU6",
            "min(max(0, s), 6)",
            lambda s: np.clip(s, 0.0, 6.0),
            (0.0, 6.0),
            (0.0, 1.0, 0.0),
            "he",
        ),
        piecewise_linear(
            "hard_tanh",
            "hard tanh",
            "min(max(-1, s), 1)",
            lambda s: np.clip(s, -1.0, 1.0),
            (-1.0, 1.0),
            (0.0, 1.0, 0.0),
        ),
        piecewise_linear(
            "abs", "absolute value", "abs(s)", lambda s: np.abs(s), (0.0,), (-1.0, 1.0)
        ),
        piecewise_linear("identity", "identity", "s", lambda s: s, (), (1.0,)),
    )
}
"""All kinds, by their names, in the order in which they are offered."""


def find_activation(name: str) -> Activation:
    """Return the activation called `name`, such as ``relu`` or ``leaky_relu(0.1)``.

    Raises
    ------
    ValueError
        If there is none; the message names those there are.
    """
    try:
        return ACTIVATIONS.get(name) or _with_number(name)
    except TypeError:
        raise _unknown(name) from None


@lru_cache(maxsize=256)
def _with_number(name: str) -> Activation:
    match = _WITH_NUMBER.fullmatch(name)
    kind = ACTIVATIONS.get(match[1]) if match else None
    if match is None or kind is None or kind.parameter is None:
        raise _unknown(name)
    try:
        value = float(match[2])
    except ValueError:
        value = inf
    if not abs(value) <= 1e6:
        raise ValueError(
            f"the {kind.parameter.word} of {match[1]} is a number of at most 1e6 in size, "
            f"not {match[2]!r}"
        )
    return kind.parameter.make(value)


def _unknown(name: object) -> ValueError:
    known = ", ".join(ACTIVATIONS)
    return ValueError(f"there is no activation {name!r}; use one of {known}")
