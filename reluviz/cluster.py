"""Training on other machines: a Dask cluster as a `concurrent.futures.Executor`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

_PATIENCE = 10  # seconds to wait for the cluster


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
        If there is no cluster at `address`, or it does not answer for ten seconds.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ImportError(
            'a cluster needs the library distributed: pip install "reluviz[cluster]"'
        ) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(
            f"there is no Dask cluster at {address!r} that answers ({error}): check the address "
            "that the scheduler printed when it started, such as tcp://192.168.0.7:8786"
        ) from None
    try:
        executor = client.get_executor(pure=False)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
    finally:
        client.close()
