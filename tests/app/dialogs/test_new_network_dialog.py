"""File > New network…: what is asked for is what there is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.new_network_dialog import NewNetworkDialog
from reluviz.app.main_window import MainWindow
from reluviz.core.initial import initial_layers, initial_network
from reluviz.document.document import Document


@pytest.fixture
def dialog(qtbot: QtBot) -> NewNetworkDialog:
    dialog = NewNetworkDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def choose(combo: object, name: str) -> None:
    combo.setCurrentIndex(combo.findData(name))


def test_what_is_chosen_is_what_there_is(dialog: NewNetworkDialog) -> None:
    dialog.inputs.setValue(2)
    dialog.hidden.setValue(2)
    dialog.units[0].setValue(4)
    dialog.units[1].setValue(2)
    choose(dialog.activations[1], "tanh")
    choose(dialog.output_activation, "sigmoid")
    choose(dialog.start, "lecun")
    dialog.seed.setValue(7)
    wanted = initial_layers((2, 4, 2, 1), ("relu", "tanh", "sigmoid"), "lecun", 7)
    assert dialog.project().network == wanted
    assert dialog.message.text == "2 → 4 → 2 → 1: 25 parameters."


def test_rows_come_and_go_with_the_layers(dialog: NewNetworkDialog) -> None:
    for count in (0, 7, 3):
        dialog.hidden.setValue(count)
        assert [spin.isVisible() for spin in dialog.units] == [k < count for k in range(7)]
        assert len(dialog.project().network.layers) == count + 1


def test_one_hidden_layer_of_relus_has_its_kinks_over_the_domain(dialog: NewNetworkDialog) -> None:
    dialog.hidden.setValue(1)
    dialog.units[0].setValue(100)
    assert dialog.project().network == initial_network(100, (-1, 1), "he", 0)


def test_what_the_window_cannot_show_is_said_while_it_is_typed(dialog: NewNetworkDialog) -> None:
    dialog.units[1].setValue(65)
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert dialog.message.is_error
    assert "up to 64 units in a layer" in dialog.message.text
    assert not ok.isEnabled()
    with pytest.raises(ValueError, match="64 units"):
        dialog.project()
    dialog.units[1].setValue(64)
    assert ok.isEnabled()


def test_the_window_shows_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = MainWindow(Document())
    qtbot.addWidget(window, before_close_func=lambda w: w.document.undo_stack.set_clean())
    window.show()

    def filled(dialog: NewNetworkDialog) -> int:
        dialog.inputs.setValue(2)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(NewNetworkDialog, "exec", filled)
    window.actions_by_id["new_network"].trigger()
    window.document.publish()
    assert [layer.n_units for layer in window.document.network.layers] == [3, 3, 1]
    assert window.document.network.n_inputs == 2
    assert window.document.path is None


ADDRESS = (
    "https://playground.tensorflow.org/#activation=relu&dataset=spiral&noise=5&networkShape=5,3"
    "&seed=0.42&x=true&y=true&problem=classification"
)


def test_an_address_brings_its_shape_and_data(qtbot: QtBot, dialog: NewNetworkDialog) -> None:
    dialog.address.setFocus()
    QGuiApplication.clipboard().setText(ADDRESS)
    qtbot.keySequence(dialog.address, QKeySequence(QKeySequence.StandardKey.Paste))
    project = dialog.project()
    assert [layer.n_units for layer in project.network.layers] == [5, 3, 1]
    assert [layer.activation for layer in project.network.layers] == ["relu", "relu", "sigmoid"]
    assert project.table is not None
    assert project.box == ((-6.0, 6.0), (-6.0, 6.0))
    dialog.hidden.setValue(1)  # still its data
    assert dialog.project().table is not None
    dialog.inputs.setValue(1)
    assert dialog.project().table is None
    dialog.address.setText(ADDRESS.replace("spiral", "bagel"))
    assert dialog.message.is_error
    assert "no data set bagel" in dialog.message.text
