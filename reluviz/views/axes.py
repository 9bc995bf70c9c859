"""The grid, the numbers at the axes, and how much room they need."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from reluviz.core.calendar import Ticks
from reluviz.views import ticks
from reluviz.views.frame import Frame, Range
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme

PADDING = 12.0
"""Space right of the frame, in pixels."""

_TICK_EVERY = (95.0, 62.0)  # pixels between numbers, across and up
_DATE_EVERY = 130.0  # the longest texts are dates with a time of day
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def steps(frame: Frame) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the spacing of numbers and of the fine grid, across and up."""
    sides = zip(
        (frame.width, frame.height), (frame.x_range, frame.y_range), _TICK_EVERY, strict=True
    )
    across, up = (
        ticks.spacing(interval[1] - interval[0], size / every) for size, interval, every in sides
    )
    return across, up


def make_frame(
    fonts: Fonts,
    size: tuple[float, float],
    view: tuple[Range, Range],
    above: float,
    right: float = PADDING,
    strip: float = 0.0,
) -> Frame:
    """Return where the frame is on a sheet: beside and above the numbers.

    Parameters
    ----------
    fonts : Fonts
        Fonts of the sheet.
    size : tuple of float
        Width and height of the sheet, in logical pixels.
    view : tuple of two intervals
        What is in view, across and up.
    above, right : float
        Space above the frame and right of it, in pixels.
    strip : float
        Height of what is between the frame and the numbers below it.
    """
    width, height = size
    sheet = Frame(0, above, max(20.0, width), 0.0, *view, strip)
    below = sheet.gap + sheet.strip + fonts.small_line + 12
    sheet = replace(sheet, height=max(20.0, height - below - above))
    (_, _), (step, _) = steps(sheet)
    texts = [ticks.tick_text(y, step) for y in ticks.ticks(*view[1], step)]
    # In whole steps, so that the frame stays where it is while numbers come and go.
    widest = max([fonts.small_widths(text) for text in texts], default=0.0)
    left = 8 * np.ceil((max(widest, 24.0) + 14) / 8)
    return replace(sheet, left=float(left), width=float(max(20.0, width - left - right)))


def with_margins(bounds: tuple[Range, Range], frame: Frame) -> tuple[Range, Range]:
    """Return the intervals that show `bounds` in a frame with room for writing and for a hand."""
    across = min(28.0, 0.08 * frame.width)
    up = min(max(36.0, 0.12 * frame.height), 0.2 * frame.height)
    (low, high), (least, most) = bounds
    x_pixel = (high - low) / (frame.width - 2 * across)
    y_pixel = (most - least) / (frame.height - 2 * up)
    return (
        (low - across * x_pixel, high + across * x_pixel),
        (least - up * y_pixel, most + up * y_pixel),
    )


def paint_grid(painter: QPainter, frame: Frame, colour: QColor, is_fine: bool = False) -> None:
    """Paint lines at the numbers, or finer ones between them."""
    x_step, y_step = (pair[is_fine] for pair in steps(frame))
    painter.setPen(QPen(colour, 1))
    dates = _dates(frame)
    places = ticks.ticks(*frame.x_range, x_step) if dates is None else dates[2 if is_fine else 0]
    columns = [round(frame.column(float(x))) for x in places]
    rows = [round(frame.row(float(y))) for y in ticks.ticks(*frame.y_range, y_step)]
    lines = [QLineF(x, frame.top, x, frame.bottom) for x in columns]
    lines += [QLineF(frame.left, y, frame.right, y) for y in rows]
    if lines:
        painter.drawLines(lines)


def paint_numbers(painter: QPainter, frame: Frame, fonts: Fonts, theme: Theme) -> None:
    """Paint the numbers at the axes."""
    (x_step, _), (y_step, _) = steps(frame)
    line = fonts.small_line
    painter.setFont(fonts.small)
    painter.setPen(QColor(theme.muted))
    end, below = -1e9, frame.bottom + frame.gap + frame.strip
    for x, text in numbers_below(frame, x_step):
        width = fonts.small_widths(text)
        left = frame.column(float(x)) - width / 2
        if frame.calendar is not None:  # long texts stay on the sheet
            left = max(2.0, min(left, frame.right + PADDING - width))
        if left > end + 8:  # never over the number before
            painter.drawText(QRectF(left, below + 6, width, line), _CENTRE, text)
            end = left + width
    for y in ticks.ticks(*frame.y_range, y_step):
        row = frame.row(float(y))
        room = QRectF(0, row - line / 2, frame.left - 8, line)
        painter.drawText(room, _RIGHT, ticks.tick_text(float(y), y_step))


def _dates(frame: Frame, room: float = _DATE_EVERY) -> Ticks | None:
    """What stands below a frame whose x are dates; None if they are numbers, or too far away."""
    if frame.calendar is None:
        return None
    found = frame.calendar.ticks(*frame.x_range, frame.width / room)
    return found if found.places else None


def numbers_below(frame: Frame, step: float, room: float = _DATE_EVERY) -> list[tuple[float, str]]:
    """Return the places below a frame at which numbers stand, or dates, and their texts.

    Parameters
    ----------
    frame : Frame
        The rectangle, with the interval of x.
    step : float
        Between two numbers.
    room : float
        Width that a date needs, in pixels.
    """
    dates = _dates(frame, room)
    if dates is not None:
        return list(zip(dates.places, dates.texts, strict=True))
    return [(float(x), ticks.tick_text(float(x), step)) for x in ticks.ticks(*frame.x_range, step)]


def paint_names(
    painter: QPainter, frame: Frame, fonts: Fonts, theme: Theme, names: tuple[str, str]
) -> None:
    """Write inside of the frame what is across and what is up."""
    line = fonts.small_line
    painter.setFont(italic(fonts.small))
    painter.setPen(QColor(theme.muted))
    painter.drawText(QRectF(frame.left + 5, frame.top + 1, 40, line), names[1])
    place = QRectF(frame.right - 45, frame.bottom - line - 3, 40, line)
    painter.drawText(place, _RIGHT, names[0])


def frame_rect(frame: Frame) -> QRectF:
    """Return the rectangle of a frame."""
    return QRectF(frame.left, frame.top, frame.width, frame.height)


def italic(font: QFont) -> QFont:
    """Return a font in italics."""
    result = QFont(font)
    result.setItalic(True)
    return result
