"""The best fit beside pwlf, piecewise-regression and a trained network: error and time.

`--long` runs all six families of data, four sizes of curve and two sizes of data: an hour.
"""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.families import NAMES, family
from benchmarks.measure import Table, in_turn, ms, ratio, seconds
from benchmarks.peers import has, run
from benchmarks.small_tables import KINDS, tables
from core.all_arrangements import smallest_squared_error

from reluviz.core.fitting import fit, fit_curve, refit

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


def test_small_tables_are_optimal(table: Table, is_long: bool) -> None:
    found = []
    for kind in KINDS:
        for x, y in tables(kind, 500 if is_long else 20):
            for units in (2, 3):
                best, ours = smallest_squared_error(x, y, units), fit(x, y, units)
                near = abs(ours.squared_error - best) <= 1e-9 * best + 1e-24 * float(y @ y)
                found.append(near and ours.optimal)
    share = float(np.mean(found))
    table.add(
        f"{len(found):,} fits of 2 and 3 segments, 4 to 12 points: equal to all arrangements",
        f"{share:.2%}",
        "100 %",
        share == 1,
    )


def test_fits_agree(table: Table, is_long: bool) -> None:
    broken, count = {"single fit = row": 0, "never rises": 0, "max norm is no better": 0}, 0
    for kind in KINDS:
        for x, y in tables(kind, 100 if is_long else 4, 20):
            rows = fit_curve(x, y, 9)
            broken["never rises"] += bool((np.diff(rows.squared_errors) > 0).any())
            for units in range(1, 9):
                count += 1
                alone, most = fit(x, y, units), fit(x, y, units, "max")
                broken["single fit = row"] += alone.squared_error != rows[units].squared_error
                room = 1e-24 * float(y @ y)
                broken["max norm is no better"] += (
                    alone.squared_error > most.squared_error * (1 + 1e-12) + room
                )
    for what, times in broken.items():
        table.add(f"{count:,} fits of 1 to 8 segments: {what}", f"{times} broken", "0", not times)


def test_no_peer_is_better_on_small_tables(table: Table, is_long: bool) -> None:
    for peer in ("pwlf.fit", "piecewise-regression"):
        if not has(peer):
            table.add(f"  {peer}", "not installed: skipped")
            continue
        better, ended = 0, 0
        for kind in KINDS if is_long else ("random", "integer"):
            for x, y in tables(kind, 10 if is_long else 1, 16):
                for units in (3, 4):
                    error = run(peer, x, y, units, 30.0).squared_error
                    if error is not None:
                        ended += 1
                        ours = fit(x, y, units).squared_error
                        better += ours > error * (1 + 1e-4) + 1e-20 * float(y @ y)
        table.add(
            f"fits of 3 and 4 segments, 4 to 16 points: {peer} is better",
            f"{better} of {ended}",
            "none",
            better == 0,
        )
