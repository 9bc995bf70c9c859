"""The steps to take home: what is chosen is what is written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressDialog
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.export import ExportStepsDialog
from reluviz.app.settings import Settings
from reluviz.core.construct import through_points
from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.views.theme import load_theme

Make = Callable[..., ExportStepsDialog]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Make:
    def shown(n_units: int | None = None, theme: str = "light") -> ExportStepsDialog:
        project = None
        if n_units is not None:
            x = np.linspace(-1, 1, n_units + 1)
            project = Project(through_points(np.column_stack([x, np.sin(5 * x)])))
        settings = Settings(last_folder=str(tmp_path))
        dialog = ExportStepsDialog(Document(project), load_theme(theme), settings=settings)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.preview.image.isNull())
        return dialog

    return shown


def choose(dialog: ExportStepsDialog, ending: str) -> None:
    dialog.format_box.setCurrentIndex(dialog.format_box.findData(ending))


@pytest.mark.parametrize("ending", [ending for ending, _ in ExportStepsDialog.formats])
def test_every_format_is_written(qtbot: QtBot, make: Make, tmp_path: Path, ending: str) -> None:
    dialog = make()
    choose(dialog, ending)
    is_animation = ending in (".gif", ".png")
    assert dialog.width_box.isEnabled() == is_animation
    assert dialog.paper_box.isEnabled() != is_animation
    path = tmp_path / f"steps{ending}"
    with qtbot.waitSignal(dialog.exported) as signal:
        assert dialog.write(path)
    assert signal.args == [path]
    head = {".gif": b"GIF89a", ".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[ending]
    assert path.read_bytes().startswith(head)


def test_size_and_colours_are_those_chosen(make: Make, tmp_path: Path) -> None:
    dialog = make(theme="dark")
    dialog.width_box.setValue(400)
    dialog.height_box.setValue(300)
    assert dialog.write(tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as found:
        assert (found.size, found.n_frames) == ((400, 300), 4)
        ground = QColor(load_theme("dark").ground)
        assert found.convert("RGB").getpixel((2, 2)) == ground.getRgb()[:3]


def test_blanks_and_paper_change_the_preview(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    choose(dialog, ".pdf")
    assert "A4" in dialog.message.text
    seen = []
    for change in (
        lambda: None,
        dialog.blanks_box.click,
        lambda: dialog.paper_box.setCurrentIndex(1),
    ):
        change()
        dialog._show_preview()
        seen.append(dialog.preview.image)
    assert seen[0] != seen[1]
    assert seen[1].width() < seen[1].height()
    assert seen[2].width() > seen[2].height()


def test_many_units_are_thinned_out_and_too_many_pixels_refused(make: Make) -> None:
    dialog = make(1_000)
    assert dialog.message.text == "41 steps of 1,001, evenly spread, one after the other."
    dialog.width_box.setValue(4_000)
    dialog.height_box.setValue(4_000)
    assert dialog.message.is_error
    assert "choose a smaller size" in dialog.message.text
    assert not dialog.export_button.isEnabled()
    choose(dialog, ".svg")
    assert dialog.export_button.isEnabled()


def test_a_missing_package_is_named_before_anything_is_asked(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make()
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    monkeypatch.setitem(sys.modules, "PIL", None)
    choose(dialog, ".png")
    assert 'pip install "reluviz[animation]"' in dialog.message.text
    assert not dialog.export_button.isEnabled()
    choose(dialog, ".pdf")
    assert dialog.export_button.isEnabled()


def test_a_long_export_can_be_stopped(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make(100)
    done: list[int] = []
    monkeypatch.setattr(QProgressDialog, "wasCanceled", lambda _: len(done) > 3)
    monkeypatch.setattr(QProgressDialog, "setValue", lambda _, value: done.append(value))
    assert not dialog.write(tmp_path / "a.gif")
    assert done == [0, 1, 2, 3]
    assert not (tmp_path / "a.gif").exists()
    assert dialog.message.text == "Nothing was written."


def test_export_asks_in_the_last_folder_and_follows_a_typed_ending(
    qtbot: QtBot, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make()
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(tmp_path / "a.svg")])
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert b'viewBox="0 0 595 842"' in (tmp_path / "a.svg").read_bytes()


def test_what_cannot_be_written_is_said_in_place(make: Make, tmp_path: Path) -> None:
    dialog = make()
    assert not dialog.write(tmp_path / "nowhere" / "steps.svg")
    assert dialog.message.is_error
    assert "steps.svg" in dialog.message.text
    assert not dialog.write(tmp_path / "steps.mp4")
    assert ".mp4" in dialog.message.text


def test_the_document_stays_as_it_is(make: Make, tmp_path: Path) -> None:
    dialog = make()
    document = dialog._document
    before = document.snapshot
    dialog.write(tmp_path / "a.gif")
    document.publish()
    assert document.snapshot is before
