"""How many files of the package a mouse move of a joint passes, and the command ``reluviz fit``.

``python tests/files_passed.py`` prints both, with the files. A figure, not a gate: it says how many
places a newcomer has to open to follow one act through the program.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PACKAGE = str(ROOT / "reluviz") + os.sep


def passed(act: Callable[[], object]) -> list[str]:
    """Return the files in which functions are called while `act` runs."""
    found: set[str] = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(PACKAGE):
            found.add(name.removeprefix(PACKAGE))

    sys.setprofile(look)
    try:
        act()
    finally:
        sys.setprofile(None)
    return sorted(found)


def mouse_move() -> list[str]:
    """Drag a joint of the article's example in the window, and follow one move of it."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    from reluviz.app.main_window import MainWindow

    app = QApplication.instance() or QApplication([])
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    app.processEvents()
    canvas = window.plot.plot_widget
    view = canvas.getViewBox()
    joint = view.mapViewToScene(QPointF(-0.5, 1.0))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def send(kind: QEvent.Type, shift: float, button: Qt.MouseButton) -> None:
        place = QPointF(canvas.mapFromScene(joint)) + QPointF(shift, 0)
        shown = QPointF(canvas.viewport().mapToGlobal(place.toPoint()))
        buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
        event = QMouseEvent(kind, place, shown, button, buttons, none)
        QApplication.sendEvent(canvas.viewport(), event)
        for _ in range(5):
            app.processEvents()

    send(QEvent.Type.MouseButtonPress, 0, left)
    for shift in range(1, 15):
        send(QEvent.Type.MouseMove, shift, Qt.MouseButton.NoButton)
    found = passed(lambda: send(QEvent.Type.MouseMove, 25, Qt.MouseButton.NoButton))
    moved = window.document.network.b[1] != 0.5
    send(QEvent.Type.MouseButtonRelease, 25, left)
    window.document.undo_stack.set_clean()
    window.close()
    if not moved:
        raise SystemExit("the joint did not follow the mouse: nothing is counted")
    return found


def fit_command() -> list[str]:
    """Fit three segments to ten points that are typed, as the command line does."""
    from reluviz.cli import main

    points = "".join(f"{k};{k * k}\n" for k in range(10)).encode()

    def fit() -> None:
        sys.stdin = io.TextIOWrapper(io.BytesIO(points))
        try:
            with redirect_stdout(io.StringIO()):
                main(["fit", "-", "--units", "3"])
        finally:
            sys.stdin = sys.__stdin__

    fit()  # what is imported is not passed
    return passed(fit)


if __name__ == "__main__":
    for title, files in (("reluviz fit", fit_command()), ("a mouse move", mouse_move())):
        print(f"{title}: {len(files)} files")
        print("  " + "\n  ".join(files))
