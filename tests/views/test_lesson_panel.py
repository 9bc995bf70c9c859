"""The lesson by hand: real clicks on its buttons, verdicts that follow the network."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.files.examples import load_example
from reluviz.files.project import Project
from reluviz.lessons.goals import Parameter
from reluviz.lessons.lesson import Lesson, Step
from reluviz.lessons.reading import list_lessons, load_lesson
from reluviz.views.lesson import LessonPanel
from reluviz.views.theme import load_theme

Show = Callable[..., LessonPanel]
W1 = ParameterId(1, 0, 0)
FLAT = Project(through_points(((-1, 0), (0, 0), (1, 0))))
LESSON = Lesson(
    "ray",
    "A ray",
    "What one unit does",
    FLAT,
    (
        Step("Read", ("A *kink* <b>is</b> at `-b / v`.", "Second paragraph.")),
        Step("Weight", ("Set w1 to 2.",), Parameter(name="w1", value=2), "Use the *table*"),
        Step("Bugs", ("Look.",), start=load_example("classifier")),
    ),
)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows the panel with the lesson at a step."""

    def shown(index: int | None = 0, width: int = 1024, theme: str = "light") -> LessonPanel:
        document = Document()
        panel = LessonPanel(document, load_theme(theme))
        panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(panel)
        panel.resize(width, 120)
        panel.show()
        if index is not None:
            document.lesson.start(LESSON, index)
        settle(panel)
        return panel

    return shown


def settle(panel: LessonPanel) -> None:
    """Have what changed rendered, without the pause of panels that may lag."""
    panel.document.publish()
    panel._pause.stop()
    panel._catch_up()
    QApplication.processEvents()


def click(widget: QWidget, panel: LessonPanel) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    settle(panel)


def state_index(panel: LessonPanel) -> int | None:
    lesson = panel.document.snapshot.lesson
    return None if lesson is None else lesson.index


def test_without_a_lesson_there_is_nothing_to_press(show: Show) -> None:
    panel = show(None)
    assert panel.text.toPlainText() == "No lesson is open."
    assert panel.goal.isHidden()
    for button in (panel.back, panel.next, panel.hint, panel.again, panel.leave):
        assert not button.isEnabled()


def test_text_is_shown_as_it_is_written(show: Show) -> None:
    panel = show()
    assert panel.text.toPlainText() == (
        "A ray: Read\nA kink <b>is</b> at -b / v.\nSecond paragraph."
    )
    assert panel.place.text() == "1 of 3"
    assert panel.goal.isHidden()  # there is only something to read
    assert not panel.back.isEnabled()
    assert not panel.hint.isEnabled()
    assert panel.text.isReadOnly()


def test_buttons_lead_through_the_lesson(show: Show) -> None:
    panel = show()
    click(panel.next, panel)
    assert state_index(panel) == 1
    click(panel.back, panel)
    assert state_index(panel) == 0
    click(panel.next, panel)
    click(panel.next, panel)  # the goal is not reached: nobody is kept
    assert state_index(panel) == 2
    assert not panel.document.snapshot.state.is_shallow
    assert panel.next.text() == "Finish"
    click(panel.next, panel)
    assert state_index(panel) is None


def test_the_verdict_follows_the_network_and_a_goal_is_seen(show: Show) -> None:
    panel = show(1)
    assert panel.goal.text.toPlainText() == "Not yet: w1 is 0.00, it should be 2.00"
    assert panel.goal.sign.accessibleName() == "not yet"
    accent = panel.theme.accent
    plain = panel.styleSheet()
    panel.document.set_parameter(W1, 2.0)
    settle(panel)
    assert panel.goal.text.toPlainText() == "Reached: w1 is 2.00"
    assert panel.goal.sign.accessibleName() == "reached"
    assert f"#lesson_next {{ background: {accent}" in panel.styleSheet()
    assert f"#lesson_next {{ background: {accent}" not in plain
    panel.document.set_parameter(W1, 1.0)
    settle(panel)
    assert panel.goal.text.toPlainText().startswith("Not yet: w1 is 1.00")
    assert "You have reached this before" in panel.goal.text.toPlainText()


def test_the_hint_comes_and_goes(show: Show) -> None:
    panel = show(1)
    click(panel.hint, panel)
    assert panel.goal.text.toPlainText().endswith("Hint: Use the table")
    assert panel.hint.text() == "Hide hint"
    click(panel.hint, panel)
    assert "Hint" not in panel.goal.text.toPlainText()


def test_start_over_is_one_undo_step(show: Show) -> None:
    panel = show(1)
    panel.document.set_parameter(W1, 7.0)
    count = panel.document.undo_stack.count
    click(panel.again, panel)
    assert panel.document.network == FLAT.network
    assert panel.document.undo_stack.count == count + 1
    panel.document.undo()
    assert panel.document.network.value(W1) == 7.0


def test_leaving_keeps_the_network(show: Show) -> None:
    panel = show(1)
    panel.document.set_parameter(W1, 7.0)
    click(panel.leave, panel)
    assert state_index(panel) is None
    assert panel.document.network.value(W1) == 7.0


def test_a_dot_leads_to_its_step(show: Show) -> None:
    panel = show()
    place = panel.dots.place(1).toPoint()
    QTest.mouseClick(panel.dots, Qt.MouseButton.LeftButton, pos=place)
    settle(panel)
    assert state_index(panel) == 1
    assert panel.dots.accessibleName() == "Step 2 of 3: Weight"
    QTest.mouseClick(panel.dots, Qt.MouseButton.RightButton, pos=QPoint(3, place.y()))
    assert state_index(panel) == 1


def test_keys_press_the_buttons(show: Show) -> None:
    panel = show()
    panel.next.setFocus()
    QTest.keyClick(panel.next, Qt.Key.Key_Space)
    settle(panel)
    assert state_index(panel) == 1


def test_nothing_is_rendered_when_the_lesson_has_not_changed(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(1)
    before: Snapshot = panel.document.snapshot
    panel.document.set_parameter(ParameterId(0, 0), 0.7)
    panel.document.publish()
    assert panel.document.snapshot.lesson is before.lesson
    monkeypatch.setattr(panel.goal, "show_state", pytest.fail)
    panel.render_snapshot(before, panel.document.snapshot)


@pytest.mark.parametrize("width", [296, 420])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_into_a_column(show: Show, width: int, theme: str) -> None:
    panel = show(1, width, theme)
    panel.resize(width, panel.minimumSizeHint().height())
    settle(panel)
    assert panel.minimumSizeHint().width() <= 296
    assert panel.minimumSizeHint().height() <= 420
    for part in (panel.next, panel.again, panel.leave, panel.goal, panel.dots):
        corner = part.mapTo(panel, part.rect().bottomRight())
        assert panel.rect().contains(corner), part.objectName()
    panel.apply_theme(load_theme("dark" if theme == "light" else "light"))
    assert panel.theme.name != theme


def test_every_lesson_of_the_program_can_be_shown(show: Show) -> None:
    panel = show(None)
    for entry in list_lessons():
        lesson = load_lesson(entry.name)
        for index, step in enumerate(lesson.steps):
            panel.document.lesson.start(lesson, index)
            settle(panel)
            assert step.title in panel.text.toPlainText()
            assert panel.goal.isHidden() == (step.goal is None)
