"""A formula is typed and checked with every key; where it has no line, none is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QDialogButtonBox
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.formula_dialog import FormulaDialog
from reluviz.app.dialogs.formula_edit import EXAMPLES
from reluviz.app.dialogs.preview_data import SMOOTH, peaks, visible_dots, with_gaps
from reluviz.core.formula import formula
from reluviz.core.formula_samples import sample_formula
from reluviz.core.formula_targets import formula_target
from reluviz.views.theme import load_theme

Key = Qt.Key


@pytest.fixture
def dialog(qtbot: QtBot) -> FormulaDialog:
    return shown(qtbot, "")


def shown(qtbot: QtBot, text: str) -> FormulaDialog:
    found = FormulaDialog(text, (-1.0, 1.0), load_theme("light"))
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    return found


def retype(qtbot: QtBot, dialog: FormulaDialog, text: str) -> None:
    dialog.edit.selectAll()
    qtbot.keyClicks(dialog.edit, text)


def ok_of(dialog: QDialog) -> QAbstractButton:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_a_new_target_begins_with_an_example(dialog: FormulaDialog) -> None:
    assert dialog.edit.text() == EXAMPLES[0][0]
    assert dialog.edit.selectedText() == EXAMPLES[0][0]  # the first key replaces it
    assert dialog.target() == formula_target(EXAMPLES[0][0], (-1.0, 1.0))
    assert ok_of(dialog).isEnabled()


def test_the_formula_of_the_target_is_there_to_begin_with(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "x**2")
    assert dialog.edit.text() == "x**2"
    assert dialog.target() == formula_target("x**2", (-1.0, 1.0))


def test_typing_replaces_the_example_and_return_accepts(qtbot: QtBot, dialog) -> None:
    qtbot.keyClicks(dialog.edit, "abs(x) - 1")
    assert dialog.edit.text() == "abs(x) - 1"
    x, y = dialog.preview.curve_data
    np.testing.assert_array_equal(y, np.abs(x) - 1)
    qtbot.keyClick(dialog.edit, Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.target() == formula_target("abs(x) - 1", (-1.0, 1.0))


def test_a_mistake_is_underlined_where_it_is(qtbot: QtBot, dialog: FormulaDialog) -> None:
    retype(qtbot, dialog, "x + foo(x)")
    assert dialog.edit.mistake == (4, 3)
    assert dialog.message.is_error
    assert dialog.message.text.startswith("There is no “foo”")
    assert dialog.edit.accessibleDescription() == dialog.message.text
    assert not ok_of(dialog).isEnabled()
    assert dialog.target() is None
    dialog.edit.setCursorPosition(0)
    rect, widths = dialog.edit.underlined(), dialog.edit.fontMetrics()
    left = dialog.edit.cursorRect().center().x() + widths.horizontalAdvance("x + ")
    assert abs(rect.left() - left) <= 1
    assert abs(rect.width() - widths.horizontalAdvance("foo")) <= 1
    assert has_colour(dialog, rect.center().x())
    assert not has_colour(dialog, rect.left() - 12)
    qtbot.keyClick(dialog.edit, Key.Key_Return)
    assert dialog.isVisible()


def has_colour(dialog: FormulaDialog, x: float) -> bool:
    """Whether the wavy line is there, near `x`."""
    image = dialog.edit.grab().toImage()
    wanted = QColor(load_theme("light").warning_text)
    ratio, low = image.devicePixelRatio(), dialog.edit.height() // 2 + 4
    return any(
        abs(QColor(image.pixel(round(ratio * (x + dx)), round(ratio * y))).hue() - wanted.hue())
        < 15
        and QColor(image.pixel(round(ratio * (x + dx)), round(ratio * y))).saturation() > 100
        for dx in range(-3, 4)
        for y in range(low, dialog.edit.height() - 2)
    )


def test_correcting_a_mistake_takes_the_line_away(qtbot: QtBot, dialog: FormulaDialog) -> None:
    retype(qtbot, dialog, "abs(x")
    assert dialog.edit.mistake == (3, 1)
    before = dialog.preview.curve_data
    assert len(before[0]) > 0  # what was right last stays in view
    qtbot.keyClicks(dialog.edit, ")")
    assert dialog.edit.mistake is None
    assert dialog.edit.underlined() is None
    assert not dialog.message.is_error
    assert ok_of(dialog).isEnabled()


def test_nothing_typed_is_no_error_but_no_target_either(qtbot: QtBot, dialog) -> None:
    dialog.edit.selectAll()
    qtbot.keyClick(dialog.edit, Key.Key_Delete)
    assert not dialog.message.is_error
    assert "write a formula" in dialog.message.text
    assert not ok_of(dialog).isEnabled()


def test_jumps_and_places_without_value_are_gaps_and_are_said(qtbot: QtBot, dialog) -> None:
    retype(qtbot, dialog, "floor(2*x) + sqrt(x + 0.5)")
    assert "Not a number for 250 of 1,001 samples" in dialog.message.text
    assert "left out. It jumps at x = 0, 0.5 and 1." in dialog.message.text
    x, y = dialog.preview.curve_data
    gaps = np.flatnonzero(np.isnan(y)).tolist()
    assert [round(float(x[k + 1]), 9) for k in gaps] == [-0.5, 0.0, 0.5, 1.0]
    assert np.nanmin(x) == -0.5  # nothing where there is no value
    (low, high), _ = dialog.preview.getViewBox().viewRange()
    assert low < -1
    assert high > 1  # all of the domain is in view, also what was left out
    assert ok_of(dialog).isEnabled()


def test_many_jumps_are_counted(qtbot: QtBot, dialog: FormulaDialog) -> None:
    retype(qtbot, dialog, "floor(10*x)")
    assert "It jumps at 20 places from x = −0.9 to x = 1." in dialog.message.text


def test_a_formula_without_values_is_refused(qtbot: QtBot, dialog: FormulaDialog) -> None:
    retype(qtbot, dialog, "sqrt(x - 5)")
    assert dialog.message.is_error
    assert "choose another domain" in dialog.message.text
    assert dialog.edit.mistake is None
    assert not ok_of(dialog).isEnabled()
    dialog.high.selectAll()
    qtbot.keyClicks(dialog.high, "9")
    assert ok_of(dialog).isEnabled()
    assert dialog.domain() == (-1.0, 9.0)
    assert dialog.target().x[0] == pytest.approx(5.0)


def test_the_domain_is_typed_too(qtbot: QtBot, dialog: FormulaDialog) -> None:
    dialog.low.selectAll()
    qtbot.keyClicks(dialog.low, "0,5")
    assert dialog.target().x[0] == 0.5
    dialog.low.selectAll()
    qtbot.keyClicks(dialog.low, "3")
    assert dialog.message.is_error
    assert not ok_of(dialog).isEnabled()
    dialog.low.selectAll()
    qtbot.keyClicks(dialog.low, "a")
    assert dialog.message.text == "From: “a” is not a number."


def test_an_example_is_chosen_with_the_keyboard(qtbot: QtBot, dialog: FormulaDialog) -> None:
    qtbot.keyClick(dialog.box, Key.Key_Down)
    assert dialog.edit.text() == EXAMPLES[0][0]
    qtbot.keyClick(dialog.box, Key.Key_Down)
    assert dialog.edit.text() == EXAMPLES[1][0]
    assert dialog.target().formula == EXAMPLES[1][0]


def test_the_wheel_over_the_formula_changes_nothing(dialog: FormulaDialog) -> None:
    dialog.low.setFocus()
    place = QPointF(dialog.box.rect().center())
    event = QWheelEvent(
        place,
        dialog.box.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(dialog.box, event)
    assert dialog.edit.text() == EXAMPLES[0][0]


@pytest.mark.parametrize(("text", "what"), EXAMPLES)
def test_every_example_is_a_formula_with_a_word_why(text: str, what: str) -> None:
    assert what
    assert len(formula_target(text, (-1.0, 1.0)).x) > 500


def test_a_formula_too_long_is_said_and_not_cut(dialog: FormulaDialog) -> None:
    dialog.edit.setText("x" + "+x" * 6_000)
    assert "make it shorter" in dialog.message.text
    assert dialog.edit.mistake == (10_000, 2_001)


def test_attacks_are_over_at_once(qtbot: QtBot, dialog: FormulaDialog) -> None:
    retype(qtbot, dialog, "9**9**9**9 + x")
    assert dialog.message.is_error
    dialog.edit.setText("__import__('os')")
    assert dialog.message.is_error
    assert not ok_of(dialog).isEnabled()


# What is drawn


def test_gaps_stand_between_the_samples_they_part() -> None:
    samples = sample_formula(formula("1/x"), (-1.0, 1.0), 101)
    x, _ = with_gaps(samples)
    (gap,) = set(np.flatnonzero(np.isnan(x)).tolist()) - {0, len(x) - 1}
    assert x[gap - 1] < 0 < x[gap + 1]


def test_dots_of_many_points_keep_the_corners_and_the_loner() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.random(200_000), rng.random(200_000)
    y[1234] = 40.0
    dot_x, dot_y = visible_dots(x, y)
    assert len(dot_x) < 30_000
    assert dot_y.max() == 40.0
    assert dot_x.min() < 0.01
    assert dot_x.max() > 0.99


@pytest.mark.parametrize("y", [0.0, 1e12])
def test_dots_of_equal_points_are_few(y: float) -> None:
    x = np.linspace(-1e300, 1e300, 2 * SMOOTH)
    dot_x, dot_y = visible_dots(x, np.full(len(x), y))
    assert len(dot_x) <= 240
    assert set(dot_y.tolist()) == {y}


def test_a_long_line_keeps_every_peak() -> None:
    x = np.arange(100_001.0)
    y = np.zeros(100_001)
    y[[17, 50_000, 99_999]] = 1, -1, 2
    short_x, short_y = peaks(x, y)
    assert len(short_x) < 3_000
    assert {17.0, 50_000.0, 99_999.0} <= set(short_x[short_y != 0].tolist())
    assert (short_x[0], short_x[-1]) == (0.0, 100_000.0)
    assert np.all(np.diff(short_x) > 0)
