"""The plot of one step of the construction, on a part of a sheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.steps import Step
from reluviz.core.targets import Target
from reluviz.document.state import State
from reluviz.document.step_parts import parts_of
from reluviz.views import axes, ticks
from reluviz.views.frame import Array, Frame, Range
from reluviz.views.painting import TextWidths
from reluviz.views.plot.lines import LineCache, Look
from reluviz.views.plot.points import MOST_DOTS_IN_PICTURE, PICTURE_RATIO, image_of_points
from reluviz.views.plot.polylines import in_view, to_polygon
from reluviz.views.plot.targets import pieces
from reluviz.views.theme import Theme, translucent

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class StepPlot:
    """Axes and lines of a step.

    Parameters
    ----------
    painter : QPainter
        Where to.
    state : State
        The network and its target.
    step : Step
        Which step.
    room : QRectF
        The part of the sheet that may be painted on.
    font : QFont
        Font of the numbers, its size in pixels; the widths of lines follow from it.
    has_key : bool
        Whether there is a line that says which line is which, and the line of what is added.
    """

    def __init__(
        self,
        painter: QPainter,
        state: State,
        step: Step,
        room: QRectF,
        theme: Theme,
        font: QFont,
        has_key: bool,
    ) -> None:
        self._painter, self._state, self._theme = painter, state, theme
        self._parts, self._kink = parts_of(state, step), step.kink
        self._font, self._has_key = font, has_key
        self._widths = TextWidths(font)
        self._size = float(font.pixelSize())
        self._colour = theme.curve if step.unit is None else theme.unit(step.unit)
        self._room = room
        self._frame, self._steps = self._framed()

    def paint(self) -> None:
        """Paint everything, from the ground up."""
        painter, frame = self._painter, self._frame
        self._paint_grid()
        painter.save()
        painter.setClipRect(QRectF(frame.left, frame.top, frame.width, frame.height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        target = self._state.target
        is_crowd = target is not None and len(target.x) > MOST_DOTS_IN_PICTURE
        if is_crowd:
            self._paint_points()
        self._paint_area()
        for name, look in self._looks().items():
            curve = getattr(self._parts, name)
            if curve is not None:
                LineCache().paint(painter, name, curve, look, frame, 1.0, True)
        if not is_crowd:
            self._paint_points()
        self._paint_start()
        painter.restore()
        if self._has_key:
            self._paint_key()

    # Where things are

    def _framed(self) -> tuple[Frame, tuple[float, float]]:
        """The rectangle of the plot with room for numbers, and their spacing."""
        room, size = self._room, self._size
        x_range, y_range = _ranges(self._state)
        below = size * (3.4 if self._has_key else 1.7)
        height = max(10.0, room.height() - below - 0.5 * size)
        y_step, _ = ticks.spacing(y_range[1] - y_range[0], height / (2.6 * size))
        texts = [ticks.tick_text(float(y), y_step) for y in ticks.ticks(*y_range, y_step)]
        widest = max((self._widths(text) for text in texts), default=0.0)
        left = widest + 0.7 * size
        width = max(10.0, room.width() - left - 0.8 * size)
        x_step, _ = ticks.spacing(x_range[1] - x_range[0], width / (5.5 * size))
        top = room.top() + 0.5 * size
        frame = Frame(room.left() + left, top, width, height, x_range, y_range)
        frame = replace(frame, calendar=self._state.calendar)
        return frame, (x_step, y_step)

    def _looks(self) -> dict[str, Look]:
        theme, thick = self._theme, max(1.0, 0.16 * self._size)
        looks = {
            "whole": Look(theme.ghost, 0.5 * thick),
            "without": Look(theme.muted, 0.7 * thick, (4.0, 3.0)),
            "added": Look(self._colour, 0.9 * thick),
            "total": Look(theme.curve, 1.25 * thick),
        }
        if not self._has_key:
            del looks["added"]  # the area says as much, and small pictures are to be quiet
        return looks

    # The parts

    def _paint_grid(self) -> None:
        painter, frame, theme = self._painter, self._frame, self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._font)
        line = 1.3 * self._size
        grid, muted = QPen(QColor(theme.grid), 0.6), QColor(theme.muted)
        end = -1e9
        for x, text in axes.numbers_below(frame, self._steps[0], 6.5 * self._size):
            column = frame.column(x)
            painter.setPen(grid)
            painter.drawLine(QLineF(column, frame.top, column, frame.bottom))
            width = self._widths(text) + 4
            left = min(column - width / 2, self._room.right() - width)
            if left >= end:
                painter.setPen(muted)
                place = QRectF(left, frame.bottom + 0.2 * self._size, width, line)
                painter.drawText(place, _CENTRE, text)
                end = left + width
        for y in ticks.ticks(*frame.y_range, self._steps[1]).tolist():
            row, text = frame.row(y), ticks.tick_text(y, self._steps[1])
            painter.setPen(grid)
            painter.drawLine(QLineF(frame.left, row, frame.right, row))
            painter.setPen(muted)
            place = QRectF(self._room.left(), row - line / 2, frame.left - self._room.left(), line)
            painter.drawText(place.adjusted(-9, 0, -0.4 * self._size, 0), _RIGHT, text)
        painter.setPen(QPen(QColor(theme.border), 0.8))
        painter.drawLine(QLineF(frame.left, frame.top, frame.left, frame.bottom))
        painter.drawLine(QLineF(frame.left, frame.bottom, frame.right, frame.bottom))

    def _paint_area(self) -> None:
        """What the newest unit adds: between the sum without it and the sum with it."""
        without, added = self._parts.without, self._parts.added
        if without is None or added is None:
            return
        x, y = in_view(without, self._frame)
        other_x, other_y = in_view(self._parts.total.restricted(without.domain), self._frame)
        if len(x) < 2 or len(other_x) < 2:
            return
        outline = to_polygon(np.concatenate([x, other_x[::-1]]), np.concatenate([y, other_y[::-1]]))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(translucent(self._colour, 0.16))
        self._painter.drawPolygon(QPolygonF(outline))

    def _paint_points(self) -> None:
        target, (low, high) = self._state.target, self._state.domain
        if target is None:
            return
        colour, frame = self._theme.target, self._frame
        inside = slice(target.x.searchsorted(low), target.x.searchsorted(high, "right"))
        x, y = target.x[inside], target.y[inside]
        if target.formula:
            self._paint_formula(target)
        elif len(x) <= frame.width / (1.3 * self._size):
            self._painter.setPen(QPen(QColor(colour), max(0.8, 0.09 * self._size)))
            self._painter.setBrush(QColor(self._theme.ground))
            self._paint_dots(x, y, 0.26 * self._size)
        elif target.is_line:
            self._paint_target_line("target", target.curve, (2.0, 3.0))
        elif len(x) <= MOST_DOTS_IN_PICTURE:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(colour))
            self._paint_dots(x, y, 0.08 * self._size)
        else:
            image = image_of_points(x, y, frame, PICTURE_RATIO, colour)
            width, height = image.width() / PICTURE_RATIO, image.height() / PICTURE_RATIO
            self._painter.drawImage(QRectF(frame.left, frame.top, width, height), image)

    def _paint_formula(self, target: Target) -> None:
        for piece in pieces(target, self._state.domain):
            self._paint_target_line("target", piece)

    def _paint_target_line(
        self, name: str, curve: PiecewiseLinear, dashes: tuple[float, ...] = ()
    ) -> None:
        look = Look(self._theme.target, max(0.8, 0.08 * self._size), dashes)
        LineCache().paint(self._painter, name, curve, look, self._frame, 1.0, True)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_dots(self, x: Array, y: Array, radius: float) -> None:
        for one, other in zip(x.tolist(), y.tolist(), strict=True):
            self._paint_dot(one, other, radius)

    def _paint_start(self) -> None:
        kink, (low, high) = self._kink, self._state.domain
        if kink is not None and self._parts.added is not None and low <= kink <= high:
            self._painter.setPen(QPen(QColor(self._theme.ground), 0.8))
            self._painter.setBrush(QColor(self._colour))
            self._paint_dot(kink, float(self._parts.total(kink)), 0.36 * self._size)

    def _paint_dot(self, x: float, y: float, radius: float) -> None:
        place = QPointF(self._frame.column(x), self._frame.row(y))
        self._painter.drawEllipse(place, radius, radius)

    def _paint_key(self) -> None:
        """Which line is which, as far as there is room."""
        painter, size, looks = self._painter, self._size, self._looks()
        texts = {
            "total": "sum so far",
            "without": "without it",
            "added": "what it adds",
            "whole": "the whole network",
        }
        left, row = self._frame.left, self._room.bottom() - 0.8 * size
        for name, text in texts.items():
            if getattr(self._parts, name) is None:
                continue
            width = 2.6 * size + self._widths(text)
            if left + width > self._room.right():
                break
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(looks[name].pen())
            painter.drawLine(QLineF(left, row, left + 2 * size, row))
            painter.setPen(QColor(self._theme.muted))
            place = QRectF(left + 2.5 * size, row - size, width, 2 * size)
            painter.drawText(place, _LEFT, text)
            left += width + 1.6 * size


def _ranges(state: State) -> tuple[Range, Range]:
    """What is in view in all steps of a construction: the whole network, with room around."""
    values = [state.curve.y]
    low, high = state.domain
    if state.target is not None:
        x, y = state.target.x, state.target.y
        values.append(y[x.searchsorted(low) : x.searchsorted(high, "right")])
    joined = np.concatenate(values)
    least, most = float(joined.min()), float(joined.max())
    if most - least <= 1e-9 * max(abs(least), abs(most)):
        reach = abs(most) / 2 or 1.0
        least, most = least - reach, most + reach
    margin, beside = 0.28 * (most - least), 0.02 * (high - low)
    return (low - beside, high + beside), (least - margin, most + margin)
