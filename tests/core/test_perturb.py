from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import deep_networks, shallow_networks

from reluviz.core.cloud import draw_cloud
from reluviz.core.construct import largest_term, through_points
from reluviz.core.network import Network
from reluviz.core.perturb import (
    Perturbation,
    chosen_parameters,
    chosen_places,
    envelope,
    flat_values,
    from_flat,
    perturb,
    with_values,
)

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
DOMAIN = (-7.0, 9.0)


def some_choice(network: Network, data: st.DataObject) -> str:
    unit = data.draw(st.integers(1, network.n_units))
    return data.draw(
        st.sampled_from(
            ["all", "b0", "layer 1", f"unit {unit}", f"w{unit}", f"b{unit}", f"v{unit}"]
        )
    )


def test_what_can_be_chosen() -> None:
    names = lambda which: [ARTICLE.name(p) for p in chosen_parameters(ARTICLE, which)]  # noqa: E731
    assert names("w2") == ["w2"]
    assert names("unit 2") == ["v2", "b2", "w2"]
    assert names("layer 1") == ["v1", "b1", "v2", "b2", "v3", "b3"]
    assert len(names("all")) == 10
    for wrong in ("unit 4", "layer 3", "w9", "", "unit 0", "everything"):
        with pytest.raises(ValueError, match="there is no"):
            chosen_parameters(ARTICLE, wrong)


@given(deep_networks(n_inputs=2, n_outputs=2), st.integers(0, 2**32))
@settings(deadline=None, max_examples=30)
def test_the_same_seed_draws_the_same_networks(network: Network, seed: int) -> None:
    first = perturb(network, "all", 0.5, 5, seed)
    assert first == perturb(network, "all", 0.5, 5, seed)
    assert first[:3] == perturb(network, "all", 0.5, 3, seed)
    assert first[0] != first[1]
    assert first != perturb(network, "all", 0.5, 5, seed + 1)


@given(deep_networks(n_inputs=2, n_outputs=2))
@settings(deadline=None, max_examples=20)
def test_the_flat_vector_has_the_order_of_the_parameters(network: Network) -> None:
    flat = flat_values(network)
    assert flat.tolist() == [network.value(p) for p in network.parameters()]
    assert from_flat(network, flat) == network
    assert chosen_parameters(network, "all") == list(network.parameters())
    for number, layer in enumerate(network.layers, 1):
        chosen = chosen_parameters(network, f"layer {number}")
        assert len(chosen) == layer.weights.size + layer.bias.size
        assert {p.layer for p in chosen} == {number - 1}


def test_draws_have_the_spread_asked_for() -> None:
    w2 = [n.w[1] for n in perturb(ARTICLE, "w2", 0.5, 5_000, 3)]
    assert np.mean(w2) == pytest.approx(-8, abs=0.03)
    assert np.std(w2) == pytest.approx(0.5, rel=0.04)
    flat = np.array(
        [n.w[1] for n in perturb(ARTICLE, "w2", 0.1, 2_000, 3, True, distribution="uniform")]
    )
    assert np.all(np.abs(flat + 8) <= 0.8)
    assert np.std(flat) == pytest.approx(0.8 / np.sqrt(3), rel=0.04)


def test_the_articles_two_pictures() -> None:
    x = np.linspace(-1, 1, 201)
    first = np.array([n(x) for n in perturb(ARTICLE, "unit 1", 0.2, 50, 1)])
    third = np.array([n(x) for n in perturb(ARTICLE, "w3", 0.5, 50, 1)])
    moved = lambda z: np.any(np.abs(z - ARTICLE(x)) > 1e-9, axis=0)  # noqa: E731
    assert np.all(moved(first)[2:])
    np.testing.assert_array_equal(moved(third), x > 1e-12)


