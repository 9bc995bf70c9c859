"""Linear regions of the plane: against patterns of a grid, Euler's formula and the network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.initial import initial_layers
from reluviz.core.network import Layer, Network
from reluviz.core.regions import Regions, TooManyRegions, regions
from reluviz.files.systems import system

BOX = ((-1.0, 2.0), (-1.5, 1.5))
AREA = 9.0


def deep(seed: int, sizes: list[int], whole: bool = False) -> Network:
    """ReLUs and a linear output; with small whole numbers many lines meet in one point."""
    random = np.random.default_rng(seed)

    def numbers(*shape: int) -> np.ndarray:
        return random.integers(-2, 3, shape) * 1.0 if whole else random.normal(size=shape)

    layers = [Layer(numbers(b, a), numbers(b), "relu") for a, b in pairwise([2, *sizes])]
    return Network([*layers, Layer(numbers(1, sizes[-1]), numbers(1), "identity")])


networks = st.builds(
    deep, st.integers(0, 10**6), st.lists(st.integers(1, 8), min_size=1, max_size=3), st.booleans()
)


def hidden_sums(network: Network, points: np.ndarray) -> np.ndarray:
    """The sums of all hidden units, shape (points, units)."""
    sums = []
    for layer in network.layers[:-1]:
        sums.append(layer.sums(points))
        points = layer(points)
    return np.hstack(sums)


def rings(found: Regions) -> list[np.ndarray]:
    return [found.points[ring] for ring in np.split(found.rings, found.offsets[1:-1])]


def check_mesh(found: Regions) -> None:
    """Regions are convex, cover the box once, and share corners and edges."""
    assert len(found.points) - len(found.ends) + len(found) == 1  # Euler
    assert found.areas.sum() == pytest.approx(AREA, rel=1e-9)
    assert np.all(found.areas > -1e-12)
    lengths = np.diff(found.offsets)
    assert np.all(lengths >= 3)
    # Every edge is walked once in each direction, but for those of the box.
    start = found.rings
    stop = np.empty_like(start)
    stop[:-1], stop[found.offsets[1:] - 1] = start[1:], start[found.offsets[:-1]]
    region = np.repeat(np.arange(len(found)), lengths)
    walked = sorted(zip(start.tolist(), stop.tolist(), region.tolist(), strict=True))
    (a, b), (left, right) = found.ends.T, found.sides.T
    inside = right >= 0
    expected = [*zip(a.tolist(), b.tolist(), left.tolist(), strict=True)]
    expected += zip(b[inside].tolist(), a[inside].tolist(), right[inside].tolist(), strict=True)
    assert walked == sorted(expected)
    assert np.array_equal(~inside, found.edge_layer < 0)


@settings(max_examples=60)
@given(networks)
def test_the_mesh_is_whole(network: Network) -> None:
    check_mesh(regions(network, BOX))


@settings(max_examples=60)
@given(networks)
def test_every_region_has_a_pattern_of_its_own(network: Network) -> None:
    found = regions(network, BOX)
    sums = hidden_sums(network, found.middles)
    # Units that are zero in all of a region are neither on nor off there.
    clear = np.all(np.abs(sums) > 1e-9, axis=1) & (found.areas > 1e-8)
    patterns = sums > 0
    assert len(np.unique(patterns[clear], axis=0)) == clear.sum()
    for ring, pattern, is_clear in zip(rings(found), patterns, clear, strict=True):
        if is_clear:
            corners = hidden_sums(network, ring)
            assert np.all(np.where(pattern, corners, -corners) > -1e-8)


@settings(max_examples=40)
@given(networks, st.integers(0, 1000))
def test_every_pattern_of_a_grid_is_a_region(network: Network, seed: int) -> None:
    found = regions(network, BOX)
    random = np.random.default_rng(seed)
    points = random.uniform((BOX[0][0], BOX[1][0]), (BOX[0][1], BOX[1][1]), (2_000, 2))
    sums = hidden_sums(network, points)
    middles = hidden_sums(network, found.middles) > 1e-12
    known = {pattern.tobytes() for pattern in middles}
    clear = np.all(np.abs(sums) > 1e-6, axis=1)
    assert {pattern.tobytes() for pattern in sums[clear] > 0} <= known


def test_counts_of_a_fine_grid() -> None:
    network = deep(1, [8, 8])
    x, y = np.meshgrid(np.linspace(*BOX[0], 1_000), np.linspace(*BOX[1], 1_000))
    patterns = hidden_sums(network, np.stack([x.ravel(), y.ravel()], 1)) > 0
    codes = patterns @ (1 << np.arange(patterns.shape[1]))
    seen = np.unique(codes)
    found = regions(network, BOX)
    visible = found.areas > 1e-4
    assert visible.sum() <= len(seen) <= len(found)
    assert len(found) > 30


@settings(max_examples=60)
@given(networks)
def test_edges_lie_on_the_line_of_their_unit(network: Network) -> None:
    found = regions(network, BOX, 0)
    widths = [layer.n_units for layer in network.layers]
    for layer in range(len(widths)):
        into = Network(network.layers[: layer + 1])
        for unit in range(widths[layer]):
            parts = found.line(layer, unit)
            ends = parts.reshape(-1, 2)
            if not len(ends):
                continue
            values = ends if layer == 0 else Network(into.layers[:-1])(ends)
            sums = into.layers[-1].sums(values.reshape(len(ends), -1))[:, unit]
            level = 0.5 if layer == len(widths) - 1 else 0.0
            assert np.max(np.abs(sums - level)) < 1e-8


@settings(max_examples=60)
@given(networks)
def test_the_output_is_linear_in_each_region(network: Network) -> None:
    found = regions(network, BOX, 0)
    values = network(found.points)[:, 0]
    for ring in np.split(found.rings, found.offsets[1:-1]):
        table = np.column_stack([found.points[ring], np.ones(len(ring))])
        shares, *_ = np.linalg.lstsq(table, values[ring])
        assert np.allclose(table @ shares, values[ring], rtol=0, atol=1e-7 * (1 + np.ptp(values)))
        assert values[ring].max() < 0.5 + 1e-7 or values[ring].min() > 0.5 - 1e-7


def test_one_unit() -> None:
    found = regions(Network([Layer([[1, 1]], [-1.5], "step")]), ((0, 1), (0, 1)), 0)
    assert len(found) == 2
    assert found.line(0, 0).tolist() == [[0.5, 1.0, 1.0, 0.5]]
    assert sorted(found.areas) == pytest.approx([0.125, 0.875])
    assert (found.edge_layer == 0).sum() == 1


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_the_line_of_an_output_is_where_it_is_one_half(kind: str) -> None:
    network = Network([Layer([[2, 0]], [0.25], kind)])
    parts = regions(network, BOX, 0).line(0, 0)
    x = np.linspace(*BOX[0], 2_000)
    sides = network(np.column_stack([x, np.zeros(2_000)]))[:, 0] > 0.5
    changes = np.flatnonzero(sides[1:] != sides[:-1])
    assert len(parts) == len(changes) > 0
    for (left, _, right, _), k in zip(sorted(parts.tolist()), changes, strict=True):
        assert x[k] <= left <= x[k + 1]
        assert left == pytest.approx(right)


def test_lines_through_one_point_and_twins() -> None:
    star = Layer([[1, 0], [0, 1], [1, 1], [1, -1], [2, 2], [-1, 0]], [0] * 6, "relu")
    found = regions(Network([star, Layer([[1] * 6], [0], "identity")]), ((-1, 1), (-1, 1)))
    assert len(found) == 8
    assert len(found.points) == 9
    assert set(found.edge_unit) == {-1, 0, 1, 2, 3}  # twins belong to the first


def test_lines_along_the_box_and_outside_cut_nothing() -> None:
    layer = Layer([[1, 0], [0, 1], [1, 0], [0, 0]], [-2, 1.5, 9, 1], "relu")
    assert len(regions(Network([layer, Layer([[1] * 4], [0], "identity")]), BOX)) == 1


def test_dead_regions_are_not_cut() -> None:
    # Where the first layer is off, the second one is zero everywhere, neither on nor off.
    first = Layer([[1, 0], [2, 0]], [0, 0], "relu")
    second = Layer([[1, 1], [-1, 1]], [0, 0], "relu")
    found = regions(Network([first, second, Layer([[1, 1]], [0], "identity")]), BOX)
    assert len(found) == 2


def test_xor_by_two_lines() -> None:
    network = system("xor-solved").network
    found = regions(network, ((-0.5, 1.5), (-0.5, 1.5)), 0)
    assert len(found) == 3
    # The output changes on both lines, so its line is theirs.
    assert len(found.line(1, 0)) == 2
    assert len(found.line(0, 0)) == 0
    without = regions(network, ((-0.5, 1.5), (-0.5, 1.5)))
    assert [len(without.line(0, unit)) for unit in (0, 1)] == [1, 1]


def test_a_step_stops_the_cutting() -> None:
    layers = [
        Layer([[1, 0], [0, 1]], [0, 0], "relu"),
        Layer([[1, -1]], [0.1], "step"),
        Layer([[1], [2]], [0, 0], "tanh"),
        Layer([[1, 1]], [0], "sigmoid"),
    ]
    found = regions(Network(layers), BOX, 0)
    values = Network(layers)(found.middles)[:, 0]
    assert len(np.unique(values.round(9))) == 2
    is_on = values > 0.5
    parts = found.sides[(found.edge_layer == 3)]
    assert len(parts)
    assert np.all(is_on[parts[:, 0]] != is_on[parts[:, 1]])


def test_many_regions_of_a_wide_network() -> None:
    network = initial_layers([2, 32, 32, 1], ["relu", "relu", "identity"], "uniform", 0)
    found = regions(network, BOX, 0)
    check_mesh(found)
    assert len(found) > 300
    scaled = Network(
        [
            Layer(network.layers[0].weights / 1e6, network.layers[0].bias, "relu"),
            *network.layers[1:],
        ]
    )
    box = tuple((low * 1e6, high * 1e6) for low, high in BOX)
    assert len(regions(scaled, box, 0)) == len(found)  # type: ignore[arg-type]


def test_too_many() -> None:
    network = deep(0, [30])
    count = len(regions(network, BOX))
    assert len(regions(network, BOX, most=count)) == count
    with pytest.raises(TooManyRegions, match=f"more than {count - 1} regions"):
        regions(network, BOX, most=count - 1)


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network([Layer([[1]], [0], "relu")]), "need two inputs, not 1"),
        (
            Network([Layer([[1, 1]], [0], "tanh"), Layer([[1]], [0], "identity")]),
            "layer 1 has the activation tanh, which is curved",
        ),
    ],
)
def test_refused(network: Network, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        regions(network, BOX)
    with pytest.raises(ValueError, match="the domain must run from a lower"):
        regions(system("and").network, ((1.0, 0.0), BOX[1]))


@settings(max_examples=40)
@given(networks)
def test_each_region_has_its_affine_map_and_pattern(network: Network) -> None:
    found = regions(network, BOX)
    assert len(found.polygons) == len(found) == len(found.intercepts)
    assert found.gradients.shape == (len(found), 2)
    np.testing.assert_array_equal(found.patterns, hidden_sums(network, found.middles) > 0)
    for polygon, slope, constant in zip(
        found.polygons, found.gradients, found.intercepts, strict=True
    ):
        values = network(polygon).ravel()
        scale = 1 + np.abs(values).max() + np.abs(slope).max()
        np.testing.assert_allclose(polygon @ slope + constant, values, rtol=0, atol=1e-8 * scale)


@settings(max_examples=40)
@given(networks, st.integers(0, 10**6))
def test_which_regions_a_parameter_moves(network: Network, seed: int) -> None:
    """Against the derivative of the output at corners and middles, by finite differences."""
    random = np.random.default_rng(seed)
    every = list(network.parameters())
    parameter = every[random.integers(len(every))]
    found = regions(network, BOX)
    moved = found.moved_by(parameter)
    step = 1e-6
    sides = [network.with_value(parameter, network.value(parameter) + s) for s in (-step, step)]
    for k in np.flatnonzero(found.areas > 1e-3).tolist():
        polygon = found.polygons[k]
        # Inside: at a corner the step may cross into the next region.
        inside = 0.5 * polygon + 0.5 * found.middles[k]
        if np.abs(hidden_sums(network, inside)).min(initial=1) < 1e-4:
            continue  # a unit that is zero, or nearly so
        low, high = (side(inside).ravel() for side in sides)
        assert moved[k] == (np.abs(high - low).max() > 1e-3 * step)


@settings(max_examples=30)
@given(networks, st.integers(0, 1000))
def test_the_region_of_a_point(network: Network, seed: int) -> None:
    found = regions(network, BOX)
    random = np.random.default_rng(seed)
    x, y = random.uniform(*BOX[0]), random.uniform(*BOX[1])
    index = found.at(x, y)
    assert index is not None
    value = np.array([x, y]) @ found.gradients[index] + found.intercepts[index]
    assert value == pytest.approx(network([[x, y]]).item(), abs=1e-7 * (1 + abs(value)))
    assert found.at(2.5, 0) is None


@settings(max_examples=40)
@given(networks)
def test_contours_are_exact_and_whole(network: Network) -> None:
    """Ends of pieces have the level, and lie on the box or belong to two pieces."""
    found = regions(network, BOX)
    values = network(found.points).ravel()
    low, high = values.min(), values.max()
    level = float(low + 0.37 * (high - low))
    pieces = found.contours([level])
    assert (len(pieces) > 0) == (high - low > 0)
    ends = pieces.reshape(-1, 2)
    scale = 1 + np.abs(values).max()
    if not len(ends):
        return
    np.testing.assert_allclose(network(ends).ravel(), level, rtol=0, atol=1e-8 * scale)
    at_side = np.any([np.abs(ends[:, k] - b) < 1e-9 for k in (0, 1) for b in BOX[k]], axis=0)
    for end, is_outer in zip(ends, at_side, strict=True):
        near = np.abs(ends - end).max(axis=1) < 1e-9
        assert is_outer or near.sum() >= 2
