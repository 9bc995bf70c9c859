"""Activation functions side by side: one neuron on all of them, and clicks that choose one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Item, Row, Unit
from reluviz.files.examples import load_example
from reluviz.views.activations import ActivationsPanel
from reluviz.views.activations.panel import shown_neuron
from reluviz.views.activations.scene import FARTHEST
from reluviz.views.theme import load_theme

Show = Callable[..., ActivationsPanel]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows the panel on a document that holds an example."""

    def shown(
        name: str = "activations", width: int = 660, height: int = 230, theme: str = "light"
    ) -> ActivationsPanel:
        panel = ActivationsPanel(Document(load_example(name)), load_theme(theme))
        panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        settle(panel)
        return panel

    return shown


def settle(panel: ActivationsPanel) -> None:
    """Have what changed rendered, without the pause of panels that may lag."""
    panel.document.publish()
    panel._pause.stop()
    panel._catch_up()
    QApplication.processEvents()


def used(panel: ActivationsPanel) -> list[str]:
    return [
        name for name, card in panel.cards.items() if card._live is not None and card._live.is_used
    ]


def test_all_functions_are_there_and_the_one_in_use_is_marked(show: Show) -> None:
    panel = show()
    assert set(panel.cards) == set(ACTIVATIONS)
    assert used(panel) == ["sigmoid"]
    assert panel.cards["sigmoid"].accessibleDescription().startswith("in use in layer 1")
    assert panel.cards["tanh"].facts == (
        "2 / (1 + exp(−2 s)) − 1",
        "values between −1 and 1",
        "slope at 0: 1",
        "flat beyond ±3",
        "start that suits it: LeCun",
    )


def test_the_neuron_moves_on_all_of_them_with_the_probe(show: Show) -> None:
    panel = show()
    panel.document.set_view(point=(1.5,))
    settle(panel)
    said = {name: card.live_text for name, card in panel.cards.items()}
    assert said == {
        "step": "1.5 → 1",
        "sigmoid": "1.5 → 0.818",
        "tanh": "1.5 → 0.905",
        "relu": "1.5 → 1.5",
        "leaky_relu": "1.5 → 1.5",
        "relu6": "1.5 → 1.5",
        "hard_tanh": "1.5 → 1",
        "abs": "1.5 → 1.5",
        "identity": "1.5 → 1.5",
    }
    assert "its sum at the probe is 1.5" in panel.headline.text()
    panel.document.set_parameter(ParameterId(0, 0), 1.0)  # the bias
    settle(panel)
    assert panel.cards["relu"].live_text == "2.5 → 2.5"


def test_a_click_gives_the_function_to_the_layer_as_one_undo_step(show: Show) -> None:
    panel = show()
    QTest.mouseClick(panel.cards["tanh"], Qt.MouseButton.LeftButton)
    settle(panel)
    document = panel.document
    assert document.network.layers[0].activation == "tanh"
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "use tanh in layer 1"
    assert used(panel) == ["tanh"]
    document.undo()
    settle(panel)
    assert used(panel) == ["sigmoid"]


def test_the_one_in_use_changes_nothing(show: Show) -> None:
    panel = show()
    QTest.mouseClick(panel.cards["sigmoid"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.cards["tanh"], Qt.MouseButton.RightButton)
    assert panel.document.undo_stack.count == 0


def test_keys_choose_too(show: Show) -> None:
    panel = show()
    panel.cards["step"].setFocus()
    QTest.keyClick(panel.cards["step"], Qt.Key.Key_Space)
    assert panel.document.network.layers[0].activation == "step"


def test_the_layer_is_that_of_the_selected_neuron(show: Show) -> None:
    panel = show("three-layers")
    panel.document.select(Unit(2, 1))
    settle(panel)
    assert panel.headline.text().startswith("Output 3 of layer 2:")
    value = panel.document.state.network(np.array([panel.document.snapshot.point]))[0, 2]
    live = panel.cards["sigmoid"]
    assert live._live is not None
    assert live.scene.value(live._live.sum) == pytest.approx(value)
    QTest.mouseClick(panel.cards["relu"], Qt.MouseButton.LeftButton)
    assert [layer.activation for layer in panel.document.network.layers] == ["sigmoid", "relu"]
    assert panel.document.undo_stack.undo_text == "use ReLU in layer 2"


@pytest.mark.parametrize(
    ("item", "neuron"),
    [
        (None, Unit(0)),
        (Unit(1, -1), Unit(0)),
        (Unit(2, 1), Unit(2, 1)),
        (ParameterId(0, 2, 1), Unit(2)),
        (Row(0), Unit(0)),
        (Unit(7, 7), Unit(0)),
    ],
)
def test_what_is_selected_stands_for_a_neuron(item: Item | None, neuron: Unit) -> None:
    assert shown_neuron(load_example("three-layers").network, item) == neuron


def test_a_sum_out_of_view_stays_at_the_end(show: Show) -> None:
    panel = show()
    panel.document.set_parameter(ParameterId(0, 0), 1e6)
    settle(panel)
    for card in panel.cards.values():
        assert card._live is not None
        assert card._live.sum > FARTHEST
        place = card.scene.place(card._live.sum)
        assert card.scene.rect.adjusted(-1, -1, 1, 1).contains(place)
        assert not card.grab().isNull()


@pytest.mark.parametrize(("width", "height"), [(660, 230), (1000, 200), (440, 160)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_stand_alike_and_inside(show: Show, width: int, height: int, theme: str) -> None:
    panel = show("xor", width, height, theme)
    tops = {card.scene.rect.top() for card in panel.cards.values()}
    assert len(tops) == 1
    for card in panel.cards.values():
        assert card.rect().contains(card.scene.rect.toAlignedRect())
    assert panel.key.isVisible() == (width == 1000)
    panel.apply_theme(load_theme("dark" if theme == "light" else "light"))
    assert not panel.grab().isNull()


def test_shaded_parts_are_where_the_gradient_vanishes(show: Show) -> None:
    panel = show()
    scene = panel.cards["sigmoid"].scene
    left, right = scene.flat
    assert left.right() == pytest.approx(scene.column(-4.585), abs=0.5)
    assert right.left() == pytest.approx(scene.column(4.585), abs=0.5)
    assert panel.cards["identity"].scene.flat == []
    assert panel.cards["step"].scene.flat == [panel.cards["step"].scene.rect]
