"""Tables from files and the clipboard: columns chosen, rows left out, large ones in a thread."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.data_dialog import DataDialog
from reluviz.app.dialogs.data_table import MOST_ROWS
from reluviz.app.dialogs.data_work import BEST, KEEP, THROUGH, first_network
from reluviz.core.piecewise import exact_curve
from reluviz.core.targets import Target
from reluviz.document.background import Background
from reluviz.views.theme import load_theme

Key = Qt.Key
Display = Qt.ItemDataRole.DisplayRole

RIDES = """station;rides;temperature
north;12;3.5
south;;4.5
west;31;9
east;40;9
north;52;15
"""

Make = Callable[..., DataDialog]


@pytest.fixture
def background() -> Iterator[Background]:
    found = Background()
    yield found
    found.close()


@pytest.fixture
def make(qtbot: QtBot, background: Background) -> Make:
    def shown(may_keep: bool = True) -> DataDialog:
        dialog = DataDialog(load_theme("light"), background, may_keep)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return shown


@pytest.fixture
def rides(make: Make, tmp_path: Path, qtbot: QtBot) -> DataDialog:
    dialog = make()
    read(qtbot, dialog, written(tmp_path / "rides.csv", RIDES))
    return dialog


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def read(qtbot: QtBot, dialog: DataDialog, path: Path) -> None:
    dialog.read_file(path)
    settle(qtbot, dialog)


def settle(qtbot: QtBot, dialog: DataDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=20_000)


def ok_of(dialog: QDialog) -> QAbstractButton:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def stop_of(dialog: DataDialog) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == "S&top")


def pick(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Choose with the keyboard, as a list does when the first letters are typed."""
    box.setFocus()
    for key in (Key.Key_Home, *[Key.Key_Down] * box.count()):
        if box.currentText() == text:
            return
        qtbot.keyClick(box, key)
    assert box.currentText() == text


