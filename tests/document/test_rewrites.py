"""Same function, other weights: measured, named, and refused where it cannot be."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.network import Layer, Network
from reluviz.document.holds import RefusedError
from reluviz.document.rewrites import flattened, mirrored, scaled, simplified, turned_right
from reluviz.document.state import State, evaluate
from reluviz.files.examples import load_example

DOMAIN = (-1.0, 1.0)
PROBES = np.linspace(*DOMAIN, 1001)


def state_of(network: Network) -> State:
    return State(network, (DOMAIN,))


def largest_term(network: Network) -> float:
    """No larger is anything that is added up for an x from -1 to 1."""
    largest = np.max(np.abs(network.w) * np.max(np.abs(network.b) + np.abs(network.v)))
    return float(largest) + abs(network.b0)


@given(shallow_networks(), st.floats(1e-3, 1e3), st.data())
@settings(max_examples=40)
def test_the_largest_difference_told_is_the_one_measured(
    network: Network, factor: float, data: st.DataObject
) -> None:
    state = state_of(network)
    unit = data.draw(st.integers(0, network.n_units - 1))
    for rewrite in (
        partial(scaled, factor=factor, unit=unit),
        partial(mirrored, unit=unit),
        simplified,
    ):
        with suppress(RefusedError):
            found = rewrite(state)
            gone = np.max(np.abs(found.network(PROBES) - network(PROBES)))
            # The forward passes round: of either network the largest term counts.
            terms = sum(largest_term(one) for one in (network, found.network))
            assert gone <= found.moved + 1e-13 * (terms + 1)


def test_the_article_scaled_by_a_power_of_two_does_not_move_at_all(article: Network) -> None:
    found = scaled(state_of(article), 1, 2.0)
    assert (found.network.v[1], found.network.b[1], found.network.w[1]) == (2, 1, -4)
    assert found.report == "Scaled ReLU 2 by 2: the curve did not move"


def test_the_article_mirrored(article: Network) -> None:
    found = mirrored(state_of(article), 1)
    assert found.text == "mirror ReLU 2"
    # −8 max(0, x + 1/2) = −8 (x + 1/2) − 8 max(0, −x − 1/2); ReLU 1 takes up the line.
    assert found.network.v.tolist() == [1, -1, 1]
    assert found.network.b.tolist() == [1, -0.5, 0]
    assert found.network.w.tolist() == [-4, -8, 5]
    assert found.network.b0 == 3
    assert found.report == "Mirrored ReLU 2: the curve did not move"


def test_rounding_is_told_as_a_number() -> None:
    found = scaled(state_of(Network.from_rays([0.1], [0.3], [0.7], 0)), 0, 3.0)
    assert 0 < found.moved < 1e-15
    assert found.report.startswith("Scaled ReLU 1 by 3: the curve moved by at most ")
    assert found.report.endswith("e−17 (rounding)")


def test_a_unit_that_takes_up_the_rest_is_named(article: Network) -> None:
    found = mirrored(state_of(article), 0)
    assert found.network.n_units == 4
    assert found.done == "Mirrored ReLU 1; ReLU 4, active everywhere, takes up the rest"


def test_simplify_merges_and_drops_or_says_that_there_is_nothing(article: Network) -> None:
    twice = Network.from_rays([1, 1, 2, 1, 1], [1, 0.5, 1, 0, -9], [4, -6, -1, 5, 3], -1)
    found = simplified(state_of(twice))
    assert found.network == article
    assert found.report == "Simplified 5 ReLUs to 3: the curve did not move"
    with pytest.raises(RefusedError, match="nothing to simplify"):
        simplified(state_of(article))


def test_rays_to_the_right() -> None:
    found = turned_right(state_of(Network.from_rays([-1, 1], [0, 0], [1, 1], 0)))
    assert found.network.v.tolist() == [1, 1]
    assert found.network.w.tolist() == [-1, 2]
    assert found.report.startswith("Rewritten as 2 ReLUs that rise to the right: ")


def test_a_constant_has_no_ray_to_mirror() -> None:
    with pytest.raises(RefusedError, match="v = 0"):
        mirrored(state_of(Network.from_rays([0, 1], [1, 0], [1, 1], 0)), 0)


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_factors(article: Network, factor: float) -> None:
    with pytest.raises(ValueError, match="finite number above zero"):
        scaled(state_of(article), 0, factor)


def test_what_would_lose_digits_is_refused() -> None:
    # v times 1e-310 is a number without most of its digits.
    network = Network.from_rays([1e-200], [1e-200 / 3], [1e-20], 0)
    with pytest.raises(RefusedError, match="move the curve"):
        scaled(state_of(network), 0, 1e-119)


def test_a_deep_network_is_flattened_and_simplified() -> None:
    state = evaluate(load_example("sawtooth"))
    flat = flattened(state)
    assert flat.network.is_shallow
    assert flat.network.n_units == 8
    assert flat.done == (
        "Written with one hidden layer of 8 ReLUs: 19 parameters became 25, depth had saved 6"
    )
    assert flat.moved <= 1e-12
    with pytest.raises(RefusedError, match="nothing to simplify"):
        simplified(state)
    first, *rest = state.network.layers
    wide = Network(
        [
            Layer([*first.weights.tolist(), [1.0]], [*first.bias.tolist(), -5.0], "relu"),
            Layer(np.column_stack([rest[0].weights, [1.0, 1.0]]), rest[0].bias, "relu"),
            *rest[1:],
        ]
    )
    change = simplified(State(wide, state.box))
    assert change.done == "Simplified 23 parameters to 19"
    assert change.network == state.network
