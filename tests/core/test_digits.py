from __future__ import annotations

import ast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.construct import through_points
from reluviz.core.digits import Digits
from reluviz.core.formula import formula
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.piecewise import exact_curve
from reluviz.core.steps import step_text
from reluviz.core.words import MINUS


@st.composite
def far_curves(draw: st.DrawFn) -> tuple[Network, tuple[float, float]]:
    """Curves on domains that are tiny, huge, and far from 0, with heights likewise."""
    width = 10.0 ** draw(st.integers(-9, 9))
    start = draw(st.sampled_from([0.0, -0.5, 3.7, -6_000.0, 1e5])) * width
    count = draw(st.integers(2, 11))
    gaps = draw(st.lists(st.integers(1, 1000), min_size=count, max_size=count))
    x = start + width * np.concatenate([[0], np.cumsum(gaps)]) / sum(gaps)
    size = 10.0 ** draw(st.integers(-9, 9))
    level = draw(st.sampled_from([0.0, 1.0, -300.0]))
    heights = draw(st.lists(st.integers(-100, 100), min_size=count + 1, max_size=count + 1))
    y = size * (level + np.array(heights) / 100)
    y[0], y[-1] = size * (level - 1), size * (level + 1)
    return through_points(np.column_stack([x, y])), (float(x[0]), float(x[-1]))


@given(far_curves())
@settings(max_examples=200, deadline=None)
def test_kinks_never_read_the_same_and_a_shown_formula_gives_the_curve(
    given_: tuple[Network, tuple[float, float]],
) -> None:
    network, domain = given_
    curve = exact_curve(network, domain)
    digits = Digits(network, (domain,), float(np.ptp(curve.y)))
    is_far = min(map(abs, domain)) > 10 * (domain[1] - domain[0])
    for room in (4, 3, 2, 1, 0) if is_far else (4,):  # where there is little room too
        assert len({digits.x(kink, digits=room) for kink in network.kinks}) == network.n_units
    x = np.linspace(*domain, 501)
    off = np.abs(formula(digits.formula())(x) - network(x)).max()
    assert off <= np.ptp(curve.y) / 1000
    texts = [step_text(network, unit + 1, domain) for unit in range(network.n_units)]
    assert len({text.partition("starts at ")[2].partition(", so")[0] for text in texts}) == len(
        texts
    )


@given(far_curves())
@settings(max_examples=100, deadline=None)
def test_the_line_of_a_segment_gives_it(given_: tuple[Network, tuple[float, float]]) -> None:
    network, domain = given_
    curve = exact_curve(network, domain)
    digits = Digits(network, (domain,), float(np.ptp(curve.y)))
    for k, slope in enumerate(curve.slopes.tolist()):
        middle = (curve.x[k] + curve.x[k + 1]) / 2
        height = float(curve(middle))
        shown = formula(digits.line(slope, height - slope * middle))
        assert float(shown(middle)) == pytest.approx(height, abs=1.5e-3 * np.ptp(curve.y))


def test_round_numbers_stay_short_and_years_are_told_apart() -> None:
    article = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
    digits = Digits(article, ((-1.0, 1.0),))
    assert [digits.x(kink) for kink in article.kinks] == [f"{MINUS}1", f"{MINUS}0.5", "0"]
    assert digits.value(ParameterId(1, 0, 1)) == f"{MINUS}8"
    years = through_points([(2019.04, 1), (2019.13, 3), (2019.21, 2), (2019.38, 4)])
    digits = Digits(years, ((2019.04, 2019.38),))
    assert digits.formula() == (
        f"z = 1 + 22.2222·max(0, x {MINUS} 2019.04) {MINUS} 34.722·max(0, x {MINUS} 2019.13) "
        f"+ 24.265·max(0, x {MINUS} 2019.21)"
    )


def test_a_sum_so_far_keeps_its_newest_units() -> None:
    digits = Digits(through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)]), ((-1.0, 1.0),))
    newest = f"{MINUS} 8·max(0, x + 0.5)"
    assert digits.formula_so_far(0) == f"{MINUS}1"
    assert digits.formula_so_far(2) == f"{MINUS}1 + 4·max(0, x + 1) {newest}"
    assert digits.formula_so_far(2, 1) == f"{MINUS}1 + … 1 more {newest}"
    assert digits.formula() == f"z = {digits.formula_so_far(3)}"


def test_a_kink_between_two_points_close_together_equals_neither() -> None:
    points = np.array([0.0, 0.5, 0.5 + 1e-6, 1.0])
    network = Network.from_rays([1.0], [-0.5 - 5e-7], [1.0], 0.0)
    digits = Digits(network, ((0.0, 1.0),), 1.0, points)
    assert digits.x(0.5 + 5e-7) == "0.5000005"
    assert digits.x(0.5) == "0.5"
    assert digits.x(0.2 + 0.1) == "0.3"


@given(st.integers(0, 10_000), st.sampled_from(["relu", "tanh", "leaky_relu", "sigmoid"]))
@settings(max_examples=60, deadline=None)
def test_rounded_parameters_of_deep_networks_give_their_outputs(seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    far = float(random.choice([0.0, 50.0, -3000.0]))
    network = Network(
        [
            Layer(random.normal(size=(4, 1)), random.normal(size=4) - far, kind),
            Layer(random.normal(size=(3, 4)), random.normal(size=3), kind),
            Layer(random.normal(size=(1, 3)), random.normal(size=1), "identity"),
        ]
    )
    domain = (far - 1.0, far + 1.0)
    digits, rounded = Digits(network, (domain,)), network
    for parameter in network.parameters():
        written = digits.value(parameter).replace(MINUS, "-")
        rounded = rounded.with_value(parameter, ast.literal_eval(written))
    x = np.linspace(*domain, 301)
    assert np.abs(rounded(x) - network(x)).max() <= max(np.ptp(network(x)), digits.span) / 1000
