"""Many runs from the document: the same numbers, stopping, failing in words, leaving nothing."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from reluviz.core.construct import through_points
from reluviz.core.fitting import fit
from reluviz.core.sweeps import train_many
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings
from reluviz.document.document import Document
from reluviz.document.reports import SweepSettings, SweepState
from reluviz.files.project import Project

X = np.linspace(-1, 1, 40)
Y = np.sin(3 * X)
ENDLESS = SweepSettings(100, (3,), training=TrainSettings(steps=10_000_000))
PATIENCE = 30_000  # milliseconds, of a busy machine


@pytest.fixture
def document() -> Iterator[Document]:
    """A document with single points as its target."""
    points = ((-1.0, -1.0), (0.0, 1.0), (1.0, 0.0))
    made = Document(Project(through_points(points), Target.from_data(X, Y)))
    yield made
    made.close()
    delete(made)  # not left to the collector, which runs in any thread


def wait_for(qtbot: QtBot, document: Document, *statuses: str) -> SweepState:
    qtbot.waitUntil(lambda: document.sweeper.state.status in statuses, timeout=PATIENCE)
    return document.sweeper.state


def wait_for_runs(qtbot: QtBot, document: Document, least: int = 1) -> None:
    def has_runs() -> bool:
        result = document.sweeper.state.result
        return result is not None and len(result) >= least

    qtbot.waitUntil(has_runs, timeout=PATIENCE)


def test_the_numbers_are_those_of_train_many(qtbot: QtBot, document: Document) -> None:
    settings = SweepSettings(
        3, (2, 5), (0.01, 0.1), ("he", "uniform"), TrainSettings(steps=60), cluster=""
    )
    document.sweeper.start(settings)
    assert document.snapshot.sweep.settings is not settings  # published later, not at once
    state = wait_for(qtbot, document, "finished")
    expected = train_many(
        X, Y, [2, 5], range(3), rates=[0.01, 0.1], inits=["he", "uniform"], steps=60
    )
    assert state.result is not None
    assert len(state.result) == settings.count == 24
    assert [run.place for run in state.result] == list(range(24))
    assert np.array_equal(state.result.losses, expected.losses)
    assert all(
        one.network == other.network for one, other in zip(state.result, expected, strict=True)
    )
    for units in (2, 5):
        assert state.possible(units) == pytest.approx(fit(X, Y, units).squared_error / len(X))
    assert state.possible(3) is None
    assert state.is_about(document.project.target, document.project.domain)
    document.publish()
    assert document.snapshot.sweep is state
    assert not document.is_modified


def test_runs_with_dead_units_are_told(qtbot: QtBot, document: Document) -> None:
    document.sweeper.start(SweepSettings(10, (4,), training=TrainSettings(steps=1)))
    state = wait_for(qtbot, document, "finished")
    assert state.result is not None
    expected = {
        run.place
        for run in state.result
        if any(np.all(run.network.v[k] * X + run.network.b[k] <= 0) for k in range(4))
    }
    assert state.dead == expected


def test_stopping_is_quick_and_keeps_what_is_done(qtbot: QtBot, document: Document) -> None:
    document.sweeper.start(SweepSettings(1000, (3,), training=TrainSettings(steps=300)))
    wait_for_runs(qtbot, document)
    before = document.sweeper.state
    document.sweeper.stop()
    assert document.sweeper.state.status == "stopped"
    qtbot.waitUntil(lambda: not document.sweeper._background.is_busy, timeout=PATIENCE)
    state = document.sweeper.state
    assert state.status == "stopped"
    assert state.result is not None
    assert before.result is not None
    assert len(before.result) <= len(state.result) < 1000
    _wait_for_no_children()


def test_a_second_start_takes_the_place_of_the_first(qtbot: QtBot, document: Document) -> None:
    document.sweeper.start(ENDLESS)
    document.sweeper.start(SweepSettings(4, (2,), training=TrainSettings(steps=20)))
    state = wait_for(qtbot, document, "finished")
    assert state.result is not None
    assert len(state.result) == 4
    assert state.settings.units == (2,)
    _wait_for_no_children()


def test_another_project_forgets_the_runs(qtbot: QtBot, document: Document) -> None:
    document.sweeper.start(ENDLESS)
    qtbot.waitUntil(lambda: document.sweeper.state.result is not None, timeout=PATIENCE)
    document.load(document.project, None)
    document.publish()
    state = document.snapshot.sweep
    assert (state.status, state.result, state.target) == ("ready", None, None)
    assert state.settings is ENDLESS
    qtbot.wait(300)
    assert document.sweeper.state is state  # nothing of the old ones comes in


def test_no_target(document: Document) -> None:
    document.set_target(None)
    document.sweeper.start(SweepSettings())
    assert document.sweeper.state.status == "ready"
    assert document.sweeper.state.message.startswith("There is no target")


def test_a_target_that_is_not_on_the_domain(qtbot: QtBot, document: Document) -> None:
    document.set_domain((5.0, 6.0))
    document.sweeper.start(SweepSettings())
    state = wait_for(qtbot, document, "failed")
    assert "point" in state.message
    assert state.message[0].isupper()


def test_a_cluster_that_is_not_there(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    document.sweeper.start(SweepSettings(cluster="nowhere://"))
    state = wait_for(qtbot, document, "failed")
    assert state.message.startswith("There is no Dask cluster at 'nowhere://'")


def test_a_cluster_that_goes_away(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Going(ThreadPoolExecutor):
        def submit(self, *args: object, **named: object) -> Future[object]:  # type: ignore[override]
            if calls:
                raise KeyError("its own kind of error")
            calls.append(args)
            return super().submit(*args, **named)  # type: ignore[arg-type]

    calls: list[object] = []
    with Going(1) as executor:
        monkeypatch.setattr("reluviz.cluster.dask_executor", lambda _: nullcontext(executor))
        document.sweeper.start(replace(ENDLESS, cluster="tcp://cluster:8786"))
        state = wait_for(qtbot, document, "failed")
    assert state.message.startswith("The cluster at 'tcp://cluster:8786' was lost: see whether")


def test_settings_that_no_network_can_have(qtbot: QtBot, document: Document) -> None:
    document.sweeper.start(replace(ENDLESS, units=(0,)))
    assert wait_for(qtbot, document, "failed").message


def test_without_the_library_of_clusters(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    document.sweeper.start(SweepSettings(cluster="tcp://127.0.0.1:8786"))
    assert 'pip install "reluviz[cluster]"' in wait_for(qtbot, document, "failed").message


@pytest.mark.loopback
def test_nobody_waits_for_a_cluster_that_is_silent(qtbot: QtBot, document: Document) -> None:
    pytest.importorskip("distributed")
    with socket.socket() as listener:  # takes calls, and says nothing
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        document.sweeper.start(
            SweepSettings(cluster=f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        )
        qtbot.waitUntil(lambda: document.sweeper.state.result is not None, timeout=PATIENCE)
        qtbot.wait(300)
        start = time.monotonic()
        document.close()
        assert time.monotonic() - start < 9  # it would be silent for ten


def test_processes_that_are_killed(qtbot: QtBot, document: Document) -> None:
    document.sweeper.start(ENDLESS)
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=PATIENCE)
    qtbot.wait(200)
    for child in multiprocessing.active_children():
        child.kill()
    state = wait_for(qtbot, document, "failed")
    assert "processes that train" in state.message
    _wait_for_no_children()


def test_closing_while_it_runs_leaves_no_process_behind(qtbot: QtBot) -> None:
    for turn in range(10):
        document = Document(Project(through_points(((-1, 0), (1, 1))), Target.from_data(X, Y)))
        document.sweeper.start(ENDLESS)
        qtbot.wait(20 + 40 * turn)  # also while its processes are being started
        document.close()
        delete(document)
    _wait_for_no_children()


PROGRAM = """
import sys

