"""Every activation in the window: chosen, shown by every panel, with its name and its lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from networks import BENT, invented
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.core.activations import ACTIVATIONS, find_activation
from reluviz.core.network import Layer, Network
from reluviz.core.structure import with_activation
from reluviz.core.truth_table import TruthTable
from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.files.project_file import read_project, write_project
from reluviz.views.activations import ActivationsPanel
from reluviz.views.inspector import InspectorPanel
from reluviz.views.panel import Panel
from reluviz.views.theme import load_theme

NAMES = [*ACTIVATIONS, "leaky_relu(0.1)", BENT.name]
TABS = ("activations", "truth_table", "train")


@pytest.fixture(autouse=True, scope="module")
def _invented() -> Iterator[None]:
    with invented():
        yield


def deep(n_inputs: int) -> Project:
    """Two hidden layers, of identities."""
    first = Layer([[2.0, -1.0][:n_inputs], [-1.0, 0.5][:n_inputs]], [0.1, 0.5], "identity")
    second = Layer([[1.0, 0.7], [-0.5, 2.0]], [0.2, -0.3], "identity")
    network = Network([first, second, Layer([[1.0, -0.6]], [0.1], "identity")])
    rows = TruthTable.of_gate((0, 1, 1, 0)) if n_inputs == 2 else None
    return Project(network, table=rows, domain=(-3, 3))


@pytest.mark.parametrize(
    ("n_inputs", "width", "height", "theme"), [(1, 1440, 900, "dark"), (2, 1024, 640, "light")]
)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_chosen_and_shown_everywhere(
    qtbot: QtBot, name: str, tmp_path: Path, n_inputs: int, width: int, height: int, theme: str
) -> None:
    document, one = Document(deep(n_inputs)), find_activation(name)
    window = MainWindow(document, load_theme(theme))
    qtbot.addWidget(window, before_close_func=lambda _: document.undo_stack.set_clean())
    window.resize(width, height)
    window.show()
    qtbot.waitExposed(window)
    if f"activation_{name}" in window.actions_by_id:
        window.actions_by_id[f"activation_{name}"].trigger()
    else:
        document.set_network(with_activation(document.network, 0, name), "change activation")
    document.publish()
    assert document.network.layers[0].activation == name
    assert one is BENT or window.actions_by_id[f"activation_{one.kind}"].isChecked()
    for tab in TABS:
        action = window.actions_by_id[f"show_{tab}"]
        if action.isEnabled() and not action.isChecked():
            action.trigger()
        qtbot.wait(20)
        for panel in window.findChildren(Panel):
            if panel.isVisible():
                assert panel.revision == document.snapshot.revision
                assert many_colours(panel) > 2
    inspector = window.findChild(InspectorPanel)
    assert inspector.header.activation.currentText() == one.title
    cards = window.findChild(ActivationsPanel).cards
    assert [card.title for card in cards.values() if card._is_used] == [one.title]
    write_project(document.project, tmp_path / "kept.reluviz")
    assert read_project(tmp_path / "kept.reluviz").network == document.network
    document.undo()
    document.publish()
    assert inspector.header.activation.currentText() == "identity"


def many_colours(panel: Panel) -> int:
    image = panel.grab().toImage()
    steps = (range(0, length, 3) for length in (image.width(), image.height()))
    columns, rows = map(list, steps)
    return len({QColor(image.pixel(x, y)).rgb() for x in columns for y in rows})
