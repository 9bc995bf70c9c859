"""``reluviz sweep``: the runs of the Python interface, and those that ended when it is stopped."""

from __future__ import annotations

import csv
import multiprocessing
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from terminals import Terminal

import reluviz as rv
from reluviz import cluster
from reluviz.cli import main

X = np.linspace(-1, 1, 40)
Y = np.sin(3 * X)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with data."""
    monkeypatch.chdir(tmp_path)
    rows = zip(X.tolist(), Y.tolist(), strict=True)
    (tmp_path / "data.csv").write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows))
    return tmp_path


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked for a cluster, whose work is done by threads here."""
    asked: list[str] = []

    @contextmanager
    def stand_in(address: str) -> Iterator[Executor]:
        asked.append(address)
        with ThreadPoolExecutor(2) as pool:
            yield pool

    monkeypatch.setattr(cluster, "dask_executor", stand_in)
    return asked


def table(file: str) -> list[dict[str, str]]:
    with open(file, newline="") as lines:
        return list(csv.DictReader(lines))


GRID = ["--units", "2,4", "--seeds", "5", "--rates", "0.01,0.1", "--inits", "he,uniform"]


def test_the_runs_are_those_of_python_on_processes_and_on_a_cluster(
    folder: Path, addresses: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    options = [*GRID, "--steps", "30", "--batch", "10"]
    outs = ["-o", "runs.csv", "-o", "best.reluviz"]
    assert main(["sweep", "data.csv", *options, *outs, "--workers", "1"]) == 0
    found = capsys.readouterr()
    assert found.err == ""
    assert found.out.endswith("wrote runs.csv\nwrote best.reluviz\n")
    assert main(["sweep", "data.csv", *options, "-o", "dask.csv", "--dask", "tcp://here:1"]) == 0
    assert addresses == ["tcp://here:1"]
    with ThreadPoolExecutor(1) as pool:
        expected = rv.train_many(
            X,
            Y,
            units=[2, 4],
            seeds=range(5),
            rates=(0.01, 0.1),
            inits=("he", "uniform"),
            steps=30,
            batch=10,
            executor=pool,
        )
    for file in ("runs.csv", "dask.csv"):
        rows = table(file)
        assert len(rows) == 40
        assert [float(row["mean_squared_error"]) for row in rows] == expected.losses.tolist()
        assert [float(row["largest_error"]) for row in rows] == expected.largest_errors.tolist()
        assert [int(row["seed"]) for row in rows] == expected.seeds.tolist()
        assert [float(row["rate"]) for row in rows] == expected.rates.tolist()
        assert [row["init"] for row in rows] == list(expected.inits)
        assert {(row["method"], row["steps"], row["diverged"]) for row in rows} == {
            ("adam", "30", "0")
        }
    assert rv.load("best.reluviz").network == expected.best.network


def test_each_size_is_held_against_the_best_fit(
    folder: Path, addresses: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--units", "1,101", "--seeds", "3-6", "--steps", "40", "--dask", "here"]
    assert main(["sweep", "data.csv", *options]) == 0
    head, one, many, note = capsys.readouterr().out.splitlines()
    assert head.split() == [
        "units",
        "runs",
        "best",
        "fit",
        "best",
        "median",
        "within",
        "1.1",
        "x",
        "diverged",
    ]
    runs = rv.train_many(X, Y, 1, range(3, 7), steps=40, executor=ThreadPoolExecutor(1))
    possible = rv.fit(X, Y, units=1).squared_error / 40
    assert one.split()[:5] == [
        "1",
        "4",
        f"{possible:.6g}",
        f"{runs.best.loss:.6g}",
        f"{np.median(runs.losses):.6g}",
    ]
    assert many.split()[:3] == ["101", "4", "-"]
    assert note.startswith("mean squared errors; within 1.1 x: ")


def test_runs_that_diverged_are_told(
    folder: Path, addresses: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--units=3", "--seeds=4", "--rates=1000", "--method=sgd", "--dask=here"]
    assert main(["sweep", "data.csv", *options, "-o", "runs.csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-1] == "4"
    assert {row["diverged"] for row in table("runs.csv")} == {"1"}
    assert max(int(row["steps"]) for row in table("runs.csv")) < 2000


def test_the_runs_before_a_process_was_killed_are_kept(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reluviz.core import sweeps

    real, told = sweeps.runs_of, []

    def robbed(*arguments: object, **options: object) -> Iterator[rv.Trained]:
        for run in real(*arguments, **options):  # type: ignore[arg-type]
            if not told:
                for process in multiprocessing.active_children():
                    process.kill()
            told.append(run)
            yield run

    monkeypatch.setattr(sweeps, "runs_of", robbed)
    options = ["--units=2", "--seeds=100000", "--steps=5", "--workers=1", "-o=runs.csv"]
    assert main(["sweep", "data.csv", *options]) == 2
    found = capfd.readouterr()
    assert found.out.endswith("wrote runs.csv\n")
    assert found.err.splitlines()[-1] == (
        "reluviz: the runs ended early: a process that trains was ended from outside, perhaps "
        "because memory was short"
    )
    assert "Traceback" not in found.err
    assert 1 <= len(table("runs.csv")) == len(told) < 100_000


def test_a_lost_worker_of_another_kind_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lost(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(CancelledError())
            return future

    monkeypatch.setattr("reluviz.cluster.dask_executor", lambda _: Lost(1))
    options = ["--units=2", "--steps=5", "--dask=tcp://a:1", "-o=runs.csv"]
    assert main(["sweep", "data.csv", *options]) == 2
    found = capsys.readouterr()
    assert found.err == "reluviz: the runs ended early: a worker was lost\n"
    assert found.out.endswith("wrote runs.csv\n")
    assert table("runs.csv") == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["data.csv"], "required: --units"),
        (["data.csv", "--units", "3,x"], "'x' is not a whole number, one or more"),
        (["data.csv", "--units", "3,3"], "names one of them twice"),
        (["data.csv", "--units", "3,"], "'' is not a whole number"),
        (["data.csv", "--units=3", "--rates=0.1,-1"], "'-1' is not a number above zero"),
        (["data.csv", "--units=3", "--inits=he,current"], "'current' is not one of he"),
        (["data.csv", "--units=3", "--seeds=0"], "'0' is not one seed or more"),
        (["data.csv", "--units=3", "--seeds=9-3"], "'9-3' is not one seed or more"),
        (["data.csv", "--units=3", "--seeds=a"], "write 100 or 100-199"),
        (["data.csv", "--units=3,4", "--seeds=1000000"], "1 to 1,000,000 runs, not 2,000,000"),
        (["data.csv", "--units=3", "--workers=0"], "'0' is not a whole number"),
        (["data.csv", "--units=3", "--workers=2", "--dask=a"], "not allowed with"),
        (["data.csv", "--units=3", "--steps=-1"], "--steps"),
        (["data.csv", "--units=3", "-o=w.json"], "a table of the runs ends in .csv"),
        (["data.csv", "--units=3", "-o=no/runs.csv"], "there is no such folder"),
        (["missing.csv", "--units=3"], "missing.csv could not be read"),
    ],
)
def test_a_bad_use_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["sweep", *arguments]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", found.err)
    assert says in found.err
    assert [path.name for path in folder.iterdir()] == ["data.csv"]


def test_without_dask_the_extra_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["sweep", "data.csv", "--units=3", "--dask=tcp://127.0.0.1:1"]) == 2
    assert 'pip install "reluviz[cluster]"' in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_interrupted_the_runs_that_ended_are_written(folder: Path) -> None:
    options = ["--units", "2", "--seeds", "20000", "--steps", "20", "--workers", "1"]
    with Terminal(
        ["sweep", "data.csv", *options, "-o", "runs.csv", "-o", "best.reluviz"]
    ) as command:
        command.wait_for("training   0% |")
        command.wait_for("00:01,")  # after a second of them
        command.interrupt()
        status, out, lines = command.end()
    assert status == 130
    match = re.fullmatch(r"reluviz: interrupted after ([\d,]+) of 20,000 runs", "\n".join(lines))
    assert match is not None, lines
    assert len(table("runs.csv")) == int(match[1].replace(",", "")) > 0
    assert out.endswith("wrote runs.csv\nwrote best.reluviz\n")
    assert rv.load("best.reluviz").network.n_units == 2


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_interrupted_at_once_is_in_good_order_too(folder: Path) -> None:
    with Terminal(
        ["sweep", "data.csv", "--units", "3", "--seeds", "900", "-o", "runs.csv"]
    ) as command:
        command.wait_for("training")  # the processes are only starting
        command.interrupt()
        status, _, lines = command.end()
    assert status == 130
    assert re.fullmatch(r"reluviz: interrupted after \d+ of 900 runs", "\n".join(lines)), lines
    assert Path("runs.csv").read_text().startswith("units,rate,init,seed,")
