"""The exact curve against evaluating the network on every pixel."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.measure import Table, in_turn, ms, ratio

from reluviz.core.construct import largest_term
from reluviz.core.network import Network
from reluviz.core.piecewise import exact_curve

PIXELS = np.linspace(-1, 1, 1_000)


@pytest.mark.parametrize("n_units", [1_000, 10_000])
def test_exact_curve_against_dense_pixels(n_units: int, table: Table) -> None:
    random = np.random.default_rng(n_units)
    v, w = random.normal(size=(2, n_units))
    b = -v * random.uniform(-1.2, 1.2, n_units)

    def fresh() -> Network:
        # A network as it is after an edit: nothing about it is known yet.
        return Network.from_rays(v, b, w, 0.5)

    network = fresh()
    work = {
        "exact": (lambda: exact_curve(fresh(), (-1, 1)), 3),
        "dense": (lambda: network(PIXELS), 1),
    }
    times = in_turn(work, 15)
    cheaper = ratio(times, "dense", "exact")
    table.add(
        f"exact curve, {n_units:,} units",
        f"{ms(times['exact'])}; 1,000 dense pixels {ms(times['dense'])}: {cheaper:.0f} x cheaper",
        ">= 50 x cheaper",
        cheaper >= 50,
    )
    error = relative_error(network)
    table.add(f"its error, {n_units:,} units", f"{error:.1e} relative", "<= 1e-12", error <= 1e-12)


def relative_error(network: Network) -> float:
    """Largest error at some joints, against sums in long double, over the largest term."""
    curve = exact_curve(network, (-1, 1))
    some = np.linspace(0, len(curve) - 1, 300).astype(int)
    v, b, w = (a.astype(np.longdouble) for a in (network.v, network.b, network.w))
    exact = [np.sum(w * np.maximum(b + v * np.longdouble(x), 0)) for x in curve.x[some]]
    difference = np.abs(np.array(exact) + np.longdouble(network.b0) - curve.y[some])
    return float(np.max(difference)) / largest_term(network, (-1, 1))