def accept(qtbot: QtBot, dialog: DataDialog) -> None:
    qtbot.mouseClick(ok_of(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted, timeout=20_000)


# Columns


def test_the_first_columns_of_numbers_are_suggested(rides: DataDialog) -> None:
    assert rides.form.columns == (1, 2)
    assert rides.form.x_box.currentText() == "rides"
    assert rides.form.y_box.currentText() == "temperature"
    assert rides.message.text == "4 points, x from 12 to 52. 1 row without a number left out."
    assert ok_of(rides).isEnabled()
    x, y = rides.preview.dot_data
    assert x.tolist() == [12, 31, 40, 52]
    assert y.tolist() == [3.5, 9, 9, 15]


def test_columns_named_x_and_y_are_found(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    dialog = make()
    read(qtbot, dialog, written(tmp_path / "a.tsv", "a\ty\tx\n1\t2\t3\n4\t5\t6\n"))
    assert dialog.form.columns == (2, 1)
    assert dialog.preview.dot_data[0].tolist() == [3, 6]


def test_the_table_shows_what_is_written_and_marks_the_choice(rides: DataDialog) -> None:
    model = rides.model
    assert (model.rowCount(), model.columnCount()) == (5, 3)
    heads = [model.headerData(k, Qt.Orientation.Horizontal, Display) for k in range(3)]
    assert heads == ["station", "x: rides", "y: temperature"]
    assert model.headerData(1, Qt.Orientation.Vertical, Display) == "3"  # the line of the file
    assert rides.table.columnWidth(2) > rides.table.fontMetrics().horizontalAdvance(heads[2])
    cells = [model.data(model.index(1, k)) for k in range(3)]
    assert cells == ["south", "", "4.5"]
    background = Qt.ItemDataRole.BackgroundRole
    assert model.data(model.index(0, 1), background) is not None
    assert model.data(model.index(0, 0), background) is None


def test_a_column_of_text_cannot_be_chosen(qtbot: QtBot, rides: DataDialog) -> None:
    for box in (rides.form.x_box, rides.form.y_box):
        assert not box.model().item(0).isEnabled()
        assert box.itemData(0, Qt.ItemDataRole.ToolTipRole) == "Not a column of numbers"
    rides.form.x_box.setFocus()
    qtbot.keyClick(rides.form.x_box, Key.Key_Home)
    assert rides.form.columns[0] == 1


def test_other_columns_are_chosen_with_the_keyboard(qtbot: QtBot, rides: DataDialog) -> None:
    pick(qtbot, rides.form.x_box, "temperature")
    settle(qtbot, rides)
    pick(qtbot, rides.form.y_box, "rides")
    settle(qtbot, rides)
    assert rides.preview.dot_data[0].tolist() == [3.5, 9, 9, 15]
    assert rides.model.headerData(2, Qt.Orientation.Horizontal, Display) == "x: temperature"
    assert not rides.form.joined.isEnabled()
    assert "more than once" in rides.form.joined.toolTip()
    accept(qtbot, rides)
    assert rides.target() == Target.from_data([3.5, 9, 9, 15], [12, 31, 40, 52])
    assert rides.domain() == (3.5, 15)


def test_names_of_any_length_and_kind_do_no_harm(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    dialog = make()
    name = "<img src='x'>" + "w" * 80
    before = dialog.width()
    read(qtbot, dialog, written(tmp_path / "a.csv", f"{name};b\n1;2\n3;4\n"))
    assert dialog.width() == before
    assert dialog.table.columnWidth(0) < dialog.width() / 2
    tip = dialog.model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip


# Joined or not, and the network to begin with


def test_the_best_fit_of_five_is_what_one_begins_with(qtbot: QtBot, make, tmp_path) -> None:
    dialog = make()
    x = np.linspace(0, 6, 150)
    rows = "".join(f"{a!r},{b!r}\n" for a, b in zip(x.tolist(), np.sin(x).tolist(), strict=True))
    read(qtbot, dialog, written(tmp_path / "sine.csv", rows))
    assert dialog.form.start == BEST
    accept(qtbot, dialog)
    network, target = dialog.network(), dialog.target()
    assert not target.is_line
    assert network.n_units == 5
    curve = exact_curve(network, (0.0, 6.0))
    assert np.mean((curve(target.x) - target.y) ** 2) < 0.002


def test_another_number_of_relus_is_typed(qtbot: QtBot, rides: DataDialog) -> None:
    rides.form.units_box.setFocus()
    rides.form.units_box.selectAll()
    qtbot.keyClicks(rides.form.units_box, "2")
    accept(qtbot, rides)
    assert rides.network().n_units == 2


def test_a_few_points_that_are_joined_have_a_network_through_them(qtbot, rides) -> None:
    qtbot.mouseClick(
        rides.form.joined, Qt.MouseButton.LeftButton, pos=rides.form.joined.rect().center()
    )
    assert rides.form.start == THROUGH
    assert not rides.form.units_box.isEnabled()
    assert rides.preview.curve_data[0].tolist() == [12, 31, 40, 52]
    accept(qtbot, rides)
    assert rides.target().is_line
    curve = exact_curve(rides.network(), (12.0, 52.0))
    np.testing.assert_allclose(curve(rides.target().x), rides.target().y, atol=1e-12)


def test_the_network_can_stay(qtbot: QtBot, rides: DataDialog) -> None:
    pick(qtbot, rides.form.start_box, "Present network")
    assert rides.form.start == KEEP
    accept(qtbot, rides)
    assert rides.network() is None


def test_a_new_document_needs_a_network(make: Make) -> None:
    dialog = make(may_keep=False)
    assert dialog.form.start_box.findData(KEEP) == -1
    assert ok_of(dialog).text() == "Open"


def test_a_line_is_fitted_along_all_of_it() -> None:
    line = Target([0.0, 1.0, 3.0], [0.0, 2.0, 2.0])
    network = first_network(line, BEST, 2)
    assert exact_curve(network, (0.0, 3.0))([0.5, 1.0, 2.5]) == pytest.approx([1, 2, 2], abs=0.01)


# The clipboard


def test_a_table_is_pasted_from_a_spreadsheet(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    assert "paste a table" in dialog.message.text
    QGuiApplication.clipboard().setText("x\ty\n1,5\t2\n2,5\t4\n3,5\t0\n")
    qtbot.keyClick(dialog, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, dialog)
    assert dialog.message.text == "3 points, x from 1.5 to 3.5."
    assert dialog.preview.dot_data[0].tolist() == [1.5, 2.5, 3.5]


def test_an_empty_clipboard_is_said(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    QGuiApplication.clipboard().clear()
    dialog.paste()
    assert dialog.message.is_error
    assert "copy a table first" in dialog.message.text
    assert not ok_of(dialog).isEnabled()


def test_one_column_is_offered_with_a_count(
    qtbot: QtBot, rides: DataDialog, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text("a\n1\n2\n1\n")
    read(qtbot, rides, tmp_path / "one.csv")
    assert not rides.message.is_error
    assert [rides.form.x_box.currentText(), rides.form.y_box.currentText()] == ["x", "a"]
    assert rides.preview.dot_data[0].tolist() == [0, 1, 2]


# What is wrong is said in place


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", None, "no such file"),
        ("picture.csv", b"\x89PNG\x00\x01", "not a text file"),
        ("empty.csv", b"", "empty"),
        ("one.csv", b"a;b\n1;c\n2;d\n", "only one column of numbers"),
        ("words.csv", b"a;b\nc;d\ne;f\n", "no column of numbers"),
        ("same.csv", b"1,2\n1,3\n", "are 1; choose another column"),
        ("text.csv", b"x;y\n1;2\n2;many\n", "line 3"),
        ("broken.xlsx", b"PK\x03\x04 no", "not a spreadsheet"),
    ],
)
def test_what_is_no_table_is_said_and_another_can_be_read(
    qtbot: QtBot, rides: DataDialog, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    read(qtbot, rides, tmp_path / name)
    assert rides.message.is_error
    assert said in rides.message.text
    assert rides.message.text.endswith(".")
    assert not ok_of(rides).isEnabled()
    assert len(rides.preview.dot_data[0]) == 0
    read(qtbot, rides, written(tmp_path / "good.csv", "1;2\n3;4\n"))
    assert not rides.message.is_error
    assert ok_of(rides).isEnabled()


# Spreadsheets


def sheet_xml(rows: list[list[object]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for letter, value in zip("ABCDEF", row, strict=False):
            place = f'r="{letter}{number}"'
            if isinstance(value, str):
                cells.append(f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                cells.append(f"<c {place}><v>{value}</v></c>")
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = "".join(
        f'<sheet name="{name}" sheetId="{k}" r:id="rId{k}"/>' for k, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{k}" Type="{office}/worksheet" Target="worksheets/sheet{k}.xml"/>'
        for k in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        )
        for k, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{k}.xml", sheet_xml(rows))
    return path


def test_of_several_sheets_the_first_with_numbers_is_shown(qtbot, make, tmp_path) -> None:
    pytest.importorskip("python_calamine")
    path = workbook(
        tmp_path / "book.xlsx",
        {
            "About": [["Measured", "by"], ["a", "friend"]],
            "May": [["x", "y"], [1, 2], [2, 5], [3, 3]],
            "June": [["x", "y"], [10, 2], [20, 5]],
        },
    )
    dialog = make()
    assert not dialog.form.sheet_box.isVisible()
    read(qtbot, dialog, path)
    assert dialog.form.sheet_box.isVisible()
    assert dialog.form.sheet_box.currentText() == "May"
    assert dialog.preview.dot_data[0].tolist() == [1, 2, 3]
    pick(qtbot, dialog.form.sheet_box, "June")
    settle(qtbot, dialog)
    assert dialog.preview.dot_data[0].tolist() == [10, 20]
    pick(qtbot, dialog.form.sheet_box, "About")
    settle(qtbot, dialog)
    assert "no column of numbers" in dialog.message.text
    assert not ok_of(dialog).isEnabled()
    pick(qtbot, dialog.form.sheet_box, "May")
    settle(qtbot, dialog)
    assert ok_of(dialog).isEnabled()
    read(qtbot, dialog, written(tmp_path / "a.csv", "1;2\n3;4\n"))
    assert not dialog.form.sheet_box.isVisible()


# Large tables


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far the work is shows at once."""
    monkeypatch.setattr("reluviz.app.dialogs.data_dialog.PATIENCE", 0)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.csv"
    path.write_text("a,b,c\n" + "".join(f"{k},{k % 9973},{k % 7}\n" for k in range(250_000)))
    return path


@pytest.mark.usefixtures("no_patience")
def test_a_large_table_is_read_behind_the_dialog(qtbot: QtBot, make: Make, large: Path) -> None:
    dialog = make()
    dialog.read_file(large)
    assert dialog.is_busy
    assert not ok_of(dialog).isEnabled()
    qtbot.waitUntil(lambda: stop_of(dialog).isVisible(), timeout=5_000)
    assert dialog.message.text == "Reading large.csv…"
    settle(qtbot, dialog)
    assert not stop_of(dialog).isVisible()
    assert dialog.model.rowCount() == MOST_ROWS
    assert dialog.message.text == "250,000 points, x from 0 to 249999."
    assert len(dialog.preview.dot_data[0]) < 17_000
    assert not dialog.form.joined.isEnabled()
    assert "At most 100,001" in dialog.form.joined.toolTip()


@pytest.mark.usefixtures("no_patience")
def test_reading_can_be_stopped(qtbot: QtBot, make: Make, large: Path, tmp_path: Path) -> None:
    dialog = make()
    dialog.read_file(large)
    qtbot.waitUntil(lambda: stop_of(dialog).isVisible(), timeout=5_000)
    qtbot.mouseClick(stop_of(dialog), Qt.MouseButton.LeftButton)
    assert not dialog.is_busy
    assert dialog.message.text == "Stopped."
    assert dialog.isVisible()
    read(qtbot, dialog, written(tmp_path / "a.csv", "1;2\n3;4\n"))
    assert dialog.message.text == "2 points, x from 1 to 3."


def test_escape_closes_at_once_while_reading(qtbot, make, large: Path, background) -> None:
    dialog = make()
    dialog.read_file(large)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert not background.is_busy
    assert dialog.target() is None


def test_the_last_choice_counts(qtbot: QtBot, make: Make, large: Path, tmp_path: Path) -> None:
    dialog = make()
    dialog.read_file(large)
    read(qtbot, dialog, written(tmp_path / "small.csv", "1;2\n3;4\n"))
    qtbot.wait(50)
    assert dialog.model.rowCount() == 2
    assert dialog.source.name == "small.csv"
