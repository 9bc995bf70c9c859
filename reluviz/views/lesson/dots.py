"""A dot for each step of a lesson: reached or not, and which one is shown; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reluviz.document.reports import LessonState
from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme

_RADIUS, _APART = 4.0, 15.0
_MOST = 12
"""For more steps than these there are only the numbers."""


class Dots(Guarded, QWidget):
    """Where one is in a lesson. It tells what the user does and changes nothing."""

    step_chosen = Signal(int)
    """The user asks for this step."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_dots")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = theme
        self._titles: tuple[str, ...] = ()
        self._reached: frozenset[int] = frozenset()
        self._index = 0

    # Written by the panel

    def show_state(self, state: LessonState | None) -> None:
        """Show how far a lesson is."""
        titles = () if state is None else tuple(step.title for step in state.lesson.steps)
        if len(titles) != len(self._titles):
            self.updateGeometry()
        self._titles = titles
        self._reached = frozenset() if state is None else state.reached
        self._index = 0 if state is None else state.index
        self.setVisible(0 < len(titles) <= _MOST)
        self.setAccessibleName("" if state is None else self._words(state.index))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self.update()

    def place(self, index: int) -> QPointF:
        """Middle of the dot of a step."""
        return QPointF((index + 0.5) * _APART, self.height() / 2)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(round(len(self._titles) * _APART) + 2, round(2 * _RADIUS) + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(len(self._titles)):
            is_reached, is_here = index in self._reached, index == self._index
            colour = QColor(theme.accent if is_reached or is_here else theme.muted)
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(colour if is_reached else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.place(index), _RADIUS - 1, _RADIUS - 1)
            if is_here:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(self.place(index), _RADIUS + 2, _RADIUS + 2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.step_chosen.emit(index)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if index is None else self._words(index), self)
            return True
        return super().event(event)

    # Private

    def _at(self, place: QPointF) -> int | None:
        index = int(place.x() // _APART)
        inside = QRectF(self.rect()).contains(place) and 0 <= index < len(self._titles)
        return index if inside else None

    def _words(self, index: int) -> str:
        done = ", done" if index in self._reached else ""
        return f"Step {index + 1} of {len(self._titles)}{done}: {self._titles[index]}"
