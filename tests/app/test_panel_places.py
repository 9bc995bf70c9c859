"""Each kind of network has its own panels, in the same three places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from reluviz.app.lower_panels import LOWER_PANELS
from reluviz.app.main_window import MainWindow
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.examples import load_example
from reluviz.files.project_file import write_project
from reluviz.views.panel import Panel
from reluviz.views.theme import load_theme

SHALLOW_PANELS = {"diagram", "plot", "inspector"}


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(Document(), load_theme("light"))
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.document.undo_stack.set_clean()
    window.close()


def seen(window: MainWindow) -> set[str]:
    """Names of the panels in the three places."""
    places = window.main_panels
    found = {places.diagram, places.middle.panel, places.inspector}
    assert all(panel.isVisible() for panel in found)
    return {panel.objectName() for panel in found}


@pytest.mark.parametrize(
    ("example", "middle"),
    [("xor", "plane"), ("predictor", "slice"), ("three-layers", "slice"), ("ring", "plane")],
)
def test_another_kind_of_network_brings_its_panels(
    window: MainWindow, qtbot: QtBot, example: str, middle: str
) -> None:
    assert seen(window) == SHALLOW_PANELS
    window.files.open_example(example)
    window.document.publish()
    assert seen(window) == {"diagram", middle, "inspector"}
    for name in ("diagram", middle, "inspector"):
        panel = window.findChild(Panel, name)
        assert panel is not None
        assert panel.revision == window.document.snapshot.revision
    window.files.open_example("hat")
    window.document.publish()
    assert seen(window) == SHALLOW_PANELS


def test_undo_goes_from_one_kind_to_the_other(window: MainWindow) -> None:
    project = load_example("and")
    window.document.set_project(project, "open a gate")
    window.document.publish()
    assert "plane" in seen(window)
    window.actions_by_id["undo"].trigger()
    window.document.publish()
    assert seen(window) == SHALLOW_PANELS


def test_the_tabs_are_those_of_the_kind(window: MainWindow, qtbot: QtBot) -> None:
    assert window.findChild(QWidget, "contributions").isVisible()
    window.files.open_example("xor")
    window.document.publish()
    qtbot.wait(20)
    assert not window.findChild(QWidget, "contributions").isVisible()
    assert window.findChild(QWidget, "truth_table").isVisible()
    window.actions_by_id["show_build"].trigger()
    qtbot.wait(20)
    assert not window.findChild(QWidget, "build").isEnabled()
    cover = window.findChild(QWidget, "build").findChild(QLabel, "cover")
    assert cover.isVisible()
    assert cover.text() == (
        "A network is built ray by ray where one hidden layer of ReLUs makes a curve; "
        "Train shows how this one comes about, step by step."
    )
    assert not window.actions_by_id["drag_relu"].isEnabled()
    window.files.open_example("hat")
    window.document.publish()
    qtbot.wait(20)
    assert window.findChild(QWidget, "build").isVisible()
    assert window.findChild(QWidget, "build").isEnabled()
    assert not cover.isVisible()


def test_every_tab_says_what_it_needs_or_shows_the_network(
    window: MainWindow, qtbot: QtBot
) -> None:
    refusing = []
    window.files.open_example("three-layers")
    window.document.publish()
    for panel in LOWER_PANELS:
        window.lower_panels.show(panel.name)
        window.document.publish()
        qtbot.wait(20)
        made = window.lower_panels.panels[panel.name]
        assert made.isVisible()
        cover = made.findChild(QLabel, "cover")
        if made.can_show(window.document.snapshot):
            assert cover is None or not cover.isVisible()
        else:
            assert cover.isVisible()
            assert cover.text() == made.needs != ""
            refusing.append(panel.name)
    inside = ["contributions", "build", "perturb", "influence", "unit_plane", "quiz"]
    assert refusing == [*inside, "fit", "sweep"]


def test_a_file_of_a_layered_network_can_be_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "xor.reluviz"
    write_project(load_example("xor"), path)
    window = MainWindow(Document(load_example("xor"), path), load_theme("dark"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert "plane" in seen(window)
    for action in ("fit_all", "zoom_in", "zoom_out"):
        window.actions_by_id[action].trigger()
    window.close()


def test_every_action_that_is_offered_works_on_a_layered_network(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.open_example("xor")
    window.document.publish()
    for name in ("copy_table", "copy_plot", "fit_all", "group_train", "group_explore"):
        action = window.actions_by_id[name]
        assert action.isEnabled(), name
        action.trigger()
        qtbot.wait(5)


def test_the_layer_menu_changes_the_layer_of_the_selection(window: MainWindow) -> None:
    document, actions = window.document, window.actions_by_id
    assert actions["add_layer"].isEnabled(), "of a hidden layer of ReLUs, too"
    window.files.open_example("xor-two-lines")
    document.publish()
    document.select(Unit(1))
    document.publish()
    for name, units, layers in (("add_unit", 3, 2), ("remove_unit", 2, 2), ("add_layer", 2, 3)):
        assert actions[name].isEnabled()
        actions[name].trigger()
        document.publish()
        assert document.network.layers[0].n_units == units
        assert len(document.network.layers) == layers
        document.select(Unit(1))
        document.publish()
    actions["activation_tanh"].trigger()
    document.publish()
    assert document.network.layers[0].activation == "tanh"
    assert actions["activation_tanh"].isChecked()
    assert actions["undo"].text().startswith("&Undo")
    document.select(Unit(0, 2))
    document.publish()
    actions["add_unit"].trigger()
    document.publish()
    assert "outputs are fixed" in document.snapshot.notice.text, "nothing is grey without a reason"
