"""Where the panels are: at the sides and below in docks, in the middle, each under its title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

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


class Chooser(Guarded, QWidget):
    """Chooses among titles: tabs where there is room for all, with short names or not; else a menu.

    Parameters
    ----------
    titles : sequence of (str, str)
        Long and short.
    index : int
        The one that is chosen here, whatever is asked for.
    """

    chosen = Signal(int)
    """The user asks for another one."""

    def __init__(self, titles: Sequence[tuple[str, str]], index: int) -> None:
        super().__init__()
        self._titles, self._index = list(titles), index
        self.tabs, self.menu_button = QTabBar(), QToolButton()
        self.tabs.setObjectName("place_tabs")
        self.tabs.setAccessibleName("Panels")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.menu_button.setObjectName("place_menu")
        self.menu_button.setText(f"{titles[index][0]}  ▾")
        self.menu_button.setToolTip("Other panels of this place")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self.menu_button)
        self.menu_button.setMenu(menu)
        for place, (title, _) in enumerate(titles):
            self.tabs.addTab(title)
            menu.addAction(title).triggered.connect(partial(self.chosen.emit, place))
        self.tabs.setCurrentIndex(index)
        self.tabs.currentChanged.connect(self._on_current_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.menu_button)
        row.addStretch(0)
        self.menu_button.hide()  # until there is known to be no room for the tabs
        self.setFocusProxy(self.tabs)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is here."""
        return self.tabs.hasFocus() or self.menu_button.hasFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        advance = self.fontMetrics().horizontalAdvance
        forms = list(zip(*self._titles, strict=True))
        needs = [sum(advance(title) + _ROOM_OF_A_TAB for title in form) for form in forms]
        titles = forms[0] if needs[0] <= self.width() else forms[1]
        has_tabs = min(needs) <= self.width()
        for place, title in enumerate(titles):
            self.tabs.setTabText(place, title)
        self.tabs.setVisible(has_tabs)
        self.menu_button.setVisible(not has_tabs)
        self.setFocusProxy(self.tabs if has_tabs else self.menu_button)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _on_current_changed(self, index: int) -> None:
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(self._index)  # the title of the other one says the other
        self.chosen.emit(index)


class PlaceTitleBar(TitleBar):
    """The title of a panel under the plot among those that can take its place, and a button."""

    close_requested = Signal()
    """The button was clicked."""

    chosen = Signal(int)
    """The user asks for another panel of the place."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.chooser: Chooser | None = None
        self._close = QToolButton()
        self._close.setObjectName("title_close")
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close; View > Panels brings it back")
        self._close.setAccessibleName(f"Close {title}")
        self._close.clicked.connect(self.close_requested)
        side = max(12, self.fontMetrics().height() - 2)
        self._close.setIconSize(QSize(side, side))
        self._row.setContentsMargins(12, 0, 6, 0)
        self._row.addWidget(self._close)
        self._height = self.heading.sizeHint().height()

    def sizeHint(self) -> QSize:
        """As high as the title alone is, even when that gives way to tabs."""
        return super().sizeHint().expandedTo(QSize(0, self._height))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self._height))

    def offer(self, titles: Sequence[tuple[str, str]], index: int) -> None:
        """Show titles, long and short, of what can be in this place; `index` is this one."""
        if self.chooser is not None or len(titles) < 2:
            return
        self.chooser = Chooser(titles, index)
        self.chooser.chosen.connect(self.chosen)
        self.chooser.tabs.tabBarDoubleClicked.connect(lambda _index: self.double_clicked.emit())
        self.heading.hide()
        self._row.insertWidget(0, self.chooser, 1000)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the icon; the style sheet has the others."""
        self._close.setIcon(icon("close", theme))


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
        self.setWidget(_Room())

    def set_panel(self, panel: QWidget) -> None:
        """Show a panel below the heading."""
        self.setWidget(_Holder(panel))

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


class _Room(Guarded, QWidget):
    """Keeps the room of a panel until that is made: without it Qt would close the dock."""

    def sizeHint(self) -> QSize:
        return FIRST_SIZE


class _Holder(Guarded, QScrollArea):
    """Keeps the room of a panel while that is hidden, and scrolls what is higher than the room.

    So the plot above never has to give way. What Qt resizes itself gets all the height that it
    would like to have, which scrolls far too soon.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self.setObjectName("lower_holder")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground(self.viewport())
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
