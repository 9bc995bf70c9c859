"""The quiz by hand: a real mouse on the x-axis, real keys, and a network that stays as it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.core.quiz import Question
from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.views.quiz import QuizPanel
from reluviz.views.quiz.sheet import Quiz, Sheet
from reluviz.views.theme import load_theme

Show = Callable[..., QuizPanel]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
W2 = ParameterId(1, 0, 1)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a quiz on a document, the article's example by default, with a question of choice."""

    def shown(
        document: Document | None = None, question: Question | None = None, width: int = 660
    ) -> QuizPanel:
        panel = QuizPanel(document or Document(), load_theme("light"))
        panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(panel)
        panel.resize(width, 230)
        panel.show()
        QApplication.processEvents()
        if question is not None:
            ask(panel, question)
        return panel

    return shown


def ask(panel: QuizPanel, question: Question) -> None:
    assert panel._quiz is not None
    assert panel._shown is not None
    panel._quiz.sheet = Sheet(question)
    panel._render_sheet(panel._shown)


def sheet(panel: QuizPanel) -> Sheet:
    assert panel._quiz is not None
    return panel._quiz.sheet


def at(panel: QuizPanel, x: float) -> QPoint:
    """The place of `x` in the chart, in the middle of its height."""
    box = panel.chart.plotItem.vb
    (_, _), (low, high) = box.viewRange()
    return panel.chart.mapFromScene(box.mapViewToScene(QPointF(x, (low + high) / 2)))


def move(panel: QuizPanel, place: QPoint, button: Qt.MouseButton) -> None:
    viewport = panel.chart.viewport()
    spot, everywhere = QPointF(place), QPointF(viewport.mapToGlobal(place))
    no_button = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, spot, everywhere, no_button, button, NONE)
    QApplication.sendEvent(viewport, event)
    QApplication.processEvents()


def drag(
    panel: QuizPanel,
    start: float,
    end: float,
    button: Qt.MouseButton = LEFT,
    is_released: bool = True,
) -> None:
    viewport, first, last = panel.chart.viewport(), at(panel, start), at(panel, end)
    QTest.mousePress(viewport, button, NONE, first)
    for share in (0.3, 1.0):
        move(panel, first + (last - first) * share, button)
    if is_released:
        QTest.mouseRelease(viewport, button, NONE, last)
        QApplication.processEvents()


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)
    QApplication.processEvents()


def ends(panel: QuizPanel) -> list[float]:
    return [x for interval in sheet(panel).painted for x in interval]


def visible(bands: list[object]) -> list[tuple[float, float]]:
    return [band.getRegion() for band in bands if band.isVisible()]  # type: ignore[attr-defined]


def test_what_it_is_called(show: Show) -> None:
    panel = show()
    assert (panel.objectName(), panel.windowTitle()) == ("quiz", "Predict")
    assert "Paint the part of the x-axis that will move" in panel.headline.text()
    assert not panel.check.isEnabled()
    assert panel.nothing.isEnabled()


def test_a_drag_paints_and_the_answer_is_the_exact_interval(show: Show) -> None:
    document = Document()
    panel = show(document, Question(W2, 0.8))
    before, steps = document.network, document.undo_stack.count
    assert panel.headline.text().startswith("w2 will be changed by +0.8.")
    assert panel.facts.text() == "w2 goes from −8 to −7.2; ReLU 2 gives −8·max(0, x + 0.5)"
    drag(panel, -0.5, 1.2)
    assert ends(panel) == pytest.approx([-0.5, 1.0], abs=0.005)
    assert ends(panel)[1] == 1.0
    click(panel.check)
    result = sheet(panel).result
    assert result is not None
    assert result.overlap == 1
    assert result.answer.intervals == ((-0.5, 1.0),)
    assert panel.headline.text() == (
        "Right. x ≥ −0.5 moves by up to 1.2: w2 scales ReLU 2, which is on right of its kink, "
        "x = −0.5."
    )
    assert panel.tally.text() == "1 of 1 right"
    assert visible(panel.chart._moving_bars) == [(-0.5, 1.0)]
    x, y = panel.chart._after.getData()
    assert x.tolist() == [-1, -0.5, 0, 1]
    assert y == pytest.approx([-1, 1, -0.6, 1.2])
    assert document.network is before
    assert document.undo_stack.count == steps


