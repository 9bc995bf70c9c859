"""Typing a number in place: a line over its label, gone again when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from reluviz.document.document import Document
from reluviz.views.numbers import NumberEdit


class ValueEditor(NumberEdit):
    """The exact value of something that is drawn, typed over its label.

    Parameters
    ----------
    subject : object
        What is typed.
    value : float
        Its value; it stays exact unless something is typed.
    name : str
        What it is, for screen readers.
    """

    finished = Signal(bool)
    """Emitted with whether focus has left: then the editor closes whatever is in it."""
    cancelled = Signal()

    def __init__(self, subject: object, value: float, name: str, parent: QWidget) -> None:
        super().__init__(value, name, parent)
        self.subject = subject
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
        """Escape closes without a change; Enter stays here: the panel would open again."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes the value over, as in a table."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finished.emit(True)


class InPlace(QObject):
    """Opens an editor over a label, hands on what is typed, and closes it.

    Parameters
    ----------
    panel : QWidget
        Lies under the editor, and gets the focus back.
    """

    def __init__(self, document: Document, panel: QWidget) -> None:
        super().__init__(panel)
        self._document = document
        self._panel = panel
        self._editor: ValueEditor | None = None

    # What a subclass knows

    def name_of(self, subject: Any) -> str:
        """What `subject` is, for screen readers."""
        raise NotImplementedError

    def value_of(self, subject: Any) -> float:
        """Its value now."""
        raise NotImplementedError

    def set_value(self, subject: Any, value: float) -> None:
        """Hand a value to the document; raises ValueError if it is not possible."""
        raise NotImplementedError

    # What is the same everywhere

    @property
    def editor(self) -> ValueEditor | None:
        """The open editor, or None."""
        return self._editor

    def open(self, subject: object, room: QRectF) -> None:
        """Open an editor over `room`."""
        self.close()
        name, value = self.name_of(subject), self.value_of(subject)
        self._editor = ValueEditor(subject, value, name, self._panel)
        self._editor.finished.connect(self._on_finished)
        self._editor.cancelled.connect(self._on_cancelled)
        self._editor.open_at(room, QRectF(self._panel.rect()).adjusted(2, 2, -2, -2))

    def close(self, takes_focus: bool = False) -> None:
        """Close the editor, if one is open."""
        editor, self._editor = self._editor, None
        if editor is None:
            return
        editor.blockSignals(True)
        editor.hide()
        editor.deleteLater()
        if takes_focus:
            self._panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self, room_of: Callable[[Any], QRectF | None]) -> None:
        """Close the editor if what it types is not shown any more."""
        if self._editor is not None and room_of(self._editor.subject) is None:
            self.close()

    def _on_finished(self, has_left: bool) -> None:
        editor = self._editor
        if editor is None:
            return
        try:
            value = editor.value()
            self._document.notify(None)
            if value != self.value_of(editor.subject):
                self.set_value(editor.subject, value)
        except ValueError as error:
            if not has_left:
                self._document.notify(str(error))
                editor.selectAll()
                return
        self.close(takes_focus=not has_left)

    def _on_cancelled(self) -> None:
        self._document.notify(None)
        self.close(takes_focus=True)
