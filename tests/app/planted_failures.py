"""Plants a failure in every override that Qt calls, one after the other, in a window in use.

As a program, ``python planted_failures.py SHARE OF`` takes every OF-th of them, beginning with the
SHARE-th, prints how many there were and how many were called, and ends with status 0.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from hands import mouse_to
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from reluviz.app.lower_panels import LOWER_PANELS
from reluviz.app.main_window import MainWindow
from reluviz.document.document import Document
from reluviz.files.examples import load_example
from reluviz.views.guard import Guarded
from reluviz.views.panel import Panel

EXAMPLES = ("hat", "xor")


def overrides(kind: type = Guarded) -> Iterator[FunctionType]:
    """All guarded functions of the classes there are."""
    for one in kind.__subclasses__():
        if one.__module__.startswith("reluviz."):
            found = (f for f in vars(one).values() if isinstance(f, FunctionType))
            yield from (f for f in found if hasattr(f, "__wrapped__"))
        yield from overrides(one)


def poke(window: MainWindow, widgets: list[QWidget]) -> None:
    """Have Qt call what it calls: mouse, keys, sizes, painting, showing and hiding."""
    left, middle_of = Qt.MouseButton.LeftButton, [w.rect().center() for w in widgets]
    for widget, middle in zip(widgets, middle_of, strict=True):
        there = widget.mapToGlobal(middle)
        mouse_to(widget, middle)
        QTest.mousePress(widget, left, pos=middle)
        mouse_to(widget, middle + QPoint(5, 2), left)
        QTest.mouseRelease(widget, left, pos=middle)
        QTest.mouseDClick(widget, left, pos=middle)
        wheel = QWheelEvent(
            *(QPointF(middle), QPointF(there), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton),
            *(Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
        )
        for event in (
            wheel,
            QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, there),
            QEvent(QEvent.Type.Leave),
            QEvent(QEvent.Type.StyleChange),
            QFocusEvent(QEvent.Type.FocusIn),
            QFocusEvent(QEvent.Type.FocusOut),
        ):
            QApplication.sendEvent(widget, event)
        QTest.keyClick(widget, Qt.Key.Key_Up)
        widget.resize(widget.width() + 1, widget.height())
        widget.updateGeometry()
        widget.sizeHint(), widget.minimumSizeHint()
        widget.repaint()
        widget.hide()
        widget.show()
    close_menu()
    window.resize(window.width() + 1, window.height())
    QCoreApplication.processEvents()


def close_menu() -> None:
    """Close the menu that is open, if there is one."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def panel_of(widget: QWidget) -> Panel | None:
    """The panel that a widget is in."""
    found: QObject | None = widget
    while found is not None and not isinstance(found, Panel):
        found = found.parent()
    return found


def widgets_of(window: MainWindow, owner: str) -> list[QWidget]:
    """A widget of a class, brought to where it is seen, or the window.

    Those of the tool bar come last: there a click on New rightly opens another document.
    """
    of_class = [
        widget
        for widget in window.findChildren(QWidget)
        if any(base.__name__ == owner for base in type(widget).__mro__)
    ]
    for widget in sorted(of_class, key=lambda one: panel_of(one) is None):
        panel = panel_of(widget)
        if panel is not None and panel.objectName() in {one.name for one in LOWER_PANELS}:
            window.lower_panels.show(panel.objectName())
            QCoreApplication.processEvents()
        if widget.isVisible():
            return [widget]
    return [window]


def plant(window: MainWindow, function: Any, counts: list[int]) -> None:
    """Have one function fail while its widgets are used."""
    real: Callable[..., Any] = function.__wrapped__
    called = []

    def fails(*_arguments: object) -> None:
        called.append(1)
        raise RuntimeError(f"planted in {real.__qualname__}")

    widgets = widgets_of(window, real.__qualname__.partition(".")[0])
    function.__wrapped__ = fails
    try:
        poke(window, widgets)
    finally:
        function.__wrapped__ = real
    counts[0] += 1
    counts[1] += bool(called)


def main(share: int, of: int) -> int:
    """Plant all failures of a share; return the exit status."""
    application = QApplication(sys.argv[:1])
    for kind in (QDialog, QMenu):
        kind.exec = lambda *_: 0  # nobody would answer
    closing = QTimer()  # a menu of Qt's own waits for an answer
    closing.timeout.connect(close_menu)
    closing.start(20)
    reported: list[str] = []
    sys.excepthook = lambda kind, error, trace: reported.append(str(error))
    counts = [0, 0]
    document = Document(load_example(EXAMPLES[share % len(EXAMPLES)]))
    window = MainWindow(document)
    window.resize(1200, 760)
    window.show()
    for panel in LOWER_PANELS:
        window.lower_panels.show(panel.name)
        application.processEvents()
    for function in list(dict.fromkeys(overrides()))[share::of]:
        project = document.project
        plant(window, function, counts)
        document.trainer.forget()  # a click may have begun a run
        document.cancel()
        while document.undo_stack.can_undo:
            document.undo_stack.undo()
        document.publish()
        if document.project.network != project.network:
            print(f"the document changed with {function.__qualname__}")
            return 1
    print(*counts, len(set(reported)))
    document.mark_saved(None)
    window.close()
    del window
    gc.collect()
    application.processEvents()
    return 0


if __name__ == "__main__":
    QObject()
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
