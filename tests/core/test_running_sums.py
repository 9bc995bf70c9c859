"""The quick tables behind the panels: several running sums at once, rows of the influence map."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from networks import shallow_networks

from reluviz.core.anatomy import partial_sum, running_sums
from reluviz.core.construct import largest_term, through_points
from reluviz.core.network import Network
from reluviz.core.sensitivity import influence_map

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
DOMAIN = (-7.0, 9.0)


@given(shallow_networks())
@settings(deadline=None, max_examples=100)
def test_running_sums_are_the_partial_sums(network: Network) -> None:
    counts = [0, network.n_units // 2, network.n_units]
    x, values = running_sums(network, counts, DOMAIN)
    assert values.shape == (3, len(x))
    scale = largest_term(network, DOMAIN)
    for count, row in zip(counts, values, strict=True):
        expected = partial_sum(network, count, DOMAIN)(x)
        np.testing.assert_allclose(row, expected, rtol=0, atol=1e-12 * scale)


def test_the_articles_running_sums() -> None:
    x, values = running_sums(ARTICLE, [0, 1, 2, 3])
    assert x.tolist() == [-1, -0.5, 0, 1]
    assert values.tolist() == [[-1, -1, -1, -1], [-1, 1, 3, 7], [-1, 1, -1, -5], [-1, 1, -1, 0]]


@given(shallow_networks())
@settings(deadline=None, max_examples=60)
def test_some_rows_of_the_map_are_rows_of_all(network: Network) -> None:
    table = influence_map(network, DOMAIN)
    x = np.linspace(*DOMAIN, 41)
    rows = np.arange(len(table.totals))[::-2]
    np.testing.assert_array_equal(table(x, rows), table(x)[rows])


@given(shallow_networks())
@settings(deadline=None, max_examples=60)
def test_rows_and_parameters_belong_together(network: Network) -> None:
    table = influence_map(network, DOMAIN)
    assert set(table.parameters) == set(network.parameters())
    assert [table.row(p) for p in table.parameters] == list(range(len(table.totals)))


@given(shallow_networks())
@settings(deadline=None, max_examples=60)
def test_no_value_is_above_the_peak_of_its_row(network: Network) -> None:
    table = influence_map(network, DOMAIN)
    inside = np.clip(np.nan_to_num(network.kinks), *DOMAIN)
    x = np.unique(np.concatenate([[*DOMAIN], inside, np.nextafter(inside, -np.inf)]))
    x = x[(x >= DOMAIN[0]) & (x <= DOMAIN[1])]
    highest = table(x).max(axis=1)
    scale = 1 + largest_term(network, DOMAIN)
    np.testing.assert_array_less(highest, table.peaks + 1e-11 * scale)


def test_the_articles_peaks() -> None:
    table = influence_map(ARTICLE)
    peaks = dict(zip(map(ARTICLE.name, table.parameters), table.peaks, strict=True))
    assert [peaks[name] for name in ("v1", "b1", "w1")] == [4, 4, 2]
    assert [peaks[name] for name in ("v2", "b2", "w2")] == [8, 8, 1.5]
    assert [peaks[name] for name in ("v3", "b3", "w3", "b0")] == [5, 5, 1, 1]
