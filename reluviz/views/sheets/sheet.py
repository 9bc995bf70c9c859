"""A widget with axes: what is in view, and where the mouse and the keys go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from reluviz.document.snapshot import Snapshot
from reluviz.views.canvas import Canvas, View
from reluviz.views.frame import Frame, Range
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme


class Sheet(Canvas, QWidget):
    """A painted picture with axes; the mouse goes to `hands`.

    A subclass says what there is to see (`bounds_of`), where the frame is (`frame_for`), which
    part shows all of it (`fitted`) and paints (`paint_sheet`).

    Parameters
    ----------
    theme : Theme
        Colours to begin with.
    name : str
        objectName.
    parent : QWidget, optional
        Qt parent.
    """

    view_changed = Signal()
    """Another part is in view."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.is_panning = False
        self._snapshot: Snapshot | None = None
        self._fonts = Fonts(self.font())
        self._bounds: View = ((0.0, 1.0), (0.0, 1.0))
        self._view: View | None = None  # None: all that was fitted last
        self._frame: Frame | None = None
        self.setObjectName(name)
        self.setMinimumSize(220, 160)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # For subclasses

    def bounds_of(self, snapshot: Snapshot) -> View:
        """Return what there is to see, across and up."""
        raise NotImplementedError

    def fitted(self, bounds: View) -> View:
        """Return the part that shows all of `bounds` in the widget's size."""
        raise NotImplementedError

    def frame_for(self, view: View) -> Frame:
        """Return where the frame is while `view` is in it."""
        raise NotImplementedError

    def paint_sheet(self, painter: QPainter, ratio: float) -> None:
        """Paint everything; `ratio` is the number of pixels of the device for a logical one."""
        raise NotImplementedError

    # What is shown

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown; None before the first."""
        return self._snapshot

    @property
    def fonts(self) -> Fonts:
        """The fonts."""
        return self._fonts

    @property
    def frame(self) -> Frame:
        """Where the picture is, in pixels of the widget, and what is in view."""
        if self._frame is None:
            view = self._view if self._view is not None else self.fitted(self._bounds)
            self._frame = self.frame_for(view)
        return self._frame

    @property
    def view(self) -> View:
        """What is in view, across and up."""
        return self.frame.x_range, self.frame.y_range

    def show_snapshot(self, snapshot: Snapshot, theme: Theme) -> None:
        """Show a snapshot; what is in view stays."""
        self.theme, self._snapshot = theme, snapshot
        self.update()

    def lay_out(self) -> None:
        """Find again where the frame is, because what is around it has changed."""
        self._frame = None
        self.update()
        self.view_changed.emit()

    # What is in view

    def fit(self) -> None:
        """Bring all there is into view."""
        if self._snapshot is not None:
            self._bounds, self._view = self.bounds_of(self._snapshot), None
            self.lay_out()

    def all_there_is(self) -> View:
        return self._bounds

    def look_at(self, x_range: Range, y_range: Range) -> None:
        self._view = (x_range, y_range)
        self.lay_out()

    def repaint_all(self) -> None:
        self.update()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._snapshot is None:
            painter.fillRect(event.rect(), QColor(self.theme.ground))
        else:
            self.paint_sheet(painter, self.devicePixelRatioF())
            if self.has_key_focus:
                painter.setPen(QPen(QColor(self.theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fonts = Fonts(self.font())
            self.lay_out()
