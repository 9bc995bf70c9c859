"""Where the panels are: at the sides and below in docks, in the middle, each under its title."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from reluviz.views.guard import Guarded
from reluviz.views.icons import icon
from reluviz.views.theme import Theme

FIRST_SIZE = QSize(660, 230)
"""Of a panel under the plot."""

_LINE, _ASIDE = QSize(0, 1), QPoint(-24, -72)


class TitleBar(Guarded, QWidget):
    """A title in bold above a panel."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("title_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading = QLabel(title)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 12, 7)
        layout.addWidget(heading)
        layout.addStretch(1)


class ClosableTitleBar(TitleBar):
    """A title with a button that closes; but a line where a tab says the same."""

    close_requested = Signal()
    """The button was clicked."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._takes_room = True
        self._close = QToolButton()
        self._close.setObjectName("title_close")
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close; View > Panels brings it back")
        self._close.setAccessibleName(f"Close {title}")
        self._close.clicked.connect(self.close_requested)
        side = max(12, self.fontMetrics().height() - 2)
        self._close.setIconSize(QSize(side, side))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._close)
        layout.setContentsMargins(12, 4, 6, 4)

    def set_takes_room(self, wanted: bool) -> None:
        """Be there, or leave the room to the panel, apart from a line."""
        if wanted != self._takes_room:
            self._takes_room = wanted
            self._close.setVisible(wanted)
            self.updateGeometry()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the icon; the style sheet has the others."""
        self._close.setIcon(icon("close", theme))

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self._takes_room else _LINE

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self._takes_room else _LINE


class Dock(QDockWidget):
    """A panel at the side."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(
            Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.setTitleBarWidget(TitleBar(title))


class LowerDock(Guarded, QDockWidget):
    """A panel under the plot, in a tab with others; it can be taken to any side."""

    closing = Signal()
    """It will be closed; the keyboard may still be in it."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.heading = ClosableTitleBar(title)
        self.heading.close_requested.connect(self.close)
        self.setTitleBarWidget(self.heading)
        self._holder = _Holder()
        self.setWidget(self._holder)

    def set_panel(self, panel: QWidget) -> None:
        """Show a panel below the heading."""
        self._holder.set_panel(panel)

    @property
    def is_open(self) -> bool:
        """Whether it is there, be it in a tab behind another."""
        return not self.isHidden()

    @property
    def is_seen(self) -> bool:
        """Whether it is there to be seen: Qt keeps those in tabs behind far out on the left."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def take_out(self) -> None:
        """Make it a window of its own, a little aside so that this can be seen."""
        place = self.mapToGlobal(_ASIDE)
        self.setFloating(True)
        self.move(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isFloating():  # Qt draws no frame around a title of one's own
            painter = QPainter(self)
            painter.setPen(self.palette().mid().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


class _Holder(Guarded, QWidget):
    """Keeps the room of a panel while that is hidden: without it Qt would close the dock."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lower_holder")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def set_panel(self, panel: QWidget) -> None:
        self._layout.addWidget(panel)

    def sizeHint(self) -> QSize:
        return FIRST_SIZE


class Middle(QWidget):
    """The panel in the middle; it stays there."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(TitleBar(title))
        self._layout.addStretch(1)

    def set_panel(self, panel: QWidget) -> None:
        """Show a panel below the title."""
        self._layout.takeAt(1)
        self._layout.addWidget(panel, 1)
