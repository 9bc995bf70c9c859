"""Training on other machines: a Dask cluster as a `concurrent.futures.Executor`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

_PATIENCE = 10  # seconds to wait for the cluster

_SAME = {"reluviz": ("ReluViz", 3), "numpy": ("NumPy", 2)}
"""What must be the same on both sides for the same numbers: so many parts of its version."""

_LOGS = ("distributed.client", "tornado.application")  # tracebacks of what is said in a sentence


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Connect to a Dask cluster, for `reluviz.train_many` and others that take an executor.

    Parameters
    ----------
    address : str
        Of the cluster's scheduler, such as ``tcp://192.168.0.7:8786``. The workers need the same
        version of ReluViz.

    Yields
    ------
    Executor
        Its work is done by the cluster; closed at the end, what is waiting is cancelled.

    Raises
    ------
    ImportError
        If the library for it is not installed; the message says how to install it.
    ValueError
        If there is no cluster at `address`, it does not answer for ten seconds, or a worker has
        another version of ReluViz or NumPy.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ImportError(
            'a cluster needs the library distributed: pip install "reluviz[cluster]"'
        ) from None
    with _quiet():
        yield from _connected(Client, address)


def _connected(Client: Any, address: str) -> Iterator[Executor]:  # noqa: N803  # it is a class
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(
            f"there is no Dask cluster at {address!r} that answers ({error}): check the address "
            "that the scheduler printed when it started, such as tcp://192.168.0.7:8786"
        ) from None
    try:
        _check_versions(client.get_versions(packages=list(_SAME)))
        executor = client.get_executor(pure=False)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
    finally:
        client.close()


def _check_versions(found: dict[str, Any]) -> None:
    """Compare the versions of the workers with those of this program."""
    here = found["client"]["packages"]
    for worker, there in found["workers"].items():
        for package, (name, parts) in _SAME.items():
            ours, theirs = here[package] or "", there["packages"][package] or ""
            if ours.split(".")[:parts] != theirs.split(".")[:parts]:
                has = f"{name} {theirs}" if theirs else f"no {name}"
                raise ValueError(
                    f"the worker at {worker} has {has}, this program {ours or 'none'}: install the "
                    "same version there"
                )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the library says of lost connections off the terminal: the caller is told."""
    loggers = [logging.getLogger(name) for name in _LOGS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
