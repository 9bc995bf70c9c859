"""Small tables of several kinds, the same for every run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray
Table = tuple[Array, Array]


def _collinear(rng: np.random.Generator, n: int) -> Table:
    """A few lines and, in every second table, whole numbers of noise."""
    x = np.sort(rng.choice(40, n, replace=False)).astype(float)
    joints = np.sort(rng.uniform(0, 40, rng.integers(1, 4)))
    bends = rng.integers(-3, 4, len(joints))
    y = 1 + rng.integers(-2, 3) * x + np.maximum(x[:, np.newaxis] - joints, 0) @ bends
    return x, y + (rng.random() < 0.5) * rng.integers(0, 2, n)


def _equal_x(rng: np.random.Generator, n: int) -> Table:
    x = rng.integers(0, 7, n).astype(float)
    x[:2] = 0, 6
    return x, rng.normal(size=n)


KINDS: dict[str, Callable[[np.random.Generator, int], Table]] = {
    "random": lambda rng, n: (np.sort(rng.uniform(0, 1, n)), rng.normal(size=n)),
    "gridded": lambda rng, n: (0.1 * np.arange(n), np.round(rng.normal(size=n), 2)),
    "integer": lambda rng, n: (np.arange(n) * 1.0, rng.integers(0, 6, n) * 1.0),
    "integer with gaps": lambda rng, n: (
        np.sort(rng.choice(40, n, replace=False)) * 1.0,
        rng.integers(-3, 4, n) * 1.0,
    ),
    "collinear": _collinear,
    "walk": lambda rng, n: (np.sort(rng.uniform(0, 10, n)), np.cumsum(rng.normal(size=n))),
    "equal x": _equal_x,
}


def tables(kind: str, count: int, most: int = 12) -> list[Table]:
    """Return `count` tables of 4 to `most` points."""
    found = []
    for seed in range(count):
        rng = np.random.default_rng([seed, *kind.encode()])
        found.append(KINDS[kind](rng, int(rng.integers(4, most + 1))))
    return found
