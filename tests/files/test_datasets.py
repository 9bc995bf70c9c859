"""The data sets that are shipped are what their sources say."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.files.datasets import list_data_sets, load_data_set
from reluviz.files.errors import UserError
from reluviz.paths import resource

NAMES = [data_set.name for data_set in list_data_sets()]


def test_the_list() -> None:
    assert {path.stem for path in resource("data").glob("*.csv")} == set(NAMES)
    for data_set in list_data_sets():
        assert 0 < len(data_set.title) < 40
        assert 20 < len(data_set.summary) < 170
        assert all((data_set.x, data_set.y, data_set.source, data_set.licence))


@pytest.mark.parametrize("name", NAMES)
def test_files_are_small_and_name_their_source(name: str) -> None:
    target, data_set = load_data_set(name)
    path = resource("data", f"{name}.csv")
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == (f"# {data_set.title}. Source: {data_set.source}. Licence: {data_set.licence}.")
    assert path.stat().st_size < 100_000
    assert (target.kind, target.formula) == ("data", "")


@pytest.mark.parametrize(
    ("name", "count", "first", "last", "mean"),
    [
        ("nile", 100, (1871, 1120), (1970, 740), 919.35),
        ("co2", 66, (1959, 315.98), (2024, 424.61), 360.2495),
        ("global-temperature", 144, (1880, -0.1725), (2023, 1.1692), 0.0659),
        ("cars", 50, (4, 2), (25, 85), 42.98),
        ("motorcycle", 133, (2.4, 0), (57.6, 10.7), -25.5459),
        ("seattle", 8759, (0, 39.4), (8759, 39.6), 52.0280),
    ],
)
def test_numbers(
    name: str, count: int, first: tuple[float, float], last: tuple[float, float], mean: float
) -> None:
    target, _ = load_data_set(name)
    assert len(target.x) == count
    assert (target.x[0], target.y[0]) == first
    assert (target.x[-1], target.y[-1]) == last
    assert np.mean(target.y) == pytest.approx(mean, abs=1e-4)


def test_the_certified_residual() -> None:
    """https://www.itl.nist.gov/div898/strd/nls/data/thurber.shtml, certified values."""
    target, _ = load_data_set("thurber")
    above = [1.2881396800e03, 1.4910792535e03, 5.8323836877e02, 7.5416644291e01]
    below = [1.0, 9.6629502864e-01, 3.9797285797e-01, 4.9727297349e-02]
    model = np.polynomial.Polynomial(above)(target.x) / np.polynomial.Polynomial(below)(target.x)
    assert len(target.x) == 37
    assert np.sum((target.y - model) ** 2) == pytest.approx(5.6427082397e03, rel=1e-10)


def test_there_is_no_such_data_set() -> None:
    with pytest.raises(UserError, match="there is no data set “iris”; there are nile, co2, "):
        load_data_set("iris")
