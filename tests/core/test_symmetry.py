from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.construct import largest_term, through_points
from reluviz.core.network import Network
from reluviz.core.symmetry import mirror_ray, scale_unit, simplify

DOMAIN = (-7.0, 9.0)
PROBES = np.linspace(*DOMAIN, 2_001)


def assert_same(first: Network, second: Network) -> None:
    scale = max(largest_term(first, DOMAIN), largest_term(second, DOMAIN))
    np.testing.assert_allclose(first(PROBES), second(PROBES), rtol=0, atol=1e-12 * scale)


@given(shallow_networks(), st.floats(1e-3, 1e3), st.data())
@settings(deadline=None, max_examples=80)
def test_scaling_a_unit_keeps_the_curve(network: Network, factor: float, data) -> None:
    unit = data.draw(st.integers(0, network.n_units - 1))
    assert_same(network, scale_unit(network, unit, factor))


@given(shallow_networks(), st.data())
@settings(deadline=None, max_examples=80)
def test_mirroring_a_ray_keeps_the_curve(network: Network, data) -> None:
    unit = data.draw(st.integers(0, network.n_units - 1))
    assume(network.v[unit] != 0)
    mirrored = mirror_ray(network, unit, DOMAIN)
    assert mirrored.v[unit] == -network.v[unit]
    assert mirrored.kinks[unit] == network.kinks[unit]
    assert mirrored.n_units <= network.n_units + 1
    assert_same(network, mirrored)


@given(shallow_networks(most=12))
@settings(deadline=None, max_examples=150)
def test_simplifying_keeps_the_curve_and_adds_no_unit(network: Network) -> None:
    simple = simplify(network, DOMAIN)
    assert simple.n_units <= network.n_units
    assert_same(network, simple)
    assert simplify(simple, DOMAIN).n_units == simple.n_units


def test_what_simplifying_takes_away() -> None:
    network = Network.from_rays(
        [1, 1, 2, -1, 1, -1], [0, 0, 0, -8, -20, 0.5], [1, 2, 3, 5, 7, 0], 4
    )
    simple = simplify(network, DOMAIN)
    assert simple.n_units == 1  # one kink at 0: equal ones merged, dead ones and w = 0 gone
    assert (simple.v[0], simple.kinks[0], simple.w[0]) == (1, 0, 9)
    always = Network.from_rays([1, -1], [20, 30], [2, 3], 0)
    assert simplify(always, DOMAIN).n_units == 1
    article = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
    assert simplify(article, (-1, 1)) == article


def test_what_cannot_be_done_says_so() -> None:
    network = Network.from_rays([0], [1], [1], 0)
    with pytest.raises(ValueError, match="no ray to mirror"):
        mirror_ray(network, 0, DOMAIN)
    for factor in (0, -1, np.inf, np.nan):
        with pytest.raises(ValueError, match="above zero"):
            scale_unit(network, 0, factor)
