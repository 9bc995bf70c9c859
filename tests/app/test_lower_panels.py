"""The panels under the plot: opened by their actions, made when seen, at rest when hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from reluviz.app.docks import PlaceTitleBar
from reluviz.app.lower_panels import EXPLORE, LOWER_PANELS, TRAIN
from reluviz.app.main_window import MainWindow
from reluviz.app.menus import CONTEXT_MENUS, items_of
from reluviz.core.network import ParameterId
from reluviz.core.perturb import Perturbation
from reluviz.document.document import Document
from reluviz.document.items import Draw, Joint, Segment, Unit
from reluviz.views.panel import Panel
from reluviz.views.theme import load_theme

NAMES = [panel.name for panel in LOWER_PANELS]
INSIDE_PANELS = [panel for panel in LOWER_PANELS if panel.group == EXPLORE]
INSIDE_NAMES = [panel.name for panel in INSIDE_PANELS]
W2, B0 = ParameterId(1, 0, 1), ParameterId(1, 0)

# What Qt says about windows of their own where there is no screen.
no_screen = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def tall(qtbot: QtBot, store, answers) -> MainWindow:
    """A window high enough for the panels to be open at first."""
    return opened(qtbot, store, answers, 1440, 900)


@pytest.fixture
def low(qtbot: QtBot, store, answers) -> MainWindow:
    """A window too low for that."""
    return opened(qtbot, store, answers, 1024, 640)


def opened(qtbot: QtBot, store, answers, width: int, height: int) -> MainWindow:
    found = MainWindow(Document(), load_theme("light"), store, answers)
    qtbot.addWidget(found, before_close_func=forget_changes)
    found.resize(width, height)
    found.show()
    qtbot.wait(30)
    return found


def forget_changes(window: MainWindow) -> None:
    window.document.cancel()
    window.document.undo_stack.set_clean()


def seen(window: MainWindow) -> list[str]:
    """Names of the panels under the plot that are there to be seen."""
    panels = {name: window.findChild(Panel, name) for name in NAMES}
    return [name for name, panel in panels.items() if panel is not None and panel.isVisible()]


def heading(window: MainWindow) -> PlaceTitleBar:
    """The title of the panel under the plot."""
    [found] = [
        dock.heading
        for dock in window.lower_panels.docks.values()
        if dock.is_seen and not dock.isFloating()
    ]
    return found


def offered(window: MainWindow) -> list[str]:
    """The panels that can be in the place, as its title offers them."""
    title = heading(window)
    if title.chooser is None:
        return [title.heading.text()]
    tabs, button = title.chooser.tabs, title.chooser.menu_button
    assert tabs.isVisible() != button.isVisible()
    if tabs.isVisible():
        return [tabs.tabText(index) for index in range(tabs.count())]
    return [entry.text() for entry in button.menu().actions()]


# Open and closed


def test_in_a_high_window_they_are_open_at_first(tall: MainWindow) -> None:
    assert seen(tall) == ["contributions"]
    assert offered(tall) == [panel.short_title for panel in INSIDE_PANELS]
    assert tall.actions_by_id["group_explore"].isChecked()
    assert tall.actions_by_id["show_contributions"].isChecked()
    assert 200 <= tall.findChild(QWidget, "contributions").height() <= 260
    for name in ("diagram_dock", "inspector_dock"):  # at the sides the full height is kept
        dock = tall.findChild(QWidget, name)
        assert dock.geometry().bottom() >= tall.status.geometry().top() - 2


def test_in_a_low_window_they_are_closed_at_first(low: MainWindow) -> None:
    assert seen(low) == []
    assert not low.actions_by_id["group_explore"].isChecked()
    assert low.plot.height() > 400
    assert low.lower_panels.panels == {}  # nothing was made


def test_only_what_is_seen_is_made(tall: MainWindow) -> None:
    assert list(tall.lower_panels.panels) == ["contributions"]


@pytest.mark.parametrize("name", NAMES)
def test_each_opens_and_closes_by_its_action(low: MainWindow, name: str, qtbot: QtBot) -> None:
    action = low.actions_by_id[f"show_{name}"]
    assert not action.isChecked()
    action.trigger()
    assert seen(low) == [name]
    assert action.isChecked()
    panel = low.findChild(Panel, name)
    assert panel in low.panels
    assert panel.width() >= 300
    qtbot.wait(10)
    assert panel.height() >= 100
    assert low.plot.height() >= 160
    action.trigger()
    qtbot.wait(10)
    assert seen(low) == []
    assert not action.isChecked()
    assert not low.actions_by_id["group_explore"].isChecked()


@pytest.mark.parametrize(
    ("action", "name"),
    [("open_build", "build"), ("open_perturb", "perturb"), ("open_quiz", "quiz")],
)
def test_the_network_menu_opens_them_for_the_keyboard(
    tall: MainWindow, action: str, name: str
) -> None:
    for _ in range(2):
        tall.actions_by_id[action].trigger()
        assert seen(tall) == [name]
    assert tall.findChild(Panel, name).isAncestorOf(tall.focusWidget())


def test_a_group_takes_the_place_of_the_other(tall: MainWindow, qtbot: QtBot) -> None:
    inside, fitting = (tall.actions_by_id[f"group_{name}"] for name in ("explore", "train"))
    tall.actions_by_id["show_loss"].trigger()
    fitting.trigger()
    qtbot.wait(10)
    assert offered(tall) == [panel.title for panel in LOWER_PANELS if panel.group == TRAIN]
    assert seen(tall) == ["train"]
    assert fitting.isChecked()
    assert not inside.isChecked()
    inside.trigger()
    qtbot.wait(10)
    assert seen(tall) == ["loss"]
    inside.trigger()
    qtbot.wait(10)
    assert seen(tall) == []
    assert not inside.isChecked()


def test_one_key_closes_all_and_opens_them_again(tall: MainWindow, qtbot: QtBot) -> None:
    tall.actions_by_id["show_loss"].trigger()
    tall.actions_by_id["show_loss"].trigger()  # closed
    tall.actions_by_id["show_influence"].trigger()
    height = tall.findChild(QWidget, "influence").height()
    QTest.keyClick(tall, Qt.Key.Key_1)
    qtbot.wait(10)
    assert seen(tall) == []
    QTest.keyClick(tall, Qt.Key.Key_1)
    qtbot.wait(10)
    assert seen(tall) == ["influence"]
    assert tall.findChild(QWidget, "influence").height() == height


def test_a_click_on_a_title_is_enough(tall: MainWindow, qtbot: QtBot) -> None:
    tall.resize(1900, 900)
    height = 0
    while height != (height := tall.lower_panels.docks["contributions"].height()):
        qtbot.wait(100)  # until it has found its place, also on a busy machine
    for index, name in reversed(list(enumerate(INSIDE_NAMES))):
        bar = heading(tall).chooser.tabs
        place = bar.tabRect(index).center()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        qtbot.wait(10)
        assert seen(tall) == [name]
        assert heading(tall).chooser.tabs.currentIndex() == index
        assert tall.lower_panels.docks[name].height() == height
        assert tall.actions_by_id[f"show_{name}"].isChecked()


def test_arrow_keys_go_on_through_the_titles(tall: MainWindow, qtbot: QtBot) -> None:
    tall.activateWindow()
    tall.actions_by_id["group_train"].trigger()
    qtbot.wait(10)
    heading(tall).chooser.setFocus(Qt.FocusReason.TabFocusReason)
    names = [panel.name for panel in LOWER_PANELS if panel.group == TRAIN]
    for name in names[names.index("train") + 1 :]:
        QTest.keyClick(heading(tall).chooser.tabs, Qt.Key.Key_Right)
        qtbot.wait(10)
        assert seen(tall) == [name]
        assert heading(tall).chooser.has_focus


def test_titles_give_way_to_a_menu_where_there_is_no_room(low: MainWindow, qtbot: QtBot) -> None:
    low.actions_by_id["group_explore"].trigger()
    qtbot.wait(10)
    title = heading(low).chooser
    assert not title.tabs.isVisible()
    assert title.menu_button.text().startswith("What each ReLU adds")
    assert offered(low) == [panel.title for panel in INSIDE_PANELS]
    title.menu_button.menu().actions()[INSIDE_NAMES.index("loss")].trigger()
    assert seen(low) == ["loss"]
    low.resize(1300, 640)
    qtbot.wait(20)
    assert offered(low) == [panel.short_title for panel in INSIDE_PANELS]
    low.resize(1700, 640)
    qtbot.wait(20)
    assert offered(low) == [panel.title for panel in INSIDE_PANELS]


def test_a_place_of_one_panel_has_a_plain_title(low: MainWindow, qtbot: QtBot) -> None:
    low.actions_by_id["group_build"].trigger()
    qtbot.wait(10)
    assert offered(low) == ["Build step by step"]
    close = heading(low).findChild(QToolButton, "title_close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert seen(low) == []


def test_the_plot_keeps_its_half_and_gives_the_rest_back(tall: MainWindow, qtbot: QtBot) -> None:
    sheet, dock = tall.plot.plot_widget, tall.lower_panels.docks["contributions"]
    first = dock.height()
    tall.resize(1024, 640)
    qtbot.wait(20)
    assert dock.height() < first
    tall.resizeDocks([dock], [600], Qt.Orientation.Vertical)
    qtbot.wait(20)
    assert sheet.height() >= 320
    tall.resize(1440, 900)
    qtbot.wait(20)
    assert sheet.height() >= 450
    assert dock.height() == pytest.approx(first, abs=1)
    tall.resize(1920, 1080)
    qtbot.wait(20)
    assert dock.height() == pytest.approx(first * 1.2, abs=1)


def test_the_keyboard_goes_back_to_the_plot(tall: MainWindow, qtbot: QtBot) -> None:
    tall.activateWindow()
    tall.actions_by_id["open_perturb"].trigger()
    assert not tall.plot.isAncestorOf(tall.focusWidget())
    tall.actions_by_id["show_perturb"].trigger()
    qtbot.wait(10)
    assert tall.plot.isAncestorOf(tall.focusWidget())


# They follow, and cost nothing while hidden


@pytest.mark.parametrize("name", [name for name in NAMES if name != "truth_table"])
def test_each_follows_a_drag(tall: MainWindow, name: str, qtbot: QtBot) -> None:
    tall.document.select(W2)
    tall.lower_panels.open(name)
    panel = tall.findChild(Panel, name)
    tall.document.begin("drag")
    for value in (-7.0, -6.0, -5.0):
        tall.document.set_parameter(W2, value)
        tall.document.publish()
        wanted = tall.document.snapshot.revision
        qtbot.waitUntil(lambda wanted=wanted: panel.revision == wanted, timeout=1000)
    assert tall.document.in_gesture
    tall.document.set_parameter(W2, -4.0)
    tall.document.commit()
    tall.document.publish()
    assert panel.revision == tall.document.snapshot.revision


def test_a_hidden_panel_renders_nothing_and_catches_up(
    tall: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    for name in INSIDE_NAMES:
        tall.lower_panels.open(name)
    rendered: list[str] = []

    def counted(panel: Panel) -> Callable[..., None]:
        render = panel.render_snapshot

        def render_and_count(*snapshots: object) -> None:
            rendered.append(panel.objectName())
            render(*snapshots)

        return render_and_count

    for panel in tall.lower_panels.panels.values():
        monkeypatch.setattr(panel, "render_snapshot", counted(panel))
    tall.lower_panels.open("loss")
    rendered.clear()
    for value in (-7.0, -6.0, -5.0):
        tall.document.set_parameter(W2, value)
        tall.document.publish()
    assert set(rendered) == {"loss"}
    QTest.keyClick(tall, Qt.Key.Key_1)
    qtbot.wait(10)
    rendered.clear()
    tall.document.set_parameter(W2, -4.0)
    tall.document.publish()
    assert rendered == []
    tall.lower_panels.open("influence")
    assert "influence" in rendered
    assert tall.findChild(Panel, "influence").revision == tall.document.snapshot.revision


def test_the_rays_stay_under_the_curve(tall: MainWindow, qtbot: QtBot) -> None:
    plot = tall.plot.plot_widget
    chart = tall.findChild(Panel, "contributions").chart

    def columns(x: float) -> tuple[float, float]:
        box = chart.getViewBox()
        below = chart.mapTo(tall, chart.mapFromScene(box.mapViewToScene(QPointF(x, 0.0))))
        above = plot.mapTo(tall, QPoint(0, 0)).x() + plot.frame.column(x)
        return above, below.x()

    def check() -> None:
        qtbot.wait(20)
        tall.grab()
        for x in (-1.0, -0.5, 0.0, 0.7):
            above, below = columns(x)
            assert below == pytest.approx(above, abs=2.0)

    check()
    for change in (
        plot.zoom_in,
        lambda: plot.pan(90, 20),
        plot.zoom_in,
        lambda: tall.resize(1200, 860),
        tall.actions_by_id["show_diagram"].trigger,
        plot.fit,
    ):
        change()
        check()


# Layout


def test_what_was_open_comes_back(qtbot: QtBot, store, answers) -> None:
    window = opened(qtbot, store, answers, 1440, 900)
    window.lower_panels.open("loss")
    height = window.findChild(QWidget, "loss").height()
    window.close()
    again = opened(qtbot, store, answers, 1440, 900)
    assert seen(again) == ["loss"]
    qtbot.waitUntil(lambda: again.findChild(QWidget, "loss").height() == height)


def test_closed_ones_stay_closed(qtbot: QtBot, store, answers) -> None:
    window = opened(qtbot, store, answers, 1440, 900)
    window.actions_by_id["group_explore"].trigger()
    window.close()
    assert seen(opened(qtbot, store, answers, 1440, 900)) == []


@no_screen
def test_reset_layout_puts_them_back(tall: MainWindow, qtbot: QtBot) -> None:
    height = tall.findChild(QWidget, "contributions").height()
    tall.lower_panels.open("perturb")
    docks = tall.lower_panels.docks
    tall.actions_by_id["take_out"].trigger()
    assert docks["perturb"].isFloating()
    tall.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["loss"])
    tall.actions_by_id["show_build"].trigger()
    qtbot.wait(20)
    tall.actions_by_id["reset_layout"].trigger()
    qtbot.wait(20)
    assert seen(tall) == ["contributions"]
    assert tall.findChild(QWidget, "contributions").height() == height
    tall.resize(1024, 640)
    tall.actions_by_id["reset_layout"].trigger()
    qtbot.wait(20)
    assert seen(tall) == []


@no_screen
def test_a_panel_is_taken_out_by_its_menu_and_comes_back(tall: MainWindow, qtbot: QtBot) -> None:
    tall.lower_panels.open("influence")
    tall.actions_by_id["take_out"].trigger()
    qtbot.wait(20)
    dock = tall.lower_panels.docks["influence"]
    assert dock.isWindow()
    assert dock.titleBarWidget() is None, "it has the frame and the buttons of all windows"
    assert not dock.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert seen(tall) == ["influence"]
    tall.lower_panels.show("loss")
    assert sorted(seen(tall)) == ["influence", "loss"]
    tall.document.set_parameter(W2, -6.0)
    tall.document.publish()
    for name in seen(tall):
        assert tall.findChild(Panel, name).revision == tall.document.snapshot.revision
    dock.close()
    qtbot.wait(20)
    assert seen(tall) == ["loss"]
    tall.lower_panels.show("influence")
    assert seen(tall) == ["influence"]
    assert not dock.isFloating()
    assert heading(tall) is dock.heading


def test_a_drag_of_a_title_takes_nothing_out(tall: MainWindow, qtbot: QtBot) -> None:
    for dock in (tall.diagram_dock, tall.lower_panels.docks["contributions"]):
        hands = dock.heading
        QTest.mousePress(hands, Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
        for step in range(1, 8):
            QTest.mouseMove(hands, QPoint(60 + 20 * step, 8 + 15 * step))
        QTest.mouseRelease(hands, Qt.MouseButton.LeftButton, pos=QPoint(200, 113))
        assert not dock.isFloating()


def test_a_theme_reaches_those_made_and_those_to_come(tall: MainWindow) -> None:
    tall.actions_by_id["theme_dark"].trigger()
    assert tall.findChild(Panel, "contributions").theme.name == "dark"
    tall.lower_panels.open("loss")
    assert tall.findChild(Panel, "loss").theme.name == "dark"


# Menus on things in them


@no_screen
@pytest.mark.parametrize("name", NAMES)
def test_a_panel_that_asks_gets_a_menu(tall: MainWindow, name: str) -> None:
    tall.lower_panels.open(name)
    panel = tall.findChild(Panel, name)
    assert name in CONTEXT_MENUS
    if not hasattr(panel, "context_menu_requested"):
        return
    panel.context_menu_requested.emit(Unit(1), QPoint(100, 100))
    menu = tall.findChild(QMenu, "context_menu")
    assert tall.actions_by_id["mirror_ray"] in menu.actions()
    assert tall.document.snapshot.selection == Unit(1)
    menu.close()


@no_screen
def test_the_legend_opens_the_menu_of_layers(tall: MainWindow) -> None:
    tall.plot.layers_menu_requested.emit(QPoint(100, 100))
    menu = tall.menus["layers_menu"]
    assert menu.isVisible()
    menu.close()


@pytest.mark.parametrize(
    ("item", "first"),
    [
        (None, "add_joint"),
        (Unit(0), "scale_unit"),
        (Joint(1), "scale_unit"),
        (Segment(0), "scale_unit"),
        (W2, "break_link"),
        (B0, "show_influence"),
        (Draw(3), "keep_draw"),
    ],
)
def test_what_a_menu_offers_for_a_thing(item, first: str) -> None:
    entries = items_of("plot", item)
    assert entries[0] == first
    assert entries[-1] is not None
    named = [entry for entry in entries if entry is not None]
    assert len(set(named)) == len(named)


# What the new actions do, and when


def test_links_break_and_mend(tall: MainWindow) -> None:
    cut, mend = tall.actions_by_id["break_link"], tall.actions_by_id["mend_link"]
    assert not cut.isEnabled()
    assert not mend.isEnabled()
    tall.document.select(W2)
    tall.document.publish()
    assert cut.isEnabled()
    assert not mend.isEnabled()
    QTest.keyClick(tall, Qt.Key.Key_B)
    tall.document.publish()
    assert tall.document.network.value(W2) == 0.0
    assert not cut.isEnabled()
    assert mend.isEnabled()
    QTest.keyClick(tall, Qt.Key.Key_M)
    tall.document.publish()
    assert tall.document.network.value(W2) == -8.0
    tall.document.select(B0)
    tall.document.publish()
    assert not cut.isEnabled()  # a bias is no link


def test_rewriting_needs_a_unit(tall: MainWindow) -> None:
    names = ("scale_unit", "mirror_ray")
    assert not any(tall.actions_by_id[name].isEnabled() for name in names)
    tall.document.select(Unit(1))
    tall.document.publish()
    assert all(tall.actions_by_id[name].isEnabled() for name in names)
    curve = tall.document.state.curve
    tall.actions_by_id["mirror_ray"].trigger()
    tall.document.publish()
    assert tall.document.network.v[1] == -1.0
    assert tall.document.state.curve(0.3) == pytest.approx(curve(0.3), abs=1e-12)
    assert tall.messages.notice.isVisible()
    tall.actions_by_id["undo"].trigger()
    assert tall.document.network.v[1] == 1.0


def test_a_draw_is_kept(tall: MainWindow) -> None:
    keep = tall.actions_by_id["keep_draw"]
    assert not keep.isEnabled()
    tall.document.set_view(perturbation=Perturbation("w2", seed=7))
    tall.document.select(Draw(4))
    tall.document.publish()
    assert keep.isEnabled()
    wanted = tall.document.snapshot.cloud.draw(4)
    keep.trigger()
    tall.document.publish()
    assert tall.document.network == wanted
    assert not keep.isEnabled()
    assert tall.actions_by_id["undo"].text() == "&Undo keep draw 5 of w2"


def test_build_opens_at_its_beginning_and_other_places_show_all(tall: MainWindow) -> None:
    tall.actions_by_id["group_build"].trigger()
    tall.document.publish()
    assert tall.document.snapshot.build == 0
    assert tall.lower_panels.panels["build"].label.text() == "Bias only"
    tall.document.set_view(build=2)
    tall.actions_by_id["group_explore"].trigger()
    tall.document.publish()
    assert tall.document.snapshot.build is None
    tall.files.open_example("xor")
    tall.actions_by_id["group_build"].trigger()
    tall.document.publish()
    assert tall.document.snapshot.build is None  # there is nothing to build


def test_escape_ends_the_steps_last(tall: MainWindow) -> None:
    tall.document.select(W2)
    tall.document.set_view(build=1)
    tall.document.publish()
    QTest.keyClick(tall, Qt.Key.Key_Escape)
    tall.document.publish()
    assert tall.document.snapshot.selection is None
    assert tall.document.snapshot.build == 1
    QTest.keyClick(tall, Qt.Key.Key_Escape)
    tall.document.publish()
    assert tall.document.snapshot.build is None


# Undo and an open gesture


def test_undo_takes_back_the_gesture_under_way(tall: MainWindow) -> None:
    undo, redo = tall.actions_by_id["undo"], tall.actions_by_id["redo"]
    tall.document.begin("change w2")
    tall.document.set_parameter(W2, -7.0)
    tall.document.publish()
    assert undo.isEnabled()
    assert undo.text() == "&Undo change w2"
    undo.trigger()
    tall.document.publish()
    assert tall.document.network.value(W2) == -8.0
    assert not undo.isEnabled()
    assert redo.isEnabled()
    assert redo.text() == "&Redo change w2"
    redo.trigger()
    assert tall.document.network.value(W2) == -7.0
