"""Examples and lessons with their pictures, to begin with one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import close_box, heading, plain_label, size_dialog
from reluviz.app.offscreen import project_image
from reluviz.files.examples import list_examples
from reluviz.files.project import Project
from reluviz.lessons.reading import list_lessons

_PICTURE = QSize(216, 128)
_ROOM = 244  # pixels of a card


@dataclass(frozen=True)
class Entry:
    """One thing to begin with.

    Parameters
    ----------
    name : str
        objectName of its button.
    title, summary : str
        What it is called, and the line that explains it.
    group : str
        Heading of those that it stands with.
    project : callable
        Returns what its picture shows.
    begin : callable
        Opens it.
    """

    name: str
    title: str
    summary: str
    group: str
    project: Callable[[], Project]
    begin: Callable[[], None]


class GalleryDialog(QDialog):
    """Pictures in rows, by group; a click opens one.

    Parameters
    ----------
    theme : str
        Colours of the pictures: "light" or "dark".
    open_example : callable
        Gets the name of an example.
    start_lesson : callable
        Gets a `Lesson`.
    others : mapping of str to callable
        Other ways to begin, as buttons, by their texts.
    """

    def __init__(
        self,
        theme: str,
        open_example: Callable[[str], None],
        start_lesson: Callable[..., None],
        others: dict[str, Callable[[], None]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_dialog")
        self.setWindowTitle("Gallery")
        self._theme = theme
        self._chosen: Callable[[], None] | None = None
        self._waiting: list[tuple[QToolButton, Entry]] = []
        size_dialog(self, 150, 44)
        self._columns = max(1, (self.width() - 40) // _ROOM)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._groups(_entries(open_example, start_lesson)))
        row = QHBoxLayout()
        for text, begin in others.items():
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._choose, begin))
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close_box(self))
        layout = QVBoxLayout(self)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(row)
        self.finished.connect(self._on_finished)
        self._timer = QTimer(self)  # one picture at a time: the dialog is there at once
        self._timer.timeout.connect(self._paint_next)
        self._timer.start(0)

    def _groups(self, entries: list[Entry]) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        for group in dict.fromkeys(entry.group for entry in entries):
            column.addWidget(heading(group))
            grid = QGridLayout()
            own = [entry for entry in entries if entry.group == group]
            for place, entry in enumerate(own):
                grid.addWidget(self._card(entry), *divmod(place, self._columns))
            for free in range(len(own), self._columns):
                grid.addWidget(QWidget(), 0, free)
            for k in range(self._columns):
                grid.setColumnStretch(k, 1)
            column.addLayout(grid)
            column.addSpacing(10)
        column.addStretch(1)
        return content

    def _card(self, entry: Entry) -> QWidget:
        button = QToolButton()
        button.setObjectName(entry.name)
        button.setText(entry.title)
        button.setAccessibleDescription(entry.summary)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(_PICTURE)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumHeight(_PICTURE.height() + 2 * self.fontMetrics().height())
        button.clicked.connect(partial(self._choose, entry.begin))
        self._waiting.append((button, entry))
        summary = plain_label(entry.summary, wrap=True)
        summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(button)
        column.addWidget(summary, 1)
        return card

    def _paint_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        button, entry = self._waiting.pop(0)
        image = project_image(entry.project(), _PICTURE.width(), _PICTURE.height(), self._theme)
        button.setIcon(QIcon(QPixmap.fromImage(image)))

    def _choose(self, begin: Callable[[], None], _checked: bool = False) -> None:
        self._chosen = begin
        self.accept()

    def _on_finished(self) -> None:
        self._timer.stop()
        if self._chosen is not None:
            QTimer.singleShot(0, self._chosen)  # once the dialog is gone


def _entries(open_example: Callable[[str], None], start_lesson: Callable[..., None]) -> list[Entry]:
    lessons = [
        Entry(
            f"lesson_{one.name}",
            one.title,
            one.summary,
            "Lessons",
            partial(getattr, one, "start"),
            partial(start_lesson, one),
        )
        for one in list_lessons()
    ]
    return lessons + [
        Entry(
            f"example_{one.name}",
            one.title,
            one.summary,
            one.group,
            partial(getattr, one, "project"),
            partial(open_example, one.name),
        )
        for one in list_examples()
    ]
