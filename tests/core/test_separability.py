"""Whether a line does it: against all lines through pairs of points, and by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reluviz.core.gates import GATES, gate
from reluviz.core.separability import Separability, separability, why
from reluviz.core.truth_table import TruthTable
from reluviz.files.systems import ring_table

small = st.integers(-3, 3).map(float)
fine = st.floats(-4, 4)
Rows = list[tuple[float, float, bool]]


def rows_of(numbers: st.SearchStrategy[float], most: int = 9) -> st.SearchStrategy[Rows]:
    return st.lists(st.tuples(numbers, numbers, st.booleans()), min_size=1, max_size=most)


def table_of(rows: Rows) -> TruthTable:
    return TruthTable(
        np.array([row[:2] for row in rows]), np.array([[float(row[2])] for row in rows])
    )


def side(a: tuple, b: tuple, p: tuple) -> Fraction:
    ax, ay, bx, by, px, py = (Fraction(repr(value)) for value in (*a[:2], *b[:2], *p[:2]))
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax)


def by_brute_force(rows: Rows) -> bool:
    """Turn a line through every pair of points a little about a place between them.

    A line that separates can be moved until it touches two points: they decide which way it is
    turned or shifted away from them.
    """
    on, off = ([row for row in rows if row[2] is kind] for kind in (True, False))
    if not on or not off:
        return True
    if {row[:2] for row in on} & {row[:2] for row in off}:
        return False
    unique = list(dict.fromkeys(rows))
    for a, b in combinations(unique, 2):
        for sign in (1, -1):
            if all(fits(row, a, b, sign) for row in unique):
                on_line = [row for row in unique if side(a, b, row) == 0]
                if can_be_cut(on_line):
                    return True
    return False


def fits(row: tuple, a: tuple, b: tuple, sign: int) -> bool:
    where = side(a, b, row) * sign
    return where == 0 or (where > 0) == row[2]


def can_be_cut(on_line: Rows) -> bool:
    """Whether points of one line are on to one end of it and off to the other."""
    kinds = [row[2] for row in sorted(on_line)]
    return kinds in (sorted(kinds), sorted(kinds, reverse=True))


def check(rows: Rows, found: Separability) -> None:
    """The line is right for every row, or the witness is what it says."""
    if found.line is not None:
        sums = [found.line.sum_at(row[:2]) for row in rows]
        assert all(
            (value > 0) == row[2] and value != 0 for value, row in zip(sums, rows, strict=True)
        )
    if found.witness is None:
        return
    assert found.line is None
    point = found.witness.point
    for numbers, kind in ((found.witness.on, True), (found.witness.off, False)):
        corners = [rows[k] for k in numbers]
        assert all(row[2] is kind for row in corners)
        assert len(set(numbers)) == len(numbers)
        assert 1 <= len(numbers) <= 3
        # The point is a mean of the corners with weights of zero or more.
        system = np.array([[row[0], row[1], 1.0] for row in corners]).T
        shares, *_ = np.linalg.lstsq(system, np.array([*point, 1.0]))
        assert np.all(shares >= -1e-9)
        assert np.allclose(system @ shares, [*point, 1.0], rtol=0, atol=1e-9)
    assert len(found.witness.on) + len(found.witness.off) <= 4


@settings(max_examples=300)
@given(rows_of(small))
@example([(0.0, 0.0, True), (1.0, 1.0, False), (2.0, 2.0, True)])
@example([(0.0, 0.0, True), (0.0, 0.0, False)])
@example([(0.0, 0.0, True), (2.0, 0.0, True), (1.0, 0.0, False), (1.0, 1.0, True)])
def test_against_brute_force_on_a_grid(rows: Rows) -> None:
    found = separability(table_of(rows))
    assert found.is_separable == by_brute_force(rows)
    assert (found.line is not None) == found.is_separable
    check(rows, found)


@settings(max_examples=100)
@given(rows_of(fine, 7))
def test_against_brute_force_anywhere(rows: Rows) -> None:
    found = separability(table_of(rows))
    assert found.is_separable == by_brute_force(rows)
    if found.line is not None:
        check(rows, found)


@given(rows_of(small), st.sampled_from([-60, -1, 30]), small)
def test_scale_and_place_do_not_matter(rows: Rows, scale: int, shift: float) -> None:
    moved = [(float(f"{x + shift}e{scale}"), float(f"{y}e{scale}"), kind) for x, y, kind in rows]
    assert separability(table_of(moved)).is_separable == separability(table_of(rows)).is_separable


@given(rows_of(fine, 7))
def test_the_line_is_half_way_between_the_nearest(rows: Rows) -> None:
    found = separability(table_of(rows))
    if found.line is None or len({row[2] for row in rows}) < 2:
        return
    sums = np.array([found.line.sum_at(row[:2]) for row in rows])
    kinds = np.array([row[2] for row in rows])
    size = np.hypot(*found.line.weights)
    if size < 1e6:
        assert sums[kinds].min() == pytest.approx(0.5, rel=1e-6, abs=1e-9 * size**2)
        assert sums[~kinds].max() == pytest.approx(-0.5, rel=1e-6, abs=1e-9 * size**2)


def test_gates() -> None:
    found = {name: separability(gate(name)) for name in GATES}
    lines = {name: one.line for name, one in found.items() if one.line is not None}
    assert {name: (*line.weights, line.bias) for name, line in lines.items()} == {
        "and": (1, 1, -1.5),
        "or": (1, 1, -0.5),
        "nand": (-1, -1, 1.5),
    }
    witness = found["xor"].witness
    assert witness is not None
    assert witness.point == (0.5, 0.5)
    assert (witness.on, witness.off) == ((1, 2), (0, 3))


def test_xor_in_words() -> None:
    assert why(gate("xor"), separability(gate("xor"))) == (
        "No line does it: the point (0.5, 0.5) lies between (0, 0) and (1, 1), which should be "
        "off, and between (0, 1) and (1, 0), which should be on. What a line says at both ends it "
        "says of everything between them too."
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(0, 0, 1), (0, 0, 0)], "(0, 0) should be on in one row and off in another."),
        (
            [(-1, 0, 0), (1, 0, 0), (0, 0, 1)],
            "(0, 0), which should be on, lies between (−1, 0) and (1, 0), which should be off. "
            "What a line says at both ends",
        ),
        (
            [(0, 0, 1), (4, 0, 1), (0, 4, 1), (1, 1, 0)],
            "(1, 1), which should be off, lies between (0, 0), (4, 0) and (0, 4), which should be "
            "on. What a line says at all corners",
        ),
    ],
)
def test_other_reasons_in_words(rows: list[tuple[float, float, float]], words: str) -> None:
    table = TruthTable([row[:2] for row in rows], [[row[2]] for row in rows])  # type: ignore[arg-type]
    assert why(table, separability(table)).startswith(f"No line does it: {words}")


def test_a_line_in_words() -> None:
    assert why(gate("or"), separability(gate("or"))).startswith("One line does it")


def test_nearer_than_rounding() -> None:
    # Three points of a line, up to the last bit of the one in the middle.
    rows = [(0.0, 0.0, False), (1.0, float(np.nextafter(1.0, 2.0)), True), (2.0, 2.0, False)]
    assert separability(table_of(rows)).is_separable
    rows[1] = (1.0, 1.0, True)
    assert not separability(table_of(rows)).is_separable
    close = [(0.1, 0.1, False), (float(np.nextafter(0.1, 1)), 0.1, True), (0.3, 1e90, False)]
    found = separability(table_of(close))
    assert found.is_separable
    if found.line is None:
        assert "too near to one another" in why(table_of(close), found)


def test_decimals_are_meant_as_they_are_written() -> None:
    rows = [(0.1, 0.3, True), (0.2, 0.4, False), (0.3, 0.5, True)]
    found = separability(table_of(rows))
    assert found.witness is not None
    assert found.witness.point == (0.2, 0.4)


def test_rows_of_one_kind() -> None:
    for kind in (True, False):
        rows = [(0.0, 0.0, kind), (2.0, 1.0, kind)]
        found = separability(table_of(rows))
        assert found.line is not None
        check(rows, found)


def test_rows_of_one_half_do_not_count() -> None:
    table = TruthTable([[0, 0], [1, 0], [2, 0]], [[1], [0.5], [0]])  # type: ignore[arg-type]
    assert separability(table).is_separable
    assert not separability(table.with_output(1, 0, 0.0).with_output(2, 0, 1.0)).is_separable
    assert separability(table.with_output(0, 0, 0.5).with_output(2, 0, 0.5)).is_separable


def test_any_output() -> None:
    gates = np.column_stack([gate(name).outputs for name in GATES])
    table = TruthTable(gate("and").inputs, gates)
    assert [separability(table, k).is_separable for k in range(4)] == [True, True, True, False]


def test_only_for_two_inputs() -> None:
    with pytest.raises(ValueError, match="told for two inputs; this table has 1"):
        separability(TruthTable([[0], [1]], [[0], [1]]))  # type: ignore[arg-type]


def test_hundreds_of_rows() -> None:
    table = ring_table(600)
    found = separability(table)
    assert found.witness is not None
    flipped = TruthTable(table.inputs, (table.inputs[:, :1] + table.inputs[:, 1:] > 0.3) * 1.0)
    assert separability(flipped).line is not None
