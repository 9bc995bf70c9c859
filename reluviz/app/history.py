"""Undo and redo: their names, and when there is something to take back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot


class History(QObject):
    """Keeps the two actions as the document is. A gesture under way counts as a step.

    Parameters
    ----------
    document : Document
        Whose steps these are.
    parent : QObject
        The owner.
    """

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture: str | None = None

    def set_actions(self, undo: QAction, redo: QAction) -> None:
        """Say which actions these are, and keep them up to date from now on."""
        self._undo, self._redo = undo, redo
        self._document.undo_stack.changed.connect(self._show)
        self._document.snapshot_changed.connect(self._on_snapshot_changed)
        self._show()

    def undo(self) -> None:
        """Take back the last step, or the gesture under way."""
        self._document.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._document.redo()

    @Slot(object)
    def _on_snapshot_changed(self, new: Snapshot) -> None:
        if new.gesture != self._gesture:
            self._gesture = new.gesture
            self._show()

    @Slot()
    def _show(self) -> None:
        stack = self._document.undo_stack
        step = stack.undo_text if self._gesture is None else self._gesture
        self._undo.setText(f"&Undo {step}".rstrip())
        self._undo.setEnabled(stack.can_undo or self._gesture is not None)
        self._redo.setText(f"&Redo {stack.redo_text}".rstrip())
        self._redo.setEnabled(stack.can_redo)
