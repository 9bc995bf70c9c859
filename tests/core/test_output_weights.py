from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core import output_weights
from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.core.output_weights import fit_output_weights

POINTS = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]


def error(network: Network, x, y) -> float:
    return float(np.sum((network(x) - y) ** 2))


def test_the_article_s_weights_are_found_again() -> None:
    network = through_points(POINTS)
    x = np.linspace(-1, 1, 50)
    started = Network.from_rays(network.v, network.b, [1, 1, 1], 0)
    found = fit_output_weights(started, x, network(x))
    assert found.w == pytest.approx([4, -8, 5])
    assert found.b0 == pytest.approx(-1)
    assert np.array_equal(found.kinks, network.kinks)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(3, 60))
def test_no_other_weights_are_better(seed: int, units: int, points: int) -> None:
    random = np.random.default_rng(seed)
    network = Network.from_rays(
        random.normal(size=units), random.normal(size=units), random.normal(size=units), 0.3
    )
    x, y = random.uniform(-2, 2, points), random.normal(size=points)
    found = fit_output_weights(network, x, y)
    least = error(found, x, y)
    for size in (1e-3, 0.1, 1):
        moved = Network.from_rays(
            found.v,
            found.b,
            found.w + random.normal(0, size, units),
            found.b0 + random.normal(0, size),
        )
        assert least <= error(moved, x, y) * (1 + 1e-9)


def test_a_ray_without_points_keeps_its_weight() -> None:
    network = Network.from_rays([1, 1], [0, -5], [1, 7], 0)
    found = fit_output_weights(network, [0, 1, 2], [1, 3, 5])
    assert found.w == pytest.approx([2, 7])
    assert found.b0 == pytest.approx(1)


def test_parts_give_the_same_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    network = through_points(POINTS)
    x, y = random.uniform(-1, 1, 1000), random.normal(size=1000)
    whole = fit_output_weights(network, x, y)
    monkeypatch.setattr(output_weights, "_VALUES_AT_ONCE", 50)
    parts = fit_output_weights(network, x, y)
    assert parts.w == pytest.approx(whole.w, rel=1e-10)


def test_wrong_data_are_refused() -> None:
    with pytest.raises(ValueError, match="as many y as x"):
        fit_output_weights(through_points(POINTS), [1, 2], [1])
