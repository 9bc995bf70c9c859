"""Pictures without a window and without a display."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from reluviz.app.offscreen import ensure_application, write_plot
from reluviz.core.network import Layer, Network
from reluviz.files.examples import load_example
from reluviz.files.project import Project

SCRIPT = """
import sys
from reluviz.app.offscreen import write_plot
from reluviz.files.examples import load_example
for ending in ("png", "svg", "pdf"):
    write_plot(load_example("relu-by-hand"), f"{sys.argv[1]}/plot.{ending}")
"""


def test_pictures_need_no_display(tmp_path):
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path)], env=environment, check=True)
    assert QImage(str(tmp_path / "plot.png")).width() == 1800
    assert ">output</text>" in (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert (tmp_path / "plot.pdf").read_bytes().startswith(b"%PDF")


def test_a_running_application_is_used(qapp, tmp_path):
    assert ensure_application() is qapp
    write_plot(load_example("relu-by-hand"), tmp_path / "plot.png", 300, 200, 1.0, "dark")
    image = QImage(str(tmp_path / "plot.png"))
    assert (image.width(), image.height()) == (300, 200)
    assert image.pixelColor(2, 2).lightness() < 60
    # Words are there: the legend is not empty ground.
    legend = {image.pixelColor(x, y).lightness() for x in range(150, 290) for y in range(4, 28)}
    assert max(legend) > 180


def test_a_network_that_cannot_be_shown_is_refused(qapp, tmp_path):
    wide = Network([Layer([[1.0] * 4], [0.0], "tanh")])
    with pytest.raises(ValueError, match="up to 3 inputs"):
        write_plot(Project(wide), tmp_path / "plot.png")
    assert list(tmp_path.iterdir()) == []
