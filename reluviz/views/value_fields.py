"""A slider and a field for one number. They tell what the user does and keep every digit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from reluviz.core import words
from reluviz.views.guard import Guarded
from reluviz.views.numbers import exact_text
from reluviz.views.theme import Theme
from reluviz.views.wheel_steps import WheelSteps, step_size

_ARROWS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class ValueSlider(Guarded, QSlider):
    """A slider over a range of nice numbers around a value.

    Only a hand that moves the handle makes a number of it; the number shown may lie between two
    places of the handle and stays what it is.
    """

    stepped = Signal(float)
    """A key or the wheel asks for so many steps."""

    stepping_ended = Signal()
    """The key was let go."""

    PLACES = 2000

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, self.PLACES)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._wheel = WheelSteps()
        self._low, self._step = 0, 1.0
        self._before: float | None = None
        self._colour = QColor(theme.accent)
        self.apply_theme(theme, theme.accent)

    # Written by the editor

    def apply_theme(self, theme: Theme, colour: str) -> None:
        """Change the colours; `colour` is the one of the unit."""
        self._colour = QColor(colour)
        self._groove = QColor(theme.border)
        self._mark = QColor(theme.ghost)
        self._ground = QColor(theme.ground)
        self._focus = QColor(theme.accent)
        self.update()

    def show_value(self, value: float, before: float | None) -> None:
        """Show where `value` is in the range, and where it was `before`."""
        place = self._place(value)
        if place != self.value() or place != self.sliderPosition():
            with QSignalBlocker(self):
                self.setValue(place)
        if before != self._before:
            self._before = before
            self.update()

    def drop(self) -> None:
        """Let go of the handle without an edit: its gesture is over."""
        if self.isSliderDown():
            with QSignalBlocker(self):
                self.setSliderDown(False)

    def centre(self, value: float, step: float) -> None:
        """Set the range to 100 steps of an arrow key to both sides of `value`."""
        self._step = step * 200 / self.PLACES
        self._low = round(value / self._step) - self.PLACES // 2

    def covers(self, value: float) -> bool:
        """Whether `value` is well inside the range."""
        margin = self.PLACES // 50
        return margin <= value / self._step - self._low <= self.PLACES - margin

    def number_at(self, place: int) -> float:
        """Return the nice number for a place of the handle."""
        return float(f"{(self._low + place) * self._step:.12g}")

    # Qt overrides

    def sizeHint(self) -> QSize:
        height = max(22, self.fontMetrics().height() + 6)
        return QSize(5 * height, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self.sizeHint().height(), self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            place = event.position()
            if not self._handle().contains(place.toPoint()):
                self.setSliderDown(True)
                self.setSliderPosition(self._place_at(place.x()))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():  # not after the gesture was cancelled
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _ARROWS.get(Qt.Key(event.key()))
        if steps is None:
            event.ignore()
        else:
            self.stepped.emit(steps * step_size(event.modifiers()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and not event.isAutoRepeat():
            self.stepping_ended.emit()
        super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        steps = self._wheel.steps(event)
        if steps:
            self.stepped.emit(steps)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        left, length = self._travel()
        middle, handle = self.height() / 2, left + length * self.sliderPosition() / self.PLACES
        painter.setPen(_round_pen(self._groove))
        painter.drawLine(QPointF(left, middle), QPointF(left + length, middle))
        painter.setPen(_round_pen(self._colour))
        painter.drawLine(QPointF(left, middle), QPointF(handle, middle))
        if self._before is not None:
            was = left + length * self._place(self._before) / self.PLACES
            painter.setPen(QPen(self._mark, 2))
            painter.drawLine(QPointF(was, middle - 8), QPointF(was, middle + 8))
        radius = min(8.0, middle - 2)
        painter.setBrush(self._colour)
        painter.setPen(QPen(self._ground, 2))
        painter.drawEllipse(QPointF(handle, middle), radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._focus, 2))
            painter.drawEllipse(QPointF(handle, middle), radius + 1, radius + 1)

    # Private

    def _place(self, value: float) -> int:
        return round(min(max(value / self._step - self._low, 0), self.PLACES))

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option

    def _handle(self) -> QRectF:
        control = QStyle.SubControl.SC_SliderHandle
        kind = QStyle.ComplexControl.CC_Slider
        return QRectF(self.style().subControlRect(kind, self._option(), control, self))

    def _travel(self) -> tuple[float, float]:
        """The x of the handle's middle at the left end, and how far it goes."""
        width = self._handle().width()
        return width / 2, self.width() - width

    def _place_at(self, x: float) -> int:
        start, length = self._travel()
        return round(min(max((x - start) / max(length, 1.0), 0), 1) * self.PLACES)


def _round_pen(colour: QColor) -> QPen:
    pen = QPen(colour, 4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


class NumberField(Guarded, QAbstractSpinBox):
    """A field for one number that shows it rounded, opens with all digits, and keeps it exact."""

    typed = Signal(str)
    """The user typed this and pressed Enter or went elsewhere."""

    stepped = Signal(float)
    """A key, a button or the wheel asks for so many steps."""

    stepping_ended = Signal()
    """The key or the button was let go."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._is_typing = False
        self._wheel = WheelSteps()
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFrame(False)
        self.lineEdit().setTextMargins(6, 0, 6, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setAlignment(Qt.AlignmentFlag.AlignRight)
        self.lineEdit().textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._on_editing_finished)
        self.apply_theme(theme)

    @property
    def value(self) -> float:
        """The exact number."""
        return self._value

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._ground, self._border = QColor(theme.ground), QColor(theme.border)
        clear = self.lineEdit().palette()
        clear.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.lineEdit().setPalette(clear)  # the field paints its ground and border itself
        self._focus = QColor(theme.accent)
        self.update()

    def show_value(self, value: float) -> None:
        """Show another number; what is being typed is kept unless the number differs."""
        if value != self._value or not self.lineEdit().text():
            self._value = value
            self._write()

    # Qt overrides

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("−0.1234567") + 18, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return (
            QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
            | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        )

    def stepBy(self, steps: int) -> None:
        self._finish_typing()
        self.stepped.emit(float(steps))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and key not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._finish_typing()
            self.stepped.emit(_ARROWS[key] * step_size(event.modifiers()))
        elif key == Qt.Key.Key_Escape and self._is_typing:
            self._write()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and not event.isAutoRepeat():
            self.stepping_ended.emit()
        super().keyReleaseEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.stepping_ended.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        steps = self._wheel.steps(event)
        if steps:
            self._finish_typing()
            self.stepped.emit(steps)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self._is_typing:
            self._write()
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.lineEdit().hasFocus():
            self._write()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(self._focus if self.hasFocus() else self._border, width))
        painter.setBrush(self._ground)
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, 5, 5)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_typing and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if not self._is_typing and (event.matches(undo) or event.matches(redo)):
                event.ignore()  # there is nothing typed to undo: the window's undo is meant
                return False
        return super().event(event)

    # Private

    def _write(self) -> None:
        value, line = self._value, self.lineEdit()
        with QSignalBlocker(self):
            line.setText(exact_text(value) if self.hasFocus() else words.number(value, 6))
        self._is_typing = False

    def _finish_typing(self) -> None:
        """What is typed but not entered counts before a step is made from it."""
        if self._is_typing:
            self._on_editing_finished()

    def _on_editing_finished(self) -> None:
        if self._is_typing:
            self._is_typing = False
            self.typed.emit(self.lineEdit().text())

    def _on_text_edited(self) -> None:
        self._is_typing = True
