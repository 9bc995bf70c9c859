"""The steps that can be taken back, without limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal


class UndoStack(QObject):
    """Steps that were taken; each has a name, what there was before it, and after it.

    It stands in for Qt's QUndoStack, which deletes its commands. If they are objects of Python that
    are collected together with the owner of the stack, they may be gone before: the process ends.

    Parameters
    ----------
    restore : callable
        Makes what there was before or after a step the current one.
    """

    changed = Signal()
    """Another step is the last one, or another one was saved."""

    def __init__(self, restore: Callable[[Any], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._restore = restore
        self._steps: list[tuple[str, Any, Any]] = []
        self._index = self._clean = 0

    @property
    def count(self) -> int:
        """How many steps there are, with those taken back."""
        return len(self._steps)

    @property
    def index(self) -> int:
        """How many of them are done."""
        return self._index

    @property
    def texts(self) -> list[str]:
        """The names of all steps."""
        return [text for text, _, _ in self._steps]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return self._index < len(self._steps)

    @property
    def undo_text(self) -> str:
        """The name of the step to take back; empty if there is none."""
        return self._steps[self._index - 1][0] if self.can_undo else ""

    @property
    def redo_text(self) -> str:
        """The name of the step to do again; empty if there is none."""
        return self._steps[self._index][0] if self.can_redo else ""

    @property
    def is_clean(self) -> bool:
        """Whether what there is now was saved."""
        return self._index == self._clean

    def push(self, text: str, before: Any, after: Any) -> None:
        """Add a step that is done. Those that were taken back are gone."""
        del self._steps[self._index :]
        if self._clean > self._index:
            self._clean = -1
        self._steps.append((text, before, after))
        self._index += 1
        self.changed.emit()

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        if self.can_undo:
            self._restore(self._steps[self._index - 1][1])
            self._index -= 1
            self.changed.emit()

    def redo(self) -> None:
        """Do the step again that was taken back last, if there is one."""
        if self.can_redo:
            self._restore(self._steps[self._index][2])
            self._index += 1
            self.changed.emit()

    def set_clean(self, is_clean: bool = True) -> None:
        """What there is now was saved, or else nothing was."""
        self._clean = self._index if is_clean else -1
        self.changed.emit()

    def clear(self) -> None:
        """Forget all steps; what there is now counts as saved."""
        self._steps.clear()
        self._index = self._clean = 0
        self.changed.emit()
