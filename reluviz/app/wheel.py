"""What the wheel does over the plot, if the user wants it to be quieter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent

from reluviz.app.settings import SettingsStore


class WheelGuard(QObject):
    """Keeps the wheel from the plot while Ctrl is not held, if the user wants it so."""

    def __init__(self, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        return (
            isinstance(event, QWheelEvent)
            and self._store.settings.wheel_needs_ctrl
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
