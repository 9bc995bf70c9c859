from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from networks import shallow_networks

from reluviz.core.anatomy import first_units, partial_sums, ray, segments
from reluviz.core.construct import largest_term, through_points
from reluviz.core.network import Network
from reluviz.core.piecewise import exact_curve

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
DOMAIN = (-7.0, 9.0)
PROBES = np.linspace(*DOMAIN, 2_001)


@given(shallow_networks())
@settings(deadline=None, max_examples=100)
def test_partial_sum_i_is_the_network_cut_to_i_units(network: Network) -> None:
    sums = partial_sums(network, DOMAIN)
    scale = largest_term(network, DOMAIN)
    assert len(sums) == network.n_units + 1
    for count, curve in enumerate(sums):
        cut = first_units(network, count)
        np.testing.assert_allclose(curve(PROBES), cut(PROBES), rtol=0, atol=1e-12 * scale)


def test_the_article_builds_up_from_left_to_right() -> None:
    sums = partial_sums(ARTICLE)
    assert sums[0].y.tolist() == [-1, -1]
    assert sums[1].slopes.tolist() == [4]
    assert sums[2].slopes.tolist() == [4, -4]
    assert sums[3].slopes.tolist() == [4, -4, 1]
    assert sums[2].y.tolist() == [-1, 1, -5]  # goes straight on after the second segment


def test_rays_and_scaled_rays() -> None:
    assert ray(ARTICLE, 1, (-1, 1)).y.tolist() == [0, 0, 1.5]
    assert ray(ARTICLE, 1, (-1, 1), scaled=True).y.tolist() == [0, 0, -12]


@given(shallow_networks())
@settings(deadline=None, max_examples=100)
def test_a_segment_is_the_line_its_active_units_add_up_to(network: Network) -> None:
    read = segments(network, DOMAIN)
    curve = exact_curve(network, DOMAIN)
    scale = max(1.0, largest_term(network, DOMAIN))
    assert [s.interval for s in read] == list(
        zip(curve.x[:-1].tolist(), curve.x[1:].tolist(), strict=True)
    )
    for segment in read:
        low, high = segment.interval
        for x in (low, high):
            line = segment.slope * x + segment.intercept
            assert line == pytest.approx(float(curve(x)), abs=1e-11 * scale)
        middle = (low + high) / 2
        sums = network.v * middle + network.b
        if np.all(np.abs(sums) > 1e-9):
            assert segment.active_units == tuple(np.flatnonzero(sums > 0))


def test_the_articles_segments() -> None:
    second = segments(ARTICLE)[1]
    assert second.interval == (-0.5, 0)
    assert (second.slope, second.intercept) == (-4, -1)
    assert second.active_units == (0, 1)