def test_half_an_answer_is_not_quite_right(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    drag(panel, 1.0, 0.0)
    click(panel.check)
    assert panel.headline.text().startswith("Not quite: 67 % overlap. x ≥ −0.5 moves")
    assert panel.tally.text() == "0 of 1 right"


def test_a_drag_that_begins_on_paint_or_with_the_right_button_erases(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    drag(panel, -0.8, 0.8)
    drag(panel, -0.2, 0.2)
    assert ends(panel) == pytest.approx([-0.8, -0.2, 0.2, 0.8], abs=0.01)
    assert len(visible(panel.chart._painted_bands)) == 2
    drag(panel, 0.95, 0.5, RIGHT)
    assert ends(panel) == pytest.approx([-0.8, -0.2, 0.2, 0.5], abs=0.01)
    drag(panel, -0.1, 0.4)
    assert ends(panel) == pytest.approx([-0.8, -0.2, -0.1, 0.5], abs=0.01)
    click(panel.clear)
    assert ends(panel) == []
    assert visible(panel.chart._painted_bands) == []


def test_paint_shows_while_the_button_is_down_and_escape_gives_it_up(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    drag(panel, 0.0, 0.5, is_released=False)
    assert visible(panel.chart._painted_bands)[0] == pytest.approx((0.0, 0.5), abs=0.01)
    assert ends(panel) == []
    QTest.keyClick(panel.chart, Qt.Key.Key_Escape)
    assert visible(panel.chart._painted_bands) == []
    QTest.mouseRelease(panel.chart.viewport(), LEFT, NONE, at(panel, 0.5))
    assert ends(panel) == []


def test_a_click_paints_nothing_and_nothing_is_painted_after_the_check(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    QTest.mouseClick(panel.chart.viewport(), LEFT, NONE, at(panel, 0.3))
    assert ends(panel) == []
    drag(panel, 0.0, 0.5)
    click(panel.check)
    before = ends(panel)
    drag(panel, -0.9, -0.5)
    QTest.keyClick(panel.chart, Qt.Key.Key_Left)
    assert ends(panel) == before
    for button in (panel.check, panel.nothing, panel.paint, panel.clear):
        assert not button.isEnabled()


def test_arrow_keys_go_in_tenths_of_the_domain(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    key = Qt.Key
    for _ in range(3):
        QTest.keyClick(panel.chart, key.Key_Left)
    assert ends(panel) == pytest.approx([0.4, 1.0])
    QTest.keyClick(panel.chart, key.Key_Right)
    assert ends(panel) == pytest.approx([0.4, 1.0])
    QTest.keyClick(panel.chart, key.Key_Left, SHIFT)
    assert ends(panel) == pytest.approx([0.4, 0.8])
    QTest.keyClick(panel.chart, key.Key_Right, SHIFT)
    assert ends(panel) == pytest.approx([0.6, 0.8])
    QTest.keyClick(panel.chart, key.Key_Right)
    assert ends(panel) == pytest.approx([0.6, 1.0])
    QTest.keyClick(panel.chart, key.Key_Delete)
    assert ends(panel) == []
    QTest.keyClick(panel.chart, key.Key_Right, SHIFT)
    assert ends(panel) == []
    QTest.keyClick(panel.chart, key.Key_Right)
    assert ends(panel) == pytest.approx([-1.0, -0.8])
    QTest.keyClick(panel.chart, key.Key_Return)
    assert sheet(panel).result is not None
    QTest.keyClick(panel.chart, key.Key_Return)
    assert sheet(panel).result is None


def test_keys_of_the_chart_are_kept_from_the_window(show: Show) -> None:
    panel = show()
    for key, is_kept in [
        (Qt.Key.Key_Delete, True), (Qt.Key.Key_Left, True), (Qt.Key.Key_Escape, False),
        (Qt.Key.Key_F5, False),
    ]:  # fmt: skip
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NONE)
        event.ignore()
        QApplication.sendEvent(panel.chart, event)
        assert event.isAccepted() == is_kept


def type_number(panel: QuizPanel, name: str, text: str) -> None:
    edit = getattr(panel, name)
    edit.selectAll()
    QTest.keyClicks(edit, text)


def test_two_numbers_paint_exactly(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    type_number(panel, "first", "-0,5")
    click(panel.paint)
    assert ends(panel) == [-0.5, 1.0]
    type_number(panel, "last", "-3")
    QTest.keyClick(panel.last, Qt.Key.Key_Return)
    assert ends(panel) == [-1.0, 1.0]
    type_number(panel, "last", "much")
    click(panel.paint)
    panel.document.publish()
    notice = panel.document.snapshot.notice
    assert notice is not None
    assert notice.text == "“much” is not a number"


BROKEN = Network.from_rays([1, 1], [0.5, 0], [1, 0], 0)


def test_nothing_moves(show: Show) -> None:
    panel = show(Document(Project(BROKEN)), Question(ParameterId(0, 1), 0.5))
    drag(panel, 0.0, 0.5)
    click(panel.nothing)
    assert panel.headline.text() == (
        "Right. Nothing moves: w2 = 0 is a broken link, and what ReLU 2 does never reaches the "
        "output."
    )
    assert visible(panel.chart._moving_bars) == []
    ask(panel, Question(W2, 0.5))
    click(panel.nothing)
    assert panel.headline.text().startswith("No, something does move. x ≥ 0 moves")


def test_next_asks_about_all_parameters(show: Show) -> None:
    panel = show()
    asked = []
    for _ in range(10):
        asked.append(sheet(panel).question.parameter)
        click(panel.next)
    assert set(asked) == set(panel.document.network.parameters())
    again = show()
    assert sheet(again).question.parameter == asked[0]
    assert panel.tally.text() == ""


def test_do_it_is_one_undo_step_and_the_answer_stays(show: Show) -> None:
    document = Document()
    panel = show(document, Question(W2, 0.8))
    assert not panel.do.isEnabled()
    drag(panel, -0.5, 1.0)
    click(panel.check)
    said = panel.headline.text()
    click(panel.do)
    document.publish()
    assert document.network.w.tolist() == [4, -7.2, 5]
    assert document.undo_stack.undo_text == "change w2"
    assert document.undo_stack.count == 1
    assert panel.headline.text() == said
    assert panel.revision == document.snapshot.revision
    assert not panel.do.isEnabled()
    document.undo()
    document.publish()
    assert document.network.w.tolist() == [4, -8, 5]
    assert panel.headline.text() == said
    assert panel.do.isEnabled()
    click(panel.next)
    assert sheet(panel).result is None


def test_it_follows_the_network(show: Show) -> None:
    document = Document()
    panel = show(document, Question(W2, 0.8))
    drag(panel, -0.5, 1.0)
    click(panel.check)
    document.set_parameter(W2, -4.0)
    document.publish()
    assert sheet(panel).result is None
    assert sheet(panel).question == Question(W2, 0.8)
    assert panel.facts.text().startswith("w2 goes from −4 to −3.2;")
    document.set_domain((0.0, 0.5))
    document.publish()
    assert ends(panel) == [0.0, 0.5]
    document.set_network(Network.from_rays([1], [0], [1], 0))
    document.publish()
    assert sheet(panel).question.parameter != W2
    assert ends(panel) == []
    document.load(Project(BROKEN), None)
    document.publish()
    assert panel.revision == document.snapshot.revision
    assert panel.chart._curve.getData()[0].tolist() == [-1, -0.5, 0, 1]


def test_hidden_it_sleeps_and_catches_up(show: Show) -> None:
    panel = show()
    panel.hide()
    panel.document.load(Project(BROKEN), None)
    panel.document.publish()
    assert panel.revision != panel.document.snapshot.revision
    panel.show()
    assert panel.revision == panel.document.snapshot.revision
    assert panel.chart._curve.getData()[0].tolist() == [-1, -0.5, 0, 1]


def test_a_change_of_what_is_looked_at_renders_nothing(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show()
    monkeypatch.setattr(panel, "_render_sheet", lambda _: pytest.fail("rendered"))
    panel.document.hover(W2)
    panel.document.set_probe(0.3)
    panel.document.publish()


def test_narrow_panels_keep_what_is_needed(show: Show) -> None:
    wide, narrow = show(width=700), show(width=360)
    assert wide.first.isVisible()
    assert not narrow.first.isVisible()
    assert narrow.width() == 360
    assert narrow.next.isVisible()
    assert narrow.next.geometry().right() < 360


def test_a_theme_changes_all_colours(show: Show) -> None:
    panel = show(question=Question(W2, 0.8))
    drag(panel, -0.5, 1.0)
    click(panel.check)
    dark = load_theme("dark")
    panel.apply_theme(dark)
    assert panel.chart._painted_bands[0].brush.color().name() == dark.warning_ground
    assert panel.chart._moving_bars[0].brush.color().name() == dark.accent
    assert panel.facts.palette().windowText().color().name() == dark.muted


@pytest.mark.parametrize("n", [1, 1000, 10_000])
def test_any_number_of_units(show: Show, n: int) -> None:
    x = np.linspace(-1, 1, n + 1)
    document = Document(Project(through_points(np.column_stack([x, np.sin(5 * x)]))))
    panel = show(document)
    for _ in range(3):
        click(panel.next)
    drag(panel, -0.5, 0.5)
    click(panel.check)
    assert sheet(panel).result is not None
    assert len(panel.chart._curve.getData()[0]) <= 3001


def test_a_quiz_never_repeats_the_question_at_once() -> None:
    state = Document().state
    quiz = Quiz(state, 0)
    for _ in range(25):
        before = quiz.sheet.question.parameter
        quiz.check(state)
        quiz.check(state)
        quiz.ask_next(state)
        assert quiz.sheet.question.parameter != before
    assert quiz.answered == 25
