"""The panel with the plane: what a network of two inputs computes, to be taken by the hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reluviz.document.document import Document
from reluviz.document.snapshot import LAYERED, Snapshot
from reluviz.views.panel import Panel
from reluviz.views.plane.hand import PlaneHand
from reluviz.views.plane.sheet import PlaneSheet
from reluviz.views.plane.spoken import describe
from reluviz.views.plane.through import seen
from reluviz.views.sheets.bar import AxisBar
from reluviz.views.theme import Theme


class PlanePanel(Panel):
    """What a network of two inputs computes; snapshots of other networks are not shown.

    Parameters
    ----------
    document : Document
        What is shown.
    theme : Theme
        Its colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    kinds = (LAYERED,)

    context_menu_requested = Signal(object, QPoint)
    """(Item or None, global position): the menu of a thing is wanted."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "plane", "Plane", parent)
        self.bar = AxisBar(document, self)
        self.plot_widget = PlaneSheet(theme, self)
        self.plot_widget.setAccessibleName("Plane")
        self.setFocusProxy(self.plot_widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.plot_widget, 1)
        self._hand = PlaneHand(document, self.plot_widget, self)
        self._hand.context_menu_requested.connect(self.context_menu_requested)
        self.plot_widget.hands = self._hand
        self._fits: tuple[object, ...] = ()
        self._said: tuple[object, ...] = ()
        self.start()

    def can_show(self, snapshot: Snapshot) -> bool:
        return snapshot.plane_axes is not None

    def let_go(self) -> None:
        super().let_go()
        self._hand.let_go()

    def fit(self) -> None:
        """Bring all of the box into view."""
        self.plot_widget.fit()

    def zoom_in(self) -> None:
        """Show less, larger."""
        self.plot_widget.zoom_in()

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self.plot_widget.zoom_out()

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""
        return self.plot_widget.picture_size()

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint what is seen now on a sheet of any size; for `reluviz.export.picture`."""
        self.plot_widget.paint_picture(painter, width, height)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        self.bar.setVisible(new.network.n_inputs > 2)
        self.bar.show_snapshot(new)
        new = seen(new)
        self.plot_widget.show_snapshot(new, self.theme)
        wanted = (new.load_number, new.state.box, new.state.axes)
        if wanted != self._fits:
            self._fits = wanted
            self.plot_widget.fit()
        said = (new.state, new.selection, new.view.output)
        if new.gesture is None and said != self._said and self.isVisible():
            self._said = said
            self.plot_widget.setAccessibleDescription(describe(new))
