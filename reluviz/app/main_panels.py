"""The three panels of the window: one diagram, one table, and plots for kinds of networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reluviz.app.context import Context, Controller
from reluviz.app.panel_places import PanelPlace, by_inputs
from reluviz.app.pictured import MiddlePanel
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

if TYPE_CHECKING:
    from reluviz.views.plot import PlotPanel


MakePanel = Callable[[Document, Theme, QWidget], Panel]


class MainPanels(Controller):
    """Network, function and parameters.

    Attributes
    ----------
    diagram, inspector : Panel
        The network and its parameters, whichever it is; made by `start`.
    middle : PanelPlace
        The place of the function it computes.
    """

    panel_made = Signal(object)
    """A `Panel` was made."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)

        def maker(find: Callable[[], MakePanel]) -> Callable[[], Panel]:
            return lambda: find()(context.document, context.theme(), context.window)

        self._make_diagram = maker(_diagram)
        self.middle = PanelPlace(
            {"plot": maker(_plot), "plane": maker(_plane), "slice": maker(_slice)}, by_inputs
        )
        self._make_inspector = maker(_inspector)
        self.middle.panel_made.connect(self.panel_made)

    def start(self, snapshot: Snapshot) -> PlotPanel:
        """Make the panels for a snapshot, and the plot of exact curves, which is returned.

        The charts under it follow that one, whatever there is in the middle.
        """
        self.diagram, self.inspector = self._make_diagram(), self._make_inspector()
        self.panel_made.emit(self.diagram)
        self.show_for(snapshot)
        self.panel_made.emit(self.inspector)
        return cast("PlotPanel", self.middle.get("plot"))

    def show_for(self, snapshot: Snapshot) -> None:
        """Show the panels for a snapshot."""
        self.middle.show_for(snapshot)

    @property
    def view(self) -> MiddlePanel:
        """What is in the middle."""
        return cast(MiddlePanel, self.middle.panel)


def _diagram() -> MakePanel:
    from reluviz.views.diagram import DiagramPanel

    return DiagramPanel


def _plot() -> MakePanel:
    from reluviz.views.plot import PlotPanel

    return PlotPanel


def _inspector() -> MakePanel:
    from reluviz.views.inspector import InspectorPanel

    return InspectorPanel


def _plane() -> MakePanel:
    from reluviz.views.plane import PlanePanel

    return PlanePanel


def _slice() -> MakePanel:
    from reluviz.views.slices import SlicePanel

    return SlicePanel
