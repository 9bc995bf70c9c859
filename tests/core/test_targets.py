from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.construct import through_points
from reluviz.core.piecewise import exact_curve
from reluviz.core.targets import Target, misfit

POINTS = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]


def test_points_are_sorted_and_kept() -> None:
    target = Target.from_points([(1, 0), (-1, -1)])
    assert target.x.tolist() == [-1, 1]
    assert target.y.tolist() == [-1, 0]
    assert target == Target([-1, 1], [-1, 0])
    assert target != Target([-1, 1], [-1, 1])


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [([0, 0], [1, 2], "increase"), ([0, 1], [1], "as many"), ([0, np.nan], [0, 1], "finite")],
)
def test_wrong_targets_are_refused(x, y, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Target(x, y)


def test_a_network_through_its_points_has_no_misfit() -> None:
    found = misfit(exact_curve(through_points(POINTS)), Target.from_points(POINTS))
    assert found is not None
    assert (found.largest, found.mean_square) == (0, 0)


def test_the_misfit_is_an_integral() -> None:
    network = through_points(POINTS)
    turned = network.with_value(network.parameter("w2"), -7.2)
    found = misfit(exact_curve(turned), Target.from_points(POINTS))
    assert found is not None
    assert found.largest == pytest.approx(1.2)
    assert found.at == 1
    assert found.mean_square == pytest.approx(0.36)  # 0.8^2 * 1.5^3 / 3 over a domain of 2


def test_a_target_beside_the_domain_has_no_misfit() -> None:
    assert misfit(exact_curve(through_points(POINTS)), Target([1, 2], [0, 0])) is None
