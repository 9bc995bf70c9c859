"""The picture of the way of x, which mouse and keys move along and turn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from reluviz.views.guard import Guarded
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme
from reluviz.views.unit_plane.painting import name_places, paint
from reluviz.views.unit_plane.scene import STRIP, Content, PathScene

_REACH = 14.0  # how near to the path the mouse moves along it, in pixels
_TURN = 0.008  # radians for each pixel
_MOST_TILT = 1.5
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_MOUSE_FOCUS = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class PathCanvas(Guarded, QWidget):
    """A picture with a strip of x below it.

    Parameters
    ----------
    theme : Theme
        Colours to begin with.
    """

    x_pointed = Signal(float)
    """The mouse is over a place of the path, or a hand is on the strip."""

    x_stepped = Signal(float)
    """An arrow key was pressed: by this share of the domain."""

    unit_pointed = Signal(object)
    """The mouse is over the name of a unit: which of those shown; over none: None."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._content: Content | None = None
        self._marks: tuple[tuple[float, ...], float | None, str] = ((), None, "")
        self._scene: PathScene | None = None
        self._turn = (0.6, 0.4)
        self._pressed: QPointF | None = None
        self._on_strip = self._has_key_focus = False
        self.setObjectName("unit_plane_picture")
        self.setAccessibleName("The way of x")
        self.setMinimumSize(220, 116)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_content(
        self, content: Content, marks: tuple[float, ...], probe: float | None, lit: str
    ) -> None:
        """Show a way, with the probe on it."""
        kept, wanted = (self._content, self._marks), (marks, probe, lit)
        if content is not self._content:
            self.setAccessibleDescription(content.note)
        self._content, self._marks = content, wanted
        if kept != (content, wanted):
            self._forget()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.theme = theme
        self._forget()

    def scene_now(self) -> PathScene | None:
        """Return what is to be painted; None before there is anything."""
        if self._scene is None and self._content is not None:
            size, fonts = (float(self.width()), float(self.height())), Fonts(self.font())
            self._scene = PathScene(
                self._content, *self._marks, self.theme, fonts, size, self._turn
            )
        return self._scene

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, scene = QPainter(self), self.scene_now()
        if scene is None:
            painter.fillRect(self.rect(), QColor(self.theme.ground))
        else:
            paint(painter, scene)
            if self._has_key_focus:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self.theme.accent), 1.5))
                painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def resizeEvent(self, _event: QEvent) -> None:
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._forget()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        scene = self.scene_now()
        is_low = event.position().y() > self.height() - STRIP
        self._on_strip = scene is not None and scene.content.is_numbered and is_low
        self._pressed = event.position()
        self._go_on(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed, self._on_strip = None, False

    def leaveEvent(self, _event: QEvent) -> None:
        self.unit_pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene, step = self.scene_now(), _STEPS.get(Qt.Key(event.key()))
        if step is None or scene is None or scene.probe is None:
            event.ignore()
            return
        is_fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.x_stepped.emit(step * (0.01 if is_fine else 0.05))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._has_key_focus = event.reason() not in _MOUSE_FOCUS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._has_key_focus = False
        self.update()

    # Private

    def _go_on(self, place: QPointF) -> None:
        """Move along the strip or the path, or turn the space."""
        scene = self.scene_now()
        if scene is None:
            return
        low, high = scene.content.domain
        if self._on_strip:
            x, _ = scene.strip.place(place.x(), 0)
            self.x_pointed.emit(min(max(x, low), high))
        elif self._pressed is not None and scene.is_space:
            moved, self._pressed = place - self._pressed, place
            side, tilt = self._turn[0] - _TURN * moved.x(), self._turn[1] + _TURN * moved.y()
            self._turn = (side, min(max(tilt, -_MOST_TILT), _MOST_TILT))
            self._forget()
        else:
            self._point(scene, place)

    def _point(self, scene: PathScene, place: QPointF) -> None:
        rooms = name_places(scene)
        named = next((k for k, room in enumerate(rooms) if room.contains(place)), None)
        self.unit_pointed.emit(named)
        if named is None and scene.content.is_numbered:
            x = scene.x_at(place.x(), place.y(), _REACH)
            if x is not None:
                self.x_pointed.emit(x)

    def _forget(self) -> None:
        self._scene = None
        self.update()
