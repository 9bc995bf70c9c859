"""The one undo command: every edit is two versions of the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from reluviz.document.links import Version


class Edit(QUndoCommand):
    """Every edit, from a drag to a training run: what there was before, and after.

    Parameters
    ----------
    text : str
        Name of the step.
    before, after : Version
        What undo and redo go to.
    restore : callable
        Makes a version the current one.
    """

    def __init__(
        self, text: str, before: Version, after: Version, restore: Callable[[Version], None]
    ) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._restore = restore
        self._done = True  # the gesture has shown it already

    def redo(self) -> None:
        """Go to what there was after the edit; nothing the first time, when Qt takes it over."""
        if not self._done:
            self._restore(self._after)
        self._done = False

    def undo(self) -> None:
        """Go back to what there was before the edit."""
        self._restore(self._before)
