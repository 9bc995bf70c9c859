"""Short texts on a picture, with a ground of their own, where nothing else is written."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from reluviz.views.painting import rounded_box
from reluviz.views.theme import Theme, translucent

_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_label(
    painter: QPainter, theme: Theme, place: QRectF, text: str, font: QFont, colour: str = ""
) -> None:
    """Paint text on a ground of its own, so that lines behind it do not cross it out.

    Parameters
    ----------
    painter : QPainter
        Where.
    place : QRectF
        The ground, in pixels.
    text : str
        One line.
    font : QFont
        Its font.
    colour : str
        Its colour; that of text if left out.
    """
    rounded_box(painter, place, 3, translucent(theme.ground, 0.75))
    painter.setFont(font)
    painter.setPen(QColor(colour or theme.text))
    painter.drawText(place, _CENTRE, text)


def free_place(
    places: Iterable[QRectF], taken: list[QRectF], within: QRectF | None = None
) -> QRectF | None:
    """Return the first of `places` that is free and add it to `taken`; None if there is none.

    Parameters
    ----------
    places : iterable of QRectF
        From the best to the worst.
    taken : list of QRectF
        Where something is already.
    within : QRectF, optional
        What all of it must be inside of.
    """
    for place in places:
        if within is not None and not within.contains(place):
            continue
        if not any(place.intersects(other) for other in taken):
            taken.append(place)
            return place
    return None


def around(column: float, row: float, width: float, height: float, distance: float) -> list[QRectF]:
    """Return places for a label of a point: right, left, above, below of it and at the corners.

    Parameters
    ----------
    column, row : float
        The point, in pixels.
    width, height : float
        Of the label.
    distance : float
        Between the point and the label.
    """
    left, right = column - distance - width, column + distance
    above, below = row - distance - height, row + distance
    middle_x, middle_y = column - width / 2, row - height / 2
    corners = [(right, middle_y), (left, middle_y), (middle_x, above), (middle_x, below)]
    nearer = 0.3 * distance
    corners += [
        (right - nearer, above + nearer),
        (right - nearer, below - nearer),
        (left + nearer, above + nearer),
        (left + nearer, below - nearer),
    ]
    return [QRectF(x, y, width, height) for x, y in corners]
