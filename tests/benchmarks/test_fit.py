"""The best fit beside pwlf, piecewise-regression and a trained network: error and time.

`--long` runs all six families of data, four sizes of curve and two sizes of data: an hour.
"""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.families import NAMES, family
from benchmarks.measure import Table, in_turn, ms, ratio, seconds
from benchmarks.peers import has, run

from reluviz.core.fitting import fit, refit

CLOSE = 1.0001  # times the error of the best of the others

# Peers with the factor in time that is hoped for; those with 0 are there for their error.
FEW = [
    ("noisy", 1_000, 3, {"fitfast": 1}),
    ("noisy", 1_000, 5, {"fitfast": 1, "piecewise-regression": 0, "scikit-learn": 0}),
    ("noisy", 10_000, 5, {"fitfast": 1, "pwlf.fit": 100}),
    ("noisy", 10_000, 10, {"fitfast": 40}),
]
ALL = [
    (name, n, units, _peers)
    for n in (1_000, 10_000)
    for units in (3, 5, 10, 20)
    for name in NAMES
    for _peers in [
        {
            "fitfast": 40 if n == 10_000 and units >= 10 else 1,
            "piecewise-regression": 0,
            **({"pwlf.fit": 100 if n == 10_000 and units == 5 else 0} if units <= 5 else {}),
        }
    ]
]


def compare(
    table: Table, name: str, n: int, units: int, peers: dict[str, int], limit: float
) -> None:
    x, y = family(name, n)
    found = fit(x, y, units)
    ours = float(np.median([seconds(lambda: fit(x, y, units)) for _ in range(5)]))
    what = f"fit of {units} segments, {name}, {n:,} points"
    table.add(what, f"{1e3 * ours:.0f} ms, squared error {found.squared_error:.6g}")
    for peer, factor in peers.items():
        if not has(peer):
            table.add(f"  {peer}", "not installed: skipped")
            continue
        outcome = run(peer, x, y, units, limit)
        if outcome.squared_error is None:
            table.add(f"  {peer}", f"no result in {outcome.seconds:.0f} s")
            continue
        share = found.squared_error / outcome.squared_error
        faster = outcome.seconds / ours
        table.add(
            f"  {peer}",
            f"{outcome.seconds:.3g} s, {outcome.squared_error:.6g}: {faster:.1f} x faster, "
            f"{share:.4f} x the error",
            f"<= {CLOSE} x the error" + (f", >= {factor} x faster" if factor else ""),
            share <= CLOSE and faster >= factor,
        )


@pytest.mark.parametrize(("name", "n", "units", "peers"), FEW)
def test_fit_beside_others(
    name: str, n: int, units: int, peers: dict[str, int], table: Table
) -> None:
    compare(table, name, n, units, peers, 30.0)


@pytest.mark.parametrize(("name", "n", "units", "peers"), ALL)
def test_all_families(
    name: str, n: int, units: int, peers: dict[str, int], table: Table, is_long: bool
) -> None:
    if not is_long:
        pytest.skip("only with --long")
    compare(table, name, n, units, peers, 120.0)


@pytest.mark.parametrize("units", [5, 20])
def test_a_million_points(units: int, table: Table) -> None:
    small, large = family("noisy", 10_000), family("noisy", 1_000_000)
    times = in_turn(
        {"small": (lambda: fit(*small, units), 1), "large": (lambda: fit(*large, units), 1)}, 3
    )
    factor = ratio(times, "large", "small")
    table.add(
        f"fit of {units} segments, 1,000,000 points",
        f"{ms(times['large'])}; 10,000 points {ms(times['small'])}: {factor:.1f} x",
        "<= 4 x",
        factor <= 4,
    )


@pytest.mark.parametrize("n", [1_000, 10_000])
def test_smallest_largest_error(n: int, table: Table) -> None:
    x, y = family("noisy", n)
    times = in_turn({"max": (lambda: fit(x, y, 20, "max"), 1), "l2": (lambda: fit(x, y, 20), 1)}, 3)
    share = 1 / ratio(times, "l2", "max")
    table.add(
        f"smallest largest error, 20 segments, {n:,} points",
        f"{ms(times['max'])}; least squares {ms(times['l2'])}: {share:.2f} x its time",
        "<= 0.5 x",
        share <= 0.5,
    )


@pytest.mark.parametrize("units", [5, 20])
def test_warm_fit(units: int, table: Table) -> None:
    x, y = family("noisy", 1_000)
    kinks = fit(x, y, units).kinks
    y[500] += 0.1
    times = in_turn({"warm": (lambda: refit(x, y, kinks), 10)}, 20)["warm"]
    table.add(
        f"warm fit of {units} segments, 1,000 points",
        ms(times),
        "<= 1 ms",
        float(np.median(times)) <= 1e-3,
    )
