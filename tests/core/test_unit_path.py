"""The way of an input through the plane of some units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from networks import deep_networks

from reluviz import api as rv
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.unit_path import INPUT, grid_paths, segment_counts, unit_path

SAWTOOTH = rv.example("sawtooth").network


def hidden(network: Network, x: np.ndarray, layer: int) -> np.ndarray:
    values = x
    for one in network.layers[: layer + 1]:
        values = one(values)
    return values


def test_the_sawtooth_is_folded_onto_itself() -> None:
    first = unit_path(SAWTOOTH, (0, 1), 0, (0, 1))
    assert first.x.tolist() == [0, 0.5, 1]
    assert first.places.tolist() == [[0, 0], [1, 0], [2, 1]]
    second = unit_path(SAWTOOTH, (0, 1), 1, (0, 1))
    assert second.x.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert second.places.tolist() == [[0, 0], [1, 0], [2, 1], [1, 0], [0, 0]]
    third = unit_path(SAWTOOTH, (0, 1), 2, (0, 1))
    assert third.n_segments == 8
    assert {tuple(place) for place in third.places.tolist()} == {(0, 0), (1, 0), (2, 1)}


def test_the_pieces_double_with_every_layer() -> None:
    assert segment_counts(SAWTOOTH, (0, 1)) == [2, 4, 8]
    again = Network([*SAWTOOTH.layers[:-1], SAWTOOTH.layers[-2], SAWTOOTH.layers[-1]])
    assert segment_counts(again, (0, 1)) == [2, 4, 8, 16]


@settings(max_examples=40)
@given(deep_networks())
def test_it_is_where_the_units_are_and_turns_at_each_corner(network: Network) -> None:
    """Against a forward pass at corners and between them."""
    layer = len(network.layers) - 2
    count = network.layers[layer].n_units
    units = [*range(min(count, 2)), INPUT]
    path = unit_path(network, (-1, 1), layer, units)
    middles = np.sort(np.concatenate([path.x, (path.x[1:] + path.x[:-1]) / 2]))
    expected = hidden(network, middles[:, np.newaxis], layer)[:, units[:-1]]
    found = [np.interp(middles, path.x, column) for column in path.places.T]
    scale = 1 + np.abs(expected).max()
    np.testing.assert_allclose(np.stack(found[:-1], 1), expected, rtol=0, atol=1e-9 * scale)
    np.testing.assert_array_equal(path.places[:, -1], path.x)
    sums = unit_path(network, (-1, 1), layer, units, as_sums=True)
    assert (sums.x[0], sums.x[-1]) == (-1, 1)


def test_x_against_itself() -> None:
    path = unit_path(SAWTOOTH, (0, 1), 1, (INPUT, INPUT))
    assert path.places.tolist() == [[0, 0], [1, 1]]


def test_segments_are_found_by_x() -> None:
    path = unit_path(SAWTOOTH, (0, 1), 1, (0, 1))
    assert [path.segment_at(x) for x in (-3, 0, 0.3, 0.5, 0.99, 1, 7)] == [0, 0, 1, 2, 3, 3, 3]


def test_the_lines_of_a_grid() -> None:
    random = np.random.default_rng(0)
    network = Network(
        [
            Layer(random.normal(size=(4, 2)), random.normal(size=4), "relu"),
            Layer(random.normal(size=(3, 4)), random.normal(size=3), "relu"),
            Layer(random.normal(size=(1, 3)), [0], "identity"),
        ]
    )
    box = ((-1.0, 1.0), (-2.0, 2.0))
    across, up = grid_paths(network, box, 1, (0, 2), lines=5)
    for k, value in enumerate(np.linspace(-2, 2, 5)):
        points = np.column_stack([across[k].x, np.full(len(across[k].x), value)])
        np.testing.assert_allclose(
            across[k].places, hidden(network, points, 1)[:, [0, 2]], atol=1e-12
        )
    for k, value in enumerate(np.linspace(-1, 1, 5)):
        points = np.column_stack([np.full(len(up[k].x), value), up[k].x])
        np.testing.assert_allclose(up[k].places, hidden(network, points, 1)[:, [0, 2]], atol=1e-12)


def test_curved_units_have_none() -> None:
    curved = Network([Layer([[1], [2]], [0, 0], "tanh"), Layer([[1, 1]], [0], "identity")])
    with pytest.raises(ValueError, match="exact curves only"):
        unit_path(curved, (0, 1), 0, (0, 1))


def test_ten_thousand_units_are_no_burden() -> None:
    random = np.random.default_rng(0)
    n = 10_000
    network = Network.from_rays(np.ones(n), random.uniform(-1, 1, n), random.normal(size=n), 0.0)
    path = unit_path(network, (-1, 1), 0, (7, 9_999))
    assert path.n_segments == 3
    assert segment_counts(network, (-1, 1)) == [n + 1]
    with pytest.raises(ValueError, match="no layer 2"):
        unit_path(network, (-1, 1), 2, (0, 1))
