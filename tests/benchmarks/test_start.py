"""The first window: whole processes from start to end, in turn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Table, in_turn, ms, ratio

ROOT = Path(__file__).resolve().parent.parent.parent

BARE = """
import numpy
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1200, 800)
window.setCentralWidget(QLabel("ReluViz"))
window.show()
app.processEvents()
"""

MATPLOTLIB = """
import numpy as np
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
figure = Figure()
figure.subplots().plot([-1, -0.5, 0, 1], [-1, 1, -1, 0])
window = QMainWindow()
window.resize(1200, 800)
window.setCentralWidget(FigureCanvasQTAgg(figure))
window.show()
app.processEvents()
"""

# The program itself, ended when its frame is on the screen: before the panels are made.
FRAME = """
import sys
from reluviz.cli import main
from reluviz.app.main_window import MainWindow
MainWindow.add_panels = lambda self: sys.exit(0)
main([])
"""

# The same, ended when the panels are painted.
PANELS = """
from reluviz.cli import main
from reluviz.app.application import Application

def paint_and_end(app):
    for _ in range(5):
        app.processEvents()
    return 0

Application.exec = paint_and_end
main([])
"""

COMMAND_LINE = "from reluviz.cli import main; main(['--version'])"


def test_first_window(table: Table, tmp_path: Path) -> None:
    programs = {
        "bare": BARE,
        "frame": FRAME,
        "panels": PANELS,
        "matplotlib": MATPLOTLIB,
        "command": COMMAND_LINE,
        "python": "pass",
    }
    work = {name: (process(program, tmp_path), 1) for name, program in programs.items()}
    times = in_turn(work, 7)
    frame, panels = ratio(times, "frame", "bare"), ratio(times, "panels", "bare")
    share = ratio(times, "frame", "matplotlib")
    later = ratio(times, "panels", "matplotlib")
    bare, peer = ms(times["bare"]), ms(times["matplotlib"])
    table.add(
        "first window, against bare Qt + NumPy",
        f"{ms(times['frame'])}; bare {bare}: {frame:.2f} x",
        "<= 1.5 x",
        frame <= 1.5,
    )
    table.add(
        "first window, against matplotlib + Qt",
        f"matplotlib {peer}: {share:.2f} x",
        "<= 0.5 x",
        share <= 0.5,
    )
    table.add(
        "first window with all panels painted",
        f"{ms(times['panels'])}: {panels:.2f} x bare, {later:.2f} x matplotlib",
    )
    table.add(
        "command line without pictures", f"{ms(times['command'])}; Python {ms(times['python'])}"
    )


def process(program: str, home: Path) -> Callable[[], object]:
    """Return what runs `program` in a Python of its own, to its end, its settings in `home`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        environment[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    # As NumPy and Qt: installed programs are compiled, here in the round that is not counted.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home / "compiled")

    def run() -> None:
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return run
