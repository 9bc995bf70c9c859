"""Places in the window that hold the panel for the kind of network there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from reluviz.document.snapshot import Snapshot
from reluviz.views.panel import Panel

MakePanel = Callable[[], Panel]


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

    def __init__(self, makers: Mapping[str, MakePanel], choose: Callable[[Snapshot], str]) -> None:
        super().__init__()
        self._makers = makers
        self._choose = choose
        self._panels: dict[str, Panel] = {}

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
            self.addWidget(panel)
            self.panel_made.emit(panel)
        return self._panels[name]

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
    return "plane" if snapshot.network.n_inputs == 2 else "slice"
