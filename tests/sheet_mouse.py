"""A real mouse on the panels of layered networks, shared by their tests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.views.panel import Panel
from reluviz.views.theme import load_theme

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class SheetMouse:
    """A mouse on the sheet of a panel."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.sheet = panel.plot_widget
        self.document = panel.document

    def at(self, x: float, y: float) -> QPoint:
        frame = self.sheet.frame
        return QPoint(round(frame.column(x)), round(frame.row(y)))

    def move(self, place: QPoint, buttons=Qt.MouseButton.NoButton, keys=NONE) -> None:
        spot = QPointF(place)
        everywhere = QPointF(self.sheet.mapToGlobal(place))
        no_button = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, spot, everywhere, no_button, buttons, keys)
        QApplication.sendEvent(self.sheet, event)
        QApplication.processEvents()  # the newest position counts
        QApplication.processEvents()  # and the document publishes it

    def press(self, place: QPoint, keys=NONE) -> None:
        QTest.mousePress(self.sheet, LEFT, keys, place)

    def release(self, place: QPoint, keys=NONE) -> None:
        QTest.mouseRelease(self.sheet, LEFT, keys, place)
        QApplication.processEvents()

    def drag(self, start: QPoint, end: QPoint, keys=NONE, release: bool = True) -> None:
        self.press(start)
        for share in (0.2, 0.6, 1.0):
            self.move(start + (end - start) * share, LEFT, keys)
        if release:
            self.release(end, keys)

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.sheet, LEFT, NONE, place)
        QApplication.processEvents()

    def double_click(self, place: QPoint) -> None:
        QTest.mouseDClick(self.sheet, LEFT, NONE, place)
        QTest.mouseRelease(self.sheet, LEFT, NONE, place)
        QApplication.processEvents()

    def key(self, key: Qt.Key, keys=NONE) -> None:
        QTest.keyClick(self.sheet, key, keys)
        QApplication.processEvents()


def sheet_mouse(qtbot, panel_class: type[Panel], project: Project, size=(680, 560)) -> SheetMouse:
    """Return a mouse on a new panel of a project."""
    panel = panel_class(Document(project), load_theme("light"))
    panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    QApplication.processEvents()
    return SheetMouse(panel)
