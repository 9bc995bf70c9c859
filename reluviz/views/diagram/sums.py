"""The weighted sum of a unit, written out in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor, inf, log10

import numpy as np

from reluviz.core.words import MINUS, number, number_to
from reluviz.document.items import Unit
from reluviz.document.state import State

_LONGEST = 12  # products that there may be room for
_LENGTHS = (8, 6, 4, 3, 2)


@dataclass(frozen=True, eq=False)
class Sum:
    """What goes into the activation of a unit, and what comes out.

    Parameters
    ----------
    weights, signals : tuple of float
        The factors of its products; of many the first and the last ones.
    count : int
        How many products there are.
    bias, total, value : float
        Its bias, the sum, and what the activation makes of it.
    title : str
        What the activation is called.
    step : float
        What is to be seen of the sum, in its own units; infinite if its size alone counts.
    """

    weights: tuple[float, ...]
    signals: tuple[float, ...]
    count: int
    bias: float
    total: float
    value: float
    title: str
    step: float

    @classmethod
    def of(cls, state: State, point: tuple[float, ...], unit: Unit) -> Sum:
        """Return the sum of a unit with `point` going into the network."""
        layer, index = state.network.layers[unit.layer], np.array([unit.index])
        shown = np.arange(layer.n_inputs)
        if len(shown) > _LONGEST:
            shown = np.append(shown[: _LONGEST - 1], shown[-1:])
        total = state.sums(unit.layer, index, point)
        return cls(
            tuple(layer.weights[unit.index, shown].tolist()),
            tuple(state.values(unit.layer - 1, shown, point).tolist()),
            layer.n_inputs,
            float(layer.bias[unit.index]),
            float(total[0]),
            float(layer.kind.function(total)[0]),
            layer.kind.title,
            state.digits.signal_step(unit.layer, unit.index),
        )

    def text(self, most: int = _LONGEST, digits: int = 4) -> str:
        """Return it written out, such as ``0.3·1 + 0.9·0.5 − 0.2 = 0.55``.

        Parameters
        ----------
        most : int
            So many products at most; those in the middle are left out.
        digits : int
            Significant digits of all but the sum.
        """
        largest = max(abs(w * x) for w, x in zip(self.weights, self.signals, strict=True))
        seen = self.step * 10.0 ** (4 - digits)
        step = min(seen, 1e-4 * abs(self.total) or inf)
        least = digits  # what cancels is seen only in more digits
        if 0 < step < largest:
            least = max(digits, min(12, floor(log10(largest)) - floor(log10(step))))
        products = zip(self.weights, self.signals, strict=True)
        terms = [_product(w, x, least) for w, x in products]
        if len(terms) > most:
            terms = [*terms[: most - 1], terms[-1]]
        if len(terms) < self.count:
            terms.insert(-1, ("+", "…"))
        if self.bias:
            sign = MINUS if self.bias < 0 else "+"
            terms.append((sign, number_to(abs(self.bias), seen, digits=least)))
        first = ("" if terms[0][0] == "+" else MINUS) + terms[0][1]
        rest = "".join(f" {sign} {term}" for sign, term in terms[1:])
        return f"{first}{rest} = {number_to(self.total, self.step)}"

    @property
    def lengths(self) -> list[tuple[int, int]]:
        """Ways to write it, from the fullest to the shortest: products and digits."""
        shorter = [(most, 4) for most in _LENGTHS if most < self.count]
        whole = [(_LONGEST, 4)] if self.count <= _LONGEST else []
        return [*whole, *shorter, (2, 3), (2, 2), (0, 4)]

    def form(self, length: tuple[int, int]) -> str:
        """Return one of the ways to write it; without products the sum alone."""
        return f"sum = {self.text(*length) if length[0] else number_to(self.total, self.step)}"

    @property
    def result(self) -> str:
        """What the activation makes of it, such as ``sigmoid → 0.634``."""
        return f"{self.title} → {number_to(self.value, self.step)}"


@lru_cache(maxsize=128)
def _product(weight: float, value: float, digits: int) -> tuple[str, str]:
    factor = number(value, digits)
    if value < 0:
        factor = f"({factor})"
    return (MINUS if weight < 0 else "+"), f"{number(abs(weight), digits)}·{factor}"
