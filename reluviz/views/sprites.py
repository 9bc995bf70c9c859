"""Small things painted over and over, kept as pictures: handles and labels."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

_MOST = 1000  # pictures remembered; labels under a hand are new all the time
_PARTS = 4  # of a pixel: so finely a handle is placed

Paint = Callable[[QPainter], None]


class Sprites:
    """Pictures by what they show. Each is painted by its function once, about the origin.

    Parameters
    ----------
    ratio : float
        Pixels of the device for each logical pixel.
    """

    def __init__(self, ratio: float) -> None:
        self.ratio = ratio
        self._ready: dict[Hashable, QPixmap] = {}

    def paint_at(
        self, painter: QPainter, key: Hashable, place: QPointF, reach: float, paint: Paint
    ) -> None:
        """Paint a picture about `place`, to a quarter of a pixel.

        Parameters
        ----------
        painter : QPainter
            Whose origin is on a whole pixel.
        key : hashable
            What the picture shows.
        place : QPointF
            Where its origin is to be.
        reach : float
            So far it reaches from its origin in each direction, in logical pixels.
        paint : callable
            Paints it about the origin, if it is not there yet.
        """
        across, column = divmod(round(place.x() * self.ratio * _PARTS), _PARTS)
        down, row = divmod(round(place.y() * self.ratio * _PARTS), _PARTS)
        margin = int(reach * self.ratio) + 2  # whole pixels of the device
        pixmap = self._ready.get((key, column, row))
        if pixmap is None:
            side = 2 * margin + 1
            shift = (margin + column / _PARTS, margin + row / _PARTS)
            pixmap = self._keep((key, column, row), (side, side), shift, paint)
        painter.drawPixmap(
            QPointF((across - margin) / self.ratio, (down - margin) / self.ratio), pixmap
        )

    def paint_in(self, painter: QPainter, key: Hashable, place: QRectF, paint: Paint) -> None:
        """Paint a picture in a rectangle, moved to a whole pixel; its origin is the corner."""
        size = round(place.width() * self.ratio) + 1, round(place.height() * self.ratio) + 1
        pixmap = self._ready.get((key, size))
        if pixmap is None:
            pixmap = self._keep((key, size), size, (0.0, 0.0), paint)
        left, top = round(place.left() * self.ratio), round(place.top() * self.ratio)
        painter.drawPixmap(QPointF(left / self.ratio, top / self.ratio), pixmap)

    def _keep(
        self, key: Hashable, size: tuple[int, int], shift: tuple[float, float], paint: Paint
    ) -> QPixmap:
        if len(self._ready) > _MOST:
            self._ready.clear()
        pixmap = QPixmap(*size)
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(shift[0] / self.ratio, shift[1] / self.ratio)
        paint(painter)
        painter.end()
        self._ready[key] = pixmap
        return pixmap
