"""The table of weights: what the preview shows is what is written and copied."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from reluviz.api import load
from reluviz.app.dialogs.export import ExportWeightsDialog
from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.export.tables import weights_text


def shown(qtbot: QtBot, network: Network) -> ExportWeightsDialog:
    dialog = ExportWeightsDialog(network, (-1, 1))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def choose(dialog: ExportWeightsDialog, ending: str) -> None:
    dialog.format_box.setCurrentIndex(dialog.format_box.findData(ending))


@pytest.mark.parametrize("ending", [ending for ending, _ in ExportWeightsDialog.formats])
def test_every_format_is_previewed_and_written(
    qtbot: QtBot, article: Network, tmp_path: Path, ending: str
) -> None:
    dialog = shown(qtbot, article)
    choose(dialog, ending)
    assert dialog.preview.toPlainText()
    path = tmp_path / f"weights{ending}"
    with qtbot.waitSignal(dialog.exported) as signal:
        assert dialog.write(path)
    assert signal.args == [path]
    assert str(path) in dialog.message.text
    if ending == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            assert arrays["w"].tolist() == [4, -8, 5]
            for name in arrays.files:
                assert name in dialog.preview.toPlainText()
    elif ending in (".onnx", ".safetensors"):
        assert load(path).network == article
        assert "layer 1   weights (3, 1), bias (3,), then ReLU" in dialog.preview.toPlainText()
    else:
        assert path.read_text() == dialog.preview.toPlainText()


def test_an_onnx_file_is_never_rounded(qtbot: QtBot, article: Network) -> None:
    dialog = shown(qtbot, article)
    dialog.rounded.click()
    choose(dialog, ".onnx")
    assert dialog.digits is None
    assert not dialog.rounded.isEnabled()
    assert not dialog.copy_button.isEnabled()
    assert dialog.precision.text().startswith("Exact")
    choose(dialog, ".csv")
    assert dialog.digits == 4


def test_rounding_is_chosen_and_its_effect_said(qtbot: QtBot, tmp_path: Path) -> None:
    network = through_points([(-1, 0), (1, 2 / 3)])
    dialog = shown(qtbot, network)
    assert dialog.digits is None
    assert dialog.precision.text().startswith("Exact")
    assert not dialog.digits_box.isEnabled()
    dialog.rounded.click()
    dialog.digits_box.setValue(2)
    assert "0.33" in dialog.preview.toPlainText()
    assert "0.333" not in dialog.preview.toPlainText().splitlines()[1].replace("0.33,", "")
    assert dialog.precision.text() == (
        "Not exact: rounding moves the curve by up to 0.006667 at x = 1."
    )
    choose(dialog, ".json")
    path = tmp_path / "w.json"
    dialog.write(path)
    assert json.loads(path.read_text())["w"] == [0.33]


def test_rounding_that_changes_nothing_says_so(qtbot: QtBot, article: Network) -> None:
    dialog = shown(qtbot, article)
    dialog.rounded.click()
    assert dialog.precision.text() == "Not exact: rounding leaves this curve as it is."


def test_copy_takes_the_text_and_for_spreadsheets_the_cells(qtbot: QtBot, article: Network) -> None:
    dialog = shown(qtbot, article)
    dialog.copy_button.click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == weights_text(article, "csv")
    assert "<table>" in data.html()
    choose(dialog, ".md")
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == weights_text(article, "md")
    choose(dialog, ".npz")
    assert not dialog.copy_button.isEnabled()


def test_export_asks_for_a_name_and_adds_the_ending(
    qtbot: QtBot, article: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "mine.v2"
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(chosen)])
    dialog = shown(qtbot, article)
    dialog.export_button.click()
    written = tmp_path / "mine.v2.csv"
    assert written.read_text() == weights_text(article, "csv")
    dialog.export_button.click()  # the name with the ending was not confirmed by anybody
    assert dialog.message.is_error
    assert "exists already" in dialog.message.text


def test_a_folder_that_is_not_there_is_said_in_place(
    qtbot: QtBot, article: Network, tmp_path: Path
) -> None:
    dialog = shown(qtbot, article)
    assert not dialog.write(tmp_path / "nowhere" / "w.csv")
    assert dialog.message.is_error
    assert "w.csv" in dialog.message.text


def test_the_preview_of_a_long_table_is_cut_and_says_so(qtbot: QtBot) -> None:
    x = np.linspace(-1, 1, 20_001)
    dialog = shown(qtbot, through_points(np.column_stack([x, np.sin(x)])))
    assert dialog.message.text == "The preview shows the first 500 of 20,000 ReLUs."
    assert dialog.preview.blockCount() < 600
