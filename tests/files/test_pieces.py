"""Functions of straight pieces: put together from operations, and written as units again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.files.chain import Chain, NotHeldError
from reluviz.files.errors import UserError
from reluviz.files.pieces import IDENTITY, Pieces, after, combined

Made = tuple[Pieces, Callable[[float], float]]

NUMBERS = st.integers(-12, 12).map(lambda n: n / 4)
PLAIN: dict[str, Callable[[float, float], float]] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Max": max,
    "Min": min,
    "Greater": lambda a, b: float(a > b),
    "GreaterOrEqual": lambda a, b: float(a >= b),
    "Less": lambda a, b: float(a < b),
    "LessOrEqual": lambda a, b: float(a <= b),
    "Equal": lambda a, b: float(a == b),
}


def level(value: float) -> Made:
    return Pieces.constant(value), lambda s: value


def together(rule: str, first: Made, second: Made) -> Made:
    work, f, g = PLAIN[rule], first[1], second[1]
    return combined(rule, first[0], second[0]), lambda s: work(f(s), g(s))


def chosen(first: Made, second: Made, third: Made) -> Made:
    condition = together("Greater", first, level(0.0))
    c, f, g = condition[1], second[1], third[1]
    made = combined("Where", condition[0], second[0], third[0])
    return made, lambda s: f(s) if c(s) else g(s)


def scaled(first: Made, factor: float) -> Made:
    f = first[1]
    return combined("Mul", first[0], Pieces.constant(factor)), lambda s: factor * f(s)


LEAVES = st.one_of(st.just((IDENTITY, lambda s: s)), NUMBERS.map(level))
FUNCTIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(together, st.sampled_from(list(PLAIN)), inner, inner),
        st.builds(chosen, inner, inner, inner),
        st.builds(scaled, inner, NUMBERS),
    ),
    max_leaves=8,
)
PLACES = [n / 8 for n in range(-60, 61)]


@given(FUNCTIONS)
def test_any_operations_give_what_they_give_place_by_place(made: Made) -> None:
    function, plain = made
    for place in (*PLACES, *function.knots):
        if min((abs(place - k) for k in function.knots if k != place), default=1) > 1e-9:
            assert function(place) == pytest.approx(plain(place), rel=1e-9, abs=1e-9)


@given(FUNCTIONS)
def test_what_is_written_as_units_is_the_same_function(made: Made) -> None:
    function, _ = made
    start = Chain.of_inputs(2).affine(np.eye(2), 0.0, "start")
    ends = [(k, function.at(k - 1e-7, False), function.at(k + 1e-7, False)) for k in function.knots]
    has_jump = any(abs(m * k + a - n * k - b) > 1e-6 for k, (m, a), (n, b) in ends)
    try:
        network = after(start, function, "here").network()
    except UserError:
        assert not function.is_stair
        assert has_jump or any(
            abs(m * k + a - v) > 1e-9
            for (k, (m, a), _), v in zip(ends, function.values, strict=True)
        )
        return
    away = [p for p in PLACES if all(abs(p - k) > 1e-9 for k in function.knots)]
    x = np.array([away, away]).T
    expected = np.array([[function(p)] * 2 for p in away])
    np.testing.assert_allclose(network(x), expected, rtol=1e-9, atol=1e-9)


def test_a_product_of_two_that_follow_the_input_is_none_of_straight_pieces() -> None:
    with pytest.raises(NotHeldError, match="both follow"):
        combined("Mul", IDENTITY, IDENTITY)
    with pytest.raises(NotHeldError, match="divides"):
        combined("Div", Pieces.constant(1.0), IDENTITY)


def test_no_more_knots_than_a_function_can_mean() -> None:
    def folded(saw: Pieces, times: int) -> Pieces:
        """Each fold doubles the teeth."""
        for _ in range(times):
            turned = combined("Sub", Pieces.constant(1.0), combined("Add", saw, saw))
            saw = combined("Max", combined("Add", saw, saw), turned)
            saw = combined("Sub", Pieces.constant(2.0), saw)
        return saw

    assert len(folded(IDENTITY, 3).knots) > 3
    with pytest.raises(NotHeldError, match="more than 64 places"):
        folded(IDENTITY, 9)
