"""Training of networks of any layers by hand: methods, steps written out, ways of weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.train_settings import GENERAL_METHODS
from reluviz.document.document import Document
from reluviz.files.examples import load_example
from reluviz.views.theme import load_theme
from reluviz.views.train import TrainPanel
from reluviz.views.train.scene import KinkWay, WeightWay

Show = Callable[..., TrainPanel]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Shows the panel on a document that holds an example."""
    documents: list[Document] = []

    def shown(name: str, width: int = 660, height: int = 230) -> TrainPanel:
        document = Document(load_example(name))
        documents.append(document)
        panel = TrainPanel(document, load_theme("light"))
        panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        QApplication.processEvents()
        return panel

    yield shown
    for document in documents:
        document.close()


def click(widget: QWidget, panel: TrainPanel) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    panel.document.publish()
    QApplication.processEvents()


def slope(network: Network) -> float:
    return float(network.layers[0].weights[0, 0])


def two_steps() -> Network:
    return Network([Layer(np.ones((2, 2)), [0, -1], "step"), Layer([[1, -1]], [0], "step")])


def methods(panel: TrainPanel) -> list[str]:
    return [panel.form.method.itemText(k) for k in range(panel.form.method.count())]


def test_step_takes_one_example_and_writes_it_out(show: Show) -> None:
    panel = show("classifier")
    click(panel.transport.step, panel)
    assert slope(panel.document.network) == pytest.approx(0.3667, abs=5e-5)
    assert panel.correction.text() == (
        "Step 1, example 1, ladybird: E = 1.1 − 0.75 = 0.35, "
        "Δw1.1.1 = 0.35 / 3 = 0.1167, w1.1.1 = 0.3667"
    )
    click(panel.transport.step, panel)
    assert slope(panel.document.network) == pytest.approx(2.9)
    assert panel.correction.text().startswith("Step 2, example 2, caterpillar: E = 2.9 − 0.3667")
    assert panel.earlier.toPlainText().startswith("Step 1, example 1, ladybird")
    assert panel.document.undo_stack.count == 1


def test_a_rate_of_a_half_moderates(show: Show) -> None:
    panel = show("classifier")
    panel.form.rate.selectAll()
    QTest.keyClicks(panel.form.rate, "0.5")
    click(panel.transport.step, panel)
    assert slope(panel.document.network) == pytest.approx(0.3083, abs=5e-5)
    assert "Δw1.1.1 = 0.5 · 0.35 / 3 = 0.0583, w1.1.1 = 0.3083" in panel.correction.text()
    click(panel.transport.step, panel)
    assert slope(panel.document.network) == pytest.approx(1.6042, abs=5e-5)


def test_going_back_shows_what_that_step_did(show: Show) -> None:
    panel = show("classifier")
    for _ in range(4):
        click(panel.transport.step, panel)
    panel.document.trainer.scrub(1)
    panel.document.publish()
    assert panel.correction.text().startswith("Step 1, example 1")
    assert panel.earlier.isHidden()
    click(panel.transport.rewind, panel)
    assert panel.correction.isHidden()
    assert slope(panel.document.network) == 0.25


def test_methods_are_those_that_the_network_allows(show: Show, qtbot: QtBot) -> None:
    panel = show("classifier")
    assert methods(panel)[-1] == "error correction"
    assert panel.form.shown_method == "error_correction"
    assert panel.form.steps.value() == 100
    assert panel.form.batch.text() == "one example"
    assert not panel.form.batch.isEnabled()
    assert panel.form.units.isHidden()
    panel.document.load(load_example("relu-by-hand"), None)
    panel.document.publish()
    assert "error correction" not in methods(panel)
    assert len(methods(panel)) == len(GENERAL_METHODS)
    assert panel.form.shown_method == "adam"
    assert panel.form.steps.value() == 2000
    assert not panel.form.units.isHidden()
    assert panel.form.read().units is None
    panel.document.load(replace(load_example("xor"), network=two_steps()), None)
    panel.document.publish()
    assert panel.form.shown_method == "random_search"  # steps have no slope


def test_a_chosen_method_stays_while_it_can(show: Show) -> None:
    panel = show("classifier")
    panel.form.method.setFocus()
    QTest.keyClick(panel.form.method, Qt.Key.Key_Home)
    QTest.keyClick(panel.form.method, Qt.Key.Key_Return)
    panel.form.method.activated.emit(0)
    panel.document.load(load_example("predictor"), None)
    panel.document.publish()
    assert panel.form.shown_method == GENERAL_METHODS[0]


def test_the_way_of_the_weights_takes_the_place_of_the_kinks(show: Show) -> None:
    panel = show("and")
    click(panel.transport.step, panel)
    assert panel.chart.scene is not None
    way = panel.chart.scene.run.way
    assert isinstance(way, WeightWay)
    assert way.names == ("w1.1.1", "w1.2.1", "b1.1")
    assert way.values.shape == (2, 3)
    places = [place.y() for _, place in panel.chart.scene.name_places]
    assert places == sorted(places)
    panel.document.load(load_example("relu-by-hand"), None)
    panel.document.publish()
    click(panel.transport.step, panel)
    assert isinstance(panel.chart.scene.run.way, KinkWay)


def test_a_bias_that_stays_is_not_drawn(show: Show) -> None:
    panel = show("classifier")
    click(panel.transport.step, panel)
    assert panel.chart.scene is not None
    assert panel.chart.scene.run.way.names == ("w1.1.1",)


def test_a_deep_network_is_trained_by_descent(show: Show, qtbot: QtBot) -> None:
    panel = show("three-layers")
    panel.form.steps.setValue(60)
    before = panel.document.network
    if panel.transport.play.isEnabled():
        click(panel.transport.play, panel)
        qtbot.waitUntil(lambda: panel.document.trainer.state.status == "finished", timeout=10_000)
        panel.document.publish()
        assert panel.document.network != before
        assert panel.status.text().startswith("Finished: 60 steps")


def test_without_rows_there_is_nothing_to_train_on(show: Show) -> None:
    panel = show("neuron")
    panel.document.set_table(None)
    panel.document.publish()
    assert "truth table" in panel.status.text()
    assert not panel.transport.play.isEnabled()
    assert not panel.transport.step.isEnabled()


def test_steps_are_said_to_have_no_slope(show: Show) -> None:
    panel = show("xor")
    panel.document.set_network(two_steps())
    panel.document.publish()
    assert panel.form.shown_method == "random_search"
    assert "slope is zero" not in panel.notes.text()
    panel.form.method.setCurrentIndex(0)
    panel.form.method.activated.emit(0)
    assert panel.notes.text() == (
        "Layer 2 has steps, whose slope is zero: descent changes no weight at all. "
        "Random search can."
    )
