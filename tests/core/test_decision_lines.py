"""Lines of units in the plane: where they cross a box, shifted and turned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reluviz.core.decision_lines import DecisionLine, decision_line, decision_lines
from reluviz.core.network import Layer, Network

numbers = st.integers(-400, 400).map(lambda k: k / 100)
lines = st.builds(DecisionLine, st.tuples(numbers, numbers), numbers)
spots = st.tuples(numbers, numbers)
BOX = ((-1.0, 2.0), (0.0, 1.5))


@given(lines)
def test_ends_are_on_the_line_and_on_the_edge(line: DecisionLine) -> None:
    corners = [line.sum_at((x, y)) for x in BOX[0] for y in BOX[1]]
    ends = line.ends(BOX)
    if not line.is_line or min(corners) > 0 or max(corners) < 0:
        assert ends is None
        return
    if ends is None:  # it touches a corner
        assert min(abs(value) for value in corners) < 1e-9
        return
    size = max(1.0, *(abs(w) for w in line.weights), abs(line.bias))
    for x, y in ends:
        assert abs(line.sum_at((x, y))) <= 1e-12 * size
        assert BOX[0][0] <= x <= BOX[0][1]
        assert BOX[1][0] <= y <= BOX[1][1]
        sides = (x - BOX[0][0], x - BOX[0][1], y - BOX[1][0], y - BOX[1][1])
        assert min(abs(side) for side in sides) <= 1e-12 * 4


@given(lines, st.sampled_from([1e-170, 1e-90, 1e90]))
def test_the_size_of_the_weights_does_not_move_the_line(line: DecisionLine, by: float) -> None:
    other = DecisionLine((line.weights[0] * by, line.weights[1] * by), line.bias * by)
    ends, others = line.ends(BOX), other.ends(BOX)
    if ends is None or others is None:
        corners = [abs(line.sum_at((x, y))) for x in BOX[0] for y in BOX[1]]
        assert ends is others or min(corners) < 1e-9
    else:
        assert np.allclose(ends, others, rtol=0, atol=1e-9)


def test_ends_by_hand() -> None:
    assert DecisionLine((1, 1), -1).ends(((0, 1), (0, 1))) == ((1, 0), (0, 1))
    assert DecisionLine((0, 2), -1).ends(((0, 1), (0, 1))) == ((1, 0.5), (0, 0.5))
    assert DecisionLine((2, 0), -1).ends(((0, 1), (0, 1))) == ((0.5, 0), (0.5, 1))
    assert DecisionLine((2, 0), -4).ends(((0, 1), (0, 1))) is None
    assert DecisionLine((1, 1), -9).ends(((0, 1), (0, 1))) is None
    assert DecisionLine((0, 0), 1).ends(((0, 1), (0, 1))) is None


def test_a_unit_has_a_line_for_each_kink_of_its_activation() -> None:
    def levels(kind: str) -> list[float]:
        network = Network([Layer([[2.0, 0.0]], [-1.0], kind)])
        found = decision_lines(network, 0)
        for line in found:
            (x, y), _ = line.ends(((-9, 9), (0, 1))) or ((0, 0), (0, 0))
            assert network.layers[0].sums(np.array([[x, y]]))[0, 0] == pytest.approx(line.level)
            assert line.sum_at((x, y)) == pytest.approx(0)
        return [line.level for line in found]

    assert levels("relu") == levels("sigmoid") == levels("identity") == [0]
    assert levels("relu6") == [0, 6]
    assert levels("hard_tanh") == [-1, 1]


@given(lines, spots)
def test_through_changes_the_bias_alone(line: DecisionLine, spot: tuple[float, float]) -> None:
    moved = line.through(spot)
    assert moved.weights == line.weights
    assert abs(moved.sum_at(spot)) < 1e-12


@given(lines, spots, spots)
def test_turned_goes_through_both(
    line: DecisionLine, pivot: tuple[float, float], spot: tuple[float, float]
) -> None:
    turned = line.turned(pivot, spot)
    if pivot == spot:
        assert turned is line
        return
    assert abs(turned.sum_at(pivot)) < 1e-12
    assert abs(turned.sum_at(spot)) < 1e-11
    assert np.hypot(*turned.weights) == pytest.approx(np.hypot(*line.weights))
    assert np.dot(turned.weights, line.weights) >= -1e-12
    assert not any(np.signbit(w) and w == 0 for w in turned.weights)


@given(lines, st.floats(-1.5, 1.5))
def test_a_small_turn_keeps_the_sides(line: DecisionLine, angle: float) -> None:
    assume(line.is_line)
    w = np.array(line.weights)
    pivot = np.array([0.25, -0.5])
    line = line.through((0.25, -0.5))
    along = np.array([-w[1], w[0]])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    x, y = pivot + turn @ along
    turned = line.turned((0.25, -0.5), (float(x), float(y)))
    assert np.allclose(turned.weights, turn @ w, rtol=0, atol=1e-9 * np.hypot(*w))


def test_the_line_of_a_unit() -> None:
    network = Network([Layer([[1, 2], [3, 4]], [5, 6], "step"), Layer([[1, 1]], [0], "step")])
    assert decision_line(network, 1) == DecisionLine((3.0, 4.0), 6.0)
    with pytest.raises(ValueError, match="a line in the plane needs two inputs, not 1"):
        decision_line(Network([Layer([[1]], [0], "step")]), 0)
