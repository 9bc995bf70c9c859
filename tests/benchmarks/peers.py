"""Other programs that fit piecewise-linear curves, each in a process of its own.

Some of them need minutes: a process can be ended.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import time
import warnings
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

PACKAGES = {
    "fitfast": "pwlf",
    "pwlf.fit": "pwlf",
    "piecewise-regression": "piecewise_regression",
    "scikit-learn": "sklearn",
}


@dataclass(frozen=True)
class Outcome:
    """What a peer did.

    Parameters
    ----------
    seconds : float
        How long it took, or how long it was given.
    squared_error : float or None
        None if it did not end in time, or found nothing.
    """

    seconds: float
    squared_error: float | None


def has(peer: str) -> bool:
    """Whether the package of `peer` is installed."""
    return importlib.util.find_spec(PACKAGES[peer]) is not None


def run(peer: str, x: np.ndarray, y: np.ndarray, units: int, limit: float) -> Outcome:
    """Fit `units` segments with `peer` for up to `limit` seconds; scikit-learn trains 100 ReLUs."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, peer, x, y, units))
    process.start()
    there.close()
    try:
        here.recv()  # it has imported everything
        done = here.poll(limit)
        return Outcome(*here.recv()) if done else Outcome(limit, None)
    except EOFError:
        return Outcome(limit, None)
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection, peer: str, x: np.ndarray, y: np.ndarray, units: int) -> None:
    warnings.simplefilter("ignore")
    importlib.import_module(PACKAGES[peer])
    work = {
        "fitfast": _fitfast,
        "pwlf.fit": _pwlf,
        "piecewise-regression": _piecewise_regression,
        "scikit-learn": _scikit_learn,
    }[peer]
    np.random.seed(0)  # the peers draw from this one
    pipe.send(True)
    start = time.perf_counter()
    error = work(x, y, units)
    pipe.send((time.perf_counter() - start, error))


def _fitfast(x: np.ndarray, y: np.ndarray, units: int) -> float:
    import pwlf

    model = pwlf.PiecewiseLinFit(x, y)
    model.fitfast(units)
    return float(model.ssr)


def _pwlf(x: np.ndarray, y: np.ndarray, units: int) -> float:
    import pwlf

    model = pwlf.PiecewiseLinFit(x, y, seed=0)
    model.fit(units)
    return float(model.ssr)


def _piecewise_regression(x: np.ndarray, y: np.ndarray, units: int) -> float | None:
    import piecewise_regression

    found = piecewise_regression.Fit(x, y, n_breakpoints=units - 1, n_boot=10).get_results()
    return float(found["rss"]) if found and found["converged"] else None


def _scikit_learn(x: np.ndarray, y: np.ndarray, units: int) -> float:
    from sklearn.neural_network import MLPRegressor

    model = MLPRegressor((100,), solver="lbfgs", max_iter=500, random_state=0)
    table = ((x - x.mean()) / x.std())[:, np.newaxis]
    return float(np.sum((model.fit(table, y).predict(table) - y) ** 2))
