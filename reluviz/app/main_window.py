"""The main window: puts panels, actions, messages and the status bar together."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QVBoxLayout,
    QWhatsThis,
    QWidget,
)

from reluviz.app import layout
from reluviz.app.action_factory import draw_icons, make_actions
from reluviz.app.announcer import Announcer
from reluviz.app.ask import Ask
from reluviz.app.context import Context, is_accepted
from reluviz.app.docks import Dock, Middle
from reluviz.app.edits import EditController
from reluviz.app.event_filters import InputGate, WheelGuard
from reluviz.app.files_controller import FilesController
from reluviz.app.filling import Filling
from reluviz.app.help_texts import explain
from reluviz.app.lesson_controller import LessonController
from reluviz.app.lower_docks import LowerPanels
from reluviz.app.menus import MENUS, TOOLBAR, ContextMenus, make_menu
from reluviz.app.messages import Messages
from reluviz.app.settings import Settings, SettingsStore
from reluviz.app.sharing import ShareController
from reluviz.app.status_bar import StatusBar
from reluviz.app.style import apply_style, chosen_theme, style_sheet
from reluviz.app.target_controller import TargetController
from reluviz.app.tool_bar import ToolBar
from reluviz.core.network import Network
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views import spoken_parts
from reluviz.views.guard import Guarded
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

_OF_THE_PLOT = 0.5
"""The share of the window's height that the plot has at least, whatever else is open."""

_PRESENTED, _ROOM_FOR_NUMBERS, _OF_THE_DIAGRAM = 1.5, 1400, 0.36
"""How many times as large letters and lines are for a class, from which width on numbers are there,
and the share of the width that the diagram has."""


