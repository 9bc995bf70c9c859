"""Says aloud, by way of a screen reader, what an edit did and what is refused."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot


class Announcer(QObject):
    """Follows a document. Without a screen reader it does nothing.

    Parameters
    ----------
    document : Document
        What is spoken of.
    parent : QObject
        The window in whose name it speaks.
    """

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._window = parent
        self._said: tuple[object, object] = (document.snapshot.state, document.snapshot.notice)
        document.snapshot_changed.connect(self._on_snapshot_changed)

    def _on_snapshot_changed(self, new: Snapshot) -> None:
        if new.gesture is not None:
            return  # one sentence when the hand lets go
        before, self._said = self._said, (new.state, new.notice)
        if not QAccessible.isActive():
            return
        if new.notice is not None and new.notice is not before[1]:
            self.say(new.notice.text)
        if new.state is not before[0]:
            self.say(new.effect)

    def say(self, text: str) -> None:
        """Have a text read."""
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))
