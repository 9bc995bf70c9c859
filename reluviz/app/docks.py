"""Where the panels are: at the sides in docks, in the middle, each below a quiet title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QVBoxLayout, QWidget


class TitleBar(QWidget):
    """A title in bold above a panel.

    Parameters
    ----------
    title : str
        Heading.
    """

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


class Dock(QDockWidget):
    """A panel at the side.

    Parameters
    ----------
    name : str
        objectName.
    title : str
        Heading.
    parent : QWidget
        The main window.
    """

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(
            Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.setTitleBarWidget(TitleBar(title))


class Middle(QWidget):
    """The panel in the middle; it stays there.

    Parameters
    ----------
    title : str
        Heading.
    """

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
