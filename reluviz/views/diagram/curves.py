"""The curves that edges follow: steep at the node, level at the unit's box, where labels sit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath

from reluviz.views.painting import THICKEST

_T = np.linspace(0.0, 1.0, 17)
_BASIS = np.array([(1 - _T) ** 3, 3 * (1 - _T) ** 2 * _T, 3 * (1 - _T) * _T**2, _T**3]).T
_SLICES = 4
_GLOW = THICKEST / 2 + 6  # how far the paint of an edge reaches from its curve


@dataclass(frozen=True)
class Curve:
    """A cubic curve from a node to a unit's box, level at both ends.

    Parameters
    ----------
    x0, y0 : float
        Where it leaves the node, in logical pixels.
    x1, y1 : float
        Where it meets the box.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Points along the curve, shape (17, 2), in logical pixels."""
        points: NDArray[np.float64] = _BASIS @ np.array(self._corners())
        return points

    @cached_property
    def path(self) -> QPainterPath:
        """The curve for painting."""
        start, first, second, end = (QPointF(x, y) for x, y in self._corners())
        path = QPainterPath(start)
        path.cubicTo(first, second, end)
        return path

    @cached_property
    def bounds(self) -> QRectF:
        """The rectangle around the curve, without the width of a line."""
        return QRectF(QPointF(self.x0, self.y0), QPointF(self.x1, self.y1)).normalized()

    @cached_property
    def pixels(self) -> list[QRect]:
        """A few rectangles that cover the curve closely, with the width of the thickest line."""
        step = (len(self.points) - 1) // _SLICES
        found = []
        for k in range(0, len(self.points) - 1, step):
            (ax, ay), (bx, by) = self.points[k], self.points[k + step]
            rect = QRectF(QPointF(ax, ay), QPointF(bx, by)).normalized()
            found.append(rect.adjusted(-_GLOW, -_GLOW, _GLOW, _GLOW).toAlignedRect())
        return found

    def _corners(self) -> list[tuple[float, float]]:
        # The bend is nearer to the node, so that the part beside the box is level.
        run = self.x1 - self.x0
        return [
            (self.x0, self.y0),
            (self.x0 + 0.36 * run, self.y0),
            (self.x0 + 0.18 * run, self.y1),
            (self.x1, self.y1),
        ]


def distances(curves: NDArray[np.float64], x: float, y: float) -> NDArray[np.float64]:
    """Return the distance from (x, y) to each of some curves, shape (n,), in logical pixels.

    Parameters
    ----------
    curves : ndarray, shape (n, points, 2)
        The `points` of the curves.
    x, y : float
        The place.
    """
    start, run = curves[:, :-1], np.diff(curves, axis=1)
    away = np.array([x, y]) - start
    length = np.maximum(np.sum(run * run, axis=2), 1e-12)
    share = np.clip(np.sum(away * run, axis=2) / length, 0.0, 1.0)
    nearest = away - share[..., np.newaxis] * run
    found: NDArray[np.float64] = np.sqrt(np.min(np.sum(nearest * nearest, axis=2), axis=1))
    return found
