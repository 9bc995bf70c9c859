"""Offers what was rescued from a run of the program that did not end properly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.copies import said
from reluviz.app.dialogs.common import button_box, heading, plain_label, size_dialog
from reluviz.app.file_work import read_any
from reluviz.app.offscreen import project_image
from reluviz.files.kept import Copy
from reluviz.files.project import Project

_PICTURE = QSize(216, 132)


class RescuedDialog(QDialog):
    """What was rescued, with its picture and how old it is beside the user's file.

    Parameters
    ----------
    copies : sequence of Copy
        The newest first; one that cannot be read has no picture.
    theme : str
        Colours of the pictures: "light" or "dark".
    then : callable
        Gets the copy that is to be opened.
    """

    def __init__(
        self,
        copies: Sequence[Copy],
        theme: str,
        then: Callable[[Copy], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rescued_dialog")
        self.setWindowTitle("Rescued")
        self._copies, self._then = copies, then
        self.list = QListWidget()
        self.list.setObjectName("rescued_list")
        self.list.setAccessibleName("What was rescued, the newest first")
        self.list.setIconSize(_PICTURE)
        self.list.setSpacing(4)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        for copy in copies:
            item = QListWidgetItem(_picture(copy, theme), described(copy))
            item.setToolTip(copy.origin.path or "")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = button_box(self, "Open")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("Later")
        self.list.itemActivated.connect(self.accept)
        self.accepted.connect(self._on_accepted)
        layout = QVBoxLayout(self)
        layout.addWidget(heading("ReluViz did not end properly last time. This was rescued:"))
        layout.addWidget(self.list, 1)
        later = "Nothing is lost by “Later”: it stays under File > Recently closed."
        layout.addWidget(plain_label(later, wrap=True))
        layout.addWidget(buttons)
        size_dialog(self, 90, 30)

    def _on_accepted(self) -> None:
        self._then(self._copies[self.list.currentRow()])


def described(copy: Copy) -> str:
    """Return the name of a copy, its time, and whether the user's file is older or newer."""
    return f"{copy.origin.name}\nas it was at {said(copy.when)}\n{_beside_file(copy)}"


def _beside_file(copy: Copy) -> str:
    if copy.origin.path is None:
        return "never saved to a file"
    try:
        saved = datetime.fromtimestamp(Path(copy.origin.path).stat().st_mtime)
    except OSError:
        return "its file is not there any more"
    if saved > copy.when:
        return f"older than the file, which was saved at {said(saved)}"
    return f"newer than the file, which was saved at {said(saved)}"


def _picture(copy: Copy, theme: str) -> QIcon:
    try:
        project, _ = read_any(copy.file)
    except ValueError:
        return QIcon()  # opening it says why
    assert isinstance(project, Project)
    image = project_image(project, _PICTURE.width(), _PICTURE.height(), theme)
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # which Qt would tint
        icon.addPixmap(QPixmap.fromImage(image), mode)
    return icon
