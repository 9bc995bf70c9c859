"""Where two networks differ most in the plane."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.plane_change import change_found, difference, largest_change

BOX = ((-1.0, 2.0), (-1.5, 1.5))


def deep(seed: int, sizes: list[int]) -> Network:
    random = np.random.default_rng(seed)
    kinds = ["relu"] * (len(sizes) - 1) + ["identity"]
    shapes = zip([2, *sizes], sizes, kinds, strict=False)
    return Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b), k) for a, b, k in shapes]
    )


def moved(network: Network, seed: int) -> Network:
    random = np.random.default_rng(seed)
    every = list(network.parameters())
    parameter = every[random.integers(len(every))]
    return network.with_value(parameter, network.value(parameter) + random.normal())


def grid(steps: int) -> np.ndarray:
    x, y = np.meshgrid(*(np.linspace(*side, steps) for side in BOX))
    return np.stack([x.ravel(), y.ravel()], 1)


sizes = st.lists(st.integers(1, 5), min_size=1, max_size=2).map(lambda sizes: [*sizes, 2])


@settings(max_examples=40)
@given(st.integers(0, 10**6), sizes, st.integers(0, 1))
def test_it_is_the_largest_of_a_grid_and_is_reached(
    seed: int, layers: list[int], output: int
) -> None:
    before = deep(seed, layers)
    after = moved(moved(before, seed + 1), seed + 2)
    points = grid(40)
    on_grid = (after(points) - before(points))[:, output]
    change, place = largest_change(before, after, BOX, output)
    scale = 1 + np.abs(on_grid).max()
    assert abs(change) >= np.abs(on_grid).max() - 1e-9 * scale
    here = np.array([place])
    assert (after(here) - before(here))[0, output] == pytest.approx(change, abs=1e-9 * scale)
    np.testing.assert_allclose(
        difference(before, after, output)(points).ravel(), on_grid, rtol=0, atol=1e-9 * scale
    )


def test_what_is_equal_is_there_once() -> None:
    before = deep(3, [6, 5, 1])
    first = before.with_value(before.parameter("w3.1.1"), 9.0)
    assert [layer.n_units for layer in difference(before, first).layers] == [6, 5, 1]
    second = before.with_value(before.parameter("b2.1"), 9.0)
    assert [layer.n_units for layer in difference(before, second).layers] == [6, 6, 1]
    third = before.with_value(before.parameter("b1.1"), 9.0)
    assert [layer.n_units for layer in difference(before, third).layers] == [7, 10, 1]


def test_another_number_of_units() -> None:
    before, after = deep(1, [3, 1]), deep(2, [5, 1])
    points = grid(9)
    expected = (after(points) - before(points)).ravel()
    np.testing.assert_allclose(difference(before, after)(points).ravel(), expected, atol=1e-12)


def test_refused() -> None:
    one = deep(1, [3, 1])
    with pytest.raises(ValueError, match="layers and activations are the same"):
        difference(one, deep(1, [3, 3, 1]))
    curved = Network([one.layers[0], Layer(one.layers[1].weights, [0.0], "sigmoid")])
    with pytest.raises(ValueError, match="activation sigmoid"):
        difference(curved, curved)


def test_of_curves_it_is_the_largest_on_a_grid() -> None:
    before = Network([Layer([[1, 0]], [0], "tanh"), Layer([[1]], [0], "identity")])
    after = before.with_value(before.parameter("w2.1.1"), 2.0)
    change, place, is_exact = change_found(before, after, BOX, 0, 100)
    assert not is_exact
    assert change == pytest.approx(np.tanh(2.0))
    assert place[0] == 2.0
    straight = deep(1, [3, 1])
    assert change_found(straight, moved(straight, 0), BOX, 0, 100)[2]
    assert not change_found(straight, moved(straight, 0), BOX, 0, 1)[2]
