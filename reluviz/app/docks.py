"""A panel at the side: a dock with a quiet title line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QWidget


class Dock(QDockWidget):
    """A dock widget with its title in bold.

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
        heading = QLabel(title)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        bar = QWidget()
        bar.setObjectName("dock_title")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(12, 5, 12, 5)
        layout.addWidget(heading)
        layout.addStretch(1)
        self.setTitleBarWidget(bar)
