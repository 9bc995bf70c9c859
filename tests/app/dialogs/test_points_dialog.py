"""Points clicked, typed, pasted and read from a file; the live check; undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.points_dialog import PointsDialog
from reluviz.core.targets import Target
from reluviz.views.theme import load_theme

ARTICLE = Target.from_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
Key = Qt.Key
Left, Right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton

Make = Callable[[Target | None], PointsDialog]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def shown(target: Target | None) -> PointsDialog:
        dialog = PointsDialog(target, load_theme("light"))
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return shown


def place(dialog: PointsDialog, x: float, y: float) -> QPoint:
    return dialog.canvas.position_of(x, y).toPoint()


def click(qtbot: QtBot, dialog: PointsDialog, x: float, y: float, button: object = Left) -> None:
    qtbot.mouseClick(dialog.canvas.viewport(), button, pos=place(dialog, x, y))


def drag(
    qtbot: QtBot, dialog: PointsDialog, *path: tuple[float, float], release: bool = True
) -> None:
    area = dialog.canvas.viewport()
    qtbot.mousePress(area, Left, pos=place(dialog, *path[0]))
    for at in path[1:]:
        qtbot.mouseMove(area, place(dialog, *at))
    if release:
        qtbot.mouseRelease(area, Left, pos=place(dialog, *path[-1]))


def ok_enabled(dialog: PointsDialog) -> bool:
    box = dialog.findChild(QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def open_editor(dialog: PointsDialog) -> QLineEdit:
    (editor,) = [edit for edit in dialog.table.findChildren(QLineEdit) if edit.isVisible()]
    return editor


def type_numbers(qtbot: QtBot, dialog: PointsDialog, texts: list[str]) -> None:
    """Type into the table like into a spreadsheet: a number, Enter, a number, Enter."""
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(0, 0))
    qtbot.keyClick(dialog.table, Key.Key_Return)
    for text in texts:
        editor = open_editor(dialog)
        editor.selectAll()
        editor.insert(text)  # keyClicks cannot type a minus sign
        qtbot.keyClick(editor, Key.Key_Return)
        QApplication.processEvents()


def test_the_target_is_there_to_begin_with(make: Make) -> None:
    dialog = make(ARTICLE)
    project = dialog.project()
    assert dialog.message.text == "4 points make 3 ReLUs."
    assert ok_enabled(dialog)
    assert project is not None
    assert project.network.w.tolist() == [4, -8, 5]
    assert project.target == ARTICLE
    assert project.domain == (-1, 1)


def test_clicks_add_points_on_the_grid_and_make_a_network(qtbot: QtBot, make: Make) -> None:
    dialog = make(None)
    assert dialog.message.text == "No points yet; a function needs at least two points."
    assert not ok_enabled(dialog)
    assert dialog.project() is None
    click(qtbot, dialog, 0.503, 0.796)
    assert dialog.message.text == "One point so far; a function needs at least two points."
    click(qtbot, dialog, -0.5, -0.2)
    assert dialog.rows == ((-0.5, -0.2), (0.5, 0.8))  # kept in the order of x
    assert dialog.message.text == "2 points make 1 ReLU."
    assert ok_enabled(dialog)


def test_without_the_grid_a_click_is_where_the_mouse_is(qtbot: QtBot, make: Make) -> None:
    dialog = make(None)
    area = dialog.canvas.viewport()
    at = place(dialog, 0.333, 0.777)
    qtbot.mouseClick(area, Left, Qt.KeyboardModifier.ControlModifier, at)
    ((x, y),) = dialog.rows
    assert x != round(x, 1)
    assert (x, y) == pytest.approx((0.333, 0.777), abs=0.01)


def test_a_drag_moves_a_point_and_is_one_undo_step(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    drag(qtbot, dialog, (-0.5, 1), (-0.45, 0.8), (-0.3, 0.5))
    assert dialog.rows[1] == (-0.3, 0.5)
    assert dialog.model.data(dialog.model.index(1, 0)) == "−0.3"
    assert dialog.undo_stack.count == 1
    dialog.undo_stack.undo()
    assert dialog.rows[1] == (-0.5, 1)
    assert dialog.project().network.w.tolist() == [4, -8, 5]
    dialog.undo_stack.redo()
    assert dialog.rows[1] == (-0.3, 0.5)


def test_a_click_on_a_point_selects_it_in_the_table_and_changes_nothing(
    qtbot: QtBot, make: Make
) -> None:
    dialog = make(ARTICLE)
    area = dialog.canvas.viewport()
    qtbot.mouseClick(area, Left, pos=place(dialog, 0, -1) + QPoint(3, -2))
    assert dialog.table.currentIndex().row() == 2
    assert dialog.undo_stack.count == 0


def test_escape_gives_up_a_drag_and_keeps_the_dialog(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    drag(qtbot, dialog, (-0.5, 1), (-0.3, 0.5), release=False)
    assert dialog.rows[1] == (-0.3, 0.5)
    qtbot.keyClick(dialog.canvas, Key.Key_Escape)
    assert dialog.rows[1] == (-0.5, 1)
    qtbot.mouseMove(dialog.canvas.viewport(), place(dialog, 0.5, 0.5))
    qtbot.mouseRelease(dialog.canvas.viewport(), Left, pos=place(dialog, 0.5, 0.5))
    assert dialog.rows[1] == (-0.5, 1)
    assert dialog.undo_stack.count == 0
    assert dialog.isVisible()


def test_right_click_and_delete_remove(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    click(qtbot, dialog, 0, -1, Right)
    assert [row[0] for row in dialog.rows] == [-1, -0.5, 1]
    click(qtbot, dialog, -0.5, 1)
    qtbot.keyClick(dialog.canvas, Key.Key_Delete)
    assert [row[0] for row in dialog.rows] == [-1, 1]
    click(qtbot, dialog, 0.5, 0.9, Right)  # empty ground: nothing
    assert len(dialog.rows) == 2


def test_delete_in_the_table_removes_rows_and_keeps_the_place(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(1, 0))
    qtbot.keyClick(dialog.table, Key.Key_Delete)
    assert [row[0] for row in dialog.rows] == [-1, 0, 1]
    assert dialog.table.currentIndex().row() == 1
    qtbot.keyClick(dialog.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(dialog.rows) == 4
    qtbot.keyClick(dialog.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # nothing more
    assert len(dialog.rows) == 4


def test_arrow_keys_move_the_selected_point(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    click(qtbot, dialog, 0, -1)
    qtbot.keyClick(dialog.canvas, Key.Key_Up)
    x, y = dialog.rows[2]
    assert x == 0
    assert y > -1
    dialog.undo_stack.undo()
    assert dialog.rows[2] == (0, -1)


def test_typing_goes_on_with_enter_and_reads_decimal_commas(qtbot: QtBot, make: Make) -> None:
    dialog = make(None)
    type_numbers(qtbot, dialog, ["0", "1,5", "2.5", "-3", "−1", "1e-3"])
    assert dialog.rows == ((0, 1.5), (2.5, -3), (-1, 0.001))
    assert dialog.message.text == "3 points make 2 ReLUs."
    assert dialog.project().domain == (-1, 2.5)
    (low, high), _ = dialog.canvas.ranges
    assert low < -1
    assert high > 2.5


def test_text_in_a_cell_is_kept_and_named(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    type_numbers(qtbot, dialog, ["-1", "oops"])
    assert dialog.rows[0] == (-1, "oops")
    assert dialog.message.is_error
    assert dialog.message.text == "Row 1, y: “oops” is not a number."
    assert not ok_enabled(dialog)
    wrong = dialog.model.data(dialog.model.index(0, 1), Qt.ItemDataRole.BackgroundRole)
    assert wrong is not None
    dialog.undo_stack.undo()
    assert ok_enabled(dialog)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (["0", "1", "0", "2"], "Rows 1 and 2 have the same x = 0; each x may occur once."),
        (["0", "nan"], "Row 1, y: “nan” is not a finite number."),
        (["1e200"], "Row 1, x: 1e200 is too large; at most 1e+100 in size is possible."),
        (["0", "1", "5"], "Row 2 has no y; type one, or delete the row."),
        (["0", "1"], "One point so far; a function needs at least two points."),
    ],
)
def test_what_is_wrong_is_said_with_its_row(
    qtbot: QtBot, make: Make, texts: list[str], sentence: str
) -> None:
    dialog = make(None)
    type_numbers(qtbot, dialog, texts)
    assert dialog.message.text == sentence
    assert dialog.message.is_error
    assert dialog.project() is None
    assert not ok_enabled(dialog)


def test_a_value_that_is_not_typed_over_stays_exact(qtbot: QtBot, make: Make) -> None:
    third = 1 / 3
    dialog = make(Target.from_points([(0, third), (1, 2 * third)]))
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(0, 1))
    qtbot.keyClick(dialog.table, Key.Key_Return)
    qtbot.keyClick(open_editor(dialog), Key.Key_Return)
    assert dialog.rows[0] == (0, third)
    assert dialog.undo_stack.count == 0


def test_paste_replaces_the_points(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    QGuiApplication.clipboard().setText("x\ty\n2\t5\n0\t1,5\n1\t-2\n")
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.rows == ((0, 1.5), (1, -2), (2, 5))
    assert dialog.message.text == "3 points make 2 ReLUs."
    QGuiApplication.clipboard().setText("7")
    dialog.table.setCurrentIndex(dialog.model.index(1, 1))
    qtbot.keyClick(dialog.table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.rows[1] == (1, 7)


def test_a_paste_that_is_no_table_changes_nothing(make: Make) -> None:
    dialog = make(ARTICLE)
    QGuiApplication.clipboard().setText("x;y\n1;2\n3;four\n")
    dialog.paste()
    assert dialog.message.is_error
    assert "line 3" in dialog.message.text
    assert len(dialog.rows) == 4
    assert ok_enabled(dialog)


def test_a_file_is_read(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x;y\n0,5;1\n-1;2\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog = make(None)
    dialog._read.click()
    assert dialog.rows == ((-1, 2), (0.5, 1))
    assert dialog.undo_stack.undo_text == "read points.csv"
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x00\x01\x02")
    dialog.read_file(bad)
    assert "bad.csv" in dialog.message.text
    dialog.read_file(tmp_path / "missing.csv")
    assert "missing.csv" in dialog.message.text
    assert dialog.rows == ((-1, 2), (0.5, 1))


def test_axes_are_typed(qtbot: QtBot, make: Make) -> None:
    dialog = make(None)
    edit = dialog._bounds[1]
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "10,5")
    assert dialog.canvas.ranges[0] == pytest.approx((-1.1, 10.5))
    edit.selectAll()
    qtbot.keyClicks(edit, "-5")
    assert dialog.message.text == "The axes must run from a lower to a higher number."
    assert dialog.canvas.ranges[0] == pytest.approx((-1.1, 10.5))


def test_enter_accepts_and_escape_rejects(qtbot: QtBot, make: Make) -> None:
    dialog = make(ARTICLE)
    qtbot.keyClick(dialog.canvas, Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    dialog = make(None)
    qtbot.keyClick(dialog.canvas, Key.Key_Return)
    assert dialog.isVisible()  # nothing to accept yet
    qtbot.keyClick(dialog.canvas, Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_very_many_points(make: Make) -> None:
    x = np.linspace(0, 1, 50_001)
    dialog = make(Target(x, np.sin(9 * x)))
    assert dialog.message.text == "50,001 points make 50,000 ReLUs."
    dialog.canvas.grab()
