"""What stands between the system and the window: input that comes too early, a wheel too loud."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.app.context import Controller

_INPUT = frozenset(
    (
        *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove),
        *(QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.Enter),
        *(QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ContextMenu),
        *(QEvent.Type.TouchBegin, QEvent.Type.DragEnter, QEvent.Type.Drop),
    )
)


class InputGate(Controller):
    """Has the panels show another network before a hand can reach them.

    Mouse and keys must meet what is shown, never a panel whose network is gone already. Events
    come here from the system's window, before Qt looks for the widget they are for.
    """

    def watch(self, widget: QWidget) -> None:
        """Stand before what comes to a widget that is a window of its own, if it is one."""
        handle = widget.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._document.is_ahead and event.type() in _INPUT:
            self._document.publish()
        return False


class WheelGuard(Controller):
    """Keeps the wheel from the plot while Ctrl is not held, if the user wants it so."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        return (
            isinstance(event, QWheelEvent)
            and self._store.settings.wheel_needs_ctrl
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
