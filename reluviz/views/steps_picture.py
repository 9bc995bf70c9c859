"""The steps of the construction as pictures: one at a time for an animation, or all on a sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from reluviz.core.steps import BLANK, Step, chosen_steps, step, step_title
from reluviz.document.state import State
from reluviz.views.painting import TextWidths
from reluviz.views.steps_plot import StepPlot
from reluviz.views.theme import Theme

FRAME_SIZE = (800, 560)
"""Of a frame of an animation, in pixels."""

A4 = (595, 842)
"""In points."""

MOST_ON_SHEET = 25
MOST_FRAMES = 41

_MARGIN = 34.0
_EQUALS = "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"
_WRITING_LINE = "________"
_FRAME_LINES = 2  # kept for the words, so that the plot stays where it is
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, eq=False)
class StepsLook:
    """What all pictures of a construction have in common.

    Parameters
    ----------
    state : State
        The network.
    name : str
        Title of a sheet.
    font : QFont
        The font; its size is chosen by the picture's.
    blanks : bool
        Whether there are blanks instead of the numbers that are to be found.
    """

    state: State
    name: str
    theme: Theme
    font: QFont
    blanks: bool = False

    def step(self, count: int) -> Step:
        """Return step `count`."""
        return step(self.state.network, count, self.state.domain, self.blanks, self.state.digits)

    @property
    def line_spacing(self) -> float:
        """Height of a line of words as a multiple of its size; blanks are to be written on."""
        return 1.8 if self.blanks else 1.3

    def sized(self, pixels: float, bold: bool = False) -> QFont:
        """Return the font in a size, in logical pixels."""
        font = QFont(self.font)
        font.setPixelSize(max(4, round(pixels)))
        font.setBold(bold)
        return font


@dataclass(frozen=True, eq=False)
class StepFrame:
    """One step on a sheet of its own: title, words, and the plot.

    Parameters
    ----------
    look : StepsLook
        What it has in common with the others.
    count : int
        Which step.
    """

    look: StepsLook
    count: int

    def picture_size(self) -> tuple[int, int]:
        """Width and height, in logical pixels."""
        return FRAME_SIZE

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint on a sheet of `width` by `height` logical pixels, its ground included."""
        look, theme = self.look, self.look.theme
        n_units = look.state.network.n_units
        painter.fillRect(QRectF(0, 0, width, height), QColor(theme.ground))
        size = min(max(min(width / 42, height / 29), 9.0), 30.0)
        inner = QRectF(1.4 * size, 1.1 * size, width - 2.8 * size, height - 2.2 * size)
        found = look.step(self.count)
        words = _words(look, found, inner.width(), inner.height(), size)
        _Cell(painter, look, found, inner, size).paint(*words, _FRAME_LINES, has_key=True)
        done = width * self.count / n_units
        painter.fillRect(QRectF(0, height - 0.3 * size, width, 0.3 * size), QColor(theme.grid))
        painter.fillRect(QRectF(0, height - 0.3 * size, done, 0.3 * size), QColor(theme.accent))


