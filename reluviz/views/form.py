"""Forms: rows of captions and fields, which say that they were edited."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QSlider,
    QToolButton,
    QWidget,
)

from reluviz.views.fields import ChoiceBox, CountBox, seed_of
from reluviz.views.icons import icon
from reluviz.views.numbers import NumberEdit
from reluviz.views.theme import Theme

_DICE_SEEDS = 10_000  # short enough to be told to a neighbour

Cell = tuple[str | QLabel, QWidget | QHBoxLayout | Sequence[QWidget]]


class Form(QWidget):
    """Fields for settings. What is typed stays in them until somebody reads it."""

    edited = Signal()
    """The user changed a field."""

    entered = Signal()
    """The user pressed Enter in a field."""

    def watch(self, *fields: QWidget) -> None:
        """Say so when one of them is edited, or Enter is pressed in it."""
        for field in fields:
            if isinstance(field, NumberEdit):
                field.number_edited.connect(self.edited)
            elif isinstance(field, QLineEdit):
                field.textEdited.connect(self.edited)
                field.returnPressed.connect(self.entered)
            elif isinstance(field, CountBox):
                field.valueChanged.connect(self.edited)
                field.lineEdit().returnPressed.connect(self.entered)
            elif isinstance(field, ChoiceBox):
                field.activated.connect(self.edited)
            elif isinstance(field, QCheckBox):
                field.clicked.connect(self.edited)

    def lay_out(
        self,
        rows: Sequence[Sequence[Cell]],
        *,
        first: QWidget | None = None,
        last: Sequence[QLayout] = (),
        gaps: tuple[int, int] = (8, 6),
    ) -> QGridLayout:
        """Put captions and fields into a grid; a row of one cell goes over all of it.

        Parameters
        ----------
        rows : sequence of sequence of (caption, field or fields)
            From the top, and from the left.
        first : QWidget, optional
            What is above them.
        last : sequence of QLayout
            What is below them.
        gaps : tuple of int
            Pixels between columns, and between rows.
        """
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(gaps[0])
        grid.setVerticalSpacing(gaps[1])
        columns = 2 * max(map(len, rows))
        if first is not None:
            grid.addWidget(first, 0, 0, 1, columns)
        start = 0 if first is None else 1
        for line, cells in enumerate(rows, start):
            for place, (text, field) in enumerate(cells):
                span = columns - 1 if len(cells) == 1 else 1
                here = (line, 2 * place + 1, 1, span)
                if isinstance(field, QWidget):
                    grid.addWidget(field, *here)
                    buddy: QWidget | None = field
                else:
                    box = field if isinstance(field, QHBoxLayout) else fields(field)
                    grid.addLayout(box, *here)
                    item = box.itemAt(0)
                    buddy = None if item is None else item.widget()
                grid.addWidget(caption(text, buddy), line, 2 * place)
        for line, layout in enumerate(last, start + len(rows)):
            grid.addLayout(layout, line, 0, 1, columns)
        for index in range(1, columns, 2):
            grid.setColumnStretch(index, 1)
        return grid


class SeedField(QWidget):
    """A seed, and a dice that throws another one."""

    thrown = Signal()
    """The dice was clicked."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__()
        self.line = line
        line.setObjectName("seed")
        line.setAccessibleName("Seed")
        line.setToolTip("The same seed gives the same numbers, to the last bit")
        self.dice = QToolButton()
        self.dice.setObjectName("dice")
        self.dice.setAccessibleName("Another seed")
        self.dice.setToolTip("Another seed at random")
        self.dice.clicked.connect(self._on_dice_clicked)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(line, 1)
        box.addWidget(self.dice)

    def value(self) -> int:
        """Return the seed; ValueError if it is none."""
        return seed_of(self.line.text())

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the dice."""
        self.dice.setIcon(icon("dice", theme))

    def _on_dice_clicked(self) -> None:
        self.line.setText(str(secrets.randbelow(_DICE_SEEDS)))
        self.thrown.emit()


def caption(text: str | QLabel, buddy: QWidget | None) -> QLabel:
    """Return what stands before a field."""
    label = QLabel(text) if isinstance(text, str) else text
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    if buddy is not None:
        label.setBuddy(buddy)
    return label


def fields(parts: Iterable[QWidget], spacing: int = 6) -> QHBoxLayout:
    """Return fields in a row; those that can be long take the room there is."""
    box = QHBoxLayout()
    box.setSpacing(spacing)
    for part in parts:
        is_long = isinstance(part, QSlider | QLineEdit | SeedField)
        box.addWidget(part, 1 if is_long else 0)
    return box
