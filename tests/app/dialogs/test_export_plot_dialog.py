"""The plot as a picture: what is chosen is what is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.export import ExportPlotDialog
from reluviz.app.settings import Settings
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.export.picture import picture_image
from reluviz.views.plot import PlotPanel
from reluviz.views.theme import load_theme

Make = Callable[[], tuple[ExportPlotDialog, PlotPanel]]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Make:
    def shown() -> tuple[ExportPlotDialog, PlotPanel]:
        panel = PlotPanel(Document(), load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(640, 420)
        with qtbot.waitExposed(panel):
            panel.show()
        dialog = ExportPlotDialog(panel, Settings(last_folder=str(tmp_path)))
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.preview.image.isNull())
        return dialog, panel

    return shown


def choose(dialog: ExportPlotDialog, ending: str) -> None:
    dialog.format_box.setCurrentIndex(dialog.format_box.findData(ending))


def corner(image: QImage) -> str:
    return QColor(image.pixel(0, 0)).name()


def test_it_begins_with_the_plot_as_it_is(make: Make) -> None:
    dialog, panel = make()
    options = dialog.options()
    assert (options.width, options.height) == panel.plot_widget.picture_size()
    assert corner(dialog.preview.image) == panel.theme.ground
    assert "pixels" in dialog.message.text


@pytest.mark.parametrize("ending", [ending for ending, _ in ExportPlotDialog.formats])
def test_every_format_is_written(qtbot: QtBot, make: Make, tmp_path: Path, ending: str) -> None:
    dialog, _ = make()
    choose(dialog, ending)
    assert dialog.scale_box.isEnabled() == (ending == ".png")
    path = tmp_path / f"plot{ending}"
    with qtbot.waitSignal(dialog.exported) as signal:
        assert dialog.write(path)
    assert signal.args == [path]
    head = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[ending]
    assert path.read_bytes().startswith(head)


def test_size_scale_and_colours_are_those_chosen(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    dialog, panel = make()
    dialog.width_box.setValue(300)
    dialog.height_box.setValue(200)
    dialog.scale_box.setValue(1.5)
    assert dialog.message.text == "450 × 300 pixels."
    dialog.theme_box.setCurrentIndex(dialog.theme_box.findData("dark"))
    path = tmp_path / "dark.png"
    dialog.write(path)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (450, 300)
    assert corner(image) == load_theme("dark").ground
    qtbot.waitUntil(lambda: corner(dialog.preview.image) == load_theme("dark").ground)
    assert panel.theme.name == "light"  # the window's plot is as it was


def test_sizes_on_paper_stay_what_they_are_in_every_format(
    qtbot: QtBot, make: Make, tmp_path: Path
) -> None:
    dialog, _ = make()
    dialog.unit_box.setCurrentIndex(dialog.unit_box.findData("cm"))
    for box, text in ((dialog.width_box, "12,5"), (dialog.height_box, "8")):
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert dialog.width_box.value() == round(12.5 / 2.54 * 96)
    assert dialog.width_box.text() == "12.49 cm"  # to the nearest pixel
    choose(dialog, ".pdf")
    assert dialog.height_box.value() == pytest.approx(8 / 2.54 * 72, abs=1)
    path = tmp_path / "a.pdf"
    assert dialog.write(path)
    assert re.search(rb"/MediaBox \[0 0 354(\.0*)? 226(\.0*)?\]", path.read_bytes())
    dialog.unit_box.setCurrentIndex(dialog.unit_box.findData("pt"))
    assert dialog.width_box.text() == "354 pt"
    dialog.width_box.stepUp()
    assert dialog.width_box.text() == "364 pt"
    dialog.unit_box.setCurrentIndex(dialog.unit_box.findData("px"))
    assert dialog.width_box.text() == "364 px"


def test_the_probe_and_the_selection_can_be_left_out(qtbot: QtBot, make: Make) -> None:
    dialog, panel = make()
    panel.document.select(Unit(1))
    panel.document.publish()
    pictures = []
    for box in (dialog.probe_box, dialog.emphasis_box):
        pictures.append(picture_image(dialog.picture(), dialog.options()))
        box.click()
    pictures.append(picture_image(dialog.picture(), dialog.options()))
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_too_many_pixels_are_refused_before_they_are_painted(make: Make) -> None:
    dialog, _ = make()
    dialog.width_box.setValue(10_000)
    dialog.height_box.setValue(10_000)
    assert dialog.message.is_error
    assert "choose a smaller scale or size" in dialog.message.text
    assert not dialog.export_button.isEnabled()
    choose(dialog, ".svg")
    assert dialog.export_button.isEnabled()
    assert not dialog.message.is_error


def test_export_asks_in_the_last_folder_and_follows_a_typed_ending(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, _ = make()
    folders = []

    def accept(chooser: QFileDialog) -> QDialog.DialogCode:
        folders.append(chooser.directory().absolutePath())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QFileDialog, "exec", accept)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(tmp_path / "a.svg")])
    dialog.export_button.click()  # PNG is chosen, but an SVG is asked for by name
    assert folders == [str(tmp_path)]
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")


def test_what_cannot_be_written_is_said_in_place(make: Make, tmp_path: Path) -> None:
    dialog, _ = make()
    assert not dialog.write(tmp_path / "nowhere" / "plot.png")
    assert dialog.message.is_error
    assert "plot.png" in dialog.message.text
    assert not dialog.write(tmp_path / "plot.bmp")
    assert "plot.bmp" in dialog.message.text
