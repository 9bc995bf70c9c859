from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.cloud import draw_cloud
from reluviz.core.construct import largest_term, through_points
from reluviz.core.network import Network
from reluviz.core.perturb import Perturbation, perturb

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
DOMAIN = (-7.0, 9.0)


@given(shallow_networks(most=5), st.integers(0, 1000), st.booleans())
@settings(deadline=None, max_examples=80)
def test_every_curve_of_a_cloud_is_the_forward_pass_of_its_draw(network, seed, relative) -> None:
    which = ["all", "unit 1", "v1", "w1", "b0"][seed % 5]
    cloud = draw_cloud(network, Perturbation(which, 0.5, relative, draws=6, seed=seed), DOMAIN)
    drawn = perturb(network, which, 0.5, 6, seed, relative)
    probes = np.linspace(*DOMAIN, 301)
    heights = np.array([cloud.at(x) for x in probes]).T
    for index, one in enumerate(drawn):
        assert cloud.draw(index) == one
        slack = 1e-11 * max(1.0, largest_term(one, DOMAIN))
        np.testing.assert_allclose(heights[index], one(probes), rtol=0, atol=slack)
        np.testing.assert_allclose(cloud.y[index], one(cloud.x[index]), rtol=0, atol=slack)
    assert np.all(np.diff(cloud.x, axis=1) >= 0)


def test_fewer_draws_are_the_first_ones() -> None:
    wanted = Perturbation("all", draws=100, seed=4)
    few, many = draw_cloud(ARTICLE, wanted, (-1, 1), most=7), draw_cloud(ARTICLE, wanted, (-1, 1))
    assert (len(few), len(many)) == (7, 100)
    np.testing.assert_array_equal(few.y, many.y[:7])


def test_the_band_holds_nine_tenths_of_the_draws() -> None:
    cloud = draw_cloud(ARTICLE, Perturbation("w1", 0.5, False, draws=2_000, seed=1), (-1, 1))
    low, middle, high = cloud.band
    heights = cloud.at(1.0)
    inside = np.mean((heights >= low(1.0)) & (heights <= high(1.0)))
    assert inside == pytest.approx(0.9, abs=0.002)
    assert float(middle(1.0)) == pytest.approx(np.median(heights))
    assert cloud.nearest(1.0, float(heights[17])) == 17


def test_a_thousand_draws_of_a_hundred_units() -> None:
    rng = np.random.default_rng(0)
    network = Network.from_rays(np.ones(100), rng.uniform(-1, 1, 100), rng.normal(size=100), 0)
    cloud = draw_cloud(network, Perturbation("all", 0.05, draws=1_000), (-1, 1))
    assert cloud.x.shape == cloud.y.shape == (1_000, 102)
