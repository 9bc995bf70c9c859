"""The tabs under the plot, which make each panel when it is first seen."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget, QWidget

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
_ROOM_OF_A_TAB = 26  # pixels of a tab without its text
_FIRST = {
    (EXPLORE, SHALLOW): "contributions",
    (EXPLORE, LAYERED): "truth_table",
    (BUILD, SHALLOW): "build",
    (BUILD, LAYERED): "build",
    (TRAIN, SHALLOW): "train",
    (TRAIN, LAYERED): "train",
}
"""The tab in front to begin with, by group and kind of network."""


class LowerPanels(Controller):
    """Docks with tabs. A panel is made when it is first seen, and hidden while it is not."""

    panel_made = Signal(object)
    """A `Panel` was made."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(context)
        self._window: QMainWindow = window
        self._actions: Mapping[str, QAction] = {}
        self._may_make = False
        self._kind = SHALLOW
        self._reopened = {group: _names(group) for group in GROUPS}
        self._front = dict(_FIRST)
        self._has_height = False
        self.docks = {
            panel.name: LowerDock(f"{panel.name}_dock", panel.title, window)
            for panel in LOWER_PANELS
        }
        self.panels: dict[str, Panel] = {}
        self._bars: list[QTabBar] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.settle)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setDocumentMode(True)
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks)
        for side in ("Left", "Right"):
            corner = Qt.Corner[f"Bottom{side}Corner"]
            window.setCorner(corner, Qt.DockWidgetArea[f"{side}DockWidgetArea"])
        self.put_back(is_open=False)
        for dock in self.docks.values():
            dock.visibilityChanged.connect(self._on_visibility_changed)
            dock.closing.connect(self._on_closing)
            dock.topLevelChanged.connect(self._on_moved)
            dock.dockLocationChanged.connect(self._on_moved)

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Say which actions show what is seen, by id."""
        self._actions = actions

    def start(self, plot: QWidget, middle: PanelPlace) -> None:
        """Have panels made from now on; charts over the same x follow `plot`, below `middle`."""
        self._plot, self._middle = plot, middle
        self._may_make = True
        self._show_headings()
        middle.installEventFilter(self)
        self._timer.start()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the headings; the panels are given theirs by the window."""
        for dock in self.docks.values():
            dock.heading.apply_theme(theme)

    # What the actions do

    def show(self, name: str, wanted: bool = True) -> None:
        """Bring one panel to the front; or close it."""
        if wanted:
            self._front[_group(name), self._kind] = name
            self._show_place(_group(name), [name])
        else:
            self.docks[name].close()
        self._settle_now()

    def open(self, name: str) -> None:
        """Bring one panel to the front of its place, for the keyboard too."""
        group = _group(name)
        self._front[group, self._kind] = name
        self._show_place(group, self._open_below(group) or self._reopened[group])
        self._settle_now()
        if name in self.panels:
            _focus_first(self.panels[name])

    def show_group(self, group: str, wanted: bool) -> None:
        """Open the panels of a group that were open last, in place of the others; or close them."""
        if wanted:
            self._show_place(group, self._reopened[group])
        else:
            self._close(group)
        self._settle_now()

    def set_kind(self, kind: str) -> None:
        """Bring what was last in front for a kind of network there, if what is there says no."""
        if kind == self._kind:
            return
        before, self._kind = self._kind, kind
        for group in GROUPS:
            front, wanted = self._front[group, before], self._front[group, kind]
            names = self._open_below(group)
            if front in self.panels and self.panels[front].can_show(self._document.snapshot):
                self._front[group, kind] = front
            elif wanted in names:
                self.docks[wanted].raise_()
        self._settle_now()

    def put_back(self, is_open: bool) -> None:
        """Put all into tabs under the plot, the first in front; open or closed."""
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.addDockWidget(_AREA, dock)
        self._has_height = False
        for first, second in pairwise(self.docks.values()):
            self._window.tabifyDockWidget(first, second)
        for name, dock in self.docks.items():
            dock.setVisible(is_open and name in _names(EXPLORE))
        self.docks[_FIRST[EXPLORE, self._kind]].raise_()
        self._show_headings()

    def set_height(self, height: int) -> None:
        """Give those under the plot a height, in logical pixels."""
        below = [dock for dock in self.docks.values() if self._is_below(dock)]
        if below:
            self._window.resizeDocks(below[:1], [height], Qt.Orientation.Vertical)

    # What follows from it

    @Slot()
    def settle(self) -> None:
        """Make what is seen, hide what is not, and say so in titles, tabs and actions."""
        self._timer.stop()
        for name, dock in self.docks.items():
            if dock.is_seen and self._may_make and name not in self.panels:
                self._make(name)
            self._show_panel(name)
            if dock.is_seen and self._is_below(dock):
                self._front[_group(name), self._kind], self._has_height = name, True
            if f"show_{name}" in self._actions:
                self._actions[f"show_{name}"].setChecked(dock.is_seen)
        self._show_headings()
        for group in GROUPS:
            if f"group_{group}" in self._actions:
                self._actions[f"group_{group}"].setChecked(bool(self._open_below(group)))
        if self._may_make:
            self._name_tabs()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
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

    @Slot(int)
    def _on_tab_double_clicked(self, index: int) -> None:
        bar = self.sender()
        assert isinstance(bar, QTabBar)
        for dock in self.docks.values():
            if dock.windowTitle() == bar.tabText(index):
                dock.take_out()

    # Private

    def _show_place(self, group: str, names: list[str]) -> None:
        """Open panels of a group in place of those of the others, the front one of it in front."""
        for other in GROUPS:
            if other != group:
                self._close(other)
        self._open([*names, self._front[group, self._kind]])

    def _open(self, names: list[str]) -> None:
        """Open docks, the last in front. Qt keeps the height that they had."""
        for name in names:
            self.docks[name].show()
        self.docks[names[-1]].raise_()
        if not self._has_height:
            self.set_height(round(self._window.height() * _SHARE))

    def _close(self, group: str) -> None:
        """Close what is open of a group under the plot, and remember what that was."""
        open_now = self._open_below(group)
        self._reopened[group] = open_now or self._reopened[group]
        for name in open_now:
            self.docks[name].close()

    def _open_below(self, group: str) -> list[str]:
        return [name for name in _names(group) if self._is_below(self.docks[name])]

    def _settle_now(self) -> None:
        """Settle once Qt has laid the docks out, which it would do later."""
        layout = self._window.layout()
        assert layout is not None
        layout.activate()
        self.settle()

    def _show_headings(self) -> None:
        """Show titles where no tab says the same."""
        for dock in self.docks.values():
            is_tab = not dock.isFloating() and bool(self._open_neighbours(dock))
            dock.heading.set_takes_room(not is_tab)

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

    def _open_neighbours(self, dock: LowerDock) -> list[QWidget]:
        """What shares the tabs with a dock, apart from what is closed or taken out."""
        return [
            other
            for other in self._window.tabifiedDockWidgets(dock)
            if not other.isHidden() and not other.isFloating()
        ]

    def _name_tabs(self) -> None:
        """Give the tabs short names where the long ones have no room."""
        metrics = self._window.fontMetrics()
        titles = [panel.title for panel in LOWER_PANELS if self.docks[panel.name].is_open]
        wanted = sum(metrics.horizontalAdvance(title) + _ROOM_OF_A_TAB for title in titles)
        is_narrow = wanted > self._middle.width()
        for panel in LOWER_PANELS:
            self.docks[panel.name].setWindowTitle(panel.short_title if is_narrow else panel.title)
        self._set_up_bars()

    def _set_up_bars(self) -> None:
        """Qt makes the bars of tabs when they are needed."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            if bar not in self._bars:
                self._bars.append(bar)
                bar.setAccessibleName("Panels")
                bar.setDrawBase(False)
                # Tabs without room are scrolled to: a few letters of each would say nothing.
                bar.setElideMode(Qt.TextElideMode.ElideNone)
                bar.setUsesScrollButtons(True)
                bar.setToolTip("Double-click takes a panel out into a window of its own")
                bar.tabBarDoubleClicked.connect(self._on_tab_double_clicked)


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
