"""Pictures in files, opened again by other programs."""

from __future__ import annotations

import re
import shutil
import subprocess

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from reluviz.core.construct import through_points
from reluviz.document.document import Document
from reluviz.document.items import Joint
from reluviz.export.picture import (
    PictureOptions,
    picture_bytes,
    picture_image,
    write_picture,
)
from reluviz.files.errors import UserError
from reluviz.files.project import Project
from reluviz.views.plot import PlotPanel
from reluviz.views.theme import load_theme


def sampled(n: int) -> Project:
    x = np.linspace(-1, 1, n + 1)
    return Project(through_points(np.c_[x, np.sin(4 * x)]))


@pytest.fixture(params=[3, 1000])
def panel(qtbot, request) -> PlotPanel:
    panel = PlotPanel(Document(None if request.param == 3 else sampled(1000)), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.document.grab(Joint(1), 0.0, 0.0)
    panel.document.move_to(0.02, 0.2)
    panel.document.commit()
    panel.document.publish()
    panel.grab()
    return panel


def grey(image: QImage, width: int, height: int) -> np.ndarray:
    image = image.scaled(width, height).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, :width].astype(float)


def assert_same_picture(found: QImage, panel: PlotPanel, most: float) -> None:
    shown = grey(panel.grab().toImage(), 800, 500)
    assert not found.isNull()
    difference = np.abs(grey(found, 800, 500) - shown)
    assert difference.mean() < most
    assert shown.std() > 5  # there is something to compare


def test_png_is_what_is_seen_and_knows_its_size_in_print(panel, tmp_path):
    write_picture(panel, tmp_path / "plot.png", PictureOptions(scale=2.0))
    image = QImage(str(tmp_path / "plot.png"))
    assert (image.width(), image.height()) == (1600, 1000)
    dots = QApplication.primaryScreen().logicalDotsPerInchX()
    assert image.dotsPerMeterX() == pytest.approx(2 * dots / 0.0254, abs=2)
    assert_same_picture(picture_image(panel, PictureOptions(scale=1.0)), panel, 0.6)


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="needs rsvg-convert")
def test_svg_is_what_is_seen_in_another_program(panel, tmp_path):
    write_picture(panel, tmp_path / "plot.svg", PictureOptions())
    source = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    texts = re.findall(r">([^<>]+)</text>", source)
    assert any("output" in text for text in texts)
    assert any("−0.5" in text for text in texts)
    assert "<image" not in source
    assert "clip" in source
    command = ["rsvg-convert", "-w", "800", "-h", "500", "plot.svg", "-o", "svg.png"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert_same_picture(QImage(str(tmp_path / "svg.png")), panel, 2.0)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs pdftoppm")
def test_pdf_is_what_is_seen_in_another_program(panel, tmp_path):
    write_picture(panel, tmp_path / "plot.pdf", PictureOptions())
    command = ["pdftoppm", "-r", "72", "-singlefile", "-png", "plot.pdf", "pdf"]
    subprocess.run(command, cwd=tmp_path, check=True)
    image = QImage(str(tmp_path / "pdf.png"))
    assert (image.width(), image.height()) == (800, 500)
    assert_same_picture(image, panel, 2.5)
    text = subprocess.run(
        ["pdftotext", "plot.pdf", "-"], cwd=tmp_path, check=True, capture_output=True
    )
    assert "output" in text.stdout.decode()


def test_another_size_and_theme_leave_the_window_alone(panel):
    before = panel.grab().toImage()
    picture = panel.plot_widget.picture(load_theme("dark"), with_probe=False, with_emphasis=False)
    image = picture_image(picture, PictureOptions(400, 300, 3.0))
    assert (image.width(), image.height()) == (1200, 900)
    assert image.pixelColor(3, 3).name() == load_theme("dark").ground
    assert panel.grab().toImage() == before


@pytest.mark.parametrize("options", [{"width": 0}, {"height": 20_000}, {"scale": 0.0}])
def test_impossible_sizes_are_refused(options):
    with pytest.raises(UserError):
        PictureOptions(**options)


def test_too_many_pixels_are_refused_in_one_sentence(panel):
    with pytest.raises(UserError, match="64 million pixels") as caught:
        picture_image(panel, PictureOptions(10_000, 10_000, 1.0))
    assert "SVG" in str(caught.value)


def test_unknown_endings_are_refused(panel, tmp_path):
    with pytest.raises(UserError, match="png"):
        write_picture(panel, tmp_path / "plot.bmp", PictureOptions())
    with pytest.raises(UserError, match="bmp"):
        picture_bytes(panel, ".bmp", PictureOptions())
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_told(panel, tmp_path):
    with pytest.raises(UserError):
        write_picture(panel, tmp_path / "none" / "plot.svg", PictureOptions())
