"""A widget with axes: what is in view, and where the mouse and the keys go."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from reluviz.document.snapshot import Snapshot
from reluviz.views.frame import Frame, Range
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme

View = tuple[Range, Range]

_ZOOM_STEP = 1.25
_NEAREST, _FARTHEST = 1e-6, 1e4  # of what is in view, as shares of all there is
_MOUSE_FOCUS = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class Hands(Protocol):
    """Who is told what mouse and keys do."""

    def press(self, event: QMouseEvent) -> None: ...
    def move(self, event: QMouseEvent) -> None: ...
    def release(self, event: QMouseEvent) -> None: ...
    def double_click(self, event: QMouseEvent) -> None: ...
    def wheel(self, event: QWheelEvent) -> None: ...
    def leave(self) -> None: ...
    def key(self, event: QKeyEvent) -> None: ...
    def context_menu(self, event: QContextMenuEvent) -> None: ...


class Sheet(QWidget):
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
        self.hands: Hands | None = None
        self.theme = theme
        self.is_panning = False
        self._snapshot: Snapshot | None = None
        self._fonts = Fonts(self.font())
        self._bounds: View = ((0.0, 1.0), (0.0, 1.0))
        self._view: View | None = None  # None: all that was fitted last
        self._frame: Frame | None = None
        self._has_key_focus = False
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

    def zoom(self, factor: float, place: QPointF | None = None, sides: str = "xy") -> None:
        """Show less (`factor` under 1) or more; what is at `place` stays there.

        Parameters
        ----------
        factor : float
            Length of the new interval as a share of the old.
        place : QPointF, optional
            In pixels of the widget; the middle if left out.
        sides : {"xy", "x", "y"}
            Which intervals change.
        """
        frame = self.frame
        if place is None:
            x, y = (sum(interval) / 2 for interval in (frame.x_range, frame.y_range))
        else:
            x, y = frame.place(place.x(), place.y())
        view = tuple(
            (at + (low - at) * factor, at + (high - at) * factor) if side in sides else (low, high)
            for side, at, (low, high) in zip(
                "xy", (x, y), (frame.x_range, frame.y_range), strict=True
            )
        )
        if self._is_possible((view[0], view[1])):
            self.set_view(view[0], view[1])

    def zoom_in(self) -> None:
        """Show less, larger."""
        self.zoom(1 / _ZOOM_STEP)

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self.zoom(_ZOOM_STEP)

    def pan(self, right: float, down: float) -> None:
        """Move what is in view by so many pixels, as a hand on the ground does."""
        frame = self.frame
        width, height = frame.pixel
        (low, high), (least, most) = frame.x_range, frame.y_range
        self.set_view(
            (low - right * width, high - right * width),
            (least + down * height, most + down * height),
        )

    def set_view(self, x_range: Range, y_range: Range) -> None:
        """Show these intervals."""
        self._view = (x_range, y_range)
        self.lay_out()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._snapshot is None:
            painter.fillRect(event.rect(), QColor(self.theme.ground))
        else:
            self.paint_sheet(painter, self.devicePixelRatioF())
            if self._has_key_focus:
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.hands is not None:
            self.hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.hands is not None:
            self.hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.hands is not None:
            self.hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.hands is not None:
            self.hands.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hands is not None:
            self.hands.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        event.accept()
        if self.hands is not None:
            self.hands.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.hands is not None:
            self.hands.context_menu(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        if self.hands is not None:
            self.hands.key(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._has_key_focus = event.reason() not in _MOUSE_FOCUS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._has_key_focus = False
        self.update()

    # Private

    def _is_possible(self, view: View) -> bool:
        """Whether the intervals are neither too small for numbers nor lost in the distance."""
        for (low, high), bounds in zip(view, self._bounds, strict=True):
            length, size = bounds[1] - bounds[0], high - low
            if not _NEAREST * length < size < _FARTHEST * length:
                return False
            if size < 1e-11 * max(abs(low), abs(high)):
                return False
        return True
