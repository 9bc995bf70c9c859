from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.construct import through_points
from reluviz.core.piecewise import exact_curve
from reluviz.core.sensitivity import loss_slice
from reluviz.core.targets import Target, misfit, residuals

POINTS = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]
RNG = np.random.default_rng(5)


def scattered(count: int = 200) -> Target:
    x = RNG.uniform(-1.2, 1.3, count).round(2)
    return Target.from_data(x, np.sin(3 * x) + RNG.normal(0, 0.2, count))


def test_data_are_sorted_and_may_repeat_an_x() -> None:
    target = Target.from_data([1, 0, 1], [5, 6, 7])
    assert target.x.tolist() == [0, 1, 1]
    assert target.y.tolist() == [6, 5, 7]
    assert not target.is_line
    assert target.joined() == Target([0, 1], [6, 6])
    assert target.joined().split() == Target.from_data([0, 1], [6, 6])


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([2, 2], [0, 1], "all x are 2"),
        ([0], [1], "two or more"),
        ([0, 1], [1], "as many y"),
        ([0, np.inf], [0, 1], "finite"),
    ],
)
def test_wrong_data_are_refused(x, y, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Target.from_data(x, y)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="line or data"):
        Target([0, 1], [0, 1], "points")


def test_data_are_no_line() -> None:
    with pytest.raises(ValueError, match="join them first"):
        _ = scattered().curve


def test_the_misfit_of_data_is_over_the_points_in_the_domain() -> None:
    network, target = through_points(POINTS), scattered()
    inside = (target.x >= -1) & (target.x <= 1)
    errors = network(target.x[inside]) - target.y[inside]
    found = misfit(exact_curve(network), target)
    assert found is not None
    assert found.mean_square == pytest.approx(np.mean(errors**2), rel=1e-12)
    assert found.largest == pytest.approx(np.max(np.abs(errors)), rel=1e-12)
    assert np.abs(network(found.at) - target.y[target.x == found.at]).max() == found.largest


def test_data_beside_the_domain_have_no_misfit() -> None:
    curve, target = exact_curve(through_points(POINTS)), Target.from_data([2, 3], [0, 0])
    assert misfit(curve, target) is None
    assert len(residuals(curve, target)[0]) == 0


def test_samples_of_a_line_have_its_points() -> None:
    target = Target.from_points(POINTS)
    x, y = target.samples((-0.7, 4))
    assert (x[0], x[-1]) == (-0.7, 1)
    assert set(target.x[1:]) <= set(x)
    assert np.array_equal(y, target.curve(x))
    assert len(target.samples((2, 3))[0]) == 0


@pytest.mark.parametrize("name", ["v2", "b2", "w2", "b0", "w1"])
def test_the_loss_slice_of_data_is_the_mean_over_the_points(name: str) -> None:
    network, target = through_points(POINTS), scattered()
    parameter = network.parameter(name)
    found = loss_slice(network, name, (-1, 1), target, (-2.13, 2.37), 60)
    for value, loss in zip(found.values, found.losses, strict=True):
        curve = exact_curve(network.with_value(parameter, value))
        expected = misfit(curve, target)
        assert expected is not None
        assert loss == pytest.approx(expected.mean_square, rel=1e-9, abs=1e-12)
