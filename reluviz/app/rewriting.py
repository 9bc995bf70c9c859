"""Same function, other weights: what the Network menu does there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reluviz.document import rewrites
from reluviz.document.document import Document
from reluviz.document.holds import Refusal
from reluviz.document.rewrites import Rewriting
from reluviz.document.state import State


class RewriteController(QObject):
    """Rewrites the network, one undo step each, and says how far the curve has moved.

    Parameters
    ----------
    document : Document
        What is changed.
    window : QWidget
        The window that dialogs belong to, and the owner.
    """

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window

    # What the actions do

    def scale_unit(self) -> None:
        """Ask for a factor and scale the selected unit by it."""
        from reluviz.app.dialogs.scale_dialog import ScaleDialog

        unit = self._selected_unit()
        if unit is None:
            return
        dialog = ScaleDialog(self._document.network, unit, self._window)
        if dialog.exec():
            self.scale(unit, dialog.factor())
        dialog.deleteLater()

    def mirror_ray(self) -> None:
        """Turn the ray of the selected unit to the other side of its kink."""
        unit = self._selected_unit()
        if unit is not None:
            self._apply(lambda state: rewrites.mirrored(state, unit))

    def rewrite_right(self) -> None:
        """Rewrite the network as rays to the right."""
        self._document.commit()
        self._apply(rewrites.turned_right)

    def simplify(self) -> None:
        """Merge equal kinks, and drop what the function does not need."""
        self._document.commit()
        self._apply(rewrites.simplified)

    def scale(self, unit: int, factor: float) -> None:
        """Scale a unit."""
        self._apply(lambda state: rewrites.scaled(state, unit, factor))

    # Private

    def _selected_unit(self) -> int | None:
        """The selected unit; without one a notice says how to select it."""
        self._document.commit()
        self._document.publish()
        unit = self._document.snapshot.unit
        if unit is None:
            self._document.notify("Select a ReLU first: in the diagram, the table or the plot")
        return unit

    def _apply(self, rewrite: Callable[[State], Rewriting | Refusal]) -> None:
        with self._document.trying():
            found = rewrite(self._document.state)
            if isinstance(found, Refusal):
                self._document.notify(found.reason)
                return
            self._document.set_network(found.network, found.text)
            self._document.notify(found.report)