class MainWindow(Guarded, QMainWindow):
    """The window.

    Parameters
    ----------
    store : SettingsStore, optional
        What is remembered; left out, nothing is read and nothing kept.
    ask : Ask, optional
        Asks the user about files; by dialogs if left out.
    with_panels : bool
        Whether to make the panels now; else call `add_panels` later: they take longest to load.
    """

    closed = Signal()
    """The window was closed."""

    def __init__(
        self,
        document: Document | None = None,
        theme: Theme | None = None,
        store: SettingsStore | None = None,
        ask: Ask | None = None,
        with_panels: bool = True,
    ) -> None:
        super().__init__()
        spoken_parts.install()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # see View > Panels
        self.document = document or Document(parent=self)
        self.store = store or SettingsStore(parent=self)
        self.ask = ask or Ask(self)
        self.panels: list[Panel] = []
        Network.general_names = self.store.settings.general_names
        self.theme = theme or chosen_theme(self.store.settings.theme)
        self._has_fixed_theme = theme is not None
        self._may_close = False
        self._presented: tuple[QByteArray, list[bool]] | None = None
        self._shown: Snapshot | None = None
        self.context = Context(self.document, self.store, self.ask, lambda: self.theme, self)
        self.files = FilesController(self.context)
        self.edits = EditController(self.context)
        self.share = ShareController(self.context)
        self.targets = TargetController(self.context)
        self._make_frame()
        self.actions_by_id = self._make_actions()
        self._fill_bars()
        self._connect()
        self._is_layout_due = not layout.restore(self, self.store.settings)
        self.messages.restore_first_steps()
        self.apply_theme(self.theme)
        if with_panels:
            self.add_panels()
        self._on_snapshot_changed(self.document.snapshot)
        self._announcer = Announcer(self.document, self)

    def add_panels(self) -> None:
        """Make the three panels. What they need is loaded here, so that a frame shows before."""
        from reluviz.app.main_panels import MainPanels

        self.main_panels = MainPanels(self.context)
        self.main_panels.panel_made.connect(self._on_panel_made)
        self.plot = self.main_panels.start(self.document.snapshot)
        self.diagram_dock.setWidget(self.main_panels.diagram)
        self.middle.set_panel(self.main_panels.middle)
        self._side.addWidget(self.main_panels.inspector, 1)
        self.plot.layers_menu_requested.connect(self._on_layers_menu_requested)
        self.menus["layers_menu"].setToolTipsVisible(True)
        self.share.set_middle(lambda: self.main_panels.view)
        self.plot.plot_widget.viewport().installEventFilter(self._wheel_guard)
        draw_icons(self.actions_by_id, self.theme, list(self.actions_by_id))
        self.main_panels.middle.panel.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        if self._is_layout_due:
            QTimer.singleShot(0, self, self.reset_layout)  # once the panels' sizes are known
        self.lower_panels.start(self.plot.plot_widget, self.main_panels.middle)

    def apply_theme(self, theme: Theme) -> None:
        """Give everything the colours of a theme."""
        self.theme = theme
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_style(app, theme)
        size = self.fontInfo().pointSizeF() * _PRESENTED
        large = "" if self._presented is None else f"QWidget {{ font-size: {size:g}pt; }}"
        self.setStyleSheet(style_sheet(theme) + large)
        # With the frame only those that are seen at once: the others take as long again.
        draw_icons(self.actions_by_id, theme, list(self.actions_by_id) if self.panels else TOOLBAR)
        self.messages.apply_theme(theme)
        self.lower_panels.apply_theme(theme)
        self.lessons.apply_theme(theme)
        for panel in self.panels:
            panel.apply_theme(theme)

    # What the actions of the window do

    def cancel(self) -> None:
        """Give up the drag or the reading under way; else close a message; else select nothing."""
        if self._presented is not None and not self.document.in_gesture:
            self.present(False)
        elif self.filling.is_on and not self.document.in_gesture:
            self.filling.leave()
        elif self.files.is_opening and not self.document.in_gesture:
            self.files.stop_opening()
        elif self.messages.has_notice and not self.document.in_gesture:
            self.messages.close_notice()
        else:
            self.edits.cancel()

    def fit_all(self) -> None:
        """Show the whole curve."""
        self.main_panels.view.fit()

    def zoom_in(self) -> None:
        """Show less, larger."""
        self.main_panels.view.zoom_in()

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self.main_panels.view.zoom_out()

    def choose_theme(self, name: str) -> None:
        """Use the light or the dark colours, or follow the system's."""
        self._has_fixed_theme = False
        self.store.change(theme=name)
        self._on_settings_changed(self.store.settings)

    def use_general_names(self, wanted: bool) -> None:
        """Call all parameters w1.2.3, or those of a hidden layer of ReLUs v, b, w, b0."""
        self.store.change(general_names=wanted)

    def reset_layout(self) -> None:
        """Put all panels back to where they were at first."""
        self._is_layout_due = False
        self.toolbar.show()
        self.filling.leave()
        layout.reset(self, self.sides, self.lower_panels)

    def show_gallery(self) -> None:
        """Show examples and lessons with their pictures."""
        from reluviz.app.dialogs.gallery_dialog import GalleryDialog

        others = {
            "New network…": self.files.new_network,
            "Open…": self.files.open,
            "Draw one": self._begin_drawing,
        }
        begin = self.files.open_example, self.lessons.start
        dialog = GalleryDialog(self.theme.name, *begin, others, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _begin_drawing(self) -> None:
        self.files.new()
        self.edits.drag("draw")

    def present(self, wanted: bool) -> None:
        """Show network, function and numbers alone, in large letters on the whole screen."""
        if wanted == (self._presented is not None):
            return
        self.filling.leave()
        bars = (self.menuBar(), self.toolbar, self.status, self.messages.first_steps)
        if wanted:
            seen = [bar.isVisible() for bar in bars]
            self._presented = self.saveState(layout.VERSION), seen
            for part in (*bars, *self.lower_panels.docks.values()):
                part.hide()
            self.inspector_dock.setVisible(self.screen().size().width() >= _ROOM_FOR_NUMBERS)
        elif self._presented is not None:
            state, seen = self._presented
            self._presented = None
            for bar, was_seen in zip(bars, seen, strict=True):
                bar.setVisible(was_seen)
            self.restoreState(state, layout.VERSION)
        self.apply_theme(self.theme)
        self.actions_by_id["present"].setChecked(wanted)
        self.show_full_screen(wanted)

    def show_full_screen(self, wanted: bool) -> None:
        """Use the whole screen, or go back to a window."""
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full if wanted else self.windowState() & ~full)

    def show_preferences(self) -> None:
        """Ask for the settings."""
        from reluviz.app.dialogs.small_dialogs import PreferencesDialog

        dialog = PreferencesDialog(self.store.settings, self)
        if is_accepted(dialog):
            self.store.replace(dialog.settings())

    def show_help(self) -> None:
        """Show the help, at the panel that has the keys."""
        from reluviz.app.dialogs.help_dialog import HelpDialog

        is_accepted(HelpDialog(self, topic=self._panel_in_hand()))

    def explain(self) -> None:
        """Have the next click say what the thing under it is for."""
        QWhatsThis.enterWhatsThisMode()

    def _panel_in_hand(self) -> str:
        part: QWidget | None = self.focusWidget()
        while part is not None and not isinstance(part, Panel):
            part = part.parentWidget()
        return "" if part is None else part.objectName()

    def show_about(self) -> None:
        """Show versions and licences."""
        from reluviz.app.dialogs.help_dialog import AboutDialog

        is_accepted(AboutDialog(self))

    # Slots

    @Slot(object)
    def _on_snapshot_changed(self, new: Snapshot) -> None:
        """Show the document's state around the panels, once they have rendered it.

        A panel that goes or comes under the mouse has Qt tell it so at once.
        """
        for show in (self._show_panels, self._show_names, self._show_messages):
            self.document.when_rendered(show)

    def _show_panels(self) -> None:
        new = self.document.snapshot
        if self.panels:
            self.main_panels.show_for(new)
        self.lower_panels.set_kind(new.kind)

    def _show_messages(self) -> None:
        new = self.document.snapshot
        self.messages.set_kind(new.kind)
        self.messages.watch(new)
        if new.lesson is not None and not self.messages.has_lesson:
            self.filling.leave()
            self.inspector_dock.show()
        self.messages.set_lesson(new.lesson is not None)
        self.lessons.show_snapshot(new)
        self.messages.show_notice(new.notice)

    def _show_names(self) -> None:
        """Show the document's name and state in title, status bar and actions."""
        old, new = self._shown, self.document.snapshot
        self._shown = new
        if old is None or (old.name, old.is_modified) != (new.name, new.is_modified):
            name = new.name.replace("[*]", "[*][*]")  # the way to write it in a title
            self.setWindowTitle(f"{name}[*] - ReluViz")
            self.setWindowModified(new.is_modified)
        self.status.show_snapshot(new, has_file=self.document.path is not None)
        if old is None or new.gesture is None:
            self.edits.show_state(new)

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self.actions_by_id[f"theme_{settings.theme}"].setChecked(True)
        self.actions_by_id["general_names"].setChecked(settings.general_names)
        wanted = chosen_theme(settings.theme)
        if not self._has_fixed_theme and wanted != self.theme:
            self.apply_theme(wanted)
        if Network.general_names != settings.general_names:
            Network.general_names = settings.general_names
            for panel in self.panels:
                panel.apply_theme(self.theme)  # paints all of it anew
            self.document.touch()

    @Slot()
    def _on_colour_scheme_changed(self) -> None:
        self._on_settings_changed(self.store.settings)

    @Slot(object)
    def _on_panel_made(self, panel: Panel) -> None:
        self.panels.append(panel)
        explain(panel)
        self._context_menus.serve(panel)

    @Slot(QPoint)
    def _on_layers_menu_requested(self, place: QPoint) -> None:
        self.menus["layers_menu"].popup(place)

    # Qt overrides

    def closeEvent(self, event: QCloseEvent) -> None:
        self.present(False)
        self.filling.leave()
        if not self._may_close and not self.files.leave_quietly():
            event.ignore()
            self.files.when_free(self._close_now)
            return
        self.files.close()
        self.targets.close()
        self.document.close()
        self.store.change(**layout.remembered(self))
        self._may_close = False
        event.accept()
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._input_gate.watch(self)
        if self._is_layout_due and self.panels:
            QTimer.singleShot(0, self, self.reset_layout)  # only now the window has its size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.messages.place()
        QTimer.singleShot(0, self, self._share_width)  # once all have their places
        if self.panels:
            self.main_panels.middle.set_least_height(math.ceil(self.height() * _OF_THE_PLOT))
            self.lower_panels.keep_share()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            # After the drop has ended: a question must not keep the other program waiting.
            QTimer.singleShot(0, self, lambda: self.files.open_path(path))

    # Private

    def _share_width(self) -> None:
        """Give the panels at the sides their widths; the diagram more of a screen for a class."""
        if self._presented is None:
            self.sides.keep()
        else:
            wide = round(self.width() * _OF_THE_DIAGRAM)
            self.resizeDocks([self.diagram_dock], [wide], Qt.Orientation.Horizontal)

    def _close_now(self) -> None:
        self._may_close = True
        QTimer.singleShot(0, self, self.close)  # not from inside a close that was refused

    def _last_bar(self) -> QWidget:
        """What notices show below."""
        return self.toolbar if self.toolbar.isVisible() else self.menuBar()

    def _make_frame(self) -> None:
        self.setUnifiedTitleAndToolBarOnMac(True)
        self.toolbar = ToolBar(self)
        self.addToolBar(self.toolbar)
        self.messages = Messages(self.context, self._last_bar)
        self.diagram_dock = Dock("diagram_dock", "Network", self)
        self.inspector_dock = Dock("inspector_dock", "Parameters", self)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.diagram_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.inspector_dock)
        self.sides = layout.Sides(self, self.diagram_dock, self.inspector_dock)
        self.middle = Middle("Function")
        self.middle.heading.add(self.messages.first_steps)
        self.setCentralWidget(self.middle)
        self.lower_panels = LowerPanels(self.context, self)
        docks = (self.diagram_dock, self.inspector_dock, *self.lower_panels.docks.values())
        self.filling = Filling(self, self.middle, docks)
        self.lower_panels.opening.connect(self.filling.leave)
        self.lessons = LessonController(self.context, self.lower_panels.show, self.files.when_free)
        beside = QWidget()
        self._side = QVBoxLayout(beside)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(0)
        self._side.addWidget(self.lessons.bar)
        self.inspector_dock.setWidget(beside)
        self.status = StatusBar(self)
        self.setStatusBar(self.status)

    def _make_actions(self) -> dict[str, QAction]:
        controllers = {
            "window": self,
            "files": self.files,
            "edits": self.edits,
            "share": self.share,
            "document": self.document,
            "lesson": self.document.lesson,
            "messages": self.messages,
            "target": self.targets,
            "lower": self.lower_panels,
            "lessons": self.lessons,
        }
        given = {
            "show_diagram": self.diagram_dock.toggleViewAction(),
            "show_inspector": self.inspector_dock.toggleViewAction(),
            "show_toolbar": self.toolbar.toggleViewAction(),
        }
        return make_actions(self, controllers, given, self.document.publish)

    def _fill_bars(self) -> None:
        self.menuBar().setObjectName("menu_bar")
        self.menuBar().setAccessibleName("Menus")
        self.menus = {
            key: menu
            for spec in MENUS
            for key, menu in make_menu(self.menuBar(), spec, self.actions_by_id).items()
        }
        self.toolbar.fill(self.actions_by_id)
        self.addActions(list(self.actions_by_id.values()))  # keys work with the bars hidden
        self.actions_by_id[f"theme_{self.store.settings.theme}"].setChecked(True)
        self.actions_by_id["general_names"].setChecked(self.store.settings.general_names)
        self.messages.set_actions(self.actions_by_id)
        self.lower_panels.set_actions(self.actions_by_id)
        self.edits.set_actions(self.actions_by_id)
        self._context_menus = ContextMenus(self.context, self.actions_by_id)

    def _connect(self) -> None:
        self._wheel_guard = WheelGuard(self.context)
        self._input_gate = InputGate(self.context)
        for dock in self.lower_panels.docks.values():
            dock.topLevelChanged.connect(lambda _, dock=dock: self._input_gate.watch(dock))
        self.document.snapshot_changed.connect(self._on_snapshot_changed)
        self.store.changed.connect(self._on_settings_changed)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_colour_scheme_changed)
        self.status.context_menu_requested.connect(self._context_menus.show_formula)
        self.lower_panels.panel_made.connect(self._on_panel_made)
        for name, fill in {
            "recent_menu": self.files.fill_recent,
            "closed_menu": self.files.copies.fill,
            "examples_menu": self.files.fill_examples,
            "copy_as_menu": self.share.fill_copy_as,
            "export_as_menu": self.share.fill_export_as,
            "all_lessons_menu": self.lessons.fill_menu,
            "data_sets_menu": self.targets.fill_data_sets,
        }.items():
            self.menus[name].aboutToShow.connect(partial(fill, self.menus[name]))


def _dropped_file(event: QDropEvent) -> Path | None:
    """The first file of what is dropped, or None."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(files[0]) if files else None
