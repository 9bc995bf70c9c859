from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import points, shallow_networks

from reluviz.core.anatomy import partial_sum
from reluviz.core.construct import LARGEST_UNITS, through_points
from reluviz.core.digits import Digits
from reluviz.core.network import LARGEST_VALUE, Network
from reluviz.core.steps import BLANK, Kind, Step, chosen_steps, step, step_text, step_title

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
DOMAIN = (-7.0, 9.0)


def texts(v: float, b: float, w: float, b0: float = 0.0) -> tuple[str, Step]:
    """The step of a single unit on [-1, 1]."""
    found = step(Network.from_rays(v, b, w, b0), 1)
    return found.text, found


def test_the_articles_steps_in_words() -> None:
    assert [step_text(ARTICLE, k) for k in range(4)] == [
        "The left end has to be at z = −1, so b0 = −1: a level line to begin with.",
        "The slope has to go from 0 to 4, so w1 = 4; "
        "its ray starts at the left end, x = −1, so b1 = 1.",
        "The slope has to go from 4 to −4, so w2 = −8; its ray starts at x = −0.5, so b2 = 0.5.",
        "The slope has to go from −4 to 1, so w3 = 5; its ray starts at x = 0, so b3 = 0.",
    ]
    second = step(ARTICLE, 2)
    assert (second.unit, second.kind, second.kink) == (1, Kind.BEND, -0.5)
    assert (second.slope_before, second.slope_after) == (4, -4)
    assert second.active == (-0.5, 1)
    assert second.short_text == "slope 4 → −4: w2 = −8; x = −0.5: b2 = 0.5"


def test_a_steeper_ray_divides_by_its_v() -> None:
    text, found = texts(2, 1, 3)
    assert text == (
        "The slope has to go from 0 to 6. The ray rises with v1 = 2, so w1 = (6 − 0) / 2 = 3; "
        "it starts at x = −0.5, so b1 = −2 · (−0.5) = 1."
    )
    assert found.slope_after == 6


def test_a_ray_to_the_left_changes_what_is_left_of_its_kink() -> None:
    text, found = texts(-1, 0.5, 4)
    assert text.startswith("Left of x = 0.5 the slope has to go from 0 to −4.")
    assert "to the left with v1 = −1, so w1 = (−4 − 0) / (−1) = 4" in text
    assert found.active == (-1, 0.5)


@pytest.mark.parametrize(
    ("v", "b", "w", "kind", "says"),
    [
        (0, 0.5, 2, Kind.CONSTANT, "Times w1 = 2, the whole curve rises by 1."),
        (0, 0.5, -2, Kind.CONSTANT, "the whole curve falls by 1."),
        (0, -1, 2, Kind.CONSTANT, "ReLU 1 is 0 everywhere and changes nothing"),
        (0, 1, 0, Kind.CONSTANT, "but w1 = 0: it changes nothing"),
        (1, 3, 2, Kind.ALWAYS_ON, "all slopes change by w1 · v1 = 2 · 1 = 2"),
        (1, 3, 2, Kind.ALWAYS_ON, "starts left of the domain, at x = −3"),
        (1, 3, 2, Kind.ALWAYS_ON, "the left end rises by 4"),
        (-1, 3, 2, Kind.ALWAYS_ON, "all slopes change by w1 · v1 = 2 · (−1) = −2"),
        (-1, 3, 2, Kind.ALWAYS_ON, "starts right of the domain, at x = 3"),
        (-1, 3, 0, Kind.ALWAYS_ON, "but w1 = 0: it changes nothing"),
        (1, -3, 2, Kind.ALWAYS_OFF, "rises to the right: nothing changes here"),
        (1, -1, 2, Kind.ALWAYS_OFF, "starts at the right end, x = 1, and rises to the right"),
        (-1, -3, 2, Kind.ALWAYS_OFF, "rises to the left: nothing changes here"),
        (-1, -1, 2, Kind.ALWAYS_OFF, "starts at the left end, x = −1, and rises to the left"),
        (-1, 1, 2, Kind.BEND, "starts at the right end, x = 1"),
        (1, 0.5, 0, Kind.BEND, "w1 = 0, so ReLU 1 changes nothing: the slope stays 0."),
        (1e-300, -1e10, 2, Kind.ALWAYS_OFF, "starts right of the domain, and rises"),
    ],
)
def test_what_a_unit_does(v: float, b: float, w: float, kind: Kind, says: str) -> None:
    text, found = texts(v, b, w)
    assert found.kind is kind
    assert says in text


def test_what_is_not_final_is_not_said_to_be_needed() -> None:
    network = Network.from_rays([1, 1, 1], [0, 1, 0], [2, 3, 4], 0)
    assert "The slope goes from 0 to 2 for now" in step_text(network, 1)
    last = step_text(network, 3)
    assert "Right of x = 0, where the curve bends already, the slope has to go from 5 to 9" in last
    lifted = network.with_value(network.parameter("b2"), 2.0)  # on at the left end already
    assert step_text(lifted, 0) == "The bias alone, b0 = 0, is a level line at z = 0."


