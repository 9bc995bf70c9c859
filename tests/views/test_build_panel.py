"""The construction step by step, by real clicks and keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.views.build import BuildPanel
from reluviz.views.build.panel import INVITATION, MOST_STEPS, STEP_MS, Player
from reluviz.views.theme import load_theme

Make = Callable[..., BuildPanel]
LEFT = Qt.MouseButton.LeftButton
SECOND = "The slope has to go from 4 to −4, so w2 = −8; its ray starts at x = −0.5, so b2 = 0.5."


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def shown(network: Network | None = None, size: tuple[int, int] = (660, 230)) -> BuildPanel:
        document = Document(None if network is None else Project(network))
        panel = BuildPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def many(n_units: int) -> Network:
    x = np.linspace(-1, 1, n_units + 1)
    return through_points(np.column_stack([x, np.sin(5 * x)]))


def click(qtbot: QtBot, panel: BuildPanel, name: str) -> None:
    qtbot.mouseClick(panel.buttons[name], LEFT)
    panel.document.publish()


def shown_step(panel: BuildPanel) -> int | None:
    panel.document.publish()
    return panel.document.snapshot.build


def said(panel: BuildPanel) -> str:
    return panel.text.text().replace("\N{NO-BREAK SPACE}", " ")


def test_at_first_everything_is_there(make: Make) -> None:
    panel = make()
    assert panel.objectName() == "build"
    assert panel.windowTitle() == "Build step by step"
    assert (panel.label.text(), said(panel)) == ("all", INVITATION)
    assert (panel.slider.minimum(), panel.slider.maximum(), panel.slider.value()) == (0, 3, 3)
    assert not panel.buttons["forward"].isEnabled()
    assert not panel.all_button.isEnabled()
    assert panel.key.entries == []


def test_buttons_go_through_the_steps(qtbot: QtBot, make: Make) -> None:
    panel = make()
    document = panel.document
    click(qtbot, panel, "first")
    assert document.snapshot.build == 0
    assert panel.label.text() == "Bias only"
    assert [entry.text for entry in panel.key.entries] == ["bias", "the whole network"]
    assert not panel.buttons["back"].isEnabled()
    click(qtbot, panel, "forward")
    click(qtbot, panel, "forward")
    assert document.snapshot.build == 2
    assert (panel.label.text(), said(panel), panel.slider.value()) == ("ReLU 2 of 3", SECOND, 2)
    click(qtbot, panel, "last")
    assert document.snapshot.build == 3
    assert panel.label.text() == "ReLU 3 of 3"
    click(qtbot, panel, "back")
    assert document.snapshot.build == 2
    qtbot.mouseClick(panel.all_button, LEFT)
    document.publish()
    assert document.snapshot.build is None
    assert panel.label.text() == "all"
    assert document.undo_stack.count == 0  # looking is no step to undo


def test_the_key_says_what_the_lines_of_the_plot_are(make: Make) -> None:
    panel = make()
    panel.document.set_view(build=2)
    panel.document.publish()
    assert [entry.text for entry in panel.key.entries] == [
        "sum up to ReLU 2",
        "without ReLU 2",
        "what it adds: w2·r2",
        "the whole network",
    ]
    assert panel.key.entries[2].pen.color() == QColor(panel.theme.unit(1))
    assert panel.key.entries[1].pen.dashPattern() == [4, 3]


def test_the_formula_grows_with_the_steps(make: Make) -> None:
    panel = make()
    assert panel.formula.text() == ""
    seen = []
    for count in (0, 1, 2):
        panel.document.set_view(build=count)
        panel.document.publish()
        seen.append(panel.formula.text().removeprefix("Sum so far: "))
    assert seen == [
        "−1",
        "−1 + 4·max(0, x + 1)",
        "−1 + 4·max(0, x + 1) − 8·max(0, x + 0.5)",
    ]


def test_a_unit_that_is_off_everywhere_adds_no_line(make: Make) -> None:
    panel = make(Network.from_rays([1, 1], [1, -3], [1, 2], 0))
    panel.document.set_view(build=2)
    panel.document.publish()
    assert [entry.text for entry in panel.key.entries] == ["sum up to ReLU 2", "the whole network"]


def test_the_slider_is_dragged_and_moved_by_keys(qtbot: QtBot, make: Make) -> None:
    panel = make()
    slider = panel.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    qtbot.mousePress(slider, LEFT, pos=handle.center())
    qtbot.mouseMove(slider, QPoint(slider.width() // 3, handle.center().y()))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(slider.width() // 3, handle.center().y()))
    assert shown_step(panel) == 1
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert shown_step(panel) == 2
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert shown_step(panel) == 0
    assert slider.accessibleDescription().startswith("The left end has to be at z = −1")


def test_a_run_goes_to_the_end_and_stops(qtbot: QtBot, make: Make) -> None:
    panel = make()
    panel.player._timer.setInterval(20)
    seen: list[int | None] = []
    panel.document.snapshot_changed.connect(lambda new: seen.append(new.build))
    click(qtbot, panel, "play")
    assert panel.buttons["play"].accessibleName() == "Pause"
    qtbot.waitUntil(lambda: not panel.player.is_playing)
    panel.document.publish()
    assert seen == [0, 1, 2, 3]
    assert panel.buttons["play"].accessibleName() == "Play"
    assert panel.label.text() == "ReLU 3 of 3"


def test_a_run_gives_way_to_the_hand_and_ends_when_hidden(qtbot: QtBot, make: Make) -> None:
    panel = make()
    click(qtbot, panel, "play")
    assert panel.player.is_playing
    click(qtbot, panel, "forward")
    assert not panel.player.is_playing
    assert panel.document.snapshot.build == 1
    click(qtbot, panel, "play")
    click(qtbot, panel, "play")
    assert not panel.player.is_playing
    click(qtbot, panel, "play")
    panel.hide()
    assert not panel.player.is_playing
    panel.show()
    click(qtbot, panel, "play")
    panel.document.load(Project(many(5)), None)
    panel.document.publish()
    assert not panel.player.is_playing
    assert panel.slider.maximum() == 5


@pytest.mark.parametrize("n_units", [1, 3, 25, 26, 1_000, 100_000])
def test_a_run_takes_at_most_half_a_minute(qtbot: QtBot, n_units: int) -> None:
    player = Player(None)  # type: ignore[arg-type]
    steps: list[int] = []
    player.step_requested.connect(steps.append)
    player.play(None, n_units)
    while player.is_playing:
        player._on_timeout()
    assert steps[0] == 0
    assert steps[-1] == n_units
    assert len(steps) - 1 <= MOST_STEPS
    assert MOST_STEPS * STEP_MS <= 30_000
    assert n_units > MOST_STEPS or steps == list(range(n_units + 1))


def test_a_change_of_the_network_is_said_at_once(qtbot: QtBot, make: Make) -> None:
    panel = make()
    panel.document.set_view(build=2)
    panel.document.set_parameter(ParameterId(1, 0, 1), -6.0)
    panel.document.publish()
    assert "from 4 to −2, so w2 = −6" in said(panel)
    panel.document.undo()
    panel.document.publish()
    assert said(panel) == SECOND


def test_the_keyboard_stays_where_buttons_end(qtbot: QtBot, make: Make) -> None:
    panel = make()
    panel.document.set_view(build=1)
    panel.document.publish()
    back = panel.buttons["back"]
    back.setFocus()
    qtbot.keyClick(back, Qt.Key.Key_Space)
    assert shown_step(panel) == 0
    assert panel.slider.hasFocus()
    for widget in (*panel.buttons.values(), panel.slider, panel.all_button):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName() or widget.text()


@pytest.mark.parametrize(
    ("size", "has_key"), [((660, 170), True), ((360, 170), False), ((360, 420), True)]
)
def test_nothing_is_cut_off_in_a_small_panel(
    make: Make, size: tuple[int, int], has_key: bool
) -> None:
    panel = make(size=size)
    panel.document.set_view(build=2)
    panel.document.publish()
    assert panel.key.isVisible() == has_key
    assert panel.slider.width() >= 60
    for widget in (panel.label, panel.all_button, *panel.buttons.values()):
        place = widget.geometry()
        assert panel.rect().contains(place), widget.objectName()
        assert place.width() >= widget.minimumSizeHint().width()


@pytest.mark.parametrize("n_units", [1, 30, 10_000])
def test_any_number_of_units(qtbot: QtBot, make: Make, n_units: int) -> None:
    panel = make(many(n_units))
    for name in ("first", "forward", "last", "back"):
        click(qtbot, panel, name)
    assert panel.document.snapshot.build == n_units - 1
    assert panel.label.minimumWidth() >= panel.label.fontMetrics().horizontalAdvance(
        f"ReLU {n_units:,} of {n_units:,}"
    )


def test_the_colours_follow_the_theme(make: Make) -> None:
    panel = make()
    panel.document.set_view(build=2)
    panel.document.publish()
    panel.apply_theme(load_theme("dark"))
    dark = load_theme("dark")
    assert panel.key.entries[0].pen.color() == QColor(dark.curve)
    assert panel.grab().toImage().pixelColor(3, 3) == QColor(dark.ground)


def test_a_hidden_panel_catches_up(make: Make) -> None:
    panel = make()
    panel.hide()
    panel.document.set_view(build=2)
    panel.document.publish()
    assert panel.label.text() == "all"
    panel.show()
    assert panel.label.text() == "ReLU 2 of 3"
