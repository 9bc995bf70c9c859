"""What every painted picture with axes has in common: what is in view, where mouse and keys go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)

from reluviz.views.frame import Frame, Range
from reluviz.views.guard import Guarded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as Base
else:
    Base = object

View = tuple[Range, Range]

_ZOOM_STEP, _ZOOM_NOTCH = 1.25, 0.85
_WHEEL_NOTCH = 120.0
_NEAREST, _FARTHEST = 1e-7, 1e5  # of what is in view, as shares of all there is
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


class Picture(Protocol):
    """Something that paints itself on a sheet of any size."""

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None: ...


class Canvas(Guarded, Base):
    """Comes before a Qt widget in the bases of one; the mouse goes to `hands`.

    A subclass says where its `frame` is, what there is to see (`all_there_is`), shows another part
    (`look_at`), paints anew (`repaint_all`) and gives a `picture`.
    """

    hands: Hands | None = None
    has_key_focus = False

    # For subclasses

    @property
    def frame(self) -> Frame:
        """Where the picture is, in pixels of the widget, and what is in view."""
        raise NotImplementedError

    def all_there_is(self) -> View | None:
        """Return what there is to see, across and up; None before the first snapshot."""
        raise NotImplementedError

    def look_at(self, x_range: Range, y_range: Range) -> None:
        """Show the intervals that the user has chosen."""
        raise NotImplementedError

    def repaint_all(self) -> None:
        """Have all of it painted again."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """Return what is seen now, to be painted for a file or on paper."""
        raise NotImplementedError

    # What is in view

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
            at = [sum(interval) / 2 for interval in (frame.x_range, frame.y_range)]
        else:
            at = list(frame.place(place.x(), place.y()))
        across, up = (
            (x + (low - x) * factor, x + (high - x) * factor) if side in sides else (low, high)
            for side, x, (low, high) in zip("xy", at, (frame.x_range, frame.y_range), strict=True)
        )
        if self._is_possible((across, up)):
            self.look_at(across, up)

    def zoom_in(self) -> None:
        """Show less, larger."""
        self.zoom(1 / _ZOOM_STEP)

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self.zoom(_ZOOM_STEP)

    def zoom_by(self, event: QWheelEvent) -> None:
        """Zoom at the mouse; over an axis, or with Shift, in one direction only."""
        turn, place = event.angleDelta().y() or event.angleDelta().x(), event.position()
        sides = "xy"
        if place.x() < self.frame.left:
            sides = "y"
        elif place.y() > self.frame.bottom or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sides = "x"
        if turn:
            self.zoom(_ZOOM_NOTCH ** (turn / _WHEEL_NOTCH), place, sides)

    def pan(self, right: float, down: float) -> None:
        """Move what is in view by so many pixels, as a hand on the ground does."""
        frame = self.frame
        width, height = frame.pixel
        (low, high), (least, most) = frame.x_range, frame.y_range
        self.look_at(
            (low - right * width, high - right * width),
            (least + down * height, most + down * height),
        )

    # Pictures

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""
        return self.width(), self.height()

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint what is seen now on a sheet of any size."""
        self.picture().paint_picture(painter, width, height)

    # Qt overrides

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
        self.has_key_focus = event.reason() not in _MOUSE_FOCUS
        self.repaint_all()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.has_key_focus = False
        self.repaint_all()

    # Private

    def _is_possible(self, view: View) -> bool:
        """Whether the intervals are neither too small for numbers nor lost in the distance."""
        there = self.all_there_is()
        if there is None:
            return False
        for (low, high), bounds in zip(view, there, strict=True):
            length = max(bounds[1] - bounds[0], 1e-9 * max(map(abs, bounds)), 1e-100)
            size = high - low
            if not _NEAREST * length < size < _FARTHEST * length:
                return False
            if size < 1e-11 * max(abs(low), abs(high)):
                return False
        return True
