"""Forms: rows of captions and fields, which say that they were edited."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
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
from reluviz.views.guard import Guarded
from reluviz.views.icons import icon
from reluviz.views.numbers import NumberEdit
from reluviz.views.theme import Theme

_DICE_SEEDS = 10_000  # short enough to be told to a neighbour

Cell = tuple[str | QLabel, QWidget | QHBoxLayout | Sequence[QWidget]]


class Form(Guarded, QWidget):
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
        self._rows = [[_cell(*cell) for cell in cells] for cells in rows]
        self._first, self._last = first, last
        self._is_narrow = True
        self._place(is_narrow=False)
        return grid

    def sizeHint(self) -> QSize:
        """As wide as the rows are that were asked for."""
        return QSize(self._least(self._rows), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as one field in each row."""
        return QSize(self._least(self._one_by_one()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(is_narrow=self.width() < self._least(self._rows))

    def _place(self, is_narrow: bool) -> None:
        """Put everything into the grid, or each field into a row of its own."""
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        rows = self._one_by_one() if is_narrow else self._rows
        columns = 2 * max(map(len, rows))
        if self._first is not None:
            grid.addWidget(self._first, 0, 0, 1, columns)
        start = 0 if self._first is None else 1
        for line, cells in enumerate(rows, start):
            for place, (label, field) in enumerate(cells):
                span = columns - 1 if len(cells) == 1 else 1
                grid.addWidget(label, line, 2 * place)
                _add(grid, field, line, 2 * place + 1, span)
        for line, layout in enumerate(self._last, start + len(rows)):
            _add(grid, layout, line, 0, columns)
        for index in range(2 * max(map(len, self._rows))):
            grid.setColumnStretch(index, index % 2 if index < columns else 0)

    def _one_by_one(self) -> Rows:
        return [[cell] for cells in self._rows for cell in cells]

    def _least(self, rows: Rows) -> int:
        """Width that rows need, in pixels."""
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        gap, columns = grid.horizontalSpacing(), 2 * max(map(len, rows))
        widths, alone = [0] * columns, 0
        for cells in rows:
            for place, (label, field) in enumerate(cells):
                needs = _width(field)
                if len(cells) == 1:
                    alone, needs = max(alone, needs), 0
                at = 2 * place
                widths[at] = max(widths[at], _width(label))
                widths[at + 1] = max(widths[at + 1], needs)
        others = [_width(part) for part in (self._first, *self._last) if part is not None]
        return max(sum(widths) + gap * (columns - 1), widths[0] + gap + alone, *others)


Rows = list[list[tuple[QLabel, QWidget | QLayout]]]
"""Captions and fields."""


def _cell(
    text: str | QLabel, field: QWidget | QHBoxLayout | Sequence[QWidget]
) -> tuple[QLabel, QWidget | QLayout]:
    if isinstance(field, QWidget):
        return caption(text, field), field
    box = field if isinstance(field, QHBoxLayout) else fields(field)
    first = box.itemAt(0)
    return caption(text, None if first is None else first.widget()), box


def _add(grid: QGridLayout, part: QWidget | QLayout, line: int, column: int, span: int) -> None:
    """Put a part into a grid, wherever in it that was before."""
    if isinstance(part, QWidget):
        grid.addWidget(part, line, column, 1, span)
        return
    grid.removeItem(part)
    part.setParent(None)  # else Qt holds it for one that is elsewhere
    grid.addLayout(part, line, column, 1, span)


def _width(part: QWidget | QLayout) -> int:
    if isinstance(part, QLayout):
        return part.minimumSize().width()
    return 0 if part.isHidden() else max(part.minimumSizeHint().width(), part.minimumWidth())


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
