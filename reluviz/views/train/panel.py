"""The panel that trains the network."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme


class TrainPanel(Panel):
    """Trains the network, and shows how it goes.

    Parameters
    ----------
    document : Document
        What is shown and changed.
    theme : Theme
        Its colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    context_menu_requested = Signal(object, QPoint)
    """An item or None, and a place on the screen."""

    is_secondary = True

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "train", "Train", parent)
        self.start()

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Nothing is shown yet."""
