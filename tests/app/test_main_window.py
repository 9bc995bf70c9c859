"""The window as a whole: names, title, undo, Escape, themes, layout, drops, menus, banners."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Unit
from reluviz.files.project import HIDDEN_AT_FIRST, LAYERS, Project
from reluviz.files.project_file import read_project, write_project
from reluviz.views.theme import load_theme

W2 = ParameterId(1, 0, 1)

# What Qt says about windows of their own where there is no screen.
no_screen = pytest.mark.qt_log_ignore("This plugin does not support")


def context_menu(window: MainWindow) -> QMenu:
    menu = window.findChild(QMenu, "context_menu")
    assert menu is not None
    return menu


def test_the_panels_are_there_by_name(window: MainWindow) -> None:
    for name in ("diagram", "plot", "inspector"):
        panel = window.findChild(QWidget, name)
        assert panel is not None
        assert panel.isVisible()
        assert panel.width() >= 200
    assert window.document.snapshot.network == window.document.network


def test_panels_can_come_later(qtbot: QtBot) -> None:
    window = MainWindow(with_panels=False)
    qtbot.addWidget(window)
    window.show()
    assert window.findChild(QWidget, "plot") is None
    window.add_panels()
    qtbot.waitUntil(window.findChild(QWidget, "plot").isVisible)


def test_a_window_without_a_store_leaves_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.close()
    assert not list(tmp_path.parent.glob(f"{tmp_path.name}*/**/*.ini"))


# Title and status bar


def test_the_title_tells_name_and_changes(window: MainWindow) -> None:
    assert window.windowTitle() == "The article's example[*] - ReluViz"
    assert not window.isWindowModified()
    window.document.set_parameter(W2, -7.0)
    window.document.publish()
    assert window.isWindowModified()
    window.document.undo_stack.undo()
    window.document.publish()
    assert not window.isWindowModified()


def test_a_title_is_taken_as_it_is(window: MainWindow) -> None:
    window.document.load(window.document.project, None, "a[*]b <b>c</b> & d")
    window.document.publish()
    assert window.windowTitle() == "a[*][*]b <b>c</b> & d[*] - ReluViz"


# Undo, Escape, Delete


def test_undo_names_the_step(window: MainWindow) -> None:
    undo, redo = window.actions_by_id["undo"], window.actions_by_id["redo"]
    assert not undo.isEnabled()
    window.document.set_parameter(W2, -7.0)
    assert undo.text() == "&Undo change w2"
    assert undo.iconText() == "Undo"
    undo.trigger()
    assert window.document.network.value(W2) == -8.0
    assert redo.text() == "&Redo change w2"


def test_escape_cancels_a_gesture_then_closes_the_notice_then_selects_nothing(
    window: MainWindow,
) -> None:
    window.activateWindow()
    window.document.select(Joint(1))
    window.document.notify("Look")
    window.document.publish()
    window.document.begin("drag")
    window.document.set_parameter(W2, 5.0)
    window.document.notify("Look again")
    window.document.publish()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.document.in_gesture
    assert window.document.network.value(W2) == -8.0
    assert window.document.undo_stack.count == 0
    window.document.publish()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    window.document.publish()
    assert window.document.snapshot.notice is None
    assert not window.messages.notice.isVisible()
    assert window.document.snapshot.selection == Joint(1)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    window.document.publish()
    assert window.document.snapshot.selection is None


def test_delete_removes_what_is_selected(window: MainWindow) -> None:
    remove = window.actions_by_id["remove"]
    assert not remove.isEnabled()
    window.document.select(Joint(1))
    window.document.publish()
    assert remove.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert window.document.network.n_units == 2
    window.document.undo_stack.undo()
    assert window.document.network.n_units == 3


def test_a_joint_at_the_probe(window: MainWindow) -> None:
    window.document.set_probe(0.25)
    window.document.publish()
    window.actions_by_id["add_joint"].trigger()
    assert 0.25 in window.document.network.kinks
    window.actions_by_id["add_joint"].trigger()  # there is one now
    window.document.publish()
    assert window.messages.notice.isVisible()
    assert window.messages.notice.text.startswith("There is a joint")
    assert window.document.network.n_units == 4


# Drag mode


def test_one_key_and_two_entries_switch_the_drag_mode(window: MainWindow) -> None:
    point, relu = window.actions_by_id["drag_point"], window.actions_by_id["drag_relu"]
    assert window.actions_by_id["drag_handle"].isChecked()
    assert (point.isChecked(), relu.isChecked()) == (False, False)
    QTest.keyClick(window, Qt.Key.Key_D)
    window.document.publish()
    assert (point.isChecked(), relu.isChecked()) == (True, False)
    assert (point.iconText(), relu.iconText()) == ("This point", "This ReLU")
    QTest.keyClick(window, Qt.Key.Key_D)
    window.document.publish()
    assert window.document.snapshot.view.drag_mode == "relu"
    assert (point.isChecked(), relu.isChecked()) == (False, True)
    point.trigger()
    window.document.publish()
    assert window.document.snapshot.view.drag_mode == "point"
    relu.trigger()
    window.document.publish()
    QTest.keyClick(window, Qt.Key.Key_D)
    assert window.document.project.view.drag_mode == "handle"


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_are_checked_as_they_show(window: MainWindow, layer: str) -> None:
    action = window.actions_by_id[f"layer_{layer}"]
    was_shown = layer not in HIDDEN_AT_FIRST
    assert action.isChecked() == was_shown
    for shown in (not was_shown, was_shown):
        action.trigger()
        window.document.publish()
        assert window.document.snapshot.shows(layer) == action.isChecked() == shown
    assert set(window.document.project.view.hidden) == set(HIDDEN_AT_FIRST)


# The Network menu


def test_rewriting_is_offered_where_it_helps(qtbot: QtBot) -> None:
    left = Network.from_rays([-1.0, 1.0], [0.0, 0.5], [2.0, 1.0], 0.0)
    window = MainWindow(Document(Project(left)))
    qtbot.addWidget(window, before_close_func=lambda w: w.document.undo_stack.set_clean())
    rewrite = window.actions_by_id["rewrite_right"]
    assert rewrite.isEnabled()
    window.show()
    window.document.set_view(drag_mode="point")
    assert not window.document.grab(Joint(1), -0.5, 0.0)
    window.document.publish()
    button = window.findChild(QPushButton, "notice_action")
    assert button.isVisible()
    assert button.text() == "Rewrite"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    window.document.publish()
    assert (window.document.network.v > 0).all()
    assert not rewrite.isEnabled()
    assert window.messages.notice.isVisible()  # and says that the curve has not moved
    assert not button.isVisible()


def test_the_curve_as_target(window: MainWindow) -> None:
    window.document.set_parameter(W2, -7.0)
    window.actions_by_id["target_from_curve"].trigger()
    assert window.document.state.misfit.largest == 0
    clear = window.actions_by_id["clear_target"]
    window.document.publish()
    clear.trigger()
    window.document.publish()
    assert window.document.snapshot.target is None
    assert not clear.isEnabled()


def test_a_curve_too_large_for_a_target_is_told(window: MainWindow) -> None:
    window.document.load(Project(Network.from_rays([1e60], [0], [1e60], 0)), None)
    for act in ("target_from_curve", "edit_points"):
        window.document.notify(None)
        window.actions_by_id[act].trigger()
        window.document.publish()
        assert "at most 1e+100 in size" in window.document.snapshot.notice.text
    assert window.document.undo_stack.count == 0


# Themes


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_theme_reaches_everything(window: MainWindow, name: str) -> None:
    window.actions_by_id[f"theme_{name}"].trigger()
    theme = load_theme(name)
    assert window.theme is theme
    assert all(panel.theme is theme for panel in window.panels)
    assert window.palette().window().color().name() == theme.surface
    assert QApplication.palette().text().color().name() == theme.text
    assert theme.border in window.styleSheet()
    assert window.store.settings.theme == name
    assert window.actions_by_id[f"theme_{name}"].isChecked()


def test_the_system_is_followed_live(
    qtbot: QtBot, store: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = Qt.ColorScheme.Light
    hints = type(QGuiApplication.styleHints())
    monkeypatch.setattr(hints, "colorScheme", lambda _self: scheme)
    window = MainWindow(store=store)
    qtbot.addWidget(window)
    assert window.theme.name == "light"
    scheme = Qt.ColorScheme.Dark
    QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)
    assert window.theme.name == "dark"
    window.actions_by_id["theme_light"].trigger()
    assert window.theme.name == "light"
    QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)
    assert window.theme.name == "light"
    window.actions_by_id["theme_system"].trigger()
    assert window.theme.name == "dark"


# Layout


@no_screen
def test_reset_layout_brings_everything_back(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(20)
    names = ("diagram", "plot", "inspector")
    first = [window.findChild(QWidget, name).width() for name in names]
    window.actions_by_id["show_diagram"].trigger()
    window.actions_by_id["show_toolbar"].trigger()
    window.inspector_dock.setFloating(True)
    assert not window.diagram_dock.isVisible()
    assert not window.toolbar.isVisible()
    window.actions_by_id["reset_layout"].trigger()
    qtbot.wait(20)
    assert window.toolbar.isVisible()
    assert not window.inspector_dock.isFloating()
    assert [window.findChild(QWidget, name).width() for name in names] == first
    assert window.dockWidgetArea(window.diagram_dock) == Qt.DockWidgetArea.LeftDockWidgetArea


def test_the_sides_grow_with_the_window(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    docks = window.diagram_dock, window.inspector_dock

    def come_to(*wanted: float) -> None:
        qtbot.waitUntil(
            lambda: [dock.width() for dock in docks] == [pytest.approx(w, abs=2) for w in wanted]
        )

    for width in (1440, 1920, 1100, 1920):
        window.resize(width, 900)
        come_to(0.28 * width, max(0.235 * width, 296))
    hand = SimpleNamespace(mouseButtons=lambda: Qt.MouseButton.LeftButton)
    with monkeypatch.context() as held:
        held.setattr("reluviz.app.layout.QGuiApplication", hand)
        window.resizeDocks([docks[0]], [700], Qt.Orientation.Horizontal)
        come_to(700, 0.235 * 1920)
    window.resize(1440, 900)
    come_to(0.75 * 700, 0.235 * 1440)


def test_geometry_and_panels_come_back(qtbot: QtBot, store: SettingsStore) -> None:
    window = MainWindow(store=store)
    qtbot.addWidget(window)
    window.show()
    qtbot.wait(20)
    window.resize(777, 555)
    window.actions_by_id["show_inspector"].trigger()
    window.close()
    again = MainWindow(store=store)
    qtbot.addWidget(again)
    again.show()
    qtbot.wait(20)
    assert (again.width(), again.height()) == (777, 555)
    assert not again.inspector_dock.isVisible()
    assert again.diagram_dock.isVisible()


def test_general_names_are_shown_everywhere_and_kept(
    qtbot: QtBot, window: MainWindow, store: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "general_names", False)
    document, inspector = window.document, window.main_panels.inspector
    document.select(ParameterId(1, 0, 1))
    document.set_parameter(ParameterId(1, 0, 1), -7.0)
    document.publish()
    assert document.snapshot.effect.startswith("w2 moves")
    action = window.actions_by_id["general_names"]
    action.trigger()
    document.publish()
    assert store.settings.general_names
    assert inspector.editor.title.text().startswith("w2.2.1 ")
    assert inspector.effect.heading() == "Effect of w2.2.1"
    assert inspector.model.title(1) == "w 1.1"
    document.set_parameter(ParameterId(1, 0, 1), -6.0)
    document.publish()
    assert document.undo_stack.undo_text == "change w2.2.1"
    assert document.snapshot.effect.startswith("w2.2.1 moves")
    again = MainWindow(store=store)
    qtbot.addWidget(again)
    assert again.actions_by_id["general_names"].isChecked()
    assert again.main_panels.inspector.model.title(1) == "w x"
    action.trigger()
    document.publish()
    assert inspector.model.title(1) == "v"
    assert inspector.editor.title.text().startswith("w2 ")


def test_full_screen_and_back(window: MainWindow) -> None:
    action = window.actions_by_id["full_screen"]
    action.trigger()
    assert window.isFullScreen()
    action.trigger()
    assert not window.isFullScreen()


# First steps


def test_first_steps_show_until_closed_and_come_back(
    qtbot: QtBot, window: MainWindow, store: SettingsStore
) -> None:
    bar = window.messages.first_steps
    assert bar.isVisible()
    close = window.findChild(QToolButton, "first_steps_close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    again = MainWindow(store=store)
    qtbot.addWidget(again)
    again.show()
    assert not again.messages.first_steps.isVisible()
    again.actions_by_id["first_steps"].trigger()
    assert again.messages.first_steps.isVisible()
    assert not store.settings.first_steps_dismissed


def test_a_notice_moves_nothing(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(20)
    before = window.plot.geometry()
    window.document.notify("A sentence that says why. " * 20)
    window.document.publish()
    qtbot.wait(20)
    assert window.messages.notice.isVisible()
    assert window.plot.geometry() == before
    assert window.messages.notice.width() == window.width()
    assert window.messages.notice.y() >= window.toolbar.geometry().bottom()
    close = window.findChild(QToolButton, "notice_close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    window.document.publish()
    assert not window.messages.notice.isVisible()


# Drops


def dropped(window: MainWindow, *urls: QUrl) -> bool:
    data = QMimeData()
    data.setUrls(list(urls))
    place, copy = QPointF(50, 50), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    try:
        enter = QDragEnterEvent(place, copy, data, left, none)
    except TypeError:  # before Qt 6.12, which in turn deprecates whole pixels
        enter = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    enter.setAccepted(False)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, copy, data, left, none))
    return enter.isAccepted()


def test_a_dropped_file_opens(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "dröp ped.reluviz"
    network = window.document.network.with_value(W2, 1.5)
    write_project(Project(network), path)
    assert dropped(window, QUrl.fromLocalFile(str(path)))
    qtbot.waitUntil(lambda: window.document.path == path)
    assert window.document.network == network
    assert read_project(path).network == network


def test_a_dropped_address_is_refused(window: MainWindow, qtbot: QtBot) -> None:
    before = window.document.project
    assert not dropped(window, QUrl("https://example.org/a.reluviz"))
    assert not dropped(window)
    qtbot.wait(5)
    assert window.document.project is before


# Menus on things


@no_screen
@pytest.mark.parametrize("name", ["plot", "diagram", "inspector"])
def test_a_panel_asks_for_a_menu_and_the_window_makes_it(window: MainWindow, name: str) -> None:
    panel = window.findChild(QWidget, name)
    panel.context_menu_requested.emit(Unit(1), QPoint(100, 100))
    assert window.document.snapshot.selection == Unit(1)
    menu = context_menu(window)
    assert menu.isVisible()
    remove = window.actions_by_id["remove"]
    assert remove in menu.actions()
    assert remove.isEnabled()
    menu.close()


@no_screen
def test_a_menu_on_nothing_leaves_the_selection(window: MainWindow) -> None:
    window.document.select(Unit(0))
    window.plot.context_menu_requested.emit(None, QPoint(100, 100))
    assert window.actions_by_id["fit_all"] in context_menu(window).actions()
    window.document.publish()
    assert window.document.snapshot.selection == Unit(0)
    context_menu(window).close()


# The wheel


def test_the_wheel_can_be_kept_from_zooming(window: MainWindow) -> None:
    viewport = window.plot.plot_widget.viewport()

    def turn(modifier: Qt.KeyboardModifier) -> None:
        centre = QPointF(viewport.rect().center())
        event = QWheelEvent(
            centre,
            QPointF(viewport.mapToGlobal(viewport.rect().center())),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

    def view() -> list[list[float]]:
        return [list(interval) for interval in window.plot.plot_widget.viewRange()]

    first = view()
    window.store.change(wheel_needs_ctrl=True)
    turn(Qt.KeyboardModifier.NoModifier)
    assert view() == first
    turn(Qt.KeyboardModifier.ControlModifier)
    assert view() != first
    window.actions_by_id["fit_all"].trigger()
    first = view()
    window.store.change(wheel_needs_ctrl=False)
    turn(Qt.KeyboardModifier.NoModifier)
    assert view() != first


# Copies


def test_copies_reach_the_clipboard(window: MainWindow) -> None:
    clipboard = QGuiApplication.clipboard()
    window.actions_by_id["copy_formula"].trigger()
    assert clipboard.text().startswith("y = -1")
    x = 0.25
    value = eval(clipboard.text().removeprefix("y = "), {"x": x, "max": max})  # noqa: S307
    assert value == pytest.approx(float(window.document.network(x)), abs=1e-15)
    window.actions_by_id["copy_table"].trigger()
    assert clipboard.text().splitlines()[0].split("\t")[:4] == ["unit", "v", "b", "w"]
    assert "<table" in clipboard.mimeData().html()
    window.actions_by_id["copy_plot"].trigger()
    assert clipboard.mimeData().hasImage()
    assert b"<svg" in clipboard.mimeData().data("image/svg+xml").data()


# Everything in reach


def test_nothing_is_cut_in_a_small_window(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 640)
    window.actions_by_id["reset_layout"].trigger()
    qtbot.wait(20)
    assert (window.width(), window.height()) == (1024, 640)
    for name in ("new", "save", "drag_draw", "export_weights", "group_train"):
        button = window.toolbar.buttons[name]
        assert button.isVisible(), name
        assert button.mapTo(window, button.rect().bottomRight()).x() <= window.toolbar.width()
    assert window.plot.width() >= 380
    label = window.messages.first_steps
    assert label.height() >= label.heightForWidth(label.width())


def test_an_action_sees_what_was_selected_just_before(window: MainWindow) -> None:
    document = window.document
    document.select(document.network.parameter("w2"))
    document.publish()
    document.select(document.network.parameter("w1"))  # no snapshot yet
    window.actions_by_id["break_link"].trigger()
    assert document.network.w.tolist() == [0, -8, 5]


def test_the_formula_of_any_network_is_copied_and_said_who_takes_it(window: MainWindow) -> None:
    layers = [Layer([[1, -1], [0.5, 2]], [0, 1], "relu"), Layer([[1, 1]], [0], "identity")]
    window.document.load(Project(network=Network(layers), others=((-1.0, 1.0),)), None)
    window.document.publish()
    window.actions_by_id["copy_formula"].trigger()
    copied = QGuiApplication.clipboard().text()
    assert copied == "y = max(0, x1 - x2) + max(0, 0.5*x1 + 2*x2 + 1)"
    window.document.publish()
    assert window.document.snapshot.notice is not None
    assert "It takes one input x" in window.document.snapshot.notice.text
