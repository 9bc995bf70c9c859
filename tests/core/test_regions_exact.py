"""Counts and areas of regions against an enumeration of cells in rationals, and known truths."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.regions import regions

BOX = ((-1.0, 1.0), (-1.0, 1.0))

Point = tuple[Fraction, Fraction]
Affine = tuple[Fraction, Fraction, Fraction]  # a x + b y + c


def at(line: Affine, point: Point) -> Fraction:
    return line[0] * point[0] + line[1] * point[1] + line[2]


def side(polygon: list[Point], line: Affine, sign: int) -> list[Point]:
    """The part of a convex polygon where a line's sum, times the sign, is not below zero."""
    found: list[Point] = []
    for a, b in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        p, q = sign * at(line, a), sign * at(line, b)
        if p >= 0:
            found.append(a)
        if p * q < 0:
            share = p / (p - q)
            found.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return found


def area(polygon: list[Point]) -> Fraction:
    pairs = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    return sum((a[0] * b[1] - b[0] * a[1] for a, b in pairs), Fraction(0)) / 2


def cells(network: Network) -> list[Fraction]:
    """The areas of all regions, each cut by one unit after another in rationals."""
    (left, right), (low, high) = ((Fraction(a), Fraction(b)) for a, b in BOX)
    corners = [(left, low), (right, low), (right, high), (left, high)]
    one, zero = Fraction(1), Fraction(0)
    parts: list[tuple[list[Point], list[Affine]]] = [
        (corners, [(one, zero, zero), (zero, one, zero)])
    ]
    for layer in network.layers[:-1]:
        weights = [[Fraction(w) for w in row] for row in layer.weights.tolist()]
        biases = [Fraction(b) for b in layer.bias.tolist()]
        following = []
        for polygon, inputs in parts:
            sums = [
                tuple(
                    sum((w * f[k] for w, f in zip(row, inputs, strict=True)), zero)
                    + (bias if k == 2 else zero)
                    for k in range(3)
                )
                for row, bias in zip(weights, biases, strict=True)
            ]
            pieces = [polygon]
            for line in sums:
                halves = [side(piece, line, sign) for piece in pieces for sign in (1, -1)]
                cut = [half for half in halves if len(half) > 2 and area(half) > 0]
                # A line that only touches a piece gives it back once.
                pieces = list({tuple(half): half for half in cut}.values())
            for piece in pieces:
                middle = tuple(sum(c, zero) / len(piece) for c in zip(*piece, strict=True))
                on = [at(line, middle) > 0 for line in sums]
                values = [f if is_on else (zero,) * 3 for f, is_on in zip(sums, on, strict=True)]
                following.append((piece, values))
        parts = following
    return [area(polygon) for polygon, _ in parts]


def small(seed: int, sizes: list[int]) -> Network:
    """Weights and biases in quarters: parallel lines, and many through one point."""
    random = np.random.default_rng(seed)

    def numbers(*shape: int) -> np.ndarray:
        return random.integers(-6, 7, shape) / 4

    layers = [
        Layer(numbers(b, a), numbers(b), "relu") for a, b in zip([2, *sizes], sizes, strict=False)
    ]
    return Network([*layers, Layer(numbers(1, sizes[-1]), numbers(1), "identity")])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_counts_and_areas_are_those_of_rationals(seed: int, sizes: list[int]) -> None:
    network = small(seed, sizes)
    found, expected = regions(network, BOX), cells(network)
    assert len(found) == len(expected)
    np.testing.assert_allclose(np.sort(found.areas), np.sort(np.array(expected, float)), atol=1e-12)
    assert found.areas.sum() == pytest.approx(4, abs=1e-12)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 20))
def test_one_layer_in_general_position_is_an_arrangement(seed: int, count: int) -> None:
    """1, and one more for each line through the box and each crossing of two in it."""
    random = np.random.default_rng(seed)
    layer = Layer(random.normal(size=(count, 2)), random.normal(size=count), "relu")
    corners = np.array([[x, y] for x in BOX[0] for y in BOX[1]])
    sums = layer.sums(corners)
    lines = int(((sums.min(axis=0) < 0) & (sums.max(axis=0) > 0)).sum())
    crossings = 0
    for pair in combinations(range(count), 2):
        point = np.linalg.solve(layer.weights[list(pair)], -layer.bias[list(pair)])
        crossings += bool(np.all(np.abs(point) < 1))
    network = Network([layer, Layer(np.ones((1, count)), [0.0], "identity")])
    assert len(regions(network, BOX)) == 1 + lines + crossings


def drawn(seed: int, spread: float) -> Network:
    """2-16-16-1 as it is drawn for training, with biases of some spread."""
    random = np.random.default_rng(seed)
    shapes = ((2, 16, "relu"), (16, 16, "relu"), (16, 1, "identity"))
    return Network(
        [
            Layer(random.normal(0, np.sqrt(2 / a), (b, a)), random.normal(0, spread, b), kind)
            for a, b, kind in shapes
        ]
    )


def test_small_biases_make_the_most_regions() -> None:
    zero, some, large = (
        np.mean([len(regions(drawn(seed, spread), BOX)) for seed in range(12)])
        for spread in (0.0, 0.1, 1.0)
    )
    assert zero < 110  # all lines go through one point: sectors
    assert some > 3 * zero
    assert large < 0.6 * some
