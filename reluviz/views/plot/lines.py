"""Painting one polyline, stroked or as a band, and keeping bands that are painted again."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.views.frame import Array, Frame
from reluviz.views.plot.polylines import MOST_LINES, MOST_STROKED, band, in_view, to_polygon
from reluviz.views.strokes import draw_lines, to_lines

_LEAST_LINE = 2.0  # pixels: a row of shorter ones looks paler than one line
_PICTURE_COLUMNS = 2.0  # columns a pixel in pictures


@dataclass(frozen=True)
class Look:
    """How a line looks.

    Parameters
    ----------
    colour : str
        Its colour, ``#rrggbb``.
    width : float
        Its width, in logical pixels.
    dashes : tuple of float
        Lengths of dashes and gaps as multiples of the width; solid without. Lines of many
        vertices are always solid.
    """

    colour: str
    width: float
    dashes: tuple[float, ...] = ()

    def pen(self) -> QPen:
        """The pen for stroking."""
        pen = QPen(QColor(self.colour), self.width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if self.dashes else Qt.PenCapStyle.RoundCap)
        if self.dashes:
            pen.setDashPattern(self.dashes)
        return pen


@dataclass(frozen=True)
class _Ready:
    """A line ready to paint: lines or a polyline to stroke, an outline to fill, or an image."""

    lines: Array | None = None
    stroke: QPolygonF | None = None
    outline: QPolygonF | None = None
    image: tuple[QRectF, QImage] | None = None


_Key = tuple[Frame, float, bool, Look]


class LineCache:
    """Lines as they were painted last, by name."""

    def __init__(self) -> None:
        self._ready: dict[str, tuple[PiecewiseLinear, _Key, _Ready]] = {}

    def paint(
        self,
        painter: QPainter,
        name: str,
        curve: PiecewiseLinear,
        look: Look,
        frame: Frame,
        ratio: float,
        is_picture: bool,
    ) -> None:
        """Paint a curve; computed anew only if anything differs from the last call with `name`."""
        key = (frame, ratio, is_picture, look)
        kept = self._ready.get(name)
        if kept is None or kept[0] is not curve or kept[1] != key:
            kept = (curve, key, _ready(curve, look, frame, ratio, is_picture))
            self._ready[name] = kept
        _paint(painter, kept[2], look)


def _ready(
    curve: PiecewiseLinear, look: Look, frame: Frame, ratio: float, is_picture: bool
) -> _Ready:
    x, y = in_view(curve, frame)
    if len(x) < 2:
        return _Ready()
    is_spread = len(x) <= MOST_STROKED or x[-1] - x[0] >= _LEAST_LINE * len(x)
    if len(x) <= MOST_LINES and is_spread and not look.dashes and not is_picture:
        return _Ready(lines=to_lines(x, y, look.width / 2))
    if len(x) <= MOST_STROKED:
        return _Ready(stroke=to_polygon(x, y))
    if is_picture:
        outline = band(x, y, look.width / 2, frame, _PICTURE_COLUMNS).polygon()
        return _Ready(outline=outline)
    ink = band(x, y, look.width / 2, frame, ratio)
    top, image = ink.image(QColor(look.colour))
    place = QRectF(ink.left / ratio, top / ratio, image.width() / ratio, image.height() / ratio)
    return _Ready(image=(place, image))


def _paint(painter: QPainter, ready: _Ready, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ready.lines is not None:
        pen = look.pen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        draw_lines(painter, ready.lines)
    elif ready.image is not None:
        place, image = ready.image
        painter.drawImage(place, image)
    elif ready.stroke is not None:
        painter.setPen(look.pen())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(ready.stroke)
    elif ready.outline is not None:
        painter.save()
        painter.scale(1 / _PICTURE_COLUMNS, 1 / _PICTURE_COLUMNS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.colour))
        painter.drawPolygon(ready.outline, Qt.FillRule.WindingFill)
        painter.restore()
