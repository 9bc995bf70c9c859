"""The three panels of the window: one diagram, one table, and plots for kinds of networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from reluviz.app.context import Context, Controller
from reluviz.app.lower_panels import load_panel_class
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.export.picture import PictureSource
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

if TYPE_CHECKING:
    from reluviz.views.plot import PlotPanel


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

        def maker(name: str) -> Callable[[], Panel]:
            return lambda: load_panel_class(name)(context.document, context.theme(), context.window)

        self._make_diagram = maker("diagram.DiagramPanel")
        self.middle = PanelPlace(
            {
                "plot": maker("plot.PlotPanel"),
                "plane": maker("plane.PlanePanel"),
                "slice": maker("slices.SlicePanel"),
            },
            by_inputs,
        )
        self._make_inspector = maker("inspector.InspectorPanel")
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


class PanelPlace(QStackedWidget):
    """Shows one of several panels. Each is made when it is first needed.

    Parameters
    ----------
    makers : mapping of str to callable
        What makes each panel, by the word that `choose` answers.
    choose : callable
        Says for a snapshot which of them shows it.
    """

    panel_made = Signal(object)
    """A `Panel` was made."""

    def __init__(
        self, makers: Mapping[str, Callable[[], Panel]], choose: Callable[[Snapshot], str]
    ) -> None:
        super().__init__()
        self._makers = makers
        self._choose = choose
        self._panels: dict[str, Panel] = {}
        self._least = 0

    @property
    def panel(self) -> Panel:
        """The panel that is shown."""
        panel = self.currentWidget()
        assert isinstance(panel, Panel)
        return panel

    def get(self, name: str) -> Panel:
        """Return one of the panels, made now if it was not yet."""
        if name not in self._panels:
            panel = self._panels[name] = self._makers[name]()
            _sheet_of(panel).setMinimumHeight(self._least)
            self.addWidget(panel)
            self.panel_made.emit(panel)
        return self._panels[name]

    def set_least_height(self, height: int) -> None:
        """Keep what is painted from getting lower than so many pixels."""
        self._least = height
        for panel in self._panels.values():
            _sheet_of(panel).setMinimumHeight(height)
        part: QWidget | None = self.panel
        while part is not None:  # Qt would tell one after the other later, when all is laid out
            layout = part.layout()
            if layout is not None and not part.isWindow():
                layout.activate()
            part = part.parentWidget()

    def show_for(self, snapshot: Snapshot) -> Panel:
        """Show the panel for a snapshot, and return it."""
        panel, before = self.get(self._choose(snapshot)), self.currentWidget()
        if panel is not before:
            focus = self.window().focusWidget()
            if focus is None or before is None or not before.isAncestorOf(focus):
                self.setCurrentWidget(panel)
            else:  # Qt would hand the keys on as if somebody had asked for it: with a ring around
                focus.clearFocus()
                self.setCurrentWidget(panel)
                panel.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        return panel


def by_inputs(snapshot: Snapshot) -> str:
    """Return which plot a network needs: its curve, the plane of two inputs, or a slice."""
    if snapshot.state.has_joints:
        return "plot"
    return "slice" if snapshot.plane_axes is None else "plane"


def _sheet_of(panel: Panel) -> QWidget:
    return cast(QWidget, cast(MiddlePanel, panel).plot_widget)


class Sheet(Protocol):
    """The part that is painted."""

    def picture(
        self, theme: Theme | None = None, with_probe: bool = True, with_emphasis: bool = True
    ) -> PictureSource:
        """Return what is seen now, to be painted for a file or on paper."""

    def picture_size(self) -> tuple[int, int]:
        """Width and height as on the screen, in logical pixels."""


class MiddlePanel(Protocol):
    """A plot, a plane or a slice."""

    document: Document

    @property
    def plot_widget(self) -> Sheet:
        """What is painted."""

    def fit(self) -> None:
        """Show all."""

    def zoom_in(self) -> None:
        """Show less, larger."""

    def zoom_out(self) -> None:
        """Show more, smaller."""
