"""Typing a value in place: a line over the label, gone again when it is done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from reluviz.core.network import ParameterId
from reluviz.views.numbers import NumberEdit


class ValueEditor(NumberEdit):
    """The exact value of one parameter, typed over its label.

    Parameters
    ----------
    parameter : ParameterId
        Which.
    value : float
        Its value; it stays exact unless something is typed.
    name : str
        What it is, for screen readers.
    parent : QWidget
        The diagram.
    """

    finished = Signal(bool)
    """Emitted with whether focus has left: then the editor closes whatever is in it."""
    cancelled = Signal()

    def __init__(self, parameter: ParameterId, value: float, name: str, parent: QWidget) -> None:
        super().__init__(value, name, parent)
        self.parameter = parameter
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.returnPressed.connect(lambda: self.finished.emit(False))

    def open_at(self, room: QRectF, within: QRectF) -> None:
        """Show the editor over `room`, kept inside `within`, with everything selected."""
        self.setMaximumWidth(int(within.width()))
        hint = self.sizeHint()
        width = max(int(room.width()) + 8, self.minimumWidth(), 64)
        self.resize(min(width, int(within.width())), hint.height())
        rect = QRectF(self.rect())
        rect.moveCenter(room.center())
        rect.moveLeft(max(within.left(), min(rect.left(), within.right() - rect.width())))
        rect.moveTop(max(within.top(), min(rect.top(), within.bottom() - rect.height())))
        self.move(rect.topLeft().toPoint())
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for itself, before a shortcut of the window gets it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes without a change."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes the value over, as in a table."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finished.emit(True)
