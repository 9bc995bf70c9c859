"""The place under the plot: one panel at a time, each made when it is first seen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from reluviz.app.context import Context, Controller
from reluviz.app.docks import LowerDock
from reluviz.app.lower_panels import (
    BUILD,
    EXPLORE,
    GROUPS,
    LOWER_PANELS,
    TRAIN,
    load_panel_class,
)
from reluviz.app.main_panels import PanelPlace
from reluviz.document.snapshot import LAYERED, SHALLOW
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

_AREA = Qt.DockWidgetArea.BottomDockWidgetArea
_SHARE = 0.33  # of the window's height, when they are opened for the first time
_FIRST = {
    (EXPLORE, SHALLOW): "contributions",
    (EXPLORE, LAYERED): "truth_table",
    (BUILD, SHALLOW): "build",
    (BUILD, LAYERED): "build",
    (TRAIN, SHALLOW): "train",
    (TRAIN, LAYERED): "train",
}
"""The panel to begin with, by group and kind of network."""


class LowerPanels(Controller):
    """Docks in one place. A panel is made when it is first seen, and hidden while it is not."""

    panel_made = Signal(object)
    """A `Panel` was made."""

    opening = Signal()
    """A panel is about to take the place."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(context)
        self._window: QMainWindow = window
        self._actions: Mapping[str, QAction] = {}
        self._may_make = False
        self._kind = SHALLOW
        self._front = dict(_FIRST)
        self._share = 0.0
        self.docks = {
            panel.name: LowerDock(f"{panel.name}_dock", panel.title, window)
            for panel in LOWER_PANELS
        }
        self.panels: dict[str, Panel] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.settle)
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks)
        for side in ("Left", "Right"):
            corner = Qt.Corner[f"Bottom{side}Corner"]
            window.setCorner(corner, Qt.DockWidgetArea[f"{side}DockWidgetArea"])
        self.put_back(is_open=False)
        for name, dock in self.docks.items():
            dock.visibilityChanged.connect(self._on_visibility_changed)
            dock.closing.connect(self._on_closing)
            dock.topLevelChanged.connect(self._on_moved)
            dock.dockLocationChanged.connect(self._on_moved)
            dock.heading.chosen.connect(partial(self._on_chosen, _names(_group(name))))

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Say which actions show what is seen, by id."""
        self._actions = actions

    def start(self, plot: QWidget, middle: PanelPlace) -> None:
        """Have panels made from now on; charts over the same x follow `plot`, below `middle`."""
        self._plot, self._middle = plot, middle
        self._may_make = True
        middle.installEventFilter(self)
        self._timer.start()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the headings; the panels are given theirs by the window."""
        for dock in self.docks.values():
            dock.heading.apply_theme(theme)

    # What the actions do

    def show(self, name: str, wanted: bool = True) -> None:
        """Put one panel into the place under the plot; or close it."""
        if wanted:
            self._open(name)
        else:
            self.docks[name].close()
        self._settle_now()

    def open(self, name: str) -> None:
        """Put one panel into the place under the plot, for the keyboard too."""
        self.show(name)
        if name in self.panels:
            _focus_first(self.panels[name])

    def show_group(self, group: str, wanted: bool) -> None:
        """Open the panel of a group that was open last; or close it."""
        self.show(self._front[group, self._kind], wanted)
        for name in () if wanted else self._open_below():
            self.docks[name].close()
        self._begin_to_build(group == BUILD and wanted)

    def _begin_to_build(self, wanted: bool) -> None:
        """Begin with the first step, or show the whole network again."""
        step, panel = self._document.project.view.build, self.panels.get(BUILD)
        if not wanted and step is not None:
            self._document.set_view(build=None)
        elif wanted and step is None and panel and panel.can_show(self._document.snapshot):
            self._document.set_view(build=0)

    def take_out(self) -> None:
        """Make the panel under the plot a window of its own; it comes back when that is closed."""
        for name in self._open_below():
            self.docks[name].take_out()
        self._settle_now()

    def set_kind(self, kind: str) -> None:
        """Bring what was last in front for a kind of network there, if what is there says no."""
        if kind == self._kind:
            return
        before, self._kind = self._kind, kind
        below = self._open_below()
        for group in GROUPS:
            front = self._front[group, before]
            if front in self.panels and self.panels[front].can_show(self._document.snapshot):
                self._front[group, kind] = front
            elif front in below:
                self._open(self._front[group, kind])
        self._settle_now()

    def put_back(self, is_open: bool) -> None:
        """Put all under the plot, the first of them open, or none."""
        first = _FIRST[EXPLORE, self._kind]
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.addDockWidget(_AREA, dock)
        self._share = 0.0
        for one, other in pairwise(self.docks.values()):
            self._window.tabifyDockWidget(one, other)
        for name, dock in self.docks.items():
            dock.setVisible(is_open and name == first)

    def set_share(self, share: float) -> None:
        """Give what is under the plot a share of the window's height, if the plot can spare it."""
        self._share = share
        self.keep_share()

    def keep_share(self) -> None:
        """Give what is under the plot the share of the window that it had in another size."""
        height = round(self._window.height() * self._share)
        for name in self._open_below() if height else ():
            self._window.resizeDocks([self.docks[name]], [height], Qt.Orientation.Vertical)

    # What follows from it

    @Slot()
    def settle(self) -> None:
        """Make what is seen, hide what is not, and say so in titles and actions."""
        self._timer.stop()
        below = self._open_below()
        for name, dock in self.docks.items():
            if dock.is_seen and self._may_make and name not in self.panels:
                self._make(name)
            self._show_panel(name)
            if dock.is_seen and name in below:
                self._front[_group(name), self._kind] = name
                self._share = self._share or dock.height() / max(1, self._window.height())
                self._show_choice(name)
            if f"show_{name}" in self._actions:
                self._actions[f"show_{name}"].setChecked(dock.is_seen)
        for group in GROUPS:
            if f"group_{group}" in self._actions:
                is_there = any(_group(name) == group for name in below)
                self._actions[f"group_{group}"].setChecked(is_there)
        if "take_out" in self._actions:
            self._actions["take_out"].setEnabled(bool(below))
        self.keep_share()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            if QGuiApplication.mouseButtons():  # a hand at the line above gives another share
                self._share = 0.0
            self._timer.start()
        return False

    @Slot(bool)
    def _on_visibility_changed(self, _visible: bool) -> None:
        for name in self.panels:
            self._show_panel(name)  # at once: an empty frame would flicker
        self._timer.start()

    @Slot()
    def _on_closing(self) -> None:
        """Give the keyboard back to the plot, before Qt gives it to whatever comes next."""
        dock = self.sender()
        assert isinstance(dock, LowerDock)
        self._take_focus_from(dock)

    @Slot()
    def _on_moved(self) -> None:
        self._timer.start()

    def _on_chosen(self, names: list[str], place: int) -> None:
        """Open what a title was asked for; the keyboard stays at the titles."""
        choosers = [dock.heading.chooser for dock in self.docks.values()]
        had_focus = any(one is not None and one.has_focus for one in choosers)
        self.show(names[place])
        chooser = self.docks[names[place]].heading.chooser
        if had_focus and chooser is not None:
            chooser.setFocus(Qt.FocusReason.TabFocusReason)

    # Private

    def _open(self, name: str) -> None:
        """Open a dock in the place of the one that is there. Qt keeps the height that it had."""
        self.opening.emit()
        self._front[_group(name), self._kind] = name
        for other in self._open_below():
            if other != name:
                self.docks[other].hide()
        self.docks[name].show()
        if not self._share:
            self.set_share(_SHARE)

    def _open_below(self) -> list[str]:
        return [name for name, dock in self.docks.items() if self._is_below(dock)]

    def _show_choice(self, name: str) -> None:
        """Offer in the title of a panel what else there is in its place."""
        panels = [panel for panel in LOWER_PANELS if panel.group == _group(name)]
        titles = [(panel.title, panel.short_title) for panel in panels]
        self.docks[name].heading.offer(titles, _names(_group(name)).index(name))

    def _settle_now(self) -> None:
        """Settle once Qt has laid the docks out, which it would do later."""
        layout = self._window.layout()
        assert layout is not None
        layout.activate()
        self.settle()

    def _show_panel(self, name: str) -> None:
        """Show a panel, if it is made, while its dock is seen."""
        panel = self.panels.get(name)
        if panel is None:
            return
        is_seen = self.docks[name].is_seen
        if not is_seen:
            self._take_focus_from(panel)
        panel.setVisible(is_seen)

    def _take_focus_from(self, widget: QWidget) -> None:
        focus = widget.window().focusWidget()
        if self._may_make and focus is not None and widget.isAncestorOf(focus):
            # No ring around it. Not the plot, which may be hidden: it would hear the keys.
            self._middle.panel.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def _make(self, name: str) -> None:
        spec = next(spec for spec in LOWER_PANELS if spec.name == name)
        panel = load_panel_class(spec.panel_class)(self._document, self._theme(), self._window)
        self.panels[name] = panel
        self.docks[name].set_panel(panel)
        if spec.linked_chart:
            chart: Any = panel.findChild(QWidget, spec.linked_chart)
            chart.setXLink(self._plot)
        self.panel_made.emit(panel)

    def _is_below(self, dock: LowerDock) -> bool:
        return dock.is_open and not dock.isFloating() and self._window.dockWidgetArea(dock) == _AREA


def _names(group: str) -> list[str]:
    return [panel.name for panel in LOWER_PANELS if panel.group == group]


def _group(name: str) -> str:
    return next(panel.group for panel in LOWER_PANELS if panel.name == name)


def _focus_first(panel: QWidget) -> None:
    """Give the keyboard to the first thing in a panel that takes it."""
    found = panel.nextInFocusChain()
    while found is not None and panel.isAncestorOf(found):
        takes_keys = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_keys and found.isVisible() and found.isEnabled():
            found.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        found = found.nextInFocusChain()
