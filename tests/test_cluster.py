"""Training on a cluster: a real one of two processes, started by the test."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest

from reluviz.cluster import _check_versions, dask_executor
from reluviz.core.stopping import Stopped
from reluviz.core.sweeps import train_many

X = np.linspace(-1, 1, 60)
Y = np.sin(3 * X)


@pytest.fixture
def address() -> Iterator[str]:
    """Where a Dask cluster of this machine listens."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=None,
        silence_logs=logging.ERROR,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.loopback
def test_a_cluster_gives_the_same_numbers_and_stops(address: str) -> None:
    sizes, seeds = [1, 80], range(3)  # small networks and large ones compute differently
    here = train_many(X, Y, sizes, seeds, steps=150)
    with dask_executor(address) as executor:
        there = train_many(X, Y, sizes, seeds, steps=150, executor=executor)
        ends = time.monotonic() + 0.5
        with pytest.raises(Stopped):
            train_many(
                X,
                Y,
                [3],
                range(50),
                steps=10_000_000,
                executor=executor,
                stop=lambda: time.monotonic() > ends,
            )
    assert np.array_equal(here.units, there.units)
    assert np.array_equal(here.losses, there.losses)
    assert all(one.network == other.network for one, other in zip(here, there, strict=True))


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({"reluviz": None, "numpy": "2.4"}, "tcp://b:2 has no ReluViz, this program 1.0: install"),
        ({"reluviz": "0.9", "numpy": "2.4"}, "tcp://b:2 has ReluViz 0.9, this program 1.0"),
        ({"reluviz": "1.0", "numpy": "1.26"}, "tcp://b:2 has NumPy 1.26, this program 2.4"),
    ],
)
def test_another_version_on_the_other_side_is_said(there: dict[str, str], says: str) -> None:
    here = {"packages": {"reluviz": "1.0", "numpy": "2.4.6"}}
    same = {"packages": {"reluviz": "1.0", "numpy": "2.4.0"}}
    _check_versions({"client": here, "workers": {"tcp://a:1": here, "tcp://c:3": same}})
    found = {"client": here, "workers": {"tcp://a:1": here, "tcp://b:2": {"packages": there}}}
    with pytest.raises(ValueError, match=says):
        _check_versions(found)


@pytest.mark.loopback
def test_no_cluster_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("reluviz.cluster._PATIENCE", 1)
    with (
        pytest.raises(ValueError, match=r"no Dask cluster at 'tcp://127\.0\.0\.1:9'"),
        dask_executor("tcp://127.0.0.1:9"),
    ):
        pass


def test_an_address_that_is_none() -> None:
    pytest.importorskip("distributed")
    with (
        pytest.raises(ValueError, match="no Dask cluster at 'nowhere://'"),
        dask_executor("nowhere://"),
    ):
        pass


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ImportError, match=r'pip install "reluviz\[cluster\]"'),
        dask_executor("tcp://127.0.0.1:8786"),
    ):
        pass
