"""Truth tables: what is refused, what a change leaves alone, and which rows are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.network import Layer, Network
from reluviz.core.truth_table import MOST_ROWS, TruthTable, wrong_rows

BUGS = TruthTable([[3], [1]], [[1.1], [2.9]], ("ladybird", "caterpillar"))
XOR = TruthTable.of_gate([0, 1, 1, 0])


def test_of_gate() -> None:
    assert XOR.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert XOR.outputs.tolist() == [[0], [1], [1], [0]]
    assert len(XOR) == 4


def test_stored_read_only() -> None:
    inputs = np.array([[0.0], [1.0]])
    table = TruthTable(inputs, [[0], [1]], ["a", "b"])  # type: ignore[arg-type]
    inputs[0] = 5
    assert table.inputs.tolist() == [[0], [1]]
    assert table.names == ("a", "b")
    with pytest.raises(ValueError, match="read-only"):
        table.outputs[0] = 1


def test_names() -> None:
    assert [BUGS.name(row) for row in (0, 1)] == ["ladybird", "caterpillar"]
    assert XOR.name(1) == "0, 1"
    negative = TruthTable([[-0.5, 1 / 3], [-0.0, 0]], [[0], [1]], ("", "b"))
    assert negative.name(0) == "−0.5, 0.3333"
    assert TruthTable(negative.inputs, negative.outputs).name(1) == "0, 0"


@pytest.mark.parametrize(
    ("inputs", "outputs", "names", "words"),
    [
        ([[0], [1]], [[0]], (), "2 rows of inputs and 1 of outputs"),
        ([0, 1], [[0], [1]], (), "needs rows of inputs and rows of outputs"),
        ([[0], [1]], [0, 1], (), "needs rows of inputs and rows of outputs"),
        (np.empty((0, 2)), np.empty((0, 1)), (), "needs rows"),
        (np.empty((3, 0)), np.empty((3, 1)), (), "needs rows"),
        (np.empty((3, 1)), np.empty((3, 0)), (), "needs rows"),
        ([[0], [1]], [[0], [np.nan]], (), "the outputs of the truth table must be finite"),
        ([[0], [1e101]], [[0], [1]], (), "the inputs of the truth table must be finite"),
        ([["a"], ["b"]], [[0], [1]], (), "the inputs of the truth table must be numbers"),
        ([[0], [1]], [[0], [1]], ("a",), "1 names do not fit 2 rows"),
        (np.zeros((MOST_ROWS + 1, 1)), np.zeros((MOST_ROWS + 1, 1)), (), "at most 10,000 rows"),
    ],
)
def test_refused(inputs: object, outputs: object, names: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TruthTable(inputs, outputs, names)  # type: ignore[arg-type]


def test_equal_by_what_it_says() -> None:
    same = TruthTable([[3], [1]], [[1.1], [2.9]], ("ladybird", "caterpillar"))
    assert same == BUGS
    assert TruthTable(BUGS.inputs, BUGS.outputs) != BUGS
    assert BUGS.with_input(0, [2]) != BUGS
    assert BUGS.with_output(0, 0, 2) != BUGS
    assert BUGS != "ladybird"


def test_changes_leave_the_rest_alone() -> None:
    moved = XOR.with_input(1, [0.25, 0.5])
    assert moved.inputs.tolist() == [[0, 0], [0.25, 0.5], [1, 0], [1, 1]]
    assert moved.outputs.tolist() == XOR.outputs.tolist()
    flipped = BUGS.with_output(1, 0, 2.0)
    assert flipped.outputs.tolist() == [[1.1], [2.0]]
    assert flipped.names == BUGS.names
    assert XOR.outputs.tolist() == [[0], [1], [1], [0]]


def test_rows_come_and_go_with_their_names() -> None:
    more = BUGS.with_row([2], [1.5], "beetle")
    assert more.names == ("ladybird", "caterpillar", "beetle")
    assert more.without_row(2) == BUGS
    assert more.without_row(0).names == ("caterpillar", "beetle")
    assert BUGS.with_row([2], [1.5]).names == ("ladybird", "caterpillar", "")
    assert XOR.with_row([2, 2], [1], "far").names == ("", "", "", "", "far")
    assert XOR.with_row([2, 2], [1]).names == ()
    with pytest.raises(ValueError, match="needs rows"):
        TruthTable([[1]], [[1]]).without_row(0)


def test_rows_far_from_0_are_called_differently() -> None:
    table = TruthTable([[2019.04, 1], [2019.05, 1], [2019.06, 1]], [[0], [1], [0]])
    assert [table.name(row) for row in range(3)] == ["2019.04, 1", "2019.05, 1", "2019.06, 1"]


def test_fits() -> None:
    assert XOR.fits(Network([Layer([[1, 1]], [0], "step")]))
    assert not XOR.fits(Network([Layer([[1]], [0], "step")]))
    assert not XOR.fits(Network([Layer([[1, 1], [0, 1]], [0, 0], "step")]))


def test_wrong_rows() -> None:
    outputs = np.array([[0.4], [0.6], [0.5], [0.5], [0.6], [np.nan]])
    wanted = np.array([[0.0], [0.0], [0.0], [0.5], [1.0], [1.0]])
    assert wrong_rows(outputs, wanted).tolist() == [False, True, True, False, False, True]


@given(st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=1, max_size=9))
def test_a_row_is_wrong_by_one_of_its_outputs(rows: list[list[bool]]) -> None:
    wanted = np.array(rows, dtype=float)
    outputs = np.zeros_like(wanted)
    assert wrong_rows(outputs, wanted).tolist() == [any(row) for row in rows]
    assert not wrong_rows(wanted, wanted).any()
