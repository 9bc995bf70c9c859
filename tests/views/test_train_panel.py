"""The panel that trains, by hand: play, pause, step, rewind, scrub, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.history import History
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings, train
from reluviz.document.document import Document
from reluviz.document.reports import DIVERGED, FINISHED, PAUSED, TrainingState
from reluviz.files.project import FitSettings, Project
from reluviz.files.project_file import read_project, write_project
from reluviz.views.theme import load_theme
from reluviz.views.train import TrainPanel
from reluviz.views.train.scene import KinkWay, Run, Scene
from reluviz.views.train.wording import fates_text

Show = Callable[..., TrainPanel]
X = np.linspace(-1, 1, 40)
DATA = Target.from_data(X, np.sin(4 * X))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Shows the panel on a document with data."""
    documents: list[Document] = []

    def shown(
        target: Target | None = DATA, width: int = 660, height: int = 230, domain: Domain = (-1, 1)
    ) -> TrainPanel:
        document = Document(Project(Document().network, target, domain))
        documents.append(document)
        panel = TrainPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.transport.settings.setChecked(True)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        settle(panel)
        return panel

    yield shown
    for document in documents:
        document.close()
        document.undo_stack.clear()


def settle(panel: TrainPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def click(panel: TrainPanel, widget: QWidget, place: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, place or QPoint())
    settle(panel)


def type_into(panel: TrainPanel, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    settle(panel)


def type_steps(panel: TrainPanel, steps: int) -> None:
    type_into(panel, panel.form.steps.lineEdit(), str(steps))
    QTest.keyClick(panel.form.steps, Qt.Key.Key_Tab)
    settle(panel)


def choose(panel: TrainPanel, box: QWidget, downs: int) -> None:
    """Choose by keys, as a person without a mouse."""
    box.setFocus()
    for _ in range(downs):
        QTest.keyClick(box, Qt.Key.Key_Down)
    settle(panel)


def rest(panel: TrainPanel, qtbot: QtBot) -> TrainingState:
    qtbot.waitUntil(lambda: not panel.document.trainer.is_busy, timeout=10_000)
    settle(panel)
    return panel.document.snapshot.training


def said(panel: TrainPanel) -> str:
    texts = (panel.status.text(), panel.notes.text())
    return ". ".join(filter(None, texts)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_panel_has_a_name_and_lags_behind(show: Show) -> None:
    panel = show()
    assert (panel.objectName(), panel.windowTitle()) == ("train", "Train")
    assert panel.is_secondary
    assert said(panel).startswith("Press Play")
    assert not panel.transport.rewind.isEnabled()
    assert panel.chart.scene is None


def test_play_trains_to_the_end_with_the_settings_of_the_form(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_steps(panel, 150)
    type_into(panel, panel.form.rate, "0,02")
    type_into(panel, panel.form.seed, "7")
    click(panel, panel.transport.play)
    found = rest(panel, qtbot)
    assert found.status == FINISHED
    assert found.settings == TrainSettings(rate=0.02, steps=150, seed=7)
    assert said(panel).startswith("Finished: 150 steps in ")
    assert panel.transport.label.text() == "150 of 150"
    assert panel.transport.play.text() == "Play"
    assert panel.transport.slider.value() == panel.transport.slider.maximum()
    assert panel.document.undo_stack.count == 1


def test_pause_rewind_and_play_again(show: Show, qtbot: QtBot) -> None:
    panel = show()
    before = panel.document.network
    type_steps(panel, 100_000)
    click(panel, panel.transport.play)
    qtbot.waitUntil(lambda: panel.document.snapshot.training.index > 5, timeout=10_000)
    settle(panel)
    assert panel.transport.play.text() == "Pause"
    assert not panel.transport.step.isEnabled()
    assert "Adam: loss" in said(panel)
    click(panel, panel.transport.play)
    paused = rest(panel, qtbot)
    assert paused.status == PAUSED
    assert said(panel).startswith(f"Paused at step {paused.index:,}: loss")
    assert "new run" not in said(panel)
    click(panel, panel.transport.rewind)
    assert panel.document.network == before
    assert not panel.transport.rewind.isEnabled()
    assert panel.transport.slider.value() == 0


def test_an_edit_of_the_form_begins_a_new_run_and_says_so(show: Show, qtbot: QtBot) -> None:
    panel = show()
    click(panel, panel.transport.step)
    click(panel, panel.transport.step)
    assert panel.document.snapshot.training.index == 2
    type_into(panel, panel.form.rate, "0.1")
    assert said(panel).endswith("Play begins a new run")
    click(panel, panel.transport.step)
    assert panel.document.snapshot.training.index == 1
    assert panel.document.snapshot.training.settings.rate == 0.1


def test_a_setting_that_makes_no_sense_is_named(show: Show) -> None:
    panel = show()
    for field, text, problem in (
        (panel.form.rate, "fast", "“fast” is not a number"),
        (panel.form.rate, "-1", "The learning rate must be"),
        (panel.form.seed, "x", "The seed must be a whole number"),
    ):
        before = field.text()
        type_into(panel, field, text)
        click(panel, panel.transport.play)
        assert panel.error.text().startswith(problem)
        assert panel.error.isVisible()
        assert not panel.document.snapshot.training.is_begun
        type_into(panel, field, before)
        assert not panel.error.isVisible()


def test_random_search_has_a_spread_and_no_batch(show: Show, qtbot: QtBot) -> None:
    panel = show()
    choose(panel, panel.form.method, 1)
    assert panel.form.read().method == "random_search"
    assert panel.form.rate.accessibleName() == "Spread"
    assert not panel.form.batch.isEnabled()
    assert panel.form.read().rate != 0.01  # a good one for it, as none was typed
    type_into(panel, panel.form.rate, "0.3")
    choose(panel, panel.form.method, 0)
    panel.form.method.setFocus()
    QTest.keyClick(panel.form.method, Qt.Key.Key_Home)
    assert panel.form.read().method == "sgd"
    assert panel.form.read().rate == 0.3


def test_a_drawn_start_takes_a_number_of_relus(show: Show, qtbot: QtBot) -> None:
    panel = show()
    assert not panel.form.units.isEnabled()
    choose(panel, panel.form.start, 1)
    assert panel.form.units.isEnabled()
    assert panel.form.read().units == 3
    type_into(panel, panel.form.units.lineEdit(), "8")
    QTest.keyClick(panel.form.units, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.document.network.n_units == 8, timeout=5_000)
    click(panel, panel.transport.play)
    rest(panel, qtbot)
    assert panel.document.snapshot.training.settings.init == "he"


def test_weight_decay_is_typed_told_and_kept_in_the_project(
    show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = show()
    start = panel.document.network
    type_steps(panel, 60)
    type_into(panel, panel.form.decay, "0,5")
    click(panel, panel.transport.play)
    found = rest(panel, qtbot)
    assert found.settings == TrainSettings(steps=60, weight_decay=0.5)
    *_, last = train(start, X, np.sin(4 * X), steps=60, weight_decay=0.5)
    assert panel.document.network == last.network
    write_project(panel.document.project, tmp_path / "p.reluviz")
    assert "weight decay 0.5" in read_project(tmp_path / "p.reluviz").runs[-1].settings
    panel.form.show_settings(found.settings)
    assert panel.form.read() == found.settings
    choose(panel, panel.form.method, 1)
    assert panel.form.shown_method == "random_search"
    assert not panel.form.decay.isEnabled()
    assert panel.form.read().weight_decay == 0


def test_data_far_from_0_are_scaled_and_a_switch_shows_what_happens_without(
    show: Show, qtbot: QtBot
) -> None:
    years = np.linspace(1950, 2020, 71)
    panel = show(Target.from_data(years, np.sin((years - 1950) / 8)), domain=(1950, 2020))
    choose(panel, panel.form.start, 1)
    type_into(panel, panel.form.units.lineEdit(), "6")
    assert panel.form.scaling.isChecked()
    click(panel, panel.transport.play)
    state = rest(panel, qtbot)
    assert state.loss is not None
    assert state.loss < 0.05
    assert "Trained on (x - 1985) / 16, because x lies far from 0; shown" in said(panel)
    document, history = panel.document, state.history
    error = document.network(years) - np.sin((years - 1950) / 8)
    assert np.mean(error**2) == pytest.approx(state.loss)
    assert history is not None
    _, kinks = history.kinks_over_time()
    assert np.all((kinks[0] > 1950) & (kinks[0] < 2020))
    trained = document.network
    click(panel, panel.transport.rewind)
    np.testing.assert_array_equal(document.network.kinks, kinks[0])
    document.trainer.scrub(2000)
    settle(panel)
    assert document.network == trained
    click(panel, panel.form.scaling)
    assert "Play begins a new run" in said(panel)
    click(panel, panel.transport.play)
    state = rest(panel, qtbot)
    assert state.loss is not None
    assert state.loss > 0.4
    assert "Scaling is off, and x lies far from 0: steps do too little or too much" in said(panel)
    assert "Of 6 ReLUs 6 are dead. Dead: all data lie on their off side" in said(panel)
    assert "scaling off" in document.project.runs[-1].settings
    panel.form.show_settings(state.settings)
    assert panel.form.read() == state.settings


def test_enter_in_a_line_plays_too(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_into(panel, panel.form.rate, "0.05")
    QTest.keyClick(panel.form.rate, Qt.Key.Key_Return)
    settle(panel)
    assert rest(panel, qtbot).settings.rate == 0.05
    assert panel.document.undo_stack.count == 1


def test_the_dice_gives_another_seed(show: Show) -> None:
    panel = show()
    seeds = set()
    for _ in range(5):
        click(panel, panel.form.dice)
        seeds.add(panel.form.read().seed)
    assert len(seeds) > 1


def test_a_click_in_the_chart_and_keys_go_through_the_steps(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_steps(panel, 100)
    click(panel, panel.transport.play)
    rest(panel, qtbot)
    steps = list(train(Document().network, X, DATA.y, steps=100))
    chart, scene = panel.chart, panel.chart.scene
    assert scene is not None
    for rect, shift in ((scene.loss_rect, 0.0), (scene.way_rect, scene.shift)):
        column = float(scene.columns(np.array([40]))[0]) + shift
        click(panel, chart, QPoint(round(column), round(rect.center().y())))
        shown = panel.document.snapshot.training.shown
        assert abs(shown - 40) <= 1
        assert panel.document.network == steps[shown].network
        click(panel, chart, QPoint(round(rect.right()) + 1, round(rect.center().y())))
        assert panel.document.snapshot.training.shown == 100
    QTest.keyClick(chart, Qt.Key.Key_Home)
    settle(panel)
    assert panel.document.snapshot.training.shown == 0
    for _ in range(3):
        QTest.keyClick(chart, Qt.Key.Key_Right)
        settle(panel)
    assert panel.document.snapshot.training.shown == 3
    QTest.keyClick(chart, Qt.Key.Key_Left)
    settle(panel)
    assert panel.document.network == steps[2].network
    assert "Paused at step 2" in said(panel)
    QTest.keyClick(chart, Qt.Key.Key_Space)
    assert rest(panel, qtbot).status == FINISHED


def test_the_slider_goes_through_the_kept_steps(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_steps(panel, 50)
    click(panel, panel.transport.play)
    rest(panel, qtbot)
    slider: QSlider = panel.transport.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    settle(panel)
    assert panel.document.snapshot.training.shown == 0
    QTest.keyClick(slider, Qt.Key.Key_Right)
    settle(panel)
    assert panel.document.snapshot.training.shown == 1
    assert slider.value() == 1


def test_a_speed_is_chosen(show: Show) -> None:
    panel = show()
    box = panel.transport.speed
    assert box.currentText() == "at once"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    settle(panel)
    assert panel.document.snapshot.training.speed == 1
    assert box.currentText() == "1 step/s"


def test_divergence_is_explained(show: Show, qtbot: QtBot) -> None:
    panel = show()
    choose(panel, panel.form.method, 0)
    QTest.keyClick(panel.form.method, Qt.Key.Key_Home)
    type_into(panel, panel.form.rate, "50")
    click(panel, panel.transport.play)
    assert rest(panel, qtbot).status == DIVERGED
    assert "learning rate of 50 is too large" in panel.error.text()
    assert said(panel).startswith("Diverged, and went back to the")


def test_without_a_target_it_tells_where_to_get_one(show: Show) -> None:
    panel = show(target=None)
    assert "Target menu" in said(panel)
    assert not panel.transport.play.isEnabled()
    panel.document.set_target(DATA)
    settle(panel)
    assert panel.transport.play.isEnabled()


def test_a_network_that_was_changed_is_said(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_steps(panel, 30)
    click(panel, panel.transport.play)
    rest(panel, qtbot)
    panel.document.set_parameter(ParameterId(1, 0), 3.0)
    settle(panel)
    assert "another network is in hand" in said(panel)


def test_what_is_possible_comes_from_the_best_fit(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_steps(panel, 30)
    click(panel, panel.transport.play)
    rest(panel, qtbot)
    assert panel.chart.scene is not None
    assert panel.chart.scene.run.possible is None
    panel.document.set_view(fit=FitSettings(3))
    settle(panel)
    best = panel.document.snapshot.best
    assert best is not None
    assert best.fit is not None
    assert panel.chart.scene.run.possible == pytest.approx(best.fit.squared_error / 40)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("units", [1, 3, 60, 1000])
def test_all_sizes_are_painted(show: Show, qtbot: QtBot, units: int, theme: str) -> None:
    panel = show(width=360 if units == 3 else 660)
    panel.apply_theme(load_theme(theme))
    settings = TrainSettings(init="he", units=units, steps=30)
    for _ in range(12):
        panel.document.trainer.step(settings)
        settle(panel)
    image = panel.chart.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(image.height())}
    assert len(colours) > 5
    assert panel.chart.scene is not None
    assert (len(panel.chart.scene.run.way.columns) < units) == (units == 1000)


def test_a_loaded_project_shows_no_run(show: Show, qtbot: QtBot) -> None:
    panel = show()
    type_steps(panel, 100_000)
    click(panel, panel.transport.play)
    qtbot.waitUntil(lambda: panel.document.snapshot.training.index > 5, timeout=10_000)
    network = through_points([(-1, 0), (0, 1), (1, 0)])
    panel.document.load(Project(network, DATA), None, "other")
    settle(panel)
    assert panel.chart.scene is None
    assert said(panel).startswith("Press Play")
    assert panel.transport.play.text() == "Play"


# Parts


def history_of(network: Network, steps: int) -> History:
    history = History(most_keyframes=16)
    for step in train(network, X, DATA.y, steps=steps):
        history.append(step)
    return history


def test_the_table_of_kinks_follows_a_history_that_is_thinned() -> None:
    network = Document().network
    steps = list(train(network, X, DATA.y, steps=100))
    history, way = History(most_keyframes=16), KinkWay(network, -1.0, 1.0)
    for step in steps:
        history.append(step)
        way.follow(history)
    assert way.indices.tolist() == sorted(history.keyframes)
    for row, index in enumerate(way.indices.tolist()):
        assert way.values[row] == pytest.approx(steps[index].network.kinks)
    history.cut(40)
    way.follow(history)
    assert way.indices[-1] <= 40


def test_dead_units_are_found_on_the_data() -> None:
    network = Network.from_rays([1, 1, -1], [0.5, -2.0, -2.0], [1, 1, 1], 0)
    way = KinkWay(network, -1.0, 1.0)
    way.follow(history_of(network, 1))
    assert way.faded[0].tolist() == [False, True, True]


def test_the_steps_in_view_grow_by_doubling() -> None:
    from reluviz.views.painting import Fonts

    network = Document().network

    def last_step(reached: int, steps: int = 2_000) -> int:
        indices = np.array([0, reached])
        way = KinkWay(network, -1.0, 1.0)
        run = Run(indices, np.array([1.0, 0.5]), way, (-1, 1), steps, reached, None)
        return Scene(run, 340, 170, Fonts(QApplication.font())).last_step

    assert last_step(2_000) == 2_000
    assert last_step(1_001) == 2_000
    assert last_step(1_000) == 1_000
    assert last_step(600) == 1_000
    assert last_step(1) <= 40
    assert last_step(5, steps=3) == 20


def test_fates_in_words() -> None:
    from reluviz.core.history import unit_fates

    network = Network.from_rays([1, 1, -1, 1, 1], [0.5, -2.0, -2.0, 0.5, 3.0], [1] * 5, 0)
    text = fates_text(unit_fates(network, X))
    assert text == (
        "Of 5 ReLUs 2 are dead, 1 bends outside the data, 2 have merged. Dead: all data lie on "
        "their off side; another start or a smaller rate helps"
    )
    assert fates_text(unit_fates(Document().network, X * 2)) == ""
    assert fates_text(unit_fates(Document().network, X + 1985)) == (
        "Of 3 ReLUs 3 bend outside the data. No kink is among the data: a start such as "
        "He draws them there"
    )


def test_the_settings_are_folded_until_they_are_asked_for(show: Show) -> None:
    panel = show()
    panel.transport.settings.setChecked(False)
    settle(panel)
    assert not panel.form.isVisible()
    assert panel.chart.height() >= 120
    assert panel.chart.width() >= 600
    assert panel.transport.play.height() > 1.4 * panel.transport.step.height()
    assert panel.status.x() > panel.transport.play.geometry().right(), "beside Play"
    click(panel, panel.transport.settings)
    assert panel.form.isVisible()
    assert panel.chart.width() < 400


def test_charts_are_high_enough_to_be_read_and_lines_have_their_names(
    show: Show, qtbot: QtBot
) -> None:
    panel = show()
    type_steps(panel, 60)
    click(panel, panel.transport.play)
    rest(panel, qtbot)
    for height, is_beside in ((160, True), (300, False)):
        panel.chart.resize(500, height)
        scene = panel.chart.scene
        assert scene is not None
        assert (scene.shift > 0) == is_beside
        assert min(scene.loss_rect.height(), scene.way_rect.height()) >= 120
        assert not scene.loss_rect.intersects(scene.way_rect)
        assert scene.way_rect.right() < 500
        end = float(scene.columns(np.array([60]))[0])
        for x in (end, end + scene.shift):
            assert scene.step_at(x) == 60
        names = [scene.run.way.names[k] for k, _ in scene.name_places]
        assert set(names) <= {"r1", "r2", "r3"}
        assert names
        assert all(place.x() > end + scene.shift for _, place in scene.name_places)
