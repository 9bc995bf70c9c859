"""The panel with a slice: the outputs of a network along one input."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.panel import Panel
from reluviz.views.sheets.bar import AxisBar
from reluviz.views.slices.hand import SliceHand
from reluviz.views.slices.scene import axis_of
from reluviz.views.slices.sheet import SliceSheet
from reluviz.views.slices.spoken import describe
from reluviz.views.theme import Theme


class SlicePanel(Panel):
    """The outputs of a layered network along one input, the others held at the probe.

    Parameters
    ----------
    document : Document
        What is shown.
    theme : Theme
        Its colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    context_menu_requested = Signal(object, QPoint)
    """(Item or None, global position): the menu of a thing is wanted."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "slice", "Function", parent)
        self.bar = AxisBar(document, self)
        self.plot_widget = SliceSheet(theme, self)
        self.plot_widget.setAccessibleName("Function")
        self.setFocusProxy(self.plot_widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.plot_widget, 1)
        self._hand = SliceHand(document, self.plot_widget, self)
        self._hand.context_menu_requested.connect(self.context_menu_requested)
        self.plot_widget.hands = self._hand
        self._fits: tuple[object, ...] = ()
        self._said: tuple[object, ...] = ()
        self.start()

    def can_show(self, snapshot: Snapshot) -> bool:
        return not snapshot.state.has_joints and snapshot.plane_axes is None

    def let_go(self) -> None:
        super().let_go()
        self._hand.let_go()

    def fit(self) -> None:
        """Bring all of the curves and the rows into view."""
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
        many = new.network.n_inputs > 1
        self.setWindowTitle("Slice" if many else "Function")
        self.bar.setVisible(many)
        if many:
            self.bar.show_snapshot(new)
        self.plot_widget.show_snapshot(new, self.theme)
        axis = axis_of(new)
        shapes = (new.network.n_inputs, new.network.n_outputs, new.network.layers[-1].activation)
        wanted = (new.load_number, new.state.box, axis, shapes)
        if wanted != self._fits:
            self._fits = wanted
            self.plot_widget.fit()
        said = (new.state, new.selection, new.view.output, axis)
        if new.gesture is None and said != self._said and self.isVisible():
            self._said = said
            self.plot_widget.setAccessibleDescription(describe(new))
