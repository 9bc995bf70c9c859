"""Mouse and keys meet what is shown: never a panel whose network is gone already."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from reluviz.document.document import Document

_INPUT = frozenset(
    (
        *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove),
        *(QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.Enter),
        *(QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ContextMenu),
        *(QEvent.Type.TouchBegin, QEvent.Type.DragEnter, QEvent.Type.Drop),
    )
)


class InputGate(QObject):
    """Has the panels show another network before a hand can reach them.

    Events come here from the system's window, before Qt looks for the widget they are for.

    Parameters
    ----------
    document : Document
        What is shown.
    parent : QObject
        Qt parent.
    """

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document

    def watch(self, widget: QWidget) -> None:
        """Stand before what comes to a widget that is a window of its own, if it is one."""
        handle = widget.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._document.is_ahead and event.type() in _INPUT:
            self._document.publish()
        return False
