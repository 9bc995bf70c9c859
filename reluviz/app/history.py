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
        stack = self._document.undo_stack
        stack.undoTextChanged.connect(self._on_undo_text_changed)
        stack.redoTextChanged.connect(self._on_redo_text_changed)
        stack.canUndoChanged.connect(self._on_can_undo_changed)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        self._document.snapshot_changed.connect(self._on_snapshot_changed)
        self._on_redo_text_changed(stack.redoText())
        self._redo.setEnabled(stack.canRedo())
        self._step, self._can_undo = stack.undoText(), stack.canUndo()
        self._show_undo()

    def undo(self) -> None:
        """Take back the last step, or the gesture under way."""
        self._document.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._document.redo()

    @Slot(str)
    def _on_undo_text_changed(self, step: str) -> None:
        self._step = step
        self._show_undo()

    @Slot(bool)
    def _on_can_undo_changed(self, can_undo: bool) -> None:
        self._can_undo = can_undo
        self._show_undo()

    @Slot(str)
    def _on_redo_text_changed(self, step: str) -> None:
        self._redo.setText(f"&Redo {step}".rstrip())

    @Slot(object)
    def _on_snapshot_changed(self, new: Snapshot) -> None:
        if new.gesture != self._gesture:
            self._gesture = new.gesture
            self._show_undo()

    def _show_undo(self) -> None:
        step = self._step if self._gesture is None else self._gesture
        self._undo.setText(f"&Undo {step}".rstrip())
        self._undo.setEnabled(self._can_undo or self._gesture is not None)