@dataclass(frozen=True, eq=False)
class StepsSheet:
    """Small pictures of all steps on one sheet, to be printed.

    Parameters
    ----------
    look : StepsLook
        What the pictures have in common.
    is_landscape : bool
        Whether the sheet is wider than high.
    """

    look: StepsLook
    is_landscape: bool = False

    @property
    def counts(self) -> list[int]:
        """The steps that are shown."""
        return chosen_steps(self.look.state.network.n_units, MOST_ON_SHEET)

    def picture_size(self) -> tuple[int, int]:
        """Width and height of A4, in points."""
        return (A4[1], A4[0]) if self.is_landscape else A4

    def paint_picture(self, painter: QPainter, width: int, height: int) -> None:
        """Paint on a sheet of `width` by `height` logical pixels, its ground included."""
        painter.fillRect(QRectF(0, 0, width, height), QColor(self.look.theme.ground))
        margin = min(_MARGIN, 0.06 * min(width, height))
        room = QRectF(margin, margin, width - 2 * margin, height - 2 * margin)
        below = self._paint_head(painter, room)
        counts = self.counts
        columns, rows = grid_of(len(counts), room.width(), room.bottom() - below)
        gap = 0.03 * room.width()
        steps = [self.look.step(count) for count in counts]
        across = (room.width() - (columns - 1) * gap) / columns
        up = min((room.bottom() - below - (rows - 1) * gap) / rows, 1.15 * across)
        size = min(max(across / 25, 6.0), 12.0)
        words = [_words(self.look, found, across, up, size) for found in steps]
        # Plots of one sheet begin at the same height, so that they can be compared.
        n_lines = max(len(lines) for lines, _ in words)
        for k, found in enumerate(steps):
            left = room.left() + k % columns * (across + gap)
            cell = QRectF(left, below + k // columns * (up + gap), across, up)
            _Cell(painter, self.look, found, cell, size).paint(*words[k], n_lines, has_key=False)

    def _paint_head(self, painter: QPainter, room: QRectF) -> float:
        """Paint the title; return where the next thing may begin."""
        look, size = self.look, min(max(room.width() / 36, 9.0), 15.0)
        title, note = look.sized(size, bold=True), look.sized(0.62 * size)
        line = QRectF(room.left(), room.top(), room.width(), 1.3 * size)
        painter.setPen(QColor(look.theme.text))
        painter.setFont(title)
        name = TextWidths(title).elided(f"{look.name}, step by step", room.width())
        painter.drawText(line, _LEFT, name)
        painter.setFont(note)
        painter.setPen(QColor(look.theme.muted))
        below = line.translated(0, 1.15 * size)
        painter.drawText(below, _LEFT, self._note())
        if look.blanks:
            painter.drawText(below, _RIGHT, f"Name: {_WRITING_LINE * 3}")
        return below.bottom() + 0.6 * size

    def _note(self) -> str:
        n_units, shown = self.look.state.network.n_units, len(self.counts)
        if shown <= n_units:
            return f"{shown} of {n_units + 1:,} steps, evenly spread"
        return "z = b0 + the sum of w · max(0, b + v · x)"


def grid_of(count: int, width: float, height: float) -> tuple[int, int]:
    """Return columns and rows for `count` pictures that are a little wider than high."""

    def badness(columns: int) -> float:
        rows = math.ceil(count / columns)
        empty = (columns * rows - count) / count
        return abs(math.log(width / columns / (height / rows) / 1.15)) + empty

    columns = min(range(1, count + 1), key=badness)
    return columns, math.ceil(count / columns)


def wrapped(text: str, widths: TextWidths, room: float) -> list[str]:
    """Return `text` in lines that fit into `room` pixels, as far as its words do."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and widths(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _words(
    look: StepsLook, found: Step, width: float, height: float, size: float
) -> tuple[list[str], QFont]:
    """The words of a step in lines, and their font: short words where there is little room."""
    most = max(1, int(0.36 * height / (look.line_spacing * size)))
    lines, font = [""], look.sized(size)
    for text, share in (
        (found.text, 1.0),
        (found.text, 0.88),
        (found.short_text, 1.0),
        (found.short_text, 0.88),
        (found.short_text, 0.75),
    ):
        font = look.sized(share * size)
        written = text.replace(" = ", _EQUALS).replace(BLANK, _WRITING_LINE)
        lines = wrapped(written, TextWidths(font), width)
        if len(lines) <= most:
            break
    return lines, font


class _Cell:
    """One step: its title, its words, and the plot in the rest."""

    def __init__(
        self, painter: QPainter, look: StepsLook, found: Step, room: QRectF, size: float
    ) -> None:
        self._painter, self._look, self._found = painter, look, found
        self._room, self._size = room, size

    def paint(self, lines: list[str], font: QFont, n_lines: int, has_key: bool) -> None:
        """Paint it, with room for `n_lines` of words."""
        size, room = self._size, self._room
        top = self._paint_title() + 0.2 * size
        up = self._look.line_spacing * size
        self._painter.setFont(font)
        self._painter.setPen(QColor(self._look.theme.text))
        for k, line in enumerate(lines):
            place = QRectF(room.left(), top + k * up, room.width(), up)
            self._painter.drawText(place, _LEFT, line)
        below = top + max(len(lines), n_lines) * up + 0.3 * size
        plot = QRectF(room.left(), below, room.width(), room.bottom() - below)
        if plot.height() > 3 * size:
            look, numbers = self._look, self._look.sized(0.82 * size)
            StepPlot(
                self._painter, look.state, self._found, plot, look.theme, numbers, has_key
            ).paint()

    def _paint_title(self) -> float:
        """Paint the title with the colour of its unit; return where it ends."""
        room, size, theme = self._room, self._size, self._look.theme
        head = QRectF(room.left(), room.top(), room.width(), 1.6 * size)
        if self._found.unit is not None:
            mark = QRectF(head.left(), head.center().y() - 0.45 * size, 0.3 * size, 0.9 * size)
            self._painter.fillRect(mark, QColor(theme.unit(self._found.unit)))
            head.setLeft(mark.right() + 0.4 * size)
        self._painter.setFont(self._look.sized(1.15 * size, bold=True))
        self._painter.setPen(QColor(theme.text))
        self._painter.drawText(head, _LEFT, step_title(self._found.count, self._found.n_units))
        return head.bottom()
