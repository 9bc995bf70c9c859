"""Six families of data that a fit should be good at, and the same for every run."""

from __future__ import annotations

import numpy as np

Data = tuple[np.ndarray, np.ndarray]

NAMES = ("smooth", "noisy", "linear", "steps", "exp", "walk")


def family(name: str, n: int, seed: int = 0) -> Data:
    """Return n points by growing x.

    smooth: a mixture of sines on a grid. noisy: two sines and noise. linear: a true curve of ten
    segments and noise. steps: six jumps and little noise. exp: a logarithm and an exponential,
    most points at the left. walk: a chirp and a random walk.
    """
    rng = np.random.default_rng([seed, NAMES.index(name)])
    grid, x = np.linspace(0, 10, n), np.sort(rng.uniform(0, 10, n))
    if name == "smooth":
        return grid, np.sin(grid) + 0.3 * np.sin(3 * grid) + 0.1 * np.cos(7 * grid)
    if name == "noisy":
        return x, np.sin(x) + 0.3 * np.sin(3 * x) + rng.normal(0, 0.1, n)
    if name == "linear":
        joints = np.concatenate([[0], np.sort(rng.uniform(0.5, 9.5, 9)), [10]])
        return x, np.interp(x, joints, rng.normal(0, 1, 11)) + rng.normal(0, 0.05, n)
    if name == "steps":
        levels = rng.normal(0, 1, 7)
        return x, levels[np.sort(rng.uniform(0, 10, 6)).searchsorted(x)] + rng.normal(0, 0.03, n)
    if name == "exp":
        x = np.sort(rng.uniform(0, 1, n)) ** 3 * 10 + 1e-3
        return x, np.log(x) + 0.5 * np.exp(x / 5) + rng.normal(0, 0.02, n)
    return grid, np.sin(0.3 * grid**2) + np.cumsum(rng.normal(0, 1, n)) / np.sqrt(n)
