"""Functions of one number made of straight pieces, as files put them together from small steps.

A ReLU may come as `Max`, `Clip`, `Where(x > 0, x, 0)`, `x * (x > 0)` or `(x + |x|) / 2`. All of
these are worked out exactly here, and what comes out is written with the activations there are:
as one unit for one if that is possible, else as a sum of ReLUs or of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import inf, isclose

import numpy as np

from reluviz.core.activations import find_activation
from reluviz.files.chain import Chain, NotHeldError, refuse

Piece = tuple[float, float]
"""Slope, and value at zero."""

Rule = Callable[[Sequence[Piece], float], Piece]
"""What is made of straight pieces; the number says on which side of each other they are."""

Term = tuple[float, float, float]
"""Factor and shift before the activation, factor after it."""

MOST_KNOTS = 64
"""Places at which one function may bend."""

_FAR = 1e30  # a bound as far out as this is none


@dataclass(frozen=True)
class Pieces:
    """A function of one number: straight between knots, with a value of its own at each.

    Parameters
    ----------
    knots : tuple of float
        Increasing.
    pieces : tuple of Piece
        One more than knots.
    values : tuple of float
        At the knots.
    """

    knots: tuple[float, ...]
    pieces: tuple[Piece, ...]
    values: tuple[float, ...]

    @classmethod
    def constant(cls, value: float) -> Pieces:
        """Return the function that is the same everywhere."""
        return cls((), ((0.0, value),), ())

    @property
    def is_straight(self) -> bool:
        """Whether it has no knots."""
        return not self.knots

    @property
    def is_scaled(self) -> bool:
        """Whether it is a straight line with a factor: then its units are those of the file."""
        return not self.knots and self.pieces[0][0] not in (0, 1, -1)

    @property
    def is_stair(self) -> bool:
        """Whether it is constant between its knots."""
        return not any(slope for slope, _ in self.pieces)

    def at(self, place: float, knot: bool) -> Piece:
        """The piece about a place; at a knot, its value as a constant."""
        if knot and place in self.knots:
            return 0.0, self.values[self.knots.index(place)]
        return self.pieces[int(np.searchsorted(self.knots, place))]

    def __call__(self, s: float) -> float:
        return _value(self.at(s, True), s)


IDENTITY = Pieces((), ((1.0, 0.0),), ())


# What files make of them


def _value(piece: Piece, s: float) -> float:
    return piece[0] * s + piece[1] if piece[0] else piece[1]


def _times(of: Sequence[Piece], s: float) -> Piece:
    (m, a), (n, b) = of
    if m and n:
        raise NotHeldError("it multiplies two values that both follow the input")
    return (m * b, a * b) if m else (n * a, a * b)


def _over(of: Sequence[Piece], s: float) -> Piece:
    (m, a), (n, b) = of
    if n or not b:
        raise NotHeldError("it divides by zero, or by a value that follows the input")
    return m / b, a / b


def _where(of: Sequence[Piece], s: float) -> Piece:
    return of[1] if _value(of[0], s) else of[2]


def _compare(holds: Callable[[float, float], bool]) -> Rule:
    return lambda of, s: (0.0, float(holds(_value(of[0], s), _value(of[1], s))))


RULES: dict[str, Rule] = {
    "Add": lambda of, s: (of[0][0] + of[1][0], of[0][1] + of[1][1]),
    "Sub": lambda of, s: (of[0][0] - of[1][0], of[0][1] - of[1][1]),
    "Mul": _times,
    "Div": _over,
    "Where": _where,
    "Max": lambda of, s: max(of, key=lambda piece: _value(piece, s)),
    "Min": lambda of, s: min(of, key=lambda piece: _value(piece, s)),
    "Greater": _compare(lambda a, b: a > b),
    "Less": _compare(lambda a, b: a < b),
    "GreaterOrEqual": _compare(lambda a, b: a >= b),
    "LessOrEqual": _compare(lambda a, b: a <= b),
    "Equal": _compare(lambda a, b: a == b),
    "And": _compare(lambda a, b: bool(a and b)),
    "Or": _compare(lambda a, b: bool(a or b)),
    "Xor": _compare(lambda a, b: bool(a) != bool(b)),
}
"""What operations do with straight pieces, by their names in ONNX."""


def combined(rule: str, *functions: Pieces) -> Pieces:
    """Return what an operation makes of functions of the same number.

    Raises
    ------
    NotHeldError
        If that has no straight pieces, or more than `MOST_KNOTS` knots.
    """
    work = RULES[rule]
    knots = sorted({knot for one in functions for knot in one.knots})
    crossings = [c for low, high in _spans(knots) for c in _crossings(functions, low, high)]
    knots = sorted({*knots, *crossings})
    if len(knots) > MOST_KNOTS:
        raise NotHeldError(f"its activation bends at more than {MOST_KNOTS} places")
    middles = [_middle(low, high) for low, high in _spans(knots)]
    pieces = [work([one.at(s, False) for one in functions], s) for s in middles]
    at_knots = [work([one.at(s, True) for one in functions], s) for s in knots]
    values = [_value(piece, s) for piece, s in zip(at_knots, knots, strict=True)]
    return _without_seams(knots, pieces, values)


def _spans(knots: Sequence[float]) -> Iterator[tuple[float, float]]:
    return zip((-inf, *knots), (*knots, inf), strict=True)


def _middle(low: float, high: float) -> float:
    if -inf < low and high < inf:
        return (low + high) / 2
    return low + 1 + abs(low) if low > -inf else high - 1 - abs(high) if high < inf else 0.0


def _crossings(functions: Sequence[Pieces], low: float, high: float) -> Iterator[float]:
    """Where two of them change sides; `Add` and the like only get seams there, which go again."""
    pieces = [one.at(_middle(low, high), False) for one in functions]
    for k, (m, a) in enumerate(pieces):
        for n, b in pieces[:k]:
            s = (b - a) / (m - n) + 0.0 if m != n and abs(b - a) < inf else inf
            if low < s < high and abs(s) < _FAR:
                yield s


def _without_seams(
    knots: Sequence[float], pieces: Sequence[Piece], values: Sequence[float]
) -> Pieces:
    kept = [
        k
        for k, (knot, value) in enumerate(zip(knots, values, strict=True))
        if not (pieces[k] == pieces[k + 1] and _near(_value(pieces[k], knot), value))
    ]
    return Pieces(
        tuple(knots[k] for k in kept),
        (*(pieces[k] for k in kept), pieces[-1]),
        tuple(values[k] for k in kept),
    )


def _near(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-12, abs_tol=1e-300) or abs(a - b) < 1e-13


# As layers


def after(chain: Chain, function: Pieces, where: str) -> Chain:
    """Return a chain with a function of each value after it.

    Raises
    ------
    UserError
        If no activations there are make it up, or the layer would be too large.
    """
    if function == IDENTITY:
        return chain
    if function.is_straight:
        return chain.scale(*function.pieces[0], where)
    activation, terms, constant = _as_units(function, where)
    width = chain.width
    if len(terms) == 1:
        factor, shift, out = terms[0]
        if (factor, shift) != (1.0, 0.0):
            chain = chain.scale(factor, shift, where)
        chain = chain.activate(activation, where)
        return chain if (out, constant) == (1.0, 0.0) else chain.scale(out, constant, where)
    factors, shifts, outs = (np.repeat(column, width) for column in zip(*terms, strict=True))
    chain = chain.chosen(np.tile(np.arange(width), len(terms)), where)
    chain = chain.scale(factors, shifts, where).activate(activation, where)
    sums = np.tile(np.eye(width), len(terms)) * outs
    return chain.affine(sums, constant, where)


def _as_units(function: Pieces, where: str) -> tuple[str, list[Term], float]:
    """The activation, what comes before and after each unit, and a constant."""
    for name in ("relu", "relu6", "hard_tanh", "abs", "step"):
        if function == _of(name):
            return name, [(1.0, 0.0, 1.0)], 0.0
    if function.is_stair:
        return _steps(function)
    knots, values = function.knots, function.values
    slopes = [slope for slope, _ in function.pieces]
    for k, (knot, value) in enumerate(zip(knots, values, strict=True)):
        if not all(_near(_value(piece, knot), value) for piece in function.pieces[k : k + 2]):
            refuse(where, f"at {knot:g} its activation jumps, and elsewhere it is sloped")
    if len(knots) == 1 and slopes[0] and slopes[1]:
        turned = abs(slopes[0]) > abs(slopes[1]) and slopes[1] != 1
        leak = slopes[1] / slopes[0] if turned else slopes[0] / slopes[1]
        if abs(leak) <= 1e6:
            name = "abs" if leak == -1 else f"leaky_relu({leak!r})"
            if turned:
                return name, [(-1.0, knots[0], -slopes[0])], values[0]
            return name, [(1.0, -knots[0], slopes[1])], values[0]
    if len(knots) == 2 and not (slopes[0] or slopes[2]):
        middle, half = (knots[0] + knots[1]) / 2, (knots[1] - knots[0]) / 2
        rise = (values[1] - values[0]) / 2
        return "hard_tanh", [(1 / half, -middle / half, rise)], (values[0] + values[1]) / 2
    changes = [
        slopes[1],
        *(right - left for left, right in pairwise(slopes[1:])),
    ]
    terms = [(1.0, -knot, change) for knot, change in zip(knots, changes, strict=True) if change]
    first: list[Term] = [(-1.0, knots[0], -slopes[0])] if slopes[0] else []
    return "relu", first + terms, values[0]


def _steps(function: Pieces) -> tuple[str, list[Term], float]:
    """A stair: at each knot a step up to its value, and one more just after it."""
    terms: list[Term] = []
    constant = function.pieces[0][1]
    heights = [height for _, height in function.pieces]
    for knot, value, left, right in zip(
        function.knots, function.values, heights, heights[1:], strict=False
    ):
        if right != value:
            terms.append((1.0, -knot, right - value))
        if value != left:
            terms.append((-1.0, knot, left - value))
            constant += value - left
    return "step", terms, constant


@cache
def _of(name: str) -> Pieces:
    """An activation of straight pieces."""
    kind = find_activation(name)
    values = kind.function(np.array(kind.kinks)).tolist()
    if kind.jumps:
        return Pieces(kind.kinks, ((0.0, kind.low), (0.0, kind.high)), tuple(values))
    places = (kind.kinks[0], *kind.kinks)
    heights = (values[0], *values)
    pieces = tuple(
        (slope, height - slope * place + 0.0)
        for slope, place, height in zip(kind.slopes or (), places, heights, strict=True)
    )
    return Pieces(kind.kinks, pieces, tuple(values))
