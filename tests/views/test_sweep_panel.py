"""Many runs by hand: the form, start and stop, the dots, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.fitting import fit
from reluviz.core.initial import initial_layers
from reluviz.core.sweeps import SweepResult, train_many
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings
from reluviz.core.words import ratio
from reluviz.document.document import Document
from reluviz.document.reports import SweepSettings, SweepState
from reluviz.document.sweeper import SweepCourse
from reluviz.files.project import Project
from reluviz.views.sweep import SweepPanel, wording
from reluviz.views.sweep.figure import figure_of, label, ticks
from reluviz.views.sweep.form import read_batch, read_rates, read_sizes
from reluviz.views.theme import load_theme

Show = Callable[..., SweepPanel]
X = np.linspace(-1, 1, 25)
Y = np.sin(3 * X)
HAND = through_points([(-1, 0), (0, 0.5), (1, 0)])
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
PATIENCE = 30_000  # milliseconds, of a busy machine


@pytest.fixture
def pool() -> Iterator[Executor]:
    """Threads that do the work: they start sooner than processes."""
    with ThreadPoolExecutor(2) as made:
        yield made


@pytest.fixture
def show(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, pool: Executor, request: pytest.FixtureRequest
) -> Show:
    """Shows the panel; the work is done by threads, unless the test is about processes."""
    if "processes" not in request.node.name:
        monkeypatch.setattr(SweepCourse, "_executor", lambda *_: nullcontext(pool))

    def shown(target: Target | None = None, width: int = 660, height: int = 420) -> SweepPanel:
        document = Document(Project(HAND, target or Target.from_data(X, Y)))
        panel = SweepPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        settle(panel)
        return panel

    return shown


def settle(panel: SweepPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def fill(panel: SweepPanel, **texts: str) -> None:
    for name, text in texts.items():
        field = getattr(panel.form, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
    settle(panel)


def start(panel: SweepPanel) -> None:
    QTest.mouseClick(panel.start_button, LEFT)
    settle(panel)


def run_to_end(panel: SweepPanel, qtbot: QtBot) -> SweepResult:
    start(panel)
    state = panel.document.sweeper
    qtbot.waitUntil(lambda: state.state.status == "finished", timeout=PATIENCE)
    settle(panel)
    QTest.qWait(5)
    settle(panel)
    assert state.state.result is not None
    return state.state.result


def dot(panel: SweepPanel, place: int) -> QPoint:
    found = panel.chart.place_of(place)
    assert found is not None
    return found.toPoint()


def move(panel: SweepPanel, place: QPoint) -> None:
    QTest.qWait(11)
    viewport = panel.chart.viewport()
    at, on_screen = QPointF(place), QPointF(viewport.mapToGlobal(place))
    kind, no_button = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(viewport, QMouseEvent(kind, at, on_screen, no_button, no_button, NONE))
    settle(panel)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def state_of(
    settings: SweepSettings, pool: Executor, x: np.ndarray = X, y: np.ndarray = Y
) -> SweepState:
    result = train_many(
        *(x, y, settings.units, range(settings.seeds)),
        rates=settings.rates,
        inits=settings.inits,
        steps=settings.training.steps,
        executor=pool,
    )
    fits = {units: fit(x, y, units) for units in settings.units}
    return SweepState(settings, "finished", result, fits, points=len(x))


def test_a_sweep_from_the_form_to_the_dots(show: Show, qtbot: QtBot) -> None:
    panel = show()
    assert (panel.objectName(), panel.windowTitle()) == ("sweep", "Many runs")
    assert panel.form.relus.text() == "2"  # as many as the network has
    assert panel.summary.text() == wording.HINT
    assert not panel.chart.isVisible()
    fill(panel, relus="2, 4", rates="0.01 0.1", seeds="3", steps="40")
    QTest.mouseClick(panel.form.starts["uniform"], LEFT, pos=QPoint(8, 8))
    assert panel.bar.format() == "24 runs"
    result = run_to_end(panel, qtbot)
    settings = panel.document.sweeper.state.settings
    assert (settings.units, settings.rates) == ((2, 4), (0.01, 0.1))
    assert settings.inits == ("he", "uniform")
    assert (settings.training.steps, settings.training.batch) == (40, None)
    assert len(result) == 24
    assert panel.bar.format() == "24 of 24"
    assert panel.chart.isVisible()
    assert len(panel.chart._dots.data) == 24
    said = plain(panel.summary.text())
    assert said.startswith("2 ReLUs: of 12 runs ")
    assert "\n4 ReLUs: of 12 runs " in said


def test_data_are_scaled_unless_that_is_switched_off(show: Show, qtbot: QtBot) -> None:
    panel = show(Target.from_data(X, 5000 + 1000 * Y))  # the domain is [-1, 1], the y lie far off
    fill(panel, relus="4", seeds="2", steps="300")
    scaled = run_to_end(panel, qtbot)
    assert plain(panel.summary.text()).startswith(
        "Trained on (y - 4992) / 1024, because y spans 4002.51 to 5997.49; shown in the data's own "
    )
    QTest.mouseClick(panel.form.scaling, LEFT, pos=QPoint(8, 8))
    without = run_to_end(panel, qtbot)
    assert plain(panel.summary.text()).startswith("Scaling is off, and y spans ")
    assert without.best.loss > 100 * scaled.best.loss


def test_start_and_stop(show: Show, qtbot: QtBot) -> None:
    panel = show()
    fill(panel, seeds="5000", steps="300")
    start(panel)
    assert not panel.start_button.isVisible()
    assert not panel.form.isEnabled()
    sweeper = panel.document.sweeper
    qtbot.waitUntil(
        lambda: sweeper.state.result is not None and len(sweeper.state.result) > 2, timeout=PATIENCE
    )
    QTest.mouseClick(panel.stop_button, LEFT)
    qtbot.waitUntil(lambda: not sweeper._background.is_busy, timeout=PATIENCE)
    settle(panel)
    QTest.qWait(5)
    settle(panel)
    assert panel.start_button.isVisible()
    assert panel.form.isEnabled()
    done = len(sweeper.state.result)
    assert panel.bar.format() == f"{done:,} of 5,000, stopped"
    assert plain(panel.summary.text()).startswith(f"Of {done:,} runs with 2 ReLUs ")
    assert panel.document.undo_stack.count == 0


def test_a_dot_is_hovered_chosen_used_and_kept(show: Show, qtbot: QtBot) -> None:
    panel = show()
    document = panel.document
    fill(panel, seeds="4", steps="60")
    result = run_to_end(panel, qtbot)
    best = int(np.argmin(result.losses))
    worst = int(np.argmax(result.losses))
    assert panel.choice.text() == wording.CHOOSE
    assert not panel.use.isEnabled()
    move(panel, dot(panel, worst))
    assert panel.choice.text().startswith(f"Seed {worst}: error ")
    QTest.mouseClick(panel.chart.viewport(), LEFT, pos=dot(panel, best))
    move(panel, QPoint(2, 2))
    assert panel.choice.text().startswith(f"Seed {best}: error ")
    QTest.mouseClick(panel.use, LEFT)
    assert document.network is result[best].network
    assert document.undo_stack.count == 1
    QTest.mouseClick(panel.keep, LEFT)
    QTest.mouseClick(panel.keep, LEFT)  # once is enough
    (kept,) = document.project.runs
    assert (kept.name, kept.kind, kept.steps) == (f"Seed {best}", "trained", 60)
    assert kept.network is document.network
    assert kept.settings.endswith(f"seed {best}")
    QTest.mouseDClick(panel.chart.viewport(), LEFT, pos=dot(panel, worst))
    assert document.network is result[worst].network
    document.undo()
    assert document.network is result[best].network


def test_the_keyboard_goes_from_dot_to_dot(show: Show, qtbot: QtBot) -> None:
    panel = show()
    fill(panel, relus="1, 3", seeds="4", steps="30")
    result = run_to_end(panel, qtbot)
    key = Qt.Key
    panel.chart.setFocus()
    QTest.keyClick(panel.chart, key.Key_Up)
    first = int(np.argmin(result.losses))
    assert panel._chosen == first
    QTest.keyClick(panel.chart, key.Key_Up)
    inside = [run for run in result if run.units == result[first].units]
    order = [run.place for run in sorted(inside, key=lambda run: run.loss)]
    assert panel._chosen == order[1]
    other = key.Key_Left if result[first].units == 3 else key.Key_Right
    QTest.keyClick(panel.chart, other)
    assert result[panel._chosen].units != result[first].units
    QTest.keyClick(panel.chart, key.Key_Return)
    assert panel.document.network is result[panel._chosen].network


def test_mistakes_in_the_form_are_said(show: Show) -> None:
    panel = show()
    for name, text, said in (
        ("relus", "three", "“three” is not a number of ReLUs, such as 3"),
        ("relus", "0", "A network can have 1 to "),
        ("rates", "fast", "“fast” is not a number"),
        ("rates", "-1", "The learning rate must be"),
        ("batch", "x", "“x” is not a number of points for a batch"),
    ):
        before = getattr(panel.form, name).text()
        fill(panel, **{name: text})
        start(panel)
        assert panel.error.isVisible()
        assert panel.error.text().startswith(said)
        assert panel.document.sweeper.state.status == "ready"
        getattr(panel.form, name).setText(before)
    QTest.mouseClick(panel.form.starts["he"], LEFT, pos=QPoint(8, 8))
    start(panel)
    assert panel.error.text() == "Choose one start or more: He, LeCun, uniform"
    QTest.mouseClick(panel.form.starts["he"], LEFT, pos=QPoint(8, 8))
    assert not panel.error.isVisible()
    fill(panel, relus="1 2 3 4 5", seeds="5000")
    start(panel)
    assert "1 to 10,000 networks" in panel.error.text()


def test_a_cluster_needs_an_address_and_failure_is_said(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    panel = show()
    monkeypatch.undo()
    panel.form.where.setFocus()
    QTest.keyClick(panel.form.where, Qt.Key.Key_Down)
    assert panel.form.address.isVisible()
    start(panel)
    assert panel.error.text().startswith("Type the address of the cluster")
    fill(panel, address="nowhere://")
    QTest.keyClick(panel.form.address, Qt.Key.Key_Return)
    sweeper = panel.document.sweeper
    qtbot.waitUntil(lambda: sweeper.state.status == "failed", timeout=PATIENCE)
    refusal = "There is no Dask cluster at 'nowhere://'"
    qtbot.waitUntil(lambda: panel.error.text().startswith(refusal), timeout=PATIENCE)
    assert panel.start_button.isVisible()


def test_no_target(show: Show) -> None:
    panel = show()
    panel.document.set_target(None)
    settle(panel)
    assert panel.summary.text() == wording.NO_TARGET
    assert not panel.start_button.isEnabled()


def test_another_target_and_another_project(show: Show, qtbot: QtBot) -> None:
    panel = show()
    fill(panel, seeds="2", steps="5")
    run_to_end(panel, qtbot)
    assert not panel.summary.text().startswith(wording.OTHER_TARGET)
    panel.document.set_target(Target.from_data(X, -Y))
    settle(panel)
    assert panel.summary.text().startswith(wording.OTHER_TARGET)
    panel.document.load(Project(through_points([(-1, 0), (1, 3)]), Target.from_data(X, Y)), None)
    settle(panel)
    assert panel.summary.text() == wording.HINT
    assert not panel.chart.isVisible()
    assert panel.form.relus.text() == "1"


def test_with_real_processes(show: Show, qtbot: QtBot) -> None:
    panel = show()
    fill(panel, seeds="6", steps="200")
    result = run_to_end(panel, qtbot)
    assert np.array_equal(result.losses, train_many(X, Y, 2, range(6), steps=200).losses)


def test_words(pool: Executor) -> None:
    state = state_of(SweepSettings(5, (1,), training=TrainSettings(steps=800)), pool)
    (said,) = wording.summary(state)
    possible = state.possible(1)
    near = int(np.sum(state.result.losses <= 1.1 * possible))
    assert plain(said).startswith(f"Of 5 runs with 1 ReLU {near or 'none'} came within 1.1 × of")
    times = float(np.median(state.result.losses)) / possible
    assert f"median {ratio(times)}" in said
    broken = replace(state.result[0], diverged=True, steps=34)
    wild = replace(state, result=SweepResult((broken, *state.result.runs[1:])), dead=frozenset({0}))
    assert "; 1 diverged; 1 has dead ReLUs." in wording.summary(wild)[0]
    assert plain(wording.run_words(broken, wild)).endswith("; diverged at step 34; dead ReLUs")
    assert wording.progress(replace(state, status="running"), None) == "5 of 5"
    assert wording.progress(SweepState(status="running"), None) == "0 of 20"
    assert plain(ratio(2e7)) == "over a million ×"


def test_a_target_that_can_be_met(pool: Executor) -> None:
    state = state_of(SweepSettings(3, (1,), training=TrainSettings(steps=5)), pool, X, 2 * X)
    (said,) = wording.summary(state)
    assert plain(said).startswith("Of 3 runs with 1 ReLU none met the target, as the best fit does")


def test_the_figure(pool: Executor) -> None:
    settings = SweepSettings(30, (1, 2), (0.01, 0.1), training=TrainSettings(steps=3))
    state = state_of(settings, pool)
    figure = figure_of(state)
    assert [label(one, figure.columns) for one in figure.columns] == [
        "1\n0.01",
        "1\n0.1",
        "2\n0.01",
        "2\n0.1",
    ]
    assert np.array_equal(figure.column, np.repeat(range(4), 30))
    assert figure.y == pytest.approx(np.log10(state.result.losses))
    assert figure.medians[0] == pytest.approx(np.median(figure.y[:30]))
    x = figure.spread(0.05, 0.08)
    assert np.all(np.abs(x - figure.column) <= 0.5)
    low, high = figure.span
    rows = np.floor((figure.y - low) / (0.05 * (high - low)))
    assert len(set(zip(x, rows, strict=True))) == len(x)  # no dot on another
    assert figure.dot(61) == 61
    assert figure.dot(500) is None
    empty = figure_of(replace(state, result=None))
    assert len(empty.spread(0.05, 0.08)) == 0


def test_a_run_that_diverged_or_is_exact_keeps_the_scale(pool: Executor) -> None:
    state = state_of(SweepSettings(4, (2,), training=TrainSettings(steps=20)), pool)
    runs = list(state.result.runs)
    runs[0] = replace(runs[0], loss=1e180, diverged=True)
    runs[1] = replace(runs[1], loss=0.0)
    figure = figure_of(replace(state, result=SweepResult(tuple(runs))))
    assert figure.span[1] - figure.span[0] < 6
    assert figure.y[0] == figure.y.max()
    assert figure.y[1] == figure.y.min()


def test_ticks() -> None:
    assert [text for _, text in ticks((-2.1, 0.1), 4)] == ["0.01", "0.1", "1"]
    assert [text for _, text in ticks((-1.05, 0.05), 6)] == ["0.1", "0.2", "0.5", "1"]
    assert len(ticks((-14.0, 2.0), 4)) <= 5
    assert [height for height, _ in ticks((-2.1, 0.1), 4)] == pytest.approx([-2, -1, 0])


def test_what_is_typed() -> None:
    assert read_sizes("3, 10 3;4") == (3, 10, 4)
    assert read_rates("0.01, 0.1") == (0.01, 0.1)
    assert read_rates("0.01,0.1") == (0.01, 0.1)
    assert read_rates("0,01; 0,1") == (0.01, 0.1)
    assert read_rates("0,01, 0,1") == (0.01, 0.1)
    assert read_batch(" All ") is None
    assert read_batch("32") == 32
    for read in (read_sizes, read_rates):
        with pytest.raises(ValueError, match="missing"):
            read(" ")


def test_settings_are_shown_again(show: Show) -> None:
    panel = show()
    training = TrainSettings("sgd", 0.5, 7, 123, init="lecun", scaling=False)
    settings = SweepSettings(9, (4, 5), (0.5, 0.25), ("lecun",), training, "tcp://1.2.3.4:8786")
    panel.form.show_settings(settings)
    assert panel.form.read() == settings


def test_a_narrow_panel(show: Show) -> None:
    panel = show(width=360, height=200)
    assert panel.width() == 360
    assert panel.form.width() <= 360
    fill(panel, seeds="500", steps="3000")
    start(panel)
    QTest.qWait(100)
    seen = panel.chart.viewport().visibleRegion().boundingRect()
    assert seen.height() > 60  # the chart is below the form: it has come into sight
    assert panel.stop_button.visibleRegion().boundingRect().height() > 10


def test_beside_a_network_of_layers_it_trains_those_of_one(show: Show) -> None:
    panel = show()
    network = initial_layers([1, 2, 1, 1], ["relu", "tanh", "identity"], "he", 0, [(-1.0, 1.0)])
    panel.document.set_network(network, "other")
    settle(panel)
    assert panel.can_show(panel.document.snapshot)
    assert panel.summary.text() == wording.HINT_LAYERED
    gate = initial_layers([2, 2, 1], ["relu", "identity"], "he", 0, [(-1.0, 1.0)] * 2)
    panel.document.set_project(Project(gate, None, (-1.0, 1.0)), "a gate")
    settle(panel)
    assert not panel.can_show(panel.document.snapshot)
    assert not panel.isEnabled()
