"""The real program, with a line to ask it where things are and what they show.

Started as ``python program_under_test.py FILE``. For each line on standard input it prints one of
JSON. It only looks: what changes the network is the mouse of the test.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QSlider, QStyle, QStyleOptionSlider, QWidget

from reluviz.app.application import Application, run
from reluviz.app.main_window import MainWindow
from reluviz.core.network import ParameterId

W2 = ParameterId(1, 0, 1)
PANELS = ("diagram", "plot", "inspector")


def main_window() -> MainWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))


def places(window: MainWindow) -> dict[str, tuple[int, int]]:
    """Where the second joint, the third segment, the edge w2 and the slider are on the screen."""
    plot, curve = window.plot.plot_widget, window.document.state.curve

    def on_curve(x: float) -> tuple[int, int]:
        spot = QPoint(round(plot.frame.column(x)), round(plot.frame.row(float(curve(x)))))
        return on_screen(plot.viewport(), spot)

    diagram = window.findChild(QWidget, "diagram")
    slider = window.findChild(QWidget, "inspector").findChild(QSlider)
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    return {
        "joint": on_curve(float(curve.x[1])),
        "segment": on_curve(float(curve.x[2:4].mean())),
        "edge": on_screen(diagram, diagram.diagram_layout.rooms[W2].center().toPoint()),
        "slider": on_screen(slider, handle.center()),
    }


def on_screen(widget: QWidget, place: QPoint) -> tuple[int, int]:
    return widget.mapToGlobal(place).toTuple()


def state(window: MainWindow) -> dict[str, object]:
    """The numbers, and which of them each panel shows."""
    document = window.document
    network, editor = document.network, window.findChild(QWidget, "inspector").editor
    return {
        "is_ready": window.isActiveWindow() and not document.in_gesture,
        "network": [*map(list, (network.v, network.b, network.w)), network.b0],
        "curve": [list(document.snapshot.state.curve.x), list(document.snapshot.state.curve.y)],
        "revision": document.snapshot.revision,
        "shown": [window.findChild(QWidget, name).revision for name in PANELS],
        "field": editor.field.value if editor.isVisible() else None,
        "steps": document.undo_stack.index,
        "undo": document.undo_stack.undo_text,
    }


def answer() -> None:
    question = sys.stdin.readline().strip()
    if question in ("", "close"):
        window = main_window()
        window.document.undo_stack.set_clean()  # nobody is there to be asked
        window.close()
        return
    print(json.dumps({"places": places, "state": state}[question](main_window())), flush=True)


def begin() -> None:
    app = QApplication.instance()
    app.questions = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)
    app.questions.activated.connect(answer)
    window = main_window()
    window.setGeometry(0, 0, 1200, 760)
    print("ready", flush=True)


if __name__ == "__main__":
    execute = Application.exec

    def exec_and_answer(_: Application) -> int:
        QTimer.singleShot(0, begin)
        return execute()

    Application.exec = exec_and_answer
    sys.exit(run(Path(sys.argv[1])))