def test_a_small_change_of_a_large_slope_has_digits_enough() -> None:
    network = Network.from_rays([1, 1], [1, 0], [1234.5678, 0.001], 0)
    assert "from 1234.5678 to 1234.5688, so w2 = 0.001" in step_text(network, 2)


def test_a_rest_of_rounding_is_zero() -> None:
    network = Network.from_rays([1, 1, 1, 1], [1, 0.5, 0, -0.5], [0.1, 0.2, -0.3, 5], 0)
    assert "from 0.3 to 0, so w3 = −0.3" in step_text(network, 3)
    assert "from 0 to 5, so w4 = 5" in step_text(network, 4)


@given(shallow_networks())
@settings(deadline=None, max_examples=100)
def test_the_slopes_are_those_of_the_running_sums(network: Network) -> None:
    terms = network.w * network.v
    for count in range(1, network.n_units + 1):
        found = step(network, count, DOMAIN)
        curves = [partial_sum(network, k, DOMAIN) for k in (count - 1, count)]
        scale = max(1.0, float(np.max(np.abs(terms[:count]))))
        difference = curves[1] - curves[0]
        if found.slope_before is None or found.slope_after is None:
            tolerance = 1e-11 * max(1.0, float(np.max(np.abs(curves[1].y))))
            assert float(np.ptp(difference.y)) <= tolerance  # lifted as a whole, or not at all
            continue
        jump = found.slope_after - found.slope_before
        assert jump == pytest.approx(terms[count - 1], abs=1e-12 * scale)
        assert found.active is not None
        slopes = [slope_beside(network, k, found) for k in (count - 1, count)]
        assert [found.slope_before, found.slope_after] == pytest.approx(slopes, abs=1e-9 * scale)
        off = [x for x in DOMAIN if not found.active[0] <= x <= found.active[1]]
        size = max(1.0, float(np.max(np.abs(curves[1].y))), float(np.max(np.abs(curves[0].y))))
        assert difference(off) == pytest.approx(np.zeros(len(off)), abs=1e-11 * size)


def slope_beside(network: Network, count: int, found: Step) -> float:
    """Slope of a running sum on the active side of a step's kink, from the forward pass."""
    assert found.active is not None
    low, high = found.active
    start, far = (low, high) if network.v[found.count - 1] > 0 else (high, low)
    kinks = network.kinks[:count]
    between = kinks[(kinks > low) & (kinks < high)]
    nearest = far if not len(between) else between[np.argmin(np.abs(between - start))]
    middle = (start + nearest) / 2
    on = network.b[:count] + network.v[:count] * middle > 0
    return float(np.sum((network.w[:count] * network.v[:count])[on]))


@given(points())
@settings(deadline=None, max_examples=50)
def test_through_points_every_slope_has_to_be(pairs: list[tuple[float, float]]) -> None:
    network = through_points(pairs)
    xs = [x for x, _ in pairs]
    domain = (min(xs), max(xs))
    for count in range(1, network.n_units + 1):
        text = step_text(network, count, domain)
        assert ("has to go from" in text) or f"w{count} = 0" in text


@given(shallow_networks())
@settings(deadline=None, max_examples=100)
def test_blanks_give_nothing_away(network: Network) -> None:
    for count in range(network.n_units + 1):
        found = step(network, count, DOMAIN, blanks=True)
        for text in (found.text, found.short_text):
            assert BLANK in text
            given_ = re.sub(rf"[vbw]{count}|ReLU {count}\b|b0", "", text)  # names, and v
            if count:
                v, digits = network.parameter(f"v{count}"), Digits(network, (DOMAIN,))
                for value in (network.value(v), -network.value(v)):
                    given_ = given_.replace(digits.value(v, value), "")
            assert not re.search(r"\d", given_), text


@given(st.integers(1, LARGEST_UNITS), st.integers(2, 60))
def test_the_chosen_steps_are_spread_evenly(n_units: int, most: int) -> None:
    chosen = chosen_steps(n_units, most)
    assert chosen[0] == 0
    assert chosen[-1] == n_units
    assert len(chosen) == min(most, n_units + 1)
    gaps = np.diff(chosen)
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1


def test_titles_and_steps_that_are_not_there() -> None:
    assert step_title(0, 3) == "Bias only"
    assert step_title(2, 3) == "ReLU 2 of 3"
    for count in (-1, 4):
        with pytest.raises(ValueError, match="steps 0 to 3"):
            step(ARTICLE, count)


def test_the_largest_values_are_put_into_words() -> None:
    large = LARGEST_VALUE
    network = Network.from_rays([large, large, 1e-300], [1, -large, 1], [large, -large, 1e-300], 0)
    for count in range(4):
        assert "nan" not in step_text(network, count)
