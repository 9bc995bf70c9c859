"""The panel with the plot: the exact curve, which can be taken by the hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.panel import Panel
from reluviz.views.plot.curve_plot import CurvePlot
from reluviz.views.plot.hand import Hand
from reluviz.views.plot.spoken import describe
from reluviz.views.spoken_parts import tell_selected
from reluviz.views.theme import Theme


class PlotPanel(Panel):
    """What the network computes.

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

    layers_menu_requested = Signal(QPoint)
    """The menu of all layers is wanted, at a global position."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "plot", "Function", parent)
        self.plot_widget = CurvePlot(theme, self)
        self.plot_widget.setAccessibleName("Function")
        self.plot_widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.plot_widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot_widget)
        self._hand = Hand(document, self.plot_widget, self)
        self._hand.context_menu_requested.connect(self.context_menu_requested)
        self._hand.layers_menu_requested.connect(self.layers_menu_requested)
        self.plot_widget.hands = self._hand
        self._fits: tuple[object, ...] = ()
        self.start()

    def can_show(self, snapshot: Snapshot) -> bool:
        return snapshot.state.has_joints

    def let_go(self) -> None:
        super().let_go()
        self._hand.let_go()

    def fit(self) -> None:
        """Bring all of the curve and the target into view."""
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
        self.plot_widget.show_snapshot(new, self.theme)
        fits = (new.load_number, new.domain)
        if fits != self._fits:
            self._fits = fits
            self.plot_widget.fit()
        elif old is not None and _has_other_target(old, new):
            self.plot_widget.fit_if_out_of_view()
        elif old is not None and old.perturbation != new.perturbation:
            self.plot_widget.fit_draws()
        elif old is not None and new.gesture is None and _is_edited(old, new):
            self.plot_widget.follow()
        if old is None or new.gesture is None:
            self._describe(old, new)

    def _describe(self, old: Snapshot | None, new: Snapshot) -> None:
        """Say it in words; not during a drag, and not for every move of the mouse."""
        same = old is not None and _said(old) == _said(new)
        if not same:
            self.plot_widget.setAccessibleDescription(describe(new))
            if old is not None and old.selection != new.selection:
                tell_selected(self.plot_widget)


def _is_edited(old: Snapshot, new: Snapshot) -> bool:
    """Whether an edit has come to its end."""
    return new.state is not old.state or old.gesture is not None


def _has_other_target(old: Snapshot, new: Snapshot) -> bool:
    """Whether there is a target that came from elsewhere: what a hand draws is in view."""
    if new.target is None or new.target is old.target or new.gesture is not None:
        return False
    return new.view.drag_mode not in ("target", "draw")


def _said(snapshot: Snapshot) -> tuple[object, ...]:
    """What the description depends on, but for the probe."""
    parts = (snapshot.state, snapshot.before, snapshot.selection, snapshot.gesture)
    return (*parts, snapshot.view.build)