@given(shallow_networks(most=5), st.data())
@settings(deadline=None, max_examples=60)
def test_no_draw_leaves_the_envelope(network: Network, data) -> None:
    which = some_choice(network, data)
    lower, upper = envelope(network, which, 0.3, DOMAIN)
    x = np.linspace(*DOMAIN, 301)
    draws = perturb(network, which, 0.3, 100, 7, distribution="uniform")
    z = np.array([n(x) for n in draws])
    slack = 1e-11 * max(1.0, largest_term(network, DOMAIN))
    assert np.all(z <= upper(x) + slack)
    assert np.all(z >= lower(x) - slack)


def test_not_one_of_20_000_draws_leaves_the_envelope() -> None:
    lower, upper = envelope(ARTICLE, "all", 0.1)
    settings_ = Perturbation("all", 0.1, False, "uniform", draws=20_000, seed=5)
    cloud = draw_cloud(ARTICLE, settings_, (-1, 1))
    for x in np.linspace(-1, 1, 101):
        heights = cloud.at(x)
        assert heights.max() <= float(upper(x)) + 1e-12
        assert heights.min() >= float(lower(x)) - 1e-12


@given(shallow_networks(most=4), st.data())
@settings(deadline=None, max_examples=60)
def test_the_envelope_is_attained(network: Network, data) -> None:
    unit = data.draw(st.integers(1, network.n_units))
    which = data.draw(st.sampled_from([f"unit {unit}", f"v{unit}", f"b{unit}", f"w{unit}", "b0"]))
    relative = data.draw(st.booleans())
    lower, upper = envelope(network, which, 0.25, DOMAIN, relative)
    parameters = chosen_parameters(network, which)
    places = chosen_places(network, which)
    assert [network.value(p) for p in parameters] == flat_values(network)[places].tolist()
    reach = [0.25 * (abs(network.value(p)) if relative else 1) for p in parameters]
    centre = np.array([network.value(p) for p in parameters])
    corners = [
        with_values(network, places, centre + np.array(signs) * reach)
        for signs in itertools.product((-1, 1), repeat=len(parameters))
    ]
    x = np.linspace(*DOMAIN, 100)
    z = np.array([corner(x) for corner in corners])
    slack = 1e-11 * max(1.0, max(largest_term(c, DOMAIN) for c in corners))
    np.testing.assert_allclose(upper(x), z.max(axis=0), rtol=0, atol=slack)
    np.testing.assert_allclose(lower(x), z.min(axis=0), rtol=0, atol=slack)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("w1", -1.0, 5, 0), "spread"),
        (("w1", np.nan, 5, 0), "spread"),
        (("w1", 1.0, 0, 0), "number of draws"),
        (("w1", 1.0, 5, -1), "seed"),
        (("w1", 1.0, 5, 0, False, "cauchy"), "normal or uniform"),
        (("w7", 1.0, 5, 0), "w7"),
    ],
)
def test_wrong_settings_are_refused(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        perturb(ARTICLE, *arguments)


@pytest.mark.parametrize("domain", [(-1, 5e-324), (-5e-324, 1), (-1, 1e-17), (-1, 0), (0, 1)])
def test_the_envelope_of_a_domain_that_ends_beside_zero(domain: tuple[float, float]) -> None:
    lower, upper = envelope(ARTICLE, "v2", 0.5, domain)
    assert lower.domain == upper.domain == domain
    x = np.linspace(*domain, 50)
    assert np.all(lower(x) <= ARTICLE(x) + 1e-12)
    assert np.all(upper(x) >= ARTICLE(x) - 1e-12)


@pytest.mark.parametrize(("spread", "relative"), [(1e100, False), (2e99, False), (2e98, True)])
def test_values_that_would_become_too_large_do_not_fit(spread: float, relative: bool) -> None:
    settings = Perturbation("w2", spread, relative)
    assert not settings.fits(ARTICLE)
    with pytest.raises(ValueError, match="choose a smaller spread"):
        settings.check(ARTICLE)
    Perturbation("w2", 1e90, relative).check(ARTICLE)