def main():
    import multiprocessing, time
    import numpy as np
    from PySide6.QtCore import QCoreApplication
    from reluviz.core.construct import through_points
    from reluviz.core.targets import Target
    from reluviz.core.training import TrainSettings
    from reluviz.document.document import Document
    from reluviz.document.reports import SweepSettings
    from reluviz.files.project import Project

    app = QCoreApplication([])
    x = np.linspace(-1, 1, 40)
    document = Document(Project(through_points(((-1, 0), (1, 1))), Target.from_data(x, x**2)))
    document.sweeper.start(SweepSettings(50, (3,), training=TrainSettings(steps=10_000_000)))
    while not any("numpy" in maps(one.pid) for one in multiprocessing.active_children()):
        app.processEvents()
        time.sleep(0.05)
    children = [one.pid for one in multiprocessing.active_children()]
    print("Qt" if any("libQt" in maps(one) for one in children) else "none", *children)
    document.close()

def maps(pid):
    return open(f"/proc/{pid}/maps").read()

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads /proc")
def test_the_processes_end_with_the_program_and_never_load_qt(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    loaded, *pids = ended.stdout.split()
    assert loaded == "none"
    assert pids
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def _wait_for_no_children() -> None:
    _wait(lambda: not multiprocessing.active_children())


def _wait(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.02)
