"""Where the panels are: at the sides and below in docks, in the middle, each under its title."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reluviz.views.guard import Guarded
from reluviz.views.icons import icon
from reluviz.views.panel import Panel
from reluviz.views.shell import ground
from reluviz.views.theme import Theme

FIRST_SIZE = QSize(660, 230)
"""Of a panel under the plot."""

LEAST_LINES = 3
"""A panel under the plot has room for so many lines of text, whatever else there is; it scrolls."""

_ASIDE = QPoint(-24, -72)
_ROOM_OF_A_TAB = 26  # pixels of a tab without its text


class TitleBar(Guarded, QWidget):
    """A title in bold above a panel."""

    double_clicked = Signal()
    """The panel shall fill the window, or be one of several again."""

    menu_requested = Signal(QPoint)
    """What can be done with the panel is asked for, at a place on the screen."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("title_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setToolTip("Double-click: this panel alone, and back")
        self.heading = QLabel(title)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.heading.setContentsMargins(0, 7, 0, 7)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.addWidget(self.heading)
        self._row.addStretch(1)
        self._words: QWidget | None = None

    def minimumSizeHint(self) -> QSize:
        """As high as words beside the title are at this width; layouts do not ask for that."""
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(0, max(0, self._row.minimumHeightForWidth(self.width()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._words is not None:
            wide, narrow = self.width() - self.heading.sizeHint().width(), self.width()
            lines = [self._words.heightForWidth(width - 40) for width in (wide, narrow)]
            self.heading.setVisible(self._words.isHidden() or lines[0] == lines[1])
            self.updateGeometry()

    def add(self, words: QWidget) -> None:
        """Put words at the right of the title; it gives way to them where that saves a line."""
        self._words = words
        self._row.addWidget(words, 1000)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())


class PlaceTitleBar(TitleBar):
    """The title of a panel under the plot among those that can take its place, and a button.

    They are tabs where there is room for all of them, with short names if need be; else a menu.
    """

    close_requested = Signal()
    """The button was clicked."""

    chosen = Signal(int)
    """The user asks for another panel of the place."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._titles: list[tuple[str, str]] = []
        self._index = 0
        self.tabs, self.menu_button = QTabBar(), QToolButton()
        self.tabs.setObjectName("place_tabs")
        self.tabs.setAccessibleName("Panels")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.tabBarDoubleClicked.connect(lambda _index: self.double_clicked.emit())
        self.tabs.currentChanged.connect(self._on_current_changed)
        self.menu_button.setObjectName("place_menu")
        self.menu_button.setToolTip("Other panels of this place")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu_button.setMenu(QMenu(self.menu_button))
        self._close = QToolButton()
        self._close.setObjectName("title_close")
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close; View > Panels brings it back")
        self._close.setAccessibleName(f"Close {title}")
        self._close.clicked.connect(self.close_requested)
        side = max(12, self.fontMetrics().height() - 2)
        self._close.setIconSize(QSize(side, side))
        self._row.setContentsMargins(12, 2, 6, 2)
        for place, part in enumerate((self.tabs, self.menu_button)):
            self._row.insertWidget(place, part, 1000 - 1000 * place)
            part.hide()
        self._row.addWidget(self._close)

    def offer(self, titles: Sequence[tuple[str, str]], index: int) -> None:
        """Show titles, long and short, of what can be in this place; `index` is this one."""
        if list(titles) == self._titles:
            return
        self._titles, self._index = list(titles), index
        menu = self.menu_button.menu()
        menu.clear()
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for place, (title, _) in enumerate(titles):
                self.tabs.addTab(title)
                entry = menu.addAction(title)
                entry.triggered.connect(lambda _=False, place=place: self.chosen.emit(place))
            self.tabs.setCurrentIndex(index)
        self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the icon; the style sheet has the others."""
        self._close.setIcon(icon("close", theme))

    def focus_tabs(self) -> None:
        """Give the keyboard to what chooses among the panels."""
        (self.tabs if self.tabs.isVisible() else self.menu_button).setFocus()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is at what chooses among the panels."""
        return self.tabs.hasFocus() or self.menu_button.hasFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())  # the tabs give way to a menu

    def _fit(self) -> None:
        """Choose between long names, short ones, and a menu."""
        room, advance = self.width() - self._close.width() - 30, self.fontMetrics()
        needs = [
            sum(advance.horizontalAdvance(names[form]) + _ROOM_OF_A_TAB for names in self._titles)
            for form in (0, 1)
        ]
        several = len(self._titles) > 1
        form = 0 if needs[0] <= room else 1
        has_tabs = several and needs[form] <= room
        with QSignalBlocker(self.tabs):
            for place, names in enumerate(self._titles):
                self.tabs.setTabText(place, names[form])
        if several:
            self.menu_button.setText(f"{self._titles[self._index][0]}  ▾")
        self.heading.setVisible(not several)
        self.tabs.setVisible(has_tabs)
        self.menu_button.setVisible(several and not has_tabs)

    def _on_current_changed(self, index: int) -> None:
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(self._index)  # another title says the other one
        self.chosen.emit(index)


class Dock(Guarded, QDockWidget):
    """A panel at the side."""

    closing = Signal()
    """It will be closed; the keyboard may still be in it."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.heading = self._make_heading(title)
        self.setTitleBarWidget(self.heading)
        self.topLevelChanged.connect(self._on_top_level_changed)

    def take_out(self) -> None:
        """Make it a window of its own, a little aside so that this can be seen."""
        place = self.mapToGlobal(_ASIDE)
        self.setFloating(True)
        self.move(place)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
        if self.isFloating():  # it comes back to where it was, when it is asked for again
            self.setFloating(False)
            self.hide()

    def _make_heading(self, title: str) -> TitleBar:
        return TitleBar(title)

    def _on_top_level_changed(self, is_window: bool) -> None:
        # Without a title of ours it has the frame and the buttons that all windows have.
        self.setTitleBarWidget(None if is_window else self.heading)  # type: ignore[arg-type]


class LowerDock(Dock):
    """A panel under the plot, one at a time."""

    heading: PlaceTitleBar

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(name, title, parent)
        self.heading.close_requested.connect(self.close)
        self._holder = _Holder()
        self.setWidget(self._holder)

    def set_panel(self, panel: QWidget) -> None:
        """Show a panel below the heading."""
        self._holder.set_panel(panel)

    @property
    def is_open(self) -> bool:
        """Whether it is there."""
        return not self.isHidden()

    @property
    def is_seen(self) -> bool:
        """Whether it is there to be seen: Qt keeps those in tabs behind far out on the left."""
        return self.isVisible() and (self.isFloating() or not self.visibleRegion().isEmpty())

    def _make_heading(self, title: str) -> PlaceTitleBar:
        return PlaceTitleBar(title)


class _Holder(Guarded, QScrollArea):
    """Keeps the room of a panel while that is hidden, and scrolls what is higher than the room.

    So the plot above never has to give way. What Qt resizes itself gets all the height that it
    would like to have, which scrolls far too soon.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lower_holder")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground(self.viewport())

    def set_panel(self, panel: QWidget) -> None:
        """Show a panel."""
        self.setWidget(panel)
        self._fit()

    def sizeHint(self) -> QSize:
        return FIRST_SIZE

    def minimumSizeHint(self) -> QSize:
        return QSize(0, LEAST_LINES * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            self.updateGeometry()
        return super().viewportEvent(event)

    def _fit(self) -> None:
        """Give the panel all the room, or as much more as it cannot do without."""
        panel = self.widget()
        if not isinstance(panel, Panel):
            return
        least = panel.minimumSizeHint().width()
        room = self.maximumViewportSize().expandedTo(QSize(least, 0))
        if panel.least_height(room.width()) > room.height():
            bar = self.verticalScrollBar().sizeHint().width()
            room.setWidth(max(least, room.width() - bar))
        panel.resize(room.expandedTo(QSize(0, panel.least_height(room.width()))))


class Middle(QWidget):
    """The panel in the middle; it stays there."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = TitleBar(title)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.heading)
        self._layout.addStretch(1)

    def set_panel(self, panel: QWidget) -> None:
        """Show a panel below the title."""
        self._layout.takeAt(1)
        self._layout.addWidget(panel, 1)
