"""What everything around the panels has in common: document, settings, questions, colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from reluviz.app.ask import Ask
from reluviz.app.settings import SettingsStore
from reluviz.document.document import Document
from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme
from reluviz.views.tips import plain_tip


@dataclass(frozen=True)
class Context:
    """One window: what it shows, remembers and asks with, and its colours now."""

    document: Document
    store: SettingsStore
    ask: Ask
    theme: Callable[[], Theme]
    window: QWidget


class Controller(Guarded, QObject):
    """Does what actions of the window ask for, or keeps something in it up to date."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self.context = context
        self._document = context.document
        self._store = context.store
        self._ask = context.ask
        self._theme = context.theme
        self._window = context.window


def is_accepted(dialog: QDialog) -> bool:
    """Show a dialog until it is closed. Its answers can be read before the next event."""
    answer = bool(dialog.exec())
    dialog.deleteLater()
    return answer


def add_entry(
    menu: QMenu, name: str, text: str, tip: str, act: Callable[[], object], key: int | None = None
) -> None:
    """Add what is no action of the table to a menu, such as a recent file; `key` opens it."""
    text = text.replace("&", "&&")
    action = menu.addAction(text if key is None else f"&{key} {text}")
    action.setObjectName(name)
    action.setStatusTip(tip)
    action.setToolTip(plain_tip(tip))
    action.triggered.connect(lambda: act())
    menu.setToolTipsVisible(True)
