"""Every table of `table_cases`, pasted into both dialogs: the same points, or the same sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from table_cases import CASES, INVENTED, READ, REFUSED, SHEETS, Points

from reluviz.app.dialogs.common import full_sentence
from reluviz.app.dialogs.data_dialog import DataDialog
from reluviz.app.dialogs.data_work import Reading
from reluviz.app.dialogs.points_dialog import PointsDialog
from reluviz.app.file_work import read_any
from reluviz.document.background import Background
from reluviz.files.errors import PointsError
from reluviz.files.points import parse_points
from reluviz.views.theme import load_theme

TEXTS: dict[str, tuple[str, Points | str, str]] = {
    **{n: ((CASES / n).read_text("utf-8"), *right) for n, right in READ.items()},
    **{n: ((CASES / n).read_text("utf-8"), words, "") for n, words in REFUSED.items()},
    **{text: (text, right, "") for text, right in INVENTED},
}


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[DataDialog]:
    background = Background()
    found = DataDialog(load_theme("light"), background)
    qtbot.addWidget(found)
    yield found
    background.close()


def settle(qtbot: QtBot, dialog: DataDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=20_000)


def shown(dialog: DataDialog) -> Points:
    x, y = dialog.preview.dot_data
    return list(zip(x.tolist(), y.tolist(), strict=True))


def refusal(text: str, name: str) -> str:
    with pytest.raises(PointsError) as caught:
        parse_points(text, name)
    return full_sentence(caught.value)


@pytest.mark.parametrize("case", TEXTS)
def test_pasted(qtbot: QtBot, dialog: DataDialog, case: str) -> None:
    text, right, words = TEXTS[case]
    QGuiApplication.clipboard().setText(text)
    dialog.paste()
    settle(qtbot, dialog)
    points = PointsDialog(None, load_theme("light"))
    qtbot.addWidget(points)
    points.paste()
    if isinstance(right, str):
        assert dialog.message.is_error
        assert right in dialog.message.text
        assert not shown(dialog)
        assert dialog.message.text == refusal(text, "the clipboard")
        assert points.message.text == dialog.message.text.removesuffix(".")
    else:
        np.testing.assert_allclose(shown(dialog), right, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(points.rows, right, rtol=1e-12, atol=1e-12)
        assert words.lower() in dialog.message.text.lower()
        assert words.lower() in points.message.text.lower()


def test_what_was_guessed_is_said_where_points_are_pasted(qtbot: QtBot) -> None:
    points = PointsDialog(None, load_theme("light"))
    qtbot.addWidget(points)
    QGuiApplication.clipboard().setText("a,b,c\n0,1,5\n1,2,6\n2,,7\n")
    points.paste()
    assert points.message.text.endswith(
        "X is “a”, y is “b”; other columns of numbers: “c”. 1 row without a number left out."
    )


@pytest.mark.parametrize("name", [*SHEETS, "formula_without_values.xlsx"])
def test_spreadsheets(qtbot: QtBot, dialog: DataDialog, name: str) -> None:
    pytest.importorskip("python_calamine")
    dialog.read_file(CASES / name)
    settle(qtbot, dialog)
    if name in SHEETS:
        right, words = SHEETS[name]
        np.testing.assert_allclose(shown(dialog), right)
        assert words.lower() in dialog.message.text.lower()
    else:
        assert (
            "row 2: y is “=A2*2”, a formula whose value is not in the file" in dialog.message.text
        )


def pick(qtbot: QtBot, box: QComboBox, text: str) -> None:
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != text:
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_what_is_open_is_said_with_the_controls(qtbot: QtBot, dialog: DataDialog) -> None:
    dialog.show()
    assert not dialog.form.header_box.isVisible()
    dialog.read_file(CASES / "thousands_pasted_from_excel.tsv")
    settle(qtbot, dialog)
    assert dialog.form.header_box.isVisible()
    pick(qtbot, dialog.form.thousands_box, "Thousands: comma")
    settle(qtbot, dialog)
    assert shown(dialog) == [(11600, 1160), (47150, 5426), (100525, 17168)]
    pick(qtbot, dialog.form.thousands_box, "Thousands: found")
    pick(qtbot, dialog.form.decimal_box, "Decimals: comma")
    settle(qtbot, dialog)
    assert shown(dialog) == [(11.6, 1.16), (47.15, 5.426), (100.525, 17.168)]
    dialog.read_file(CASES / "transposed.csv")
    settle(qtbot, dialog)
    assert dialog.form.decimal_box.currentText() == "Decimals: found"
    assert dialog.message.is_error
    qtbot.mouseClick(dialog.form.turned, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    assert shown(dialog) == [(0, 1), (1, 3), (2, 2), (3, 5)]
    assert dialog.message.text == "4 points, x from 0 to 3."


def test_the_header_is_chosen(qtbot: QtBot, dialog: DataDialog) -> None:
    QGuiApplication.clipboard().setText("country,1990,1991\nA,1.5,2.5\nB,2,3\nC,3.5,2.5\n")
    dialog.show()
    dialog.paste()
    settle(qtbot, dialog)
    assert "--header 1 or --header 0" in dialog.message.text
    pick(qtbot, dialog.form.header_box, "Header: line 1")
    settle(qtbot, dialog)
    assert dialog.form.x_box.currentText() == "1990"
    pick(qtbot, dialog.form.header_box, "Header: none")
    settle(qtbot, dialog)
    assert shown(dialog)[-1] == (1990, 1991)


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("x,y\n1,2\n2,3\n", False),
        ("x,y,z\n1,2,5\n2,3,6\n", False),
        ("a,b,c\n1,2,5\n2,3,6\n", True),
        ("x,y\n1,2\n2,\n3,4\n", True),
        ("x,y\n2024-01-01,2\n2024-01-02,3\n", True),
        ("x;y\n1.000;2,000\n2.000;3,500\n", True),
    ],
)
def test_what_was_decided_is_shown_before_a_file_is_opened(
    tmp_path: Path, text: str, is_asked: bool
) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="ascii")
    found, _ = read_any(tmp_path / "t.csv")
    assert isinstance(found, Reading) is is_asked
